//! The calendar of the story: the wedding, and the year with its check.

use app::{App, AppError, Both, CheckEnd, CheckProgress, CheckTools, ErrorKind};
use country::{Day, LifeEventKind, truth};

use super::codes::{conflict, nobody};
use super::numbers::{checked_registers, link};
use super::stage::Play;

/// Days of a year.
const YEAR: u32 = 365;

/// Lets the days pass until the bride has her new certificate.
pub(super) fn wedding(play: &Play) -> Result<(), AppError> {
    let turn = play.cast().bride.as_ref().and_then(|player| player.turn.as_ref()).ok_or_else(nobody)?;
    // Today is a day on which nothing has happened yet.
    let days = turn.settled.0 + 1 - play.nation().today().0;
    u32::try_from(days).map_or(Ok(()), |days| advance(play, days))
}

fn advance(play: &Play, days: u32) -> Result<(), AppError> {
    play.nation().advance(days).map(|_| ()).map_err(|error| {
        AppError::new(
            ErrorKind::Conflict,
            "この国の暦は、これ以上進められません。",
            "The calendar ends here.",
        )
        .with_detail(error)
    })
}

/// Begins the year; the scene tells how far it is.
pub(super) fn begin(play: &Play) {
    let play = play.clone();
    play.busy(Some(Both::new(
        "業務従事者届などで提供された番号で、登録と人とを結び付けています。",
        "Entries are being linked to people by the numbers that they gave with their reports.",
    )));
    tokio::spawn(async move {
        match pass(&play).await {
            Ok(()) => play.busy(None),
            Err(error) => play.failed(&error),
        }
    });
}

async fn pass(play: &Play) -> Result<(), AppError> {
    let since = link(play).await?;
    play.busy(Some(Both::new("一年を進めています。", "The year passes.")));
    advance(play, YEAR)?;
    let (app, who) = (play.app(), play.actor());
    let period = play.nation().today().to_string();
    app.start_check(who, &period).await?;
    play.busy(Some(Both::new("年1回の確認をしています。", "The yearly check is running.")));
    let counting = tokio::task::spawn_blocking({
        let play = play.clone();
        move || deaths(&play, since)
    });
    let folder = play.folder().with_extension("check");
    let tools = CheckTools::of(app.systems(), folder)?;
    work(play, app, &tools, &period).await?;
    play.busy(Some(Both::new("結果を職員の仕事に回しています。", "What was found goes to the desk.")));
    if let Ok(deaths) = counting.await {
        play.state().deaths = deaths;
    }
    app.follow_check(who, Some(&period)).await.map(|_| ())
}

/// Begins the wait: the quarantine of what was proposed passes, and the resident register and the family register are asked. Who is to be
/// deleted is for two officers to say.
pub(super) fn wait(play: &Play) -> Result<(), AppError> {
    let days = play.app().deletion_terms().quarantine_days.ok_or_else(unknown)?.number;
    let play = play.clone();
    play.busy(Some(Both::new(
        "留置きの日が過ぎ、住基ネットへの再照会と戸籍との照合をしています。",
        "The quarantine has passed; the resident register is asked again, and a sample is held against the family register.",
    )));
    tokio::spawn(async move {
        match checked_again(&play, days).await {
            Ok(()) => play.busy(None),
            Err(error) => play.failed(&error),
        }
    });
    Ok(())
}

fn unknown() -> AppError {
    conflict(
        "留置きの期間は要確認です（規則に値がありません）。",
        "How long proposals wait is not established.",
    )
}

async fn checked_again(play: &Play, days: u32) -> Result<(), AppError> {
    advance(play, days)?;
    let tools = CheckTools::of(play.app().systems(), play.folder().with_extension("check"))?;
    play.app().follow_up(play.actor(), &tools).await.map(|_| ())
}

/// Works until it is done. In a small country shares swing widely, so a run that pauses on wonders is looked at and goes on.
async fn work(play: &Play, app: &App, tools: &CheckTools, period: &str) -> Result<(), AppError> {
    loop {
        let watch = |_: CheckProgress| !play.is_over();
        match app.work_check(play.actor(), tools, Some(period), &watch).await? {
            CheckEnd::Paused(reason) => {
                let (ja, en) = reason.split_once('\n').unwrap_or((&reason, &reason));
                play.state().fault = Some(Both::new(
                    format!("確認が一時停止し、実演のため再開しました。理由：{ja}"),
                    format!("The run paused and was resumed for the demonstration. Why: {en}"),
                ));
                app.resume_check(play.actor(), "実演：小さな国では割合が大きく振れるため").await?;
            }
            CheckEnd::Done | CheckEnd::OthersAtWork | CheckEnd::Stopped => return Ok(()),
        }
    }
}

/// How many of those who stand in the checked registers have died since a day.
fn deaths(play: &Play, since: Day) -> u64 {
    let registers = checked_registers(play);
    let is_checked = |qualification: &str, authority: &str| {
        registers.iter().any(|of| of.qualification == qualification && of.authority == authority)
    };
    let until: Day = play.nation().today();
    let all = truth(play.nation(), (since, until), false);
    let dead = all.filter(|holder| {
        let died = holder.events.iter().any(|event| event.kind == LifeEventKind::Death);
        died && is_checked(holder.qualification, &holder.authority)
    });
    dead.count() as u64
}

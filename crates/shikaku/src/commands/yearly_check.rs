//! `shikaku yearly-check`.

mod deletions;
mod hints;
mod told;

use std::sync::atomic::Ordering;

use app::{CheckEnd, CheckProgress, CheckReport, CheckTools, RunCommand};
use law::Lang;
use serde_json::{Value, json};

use crate::cli::{CheckCommand, Common, YearlyCheckArgs};
use crate::output::{Failure, Outcome, Progress, print, print_json, say, table};
use crate::session::{actor, open, open_with_systems, stop_asked};

pub(crate) async fn run(common: &Common, args: &YearlyCheckArgs) -> Result<Outcome, Failure> {
    let app = match &args.command {
        CheckCommand::Start { place, .. }
        | CheckCommand::Follow { place, .. }
        // also to switch them: an invented country has days of its own
        | CheckCommand::Hints { place, .. } => {
            open_with_systems(common, &place.systems).await?
        }
        CheckCommand::Approve(decision)
        | CheckCommand::Release(decision)
        | CheckCommand::Dismiss(decision)
        | CheckCommand::Restore(decision) => open_with_systems(common, &decision.systems).await?,
        CheckCommand::Delete { systems, .. } => open_with_systems(common, systems).await?,
        _ => open(common).await?,
    };
    let who = actor(common);
    match &args.command {
        CheckCommand::Start { place, period } => {
            let usual = app.period_to_check().await?;
            let period = period.as_deref().unwrap_or(&usual);
            let tools = CheckTools::of(app.systems(), place.folder.clone())?;
            app.start_check(&who, period).await?;
            let end = work(common, &app, &tools, period).await?;
            let report = app.report_check(&who, Some(period)).await?;
            tell(common, &report);
            Ok(match end {
                CheckEnd::Done if report.rows == 0 => Outcome::Done,
                CheckEnd::Done | CheckEnd::Paused(_) => Outcome::Found,
                CheckEnd::OthersAtWork | CheckEnd::Stopped => Outcome::Stopped,
            })
        }
        CheckCommand::Pause { reason, period } => {
            let run = app.steer_check(&who, period.as_deref(), (RunCommand::Pause, reason)).await?;
            show(common, &app.report_check(&who, Some(&run.period)).await?)
        }
        CheckCommand::Resume { ground, period } => {
            let run = app.steer_check(&who, period.as_deref(), (RunCommand::Resume, ground)).await?;
            show(common, &app.report_check(&who, Some(&run.period)).await?)
        }
        CheckCommand::Status => show(common, &app.report_check(&who, None).await?),
        CheckCommand::Report { period } => show(common, &app.report_check(&who, period.as_deref()).await?),
        CheckCommand::Hints { command, place } => hints::run(common, &app, command.as_ref(), place).await,
        command => deletions::run(common, &app, command).await,
    }
}

async fn work(
    common: &Common,
    app: &app::App,
    tools: &CheckTools,
    period: &str,
) -> Result<CheckEnd, Failure> {
    let lang = common.lang();
    let progress = Progress::new(lang);
    let stop = stop_asked();
    let watch = |p: CheckProgress| {
        progress.at(&say(lang, "照会中", "checking"), (p.done, p.slices), p.checked);
        !stop.load(Ordering::Relaxed)
    };
    let end = app.work_check(&actor(common), tools, Some(period), &watch).await;
    progress.finish();
    let end = end?;
    match &end {
        CheckEnd::OthersAtWork => eprintln!(
            "{}",
            say(lang, "残りはほかの処理が作業中です。", "What is left is being done by other workers.")
        ),
        CheckEnd::Stopped => eprintln!(
            "{}",
            say(
                lang,
                "途中で止めました。同じコマンドで続きから始まります。",
                "Stopped. The same command goes on from here."
            )
        ),
        CheckEnd::Done | CheckEnd::Paused(_) => {}
    }
    Ok(end)
}

/// A paused run is something found.
fn show(common: &Common, report: &CheckReport) -> Result<Outcome, Failure> {
    tell(common, report);
    Ok(if report.run.state == "paused" { Outcome::Found } else { Outcome::Done })
}

fn tell(common: &Common, report: &CheckReport) {
    let lang = common.lang();
    let (ja, en) = report.run.reason.split_once('\n').unwrap_or_default();
    if common.json {
        let counts: Vec<Value> = report
            .counts
            .iter()
            .map(|count| {
                json!({
                    "qualification": count.qualification,
                    "authority": count.authority,
                    "finding": count.finding.code(),
                    "entries": count.entries,
                })
            })
            .collect();
        return print_json(&json!({
            "period": report.run.period,
            "state": report.run.state,
            "reason": ja,
            "reason_en": en,
            "slices": report.slices,
            "done": report.done,
            "checked": report.checked,
            "deleted_before": report.deleted,
            "findings": report.rows,
            "adds_up": report.adds_up(),
            "counts": counts,
        }));
    }
    let CheckReport { run, done, slices, checked, rows, .. } = report;
    print(&say(
        lang,
        format!(
            "{} の確認: {}  区切り {done}/{slices}  確認した登録 {checked}  所見 {rows}",
            run.period,
            state(lang, &run.state)
        ),
        format!(
            "check of {}: {}  slices {done}/{slices}  entries {checked}  findings {rows}",
            run.period,
            state(lang, &run.state)
        ),
    ));
    if !run.reason.is_empty() {
        print(&say(lang, format!("止めた理由: {ja}"), format!("Paused because: {en}")));
    }
    let rows: Vec<Vec<String>> = report
        .counts
        .iter()
        .map(|count| {
            let (ja, en) = count.finding.label();
            vec![
                count.qualification.clone(),
                count.authority.clone(),
                say(lang, ja, en),
                count.entries.to_string(),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let headings = match lang {
            Lang::Ja => ["資格", "登録権者", "所見", "件数"],
            Lang::En => ["qualification", "authority", "finding", "entries"],
        };
        print(&table(&headings, &rows, &[3]));
    }
}

fn state(lang: Lang, state: &str) -> String {
    match state {
        "running" => say(lang, "進行中", "running"),
        "paused" => say(lang, "停止中", "paused"),
        _ => say(lang, "完了", "done"),
    }
}

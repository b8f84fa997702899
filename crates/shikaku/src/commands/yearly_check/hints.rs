//! `shikaku yearly-check hints`.

use app::{App, CheckTools, HintOrder, HintsView, HintsWorked, parse_date};
use law::Lang;
use serde_json::{Value, json};

use crate::cli::{CheckPlace, Common, HintsArgs, HintsCommand};
use crate::output::{Failure, Outcome, print, print_json, say, table};
use crate::session::actor;

pub(super) async fn run(
    common: &Common,
    app: &App,
    command: Option<&HintsCommand>,
    place: &CheckPlace,
) -> Result<Outcome, Failure> {
    let who = actor(common);
    let day = |text: &Option<String>| text.as_deref().map(parse_date).transpose();
    match command {
        None | Some(HintsCommand::Run) => {
            let tools = CheckTools::of(app.systems(), place.folder.clone())?;
            let worked = app.work_hints(&who, &tools).await?;
            let changes = app.work_changes(&who, &tools).await?;
            app.sequence_now().await?;
            tell_worked(common, &worked, &changes);
            return Ok(if worked.asked > 0 { Outcome::Found } else { Outcome::Done });
        }
        Some(HintsCommand::Status) => {}
        Some(HintsCommand::On { of, from, until }) => {
            let from = day(from)?.unwrap_or_else(|| app.today());
            app.switch_hints(&who, &HintOrder { from: Some(from), until: day(until)?, ..off(of) }).await?;
        }
        Some(HintsCommand::Off { of }) => app.switch_hints(&who, &off(of)).await?,
    }
    tell(common, &app.show_hints(&who).await?);
    Ok(Outcome::Done)
}

/// Switched off.
fn off(of: &HintsArgs) -> HintOrder {
    HintOrder { authority: of.authority.clone(), from: None, until: None, ground: of.ground.clone() }
}

fn tell_worked(common: &Common, worked: &HintsWorked, changes: &app::ChangesWorked) {
    let lang = common.lang();
    if common.json {
        return print_json(&json!({
            "authorities": worked.authorities,
            "watched": worked.watched,
            "hints": worked.hints,
            "asked": worked.asked,
            "unanswered": worked.unanswered,
            "without_number": worked.without_number,
            "period": worked.period,
            "reminded": changes.reminded,
        }));
    }
    if worked.authorities == 0 {
        return print(&say(
            lang,
            "失効を手がかりとする照会を始めた機関はありません。何も行いませんでした。",
            "No authority follows hints by revoked certificates: nothing was done.",
        ));
    }
    let HintsWorked { watched, hints, asked, unanswered, without_number, .. } = worked;
    print(&say(
        lang,
        format!(
            "新たに対象とした証明書 {watched}件、失効 {hints}件、照会 {asked}人、回答なし {unanswered}件、番号不明 {without_number}件、届出勧奨 {}件",
            changes.reminded
        ),
        format!(
            "newly watched: {watched}, revoked: {hints}, persons asked for: {asked}, not answered: {unanswered}, number not known: {without_number}, reminded: {}",
            changes.reminded
        ),
    ));
}

fn tell(common: &Common, view: &HintsView) {
    let lang = common.lang();
    if common.json {
        return print_json(&of_view(view));
    }
    let rows: Vec<Vec<String>> = view
        .authorities
        .iter()
        .map(|of| {
            let state =
                if of.switch.on { say(lang, "行う", "on") } else { say(lang, "行わない", "off") };
            vec![
                of.code.clone(),
                state,
                format!("{}..{}", of.switch.from, of.switch.until),
                of.switch.ground.clone(),
                of.watched.to_string(),
                of.waiting.to_string(),
                of.asked.to_string(),
            ]
        })
        .collect();
    let headings = match lang {
        Lang::Ja => ["登録権者", "実施", "期間", "理由", "対象", "未照会", "照会済み"],
        Lang::En => ["authority", "hints", "period", "ground", "watched", "not asked", "asked"],
    };
    print(&table(&headings, &rows, &[4, 5, 6]));
    let doubt =
        if view.established { String::new() } else { say(lang, "（要確認）", " (to be confirmed)") };
    print(&format!("{}{doubt}", view.citation));
}

fn of_view(view: &HintsView) -> Value {
    let authorities: Vec<Value> = view
        .authorities
        .iter()
        .map(|of| {
            json!({
                "authority": of.code, "on": of.switch.on, "from": of.switch.from, "until": of.switch.until,
                "by": of.switch.by, "at": of.switch.at, "ground": of.switch.ground,
                "watched": of.watched, "waiting": of.waiting, "asked": of.asked,
            })
        })
        .collect();
    let runs: Vec<Value> = view
        .runs
        .iter()
        .map(|run| {
            let found: serde_json::Map<_, _> =
                run.findings.iter().map(|f| (f.code.to_owned(), json!(f.entries))).collect();
            json!({ "period": run.period, "state": run.state, "checked": run.checked, "findings": found })
        })
        .collect();
    json!({
        "allowed": view.allowed, "citation": view.citation, "established": view.established,
        "authorities": authorities, "runs": runs,
    })
}

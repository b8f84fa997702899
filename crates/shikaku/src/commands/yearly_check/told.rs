//! What follows from a run, in words and as JSON.

use app::{BatchCheck, DeletionBatchView};
use law::Lang;
use serde_json::{Value, json};

use crate::cli::Common;
use crate::output::{print, print_json, say, table};

pub(super) fn tell_followed(
    common: &Common,
    followed: app::Followed,
    changes: app::ChangesWorked,
    checked: &[(String, BatchCheck)],
) {
    let lang = common.lang();
    if common.json {
        let checked: Vec<Value> = checked
            .iter()
            .map(|(id, check)| {
                let (word, why) = check_words(check);
                json!({ "batch": id, "check": word, "reason": why })
            })
            .collect();
        return print_json(&json!({
            "proposals": followed.proposals,
            "changes": followed.changes,
            "tasks": followed.tasks,
            "reminded": changes.reminded,
            "corrected": changes.corrected,
            "ended": changes.ended,
            "later": changes.later,
            "checked": checked,
        }));
    }
    print(&say(
        lang,
        format!(
            "消除の案 {}件、変更 {}件、職員の案件 {}件",
            followed.proposals, followed.changes, followed.tasks
        ),
        format!(
            "proposed deletions: {}, changes: {}, tasks: {}",
            followed.proposals, followed.changes, followed.tasks
        ),
    ));
    print(&say(
        lang,
        format!(
            "届出勧奨 {}件、職権の訂正 {}件、終了 {}件、回答待ち {}件",
            changes.reminded, changes.corrected, changes.ended, changes.later
        ),
        format!(
            "reminded: {}, corrected ex officio: {}, ended: {}, not answered: {}",
            changes.reminded, changes.corrected, changes.ended, changes.later
        ),
    ));
    for (id, check) in checked {
        let (word, why) = check_words(check);
        let (ja, en) = why.split_once('\n').unwrap_or((why, why));
        print(&format!("{id}  {word}  {}", say(lang, ja, en)));
    }
}

fn check_words(check: &BatchCheck) -> (&'static str, &str) {
    match check {
        BatchCheck::Checked => ("checked", ""),
        BatchCheck::Empty => ("empty", ""),
        BatchCheck::Stopped(why) => ("stopped", why),
        BatchCheck::Later(why) => ("later", why),
    }
}

pub(super) fn batch_json(batch: &DeletionBatchView) -> Value {
    let officers: Vec<Value> =
        batch.officers.iter().map(|o| json!({ "by": o.by, "at": o.at, "ground": o.ground })).collect();
    let fallen: serde_json::Map<_, _> =
        batch.counts.fallen.iter().map(|(why, count)| (why.code().to_owned(), json!(count))).collect();
    let said: serde_json::Map<_, _> =
        batch.counts.said.iter().map(|(said, count)| (said.code().to_owned(), json!(count))).collect();
    json!({
        "id": batch.id,
        "qualification": batch.qualification,
        "authority": batch.authority,
        "period": batch.period,
        "state": batch.state.code(),
        "reason": batch.reason.0,
        "reason_en": batch.reason.1,
        "round": batch.round,
        "proposed_on": batch.proposed_on,
        "waits_until": batch.waits_until,
        "checked_on": batch.checked_on,
        "officers": officers,
        "proposed": batch.counts.proposed,
        "deleted": batch.counts.deleted,
        "restored": batch.counts.restored,
        "fallen": fallen,
        "family_register": said,
        "asked": batch.counts.asked,
    })
}

pub(super) fn tell(common: &Common, batches: &[DeletionBatchView]) {
    let lang = common.lang();
    if common.json {
        return print_json(&json!({ "batches": batches.iter().map(batch_json).collect::<Vec<_>>() }));
    }
    let rows: Vec<Vec<String>> = batches
        .iter()
        .map(|batch| {
            let (ja, en) = batch.state.label();
            vec![
                batch.id.clone(),
                batch.period.clone(),
                format!("{}/{}", batch.qualification, batch.authority),
                say(lang, ja, en),
                batch.waits_until.clone(),
                batch.counts.proposed.to_string(),
                batch.counts.deleted.to_string(),
                batch.counts.fallen.values().sum::<u64>().to_string(),
            ]
        })
        .collect();
    let headings = match lang {
        Lang::Ja => ["案", "期間", "資格・機関", "状態", "留置き", "案の件数", "消除件数", "除外件数"],
        Lang::En => ["batch", "period", "register", "state", "waits until", "proposed", "deleted", "fallen"],
    };
    print(&table(&headings, &rows, &[5, 6, 7]));
    for batch in batches.iter().filter(|batch| !batch.reason.0.is_empty()) {
        let (ja, en) = &batch.reason;
        print(&say(
            lang,
            format!("{}: 止めた理由: {ja}", batch.id),
            format!("{}: stopped because: {en}", batch.id),
        ));
    }
}

pub(super) fn tell_changes(common: &Common, changes: &[app::ShownChange]) {
    let lang = common.lang();
    if common.json {
        let rows: Vec<Value> = changes
            .iter()
            .map(|row| {
                json!({
                    "qualification": row.qualification,
                    "authority": row.authority,
                    "period": row.period,
                    "by_hint": row.by_hint,
                    "item": row.item,
                    "step": row.step.code(),
                    "end": row.end.map_or("", |end| end.code()),
                    "changes": row.changes,
                })
            })
            .collect();
        return print_json(&json!({ "changes": rows }));
    }
    let rows: Vec<Vec<String>> = changes
        .iter()
        .map(|row| {
            let (ja, en) = row.end.map_or_else(|| row.step.label(), |end| end.label());
            vec![
                format!("{}/{}", row.qualification, row.authority),
                found_by(lang, row),
                row.item.clone(),
                say(lang, ja, en),
                row.changes.to_string(),
            ]
        })
        .collect();
    let headings = match lang {
        Lang::Ja => ["資格・機関", "見つけた確認", "事項", "段階", "件数"],
        Lang::En => ["register", "found by", "item", "step", "changes"],
    };
    print(&table(&headings, &rows, &[4]));
}

/// The period of the yearly run, or that it was a hint.
fn found_by(lang: Lang, row: &app::ShownChange) -> String {
    if !row.period.is_empty() {
        return row.period.clone();
    }
    say(lang, "手がかり", "hints")
}

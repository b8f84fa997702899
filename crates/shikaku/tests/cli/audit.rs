//! `audit` finds what somebody changed behind the program's back, and says where.

use db::Db;

use crate::support::{NURSES, Place, on_both_engines};

on_both_engines!(
    a_sound_register_is_clean,
    what_was_changed_is_found_and_named,
    a_log_that_was_made_anew_is_found
);

const ROWS: &str = "\
1,2010-04-01,高橋　花子,タカハシ　ハナコ,,1988-01-08,女,東京都,2010-03
2,2010-04-01,佐藤　月子,サトウ　ツキコ,渡邉,1989-01-08,女,大阪府,2010-03
";

fn filled(place: &Place) {
    place.init();
    place.import_nurses(ROWS);
    let id = place.by_number("2");
    place.json(&["act", &id, "correction", "--ground", "決裁", "--item", "domicile=京都府"]);
}

fn a_sound_register_is_clean(place: &Place) {
    filled(place);
    let report = place.json(&["audit"]);
    assert_eq!(
        (&report["records"], &report["entries"], &report["tree_size"]),
        (&3.into(), &2.into(), &3.into())
    );
    assert_eq!(report["findings"], serde_json::json!([]));
    assert!(report["root"].as_str().unwrap().len() > 40);
    place.run(&["audit"]).expect(0, "Nothing differs");
    place.run(&["audit", "--lang", "ja"]).expect(0, "異常はありません");
}

fn what_was_changed_is_found_and_named(place: &Place) {
    filled(place);
    let id = place.by_number("1");
    execute(place, "UPDATE entry SET present = REPLACE(present, '東京都', '京都府') WHERE number_key = '1'");
    let report = place.json_with(1, &["audit"]);
    let finding = &report["findings"][0];
    for field in ["what", "where", "expected", "found"] {
        assert!(!finding[field].as_str().unwrap().is_empty(), "{finding}");
    }
    assert!(finding["where"].as_str().unwrap().contains(&id), "the entry is named: {finding}");
    place.run(&["audit"]).expect(1, &id);
    execute(place, "UPDATE entry SET present = REPLACE(present, '京都府', '東京都') WHERE number_key = '1'");
    place.json(&["audit"]);
    execute(place, "DELETE FROM search_key WHERE key LIKE 'k%'");
    assert!(!place.json_with(1, &["audit"])["findings"].as_array().unwrap().is_empty());
}

/// Whoever holds the database and the key of the log can write another history. A checkpoint kept elsewhere shows it.
fn a_log_that_was_made_anew_is_found(place: &Place) {
    filled(place);
    let kept = place.file("kept", place.json(&["ledger", "checkpoint"])["checkpoint"].as_str().unwrap());
    place.json(&[
        "act",
        &place.by_number("1"),
        "correction",
        "--ground",
        "決裁",
        "--item",
        "domicile=京都府",
    ]);
    place.run(&["audit", "--from", &kept]).expect(0, "Nothing differs");
    let other = Place::begun();
    std::fs::copy(place.path("log.key"), other.path("log.key")).unwrap();
    let file = other.file("n.csv", format!("{NURSES}\n{}", ROWS.replace("高橋", "高梨")));
    other.json(&["import", "--qualification", "nurse", &file]);
    other.json(&[
        "act",
        &other.by_number("2"),
        "correction",
        "--ground",
        "決裁",
        "--item",
        "domicile=京都府",
    ]);
    other.json(&["audit"]);
    let said = other.run(&["audit", "--from", &kept, "--json"]);
    assert_eq!(said.code, Some(1), "sound in itself, and another history: {said:?}");
    place.run(&["audit", "--from", "no-such-file"]).expect(2, "no-such-file");
    let no_note = place.file("no-note", "nothing\n");
    assert_ne!(place.run(&["audit", "--from", &no_note]).code, Some(0));
}

/// Changes rows behind the program's back.
fn execute(place: &Place, sql: &'static str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Db::open(&place.url).await.unwrap();
        let changed = db.transact("test", move |tx| Box::pin(async move { tx.execute(sql, &[]).await }));
        assert!(changed.await.unwrap() > 0, "{sql}");
    });
}

//! Look-ups by name, kana and birth date while an import runs, while it is stopped half way, and after it.

use country::{Encoding, RegisterFile, Tables, write_register};
use serde_json::Value;

use crate::database::{execute, number, rows, wait_for};
use crate::support::{Place, on_both_engines};

on_both_engines!(what_an_import_has_brought_is_found_at_once);

const ROWS: u64 = 200_000;
const IMPORT: [&str; 3] = ["import", "--qualification", "nurse"];
const ROWS_DONE: &str = "SELECT row_count FROM import_job WHERE finished_at IS NULL";
const TAIL: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM staged_key";
/// Rows of the first chunk.
const FIRST_CHUNK: u64 = 20_000;

fn register_file() -> Vec<u8> {
    let file = RegisterFile {
        qualification: "nurse",
        authority: "JP",
        items: &["registration-date", "domicile", "sex", "exam-pass-month"],
        count: ROWS,
        seed: 9,
        encoding: Encoding::Utf8,
        rubbish: None,
    };
    let mut bytes = Vec::new();
    write_register(&Tables::load().unwrap(), &file, &mut bytes).unwrap();
    bytes
}

/// Name, kana and birth date of some rows of the first chunk, by the headings of the file.
fn people(bytes: &[u8]) -> Vec<[String; 4]> {
    let text = std::str::from_utf8(bytes).unwrap().trim_start_matches('\u{FEFF}');
    let mut lines = text.lines();
    let headings: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| headings.iter().position(|heading| *heading == name).unwrap();
    let columns = ["登録番号", "氏名", "フリガナ", "生年月日"].map(column);
    let first = lines.take(usize::try_from(FIRST_CHUNK).unwrap() - 1).step_by(4_000);
    first
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            columns.map(|column| cells[column].to_owned())
        })
        .collect()
}

/// Each of them is found by each of the three, whole.
fn all_are_found(place: &Place, people: &[[String; 4]]) {
    for [registered, name, kana, born] in people {
        let asked: [&[&str]; 4] = [
            &["--name", name, "--limit", "200"],
            &["--kana", kana, "--limit", "200"],
            &["--born", born, "--limit", "200"],
            &["--name", name, "--kana", kana, "--born", born],
        ];
        for asked in asked {
            let found = place.json(&[&["find"], asked].concat());
            let numbers: Vec<&Value> =
                found["entries"].as_array().unwrap().iter().map(|e| &e["number"]).collect();
            let here = numbers.iter().any(|n| n.as_str() == Some(registered));
            assert!(here || found["more"] == true, "{registered} {asked:?}: {found}");
            assert!(found.get("incomplete").is_none(), "{asked:?}");
        }
        let exact = place.json(&["find", "--name", name, "--kana", kana, "--born", born]);
        let once =
            exact["entries"].as_array().unwrap().iter().filter(|e| e["number"].as_str() == Some(registered));
        assert_eq!(once.count(), 1, "{registered}: {exact}");
    }
}

fn what_an_import_has_brought_is_found_at_once(place: &Place) {
    place.init();
    let bytes = register_file();
    let people = people(&bytes);
    assert!(people.len() >= 5);
    let path = place.file("n.csv", &bytes);
    let command = [&IMPORT[..], &[&path]].concat();
    // while it runs
    let mut child = place.spawn(&command);
    let first = i64::try_from(FIRST_CHUNK).unwrap();
    assert!(wait_for(place, ROWS_DONE, first, || child.try_wait().unwrap().is_some()), "it ended too soon");
    all_are_found(place, &people[..1]);
    // while it is stopped
    child.kill().unwrap();
    child.wait().unwrap();
    let open = number(place, ROWS_DONE);
    assert!((first..=i64::try_from(ROWS).unwrap()).contains(&open), "killed in the middle: {open}");
    assert!(number(place, TAIL) > 0, "there is a tail");
    all_are_found(place, &people);
    // a correction moves an entry out of its name's reach, and into that of the other
    let [registered, name, ..] = &people[0];
    let id = place.by_number(registered);
    place.json(&["act", &id, "correction", "--ground", "決裁", "--item", "name=途中　正子"]);
    assert_eq!(place.find(&["--name", "途中"]), std::slice::from_ref(&id));
    assert!(
        !place.find(&["--name", name, "--limit", "200"]).contains(&id),
        "the former name is no name of it"
    );
    // what cannot be seen is said to be out of sight
    execute(place, "UPDATE key_run SET staged = 0");
    assert_eq!(place.json(&["find", "--name", "途中"])["incomplete"], true);
    place.run(&["find", "--name", "居ない"]).expect(0, "running import may not be found");
    execute(place, "UPDATE key_run SET staged = 1");
    // through
    let report = place.json(&command);
    assert_eq!((&report["rows"], &report["resumed"]), (&ROWS.into(), &true.into()));
    assert_eq!(rows(place, "SELECT bucket FROM staged_key", 1), Vec::<String>::new());
    assert_eq!(number(place, "SELECT CAST(COUNT(*) AS BIGINT) FROM key_run"), 0);
    all_are_found(place, &people[1..]);
    assert_eq!(place.find(&["--name", "途中"]), [id]);
    place.json(&["audit"]);
}

//! Imports that are stopped: by `kill -9` at any moment, by Ctrl-C, and gone on with by the same command.

use std::time::{Duration, Instant};

use country::{Encoding, Fault, RegisterFile, Rubbish, Tables, write_register};

use crate::database::{number, rows, wait_for};
use crate::support::{Place, Said, on_both_engines, signal};

on_both_engines!(
    killed_at_any_moment_an_import_goes_on_without_a_double_or_a_gap,
    asked_to_stop_it_ends_at_a_safe_point_and_says_how_to_go_on,
    another_file_in_between_leaves_nobody_unfound,
);

/// Several chunks of 20,000 rows and several commits of search keys.
const ROWS: u64 = 50_000;
const IMPORT: [&str; 3] = ["import", "--qualification", "nurse"];

/// The columns of the file.
const COLUMNS: [&str; 12] = [
    "登録番号",
    "登録年月日",
    "氏名",
    "フリガナ",
    "旧姓",
    "生年月日",
    "性別",
    "本籍",
    "試験合格年月",
    "処分",
    "抹消年月日",
    "抹消理由",
];

/// What a job has done so far.
const ROWS_DONE: &str = "SELECT row_count FROM import_job WHERE finished_at IS NULL";
const KEYS_BEGUN: &str = "SELECT CAST(COUNT(keyed_key) AS BIGINT) FROM import_job WHERE finished_at IS NULL";

fn register_file(count: u64) -> Vec<u8> {
    let file = RegisterFile {
        qualification: "nurse",
        authority: "JP",
        items: &["registration-date", "domicile", "sex", "exam-pass-month", "sanction", "deletion"],
        count,
        seed: 5,
        encoding: Encoding::Utf8,
        rubbish: Some(Rubbish { rate: 0.01, kinds: &Fault::ALL }),
    };
    let mut bytes = Vec::new();
    write_register(&Tables::load().unwrap(), &file, &mut bytes).unwrap();
    bytes
}

/// Everything that an import leaves: entries, records, keys, counts, the reject file.
fn left_by(place: &Place) -> Vec<Vec<String>> {
    let reject_file = std::fs::read_to_string(place.path("n.csv.rejects.csv")).unwrap();
    vec![
        rows(place, "SELECT number_key, present FROM entry ORDER BY number_key", 2),
        rows(
            place,
            "SELECT e.number_key, l.act, l.effective_on, b.body FROM ledger l \
             JOIN entry e ON e.register_id = l.register_id AND e.entry_id = l.entry_id \
             JOIN ledger_body b ON b.register_id = l.register_id AND b.entry_id = l.entry_id AND b.version = l.version \
             ORDER BY e.number_key, l.version",
            4,
        ),
        rows(
            place,
            "SELECT k.key, e.number_key FROM search_key k \
             JOIN entry e ON e.register_id = k.register_id AND e.entry_id = k.entry_id ORDER BY k.key, e.number_key",
            2,
        ),
        vec![reject_file],
    ]
}

fn undisturbed(file: &[u8]) -> (Vec<Vec<String>>, Duration) {
    let place = Place::begun();
    let path = place.file("n.csv", file);
    let started = Instant::now();
    let report = place.json_with(1, &[&IMPORT[..], &[&path]].concat());
    assert_eq!(report["rows"], ROWS);
    (left_by(&place), started.elapsed())
}

fn killed_at_any_moment_an_import_goes_on_without_a_double_or_a_gap(place: &Place) {
    place.init();
    let bytes = register_file(ROWS);
    let (expected, whole) = undisturbed(&bytes);
    let path = place.file("n.csv", &bytes);
    let command = [&IMPORT[..], &[&path, "--json"]].concat();
    let mut kills = 0;
    // at moments that the job itself shows: in the rows, at their end, among the keys
    for (sql, reached) in [(ROWS_DONE, 20_000), (ROWS_DONE, 40_000), (KEYS_BEGUN, 1)] {
        let mut child = place.spawn(&command);
        let seen = wait_for(place, sql, reached, || child.try_wait().unwrap().is_some());
        child.kill().unwrap();
        child.wait().unwrap();
        kills += u32::from(seen);
    }
    assert!(kills >= 2, "the import was over before it could be killed");
    // and at moments that nothing chooses, each a little later, until it is through
    let mut late = Duration::from_millis(20);
    let said = loop {
        let mut child = place.spawn(&command);
        let started = Instant::now();
        while child.try_wait().unwrap().is_none() && started.elapsed() < late {
            std::thread::sleep(Duration::from_millis(1));
        }
        if child.try_wait().unwrap().is_some() {
            let said = Said::of(child.wait_with_output().unwrap());
            // a server may still be at the last commit of the one that was killed: cannot now, try again
            if said.code != Some(3) {
                break said;
            }
            continue;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        late += whole / 5;
    };
    assert_eq!(said.code, Some(1), "{said:?}");
    let report = said.json();
    assert_eq!((&report["rows"], &report["resumed"]), (&ROWS.into(), &true.into()));
    for (found, expected) in left_by(place).iter().zip(&expected) {
        assert_eq!(found.len(), expected.len());
        let different = found.iter().zip(expected).find(|(found, expected)| found != expected);
        assert_eq!(different, None, "the same as without a kill");
    }
    let size = place.json(&["ledger", "checkpoint"])["size"].as_u64().unwrap();
    assert_eq!(Some(size), report["entries"].as_u64(), "each record has one place in the log");
    assert_eq!(
        number(place, "SELECT CAST(COUNT(*) AS BIGINT) FROM register_statistics"),
        1,
        "it was counted"
    );
    place.json(&["audit"]);
}

fn asked_to_stop_it_ends_at_a_safe_point_and_says_how_to_go_on(place: &Place) {
    place.init();
    let path = place.file("n.csv", register_file(ROWS));
    let command = [&IMPORT[..], &[&path]].concat();
    let mut child = place.spawn(&command);
    assert!(wait_for(place, ROWS_DONE, 1, || child.try_wait().unwrap().is_some()), "it ended too soon");
    signal(&child, "INT");
    let said = Said::of(child.wait_with_output().unwrap()).expect(3, "The same command goes on");
    assert!(said.out.contains("rows "), "{said:?}");
    // an act upon an entry that is in already is recorded, and its keys are put right at the end
    let early = place.by_number("1");
    let correct = ["--ground", "決裁", "--item", "name=途中　正子"];
    place.json(&[&["act", &early, "correction"], &correct[..]].concat());
    // other settings are refused; a dry run judges all and writes nothing
    let mapping = place.file(
        "m.toml",
        format!(
            "[columns]\n{}",
            COLUMNS
                .map(|c| format!("\"{c}\" = \"{}\"\n", c.replace("本籍", "本籍（都道府県名または国籍）")))
                .concat()
        ),
    );
    place.run(&[&command[..], &["--mapping", &mapping]].concat()).expect(2, "other settings");
    let done = number(place, ROWS_DONE);
    let tried = place.json_with(1, &[&command[..], &["--dry-run"]].concat());
    assert_eq!(tried["rows"], ROWS);
    assert_eq!(number(place, ROWS_DONE), done);
    let after_dry_run = std::fs::read(place.path("n.csv.rejects.csv")).unwrap();

    let report = place.json_with(1, &command);
    assert_eq!(
        (&report["rows"], &report["resumed"], &report["stopped"]),
        (&ROWS.into(), &true.into(), &false.into())
    );
    assert_eq!(report["entries"], tried["entries"]);
    assert_eq!(std::fs::read(place.path("n.csv.rejects.csv")).unwrap(), after_dry_run);
    assert_eq!(place.json_with(1, &command)["entries"], report["entries"], "and once more changes nothing");
    assert_eq!(
        number(place, "SELECT CAST(COUNT(*) AS BIGINT) FROM entry"),
        report["entries"].as_i64().unwrap()
    );
    assert_eq!(place.find(&["--name", "途中"]), [early]);
    assert_eq!(
        number(place, "SELECT CAST(COUNT(*) AS BIGINT) FROM search_key WHERE key LIKE 'n%'"),
        number(place, "SELECT CAST(COUNT(DISTINCT entry_id) AS BIGINT) FROM search_key WHERE key LIKE 'n%'")
            + former_names(place),
        "the name before the correction is no key any more"
    );
}

/// Entries that have a second key of the name: the former one.
fn former_names(place: &Place) -> i64 {
    let second = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT entry_id FROM search_key WHERE key LIKE 'n%' \
                  GROUP BY entry_id HAVING COUNT(*) > 1) AS twice";
    number(place, second)
}

/// The file was mended while its import was stopped: the new one is another file. What the first one brought stays, can
/// be found, and is not taken twice.
fn another_file_in_between_leaves_nobody_unfound(place: &Place) {
    place.init();
    let bytes = register_file(ROWS);
    let path = place.file("n.csv", &bytes);
    let command = [&IMPORT[..], &[&path]].concat();
    let mut child = place.spawn(&command);
    assert!(wait_for(place, ROWS_DONE, 1, || child.try_wait().unwrap().is_some()), "it ended too soon");
    child.kill().unwrap();
    child.wait().unwrap();
    let before = number(place, "SELECT CAST(COUNT(*) AS BIGINT) FROM entry");
    assert!((1..i64::try_from(ROWS).unwrap()).contains(&before), "{before}");

    let mended = [
        &bytes[..],
        "99999999,2020-04-01,最後　花子,サイゴ　ハナコ,,1990-01-01,女,東京都,2020-03,,,\r\n".as_bytes(),
    ]
    .concat();
    let path = place.file("mended.csv", mended);
    let report = place.json_with(1, &[&IMPORT[..], &[&path]].concat());
    assert_eq!(report["rows"], ROWS + 1);
    let entries = number(place, "SELECT CAST(COUNT(*) AS BIGINT) FROM entry");
    assert_eq!(before + report["entries"].as_i64().unwrap(), entries, "nobody twice");
    assert_eq!(place.find(&["--name", "最後"]).len(), 1);
    let with_keys = number(place, "SELECT CAST(COUNT(DISTINCT entry_id) AS BIGINT) FROM search_key");
    assert_eq!(with_keys, entries, "all can be found");
    // acts are possible again
    let id = place.by_number("99999999");
    place.json(&["act", &id, "correction", "--ground", "決裁", "--item", "domicile=大阪府"]);
}

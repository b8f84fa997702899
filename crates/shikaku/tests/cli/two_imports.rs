//! Two imports at once: of one file, of two files into one register, and into two registers.

use std::process::Child;

use country::{Encoding, Fault, RegisterFile, Rubbish, Tables, write_register};
use serde_json::Value;

use crate::database::{number, wait_for};
use crate::support::{Place, Said, on_both_engines};

on_both_engines!(
    a_second_import_into_the_same_register_is_refused,
    two_that_begin_together_are_one,
    two_registers_are_filled_side_by_side,
);

const ROWS: u64 = 50_000;
const ROWS_DONE: &str = "SELECT row_count FROM import_job WHERE finished_at IS NULL";
const ENTRIES: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM entry";

fn register_file(qualification: &str, seed: u64, rubbish: bool) -> Vec<u8> {
    let file = RegisterFile {
        qualification,
        authority: "JP",
        items: &["registration-date", "domicile", "sex", "exam-pass-month"],
        count: ROWS,
        seed,
        encoding: Encoding::Utf8,
        rubbish: rubbish.then_some(Rubbish { rate: 0.01, kinds: &Fault::ALL }),
    };
    let mut bytes = Vec::new();
    write_register(&Tables::load().unwrap(), &file, &mut bytes).unwrap();
    bytes
}

fn command<'a>(qualification: &'a str, file: &'a str) -> [&'a str; 5] {
    ["import", "--qualification", qualification, file, "--json"]
}

fn ended(child: Child) -> Said {
    Said::of(child.wait_with_output().unwrap())
}

/// Everything is there once: rows, entries, log, counts, reject file.
fn is_whole(place: &Place, report: &Value) {
    let count = |field: &str| report[field].as_i64().unwrap();
    assert_eq!(count("rows"), i64::try_from(ROWS).unwrap());
    assert_eq!(count("rows"), count("entries") + count("rejects"));
    assert_eq!(number(place, ENTRIES), count("entries"), "nobody twice");
    assert_eq!(place.json(&["ledger", "checkpoint"])["size"], report["entries"]);
    place.json(&["audit"]);
}

fn a_second_import_into_the_same_register_is_refused(place: &Place) {
    place.init();
    let bytes = register_file("nurse", 5, true);
    let file = place.file("n.csv", &bytes);
    // the same rows and one more are another file, with the same numbers
    let more = [
        &bytes[..],
        "99999999,2020-04-01,最後　花子,サイゴ　ハナコ,,1990-01-01,女,東京都,2020-03\r\n".as_bytes(),
    ];
    let other = place.file("other.csv", more.concat());
    let mut first = place.spawn(&command("nurse", &file));
    assert!(wait_for(place, ROWS_DONE, 1, || first.try_wait().unwrap().is_some()), "it ended too soon");
    let second = [place.spawn(&command("nurse", &file)), place.spawn(&command("nurse", &other))];
    let tried = place
        .json_with(1, &["import", "--qualification", "nurse", &file, "--dry-run", "--rejects", "/dev/null"]);
    assert_eq!(tried["rows"], ROWS, "a dry run writes nothing and waits for nobody");
    let refused = second.map(|child| {
        let said = ended(child);
        let early = first.try_wait().unwrap().is_none();
        (said, early)
    });
    for (said, early) in refused {
        // when the first was through before the other asked, there was nothing to refuse
        if early || said.code == Some(3) {
            said.expect(3, "Another import into this register is running");
        }
    }
    let said = ended(first);
    assert_eq!(said.code, Some(1), "{said:?}");
    let rejects = std::fs::read_to_string(place.path("n.csv.rejects.csv")).unwrap();
    let report = place.json_with(1, &["import", "--qualification", "nurse", &file]);
    assert_eq!(report["rows"], said.json()["rows"]);
    assert_eq!(std::fs::read_to_string(place.path("n.csv.rejects.csv")).unwrap(), rejects);
    // afterwards the other may come: what is there is rejected, what is new is taken
    let report = place.json_with(1, &["import", "--qualification", "nurse", &other]);
    assert!(report["entries"].as_i64().unwrap() <= 1, "{report}");
    assert_eq!(place.find(&["--number", "99999999"]).len(), 1);
    place.json(&["audit"]);
}

fn two_that_begin_together_are_one(place: &Place) {
    place.init();
    let file = place.file("n.csv", register_file("nurse", 6, false));
    let both = [place.spawn(&command("nurse", &file)), place.spawn(&command("nurse", &file))].map(ended);
    let [a, b] = both;
    let (done, other) = if a.code == Some(0) { (a, b) } else { (b, a) };
    assert_eq!(done.code, Some(0), "{done:?} {other:?}");
    // the slower one waited and found it done, or did not wait so long
    if other.code == Some(0) {
        assert_eq!(other.json()["rows"], ROWS);
    } else {
        other.expect(3, "Another import into this register is running");
    }
    is_whole(place, &done.json());
    // held by nobody any more
    assert_eq!(place.json(&["import", "--qualification", "nurse", &file])["entries"], ROWS);
    if let Some(path) = place.url.strip_prefix("sqlite:") {
        let folder = std::path::Path::new(path).parent().unwrap();
        let left =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert!(left.into_iter().all(|name| !name.contains("hold")), "its file is gone");
    }
}

fn two_registers_are_filled_side_by_side(place: &Place) {
    place.init();
    let nurses = place.file("n.csv", register_file("nurse", 7, false));
    let midwives = place.file("m.csv", register_file("midwife", 8, false));
    let both =
        [place.spawn(&command("nurse", &nurses)), place.spawn(&command("midwife", &midwives))].map(ended);
    for said in &both {
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(said.json()["entries"], ROWS);
    }
    assert_eq!(number(place, ENTRIES), 2 * i64::try_from(ROWS).unwrap());
    assert_eq!(place.json(&["ledger", "checkpoint"])["size"], 2 * ROWS);
    place.json(&["audit"]);
}

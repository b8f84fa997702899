//! A register's file in CP932 with everything that is wrong in real ones, counted as it was put in.

use std::collections::{BTreeMap, BTreeSet};

use country::{Encoding, Fault, RegisterFile, Rubbish, Tables, write_register};

use crate::files::rejects;
use crate::support::{Place, on_both_engines};

on_both_engines!(every_fault_of_a_bad_file_is_told_and_nothing_else);

const ITEMS: [&str; 7] = [
    "registration-date",
    "domicile",
    "sex",
    "exam-pass-month",
    "sanction",
    "certificate-history",
    "deletion",
];

fn every_fault_of_a_bad_file_is_told_and_nothing_else(place: &Place) {
    place.init();
    let file = RegisterFile {
        qualification: "nurse",
        authority: "JP",
        items: &ITEMS,
        count: 4_000,
        seed: 11,
        encoding: Encoding::Cp932,
        rubbish: Some(Rubbish { rate: 0.15, kinds: &Fault::ALL }),
    };
    let mut bytes = Vec::new();
    let written = write_register(&Tables::load().unwrap(), &file, &mut bytes).unwrap();
    let path = place.file("n.csv", &bytes);
    let report = place.json_with(1, &["import", "--qualification", "nurse", &path]);

    let put = |fault| written.faults.of(fault);
    let expected = BTreeMap::from([
        ("missing".to_owned(), put(Fault::MissingName)),
        ("number-doubled".to_owned(), 2 * put(Fault::DoubledNumber)),
        ("stray-quote".to_owned(), put(Fault::StrayQuote)),
        ("unclosed".to_owned(), put(Fault::UnclosedQuote)),
        ("date-not-in-calendar".to_owned(), put(Fault::ImpossibleDate)),
        ("cell-count".to_owned(), put(Fault::ExtraColumn) + put(Fault::MissingColumns)),
    ]);
    assert!(expected.values().all(|count| *count > 20), "{expected:?}");
    let rejects = rejects(&path_of(place));
    let mut told = BTreeMap::new();
    for reject in &rejects {
        // a quote that is not closed runs to the next one, or to the end: both are told as what they are
        let code =
            reject.code.replace("text-after-quote", "unclosed").replace("unterminated-quote", "unclosed");
        *told.entry(code).or_insert(0) += 1;
    }
    assert_eq!(told, expected);

    let lines: BTreeSet<usize> = rejects.iter().map(|reject| reject.line).collect();
    assert_eq!(report["rows"], 4_000);
    assert_eq!(report["rejects"], lines.len());
    assert_eq!(report["entries"], 4_000 - lines.len());
    // the original line, read as the code page has it
    let text = encoding_rs::SHIFT_JIS.decode(&bytes).0;
    let originals: Vec<&str> = text.lines().collect();
    for reject in &rejects {
        assert_eq!(reject.original, originals[reject.line - 1], "line {}", reject.line);
    }
    // unusual is not wrong: era dates, kanji numerals, missing days and 外字 came in
    let gaiji: Vec<usize> =
        (1..originals.len()).filter(|line| originals[*line].contains('\u{E010}')).collect();
    assert_eq!(gaiji.len() as u64, put(Fault::PrivateUse));
    assert!(gaiji.iter().all(|line| !lines.contains(&(line + 1))));
    assert_eq!(place.json(&["ledger", "checkpoint"])["size"], report["entries"]);
}

fn path_of(place: &Place) -> std::path::PathBuf {
    place.path("n.csv.rejects.csv")
}

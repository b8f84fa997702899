//! Faults are put in as counted, and old encodings lose what they lose.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may say plainly what it expects")]

use std::collections::HashMap;

use country::{Encoding, Fault, RegisterFile, Rubbish, Tables, Written, write_register};
use encoding_rs::SHIFT_JIS;

const COUNT: u64 = 20_000;

fn write(encoding: Encoding, kinds: &[Fault], rate: f64) -> (Vec<u8>, Written) {
    let items = &["registration-date", "domicile", "deletion"];
    let file = RegisterFile {
        qualification: "nurse",
        authority: "JP",
        items,
        count: COUNT,
        seed: 4,
        encoding,
        rubbish: Some(Rubbish { rate, kinds }),
    };
    let mut bytes = Vec::new();
    let written = write_register(&Tables::load().unwrap(), &file, &mut bytes).unwrap();
    (bytes, written)
}

/// The lines without the headings, each cut at its commas; the headings are 登録番号, 登録年月日, 氏名, フリガナ, 旧姓, 生年月日, 本籍, 抹消年月日, 抹消理由.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

const NAME: usize = 2;
const BORN: usize = 5;
const COLUMNS: usize = 9;

fn looks_like(fault: Fault, row: &[String]) -> bool {
    let (name, born) = (&row[NAME], &row[BORN]);
    let digits = born.contains(|c: char| c.is_ascii_digit());
    match fault {
        Fault::EraDate => digits && (born.ends_with('日') || born.contains('.')),
        Fault::KanjiNumeral => !digits && born.ends_with('日'),
        Fault::MissingPart => born.ends_with('月'),
        Fault::MissingName => name.is_empty(),
        Fault::PrivateUse => name.contains('\u{E010}'),
        Fault::StrayQuote => name.find('"').is_some_and(|at| at > 0),
        Fault::UnclosedQuote => name.starts_with('"'),
        Fault::ImpossibleDate => born.ends_with("-02-30"),
        Fault::ExtraColumn => row.len() == COLUMNS + 1,
        Fault::MissingColumns => row.len() == COLUMNS - 2,
        Fault::DoubledNumber => unreachable!("seen in two rows only"),
    }
}

#[test]
fn every_fault_is_there_as_often_as_counted() {
    let (bytes, written) = write(Encoding::Utf8, &Fault::ALL, 0.1);
    let rows = rows(&bytes);
    assert_eq!(rows.len() as u64, COUNT);
    for (fault, count) in written.faults.iter().filter(|(fault, _)| *fault != Fault::DoubledNumber) {
        let found = rows.iter().filter(|row| looks_like(fault, row)).count() as u64;
        assert_eq!(found, count, "{fault:?}");
        assert!(count > 100, "{fault:?} only {count} times");
    }
    let rate = written.faults.total() as f64 / COUNT as f64;
    assert!((0.085..0.11).contains(&rate), "{rate}");
}

#[test]
fn doubled_numbers_are_in_pairs_of_otherwise_sound_rows() {
    let (bytes, written) = write(Encoding::Utf8, &Fault::ALL, 0.2);
    let mut sharing: HashMap<String, Vec<Vec<String>>> = HashMap::new();
    for row in rows(&bytes) {
        sharing.entry(row[0].clone()).or_default().push(row);
    }
    let doubled: Vec<_> = sharing.values().filter(|rows| rows.len() > 1).collect();
    assert_eq!(doubled.len() as u64, written.faults.of(Fault::DoubledNumber));
    assert!(doubled.len() > 50);
    for rows in doubled {
        assert_eq!(rows.len(), 2);
        let other = Fault::ALL.into_iter().filter(|fault| *fault != Fault::DoubledNumber);
        assert!(rows.iter().all(|row| !other.clone().any(|fault| looks_like(fault, row))), "{rows:?}");
    }
}

#[test]
fn only_the_kinds_asked_for_are_put_in() {
    let (_, written) = write(Encoding::Utf8, &[Fault::MissingName], 0.05);
    assert_eq!(written.faults.of(Fault::MissingName), written.faults.total());
    assert!(written.faults.total() > 500);
}

#[test]
fn cp932_can_be_read_back() {
    let (old, written) = write(Encoding::Cp932, &[Fault::PrivateUse], 0.01);
    let (new, _) = write(Encoding::Utf8, &[Fault::PrivateUse], 0.01);
    let (text, had_errors) = SHIFT_JIS.decode_without_bom_handling(&old);
    assert!(!had_errors);
    let new = String::from_utf8(new).unwrap();
    let mut lost = 0;
    for (old, new) in text.lines().zip(new.lines()) {
        let kept: String = new.chars().filter(|c| !('\u{E0100}'..='\u{E01EF}').contains(c)).collect();
        if old != kept {
            assert!(old.contains('〓'), "{old} for {new}");
            lost += 1;
        }
    }
    assert_eq!(text.lines().count(), new.lines().count());
    assert!((1..200).contains(&lost), "{lost} lines lost a character");
    assert!(
        text.matches('\u{E010}').count() as u64 == written.faults.of(Fault::PrivateUse)
            && text.contains('髙')
    );
}

#[test]
fn a_byte_order_mark_only_where_asked_for() {
    let (with, _) = write(Encoding::Utf8Bom, &[], 0.0);
    let (without, _) = write(Encoding::Utf8, &[], 0.0);
    assert_eq!(with.strip_prefix("\u{FEFF}".as_bytes()), Some(without.as_slice()));
}

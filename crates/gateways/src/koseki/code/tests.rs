use jiff::civil::date;
use law::{RuleFile, Rules};
use proptest::prelude::*;

use super::*;

fn rules() -> Rules {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules");
    let mut files = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(root)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "toml") {
                let below = path.strip_prefix(root).unwrap().to_str().unwrap();
                let text = std::fs::read_to_string(&path).unwrap();
                files.push(RuleFile { path: format!("rules/{below}"), text });
            }
        }
    }
    Rules::parse(&files).unwrap()
}

#[test]
fn a_code_is_read_as_people_type_it() {
    for typed in [
        "1234567890123456",
        "1234 5678 9012 3456",
        " 1234-5678-9012-3456 ",
        "１２３４５６７８９０１２３４５６",
    ] {
        assert_eq!(RetrievalCode::parse(typed).unwrap().expose(), "1234567890123456", "{typed}");
    }
    for wrong in ["", "123456789012345", "12345678901234567", "123456789012345a", "1234567890123456/.."] {
        assert_eq!(RetrievalCode::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_code_does_not_print() {
    let code = RetrievalCode::parse("1234567890123456").unwrap();
    assert!(!format!("{code:?}").contains("1234"));
}

#[test]
fn a_code_about_to_end_is_not_taken() {
    let rules = rules();
    let calendar = rules.calendar().clone();
    let least = OpeningDays::AS_PASSPORT_OFFICES;
    let left = |until, today| has_life_left(until, today, least, &calendar).yes();
    // 2026-04-27 is a Monday; the 29th, and May 3rd to 6th, are holidays.
    assert_eq!(left(date(2026, 5, 1), date(2026, 4, 27)), Some(false), "four opening days");
    assert_eq!(left(date(2026, 5, 6), date(2026, 4, 27)), Some(false), "the rest are closed");
    assert_eq!(left(date(2026, 5, 7), date(2026, 4, 27)), Some(true), "the fifth");
    assert_eq!(left(date(2026, 4, 26), date(2026, 4, 27)), Some(false), "over");
    assert_eq!(left(date(2060, 1, 1), date(2059, 12, 1)), None, "no calendar reaches there");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}") {
        if let Some(code) = RetrievalCode::parse(&text) {
            prop_assert!(code.expose().len() == RetrievalCode::DIGITS);
        }
    }
}

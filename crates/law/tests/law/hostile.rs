//! No file makes the parser panic, whatever was done to it.

use law::{RuleFile, Rules};
use proptest::prelude::*;

use crate::common;

/// What a hand, an editor or a bad disk does to a file.
#[derive(Debug, Clone)]
enum Edit {
    Replace(usize, u8),
    Remove(usize, usize),
    Insert(usize, String),
    Swap(usize, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let token = prop_oneof![
        Just("\""),
        Just("[["),
        Just("]]"),
        Just("= "),
        Just("\n"),
        Just("'''"),
        Just("{ "),
        Just("外字"),
        Just("9999-99-99"),
        Just("99999999999999999999"),
        Just("-1"),
        Just("0x"),
        Just("1e9"),
        Just("true"),
    ];
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        (any::<usize>(), 1..60_usize).prop_map(|(at, len)| Edit::Remove(at, len)),
        (any::<usize>(), token).prop_map(|(at, text)| Edit::Insert(at, text.to_owned())),
        (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Edit::Swap(a, b)),
    ]
}

fn apply(bytes: &mut Vec<u8>, edit: &Edit) {
    if bytes.is_empty() {
        return;
    }
    let len = bytes.len();
    match edit {
        Edit::Replace(at, byte) => bytes[at % len] = *byte,
        Edit::Remove(at, count) => {
            let at = at % len;
            bytes.drain(at..(at + count).min(len));
        }
        Edit::Insert(at, text) => {
            let at = at % len;
            bytes.splice(at..at, text.bytes());
        }
        Edit::Swap(a, b) => bytes.swap(a % len, b % len),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn an_edited_file_is_read_or_refused(which: prop::sample::Index, edits in prop::collection::vec(edit(), 1..6)) {
        let files = common::cached_files();
        let file = which.get(files);
        let mut bytes = file.text.clone().into_bytes();
        edits.iter().for_each(|edit| apply(&mut bytes, edit));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let lines = text.lines().count() + 1;
        if let Err(errors) = Rules::parse(&[RuleFile { path: file.path.clone(), text }]) {
            prop_assert!(!errors.is_empty());
            for error in errors {
                prop_assert!(error.path == file.path && (1..=lines).contains(&error.line), "{}", error);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = Rules::parse(&[RuleFile { path: "rules/qualifications/x.toml".into(), text }]);
    }
}

//! Nobody but the vault can name a 個人番号 (invariant 9): its types, what opens it, and no field that could hold one.
#![cfg(test)]

use house::{is_test, read, source_lines, tracked};

/// Who may: the vault, and the invented country, whose simulators stand for those outside; and what measures the latter.
const MAY_NAME_NUMBERS: &[&str] =
    &["crates/vault/", "crates/country/", "bench/src/country.rs", "bench/src/journey/entries.rs"];

/// What a crate would call a number, or call to get one. The handle is another word: `SealedNumber`.
const NAMES: &[&str] = &[
    "MyNumber",
    "my_number",
    "mynumber",
    "individual_number",
    "IndividualNumber",
    "personal_number",
    "PersonalNumber",
    "kojin_bango",
    "KojinBango",
    "open_for_jlis",
    "resident_code",
    "ResidentCode",
    "juminhyo_code",
];

#[test]
fn nobody_but_the_vault_names_a_number() {
    let (mut found, mut read_files, mut in_the_vault) = (Vec::new(), 0, 0);
    for path in tracked().unwrap().into_iter().filter(|path| path.ends_with(".rs") && !is_test(path)) {
        let text = read(&path).unwrap().unwrap();
        let exempt = MAY_NAME_NUMBERS.iter().any(|folder| path.starts_with(folder));
        for line in source_lines(&text) {
            for name in NAMES.iter().filter(|name| names(line.code, name)) {
                if exempt {
                    in_the_vault += 1;
                } else {
                    found.push(format!("{path}:{}: {name}", line.number));
                }
            }
        }
        read_files += 1;
    }
    assert!(read_files > 50 && in_the_vault > 10, "the sources were read, and the words are the vault's own");
    assert!(found.is_empty(), "only the vault can name a number; hold a SealedNumber:\n{}", found.join("\n"));
}

/// The types stay inside even for those who may depend on the vault.
#[test]
fn the_vault_shows_no_number_to_others() {
    let mut shown = Vec::new();
    for path in tracked().unwrap().into_iter().filter(|path| path.starts_with("crates/vault/src/")) {
        if !path.ends_with(".rs") || is_test(&path) {
            continue;
        }
        let text = read(&path).unwrap().unwrap();
        for line in source_lines(&text) {
            let code = line.code.trim_start();
            let types = ["MyNumber", "ResidentCode"].iter().any(|name| names(code, name));
            let opens = code.contains("fn open_for_jlis");
            if code.starts_with("pub ") && (types || opens) {
                shown.push(format!("{path}:{}: {code}", line.number));
            }
        }
    }
    assert!(shown.is_empty(), "these must be pub(crate):\n{}", shown.join("\n"));
}

/// The name as a word of its own, or as a part of one with an underscore before or behind it.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let after = code.get(at + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[test]
fn a_name_is_a_word() {
    assert!(names("let my_number = 1;", "my_number") && names("fn take_my_number()", "my_number"));
    assert!(!names("let mynumberless = 1;", "mynumber"));
    assert!(names("struct A { n: MyNumber }", "MyNumber") && !names("MyNumbers", "MyNumber"));
}

//! What must not be written down where it is: the law in Rust (invariant 2), this machine in any file.
#![cfg(test)]

use house::{is_test, read, source_lines, tracked};

/// Where professions may be named beside `rules/` and tests: the invented country (its data), the benches (their
/// sizes are the report's table).
const MAY_NAME_PROFESSIONS: &[&str] = &["crates/country/", "bench/"];

#[test]
fn no_profession_is_named_outside_the_rules() {
    let mut words = Vec::new();
    for path in rule_files("rules/qualifications/") {
        let rules: toml::Table = read(&path).unwrap().unwrap().parse().unwrap();
        words.push(format!("\"{}\"", rules["id"].as_str().unwrap()));
        words.push(rules["name_ja"].as_str().unwrap().to_owned());
    }
    assert!(words.len() >= 62, "31 qualifications have an id and a name");
    let found = in_program(|code| words.iter().find(|word| code.contains(word.as_str())).cloned());
    assert!(found.is_empty(), "professions belong into rules/:\n{}", found.join("\n"));
}

#[test]
fn no_amount_of_yen_is_written_in_rust() {
    let found = in_program(|code| {
        let amount = code.char_indices().filter(|(_, c)| *c == '円').find(|(at, _)| {
            let before = code.get(..*at).unwrap_or_default();
            before.ends_with(|c: char| c.is_ascii_digit() || c == ',')
        });
        amount.map(|_| "an amount of yen".to_owned())
    });
    assert!(found.is_empty(), "amounts belong into rules/:\n{}", found.join("\n"));
}

#[test]
fn every_file_of_the_rules_can_be_read() {
    let files = rule_files("rules/");
    assert!(files.len() >= 31, "the rules are there");
    for path in files {
        let parsed: Result<toml::Table, _> = read(&path).unwrap().unwrap().parse();
        assert!(parsed.is_ok(), "{path}: {}", parsed.unwrap_err());
    }
}

#[test]
fn no_file_knows_this_machine() {
    // put together here, so that this file does not find itself
    let places =
        [["/wo", "rk/"].concat(), ["/ro", "ot/"].concat(), ["/ho", "me/"].concat(), ["/Us", "ers/"].concat()];
    let mut found = Vec::new();
    for path in tracked().unwrap() {
        let Some(text) = read(&path).unwrap() else { continue };
        for (index, line) in text.lines().enumerate() {
            for place in places.iter().filter(|place| stands_alone(line, place)) {
                found.push(format!("{path}:{}: {place}", index + 1));
            }
        }
    }
    assert!(found.is_empty(), "paths of a machine:\n{}", found.join("\n"));
}

#[test]
fn no_lock_file_knows_where_its_packages_were_fetched() {
    let mut locks = 0;
    for path in tracked().unwrap() {
        let file = path.rsplit('/').next().unwrap();
        if [".npmrc", "pip.conf", ".pypirc", "config.toml"].contains(&file) {
            // settings of a package client: options are welcome, an address is a machine's affair
            let text = read(&path).unwrap().unwrap();
            assert!(!text.contains("://"), "{path} names a host");
        }
        if file == "package-lock.json" {
            locks += 1;
            assert!(
                !read(&path).unwrap().unwrap().contains("\"resolved\":"),
                "{path} names a host: omit-lockfile-registry-resolved"
            );
        }
        if file == "Cargo.lock" {
            locks += 1;
            let lock = read(&path).unwrap().unwrap();
            // the index that cargo writes on every machine, whatever it is fetched from
            let usual = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
            let odd: Vec<_> =
                lock.lines().filter(|line| line.starts_with("source = ") && *line != usual).collect();
            assert!(odd.is_empty(), "{path}: {odd:?}");
        }
    }
    assert!(locks >= 1, "Cargo.lock is committed");
}

/// A path begins there: `$HOME/work/` and `https://host/root/` are none.
fn stands_alone(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || "._-~}/>*".contains(c))
    })
}

fn rule_files(folder: &str) -> Vec<String> {
    tracked()
        .unwrap()
        .into_iter()
        .filter(|path| path.starts_with(folder) && path.ends_with(".toml"))
        .collect()
}

/// Looks at each line of code of the program, which is neither tests nor the words by which docs are searched.
fn in_program(find: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for path in tracked().unwrap() {
        let exempt = MAY_NAME_PROFESSIONS.iter().any(|folder| path.starts_with(folder));
        if exempt || !path.ends_with(".rs") || is_test(&path) {
            continue;
        }
        let text = read(&path).unwrap().unwrap();
        for line in source_lines(&text).iter().filter(|line| !line.code.contains("doc(alias")) {
            found.extend(find(line.code).map(|word| format!("{path}:{}: {word}", line.number)));
        }
    }
    found
}

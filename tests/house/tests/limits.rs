//! The limits of the house. Functions and parameters are the linter's business (clippy.toml).
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};

use house::{is_test, packages, read, source_lines, tracked};

/// Lines of a source file without its tests. Over the aim it must stand in `ratchet.toml`; over the hard limit never.
const FILE_AIM: usize = 250;
const FILE_HARD: usize = 500;
/// Direct dependencies of the whole workspace, tests' included.
const DEPENDENCIES_AIM: usize = 45;
const DEPENDENCIES_HARD: usize = 70;

const RATCHET: &str = "tests/house/ratchet.toml";

#[test]
fn no_source_file_is_longer_than_the_ratchet_says() {
    let ratchet = ratchet();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, lines) in source_sizes() {
        let allowed = ratchet.get(&path).copied().unwrap_or(FILE_AIM);
        seen.insert(path.clone());
        if lines > FILE_HARD {
            wrong.push(format!("{path}: {lines} lines, more than {FILE_HARD} are never allowed"));
        } else if lines > allowed {
            wrong.push(format!("{path}: {lines} lines, allowed are {allowed}: split it by what it is about"));
        } else if ratchet.contains_key(&path) && lines < allowed {
            let word = if lines > FILE_AIM { format!("to {lines}") } else { "away".to_owned() };
            wrong.push(format!("{path}: {lines} lines now; turn the ratchet {word} in {RATCHET}"));
        }
    }
    wrong.extend(
        ratchet.keys().filter(|path| !seen.contains(*path)).map(|path| format!("{path}: gone; {RATCHET}")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_tree_of_dependencies_is_lean() {
    let direct: BTreeSet<String> = packages()
        .unwrap()
        .into_iter()
        .flat_map(|package| package.edges)
        .filter(|edge| !edge.ours)
        .map(|edge| edge.to)
        .collect();
    assert!(direct.len() > 10, "cargo named the dependencies");
    const { assert!(DEPENDENCIES_AIM < DEPENDENCIES_HARD) };
    assert!(
        direct.len() <= DEPENDENCIES_AIM,
        "{} direct dependencies; the aim is {DEPENDENCIES_AIM}, never more than {DEPENDENCIES_HARD}: {direct:?}",
        direct.len()
    );
}

#[test]
fn nothing_is_allowed_left_open_or_ignored() {
    // put together here, so that this file does not find itself
    let banned = [
        ["#[al", "low("].concat(),
        ["#![al", "low("].concat(),
        ["to", "do!("].concat(),
        ["unimple", "mented!("].concat(),
        ["#[ig", "nore"].concat(),
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
    ];
    let mut found = Vec::new();
    for (path, text) in rust_files() {
        for (index, line) in text.lines().enumerate() {
            for word in banned.iter().filter(|word| line.contains(word.as_str())) {
                found.push(format!("{path}:{}: {word}", index + 1));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn ratchet() -> BTreeMap<String, usize> {
    let table: toml::Table = read(RATCHET).unwrap().unwrap().parse().unwrap();
    let files = table["files"].as_table().unwrap();
    files
        .iter()
        .map(|(path, lines)| (path.clone(), usize::try_from(lines.as_integer().unwrap()).unwrap()))
        .collect()
}

fn rust_files() -> Vec<(String, String)> {
    let files: Vec<_> = tracked()
        .unwrap()
        .into_iter()
        .filter(|path| path.ends_with(".rs"))
        .map(|path| {
            let text = read(&path).unwrap().unwrap();
            (path, text)
        })
        .collect();
    assert!(files.len() > 20, "the sources were read");
    files
}

fn source_sizes() -> Vec<(String, usize)> {
    let sources = rust_files().into_iter().filter(|(path, _)| !is_test(path));
    sources.map(|(path, text)| (path, source_lines(&text).len())).collect()
}

//! The limits of the house. Functions and parameters are the linter's business (clippy.toml).
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs};

use house::{is_test, packages, read, root, source_lines, tracked};

/// Lines of a source file without its tests. Over the aim it must stand in `ratchet.toml`; over the hard limit never.
const FILE_AIM: usize = 250;
const FILE_HARD: usize = 500;
/// Direct dependencies of the whole workspace, tests' included.
const DEPENDENCIES_AIM: usize = 48;
const DEPENDENCIES_HARD: usize = 70;

const RATCHET: &str = "tests/house/ratchet.toml";

#[test]
fn no_source_file_is_longer_than_the_ratchet_says() {
    let sizes = source_sizes();
    if env::var_os("UPDATE_GENERATED").is_some() {
        turn_down(&sizes);
    }
    let ratchet = ratchet();
    let mut wrong = Vec::new();
    for (path, lines) in &sizes {
        let allowed = ratchet.get(path).copied().unwrap_or(FILE_AIM);
        if *lines > allowed.min(FILE_HARD) {
            wrong.push(format!("{path}: {lines} lines, allowed are {}: split it", allowed.min(FILE_HARD)));
        }
    }
    for (path, allowed) in &ratchet {
        let lines = sizes.get(path).copied().unwrap_or_default();
        if lines < *allowed {
            wrong.push(format!(
                "{path}: {lines} lines now; run this with UPDATE_GENERATED=1 to turn the ratchet"
            ));
        }
    }
    assert!(wrong.is_empty(), "the aim is {FILE_AIM} lines, {FILE_HARD} at most:\n{}", wrong.join("\n"));
}

/// Numbers shrink to what is there and files within the aim leave. Nothing is ever added here: that is done by hand.
fn turn_down(sizes: &BTreeMap<String, usize>) {
    let text = read(RATCHET).unwrap().unwrap();
    let head = text.split_once("[files]").unwrap().0;
    let mut page = format!("{head}[files]\n");
    for (path, allowed) in ratchet() {
        let lines = allowed.min(sizes.get(&path).copied().unwrap_or_default());
        if lines > FILE_AIM {
            page.push_str(&format!("\"{path}\" = {lines}\n"));
        }
    }
    fs::write(root().join(RATCHET), page).unwrap();
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
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
    ];
    // a crash test starts itself again as the process that dies; that half alone may wait for its orders
    let (ignored, of_a_crash_test) = (["#[ig", "nore"].concat(), ["#[ig", "nore = \"the child of "].concat());
    let mut found = Vec::new();
    for (path, text) in rust_files() {
        for (index, line) in text.lines().enumerate() {
            if line.contains(&ignored) && !line.contains(&of_a_crash_test) {
                found.push(format!("{path}:{}: a test that does not run", index + 1));
            }
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

fn source_sizes() -> BTreeMap<String, usize> {
    let sources = rust_files().into_iter().filter(|(path, _)| !is_test(path));
    sources.map(|(path, text)| (path, source_lines(&text).len())).collect()
}

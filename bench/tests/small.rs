//! The benches of the yearly check, small: that each still comes to its end and finds nothing wrong. What is measured at this size means nothing.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may say plainly what it expects")]

use std::process::Command;

/// The lines of JSON that a bench prints.
fn run(args: &[&str]) -> Vec<serde_json::Value> {
    // the benches look for the rules where they are run
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let done = Command::new(env!("CARGO_BIN_EXE_bench")).args(args).current_dir(root).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{args:?}: {out}{err}");
    let lines: Vec<_> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line: &serde_json::Value| line["wrong"] == 0), "{args:?}: {out}");
    lines
}

fn mass_deletion(engine: &str) {
    let lines = run(&["mass-deletion", "--entries", "400", "--engine", engine]);
    assert_eq!(lines.len(), 2, "deleted, and taken back");
    assert!(lines.iter().all(|line| line["growth"]["ledger_records"].as_i64().unwrap() > 100), "{lines:?}");
}

#[test]
fn mass_deletion_on_sqlite() {
    mass_deletion("sqlite");
}

#[test]
fn mass_deletion_on_postgres() {
    mass_deletion("postgres");
}

#[test]
fn yearly_check_on_sqlite() {
    let lines = run(&["yearly-check", "--entries", "800", "--engine", "sqlite"]);
    assert!(lines[0]["deaths"]["found"].as_u64().unwrap() > 0, "{lines:?}");
}

#[test]
fn first_link() {
    let lines = run(&["first-link", "--entries", "3000"]);
    assert!(!lines.is_empty());
}

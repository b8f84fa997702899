//! Invariant 1: the pure crates do no I/O, are not async, and never ask the time or for randomness.
//!
//! The linter bans the calls (each crate's clippy.toml); this looks at what it cannot see: dependencies, and words
//! that a new version of a library may bring under another name.
#![cfg(test)]

use house::{Kind, is_test, packages, read, source_lines, tracked};

/// `credential` joins with its issue.
const PURE: &[&str] = &["law", "registry", "credential"];

/// What a pure crate may use, and why it is harmless.
const HARMLESS: &[(&str, &str)] = &[
    ("law", "pure itself"),
    ("registry", "pure itself"),
    ("aws-lc-rs", "digests and signatures of given bytes; its random numbers are banned below"),
    ("base64", "text"),
    ("coset", "bytes to messages and back"),
    ("csv", "text"),
    ("encoding_rs", "text"),
    ("jiff", "civil dates; its clock is a feature that is off, and banned by the linter"),
    ("memchr", "text"),
    ("miniz_oxide", "bytes made smaller and back"),
    ("serde", "data"),
    ("serde_json", "data"),
    ("thiserror", "types"),
    ("toml", "text"),
    ("unicode-normalization", "text"),
    ("uuid", "parses and prints; makes none"),
];

const BANNED: &[&str] = &[
    "async fn",
    "async move",
    ".await",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "SystemTime",
    "Instant",
    "::now(",
    "SystemRandom",
    "now_v7",
    "new_v4",
    "println!",
    "eprintln!",
    "include_bytes!(env!",
];

#[test]
fn a_pure_crate_depends_on_harmless_crates_only() {
    let packages = packages().unwrap();
    let pure: Vec<_> = packages.iter().filter(|p| PURE.contains(&p.name.as_str())).collect();
    assert!(pure.len() >= 2, "law and registry are there");
    for package in pure {
        for edge in package.edges.iter().filter(|edge| edge.kind == Kind::Normal) {
            assert!(
                HARMLESS.iter().any(|(name, _)| *name == edge.to),
                "{} is pure and must not depend on {}",
                package.name,
                edge.to
            );
        }
    }
}

#[test]
fn a_pure_crate_says_none_of_the_banned_words() {
    let mut found = Vec::new();
    let mut read_files = 0;
    for path in tracked().unwrap() {
        let pure = PURE.iter().any(|name| path.starts_with(&format!("crates/{name}/src/")));
        if !pure || !path.ends_with(".rs") || is_test(&path) {
            continue;
        }
        read_files += 1;
        let text = read(&path).unwrap().unwrap();
        for line in source_lines(&text) {
            for word in BANNED.iter().filter(|word| line.code.contains(**word)) {
                found.push(format!("{path}:{}: {word}", line.number));
            }
        }
    }
    assert!(read_files > 10, "the sources were read");
    assert!(found.is_empty(), "in pure crates:\n{}", found.join("\n"));
}

#[test]
fn a_pure_crate_has_its_linter_bans_and_documents_everything() {
    for name in PURE {
        let Ok(Some(library)) = read(&format!("crates/{name}/src/lib.rs")) else { continue };
        assert!(library.contains("#![deny(missing_docs)]"), "{name}");
        let bans = read(&format!("crates/{name}/clippy.toml")).unwrap().unwrap();
        for ban in ["SystemTime::now", "Instant::now", "std::fs::read", "std::env::var"] {
            assert!(bans.contains(ban), "crates/{name}/clippy.toml does not ban {ban}");
        }
    }
}

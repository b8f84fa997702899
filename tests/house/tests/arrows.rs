//! Who may depend on whom: an edge that is not listed here fails.
#![cfg(test)]

use house::{Kind, packages};

/// From, to, why. These are the arrows of ARCHITECTURE.md.
const ARROWS: &[(&str, &str, &str)] = &[
    ("registry", "law", "entries and cases follow the rules"),
    ("store", "db", "SQL for two engines"),
    ("store", "registry", "what the tables hold"),
    ("store", "law", "which registers there are, and the digest of the rules in force"),
    ("vault", "db", "a database of its own on the same two engines"),
    ("gateways", "law", "amounts of money, and the days on which offices are open"),
    ("gateways", "registry", "facts about holders and entries"),
    ("gateways", "vault", "the resident register's client alone lets the vault encode a number"),
    ("credential", "registry", "the present state that a proof shows"),
    ("credential", "law", "which items a proof may show"),
    ("app", "law", "what the law asks, for each use case"),
    ("app", "registry", "the pure decisions"),
    ("app", "db", "one transaction per decision"),
    ("app", "store", "load and write"),
    ("app", "vault", "numbers given and asked, by opaque handle"),
    ("app", "gateways", "the national systems"),
    ("app", "credential", "issue and replace proofs"),
    ("web", "app", "pages call use cases and nothing below them"),
    ("shikaku", "app", "commands call use cases"),
    ("shikaku", "web", "serve"),
    ("shikaku", "law", "rules check, explain, diff: no register needed"),
    ("shikaku", "registry", "dates, names and proofs on the command line"),
    ("shikaku", "store", "init and migrate"),
    ("shikaku", "vault", "init, rekey and log: the operator's hand, no use of a number"),
    ("shikaku", "db", "open what --database names"),
    ("shikaku", "country", "the demo; by the feature of that name only"),
    ("bench", "law", "measured"),
    ("bench", "registry", "measured"),
    ("bench", "db", "measured"),
    ("bench", "store", "measured"),
    ("bench", "app", "measured"),
    ("bench", "web", "measured"),
    ("bench", "country", "the data of the measurements"),
    ("bench", "gateways", "measured"),
    ("bench", "credential", "measured"),
    ("bench", "vault", "the numbers of a measured batch, by opaque handle"),
    ("bench", "testkit", "a PostgreSQL server to measure on"),
];

/// Crates for tests: anybody's tests may use them, no program may (a bench is no program that ships).
const FOR_TESTS: &[&str] = &["testkit", "house"];

/// From, to, why: what a crate's tests may reach beyond its own arrows and [`FOR_TESTS`].
const ARROWS_OF_TESTS: &[(&str, &str, &str)] = &[
    ("store", "country", "registers of a true shape"),
    ("app", "country", "registers of a true shape"),
    ("web", "country", "pages with invented people on them"),
    ("web", "db", "the pages' journeys share the place of the use cases' journeys, which reaches below them"),
    ("web", "gateways", "as above"),
    ("web", "law", "as above"),
    ("web", "registry", "as above"),
    ("web", "store", "as above"),
    ("web", "vault", "as above"),
    ("registry", "country", "files of registers, with their rubbish"),
    ("gateways", "country", "each client against its simulator"),
    ("vault", "country", "numbers of invented people"),
    ("vault", "law", "the rules' ways of proof are codes of the vault"),
    ("country", "law", "what is invented agrees with the rules"),
    ("country", "registry", "what is invented is read without loss"),
];

fn listed(arrows: &[(&str, &str, &str)], from: &str, to: &str) -> bool {
    arrows.iter().any(|(f, t, _)| *f == from && *t == to)
}

#[test]
fn every_edge_between_our_crates_is_an_arrow() {
    let packages = packages().unwrap();
    assert!(packages.len() > 5, "cargo named the crates");
    let mut unlisted = Vec::new();
    for package in &packages {
        for edge in package.edges.iter().filter(|edge| edge.ours) {
            let from = package.name.as_str();
            let fine = listed(ARROWS, from, &edge.to)
                || edge.kind == Kind::Dev
                    && (FOR_TESTS.contains(&edge.to.as_str()) || listed(ARROWS_OF_TESTS, from, &edge.to));
            if !fine {
                unlisted.push(format!("{from} -> {} ({:?})", edge.to, edge.kind));
            }
        }
    }
    assert!(unlisted.is_empty(), "not an arrow of the house:\n{}", unlisted.join("\n"));
}

#[test]
fn the_invented_country_comes_by_its_feature_only() {
    let packages = packages().unwrap();
    let program = packages.iter().find(|package| package.name == "shikaku").unwrap();
    let country = program.edges.iter().find(|edge| edge.to == "country").unwrap();
    assert!(country.optional, "a ministry's build must do without it");
}

#[test]
fn no_arrow_is_written_twice_or_backwards() {
    for (index, (from, to, why)) in ARROWS.iter().enumerate() {
        assert!(!why.is_empty());
        assert!(!listed(&ARROWS[index + 1..], from, to), "{from} -> {to} twice");
        assert!(!listed(ARROWS, to, from), "{from} <-> {to}");
    }
}

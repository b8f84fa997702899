//! `docs/glossary.toml` is the authority on words: what it names is there and says its Japanese name.
#![cfg(test)]

use std::collections::BTreeSet;

use house::{is_test, read, tracked};

/// Where domain types live. (`country` has types of the same names for what it invents.)
const DOMAIN: &[&str] = &["law", "registry", "credential", "vault", "gateways"];
/// Where names are those of another trade: a `Certificate` there is X.509's, not a licence's.
const NOT_DOMAIN: &[&str] = &["crates/gateways/src/pki/"];

struct Term {
    ja: Vec<String>,
    en: String,
    rust: String,
    never_mix: Vec<String>,
    planned: Option<String>,
}

/// A line that begins with a name, and the search words in the attributes above it.
struct Definition {
    place: String,
    name: String,
    is_type: bool,
    aliases: Vec<String>,
}

#[test]
fn a_term_is_there_with_its_japanese_name_or_planned() {
    let definitions = definitions();
    let mut wrong = Vec::new();
    for term in terms() {
        let named: Vec<_> = definitions.iter().filter(|d| d.name == term.rust).collect();
        // a field says its name where it is; only types and their variants are searched for
        let is_field = term.rust.starts_with(|c: char| c.is_lowercase());
        let stands = named.iter().any(|d| is_field || d.aliases.iter().any(|alias| term.ja.contains(alias)));
        match (&term.planned, stands) {
            (None, false) => wrong.push(format!(
                "{}: nothing of that name with #[doc(alias = \"{}\")] in {DOMAIN:?}; is it planned?",
                term.rust, term.ja[0]
            )),
            (Some(issue), true) => {
                wrong.push(format!("{} is there: no longer planned for {issue}", term.rust))
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "docs/glossary.toml:\n{}", wrong.join("\n"));
}

#[test]
fn a_domain_type_of_the_glossary_carries_its_japanese_name() {
    let terms = terms();
    let mut wrong = Vec::new();
    for definition in definitions().iter().filter(|definition| definition.is_type) {
        let Some(term) = terms.iter().find(|term| term.rust == definition.name) else { continue };
        if !definition.aliases.iter().any(|alias| term.ja.contains(alias)) {
            wrong.push(format!("{}: {} without {:?}", definition.place, definition.name, term.ja));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_word_means_one_thing_and_warnings_go_both_ways() {
    let terms = terms();
    let (mut words, mut names) = (BTreeSet::new(), BTreeSet::new());
    for term in &terms {
        assert!(names.insert(&term.rust), "{} stands twice", term.rust);
        for word in &term.ja {
            assert!(words.insert(word), "{word} stands twice");
        }
    }
    for term in &terms {
        for other in &term.never_mix {
            let Some(other) = terms.iter().find(|candidate| candidate.rust == *other) else {
                assert!(!other.is_ascii(), "{}: never_mix names {other}, which is no term", term.rust);
                continue;
            };
            assert!(
                other.never_mix.contains(&term.rust),
                "{} must warn of {} as well",
                other.rust,
                term.rust
            );
        }
    }
}

/// Where pages, views and messages say a thing in both languages.
const BILINGUAL: &[&str] = &["crates/web/", "crates/app/src/", "crates/registry/src/", "crates/shikaku/src/"];

#[test]
fn what_is_said_in_both_languages_uses_the_words_of_the_glossary() {
    let terms = terms();
    let (mut compared, mut wrong) = (0, Vec::new());
    for path in tracked().unwrap() {
        let source = path.ends_with(".rs") || path.ends_with(".html");
        if !source || !BILINGUAL.iter().any(|part| path.starts_with(part)) || is_test(&path) {
            continue;
        }
        for (ja, en) in pairs(&read(&path).unwrap().unwrap()) {
            let Some(term) = terms.iter().find(|term| term.ja.contains(&ja)) else { continue };
            compared += 1;
            if !says(&en, &term.en) {
                wrong.push(format!("{path}: {ja} is \"{en}\", in the glossary \"{}\"", term.en));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 20, "only {compared} terms were found: this test is blind");
}

/// Two texts side by side: `("登録簿", "Registers")`.
fn pairs(text: &str) -> Vec<(String, String)> {
    let quoted: Vec<&str> = text.split('"').collect();
    // Texts are every second part; what stands between two of a pair is a comma.
    let pair = |parts: &[&str]| (parts[1].trim() == ",").then(|| (parts[0].to_owned(), parts[2].to_owned()));
    quoted.windows(3).filter_map(pair).collect()
}

/// Whether a text has every word of a term, in any form: "Entries" says "entry", "deleted" says "deletion".
fn says(text: &str, term: &str) -> bool {
    let text = text.to_lowercase();
    let stems = term.split(' ').filter(|word| word.len() > 3).map(|word| &word[..4]);
    stems.into_iter().all(|stem| text.contains(stem))
}

fn terms() -> Vec<Term> {
    let glossary: toml::Table = read("docs/glossary.toml").unwrap().unwrap().parse().unwrap();
    let known = ["ja", "en", "rust", "url", "statute", "never_mix", "planned"];
    let terms = glossary["term"].as_array().unwrap().iter().map(|term| {
        let table = term.as_table().unwrap();
        assert!(table.keys().all(|key| known.contains(&key.as_str())), "an unknown key in {table:?}");
        Term {
            ja: strings(table.get("ja")),
            en: table.get("en").and_then(toml::Value::as_str).expect("an English noun").to_owned(),
            rust: table["rust"].as_str().unwrap().to_owned(),
            never_mix: strings(table.get("never_mix")),
            planned: table.get("planned").map(|issue| issue.as_str().unwrap().to_owned()),
        }
    });
    let terms: Vec<Term> = terms.collect();
    assert!(terms.len() > 30 && terms.iter().all(|term| !term.ja.is_empty()));
    terms
}

fn strings(list: Option<&toml::Value>) -> Vec<String> {
    let items = list.and_then(toml::Value::as_array).into_iter().flatten();
    items.map(|item| item.as_str().unwrap().to_owned()).collect()
}

fn definitions() -> Vec<Definition> {
    let mut found = Vec::new();
    for path in tracked().unwrap() {
        let domain = DOMAIN.iter().any(|name| path.starts_with(&format!("crates/{name}/src/")))
            && !NOT_DOMAIN.iter().any(|folder| path.starts_with(folder));
        if domain && path.ends_with(".rs") && !is_test(&path) {
            let text = read(&path).unwrap().unwrap();
            definitions_of(&path, &text, &mut found);
        }
    }
    assert!(found.len() > 100, "the sources were read");
    found
}

fn definitions_of(path: &str, text: &str, found: &mut Vec<Definition>) {
    let mut aliases = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_start();
        if let Some(alias) = line.strip_prefix("#[doc(alias = \"").and_then(|rest| rest.split('"').next()) {
            aliases.push(alias.to_owned());
        } else if !line.starts_with("#[") && !line.starts_with("//") {
            let place = format!("{path}:{}", index + 1);
            let aliases = std::mem::take(&mut aliases);
            if let Some((name, is_type)) = defined_name(line) {
                found.push(Definition { place, name, is_type, aliases });
            }
        }
    }
}

/// The name that a line begins with, past `pub` and a keyword, and whether it is a type's.
fn defined_name(line: &str) -> Option<(String, bool)> {
    // what a crate keeps to itself may stand for a term; it is not bound to be one because of its name
    let of_the_crate = line.strip_prefix("pub(crate) ");
    let line = line.strip_prefix("pub ").or(of_the_crate).unwrap_or(line);
    let keywords = ["struct ", "enum ", "trait ", "type "];
    let after = keywords.iter().find_map(|keyword| line.strip_prefix(keyword));
    let rest = after.unwrap_or(line);
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let next = rest.get(name.len()..)?.trim_start().chars().next();
    // a variant or a field: "Name," "Name(" "Name {" "name: " or a row of a table macro, "Name "code""
    let named = after.is_some() || matches!(next, None | Some(',' | '(' | '{' | ':' | '=' | '"'));
    (named && !name.is_empty()).then_some((name, after.is_some() && of_the_crate.is_none()))
}

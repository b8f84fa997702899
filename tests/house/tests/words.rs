//! Whoever says a thing in two languages hands on both: a sentence that holds the two is shown, and never taken apart again.
#![cfg(test)]

use house::{is_test, read, source_lines, tracked};

/// What takes a text apart at another.
const CUTS: &[&str] = &[
    "split",
    "split_once",
    "rsplit",
    "rsplit_once",
    "splitn",
    "rsplitn",
    "split_inclusive",
    "find",
    "rfind",
];

#[test]
fn no_sentence_is_cut_to_get_its_language() {
    let (mut found, mut files) = (Vec::new(), 0);
    for path in tracked().unwrap().into_iter().filter(|path| path.ends_with(".rs") && !is_test(path)) {
        let text = read(&path).unwrap().unwrap();
        let lines = source_lines(&text);
        let cuts = lines.iter().filter(|line| cuts(line.code));
        found.extend(cuts.map(|line| format!("{path}:{}: {}", line.number, line.text.trim())));
        files += 1;
    }
    assert!(files > 50, "the sources were read");
    assert!(
        found.is_empty(),
        "a stroke may stand in what a sentence is about; give the words of each language (law::Both):\n{}",
        found.join("\n")
    );
}

/// A call on the line that cuts at the stroke between two languages.
fn cuts(code: &str) -> bool {
    let stroke = ["\" ", "/ \""].concat();
    code.match_indices(&stroke).any(|(at, _)| {
        let before = code.get(..at).unwrap_or_default();
        let call = before.rsplit_once('(').map_or("", |(call, _)| call.trim_end());
        let name = call.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        CUTS.contains(&name)
    })
}

#[test]
fn a_cut_is_known_by_its_call() {
    let stroke = ["\" ", "/ \""].concat();
    for cut in ["text.split_once(", "text.rsplit(", "text.splitn(2, ", "a.join(\"b\").find("] {
        assert!(cuts(&format!("let x = {cut}{stroke});")), "{cut}");
    }
    for whole in ["parts.join(", "text.contains(", "let between = "] {
        assert!(!cuts(&format!("let x = {whole}{stroke});")), "{whole}");
    }
}

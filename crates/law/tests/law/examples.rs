//! Every file, family and example, as `shikaku rules check` runs them.

use std::collections::{BTreeMap, BTreeSet};

use crate::common;

#[test]
fn every_example_comes_out_as_written() {
    let findings = law::check(&common::files());
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{} findings\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn every_qualification_shows_every_duty() {
    let rules = common::rules();
    let mut asked: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for example in rules.examples() {
        asked.entry(&example.qualification).or_default().insert(&example.question);
    }
    let duties = [
        "new-registration",
        "change-due",
        "death-due",
        "rewriting",
        "tax",
        "fee",
        "attachments",
        "found-certificate",
        "return-after-revocation",
        "periodic-report",
        "leaving-report",
        "register",
        "certificate",
        "authority",
        "receiving",
        "prerequisites",
        "deletion-on-request",
        "sanctions",
        "collection",
    ];
    for id in rules.qualifications() {
        for duty in duties {
            assert!(
                asked.get(id.as_str()).is_some_and(|a| a.contains(duty)),
                "{id} has no example of {duty}"
            );
        }
    }
    assert!(rules.examples().len() >= 120);
}

#[test]
fn the_guide_to_examples_names_every_question() {
    let guide = include_str!("../../../../rules/README.md");
    let asked: BTreeSet<String> =
        common::cached().examples().iter().map(|example| example.question.clone()).collect();
    for (question, given) in law::questions() {
        assert!(guide.contains(&format!("`{question}`")), "{question} is not in rules/README.md");
        assert!(
            given.iter().all(|fact| guide.contains(fact)),
            "{question} knows facts that the guide does not"
        );
        assert!(asked.contains(question), "no example asks {question}");
    }
}

//! Deciding by rule: only on exact, fresh facts from the sources that the rules name, and never what they except.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use law::{Channel, PersonKind, Procedure, RulesOn, Weighed};
use registry::case::Case;
use registry::case::by_rule::{FoundFact, Question, Reason, Verdict, by_rule, weighed};
use registry::requirement::{Situation, assess};

use crate::real::rules;

const TODAY: Date = date(2026, 11, 23);

fn on() -> RulesOn<'static> {
    rules().on(TODAY)
}

fn found(fact: &str, source: &str) -> FoundFact {
    FoundFact { fact: fact.into(), source: source.into(), equal: true, substitutes: false, on: TODAY }
}

/// Everything that any rule could want, exactly equal and of today.
fn everything() -> Vec<FoundFact> {
    let mut all = vec![
        found("identity", "signing-certificate"),
        found("entry", "register"),
        found("exam", "exam-result-list"),
        found("address", "resident-register-inquiry"),
    ];
    all.extend(["name", "domicile", "birth-date"].map(|fact| found(fact, "koseki-inquiry")));
    all
}

fn change<'q>(id: &'q str, changed: &'q [&'q str], facts: &'q [FoundFact]) -> Question<'q> {
    Question {
        qualification: id,
        procedure: Procedure::Change,
        kind: PersonKind::JapaneseInJapan,
        changed,
        weighed: &[],
        facts,
        signed: &[],
        switched_on: true,
    }
}

fn reasons(verdict: Verdict) -> Vec<Reason> {
    match verdict {
        Verdict::ByRule { facts } => panic!("by rule, on {facts:?}"),
        Verdict::Desk { reasons } => reasons,
    }
}

fn never(verdict: Verdict) -> Vec<String> {
    let codes = reasons(verdict).into_iter().filter_map(|reason| match reason {
        Reason::Never { code, citation, .. } => (!citation.is_empty()).then_some(code),
        _ => None,
    });
    codes.collect()
}

#[test]
fn a_name_is_changed_by_rule_on_koseki_and_signature() {
    let facts = everything();
    let Verdict::ByRule { facts } = by_rule(&on(), &change("nurse", &["name"], &facts)) else {
        panic!("at the desk")
    };
    let used: Vec<(&str, &str)> = facts.iter().map(|f| (f.fact.as_str(), f.source.as_str())).collect();
    assert_eq!(used, [("identity", "signing-certificate"), ("name", "koseki-inquiry")]);
    assert!(facts.iter().all(|f| !f.citation.is_empty()));
}

#[test]
fn a_name_with_substitutes_or_from_another_source_decides_nothing() {
    let mut facts = vec![found("identity", "signing-certificate"), found("name", "signing-certificate")];
    let only = reasons(by_rule(&on(), &change("nurse", &["name"], &facts)));
    assert_eq!(
        only,
        [Reason::NotConfirmed { fact: "name".into() }],
        "a certificate's name is no source of a name"
    );
    facts[0].substitutes = true;
    facts.push(found("name", "koseki-inquiry"));
    let only = reasons(by_rule(&on(), &change("nurse", &["name"], &facts)));
    assert!(matches!(&only[..], [Reason::Substitutes { fact, .. }] if fact == "identity"), "{only:?}");
}

#[test]
fn any_fact_that_is_missing_otherwise_or_old_goes_to_the_desk() {
    let whole = everything();
    for at in 0..whole.len() {
        let needed = ["identity", "name"].contains(&whole[at].fact.as_str());
        let mut facts = whole.clone();
        facts[at].equal = false;
        let verdict = by_rule(&on(), &change("nurse", &["name"], &facts));
        assert!(!verdict.is_by_rule(), "whatever a source has otherwise, a person looks: {:?}", whole[at]);
        for age in [2.days(), 400.days(), (-1).days()] {
            let mut facts = whole.clone();
            facts[at].on = TODAY.checked_sub(age).unwrap();
            assert_eq!(by_rule(&on(), &change("nurse", &["name"], &facts)).is_by_rule(), !needed);
        }
        let mut facts = whole.clone();
        facts.remove(at);
        assert_eq!(by_rule(&on(), &change("nurse", &["name"], &facts)).is_by_rule(), !needed);
    }
}

#[test]
fn what_came_as_a_signed_file_has_to_be_confirmed() {
    const FILE: &str = "graduation-certificate-signed-by-school-corporation";
    let facts = everything();
    let mut with = facts.clone();
    with.push(found(FILE, FILE));
    let new = |facts| Question {
        procedure: Procedure::NewRegistration,
        signed: &[FILE],
        ..change("certified-care-worker", &[], facts)
    };
    assert_eq!(reasons(by_rule(&on(), &new(&facts))), [Reason::NotConfirmed { fact: FILE.to_owned() }]);
    assert!(by_rule(&on(), &new(&with)).is_by_rule());
}

#[test]
fn the_never_list_holds_for_all_31_whatever_the_facts_say() {
    let facts = everything();
    for id in rules().qualifications() {
        let id = id.as_str();
        let q = on();
        let q = q.qualification(id).unwrap();
        let items = q.register().yes().unwrap().value().items.clone();
        let held = |item: &str| items.iter().any(|i| i == item);
        let new = Question { procedure: Procedure::NewRegistration, ..change(id, &[], &facts) };
        let medical = q.file().group() == law::Group::Medical;
        assert_eq!(by_rule(&on(), &new).is_by_rule(), !medical, "{id}");
        if medical {
            assert_eq!(never(by_rule(&on(), &new)), ["new-medical-licence"], "{id}");
        }
        if held("sex") {
            assert_eq!(never(by_rule(&on(), &change(id, &["name", "sex"], &facts))), ["sex"], "{id}");
        }
        for kind in [PersonKind::Resident, PersonKind::Other] {
            if held("domicile") {
                let nationality = Question { kind, ..change(id, &["domicile"], &facts) };
                assert!(
                    never(by_rule(&on(), &nationality)).contains(&"nationality".to_owned()),
                    "{id} {kind}"
                );
            }
        }
        for (_, one) in Weighed::ALL {
            let weighed = [*one];
            for procedure in [Procedure::Change, Procedure::NewRegistration, Procedure::Linking] {
                let question = Question { procedure, weighed: &weighed, ..change(id, &["name"], &facts) };
                assert!(
                    never(by_rule(&on(), &question)).contains(&"weighed".to_owned()),
                    "{id} {procedure} {one}"
                );
            }
        }
        let off = Question { switched_on: false, ..change(id, &["name"], &facts) };
        assert!(reasons(by_rule(&on(), &off)).contains(&Reason::NotSwitchedOn));
    }
}

#[test]
fn what_no_rule_speaks_of_is_for_the_desk() {
    let facts = everything();
    for (_, procedure) in Procedure::ALL {
        let question = Question { procedure: *procedure, ..change("nurse", &["birth-date"], &facts) };
        let by_rule = by_rule(&on(), &question).is_by_rule();
        let known = matches!(procedure, Procedure::Linking | Procedure::EntryConfirmation);
        assert_eq!(by_rule, known, "{procedure}: a birth date is changed by nobody but a person");
    }
    let before = rules().on(date(2024, 5, 26));
    let reasons = reasons(by_rule(&before, &change("nurse", &["name"], &facts)));
    assert!(reasons.contains(&Reason::NotOfThisProcedure), "nothing was decided by rule before the reform");
    assert!(!registry::case::by_rule::by_rule(&on(), &change("no-such", &["name"], &facts)).is_by_rule());
}

#[test]
fn what_a_person_weighs_is_read_off_the_case() {
    let case = Case::opened("nurse", Procedure::Change);
    assert_eq!(weighed(&case, Channel::Online), []);
    assert_eq!(weighed(&case, Channel::Paper), [Weighed::PaperFiling]);
}

#[test]
fn a_marriage_is_open_to_a_decision_by_rule_in_these_of_the_31() {
    let facts = everything();
    let mut desk = Vec::new();
    for id in rules().qualifications() {
        let s = Situation::online(id.as_str(), Procedure::Change).changing(["name"]);
        let asked = assess(&on(), &Situation { happened_on: Some(date(2026, 11, 10)), ..s }).unwrap();
        let question = change(id.as_str(), &["name"], &facts);
        let paper = asked.by_post_only().next().is_some();
        if asked.is_open() || paper || !by_rule(&on(), &question).is_by_rule() {
            desk.push(id.as_str());
        }
    }
    // Fees by ordinance or not found, a duty not established, and the tag that comes by post.
    assert_eq!(
        desk,
        [
            "assistant-nurse",
            "certified-public-psychologist",
            "dietitian",
            "labor-and-social-security-attorney",
            "long-term-care-support-specialist",
            "nursery-teacher",
        ]
    );
}

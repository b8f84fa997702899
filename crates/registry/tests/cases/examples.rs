//! The examples of `rules/examples` are answered alike by the requirements: facts → lawful result.

use std::collections::BTreeSet;

use law::{Channel, Example, ExampleValue as Value, OldCertificate, Procedure};
use registry::requirement::{Need, NumberFact, Requirements, Situation, assess};

use crate::real::rules;

fn given<'e>(example: &'e Example, key: &str) -> Option<&'e str> {
    match example.given.get(key) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

fn list<'e>(values: &'e std::collections::BTreeMap<String, Value>, key: &str) -> BTreeSet<&'e str> {
    match values.get(key) {
        Some(Value::List(all)) => all.iter().map(String::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

/// The situation of an example; none where its facts are beyond a situation's own words.
fn situation(example: &Example) -> Option<Situation> {
    let procedure = given(example, "procedure").and_then(Procedure::from_code)?;
    let mut s = Situation::online(&example.qualification, procedure).on_paper();
    s.applicant.number = NumberFact::None;
    s.authority = given(example, "authority").map(str::to_owned);
    if given(example, "channel") == Some(Channel::Online.code()) {
        s.channel = Channel::Online;
    }
    if procedure == Procedure::Change {
        s = s.changing(["birth-date"]);
    }
    for fact in list(&example.given, "facts") {
        match fact {
            "my-number-given" => s.applicant.number = NumberFact::Given,
            "my-number-found-by-inquiry" => s.applicant.number = NumberFact::Found,
            "exam-details-written" => s.exam_details_written = true,
            "rewriting-wanted" => s.rewriting_wanted = true,
            "names-differ" => s.names_differ = true,
            "graduate-route" => s.by_graduation = true,
            "exam-route" => s.by_graduation = false,
            "name-changed" => s = s.changing(["name"]),
            "address-changed" => s = s.changing(["address"]),
            "late" => s.happened_on = Some("2013-12-02".parse().unwrap()),
            _ => return None,
        }
    }
    // A compulsory rewriting is wanted by nobody and happens; an example that says nothing of it speaks of neither.
    Some(s)
}

fn answered(example: &Example) -> Option<Requirements> {
    assess(&rules().on(example.on), &situation(example)?).ok()
}

#[test]
fn attachments_are_needed_and_omitted_as_the_examples_have_it() {
    let mut seen = BTreeSet::new();
    for example in rules().examples().iter().filter(|e| e.question == "attachments") {
        let Some(asked) = answered(example) else { continue };
        let of = |omitted: bool| -> BTreeSet<&str> {
            let those = asked.items.iter().filter(|i| matches!(i.need, Need::Omitted { .. }) == omitted);
            those.map(|i| i.code.as_str()).filter(|c| *c != registry::requirement::UNLISTED).collect()
        };
        let place = format!("{}:{} {}", example.path, example.line, example.title);
        assert_eq!(of(true), list(&example.expect, "omitted"), "{place}");
        if !example.expect.contains_key("needed") {
            continue;
        }
        let mut needed = of(false);
        let practice = asked.items.iter().filter(|i| matches!(i.need, Need::ToConfirm { .. }));
        for item in practice {
            // What is to be confirmed is not needed by the example's reading, and is not dropped by ours.
            if !list(&example.expect, "needed").contains(item.code.as_str()) {
                needed.remove(item.code.as_str());
            }
        }
        let expected = list(&example.expect, "needed");
        let returned = asked.certificate.value().is_some_and(|c| c.old == Some(OldCertificate::Returned));
        if returned && !expected.contains("current-certificate") {
            needed.remove("current-certificate");
        }
        assert_eq!(needed, expected, "{place}");
        seen.insert(example.qualification.clone());
    }
    assert_eq!(seen.len(), 31, "every qualification has an example that could be asked: {seen:?}");
}

#[test]
fn online_ways_and_money_are_those_of_the_examples() {
    let mut compared = (0, 0);
    for example in rules().examples() {
        match example.question.as_str() {
            "online" => {
                let Some(mut s) = situation(example) else { continue };
                s.channel = Channel::Online;
                let Ok(asked) = assess(&rules().on(example.on), &s) else { continue };
                let code = given(example, "document").unwrap();
                let Some(item) = asked.items.iter().find(|i| i.code == code) else { continue };
                let ways: BTreeSet<&str> =
                    item.ways().iter().filter(|w| !w.by_post).map(|w| w.code.as_str()).collect();
                let expected = list(&example.expect, "ways");
                assert!(ways.is_superset(&expected), "{}:{}: {ways:?}", example.path, example.line);
                compared.0 += 1;
            }
            "tax" | "fee" => {
                let Some(asked) = answered(example) else { continue };
                let kind =
                    if example.question == "tax" { law::ChargeKind::Tax } else { law::ChargeKind::Fee };
                let procedure = given(example, "procedure").and_then(Procedure::from_code).unwrap();
                let line = asked.charge.lines.iter().find(|l| l.kind == kind && l.procedure == procedure);
                let yen = line.and_then(|l| l.amount.value()).map(|y| i64::from(y.0));
                match example.expect.get("yen") {
                    Some(Value::Number(expected)) if line.is_some() => {
                        assert_eq!(yen, Some(*expected), "{}:{}", example.path, example.line);
                    }
                    Some(_) => {}
                    None => assert_eq!(yen, None, "{}:{}", example.path, example.line),
                }
                compared.1 += 1;
            }
            _ => {}
        }
    }
    assert!(compared.0 > 30 && compared.1 > 60, "{compared:?}");
}

//! Explanations, comparisons, digests, and what the vocabulary promises.

use law::{Confidence, CountKind, Lang, RuleFile, Rules, diff, diff_between, explain};

use crate::common;

#[test]
fn every_sentence_has_its_source_or_says_that_there_is_none() {
    let rules = common::rules();
    for day in ["2013-11-26", "2018-06-01", "2024-05-27", "2026-11-23"] {
        let on = rules.on(day.parse().unwrap());
        for id in rules.qualifications() {
            for lang in [Lang::Ja, Lang::En] {
                let sentences = explain(&on, id.as_str(), lang).unwrap();
                assert!(sentences.len() > 20, "{id} {day}");
                for s in sentences {
                    let open = ["要確認", "収録されていません", "to be confirmed", "no rule formalised"];
                    let open = open.iter().any(|o| s.text.contains(o));
                    assert!(s.citation.is_some() != (open && s.confidence.is_none()), "{id} {day}: {s}");
                    assert!(!s.heading.is_empty() && !s.text.is_empty());
                }
            }
        }
    }
    assert!(explain(&rules.on("2024-06-01".parse().unwrap()), "no-such", Lang::Ja).is_none());
}

#[test]
fn what_is_not_read_in_a_statute_is_marked() {
    let rules = common::rules();
    let on = rules.on("2024-06-01".parse().unwrap());
    let sentences = explain(&on, "nurse", Lang::Ja).unwrap();
    let of = |topic: &str| sentences.iter().find(|s| s.topic == topic).unwrap();
    assert_eq!(of("death").confidence, Some(Confidence::Report));
    assert!(of("death").to_string().contains("報告書による・要確認"));
    assert!(!of("change").to_string().contains("要確認"));
    assert_eq!(
        of("change").sourced(),
        "変更を生じた日から30日以内に籍（名簿）の訂正の申請をする\
         〔保健師助産師看護師法施行令第3条。条文で確認。2013-11-26〜〕"
    );
}

#[test]
fn the_reform_is_the_difference_between_two_days() {
    let rules = common::rules();
    let id = rules.qualification("nurse").unwrap().id();
    let days = ("2024-05-26".parse().unwrap(), "2024-05-27".parse().unwrap());
    let topics: Vec<String> =
        diff_between(&rules, id, days, Lang::En).unwrap().into_iter().map(|d| d.topic).collect();
    for topic in ["rewriting", "death", "collection", "attachment.change.koseki"] {
        assert!(topics.iter().any(|t| t == topic), "{topic} in {topics:?}");
    }
    for topic in ["register", "change", "tax.change", "fee.reissue"] {
        assert!(!topics.iter().any(|t| t == topic), "{topic} in {topics:?}");
    }
    assert_eq!(diff_between(&rules, id, (days.0, days.0), Lang::Ja).unwrap(), []);
}

#[test]
fn two_qualifications_differ_where_the_law_does() {
    let rules = common::rules();
    let on = rules.on("2024-06-01".parse().unwrap());
    let topics = |a: &str, b: &str| -> Vec<String> {
        diff(&on, a, b, Lang::Ja).unwrap().into_iter().map(|d| d.topic).collect()
    };
    // A midwife's sex is not registered, a nurse's is.
    assert!(topics("midwife", "nurse").contains(&"change.triggers".to_owned()));
    assert!(!topics("physician", "dentist").contains(&"tax.new-registration".to_owned()));
    assert!(topics("physician", "nurse").contains(&"tax.new-registration".to_owned()));
    assert!(diff(&on, "physician", "no-such", Lang::Ja).is_none());
}

#[test]
fn the_digest_is_of_every_byte_of_the_law_and_of_no_order() {
    let mut files = common::files();
    let digest = common::parse(&files).digest();
    files.reverse();
    assert_eq!(common::parse(&files).digest(), digest);
    // Where the folder lies does not matter.
    let moved: Vec<RuleFile> = files
        .iter()
        .map(|f| RuleFile { path: f.path.replacen("rules/", "/elsewhere/rules/", 1), text: f.text.clone() })
        .collect();
    assert_eq!(common::parse(&moved).digest(), digest);
    // Examples are no law.
    let without: Vec<RuleFile> = files.iter().filter(|f| !f.path.contains("examples/")).cloned().collect();
    assert!(without.len() < files.len());
    assert_eq!(common::parse(&without).digest(), digest);
    files.iter_mut().find(|f| f.path.ends_with("nurse.toml")).unwrap().text.push('\n');
    assert_ne!(common::parse(&files).digest(), digest);
    assert_eq!(digest.to_string().len(), 64);
    assert_ne!(Rules::parse(&[]).unwrap().digest(), digest);
}

#[test]
fn figures_keep_their_kind_and_source() {
    let rules = common::rules();
    let on = rules.on("2024-06-01".parse().unwrap());
    let holders = |id: &str| on.qualification(id).unwrap().count(CountKind::Holders);
    let nurses = holders("nurse").unwrap();
    assert_eq!(
        (nurses.number, nurses.of.as_str(), nurses.confidence),
        (2_075_447, "licence-holders", Confidence::Report)
    );
    assert!(holders("physical-therapist").is_none(), "no figure was found, and none is invented");
}

#[test]
fn statutes_have_their_number_and_an_id_only_where_the_number_gives_it() {
    let rules = common::rules();
    assert_eq!(rules.law("医師法").and_then(|l| l.egov_id.as_deref()), Some("323AC0000000201"));
    assert_eq!(rules.law("医師法施行令").and_then(|l| l.egov_id.as_deref()), Some("328CO0000000382"));
    assert_eq!(rules.law("医師法施行規則").unwrap().egov_id, None);
    for law in rules.laws() {
        assert!(law.egov_id.as_ref().is_none_or(|id| id.len() == 15), "{}", law.title);
    }
}

#[test]
fn a_foreigner_attaches_something_else() {
    let rules = common::rules();
    let on = rules.on("2024-06-01".parse().unwrap());
    assert_eq!(on.alternatives("koseki").count(), 2);
    assert_eq!(on.alternatives("photo").count(), 0);
    assert_eq!(on.retention("idempotency-key").yes().unwrap().value().days, Some(90));
    assert!(on.retention("no-such").gap().is_some());
    assert!(
        on.credential_term("screen-life").yes().unwrap().value().seconds <= 90,
        "decisions.md: 90 seconds at most"
    );
    for what in ["status-max-age", "printed-life", "share-code-life"] {
        assert!(on.credential_term(what).yes().is_some(), "{what}");
    }
}

#[test]
fn the_yearly_check_corrects_only_where_the_number_was_given() {
    use law::Fact::{MyNumberFound, MyNumberGiven};
    let rules = common::rules();
    let on = rules.on("2026-06-01".parse().unwrap());
    let name = on.check_correction("name").yes().unwrap();
    assert!(name.value().allows(&[MyNumberGiven]) && !name.value().allows(&[MyNumberFound]));
    assert_eq!(name.confidence(), law::Confidence::Report);
    assert!(on.check_correction("domicile").gap().is_some(), "the family register is asked first");
    assert!(rules.on("2020-06-01".parse().unwrap()).check_correction("name").gap().is_some());
    for what in ["second-reminder-days", "correction-days", "quarantine-days", "sample-size"] {
        assert!(on.check_value(what).yes().unwrap().value().number > 0, "{what}");
    }
    let hint = on.check_value("revocation-hint").yes().unwrap();
    assert_eq!(
        (hint.value().number, hint.confidence()),
        (1, law::Confidence::Inferred),
        "an authority's to begin with"
    );
}

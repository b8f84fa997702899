//! The real rules, asked in the way others ask them.

use crate::common;

use law::Lang;

#[test]
fn every_file_is_read_without_a_fault() {
    assert_eq!(common::rules().qualifications().count(), 31);
}

#[test]
fn registers_belong_to_the_authorities_that_keep_them() {
    let rules = common::rules();
    let on = rules.on("2026-11-23".parse().unwrap());
    let codes = |id: &str| -> Vec<String> { on.authorities_of(id).iter().map(|a| a.code.clone()).collect() };
    assert_eq!(codes("nurse"), ["JP"]);
    assert_eq!(codes("certified-care-worker"), ["social-welfare-center"]);
    for id in ["assistant-nurse", "dietitian", "nursery-teacher", "long-term-care-support-specialist"] {
        let codes = codes(id);
        assert_eq!(codes.len(), 47, "{id}");
        assert_eq!(codes.first().map(String::as_str), Some("JP-01"));
        assert_eq!(codes.last().map(String::as_str), Some("JP-47"));
    }
    assert!(on.authorities_of("no-such").is_empty());
}

#[test]
fn an_act_cites_the_qualification_where_it_can() {
    let rules = common::rules();
    let on = rules.on("2024-06-01".parse().unwrap());
    assert_eq!(on.act_citation("correction", "physician"), Some("医師法施行令第5条"));
    let general = on.act_rule("restoration").yes().unwrap();
    assert_eq!(on.act_citation("restoration", "physician"), Some(general.citation()));
    assert!(on.act_rule("no-such").gap().is_some());
    assert_eq!(general.value().effective_on.label(Lang::Ja), "決定した日");
}

#[test]
fn every_act_of_the_ledger_has_its_rule() {
    let rules = common::rules();
    let on = rules.on("2024-06-01".parse().unwrap());
    for act in [
        "transcription",
        "new-registration",
        "correction",
        "certificate-renewal",
        "certificate-reissue",
        "admonition",
        "practice-suspension",
        "title-suspension",
        "revocation",
        "re-education",
        "deletion",
        "restoration",
        "re-licence",
        "transfer-out",
        "transfer-in",
        "erasure",
        "clerical-correction",
    ] {
        assert_eq!(on.act_rule(act).yes().unwrap().value().code, act);
        for id in rules.qualifications() {
            assert!(on.act_citation(act, id.as_str()).is_some_and(|c| !c.is_empty()), "{act} {id}");
        }
    }
}

#[test]
fn the_members_of_a_family_agree_on_what_they_share() {
    let rules = common::rules();
    let agreements = law::agreements(&rules.on("2024-06-01".parse().unwrap()));
    let shared: usize = rules.families().iter().map(|f| f.shares.len()).sum();
    assert_eq!(agreements.len(), shared);
    assert!(agreements.iter().all(|a| a.values.len() == 1), "{agreements:#?}");
    let tax =
        agreements.iter().find(|a| a.family == "minister-via-prefecture" && a.axis == "tax.change").unwrap();
    assert_eq!(tax.except, ["registered-dietitian"]);
    assert_eq!(tax.values[0].1.len(), 11);
}

#[test]
fn a_file_may_name_an_exception_to_the_moving_on() {
    let mut files = common::files();
    let nurse = files.iter_mut().find(|f| f.path.ends_with("qualifications/nurse.toml")).unwrap();
    nurse.text = nurse.text.replacen("\ndays = 30\n", "\ndays = 30\nend_on_closed_day = \"stays\"\n", 1);
    let rules = common::parse(&files);
    let deadline = rules.on("2024-06-01".parse().unwrap()).qualification("nurse").unwrap().change();
    let deadline = deadline.yes().unwrap().value().deadline;
    assert!(matches!(deadline, law::Deadline::Days { rolls: false, .. }), "{deadline:?}");
}

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

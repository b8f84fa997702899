use jiff::civil::date;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::koseki::{Ending, Found, RetrievalCode};

fn marriage() -> Value {
    json!({"fact_id": "f-1", "kind": "marriage", "on": "2001-04-01", "between": null, "order": 1})
}

fn certificate_json() -> Value {
    json!({"kind": "current", "domicile": "埼玉県川越市元町一丁目三番", "head": {"surname": "髙橋󠄁", "given": "一郎"},
        "members": [
            {"surname": "髙橋󠄁", "given": "一郎", "kana": "タカハシ　イチロウ", "birth": "1970-01-02", "removed": false, "facts": [marriage()]},
            {"surname": "髙橋󠄁", "given": "花子", "kana": null, "birth": "1972-03-04", "removed": false, "facts": []}],
        "issued_at": "2026-04-08T12:00:00+09:00", "valid_until": "2026-07-08"})
}

fn read(value: &Value) -> Result<KosekiCertificate, Malformed> {
    certificate(value.to_string().as_bytes())
}

fn facts_of(facts: Value) -> Result<Facts, Malformed> {
    super::facts(&json!({"facts": facts, "as_of": "2026-04-07"}))
}

#[test]
fn facts_are_read_with_what_is_known_of_their_time() {
    let read = facts_of(json!([
        marriage(),
        {"fact_id": "f-2", "kind": "death", "between": ["2020-01-01", "2020-01-10"]},
        {"fact_id": "f-3", "kind": "something-new"},
    ]))
    .unwrap();
    assert_eq!(read.facts[0].when, When::On(date(2001, 4, 1)));
    assert_eq!(read.ending(), Ending::Died(When::Between(date(2020, 1, 1), date(2020, 1, 10))));
    assert_eq!(read.facts[2].kind, FactKind::Other("something-new".to_owned()));
}

#[test]
fn an_elder_deletion_is_no_death() {
    let tidied = json!({"fact_id": "f-1", "kind": "elder-deletion", "on": "2015-06-01"});
    let only = facts_of(json!([tidied])).unwrap();
    assert_eq!(only.ending(), Ending::ElderDeleted(When::On(date(2015, 6, 1))));
    let later = json!({"fact_id": "f-2", "kind": "death", "on": "1990-01-01"});
    let both = facts_of(json!([tidied, later])).unwrap();
    assert_eq!(both.ending(), Ending::Died(When::On(date(1990, 1, 1))));
}

#[test]
fn facts_that_contradict_themselves_are_not_read() {
    for wrong in [
        json!([marriage(), marriage()]),
        json!([{"fact_id": "a", "kind": "death", "on": "2020-01-01", "between": ["2020-01-01", "2020-01-02"]}]),
        json!([{"fact_id": "a", "kind": "death", "between": ["2020-01-02", "2020-01-01"]}]),
        json!([{"fact_id": "a", "kind": "death", "on": "2020-02-30"}]),
        json!([{"fact_id": "a", "kind": ""}]),
        json!([{"kind": "death"}]),
        json!({}),
    ] {
        assert!(facts_of(wrong.clone()).is_err(), "{wrong}");
    }
    let many: Vec<_> =
        (0..=MOST_FACTS).map(|at| json!({"fact_id": format!("f{at}"), "kind": "death"})).collect();
    assert!(facts_of(json!(many)).is_err());
}

#[test]
fn a_certificate_keeps_every_character() {
    let certificate = read(&certificate_json()).unwrap();
    assert_eq!(certificate.head.surname, "髙橋\u{E0101}");
    assert_eq!(certificate.valid_until, date(2026, 7, 8));
}

#[test]
fn having_a_code_does_not_say_who_shows_it() {
    let certificate = read(&certificate_json()).unwrap();
    let Found::One(member) = certificate.find("花子", date(1972, 3, 4)) else { panic!("one") };
    assert_eq!(member.name.given, "花子");
    assert_eq!(certificate.find("花子", date(1970, 1, 2)), Found::Nobody);
    assert_eq!(certificate.find("華子", date(1972, 3, 4)), Found::Nobody, "similar is nobody");
    let mut twins = certificate_json();
    let first = twins["members"][0].clone();
    twins["members"].as_array_mut().unwrap().push(first);
    assert_eq!(read(&twins).unwrap().find("一郎", date(1970, 1, 2)), Found::Several);
}

#[test]
fn what_is_no_certificate_is_not_read() {
    for (member, new) in [
        ("kind", json!("copy")),
        ("domicile", json!("")),
        ("domicile", json!("県\n")),
        ("members", json!([])),
        ("head", json!({"surname": "", "given": "一郎"})),
        ("issued_at", json!("2026-04-08")),
        ("valid_until", json!("08.07.2026")),
    ] {
        let mut value = certificate_json();
        value[member] = new;
        assert!(read(&value).is_err(), "{member}");
    }
}

#[test]
fn the_code_is_sent_with_case_and_ground() {
    let wish = CertificateRequest {
        code: RetrievalCode::parse("1234567890123456").unwrap(),
        case: "c-1".to_owned(),
        basis: "戸籍法 第120条の3".to_owned(),
    };
    let body: Value = serde_json::from_slice(&request(&wish).unwrap()).unwrap();
    assert_eq!(body, json!({"code": "1234567890123456", "case": "c-1", "basis": "戸籍法 第120条の3"}));
    assert!(request(&CertificateRequest { basis: String::new(), ..wish }).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        fuzz_koseki(&bytes);
    }

    #[test]
    fn no_days_make_it_panic(a in "[0-9-]{0,12}", b in "[0-9-]{0,12}", order in any::<u32>()) {
        let fact = json!({"fact_id": "f", "kind": "adoption", "between": [a, b], "order": order});
        fuzz_koseki(json!({"facts": [fact, marriage()], "as_of": "2026-04-07"}).to_string().as_bytes());
    }
}

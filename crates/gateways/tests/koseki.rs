//! The client that fetches certificates of 戸籍 against its simulator.
#![cfg(test)]

mod support;

use country::{Domicile, Person, Role};
use gateways::Outcome;
use gateways::koseki::http::HttpKoseki;
use gateways::koseki::{
    CertificateKind, CertificateRequest, Found, Koseki, KosekiCertificate, RetrievalCode,
};
use jiff::civil::{Date, date};
use proptest as _;
use reqwest::Method;
use serde_json::json;
use support::*;

fn wish(code: &RetrievalCode) -> CertificateRequest {
    CertificateRequest {
        code: code.clone(), case: "c-1".to_owned(), basis: "戸籍法 第120条の3".to_owned()
    }
}

/// A citizen gets a code.
async fn code_of(system: &System, person: &Person) -> (RetrievalCode, Date) {
    let (status, body) = system.tell(Method::POST, "/counter/codes", json!({"person": person.id.0})).await;
    assert_eq!(status, 200);
    let code = RetrievalCode::parse(body["code"].as_str().unwrap()).unwrap();
    (code, body["valid_until"].as_str().unwrap().parse().unwrap())
}

async fn certificate_of(system: &System, person: &Person) -> KosekiCertificate {
    let (code, _) = code_of(system, person).await;
    answered(HttpKoseki::new(system.client()).certificate(&wish(&code)).await)
}

fn find<'a>(certificate: &'a KosekiCertificate, system: &System, person: &Person) -> Found<'a> {
    let born: Date = person.born.to_string().parse().unwrap();
    certificate.find(person.name_on(system.nation.today()).given, born)
}

fn is_japanese(system: &System, person: &Person) -> bool {
    matches!(person.domicile_on(system.nation.today()), Domicile::Japan(_))
}

#[tokio::test]
async fn everybody_is_in_the_register_that_the_code_opens() {
    let system = System::start("koseki").await;
    let people: Vec<_> =
        system.nation.people().filter(|person| is_japanese(&system, person)).take(60).collect();
    for person in &people {
        let certificate = certificate_of(&system, person).await;
        let Found::One(member) = find(&certificate, &system, person) else { panic!("{certificate:?}") };
        assert_eq!(member.name.surname, person.name_on(system.nation.today()).surname, "to the character");
        assert_eq!(member.removed, person.died.is_some());
        if certificate.members.iter().all(|member| member.removed) {
            assert_eq!(certificate.kind, CertificateKind::Removed);
        }
    }
}

#[tokio::test]
async fn a_code_of_the_wife_opens_the_register_of_the_husband() {
    let system = System::start("koseki").await;
    let homes = (0..200).filter_map(|number| system.nation.household(number));
    let mut together = 0;
    for home in homes {
        let couple: Vec<_> = home.members.iter().filter(|one| one.role != Role::Child).collect();
        let [head, spouse] = couple.as_slice() else { continue };
        if !is_japanese(&system, head) || !is_japanese(&system, spouse) {
            continue;
        }
        let (one, other) = (certificate_of(&system, head).await, certificate_of(&system, spouse).await);
        if matches!(find(&one, &system, spouse), Found::One(_)) {
            assert_eq!((&one.domicile, &one.head), (&other.domicile, &other.head));
            assert!(matches!(find(&other, &system, head), Found::One(_)));
            together += 1;
        }
        if together > 10 {
            return;
        }
    }
    panic!("only {together} couples");
}

#[tokio::test]
async fn a_code_can_be_used_often_until_it_ends() {
    let system = System::start("koseki").await;
    let koseki = HttpKoseki::new(system.client());
    let person = system.nation.people().find(|person| is_japanese(&system, person)).unwrap();
    let (code, until) = code_of(&system, &person).await;
    assert_eq!(until, date(2026, 7, 1), "three months");
    for _ in 0..3 {
        assert_eq!(answered(koseki.certificate(&wish(&code)).await).valid_until, until);
    }
    system.nation.advance(91).unwrap();
    answered(koseki.certificate(&wish(&code)).await);
    system.nation.advance(1).unwrap();
    assert_eq!(refused(koseki.certificate(&wish(&code)).await), "expired");
    let unknown = RetrievalCode::parse("0000000000000000").unwrap();
    assert_eq!(refused(koseki.certificate(&wish(&unknown)).await), "unknown-code");
}

#[tokio::test]
async fn who_has_no_register_gets_no_code() {
    let system = System::start("koseki").await;
    let foreigner = system.nation.people().find(|person| !is_japanese(&system, person)).unwrap();
    let told = system.tell(Method::POST, "/counter/codes", json!({"person": foreigner.id.0})).await;
    assert_eq!((told.0, told.1["code"].as_str()), (404, Some("no-koseki")));
}

#[tokio::test]
async fn the_code_stands_in_no_address_and_troubles_of_the_line_are_no_answer() {
    let system = System::start("koseki").await;
    let koseki = HttpKoseki::new(system.client());
    let person = system.nation.people().find(|person| is_japanese(&system, person)).unwrap();
    let (code, _) = code_of(&system, &person).await;
    answered(koseki.certificate(&wish(&code)).await);
    let received = system.received().await;
    let asked = received.last().unwrap();
    assert_eq!(asked["path"], "/certificates");
    assert!(asked["body"].as_str().unwrap().contains(code.expose()));
    system.scenario("[systems.koseki]\ncut_after_bytes = 100\n").await;
    assert_eq!(koseki.certificate(&wish(&code)).await, Outcome::Unavailable { until: None });
    system.scenario("[systems.koseki.outage]\n").await;
    assert_eq!(koseki.certificate(&wish(&code)).await, Outcome::Unavailable { until: None });
}

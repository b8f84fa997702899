//! The client against the simulator: what is signed is confirmed, what life ends is revoked.

use country::pki::{CardKey, Ending, ToSign};
use gateways::Outcome;
use gateways::jpki::{self, Cards, Kind, Service, Sex, Signed, Validator};
use gateways::pki::{Anchors, Failure, Proof};
use jiff::Timestamp;

use crate::stage::{Stage, http};

#[tokio::test]
async fn what_a_card_signs_is_confirmed_with_the_four_items() {
    let stage = Stage::new();
    let (simulator, http) = stage.serve().await;
    let (validator, now) = (stage.validator(), stage.now());
    let person = stage.somebody();
    let resident = stage.nation.resident(person).unwrap();
    let content = "申請書".as_bytes();
    let certificate = stage.cards.signing_certificate(person).unwrap();
    let attached = stage.cards.cms_signed(person, content, false).unwrap();
    let detached = stage.cards.cms_signed(person, content, true).unwrap();
    let signature = stage.cards.sign(person, CardKey::Signing, ToSign::Message(content)).unwrap();
    let all = [
        Signed::Cms { der: &attached, content: None },
        Signed::Cms { der: &detached, content: Some(content) },
        Signed::Message { certificate: &certificate, message: content, signature: &signature },
    ];
    for signed in all {
        let unconfirmed = validator.check(signed, now).unwrap();
        let confirmed = http.confirm(unconfirmed).await.answered().expect("an answer").unwrap();
        let items = confirmed.items.expect("a signing certificate has them");
        if let Some(exact) = items.name.exact() {
            assert_eq!(exact, resident.name);
        }
        assert_eq!(items.name.text().chars().count(), items.name.characters().count());
        assert_eq!(items.birth.exact().unwrap().to_string(), resident.birth);
        assert_eq!(items.sex == Sex::Male, resident.sex == "男");
        assert!(items.address.text().starts_with(&resident.address[..3]));
        assert!(confirmed.content_sha256.is_some());
    }
    let received: serde_json::Value = serde_json::from_str(&received(&simulator.url).await).unwrap();
    let asked = received.as_array().unwrap().iter().filter(|one| one["path"] == "/signing/ocsp").count();
    assert_eq!(asked, 3, "one question each: {received}");
}

async fn received(url: &str) -> String {
    use gateways::transport::{Client, Peer, Question};
    let client = Client::new(Peer::at(url.parse().unwrap())).unwrap();
    let answer = client.ask(&Question::get("control/received")).await.answered().unwrap();
    String::from_utf8(answer.body).unwrap()
}

#[tokio::test]
async fn the_other_certificate_proves_who_one_is_and_has_no_items() {
    let stage = Stage::new();
    let (_simulator, http) = stage.serve().await;
    let person = stage.somebody();
    let validator = Validator::new(Kind::Authentication, Cards::Test, stage.anchors(CardKey::Authentication));
    let certificate = stage.cards.auth_certificate(person).unwrap();
    let signature = stage.cards.sign(person, CardKey::Authentication, ToSign::Message(b"challenge")).unwrap();
    let signed = Signed::Message { certificate: &certificate, message: b"challenge", signature: &signature };
    let unconfirmed = validator.check(signed, stage.now()).unwrap();
    let confirmed = http.confirm(unconfirmed).await.answered().unwrap().unwrap();
    assert_eq!((confirmed.kind, confirmed.items), (Kind::Authentication, None));
}

#[tokio::test]
async fn a_change_and_a_death_revoke_and_responder_and_list_agree() {
    let stage = Stage::new();
    let (_simulator, http) = stage.serve().await;
    // Whose certificates stand now, and are made now, so that they are on the list later.
    let held: Vec<_> = stage.people().take(40).map(|person| person.id).collect();
    let certificates: Vec<_> =
        held.iter().map(|id| stage.cards.certificate(*id, CardKey::Signing).unwrap()).collect();
    stage.nation.advance(500).unwrap();
    let (validator, now) = (stage.validator(), stage.now());
    let (mut good, mut changed, mut died) = (0, 0, 0);
    for (person, held) in held.iter().zip(&certificates) {
        let issue = stage.cards.history(*person, CardKey::Signing)[held.issue.index as usize];
        let Ok(unconfirmed) = validator.check_certificate(&held.der, now) else {
            assert!(issue.last < stage.nation.today(), "only what has expired is not even asked about");
            continue;
        };
        let issuer = unconfirmed.issuer().unwrap();
        let list = http.list(Kind::Signing, issuer).await.answered().expect("a list");
        let by_list = unconfirmed.clone().confirm(&[Proof::List(&list)]).map(|_| ());
        let by_responder = http.confirm(unconfirmed).await.answered().expect("an answer").map(|_| ());
        assert_eq!(by_responder, by_list, "the two ways agree");
        match issue.ended {
            None => good += usize::from(by_list.is_ok()),
            Some((day, why)) => {
                let midnight = i64::from(day.0) * 86_400 - 9 * 3600;
                let Err(Failure::Revoked { since, reason }) = by_list else {
                    panic!("{issue:?} is revoked: {by_list:?}")
                };
                assert_eq!(since, Timestamp::from_second(midnight).unwrap(), "as of the day");
                assert!(reason.is_some());
                changed += usize::from(why == Ending::Changed);
                died += usize::from(why == Ending::Died);
            }
        }
    }
    assert!(good > 10 && changed > 0, "{good} good, {changed} changed, {died} died");
}

#[tokio::test]
async fn no_answer_says_nothing_about_the_certificate() {
    let stage = Stage::new();
    let (simulator, http) = stage.serve().await;
    let unconfirmed = stage
        .validator()
        .check_certificate(&stage.cards.signing_certificate(stage.somebody()).unwrap(), stage.now());
    let unconfirmed = unconfirmed.unwrap();
    let mut scenario = country::Scenario::default();
    let cut = country::Faults { cut_after_bytes: Some(100), share: 1.0, ..country::Faults::default() };
    scenario.systems.insert("jpki".into(), cut);
    stage.nation.set_scenario(scenario);
    let outcome = http.confirm(unconfirmed.clone()).await;
    assert!(matches!(outcome, Outcome::Unavailable { .. }), "half an answer: {outcome:?}");
    drop(simulator);
    let outcome = http.confirm(unconfirmed).await;
    assert!(matches!(outcome, Outcome::Unavailable { .. }), "nobody there: {outcome:?}");
}

#[tokio::test]
async fn contract_with_a_server_that_is_named() {
    let Ok(url) = std::env::var("SHIKAKU_JPKI_URL") else {
        // Without one the simulator is the server, as in the other tests of this file.
        let stage = Stage::new();
        let (_simulator, http) = stage.serve().await;
        let cms = stage.cards.cms_signed(stage.somebody(), b"contract", false).unwrap();
        return confirm(&http, &stage.validator(), &cms, stage.now()).await;
    };
    let file = |name: &str| std::fs::read(std::env::var(name).expect(name)).unwrap();
    let anchor = file("SHIKAKU_JPKI_ANCHOR");
    let anchors = Anchors::new([anchor.as_slice()]).unwrap();
    let validator = Validator::new(Kind::Signing, Cards::Test, anchors);
    confirm(&http(&url), &validator, &file("SHIKAKU_JPKI_CMS"), Timestamp::now()).await;
}

async fn confirm(http: &jpki::Http, validator: &Validator, cms: &[u8], at: Timestamp) {
    let unconfirmed = validator.check(Signed::Cms { der: cms, content: None }, at).unwrap();
    let confirmed = http.confirm(unconfirmed).await.answered().expect("an answer").unwrap();
    assert!(confirmed.items.is_some());
}

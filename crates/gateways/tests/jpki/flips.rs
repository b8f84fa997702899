//! One bit changed anywhere, and nothing is accepted.

use gateways::jpki::{Service, Signed};
use gateways::pki::{Answer, List, Nonce, Proof};
use gateways::transport::{Client, Peer, Question};

use crate::stage::Stage;

/// Every copy with one bit changed, and every copy with one byte inverted.
fn flipped(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    (0..bytes.len()).flat_map(move |place| {
        [1, 2, 4, 8, 16, 32, 64, 128, 255].map(|mask| {
            let mut copy = bytes.to_vec();
            copy[place] ^= mask;
            (place, copy)
        })
    })
}

#[test]
fn of_a_signed_document() {
    let stage = Stage::new();
    let (validator, now) = (stage.validator(), stage.now());
    let cms = stage.cards.cms_signed(stage.somebody(), b"every bit counts", false).unwrap();
    assert!(validator.check(Signed::Cms { der: &cms, content: None }, now).is_ok());
    for (place, copy) in flipped(&cms) {
        let checked = validator.check(Signed::Cms { der: &copy, content: None }, now);
        assert!(checked.is_err(), "byte {place} of {} was changed", cms.len());
    }
}

#[tokio::test]
async fn of_an_answer_and_of_a_list() {
    let stage = Stage::new();
    let (simulator, http) = stage.serve().await;
    let person = stage.somebody();
    let unconfirmed = stage
        .validator()
        .check_certificate(&stage.cards.signing_certificate(person).unwrap(), stage.now())
        .unwrap();
    let client = Client::new(Peer::at(format!("{}/signing/", simulator.url).parse().unwrap())).unwrap();
    let question = unconfirmed.question([9; 32]).unwrap();
    let post = Question::post("ocsp", "application/ocsp-request", question.der);
    let answer = client.ask(&post).await.answered().unwrap().body;
    let confirms = |bytes: &[u8]| {
        Answer::read(bytes).is_ok_and(|answer| {
            unconfirmed.clone().confirm(&[Proof::Answer(&answer, Nonce::Is(&[9; 32]))]).is_ok()
        })
    };
    assert!(confirms(&answer));
    for (place, copy) in flipped(&answer) {
        assert!(!confirms(&copy), "byte {place} of {} of the answer was changed", answer.len());
    }
    let hex: String =
        unconfirmed.issuer().unwrap().key_identifier().unwrap().iter().map(|b| format!("{b:02x}")).collect();
    let list = client.ask(&Question::get(format!("crl/{hex}"))).await.answered().unwrap().body;
    let confirms = |bytes: &[u8]| {
        List::read(bytes).is_ok_and(|list| unconfirmed.clone().confirm(&[Proof::List(&list)]).is_ok())
    };
    assert!(confirms(&list));
    for (place, copy) in flipped(&list) {
        assert!(!confirms(&copy), "byte {place} of {} of the list was changed", list.len());
    }
    assert!(http.confirm(unconfirmed).await.answered().unwrap().is_ok());
}

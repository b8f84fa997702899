//! Each way to fail has its own word.

use std::time::Duration;

use country::Day;
use country::pki::{CardKey, ToSign};
use gateways::jpki::{Cards, Kind, Signed, Unconfirmed, Validator};
use gateways::pki::{Anchors, Answer, Failure, List, Nonce, Proof};
use gateways::transport::{Client, Peer, Question};

use crate::stage::Stage;

#[test]
fn wrong_content_path_policy_use_and_time_are_told_apart() {
    let stage = Stage::new();
    let (validator, now, person) = (stage.validator(), stage.now(), stage.somebody());
    let attached = stage.cards.cms_signed(person, b"one", false).unwrap();
    let detached = stage.cards.cms_signed(person, b"one", true).unwrap();
    let check = |validator: &Validator, der: &[u8], content: Option<&[u8]>, at| {
        validator.check(Signed::Cms { der, content }, at).map(|_| ()).unwrap_err()
    };
    assert_eq!(check(&validator, &detached, Some(b"two"), now), Failure::Digest);
    assert_eq!(check(&validator, &detached, None, now), Failure::NoContent);
    assert_eq!(check(&validator, &attached, Some(b"one"), now), Failure::TwoContents);
    assert_eq!(check(&validator, &attached[..attached.len() - 1], None, now), Failure::Malformed("CMS"));

    let real = Validator::new(Kind::Signing, Cards::Real, stage.anchors(CardKey::Signing));
    assert_eq!(check(&real, &attached, None, now), Failure::Policy, "a test card counts for nothing");
    let none = Validator::new(Kind::Signing, Cards::Test, Anchors::default());
    assert_eq!(check(&none, &attached, None, now), Failure::UnknownIssuer);
    let other = Stage::new();
    assert_eq!(
        check(&other.validator(), &attached, None, now),
        Failure::UnknownIssuer,
        "same names, other keys"
    );

    let certificate = validator.check(Signed::Cms { der: &attached, content: None }, now).unwrap();
    let (from, to) = certificate.certificate().valid();
    assert_eq!(check(&validator, &attached, None, from - Duration::from_secs(1)), Failure::NotYetValid(from));
    assert_eq!(check(&validator, &attached, None, to + Duration::from_secs(1)), Failure::Expired(to));
    assert_eq!(
        check(&validator, &attached, None, to + Duration::from_secs(3600 * 24 * 4000)),
        Failure::IssuerNotValid
    );

    // The certificate for proving who one is, given for a signature that one stands by.
    let both = Validator::new(Kind::Signing, Cards::Test, stage.anchors(CardKey::Authentication));
    let auth = stage.cards.auth_certificate(person).unwrap();
    assert_eq!(both.check_certificate(&auth, now).map(|_| ()).unwrap_err(), Failure::KeyUsage);
    let signing = stage.cards.signing_certificate(person).unwrap();
    let proving = Validator::new(Kind::Authentication, Cards::Test, stage.anchors(CardKey::Signing));
    assert_eq!(proving.check_certificate(&signing, now).map(|_| ()).unwrap_err(), Failure::KeyUsage);
    // An authority is no holder.
    let anchor = &stage.cards.anchors(CardKey::Signing)[1];
    assert_eq!(validator.check_certificate(anchor, now).map(|_| ()).unwrap_err(), Failure::KeyUsage);
    // Only authorities may be trusted.
    assert_eq!(Anchors::new([signing.as_slice()]).map(|_| ()).unwrap_err(), Failure::NotAnAuthority);
}

#[test]
fn bare_signatures_fail_by_their_words_too() {
    let stage = Stage::new();
    let (validator, now, person) = (stage.validator(), stage.now(), stage.somebody());
    let certificate = stage.cards.signing_certificate(person).unwrap();
    let signature = stage.cards.sign(person, CardKey::Signing, ToSign::Message(b"one")).unwrap();
    let check = |message: &[u8], signature: &[u8]| {
        validator.check(Signed::Message { certificate: &certificate, message, signature }, now).map(|_| ())
    };
    assert_eq!(check(b"one", &signature), Ok(()));
    assert_eq!(check(b"two", &signature), Err(Failure::Signature));
    assert_eq!(check(b"one", &signature[1..]), Err(Failure::Signature));
    let mut info = vec![0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 32];
    info.extend_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b"one").as_ref());
    let check = |digest_info: &[u8]| {
        let signed = Signed::DigestInfo { certificate: &certificate, digest_info, signature: &signature };
        validator.check(signed, now).map(|found| found.items().is_some())
    };
    assert_eq!(check(&info), Ok(true));
    let mut other = info.clone();
    *other.last_mut().unwrap() ^= 1;
    assert_eq!(check(&other).unwrap_err(), Failure::Signature);
    assert_eq!(check(&info[..info.len() - 1]).unwrap_err(), Failure::Malformed("DigestInfo"));
    // SHA-1, as old cards' software sends it
    let sha_1 = [&[0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 14, 3, 2, 0x1a, 5, 0, 4, 20][..], &[7; 20]].concat();
    assert_eq!(check(&sha_1).unwrap_err(), Failure::Algorithm("1.3.14.3.2.26".into()));
}

/// The responder's answer to a question, bytes and all.
async fn ask(url: &str, unconfirmed: &Unconfirmed, nonce: [u8; 32]) -> Answer {
    let client = Client::new(Peer::at(format!("{url}/signing/").parse().unwrap())).unwrap();
    let question = unconfirmed.question(nonce).unwrap();
    let post = Question::post("ocsp", "application/ocsp-request", question.der.clone());
    let posted = Answer::read(&client.ask(&post).await.answered().unwrap().body).unwrap();
    // The same question in the path (RFC 6960 appendix A).
    let encoded: String = url::form_urlencoded::byte_serialize(base64(&question.der).as_bytes()).collect();
    let got = client.ask(&Question::get(format!("ocsp/{encoded}"))).await.answered().unwrap();
    assert!(Answer::read(&got.body).is_ok(), "GET is answered as POST is");
    posted
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[tokio::test]
async fn a_proof_that_is_old_or_of_another_or_of_nobody_proves_nothing() {
    let stage = Stage::new();
    let (simulator, _http) = stage.serve().await;
    let (validator, now) = (stage.validator(), stage.now());
    let mut people = stage.people();
    let (one, other) = (people.next().unwrap().id, people.next().unwrap().id);
    let of =
        |person| validator.check_certificate(&stage.cards.signing_certificate(person).unwrap(), now).unwrap();
    let (one, other) = (of(one), of(other));
    let answer = ask(&simulator.url, &one, [1; 32]).await;
    let confirm = |who: &Unconfirmed, proofs: &[Proof<'_>]| who.clone().confirm(proofs).map(|_| ());
    let is = Nonce::Is(&[1; 32]);
    assert_eq!(confirm(&one, &[Proof::Answer(&answer, is)]), Ok(()));
    assert_eq!(confirm(&one, &[Proof::Answer(&answer, Nonce::NotKept)]), Ok(()));
    assert_eq!(confirm(&one, &[]), Err(Failure::RevocationNotShown));
    assert_eq!(
        confirm(&one, &[Proof::Answer(&answer, Nonce::Is(&[2; 32]))]),
        Err(Failure::Nonce),
        "a replay"
    );
    assert_eq!(confirm(&other, &[Proof::Answer(&answer, is)]), Err(Failure::OtherCertificate));

    let at = |moment| validator.check_certificate(one.certificate().der(), moment).unwrap();
    let hour = Duration::from_secs(3600);
    assert_eq!(confirm(&at(now + hour), &[Proof::Answer(&answer, is)]), Err(Failure::ProofStale));
    assert_eq!(confirm(&at(now - hour), &[Proof::Answer(&answer, is)]), Err(Failure::ProofFromLater));

    // A list of another authority, and one that is too old.
    let client = Client::new(Peer::at(simulator.url.parse().unwrap())).unwrap();
    let key = |who: &Unconfirmed| {
        who.issuer().unwrap().key_identifier().unwrap().iter().map(|b| format!("{b:02x}")).collect::<String>()
    };
    let list = |path: String| {
        let client = client.clone();
        async move { List::read(&client.ask(&Question::get(path)).await.answered().unwrap().body).unwrap() }
    };
    let own = list(format!("signing/crl/{}", key(&one))).await;
    assert_eq!(confirm(&one, &[Proof::List(&own)]), Ok(()));
    assert_eq!(confirm(&at(now + hour * 60), &[Proof::List(&own)]), Err(Failure::ProofStale));
    let elsewhere = list(format!("signing/crl/{}?place=473821", key(&one))).await;
    assert_eq!(confirm(&one, &[Proof::List(&elsewhere)]), Err(Failure::ListScope), "the list of Yonaguni");
    for anchor in stage.cards.anchors(CardKey::Authentication) {
        let anchor = gateways::pki::Certificate::read(&anchor).unwrap();
        let hex: String = anchor.key_identifier().unwrap().iter().map(|b| format!("{b:02x}")).collect();
        let foreign = list(format!("authentication/crl/{hex}")).await;
        assert_eq!(confirm(&one, &[Proof::List(&foreign)]), Err(Failure::ListScope));
    }
}

#[test]
fn the_next_cards_are_checked_by_their_algorithm() {
    let stage = Stage::with(Some(Day::of(2019, 7, 21)));
    let person = stage.somebody();
    let cms = stage.cards.cms_signed(person, b"P-384", false).unwrap();
    let found = stage.validator().check(Signed::Cms { der: &cms, content: None }, stage.now()).unwrap();
    assert!(found.items().is_some());
    let certificate = stage.cards.signing_certificate(person).unwrap();
    let signature = stage.cards.sign(person, CardKey::Signing, ToSign::Message(b"P-384")).unwrap();
    let signed = Signed::Message { certificate: &certificate, message: b"P-384", signature: &signature };
    assert!(stage.validator().check(signed, stage.now()).is_ok());
}

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use proptest::prelude::*;
use reqwest::header::{HeaderName, HeaderValue};

use super::*;

const NOW: u64 = 1_775_000_000;
const BODY: &[u8] = b"{\"amount\":1}";
const COVERED: &str = r#"("@method" "@path" "content-digest" "content-type" "idempotency-key")"#;

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW)
}

fn pair() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap()
}

fn trusted() -> TrustedKey {
    TrustedKey {
        id: "collector-1".to_owned(),
        algorithm: Algorithm::Ed25519,
        key: pair().public_key().as_ref().to_vec(),
    }
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
}

/// The base as the RFC writes it down, by hand and not by the code under test.
fn base_by_hand(headers: &HeaderMap, raw: &str) -> String {
    let of = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    format!(
        "\"@method\": POST\n\"@path\": /push/payments\n\"content-digest\": {}\n\"content-type\": {}\n\"idempotency-key\": {}\n\"@signature-params\": {raw}",
        of("content-digest"),
        of("content-type"),
        of("idempotency-key"),
    )
}

fn signed_by(raw: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    set(&mut headers, "content-type", "application/json");
    set(&mut headers, "idempotency-key", "\"d-1\"");
    set(&mut headers, "content-digest", &content_digest(BODY));
    set(&mut headers, "signature-input", &format!("push={raw}"));
    let signature = sign(base_by_hand(&headers, raw).as_bytes());
    set(&mut headers, "signature", &format!("push=:{}:", STANDARD.encode(signature)));
    headers
}

fn usual() -> HeaderMap {
    let raw = format!(r#"{COVERED};created={NOW};keyid="collector-1";alg="ed25519""#);
    signed_by(&raw, |base| pair().sign(base).as_ref().to_vec())
}

fn ask<'a>(headers: &'a HeaderMap, body: &'a [u8]) -> Result<Delivery<'a>, NotBelieved> {
    receive(Received { method: "POST", path: "/push/payments", headers, body }, &[trusted()], now())
}

#[test]
fn a_signed_push_is_believed() {
    let headers = usual();
    let delivery = ask(&headers, BODY).unwrap();
    assert_eq!((delivery.id().as_str(), delivery.key(), delivery.body()), ("d-1", "collector-1", BODY));
    assert!(!format!("{delivery:?}").contains("amount"));
}

#[test]
fn a_key_on_a_curve_works_as_well() {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref()).unwrap();
    let raw = format!(r#"{COVERED};created={NOW};keyid="p""#);
    let headers = signed_by(&raw, |base| pair.sign(&random, base).unwrap().as_ref().to_vec());
    let key = TrustedKey {
        id: "p".to_owned(),
        algorithm: Algorithm::EcdsaP256,
        key: pair.public_key().as_ref().to_vec(),
    };
    let received = Received { method: "POST", path: "/push/payments", headers: &headers, body: BODY };
    assert!(receive(received, &[trusted(), key], now()).is_ok());
}

#[test]
fn whatever_is_changed_is_not_believed() {
    assert_eq!(ask(&usual(), b"{\"amount\":2}"), Err(NotBelieved::Digest));
    let mut with_new_digest = usual();
    set(&mut with_new_digest, "content-digest", &content_digest(b"{\"amount\":2}"));
    assert_eq!(ask(&with_new_digest, b"{\"amount\":2}"), Err(NotBelieved::Signature));
    let mut as_another = usual();
    set(&mut as_another, "idempotency-key", "\"d-2\"");
    assert_eq!(ask(&as_another, BODY), Err(NotBelieved::Signature));
    let headers = usual();
    let elsewhere = Received { method: "POST", path: "/push/replies", headers: &headers, body: BODY };
    assert_eq!(receive(elsewhere, &[trusted()], now()), Err(NotBelieved::Signature));
    let put = Received { method: "PUT", path: "/push/payments", headers: &headers, body: BODY };
    assert_eq!(receive(put, &[trusted()], now()), Err(NotBelieved::Signature));
}

#[test]
fn a_key_that_we_were_not_told_to_believe_is_not() {
    let other = Ed25519KeyPair::from_seed_unchecked(&[8; 32]).unwrap();
    let sign = |base: &[u8]| other.sign(base).as_ref().to_vec();
    let forged = signed_by(&format!(r#"{COVERED};created={NOW};keyid="collector-1""#), sign);
    assert_eq!(ask(&forged, BODY), Err(NotBelieved::Signature));
    let unknown = signed_by(&format!(r#"{COVERED};created={NOW};keyid="other""#), sign);
    assert_eq!(ask(&unknown, BODY), Err(NotBelieved::Key));
    let mine = |base: &[u8]| pair().sign(base).as_ref().to_vec();
    let renamed = format!(r#"{COVERED};created={NOW};keyid="collector-1";alg="hmac-sha256""#);
    assert_eq!(ask(&signed_by(&renamed, mine), BODY), Err(NotBelieved::Key));
}

#[test]
fn an_old_push_is_not_believed() {
    let apart = CLOCKS_APART.as_secs();
    let at = |created: u64, more: &str| {
        let raw = format!(r#"{COVERED};created={created};keyid="collector-1"{more}"#);
        let headers = signed_by(&raw, |base| pair().sign(base).as_ref().to_vec());
        ask(&headers, BODY).map(|_| ())
    };
    assert_eq!(at(NOW - apart, ""), Ok(()));
    assert_eq!(at(NOW - apart - 1, ""), Err(NotBelieved::Time));
    assert_eq!(at(NOW + apart + 1, ""), Err(NotBelieved::Time));
    assert_eq!(at(NOW, &format!(";expires={NOW}")), Err(NotBelieved::Time));
}

#[test]
fn what_must_be_signed_is_asked_for() {
    for left_out in MUST_BE_SIGNED {
        let covered = COVERED.replace(&format!("\"{left_out}\""), "").replace("  ", " ");
        let covered = covered.replace("( ", "(").replace(" )", ")");
        let raw = format!(r#"{covered};created={NOW};keyid="collector-1""#);
        let headers = signed_by(&raw, |base| pair().sign(base).as_ref().to_vec());
        assert_eq!(ask(&headers, BODY), Err(NotBelieved::NotSigned(left_out)));
    }
}

#[test]
fn fields_that_are_missing_doubled_or_odd_are_told() {
    for name in ["signature-input", "signature", "content-digest", "idempotency-key"] {
        let mut without = usual();
        without.remove(name);
        assert_eq!(ask(&without, BODY), Err(NotBelieved::Field(name)));
        let mut twice = usual();
        let value = twice.get(name).unwrap().clone();
        twice.append(name, value);
        assert_eq!(ask(&twice, BODY), Err(NotBelieved::Field(name)));
    }
    let odd = [
        r#"push=("@method";req "@path");created=1;keyid="k""#,
        r#"push=("@method" "@method");created=1;keyid="k""#,
        r#"push=("@method");keyid="k""#,
        r#"push=("@method");created=1"#,
        r#"push=("@method");created=01;keyid="k""#,
        r#"push=("@method");created=1;created=1;keyid="k""#,
        r#"push=("@method");created=1;keyid="k";new=1"#,
        r#"push=("@method");created=1;keyid="k", b=("@path");created=1;keyid="k""#,
        r#"PUSH=("@method");created=1;keyid="k""#,
        "push=",
        "",
    ];
    for value in odd {
        assert_eq!(SignatureInput::parse(value), None, "{value}");
    }
}

#[test]
fn a_long_body_is_not_even_hashed() {
    assert_eq!(ask(&usual(), &vec![0; LONGEST_BODY + 1]), Err(NotBelieved::TooLong));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        fuzz_push(&bytes);
    }

    #[test]
    fn no_text_makes_the_fields_panic(text in "[a-z=()\";:, @0-9]{0,80}") {
        _ = SignatureInput::parse(&text);
        _ = fields::member(&text, "a").and_then(fields::bytes);
    }
}

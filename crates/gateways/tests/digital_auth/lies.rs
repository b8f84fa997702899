//! What the client makes of a provider that is wrong, or lies.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use gateways::Outcome;
use gateways::digital_auth::HttpDigitalAuth;
use gateways::digital_auth::{CardSex, DigitalAuth, SignedIn, Wish};
use gateways::jose::SigningKey;
use serde_json::{Value, json};

use crate::liar::Liar;
use crate::support::{new_key, now, settings};

fn why(outcome: Outcome<SignedIn>) -> String {
    match outcome {
        Outcome::Unintelligible { saved } => saved.why,
        other => panic!("believed: {other:?}"),
    }
}

fn who() -> Value {
    json!({"sub": "person-1"})
}

#[tokio::test]
async fn another_conforming_provider_works_unchanged() {
    let liar = Liar::new().await;
    let userinfo = json!({"sub": "person-1", "name": "山田 花子", "birthdate": "1988-01-08", "gender": "female",
        "address": {"formatted": "東京都千代田区本町1丁目", "country": "JP"}});
    let signed_in = liar.outcome(|_| (), userinfo).await.answered().unwrap();
    assert_eq!(signed_in.card.address.as_deref(), Some("東京都千代田区本町1丁目"));
    assert_eq!(signed_in.card.birthdate.unwrap().day.unwrap().to_string(), "1988-01-08");
    assert_eq!(signed_in.card.gender.unwrap().sex, CardSex::Female);
    assert_eq!(signed_in.subject.issuer, liar.name());
}

#[tokio::test]
async fn items_in_the_id_token_do_and_a_plain_address_there_is_no_stumbling_block() {
    let liar = Liar::new().await;
    let items = |claims: &mut Value| {
        claims["address"] = "東京都千代田区本町1丁目".into();
        claims["birthdate"] = "19880108".into();
        claims["updated_at"] = "yesterday".into();
    };
    let card = liar.outcome(items, who()).await.answered().unwrap().card;
    assert_eq!(card.address.as_deref(), Some("東京都千代田区本町1丁目"));
    assert_eq!(card.birthdate.unwrap().raw, "19880108");
}

#[tokio::test]
async fn each_wrong_claim_is_seen_by_name() {
    let liar = Liar::new().await;
    let wrong: [(&str, &str, Value); 10] = [
        ("iss", "iss", "https://elsewhere.example".into()),
        ("aud", "aud", "RP2".into()),
        ("aud", "aud", json!(["RP1", "RP2"])),
        ("exp", "exp or iat", (now() - 61).into()),
        ("iat", "exp or iat", (now() + 120).into()),
        ("iat", "exp or iat", (now() - 3_600).into()),
        ("nonce", "nonce", "another".into()),
        ("nonce", "nonce", Value::Null),
        ("azp", "azp", "RP2".into()),
        ("at_hash", "at_hash", "AAAA".into()),
    ];
    for (claim, named, value) in wrong {
        let said = why(liar.outcome(|claims| claims[claim] = value.clone(), who()).await);
        assert_eq!(said, format!("ID token: wrong {named}"), "{claim} = {value}");
    }
    let said = why(liar.outcome(|claims| claims["sub"] = "".into(), who()).await);
    assert_eq!(said, "ID token: wrong sub");
}

#[tokio::test]
async fn a_clock_that_is_a_little_off_is_forgiven() {
    let liar = Liar::new().await;
    for (claim, off) in [("exp", -30), ("iat", 30)] {
        let outcome = liar.outcome(|claims| claims[claim] = (now() + off).into(), who()).await;
        assert!(outcome.answered().is_some(), "{claim} {off}");
    }
}

#[tokio::test]
async fn a_token_that_is_not_signed_or_by_another_key_is_not_believed() {
    let liar = Liar::new().await;
    let other = SigningKey::from_pkcs8(&new_key()).unwrap();
    for alg in ["none", "HS256", "RS256"] {
        let (client, accepted, nonce) = liar.asked().await;
        liar.give(&Liar::unsigned(&json!({ "alg": alg }), &liar.claims(&nonce), ""));
        assert_eq!(
            why(client.finish(accepted).await),
            "ID token: signed by an algorithm that is not allowed"
        );
    }
    let (client, accepted, nonce) = liar.asked().await;
    liar.give(&other.sign(&liar.claims(&nonce)).unwrap());
    assert_eq!(why(client.finish(accepted).await), "ID token: no key for this token");
    let (client, accepted, nonce) = liar.asked().await;
    let named_as_ours = json!({"alg": "ES256", "kid": liar.key.kid()});
    let signature = other.sign(&liar.claims(&nonce)).unwrap();
    liar.give(&Liar::unsigned(&named_as_ours, &liar.claims(&nonce), signature.rsplit('.').next().unwrap()));
    assert_eq!(why(client.finish(accepted).await), "ID token: the signature is wrong");
}

#[tokio::test]
async fn userinfo_about_somebody_else_is_not_believed() {
    let liar = Liar::new().await;
    for userinfo in [json!({"sub": "person-2", "name": "別人"}), json!({"name": "別人"}), json!([])] {
        why(liar.outcome(|_| (), userinfo).await);
    }
}

#[tokio::test]
async fn metadata_that_is_another_issuers_or_less_protected_is_refused() {
    for (member, value) in
        [("issuer", "https://elsewhere.example"), ("token_endpoint", "https://127.0.0.1/change")]
    {
        let liar = Liar::new().await;
        let mut metadata = liar.metadata();
        metadata[member] = value.into();
        liar.say("/.well-known/openid-configuration", &metadata);
        let client = HttpDigitalAuth::new(settings(liar.issuer.clone(), "RP1")).unwrap();
        let outcome = client.start(&Wish::default()).await;
        assert!(matches!(outcome, Outcome::Unintelligible { .. }), "{member}");
    }
}

#[tokio::test]
async fn whatever_a_token_endpoint_says_is_one_of_four() {
    let liar = Liar::new().await;
    let said = [
        (200, "{}", "no"),
        (200, "<html>", "no"),
        (200, r#"{"access_token":"a\u0001","token_type":"bearer","id_token":"x"}"#, "no"),
        (200, r#"{"access_token":"a","token_type":"bearer"}"#, "no"),
        (400, r#"{"error":"invalid_client"}"#, "refused"),
        (400, "", "no"),
        (500, "{}", "away"),
        (503, "", "away"),
    ];
    for (status, body, expected) in said {
        let (client, accepted, _) = liar.asked().await;
        liar.say_text("/change", status, body);
        let found = match client.finish(accepted).await {
            Outcome::Unintelligible { .. } => "no",
            Outcome::Refused { .. } => "refused",
            Outcome::Unavailable { .. } => "away",
            Outcome::Answered(_) => "believed",
        };
        assert_eq!(found, expected, "{status} {body}");
    }
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let liar = Liar::new().await;
    liar.say_text("/.well-known/openid-configuration", 200, &" ".repeat(2 * 1024 * 1024));
    let client = HttpDigitalAuth::new(settings(liar.issuer.clone(), "RP1")).unwrap();
    assert!(matches!(client.start(&Wish::default()).await, Outcome::Unintelligible { .. }));
}

/// Seconds by which the clock of the test below is ahead.
static AHEAD: AtomicU64 = AtomicU64::new(0);

fn clock() -> SystemTime {
    SystemTime::now() + Duration::from_secs(AHEAD.load(Ordering::SeqCst))
}

#[tokio::test]
async fn keys_that_changed_are_fetched_again_but_not_at_every_token() {
    let liar = Liar::new().await;
    let mut settings = settings(liar.issuer.clone(), "RP1");
    settings.now = clock;
    let client = HttpDigitalAuth::new(settings).unwrap();
    let new = SigningKey::from_pkcs8(&new_key()).unwrap();
    for (ahead, believed) in [(0, false), (100, true)] {
        let start = client.start(&Wish::default()).await.answered().unwrap();
        liar.say("/keys", &json!({"keys": [new.jwk()]}));
        AHEAD.store(ahead, Ordering::SeqCst);
        let asked: BTreeMap<String, String> = start.go_to.query_pairs().into_owned().collect();
        liar.give(&new.sign(&liar.claims(&asked["nonce"])).unwrap());
        let accepted = start.pending.accept(&format!("code=c&state={}", asked["state"]), now()).unwrap();
        assert_eq!(client.finish(accepted).await.answered().is_some(), believed, "after {ahead} s");
    }
}

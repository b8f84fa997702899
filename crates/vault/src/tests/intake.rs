//! The form of a page, and the sealed message of a phone: written here from RFC 7516 and 7518, as a phone would.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

use super::support::{NOON, Place, accepted, by, digits, on_both_engines, online};
use crate::crypto::{random, sha256};
use crate::{FormFault, Jwk, MessageFault, SealedNumber, Taken};

on_both_engines!(
    a_form_gives_a_handle_bound_to_its_case,
    a_form_with_a_mistake_is_shown_again,
    a_message_is_taken_once,
    a_message_that_is_not_right_is_refused,
    a_message_for_the_last_key_is_still_taken,
);

async fn digits_of(place: &Place, sealed: SealedNumber) -> String {
    let number = place.vault.open_for_jlis(&sealed, &by("case-1")).await.unwrap().unwrap();
    String::from_utf8(number.digits().to_vec()).unwrap()
}

fn form(number: &str) -> Vec<u8> {
    format!("form_key=abc&my_number={number}&number_proof=card-copy&identity_proof=same-card").into_bytes()
}

async fn a_form_gives_a_handle_bound_to_its_case(place: Place) {
    let taken = place.vault.take_form(form(&digits(1)), &accepted(), &by("case-1")).await.unwrap().unwrap();
    let Taken::Sealed(sealed) = taken else { panic!("{taken:?}") };
    assert_eq!(digits_of(&place, sealed).await, digits(1));
    let held = place.vault.held(None, 10).await.unwrap();
    assert_eq!((held[0].case.as_str(), held[0].source.as_str()), ("case-1", "given card-copy same-card"));
    let again = place.vault.take_form(form(&digits(1)), &accepted(), &by("case-1")).await.unwrap().unwrap();
    assert_eq!(again, Taken::Sealed(sealed), "sent twice it is taken once");
}

async fn a_form_with_a_mistake_is_shown_again(place: Place) {
    let mut wrong = digits(1);
    let last = wrong.pop().unwrap().to_digit(10).unwrap();
    wrong.push_str(&((last + 1) % 10).to_string());
    let taken = place.vault.take_form(form(&wrong), &accepted(), &by("case-1")).await.unwrap().unwrap();
    let Taken::Again(errors) = &taken else { panic!("taken") };
    assert_eq!((errors.len(), errors[0].field), (1, "my_number"));
    assert!(!format!("{taken:?}").contains(&wrong[..6]), "no part of it comes back");
    let fault = place.vault.take_form(vec![b'x'; 10_000], &accepted(), &by("case-1")).await.unwrap();
    assert_eq!(fault, Err(FormFault::TooLong));
    assert_eq!(place.count("SELECT COUNT(*) FROM number").await, 0);
}

/// What a phone does.
struct Phone {
    header: Value,
    content: Value,
}

impl Phone {
    fn for_case(case: &str, number: &str) -> Self {
        let id = URL_SAFE_NO_PAD.encode(random::<16>().unwrap());
        let content = json!({ "my_number": number, "case": case, "exp": NOON / 1_000_000 + 300, "jti": id });
        Self { header: json!({ "alg": "ECDH-ES", "enc": "A256GCM" }), content }
    }

    fn send(&self, to: &Jwk) -> String {
        let own = PrivateKey::generate(&ECDH_P256).unwrap();
        let public = own.compute_public_key().unwrap();
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (x, y) = public.as_ref()[1..].split_at(32);
        let mut header = self.header.clone();
        header["epk"] = json!({ "kty": "EC", "crv": "P-256", "x": text(x), "y": text(y) });
        if header.get("kid").is_none() {
            header["kid"] = json!(to.kid);
        }
        let protected = text(header.to_string().as_bytes());
        let raw = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
        let point = [vec![4], raw(&to.x), raw(&to.y)].concat();
        let cek = agreement::agree(&own, UnparsedPublicKey::new(&ECDH_P256, point), (), |z| {
            let empty = 0_u32.to_be_bytes();
            let seven = 7_u32.to_be_bytes();
            let bits = 256_u32.to_be_bytes();
            Ok(sha256(&[&1_u32.to_be_bytes(), z, &seven, b"A256GCM", &empty, &empty, &bits]))
        });
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &cek.unwrap()).unwrap());
        let iv: [u8; 12] = random().unwrap();
        let mut body = self.content.to_string().into_bytes();
        let tag = key
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(iv),
                Aad::from(protected.as_bytes()),
                &mut body,
            )
            .unwrap();
        format!("{protected}..{}.{}.{}", text(&iv), text(&body), text(tag.as_ref()))
    }
}

async fn take(place: &Place, message: &str) -> Result<SealedNumber, MessageFault> {
    place.vault.take_message(message.as_bytes(), online(), &by("case-1")).await.unwrap()
}

async fn a_message_is_taken_once(place: Place) {
    let key = place.vault.intake_key().await.unwrap();
    let message = Phone::for_case("case-1", &digits(4)).send(&key);
    assert!(!message.contains(&digits(4)));
    let sealed = take(&place, &message).await.unwrap();
    assert_eq!(digits_of(&place, sealed).await, digits(4));
    assert_eq!(take(&place, &message).await, Err(MessageFault::Replayed));
    let anew = Phone::for_case("case-1", &digits(4)).send(&key);
    assert_eq!(take(&place, &anew).await, Ok(sealed), "sent anew it is the same number in the same case");
    let held = place.vault.held(None, 10).await.unwrap();
    assert_eq!((held.len(), held[0].source.as_str()), (1, "given card-online card-signature"));
    // what would have expired need not be remembered any more, and is refused as expired
    place.now.store(NOON + 3_600_000_000, Ordering::Relaxed);
    let mut later = Phone::for_case("case-1", &digits(5));
    later.content["exp"] = json!(NOON / 1_000_000 + 3_700);
    take(&place, &later.send(&key)).await.unwrap();
    assert_eq!(place.count("SELECT COUNT(*) FROM taken_message").await, 1);
    assert_eq!(take(&place, &message).await, Err(MessageFault::Expired));
}

async fn a_message_that_is_not_right_is_refused(place: Place) {
    let key = place.vault.intake_key().await.unwrap();
    let good = || Phone::for_case("case-1", &digits(4));
    let with = |field: &str, value: Value| {
        let mut phone = good();
        phone.content[field] = value;
        phone.send(&key)
    };
    let header = |field: &str, value: Value| {
        let mut phone = good();
        phone.header[field] = value;
        phone.send(&key)
    };
    let second = NOON / 1_000_000;
    let mut cases = vec![
        (Phone::for_case("case-2", &digits(4)).send(&key), MessageFault::OtherCase),
        (with("exp", json!(second)), MessageFault::Expired),
        (with("exp", json!(second + 100_000)), MessageFault::Expired),
        (with("exp", json!(i64::MAX)), MessageFault::Expired),
        (with("my_number", json!("123456789019")), MessageFault::NoNumber),
        (with("my_number", json!("")), MessageFault::NoNumber),
        (with("jti", json!("short")), MessageFault::Unreadable),
        (with("more", json!(1)), MessageFault::Unreadable),
        (header("kid", json!("0011223344556677")), MessageFault::UnknownKey),
        (header("zip", json!("DEF")), MessageFault::Unreadable),
        (header("crit", json!(["exp"])), MessageFault::Unreadable),
        (header("crit", Value::Null), MessageFault::Unreadable),
        (header("alg", json!("dir")), MessageFault::Unreadable),
        (header("enc", json!("A128GCM")), MessageFault::Unreadable),
        (header("apu", json!("QWxpY2U")), MessageFault::Unreadable),
        ("a.b.c.d.e".to_owned(), MessageFault::Unreadable),
        (String::new(), MessageFault::Unreadable),
        ("x".repeat(5_000), MessageFault::Unreadable),
    ];
    // each part of a good one, changed by one character
    let message = good().send(&key);
    for (at, c) in message.char_indices().filter(|(at, c)| *c != '.' && at % 9 == 0) {
        let other = if c == 'A' { 'B' } else { 'A' };
        let changed = format!("{}{other}{}", &message[..at], &message[at + 1..]);
        let fault = take(&place, &changed).await.unwrap_err();
        assert!(matches!(fault, MessageFault::Unreadable | MessageFault::UnknownKey), "{at}: {fault:?}");
    }
    for (message, fault) in cases.drain(..) {
        assert_eq!(take(&place, &message).await, Err(fault), "{message}");
    }
    assert_eq!(place.count("SELECT COUNT(*) FROM number").await, 0);
    assert!(take(&place, &message).await.is_ok(), "the good one itself");
}

async fn a_message_for_the_last_key_is_still_taken(place: Place) {
    let first = place.vault.intake_key().await.unwrap();
    let phone = Phone::for_case("case-1", &digits(4));
    let on_its_way = phone.send(&first);
    place.again().await.rekey(None, &by("operation"), |_| {}).await.unwrap();
    assert!(take(&place, &on_its_way).await.is_ok());
    let second = place.vault.intake_key().await.unwrap();
    assert_ne!(second.kid, first.kid);
    place.again().await.rekey(None, &by("operation"), |_| {}).await.unwrap();
    assert!(take(&place, &Phone::for_case("case-1", &digits(5)).send(&second)).await.is_ok());
    place.vault.intake_key().await.unwrap();
    let late = Phone::for_case("case-1", &digits(6)).send(&first);
    assert_eq!(take(&place, &late).await, Err(MessageFault::UnknownKey));
}

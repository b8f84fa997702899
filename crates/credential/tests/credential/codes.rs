//! Codes: forged, of another key, expired, oversized, changed in any byte.

use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};
use credential::{
    Fault, MAX_CODE_BYTES, MAX_CODE_CHARS, PublishedKey, PublishedKeys, code_of, link_of, verify,
};
use registry::item::EntryItem;

use crate::support::{NOW, fresh_key, nurse, published, signed};

#[test]
fn what_was_signed_is_read_and_fits_a_small_qr_code() {
    let key = fresh_key();
    let code = signed(&nurse(), &key);
    let link = link_of("https://register.example/check", &code);
    assert!(link.len() < 600, "{} letters", link.len());
    let verified = verify(&code_of(&link).unwrap(), &published(&key), NOW + 89).unwrap();
    assert_eq!(verified.credential, nurse());
    assert_eq!(verified.key, key.public().name());
    assert_eq!(verified.credential.shown(EntryItem::Name), Some("見本　花子"));
}

#[test]
fn the_text_is_read_in_each_form_in_which_it_travels() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let code = signed(&nurse(), &fresh_key());
    let link = link_of("https://register.example/check", &code);
    let (_, bare) = link.split_once("#c=").unwrap();
    let forms = [
        link.clone(),
        bare.to_owned(),
        format!("  {bare}\n"),
        STANDARD.encode(&code),
        format!("https://old.example/w/?c={bare}"),
    ];
    for text in forms {
        assert_eq!(code_of(&text), Ok(code.clone()), "{text}");
    }
    for text in ["", "https://register.example/check#c=", "見本", "a.b.c"] {
        assert!(matches!(code_of(text), Err(Fault::Malformed(_))), "{text}");
    }
}

#[test]
fn a_code_of_another_key_is_forged_or_unknown() {
    let (key, other) = (fresh_key(), fresh_key());
    let code = signed(&nurse(), &other);
    let unknown = Fault::UnknownKey(other.public().name().to_owned());
    assert_eq!(verify(&code, &published(&key), NOW).unwrap_err(), unknown);
    // Signed by another under the name of ours.
    let mut forged = CoseSign1::from_tagged_slice(&code).unwrap();
    let header = HeaderBuilder::new()
        .algorithm(iana::Algorithm::ES256)
        .key_id(key.public().name().as_bytes().to_vec())
        .build();
    forged.protected = coset::ProtectedHeader { original_data: None, header };
    let forged = forged.to_tagged_vec().unwrap();
    assert_eq!(verify(&forged, &published(&key), NOW).unwrap_err(), Fault::Forged);
}

#[test]
fn any_changed_byte_turns_it_red() {
    let key = fresh_key();
    let (code, keys) = (signed(&nurse(), &key), published(&key));
    for at in 0..code.len() {
        let mut changed = code.clone();
        changed[at] ^= 0x01;
        assert!(verify(&changed, &keys, NOW).is_err(), "byte {at}");
    }
    for end in 0..code.len() {
        assert!(verify(&code[..end], &keys, NOW).is_err(), "cut at {end}");
    }
    let longer = [code.as_slice(), &[0]].concat();
    assert!(matches!(verify(&longer, &keys, NOW), Err(Fault::Malformed(_))));
}

#[test]
fn a_replayed_code_has_expired() {
    let key = fresh_key();
    let code = signed(&nurse(), &key);
    assert_eq!(verify(&code, &published(&key), NOW + 90).unwrap_err(), Fault::Expired(NOW + 90));
    assert_eq!(verify(&code, &published(&key), NOW - 500).unwrap_err(), Fault::FromTheFuture);
}

#[test]
fn an_oversized_code_is_not_looked_at() {
    let keys = published(&fresh_key());
    assert_eq!(verify(&vec![0xD2; MAX_CODE_BYTES + 1], &keys, NOW).unwrap_err(), Fault::Oversized);
    assert_eq!(code_of(&"A".repeat(MAX_CODE_CHARS + 1)), Err(Fault::Oversized));
    let mut long = nurse();
    long.items.push(("UL".to_owned(), "東".repeat(200)));
    let key = fresh_key();
    let code = signed(&long, &key);
    assert_eq!(verify(&code, &published(&key), NOW).unwrap_err(), Fault::Malformed("a text is too long"));
}

#[test]
fn an_old_key_still_verifies_what_it_signed_then() {
    let (old, new) = (fresh_key(), fresh_key());
    let rotated = NOW + 10;
    let keys = PublishedKeys::new(vec![
        PublishedKey { key: old.public().clone(), from: NOW - 1_000, until: Some(rotated) },
        PublishedKey { key: new.public().clone(), from: rotated, until: None },
    ]);
    let then = signed(&nurse(), &old);
    assert!(verify(&then, &keys, NOW + 60).is_ok(), "issued while the key was in use");
    let mut late = nurse();
    late.issued_at = rotated + 1;
    assert_eq!(verify(&signed(&late, &old), &keys, NOW + 60).unwrap_err(), Fault::KeyNotThen);
    let mut early = nurse();
    early.issued_at = rotated - 1;
    assert_eq!(verify(&signed(&early, &new), &keys, NOW + 60).unwrap_err(), Fault::KeyNotThen);
}

#[test]
fn a_key_outside_the_signature_and_other_algorithms_are_refused() {
    let key = fresh_key();
    let code = CoseSign1::from_tagged_slice(&signed(&nurse(), &key)).unwrap();
    let payload = code.payload.clone().unwrap();
    let name = key.public().name().as_bytes().to_vec();
    let unprotected = CoseSign1Builder::new()
        .protected(HeaderBuilder::new().algorithm(iana::Algorithm::ES256).build())
        .unprotected(HeaderBuilder::new().key_id(name.clone()).build())
        .payload(payload.clone())
        .signature(code.signature.clone())
        .build();
    let other = CoseSign1Builder::new()
        .protected(HeaderBuilder::new().algorithm(iana::Algorithm::ES384).key_id(name).build())
        .payload(payload)
        .signature(code.signature)
        .build();
    for bad in [unprotected, other] {
        for bytes in [bad.clone().to_tagged_vec().unwrap(), bad.to_vec().unwrap()] {
            assert!(matches!(verify(&bytes, &published(&key), NOW), Err(Fault::Malformed(_))));
        }
    }
}

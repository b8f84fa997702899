use proptest::prelude::*;
use serde_json::json;

use super::*;

/// RFC 7518, Appendix C.
#[test]
fn the_key_agreed_on_is_that_of_the_rfc() {
    let secret: [u8; 32] = [
        158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218,
        128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
    ];
    // The example derives 128 bits; the first block of the hash differs by the length that is hashed, so it is hashed by hand here.
    let mut input = vec![0, 0, 0, 1];
    input.extend(secret);
    for part in ["A128GCM", "Alice", "Bob"] {
        input.extend((part.len() as u32).to_be_bytes());
        input.extend(part.as_bytes());
    }
    input.extend(128_u32.to_be_bytes());
    let whole = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &input);
    assert_eq!(encode(&whole.as_ref()[..16]), "VqqN6vgjbSBcIijNcacQGg", "our reading of the text");
    input.truncate(36);
    for part in ["A256GCM", "Alice", "Bob"] {
        input.extend((part.len() as u32).to_be_bytes());
        input.extend(part.as_bytes());
    }
    input.extend(256_u32.to_be_bytes());
    let ours = jwe::concat_kdf(&secret, "A256GCM", b"Alice", b"Bob");
    assert_eq!(ours.as_slice(), aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &input).as_ref());
}

/// RFC 7515, Appendix A.3: ES256.
#[test]
fn the_signature_of_the_rfc_is_right() {
    let keys = br#"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
    let token = concat!(
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
        ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    );
    let keys = KeySet::parse(keys).unwrap();
    assert_eq!(verify(token, &keys, &[Algorithm::Es256]).unwrap().claims["iss"], "joe");
    assert_eq!(verify(token, &keys, &[Algorithm::Rs256]).unwrap_err(), JwsError::Algorithm);
    let changed = token.replace(".DtE", ".EtE");
    assert_eq!(verify(&changed, &keys, &[Algorithm::Es256]).unwrap_err(), JwsError::Signature);
}

fn signing_key() -> SigningKey {
    SigningKey::from_pkcs8(&SigningKey::generate_pkcs8().unwrap()).unwrap()
}

fn set(keys: &[&SigningKey]) -> KeySet {
    let keys: Vec<_> = keys.iter().map(|key| key.jwk()).collect();
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

#[test]
fn only_the_key_that_is_named_counts() {
    let (one, other) = (signing_key(), signing_key());
    let token = one.sign(&json!({"sub": "x"})).unwrap();
    assert!(verify(&token, &set(&[&other, &one]), &[Algorithm::Es256]).is_ok());
    assert_eq!(verify(&token, &set(&[&other]), &[Algorithm::Es256]).unwrap_err(), JwsError::NoKey);
    assert_eq!(kid(&token).as_deref(), Some(one.kid()));
}

#[test]
fn without_a_signature_nothing_is_believed() {
    let key = signing_key();
    let token = key.sign(&json!({"sub": "x"})).unwrap();
    let claims = token.split('.').nth(1).unwrap();
    for header in [json!({"alg": "none"}), json!({"alg": "HS256"}), json!({})] {
        let bare = format!("{}.{claims}.", encode(header.to_string().as_bytes()));
        assert_eq!(verify(&bare, &set(&[&key]), &Algorithm::ALL).unwrap_err(), JwsError::Algorithm);
    }
    let critical = json!({"alg": "ES256", "crit": ["b64"], "b64": false});
    let critical = format!("{}.{claims}.AA", encode(critical.to_string().as_bytes()));
    assert_eq!(verify(&critical, &set(&[&key]), &Algorithm::ALL).unwrap_err(), JwsError::Form);
}

#[test]
fn a_key_for_sealing_or_for_another_algorithm_signs_nothing() {
    let key = signing_key();
    let token = key.sign(&json!({"sub": "x"})).unwrap();
    for (member, value) in [("use", "enc"), ("alg", "ES384")] {
        let mut jwk = key.jwk();
        jwk[member] = value.into();
        let keys = KeySet::parse(json!({"keys": [jwk]}).to_string().as_bytes()).unwrap();
        assert_eq!(verify(&token, &keys, &Algorithm::ALL).unwrap_err(), JwsError::NoKey, "{member}");
    }
}

#[test]
fn keys_print_nothing_secret_and_refuse_what_is_no_key() {
    let pkcs8 = SigningKey::generate_pkcs8().unwrap();
    let key = SigningKey::from_pkcs8(&pkcs8).unwrap();
    assert!(!format!("{key:?}").contains("pair"));
    assert_eq!(SigningKey::from_pem("no key").unwrap_err(), KeyError::NoPem);
    assert_eq!(SigningKey::from_pkcs8(b"no key").unwrap_err(), KeyError::Kind);
    assert_eq!(DecryptionKey::from_pkcs8(&pkcs8).unwrap().algorithm(), "ECDH-ES");
}

proptest! {
    #[test]
    fn nothing_makes_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "[A-Za-z0-9_.{}:\",-]{0,200}") {
        fuzz_jose(&bytes);
        fuzz_jose(text.as_bytes());
        fuzz_jose(format!("{}.{}.{}.{}.{}", encode(&bytes), text, text, text, text).as_bytes());
    }

    #[test]
    fn one_changed_byte_anywhere_is_seen(at in 0_usize..200, bit in 0_u8..7) {
        let key = signing_key();
        let mut token = key.sign(&json!({"sub": "x", "name": "山田\u{3000}花子"})).unwrap().into_bytes();
        let at = at % token.len();
        token[at] ^= 1 << bit;
        let token = String::from_utf8_lossy(&token).into_owned();
        prop_assert!(verify(&token, &set(&[&key]), &Algorithm::ALL).is_err());
    }
}

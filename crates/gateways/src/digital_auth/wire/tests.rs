use proptest::prelude::*;

use super::*;

fn read(claims: Value) -> CardItems {
    items(claims.as_object().unwrap())
}

#[test]
fn both_forms_of_a_birth_date_are_read_and_kept() {
    for (raw, day) in [
        ("1985-03-15", Some("1985-03-15")),
        ("19850315", Some("1985-03-15")),
        ("19850000", None),
        ("0000-03-15", None),
        ("1985", None),
        ("1985-13-01", None),
        ("１９８５", None),
        ("198503-5x", None),
    ] {
        let found = read(json!({ "birthdate": raw })).birthdate.unwrap();
        assert_eq!(found.raw, raw);
        assert_eq!(found.day.map(|day| day.to_string()).as_deref(), day, "{raw}");
    }
}

#[test]
fn an_address_is_a_line_or_the_standards_object() {
    let line = "東京都千代田区本町1丁目2番3号";
    for address in [
        json!(line),
        json!({"formatted": line, "region": "大阪府"}),
        json!({"region": "東京都", "locality": "千代田区", "street_address": "本町1丁目2番3号"}),
    ] {
        assert_eq!(read(json!({ "address": address })).address.as_deref(), Some(line));
    }
    for nothing in [json!(null), json!(""), json!(3), json!({}), json!("x".repeat(2_000))] {
        assert_eq!(read(json!({ "address": nothing })).address, None);
    }
}

#[test]
fn a_sex_that_is_not_known_is_unknown_and_kept() {
    for (raw, sex) in
        [("1", CardSex::Male), ("female", CardSex::Female), ("3", CardSex::Unknown), ("x", CardSex::Unknown)]
    {
        let found = read(json!({ "gender": raw })).gender.unwrap();
        assert_eq!((found.raw.as_str(), found.sex), (raw, sex));
    }
}

#[test]
fn the_digest_goes_bare_or_as_a_digest_info() {
    let document = "申請書".as_bytes();
    for (form, length) in [(DigestForm::Sha256, 32), (DigestForm::DigestInfo, 51)] {
        let to_sign = ToSign::document(document, form);
        let request: Value = serde_json::from_slice(&sign_request(&to_sign)).unwrap();
        let bytes = STANDARD.decode(request[names::DIGEST].as_str().unwrap()).unwrap();
        assert_eq!(bytes.len(), length);
        assert!(bytes.ends_with(to_sign.digest()));
    }
}

#[test]
fn a_result_must_be_of_the_transaction_that_was_asked_for() {
    let id = TransactionId::parse("0F0e0d0c-0000-4000-8000-000000000001").unwrap();
    assert_eq!(id.as_str(), "0f0e0d0c-0000-4000-8000-000000000001");
    assert!(TransactionId::parse("0f0e0d0c0000-4000-8000-0000000000011").is_none());
    let result = |named: &str, value: &str| {
        json!({names::TRANSACTION: named, names::SIGNATURE: value, names::CERTIFICATE: "AQ=="}).to_string()
    };
    assert!(signature(result(id.as_str(), "AQ==").as_bytes(), &id).is_some());
    assert!(signature(result(id.as_str(), "").as_bytes(), &id).is_none());
    assert!(signature(result("0f0e0d0c-0000-4000-8000-000000000002", "AQ==").as_bytes(), &id).is_none());
}

#[test]
fn a_pseudonym_is_short_and_plain() {
    let of = |sub: Value| subject(json!({ "sub": sub }).as_object().unwrap()).map(str::to_owned);
    assert_eq!(of(json!("a")).as_deref(), Some("a"));
    for wrong in [json!(""), json!("山田"), json!(1), json!("x".repeat(256))] {
        assert_eq!(of(wrong), None);
    }
}

proptest! {
    #[test]
    fn nothing_makes_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in ".{0,60}", number in any::<i64>()) {
        fuzz_digital_auth(&bytes);
        for (name, value) in [("birthdate", json!(text)), ("address", json!({"formatted": text})), ("exp", json!(number)), ("aud", json!([text, number]))] {
            let mut claims = json!({"iss": "https://issuer.example", "sub": text, "aud": "client", "exp": 10, "iat": 0, "nonce": "n"});
            claims[name] = value;
            fuzz_digital_auth(claims.to_string().as_bytes());
        }
        fuzz_digital_auth(format!("code={text}&state={number}&error={text}").as_bytes());
    }
}

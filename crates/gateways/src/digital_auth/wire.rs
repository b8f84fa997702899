//! Bytes and types: the items of the card, and the messages of the signature interface. Pure.
//!
//! The members of the signature messages are **ours**: their names could not be read (§1.2, §9.1). They stand in [`names`], so that a
//! ministry's connector changes one place.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Birthdate, CardItems, CardSex, DigestForm, Gender, Signature, Subject, ToSign, TransactionId};
use crate::jose::Object;

/// Names of members that are ours.
pub mod names {
    /// Request: the digest, base64.
    pub const DIGEST: &str = "digest";
    /// Request: its form.
    pub const FORM: &str = "digest_form";
    /// Answer: the transaction.
    pub const TRANSACTION: &str = "sign_transaction_id";
    /// Result: the signature's value, base64.
    pub const SIGNATURE: &str = "signature";
    /// Result: the signing certificate, base64 of its DER.
    pub const CERTIFICATE: &str = "certificate";
}

/// The DER of DigestInfo {AlgorithmIdentifier {SHA-256, NULL}, OCTET STRING} up to the digest (RFC 8017 §9.2, note 1).
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];
/// The longest item of a card, characters. The certificate's address has 200 at most (§2.2); this leaves room for other providers.
const LONGEST_ITEM: usize = 1_000;

/// The items of a person in an answer of userinfo, or in an ID token. An item of another type than expected is left out: it must not
/// keep the person from signing in, and what is missing is seen.
#[must_use]
pub fn items(claims: &Object) -> CardItems {
    let text = |member: &str| claims.get(member).and_then(Value::as_str).and_then(sized);
    CardItems {
        name: text("name"),
        address: claims.get("address").and_then(address),
        birthdate: text("birthdate").map(|raw| Birthdate { day: birthdate(&raw), raw }),
        gender: text("gender").map(|raw| Gender { sex: sex(&raw), raw }),
    }
}

fn sized(text: &str) -> Option<String> {
    (!text.trim().is_empty() && text.chars().count() <= LONGEST_ITEM).then(|| text.to_owned())
}

/// A plain string [O], or the object of OpenID Connect Core §5.1.1.
fn address(value: &Value) -> Option<String> {
    if let Some(plain) = value.as_str() {
        return sized(plain);
    }
    let part = |member| value.get(member).and_then(Value::as_str).and_then(sized);
    part("formatted").or_else(|| {
        let parts = ["region", "locality", "street_address"].into_iter().filter_map(part);
        sized(&parts.collect::<String>())
    })
}

/// `1985-03-15` (OpenID Connect) or `19850315` [T]; the year `0000` of the standard and unknown parts (`00`) give no day.
fn birthdate(raw: &str) -> Option<Date> {
    let digits: String = match raw.len() {
        8 => raw.to_owned(),
        10 if raw.get(4..5) == Some("-") && raw.get(7..8) == Some("-") => raw.replace('-', ""),
        _ => return None,
    };
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    if year == 0 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `1`, `2`, `3` as in the certificate [T], the words of the standard, and the card's own.
fn sex(raw: &str) -> CardSex {
    match raw {
        "1" | "male" | "男" => CardSex::Male,
        "2" | "female" | "女" => CardSex::Female,
        _ => CardSex::Unknown,
    }
}

/// The pseudonym in an answer.
#[must_use]
pub fn subject(claims: &Object) -> Option<&str> {
    let id = claims.get("sub")?.as_str()?;
    (!id.is_empty() && id.is_ascii() && id.len() <= Subject::LONGEST).then_some(id)
}

/// The request for a transaction.
#[must_use]
pub fn sign_request(document: &ToSign) -> Vec<u8> {
    let (bytes, form) = match document.form() {
        DigestForm::Sha256 => (document.digest().to_vec(), "sha256"),
        DigestForm::DigestInfo => ([DIGEST_INFO.as_slice(), document.digest()].concat(), "digest_info"),
    };
    json!({ names::DIGEST: STANDARD.encode(bytes), names::FORM: form }).to_string().into_bytes()
}

/// The transaction in the answer to that.
#[must_use]
pub fn transaction(body: &[u8]) -> Option<TransactionId> {
    let answer: Object = serde_json::from_slice(body).ok()?;
    TransactionId::parse(answer.get(names::TRANSACTION)?.as_str()?)
}

/// The opened result of a transaction, which must be the one that was asked for.
#[must_use]
pub fn signature(opened: &[u8], asked: &TransactionId) -> Option<Signature> {
    let result: Object = serde_json::from_slice(opened).ok()?;
    let bytes = |member: &str| {
        let bytes = STANDARD.decode(result.get(member)?.as_str()?).ok()?;
        (!bytes.is_empty()).then_some(bytes)
    };
    let named = TransactionId::parse(result.get(names::TRANSACTION)?.as_str()?)?;
    (named == *asked).then_some(())?;
    Some(Signature { value: bytes(names::SIGNATURE)?, certificate: bytes(names::CERTIFICATE)? })
}

/// The code in an error of the provider (RFC 6749 §5.2, RFC 6750 §3), if it is one.
#[must_use]
pub fn error_code(body: &[u8]) -> Option<String> {
    let error: Object = serde_json::from_slice(body).ok()?;
    error.get("error")?.as_str().map(str::to_owned)
}

/// For the fuzzer: any bytes as each message.
pub fn fuzz_digital_auth(bytes: &[u8]) {
    if let Ok(claims) = serde_json::from_slice::<Object>(bytes) {
        let _ = (items(&claims), subject(&claims));
        super::tokens::fuzz_claims(claims);
    }
    if let Some(id) = TransactionId::parse("00000000-0000-0000-0000-000000000000") {
        let _ = (transaction(bytes), signature(bytes, &id), error_code(bytes));
    }
    super::pending::fuzz_callback(&String::from_utf8_lossy(bytes));
    super::provider::fuzz_metadata(bytes);
}

#[cfg(test)]
mod tests;

//! Signature transactions: a digest comes in, a person signs it with the card, the result goes out sealed.
//!
//! The way is the published one; the members' names are ours [§1.2, §9.1].

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::userinfo::{access, no_token};
use super::{Party, Provider, Shared, refused};
use crate::PersonId;
use crate::pki::{CardKey, ToSign};
use crate::systems::card::jose;
use crate::systems::card::json as json_answer;
use crate::systems::card::kept::clock;
use crate::systems::card::pages::broken;
use crate::systems::card::wallet::Unusable;

/// Seconds that a transaction waits, and that its result can be fetched.
const TRANSACTION_HOLDS: i64 = 30 * 60;
/// DigestInfo of SHA-256 up to the digest (RFC 8017 §9.2).
const DIGEST_INFO: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20];

/// A transaction.
#[derive(Debug, Clone)]
pub(super) struct Transaction {
    pub(super) client_id: String,
    digest_info: Vec<u8>,
    /// Who signed, the signature and the certificate.
    pub(super) result: Option<(PersonId, Vec<u8>, Vec<u8>)>,
}

impl Transaction {
    /// The digest, for the person to compare.
    pub(super) fn shown(&self) -> String {
        self.digest_info.iter().skip(DIGEST_INFO.len()).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// `POST /api/sign-transactions` by the service itself.
pub(super) async fn open(State(provider): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let Some(access) = access(&provider, &headers).filter(|access| access.person.is_none()) else {
        return no_token();
    };
    let Some(digest_info) = digest_info(&body) else {
        return refused(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "digest and digest_form: SHA-256 or its DigestInfo",
        );
    };
    let Some(id) = uuid() else { return broken() };
    let transaction = Transaction { client_id: access.client_id, digest_info, result: None };
    provider.memory().transactions.put(id.clone(), clock() + TRANSACTION_HOLDS, transaction);
    json_answer(StatusCode::CREATED, &json!({"sign_transaction_id": id, "expires_in": TRANSACTION_HOLDS}))
}

fn digest_info(body: &[u8]) -> Option<Vec<u8>> {
    let request: Value = serde_json::from_slice(body).ok()?;
    let bytes = STANDARD.decode(request.get("digest")?.as_str()?).ok()?;
    let info = match request.get("digest_form").and_then(Value::as_str).unwrap_or("sha256") {
        "sha256" => [DIGEST_INFO.as_slice(), &bytes].concat(),
        "digest_info" => bytes,
        _ => return None,
    };
    (info.len() == DIGEST_INFO.len() + 32 && info.starts_with(&DIGEST_INFO)).then_some(info)
}

/// A random UUID (RFC 9562 §5.4).
fn uuid() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    let number = u128::from_be_bytes(bytes) & !(0xf << 76) & !(3 << 62) | (4 << 76) | (2 << 62);
    let text = format!("{number:032x}");
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default().to_owned();
    Some([part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-"))
}

impl Provider {
    /// The card signs.
    pub(super) fn sign(&self, id: &str, person: PersonId) -> Result<(), Unusable> {
        let transaction = self.memory().transactions.get(id).cloned().ok_or(Unusable::NoSigning)?;
        let info = ToSign::DigestInfo(&transaction.digest_info);
        let (signed, certificate) =
            self.wallet.cards.sign_with_certificate(person, CardKey::Signing, info)?;
        if let Some(transaction) = self.memory().transactions.get_mut(id) {
            transaction.result = Some((person, signed, certificate.to_vec()));
        }
        Ok(())
    }
}

/// `GET /api/sign-transactions/{id}/result` by the token of the person who signed.
pub(super) async fn result(State(provider): Shared, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let Some(access) = access(&provider, &headers) else { return no_token() };
    let transaction = provider.memory().transactions.get(&id).cloned();
    // Another's transaction is as none.
    let own = transaction
        .filter(|found| found.client_id == access.client_id && access.transaction.as_deref() == Some(&id));
    let Some((person, signed, certificate)) = own.and_then(|transaction| transaction.result) else {
        return refused(StatusCode::NOT_FOUND, "not_found", "no result for this token");
    };
    if access.person != Some(person) {
        return refused(StatusCode::NOT_FOUND, "not_found", "no result for this token");
    }
    let result = json!({
        "sign_transaction_id": id,
        "signature": STANDARD.encode(signed),
        "certificate": STANDARD.encode(certificate),
    });
    let party = provider.parties.get(&access.client_id);
    let sealed =
        party.as_ref().and_then(sealing_key).and_then(|key| jose::seal(result.to_string().as_bytes(), key));
    match sealed {
        Some(sealed) => {
            ([(header::CONTENT_TYPE, HeaderValue::from_static("application/jose"))], sealed).into_response()
        }
        None => refused(StatusCode::BAD_REQUEST, "invalid_client", "no key to seal to is registered"),
    }
}

fn sealing_key(party: &Party) -> Option<&Value> {
    let keys = party.jwks.get("keys")?.as_array()?;
    keys.iter().find(|key| key.get("use").is_some_and(|purpose| purpose == "enc"))
}

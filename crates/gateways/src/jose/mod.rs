//! JOSE, as much of it as our clients speak: ES256 of ours, the signatures that providers use, and sealed answers (JWE).
//!
//! RFC 7515 (JWS), 7516 (JWE), 7517 (JWK), 7518 (algorithms), 7638 (thumbprints); compact form only. All cryptography is aws-lc-rs
//! (ADR 2). Nothing here trusts a header: which algorithms and which keys may be used is the caller's to say.

mod jwe;
mod jws;
mod keys;

pub use jwe::{DecryptionKey, JweError};
pub use jws::{Algorithm, JwsError, KeySet, Verified, kid, verify};
pub use keys::{KeyError, SigningKey};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The longest token that is looked at, characters: an ID token or a sealed answer has some thousands.
pub const LONGEST_TOKEN: usize = 256 * 1024;

/// A header or a set of claims.
pub type Object = Map<String, Value>;

/// Base64url without padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes of base64url without padding; `None` for anything else, also for unused bits that are not zero.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The parts of a compact token, which must be exactly `N`.
fn parts<const N: usize>(token: &str) -> Option<[&str; N]> {
    if token.len() > LONGEST_TOKEN {
        return None;
    }
    // One more than wanted, so that a longer token is seen to be longer.
    let found: Vec<&str> = token.splitn(N + 1, '.').collect();
    found.try_into().ok()
}

/// The header of a compact token: a JSON object without extensions that must be understood.
fn header(part: &str) -> Option<Object> {
    let header: Object = serde_json::from_slice(&decode(part)?).ok()?;
    (!header.contains_key("crit")).then_some(header)
}

/// A member that is a string.
fn text<'a>(object: &'a Object, member: &str) -> Option<&'a str> {
    object.get(member)?.as_str()
}

/// For the fuzzer: any bytes as a token, as a set of keys and as a sealed answer.
pub fn fuzz_jose(bytes: &[u8]) {
    let keys = KeySet::parse(bytes).unwrap_or_default();
    if let Ok(token) = std::str::from_utf8(bytes) {
        let _ = verify(token, &keys, &Algorithm::ALL);
        let _ = jwe::fuzz_parse(token);
        let _ = keys::from_pem(token);
    }
}

#[cfg(test)]
mod tests;

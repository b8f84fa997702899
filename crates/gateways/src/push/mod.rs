//! What a peer sends to us of its own accord: a payment, a reply that took its time. Believed only with its signature.
//!
//! A push is an HTTP POST signed as RFC 9421 has it (HTTP Message Signatures) over a digest of its body (RFC 9530), with an
//! `Idempotency-Key` that stays the same when it is sent again. [`receive`] is pure: whoever mounts the address gives it what came in and the
//! time, and gets a [`Delivery`] or the reason why not. There is no other way to a `Delivery`, so what follows from one was signed.
//!
//! Only what we need of RFC 9421 is read, and everything else is refused: one signature, no parameters on components, Ed25519 or
//! ECDSA P-256 with SHA-256.

mod fields;
mod fuzz;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
pub use reqwest::header::HeaderMap;

use crate::neutral::token;
use fields::SignatureInput;
pub use fuzz::fuzz_push;

/// How far a push's time may be from ours. A push is signed when it is sent, not when it was first tried; clocks of servers agree to
/// seconds, so minutes are generous, and short enough that a push that was overheard is soon of no use.
pub const CLOCKS_APART: Duration = Duration::from_secs(5 * 60);
/// The longest body of a push, bytes: the longest of ours, a reply with many facts, has some kilobytes.
pub const LONGEST_BODY: usize = 256 * 1024;
/// The longest header field that is looked at, bytes: a signature's input has some hundred.
const LONGEST_FIELD: usize = 4 * 1024;
/// What must be signed: what is asked (method and path), the content, and the key that tells a second sending from a second push.
const MUST_BE_SIGNED: [&str; 4] = ["@method", "@path", "content-digest", "idempotency-key"];

token!(
    /// The key of a push; the same push sent again has the same one.
    DeliveryId,
    64
);

/// How a peer signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// `ed25519`; the key is its 32 bytes.
    Ed25519,
    /// `ecdsa-p256-sha256`; the key is the uncompressed point, 65 bytes.
    EcdsaP256,
}

impl Algorithm {
    /// Its name in the registry of RFC 9421.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::EcdsaP256 => "ecdsa-p256-sha256",
        }
    }
}

/// A public key that we were told to believe; several at a time while a peer changes its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// How the peer names it.
    pub id: String,
    /// How it signs.
    pub algorithm: Algorithm,
    /// The key.
    pub key: Vec<u8>,
}

/// What came in at our address.
#[derive(Clone, Copy)]
pub struct Received<'a> {
    /// `POST`
    pub method: &'a str,
    /// The path that was asked for, without the query.
    pub path: &'a str,
    /// The header.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: &'a [u8],
}

/// A push whose signature was good.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery<'a> {
    id: DeliveryId,
    key: String,
    body: &'a [u8],
}

impl<'a> Delivery<'a> {
    /// Its key: whoever has seen it before has nothing to do.
    #[must_use]
    pub fn id(&self) -> &DeliveryId {
        &self.id
    }

    /// Whose signature it bears: the name of the [`TrustedKey`].
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What was signed.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.body
    }
}

impl fmt::Debug for Delivery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("id", &self.id).field("key", &self.key).finish_non_exhaustive()
    }
}

/// Why a push is not believed. None of its content is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotBelieved {
    /// A header field is missing, doubled, too long or not of the form. Answer 400.
    #[error("the header field {0} is missing or not of the form")]
    Field(&'static str),
    /// Something that must be signed is not. Answer 401.
    #[error("{0} is not signed")]
    NotSigned(&'static str),
    /// The body is longer than [`LONGEST_BODY`]. Answer 413.
    #[error("the body is too long")]
    TooLong,
    /// The digest is not that of the body. Answer 401.
    #[error("the digest is not that of the body")]
    Digest,
    /// Nobody told us to believe this key. Answer 401.
    #[error("a key that nobody told us to believe")]
    Key,
    /// It was signed too long ago, or is not valid yet, or no more. Answer 401.
    #[error("not signed now")]
    Time,
    /// The signature is not good. Answer 401.
    #[error("the signature is not good")]
    Signature,
}

impl NotBelieved {
    /// The status to answer with.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Field(_) => 400,
            Self::TooLong => 413,
            _ => 401,
        }
    }
}

/// Decides whether a push is to be believed.
///
/// # Errors
/// Why it is not.
pub fn receive<'a>(
    received: Received<'a>,
    keys: &[TrustedKey],
    now: SystemTime,
) -> Result<Delivery<'a>, NotBelieved> {
    if received.body.len() > LONGEST_BODY {
        return Err(NotBelieved::TooLong);
    }
    let input = SignatureInput::parse(field(received.headers, "signature-input")?)
        .ok_or(NotBelieved::Field("signature-input"))?;
    let signature = fields::member(field(received.headers, "signature")?, input.label)
        .and_then(fields::bytes)
        .ok_or(NotBelieved::Field("signature"))?;
    if let Some(missing) = MUST_BE_SIGNED.into_iter().find(|name| !input.components.contains(name)) {
        return Err(NotBelieved::NotSigned(missing));
    }
    check_digest(&received)?;
    check_time(&input, now)?;
    let key = keys.iter().find(|key| key.id == input.key_id).ok_or(NotBelieved::Key)?;
    if input.algorithm.is_some_and(|name| name != key.algorithm.name()) {
        return Err(NotBelieved::Key);
    }
    let base = base(&received, &input)?;
    let known = match key.algorithm {
        Algorithm::Ed25519 => UnparsedPublicKey::new(&ED25519, &key.key).verify(base.as_bytes(), &signature),
        Algorithm::EcdsaP256 => {
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &key.key).verify(base.as_bytes(), &signature)
        }
    };
    known.map_err(|_| NotBelieved::Signature)?;
    let id = fields::text(field(received.headers, "idempotency-key")?)
        .and_then(DeliveryId::parse)
        .ok_or(NotBelieved::Field("idempotency-key"))?;
    Ok(Delivery { id, key: key.id.clone(), body: received.body })
}

/// A header field that is there once, its value without spaces around.
fn field<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, NotBelieved> {
    let mut all = headers.get_all(name).iter();
    let (Some(value), None) = (all.next(), all.next()) else { return Err(NotBelieved::Field(name)) };
    let text = value.to_str().map_err(|_| NotBelieved::Field(name))?.trim();
    if text.len() > LONGEST_FIELD { Err(NotBelieved::Field(name)) } else { Ok(text) }
}

fn check_digest(received: &Received<'_>) -> Result<(), NotBelieved> {
    let said = fields::member(field(received.headers, "content-digest")?, "sha-256")
        .and_then(fields::bytes)
        .ok_or(NotBelieved::Field("content-digest"))?;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, received.body);
    if said == digest.as_ref() { Ok(()) } else { Err(NotBelieved::Digest) }
}

fn check_time(input: &SignatureInput<'_>, now: SystemTime) -> Result<(), NotBelieved> {
    let now = now.duration_since(UNIX_EPOCH).map_err(|_| NotBelieved::Time)?.as_secs();
    let is_now = now.abs_diff(input.created) <= CLOCKS_APART.as_secs();
    if is_now && input.expires.is_none_or(|end| now < end) { Ok(()) } else { Err(NotBelieved::Time) }
}

/// The signature base (RFC 9421 §2.5).
fn base(received: &Received<'_>, input: &SignatureInput<'_>) -> Result<String, NotBelieved> {
    let mut base = String::new();
    for name in &input.components {
        let value = match *name {
            "@method" => received.method,
            "@path" => received.path,
            "content-digest" => field(received.headers, "content-digest")?,
            "content-type" => field(received.headers, "content-type")?,
            "idempotency-key" => field(received.headers, "idempotency-key")?,
            _ => return Err(NotBelieved::Field("signature-input")),
        };
        base.push_str(&format!("\"{name}\": {value}\n"));
    }
    base.push_str(&format!("\"@signature-params\": {}", input.raw));
    Ok(base)
}

/// The value of a header field that holds a digest of the body (RFC 9530), for who sends.
#[must_use]
pub fn content_digest(body: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, body);
    format!("sha-256=:{}:", STANDARD.encode(digest))
}

#[cfg(test)]
mod tests;

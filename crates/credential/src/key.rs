//! The key that signs, and its public half.

use std::fmt;

use aws_lc_rs::rand::SecureRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, ParsedPublicKey,
    UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Bytes of a coordinate on P-256 (FIPS 186-5).
const COORDINATE: usize = 32;
/// An uncompressed point: 0x04, x, y (SEC 1, 2.3.3).
const POINT: usize = 1 + 2 * COORDINATE;
/// Bytes of the thumbprint that a key is called by: no two keys of an installation have the same, and the code stays short.
const NAME_BYTES: usize = 8;
/// Letters in a line of the key's file (RFC 7468).
const LINE: usize = 64;
const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// Why a key was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Not a private key as `openssl genpkey` writes it.
    #[error("not a private key (PKCS #8, PEM)")]
    Text,
    /// Not a key on P-256.
    #[error("not a key for ES256")]
    Curve,
    /// The library could not sign or make a key.
    #[error("the cryptographic library refused")]
    Refused,
}

/// A private key for ES256 (RFC 9053, 2.1). It never shows its secret.
pub struct CredentialKey {
    pair: EcdsaKeyPair,
    public: PublicKey,
}

impl CredentialKey {
    /// A fresh key, as the text of its file.
    ///
    /// # Errors
    /// When the library makes none.
    pub fn fresh_text(random: &dyn SecureRandom) -> Result<String, KeyFault> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, random)
            .map_err(|_| KeyFault::Refused)?;
        let text = STANDARD.encode(document.as_ref());
        let mut pem = format!("{BEGIN}\n");
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(LINE));
            pem.push_str(line);
            pem.push('\n');
            rest = after;
        }
        pem.push_str(END);
        pem.push('\n');
        Ok(pem)
    }

    /// Reads the text of a key's file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let body = text.trim().strip_prefix(BEGIN).and_then(|t| t.strip_suffix(END)).ok_or(KeyFault::Text)?;
        let body: String = body.split_whitespace().collect();
        let der = STANDARD.decode(body).map_err(|_| KeyFault::Text)?;
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).map_err(|_| KeyFault::Curve)?;
        let public = PublicKey::from_point(pair.public_key().as_ref())?;
        Ok(Self { pair, public })
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signature over `bytes`: r and s, 64 bytes.
    pub(crate) fn sign(&self, random: &dyn SecureRandom, bytes: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let signature = self.pair.sign(random, bytes).map_err(|_| KeyFault::Refused)?;
        Ok(signature.as_ref().to_vec())
    }
}

impl fmt::Debug for CredentialKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialKey({})", self.public.name())
    }
}

/// A public key, called by the first bytes of its thumbprint (RFC 7638).
#[derive(Clone, Debug)]
pub struct PublicKey {
    point: [u8; POINT],
    name: String,
    parsed: std::sync::Arc<ParsedPublicKey>,
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.point == other.point
    }
}

impl Eq for PublicKey {}

impl PublicKey {
    /// From an uncompressed point of 65 bytes.
    ///
    /// # Errors
    /// When it is not one of P-256.
    pub fn from_point(bytes: &[u8]) -> Result<Self, KeyFault> {
        let point: [u8; POINT] = bytes.try_into().map_err(|_| KeyFault::Curve)?;
        let parsed =
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).parse().map_err(|_| KeyFault::Curve)?;
        let (x, y) = coordinates(&point);
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let digest = registry::hash::sha256(&[canonical.as_bytes()]);
        let name = URL_SAFE_NO_PAD.encode(digest.get(..NAME_BYTES).unwrap_or_default());
        Ok(Self { point, name, parsed: std::sync::Arc::new(parsed) })
    }

    /// What the key is called (`kid`).
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The uncompressed point.
    #[must_use]
    pub const fn point(&self) -> &[u8; POINT] {
        &self.point
    }

    /// Its coordinates in base64url, as a JSON Web Key has them (RFC 7518, 6.2.1).
    #[must_use]
    pub fn coordinates(&self) -> (String, String) {
        coordinates(&self.point)
    }

    pub(crate) fn verifies(&self, bytes: &[u8], signature: &[u8]) -> bool {
        self.parsed.verify_sig(bytes, signature).is_ok()
    }
}

fn coordinates(point: &[u8; POINT]) -> (String, String) {
    let part = |from: usize| URL_SAFE_NO_PAD.encode(point.get(from..from + COORDINATE).unwrap_or_default());
    (part(1), part(1 + COORDINATE))
}

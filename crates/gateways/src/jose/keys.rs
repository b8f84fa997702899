//! Our own key: ES256, by which a client says who it is (private_key_jwt).

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::encode;

/// Why a key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No PEM block of a private key (PKCS#8).
    #[error("no PKCS#8 private key in PEM form")]
    NoPem,
    /// Not a key of the kind that is needed.
    #[error("not a private key of the kind that is needed here")]
    Kind,
    /// The library refused; nothing more is known.
    #[error("the cryptographic library refused")]
    Library,
}

/// An ES256 key (P-256) with its identifier, the thumbprint of RFC 7638.
pub struct SigningKey {
    pair: EcdsaKeyPair,
    kid: String,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// A key from its PKCS#8 form in PEM, as `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` writes it.
    ///
    /// # Errors
    /// When there is no such key in the text.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        Self::from_pkcs8(&from_pem(text)?)
    }

    /// A key from its PKCS#8 form.
    ///
    /// # Errors
    /// When it is not a P-256 key.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyError> {
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(|_| KeyError::Kind)?;
        let kid = thumbprint(&pair);
        Ok(Self { pair, kid })
    }

    /// The PKCS#8 form of a new key.
    ///
    /// # Errors
    /// When the library gives no randomness.
    pub fn generate_pkcs8() -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Ok(Zeroizing::new(made.map_err(|_| KeyError::Library)?.as_ref().to_vec()))
    }

    /// The key's identifier.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half, to be registered with the provider.
    #[must_use]
    pub fn jwk(&self) -> Value {
        let (x, y) = coordinates(&self.pair);
        json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": self.kid, "use": "sig", "alg": "ES256"})
    }

    /// The claims as a signed token.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn sign(&self, claims: &Value) -> Result<String, KeyError> {
        let header = json!({"alg": "ES256", "typ": "JWT", "kid": self.kid});
        let input =
            format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
        let signature =
            self.pair.sign(&SystemRandom::new(), input.as_bytes()).map_err(|_| KeyError::Library)?;
        Ok(format!("{input}.{}", encode(signature.as_ref())))
    }
}

/// The coordinates of the public point (SEC 1, uncompressed: 04, x, y).
fn coordinates(pair: &EcdsaKeyPair) -> (String, String) {
    let point = pair.public_key().as_ref();
    let (x, y) = point.get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
    (encode(x), encode(y))
}

fn thumbprint(pair: &EcdsaKeyPair) -> String {
    let (x, y) = coordinates(pair);
    // The members and their order are those of RFC 7638 §3.2.
    let text = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    encode(digest(&SHA256, text.as_bytes()).as_ref())
}

/// The bytes of the first PKCS#8 block of a PEM text (RFC 7468).
pub(super) fn from_pem(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (_, rest) = text.split_once("-----BEGIN PRIVATE KEY-----").ok_or(KeyError::NoPem)?;
    let (body, _) = rest.split_once("-----END PRIVATE KEY-----").ok_or(KeyError::NoPem)?;
    let body = Zeroizing::new(body.split_whitespace().collect::<String>());
    STANDARD.decode(body.as_bytes()).map(Zeroizing::new).map_err(|_| KeyError::NoPem)
}

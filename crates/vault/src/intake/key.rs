//! The vault's own key pair, to which phones encrypt: P-256, published as a JWK (RFC 7517).

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::VaultError;
use crate::crypto::{KEY_BYTES, Secret, random, sha256};
use crate::handle::hex;

/// Bytes of a coordinate on P-256.
pub(crate) const COORDINATE: usize = 32;
/// An uncompressed point: one byte and two coordinates (SEC 1, 2.3.3).
pub(crate) const POINT: usize = 1 + 2 * COORDINATE;
/// Of 2³² random scalars one is none of the curve's: a second draw is never needed in practice.
const DRAWS: u32 = 8;

/// The published half of the intake key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jwk {
    /// `EC`.
    pub kty: &'static str,
    /// `P-256`.
    pub crv: &'static str,
    /// Base64url.
    pub x: String,
    /// Base64url.
    pub y: String,
    /// `enc`.
    #[serde(rename = "use")]
    pub used_for: &'static str,
    /// `ECDH-ES`.
    pub alg: &'static str,
    /// Its name, which a message must repeat.
    pub kid: String,
}

/// The private half; it stays in memory and never prints.
pub(crate) struct IntakeKey {
    private: PrivateKey,
    jwk: Jwk,
}

impl IntakeKey {
    /// A fresh scalar of the curve.
    pub(crate) fn fresh_secret() -> Result<Secret, VaultError> {
        for _ in 0..DRAWS {
            let secret: Secret = Zeroizing::new(random::<KEY_BYTES>()?);
            if PrivateKey::from_private_key(&ECDH_P256, secret.as_slice()).is_ok() {
                return Ok(secret);
            }
        }
        Err(VaultError::Randomness)
    }

    pub(crate) fn new(secret: &Secret) -> Result<Self, VaultError> {
        let damaged = || VaultError::Damaged("an intake key".to_owned());
        let private = PrivateKey::from_private_key(&ECDH_P256, secret.as_slice()).map_err(|_| damaged())?;
        let public = private.compute_public_key().map_err(|_| damaged())?;
        let point: &[u8; POINT] = public.as_ref().try_into().map_err(|_| damaged())?;
        let (_, coordinates) = point.split_at(1);
        let (x, y) = coordinates.split_at(COORDINATE);
        let kid = hex(sha256(&[point]).get(..8).unwrap_or_default());
        let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let jwk = Jwk {
            kty: "EC",
            crv: "P-256",
            x: encoded(x),
            y: encoded(y),
            used_for: "enc",
            alg: "ECDH-ES",
            kid,
        };
        Ok(Self { private, jwk })
    }

    pub(crate) const fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    pub(crate) const fn private(&self) -> &PrivateKey {
        &self.private
    }
}

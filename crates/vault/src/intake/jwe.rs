//! JWE compact serialisation (RFC 7516) with ECDH-ES in direct mode (RFC 7518, 4.6) and A256GCM (5.3), opened on
//! aws-lc-rs. Nothing else of JWE is understood, and what is not understood is refused.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::key::{COORDINATE, POINT};
use crate::crypto::sha256;

/// Bytes of a whole message: a header, a few fields, and room.
pub(crate) const MESSAGE_AT_MOST: usize = 4_096;
/// Bytes of the agreed key: A256GCM.
const CEK: usize = 32;
const TAG: usize = 16;
const IV: usize = 12;

/// The protected header. A parameter that must be understood (`crit`) or that compresses (`zip`) is refused.
#[derive(Deserialize)]
struct Header {
    alg: String,
    enc: String,
    kid: String,
    epk: EphemeralKey,
    #[serde(default)]
    apu: String,
    #[serde(default)]
    apv: String,
    #[serde(default, deserialize_with = "is_there")]
    zip: bool,
    #[serde(default, deserialize_with = "is_there")]
    crit: bool,
}

/// Whatever its value is: a parameter that is there.
fn is_there<'de, D: serde::Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(value).map(|_| true)
}

#[derive(Deserialize)]
struct EphemeralKey {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

/// A message in its parts; nothing of it is trusted yet.
pub(crate) struct Sealed<'m> {
    /// The name of the key it is for.
    pub(crate) kid: String,
    point: [u8; POINT],
    apu: Vec<u8>,
    apv: Vec<u8>,
    protected: &'m str,
    iv: [u8; IV],
    body: Vec<u8>,
}

impl<'m> Sealed<'m> {
    /// Takes a message apart. `None`: it is not one of ours.
    pub(crate) fn parse(message: &'m [u8]) -> Option<Self> {
        if message.len() > MESSAGE_AT_MOST {
            return None;
        }
        let mut parts = std::str::from_utf8(message).ok()?.split('.');
        let (protected, encrypted_key, iv, ciphertext, tag) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        // direct agreement has no encrypted key
        if parts.next().is_some() || !encrypted_key.is_empty() {
            return None;
        }
        let header: Header = serde_json::from_slice(&decode(protected)?).ok()?;
        let understood = header.alg == "ECDH-ES" && header.enc == "A256GCM";
        if !understood || header.zip || header.crit {
            return None;
        }
        let (mut body, tag) = (decode(ciphertext)?, decode(tag)?);
        if tag.len() != TAG {
            return None;
        }
        body.extend_from_slice(&tag);
        Some(Self {
            kid: header.kid,
            point: header.epk.point()?,
            apu: decode(&header.apu)?,
            apv: decode(&header.apv)?,
            protected,
            iv: decode(iv)?.try_into().ok()?,
            body,
        })
    }

    /// Opens it. `None`: the key, the header or the content is not what the sender had.
    pub(crate) fn open(&self, private: &PrivateKey) -> Option<Zeroizing<Vec<u8>>> {
        let peer = UnparsedPublicKey::new(&ECDH_P256, self.point);
        let cek = agreement::agree(private, peer, (), |z| Ok(concat_kdf(z, "A256GCM", &self.apu, &self.apv)))
            .ok()?;
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, cek.as_slice()).ok()?);
        let mut body = Zeroizing::new(self.body.clone());
        let nonce = Nonce::assume_unique_for_key(self.iv);
        let length = key.open_in_place(nonce, Aad::from(self.protected.as_bytes()), &mut body).ok()?.len();
        body.truncate(length);
        Some(body)
    }
}

impl EphemeralKey {
    /// The point, uncompressed. Whether it is on the curve the agreement sees.
    fn point(&self) -> Option<[u8; POINT]> {
        if self.kty != "EC" || self.crv != "P-256" {
            return None;
        }
        let (x, y) = (decode(&self.x)?, decode(&self.y)?);
        if x.len() != COORDINATE || y.len() != COORDINATE {
            return None;
        }
        let mut point = [4; POINT];
        point.iter_mut().skip(1).zip(x.iter().chain(&y)).for_each(|(to, from)| *to = *from);
        Some(point)
    }
}

/// Base64url without padding, as strict as it can be: no bit of a message can be changed without changing its meaning.
fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The Concat KDF of RFC 7518, 4.6.2, for one block of SHA-256: `algorithm` is `enc` in direct agreement. The key is as
/// long as the algorithm's name says; only 256 bits are asked for here, and 128 by the RFC's own example.
fn concat_kdf(z: &[u8], algorithm: &str, apu: &[u8], apv: &[u8]) -> Zeroizing<[u8; CEK]> {
    let bits: u32 = if algorithm == "A128GCM" { 128 } else { 256 };
    let length = |part: &[u8]| u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes();
    Zeroizing::new(sha256(&[
        &1_u32.to_be_bytes(),
        z,
        &length(algorithm.as_bytes()),
        algorithm.as_bytes(),
        &length(apu),
        apu,
        &length(apv),
        apv,
        &bits.to_be_bytes(),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7518, appendix C: Bob's key, Alice's ephemeral key, and the derived key, for A128GCM.
    #[test]
    fn the_key_agreement_is_that_of_the_rfc() {
        let bob = decode("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw").unwrap();
        let private = PrivateKey::from_private_key(&ECDH_P256, &bob).unwrap();
        let alice = EphemeralKey {
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            x: "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0".to_owned(),
            y: "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps".to_owned(),
        };
        let peer = UnparsedPublicKey::new(&ECDH_P256, alice.point().unwrap());
        let derived =
            agreement::agree(&private, peer, (), |z| Ok(concat_kdf(z, "A128GCM", b"Alice", b"Bob"))).unwrap();
        assert_eq!(URL_SAFE_NO_PAD.encode(&derived[..16]), "VqqN6vgjbSBcIijNcacQGg");
    }
}

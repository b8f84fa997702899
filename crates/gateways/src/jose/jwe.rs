//! Sealed answers: compact JWE with ECDH-ES (P-256) or RSA-OAEP-256, and A256GCM.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, UnparsedPublicKey};
use aws_lc_rs::digest::{Context, SHA256};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use der::Decode;
use der::asn1::UintRef;
use serde_json::{Value, json};
use x509_cert::spki::SubjectPublicKeyInfoRef;
use zeroize::Zeroizing;

use super::jws::point;
use super::keys::{KeyError, from_pem};
use super::{Object, decode, encode, header, parts, text};

const ENCRYPTION: &str = "A256GCM";
const KEY_BYTES: usize = 32;

/// Why a sealed answer stays sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JweError {
    /// Not five parts of base64url with a JSON header, or with extensions that must be understood.
    #[error("not a sealed token")]
    Form,
    /// Sealed in another way than the one our key is for.
    #[error("sealed by an algorithm that is not allowed")]
    Algorithm,
    /// Not for our key, or changed on the way.
    #[error("cannot be opened")]
    Sealed,
}

enum Kind {
    Ec(agreement::PrivateKey),
    Rsa(OaepPrivateDecryptingKey, Vec<u8>),
}

/// Our key that opens sealed answers. The kind of key decides the algorithm, not the header.
pub struct DecryptionKey(Kind);

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DecryptionKey").field(&self.algorithm()).finish()
    }
}

impl DecryptionKey {
    /// A P-256 or RSA key from its PKCS#8 form in PEM.
    ///
    /// # Errors
    /// When there is no such key in the text.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        Self::from_pkcs8(&from_pem(text)?)
    }

    /// A P-256 or RSA key from its PKCS#8 form.
    ///
    /// # Errors
    /// When it is neither.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyError> {
        if let Ok(key) = agreement::PrivateKey::from_private_key_der(&ECDH_P256, pkcs8) {
            return Ok(Self(Kind::Ec(key)));
        }
        let key = PrivateDecryptingKey::from_pkcs8(pkcs8).map_err(|_| KeyError::Kind)?;
        let public: PublicKeyX509Der<'_> = key.public_key().as_der().map_err(|_| KeyError::Library)?;
        let public = public.as_ref().to_vec();
        Ok(Self(Kind::Rsa(OaepPrivateDecryptingKey::new(key).map_err(|_| KeyError::Library)?, public)))
    }

    /// The algorithm by which the content's key is given (RFC 7518 §4.1).
    #[must_use]
    pub fn algorithm(&self) -> &'static str {
        match self.0 {
            Kind::Ec(_) => "ECDH-ES",
            Kind::Rsa(..) => "RSA-OAEP-256",
        }
    }

    /// The public half, to be registered with the provider.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn jwk(&self) -> Result<Value, KeyError> {
        let mut jwk = match &self.0 {
            Kind::Ec(key) => {
                let public = key.compute_public_key().map_err(|_| KeyError::Library)?;
                let (x, y) = public
                    .as_ref()
                    .get(1..)
                    .and_then(|xy| xy.split_at_checked(32))
                    .ok_or(KeyError::Library)?;
                json!({"kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y)})
            }
            Kind::Rsa(_, public) => {
                let (n, e) = rsa_numbers(public).ok_or(KeyError::Library)?;
                json!({"kty": "RSA", "n": n, "e": e})
            }
        };
        if let Some(members) = jwk.as_object_mut() {
            members.insert("use".into(), "enc".into());
            members.insert("alg".into(), self.algorithm().into());
        }
        Ok(jwk)
    }

    /// What is in a sealed answer.
    ///
    /// # Errors
    /// Says why it stays sealed.
    pub fn open(&self, token: &str) -> Result<Zeroizing<Vec<u8>>, JweError> {
        let sealed = Sealed::parse(token)?;
        if sealed.algorithm != self.algorithm() {
            return Err(JweError::Algorithm);
        }
        let key = match &self.0 {
            Kind::Ec(key) => agreed_key(key, &sealed)?,
            Kind::Rsa(key, _) => transported_key(key, &sealed.encrypted_key)?,
        };
        sealed.open(&key)
    }
}

/// The modulus and the exponent of a SubjectPublicKeyInfo (RFC 8017 A.1.1).
fn rsa_numbers(public: &[u8]) -> Option<(String, String)> {
    let info = SubjectPublicKeyInfoRef::from_der(public).ok()?;
    let numbers = <Vec<UintRef<'_>>>::from_der(info.subject_public_key.as_bytes()?).ok()?;
    let [n, e] = numbers.as_slice() else { return None };
    Some((encode(n.as_bytes()), encode(e.as_bytes())))
}

struct Sealed {
    algorithm: String,
    header: Object,
    /// The header as it stands in the token: it is authenticated.
    header_text: String,
    encrypted_key: Vec<u8>,
    nonce: [u8; NONCE_LEN],
    /// Ciphertext and tag.
    content: Vec<u8>,
}

impl Sealed {
    fn parse(token: &str) -> Result<Self, JweError> {
        let [head, key, nonce, content, tag] = parts(token).ok_or(JweError::Form)?;
        let header = header(head).ok_or(JweError::Form)?;
        let algorithm = text(&header, "alg").ok_or(JweError::Form)?.to_owned();
        // Compressed content could be small here and enormous when it is opened.
        if text(&header, "enc") != Some(ENCRYPTION) || header.contains_key("zip") {
            return Err(JweError::Algorithm);
        }
        let bytes = |part| decode(part).ok_or(JweError::Form);
        let (nonce, tag) = (bytes(nonce)?, bytes(tag)?);
        let nonce = nonce.try_into().map_err(|_| JweError::Form)?;
        if tag.len() != AES_256_GCM.tag_len() {
            return Err(JweError::Form);
        }
        let content = [bytes(content)?, tag].concat();
        Ok(Self {
            algorithm,
            header,
            header_text: head.to_owned(),
            encrypted_key: bytes(key)?,
            nonce,
            content,
        })
    }

    fn open(mut self, key: &[u8]) -> Result<Zeroizing<Vec<u8>>, JweError> {
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).map_err(|_| JweError::Sealed)?);
        let nonce = Nonce::assume_unique_for_key(self.nonce);
        let opened = key.open_in_place(nonce, Aad::from(self.header_text.as_bytes()), &mut self.content);
        Ok(Zeroizing::new(opened.map_err(|_| JweError::Sealed)?.to_vec()))
    }
}

/// RFC 7518 §4.6: the key agreed on with the sender's ephemeral one.
fn agreed_key(own: &agreement::PrivateKey, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, JweError> {
    let ephemeral = sealed.header.get("epk").and_then(Value::as_object).ok_or(JweError::Form)?;
    if (text(ephemeral, "kty"), text(ephemeral, "crv")) != (Some("EC"), Some("P-256")) {
        return Err(JweError::Algorithm);
    }
    let coordinate = |member| text(ephemeral, member).and_then(decode).ok_or(JweError::Form);
    let point = point(&coordinate("x")?, &coordinate("y")?, 32).ok_or(JweError::Form)?;
    let party = |member| match sealed.header.get(member) {
        None => Ok(Vec::new()),
        Some(info) => info.as_str().and_then(decode).ok_or(JweError::Form),
    };
    let (apu, apv) = (party("apu")?, party("apv")?);
    if !sealed.encrypted_key.is_empty() {
        return Err(JweError::Form);
    }
    // The library checks that the point is on the curve.
    agreement::agree(own, UnparsedPublicKey::new(&ECDH_P256, point), JweError::Sealed, |secret| {
        Ok(concat_kdf(secret, ENCRYPTION, &apu, &apv))
    })
}

/// The key derivation of RFC 7518 §4.6.2 (one round: SHA-256 gives the 256 bits that are needed).
pub(super) fn concat_kdf(secret: &[u8], algorithm: &str, apu: &[u8], apv: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut hash = Context::new(&SHA256);
    hash.update(&1_u32.to_be_bytes());
    hash.update(secret);
    for part in [algorithm.as_bytes(), apu, apv] {
        // No part is longer than a token.
        hash.update(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.update(&(8 * KEY_BYTES as u32).to_be_bytes());
    Zeroizing::new(hash.finish().as_ref().to_vec())
}

/// RFC 7518 §4.3: the key that was sent. Any failure is the same one.
fn transported_key(own: &OaepPrivateDecryptingKey, sent: &[u8]) -> Result<Zeroizing<Vec<u8>>, JweError> {
    if sent.len() != own.key_size_bytes() {
        return Err(JweError::Sealed);
    }
    let mut room = Zeroizing::new(vec![0; own.min_output_size()]);
    let key = own.decrypt(&OAEP_SHA256_MGF1SHA256, sent, &mut room, None).map_err(|_| JweError::Sealed)?;
    let key = Zeroizing::new(key.to_vec());
    if key.len() == KEY_BYTES { Ok(key) } else { Err(JweError::Sealed) }
}

/// For the fuzzer: everything up to the cryptography.
pub(super) fn fuzz_parse(token: &str) -> Option<usize> {
    Sealed::parse(token).ok().map(|sealed| sealed.content.len())
}

//! Signatures of others: a provider's keys, and whether one of them signed a token.

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    UnparsedPublicKey, VerificationAlgorithm,
};
use serde_json::Value;

use super::{Object, decode, header, parts, text};

/// Keys of a set that are looked at: a provider has two or three, and a few more while it changes them.
const MOST_KEYS: usize = 64;

/// A way to sign that can be checked here. There is none without a key pair: "none" and shared secrets cannot be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256: what デジタル認証アプリ uses [T].
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// RSA PKCS#1 v1.5 with SHA-256: the default of OpenID Connect.
    Rs256,
    /// RSA-PSS with SHA-256.
    Ps256,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Es256, Self::Es384, Self::Rs256, Self::Ps256];

    /// The name of RFC 7518 §3.1.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
        }
    }

    /// The algorithm of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }
}

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Not three parts of base64url with a JSON header and JSON claims, or with extensions that must be understood.
    #[error("not a signed token")]
    Form,
    /// Signed in a way that is not allowed here; "none" is one.
    #[error("signed by an algorithm that is not allowed")]
    Algorithm,
    /// No key of the set, or not exactly one, can have signed it.
    #[error("no key for this token")]
    NoKey,
    /// The signature is wrong.
    #[error("the signature is wrong")]
    Signature,
}

#[derive(Debug, Clone)]
enum Material {
    P256(Vec<u8>),
    P384(Vec<u8>),
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

#[derive(Debug, Clone)]
struct Key {
    kid: Option<String>,
    algorithm: Option<String>,
    material: Material,
}

/// A provider's public keys. Those that are for encryption, or of a kind that is not known here, are left out (RFC 7517 §5).
#[derive(Debug, Clone, Default)]
pub struct KeySet(Vec<Key>);

impl KeySet {
    /// Reads a set; `None` when it is none.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let set: Object = serde_json::from_slice(bytes).ok()?;
        let keys = set.get("keys")?.as_array()?;
        Some(Self(keys.iter().take(MOST_KEYS).filter_map(Value::as_object).filter_map(key).collect()))
    }

    /// Whether there is a key of an identifier.
    #[must_use]
    pub fn has(&self, kid: &str) -> bool {
        self.0.iter().any(|key| key.kid.as_deref() == Some(kid))
    }

    /// The one key that a token can be signed by: with the identifier that it names, or the only one that fits.
    fn only(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<&Key> {
        let mut fitting = self.0.iter().filter(|key| {
            key.fits(algorithm) && kid.is_none_or(|kid| key.kid.as_deref().is_none_or(|own| own == kid))
        });
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }
}

fn key(jwk: &Object) -> Option<Key> {
    if text(jwk, "use").is_some_and(|purpose| purpose != "sig") {
        return None;
    }
    let bytes = |member| decode(text(jwk, member)?);
    let material = match (text(jwk, "kty")?, text(jwk, "crv")) {
        ("EC", Some("P-256")) => Material::P256(point(&bytes("x")?, &bytes("y")?, 32)?),
        ("EC", Some("P-384")) => Material::P384(point(&bytes("x")?, &bytes("y")?, 48)?),
        ("RSA", _) => Material::Rsa { n: without_zeros(bytes("n")?), e: without_zeros(bytes("e")?) },
        _ => return None,
    };
    Some(Key { kid: text(jwk, "kid").map(Into::into), algorithm: text(jwk, "alg").map(Into::into), material })
}

/// The uncompressed point of SEC 1 §2.3.3.
pub(super) fn point(x: &[u8], y: &[u8], length: usize) -> Option<Vec<u8>> {
    (x.len() == length && y.len() == length).then(|| [&[4], x, y].concat())
}

/// Big-endian numbers without the leading zeros that some write although RFC 7518 §6.3.1 forbids it.
fn without_zeros(number: Vec<u8>) -> Vec<u8> {
    number.into_iter().skip_while(|byte| *byte == 0).collect()
}

impl Key {
    fn fits(&self, algorithm: Algorithm) -> bool {
        let kind = match algorithm {
            Algorithm::Es256 => matches!(self.material, Material::P256(_)),
            Algorithm::Es384 => matches!(self.material, Material::P384(_)),
            Algorithm::Rs256 | Algorithm::Ps256 => matches!(self.material, Material::Rsa { .. }),
        };
        kind && self.algorithm.as_deref().is_none_or(|own| own == algorithm.name())
    }

    fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let by_point = |with: &'static dyn VerificationAlgorithm, point: &[u8]| {
            UnparsedPublicKey::new(with, point).verify(message, signature).is_ok()
        };
        match (&self.material, algorithm) {
            (Material::P256(point), Algorithm::Es256) => by_point(&ECDSA_P256_SHA256_FIXED, point),
            (Material::P384(point), Algorithm::Es384) => by_point(&ECDSA_P384_SHA384_FIXED, point),
            (Material::Rsa { n, e }, Algorithm::Rs256) => {
                PublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            (Material::Rsa { n, e }, Algorithm::Ps256) => {
                PublicKeyComponents { n, e }.verify(&RSA_PSS_2048_8192_SHA256, message, signature).is_ok()
            }
            _ => false,
        }
    }
}

/// A token whose signature is right. Who signed it, for whom and until when is still to be looked at.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The way it is signed.
    pub algorithm: Algorithm,
    /// The header's bytes, as they were.
    pub header: Vec<u8>,
    /// The claims.
    pub claims: Object,
}

/// The identifier of the key that a token says it is signed by; not verified, good for one thing: to know whether to fetch keys again.
#[must_use]
pub fn kid(token: &str) -> Option<String> {
    let [head, _, _] = parts(token)?;
    text(&header(head)?, "kid").map(Into::into)
}

/// The claims of a token that one of the keys signed in one of the allowed ways.
///
/// # Errors
/// Says why not.
pub fn verify(token: &str, keys: &KeySet, allowed: &[Algorithm]) -> Result<Verified, JwsError> {
    let [head, claims, signature] = parts(token).ok_or(JwsError::Form)?;
    let header_of = header(head).ok_or(JwsError::Form)?;
    let algorithm =
        text(&header_of, "alg").and_then(Algorithm::named).filter(|found| allowed.contains(found));
    let algorithm = algorithm.ok_or(JwsError::Algorithm)?;
    let key = keys.only(text(&header_of, "kid"), algorithm).ok_or(JwsError::NoKey)?;
    let signature = decode(signature).ok_or(JwsError::Form)?;
    let signed = token.get(..head.len() + 1 + claims.len()).ok_or(JwsError::Form)?;
    if !key.verify(algorithm, signed.as_bytes(), &signature) {
        return Err(JwsError::Signature);
    }
    let claims =
        decode(claims).and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or(JwsError::Form)?;
    Ok(Verified { algorithm, header: decode(head).ok_or(JwsError::Form)?, claims })
}

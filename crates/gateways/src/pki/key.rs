//! The public keys that are accepted.

use aws_lc_rs::digest::Digest;
use aws_lc_rs::signature::ParsedPublicKey;
use der::Tag;
use der::asn1::{BitStringRef, ObjectIdentifier, UintRef};

use super::Failure;
use super::algorithm::{DigestAlgorithm, EC, P_256, P_384, RSA, SignatureAlgorithm};
use super::wire::{OTHER, Read, Value, Values};

/// Length of an RSA modulus in bytes: today's floor, and what the library takes at most.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 2048 / 8..=8192 / 8;

/// What kind of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rsa,
    P256,
    P384,
}

/// A public key of a kind that is accepted: RSA from 2048 bits, P-256, P-384.
#[derive(Debug)]
pub struct PublicKey {
    kind: Kind,
    /// Made ready for the digest that usually goes with it: authorities' keys are used again and again.
    ready: ParsedPublicKey,
    bits: Vec<u8>,
}

impl PublicKey {
    /// By its SubjectPublicKeyInfo.
    pub(crate) fn read(info: Value<'_>) -> Result<Self, Failure> {
        let (kind, bits) = parts(info).map_err(|e| e.as_of("SubjectPublicKeyInfo"))?.ok_or(Failure::Key)?;
        if kind == Kind::Rsa && !modulus_bytes(bits).is_ok_and(|bytes| RSA_BYTES.contains(&bytes)) {
            return Err(Failure::Key);
        }
        let ready = ParsedPublicKey::new(kind.usual().implementation(), bits).map_err(|_| Failure::Key)?;
        Ok(Self { kind, ready, bits: bits.to_vec() })
    }

    /// Whether a signature is this key's over a message.
    ///
    /// # Errors
    /// [`Failure::Signature`] when it is not, [`Failure::Key`] when the algorithm is not for such a key.
    pub(crate) fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Failure> {
        self.with(algorithm, |key| key.verify_sig(message, signature).is_ok())
    }

    /// The same over a digest.
    ///
    /// # Errors
    /// As [`PublicKey::verify`].
    pub(crate) fn verify_digest(
        &self,
        algorithm: SignatureAlgorithm,
        digest: &Digest,
        signature: &[u8],
    ) -> Result<(), Failure> {
        self.with(algorithm, |key| key.verify_digest_sig(digest, signature).is_ok())
    }

    fn with(
        &self,
        algorithm: SignatureAlgorithm,
        check: impl FnOnce(&ParsedPublicKey) -> bool,
    ) -> Result<(), Failure> {
        let fits = match algorithm {
            SignatureAlgorithm::Rsa(_) => Kind::Rsa,
            SignatureAlgorithm::P256 => Kind::P256,
            SignatureAlgorithm::P384 => Kind::P384,
        };
        if fits != self.kind {
            return Err(Failure::Key);
        }
        let good = if algorithm == self.kind.usual() {
            check(&self.ready)
        } else {
            ParsedPublicKey::new(algorithm.implementation(), &self.bits).is_ok_and(|key| check(&key))
        };
        if good { Ok(()) } else { Err(Failure::Signature) }
    }

    /// How such a key signs a digest of this kind, if it does.
    pub(crate) fn signs(&self, digest: DigestAlgorithm) -> Option<SignatureAlgorithm> {
        let algorithm = match self.kind {
            Kind::Rsa => SignatureAlgorithm::Rsa(digest),
            Kind::P256 | Kind::P384 => self.kind.usual(),
        };
        (algorithm.digest() == digest).then_some(algorithm)
    }

    /// The way of signing that usually goes with such a key.
    pub(crate) fn usual(&self) -> SignatureAlgorithm {
        self.kind.usual()
    }

    /// The bits of the key alone, of which responders want the digest.
    pub(crate) fn bits(&self) -> &[u8] {
        &self.bits
    }
}

impl Kind {
    const fn usual(self) -> SignatureAlgorithm {
        match self {
            Self::Rsa => SignatureAlgorithm::Rsa(DigestAlgorithm::Sha256),
            Self::P256 => SignatureAlgorithm::P256,
            Self::P384 => SignatureAlgorithm::P384,
        }
    }
}

/// Kind and bits; `None` when it is a key of another kind.
fn parts(info: Value<'_>) -> Read<Option<(Kind, &[u8])>> {
    let mut parts = info.values()?;
    let mut algorithm = parts.take(Tag::Sequence)?.values()?;
    let id: ObjectIdentifier = algorithm.decode()?;
    let kind = match id {
        RSA => algorithm.take(Tag::Null).map(|_| Some(Kind::Rsa))?,
        EC => match algorithm.decode::<ObjectIdentifier>()? {
            P_256 => Some(Kind::P256),
            P_384 => Some(Kind::P384),
            _ => None,
        },
        _ => None,
    };
    let bits: BitStringRef<'_> = parts.decode()?;
    parts.end()?;
    let bits = bits.as_bytes().ok_or(OTHER)?;
    match kind {
        Some(kind) => algorithm.end().map(|()| Some((kind, bits))),
        None => Ok(None),
    }
}

/// The length of the modulus in an RSAPublicKey.
fn modulus_bytes(key: &[u8]) -> Read<usize> {
    let mut parts = Values::inside(key, Tag::Sequence)?;
    let modulus: UintRef<'_> = parts.decode()?;
    usize::try_from(modulus.len()).map_err(|_| OTHER)
}

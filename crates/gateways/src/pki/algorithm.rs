//! The algorithms that are accepted, each by its object identifier: what is not on the list is refused, whatever it is.

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, VerificationAlgorithm,
};
use der::Tag;
use der::asn1::ObjectIdentifier;

use super::Failure;
use super::wire::{OTHER, Read, Value};

pub(crate) const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

pub(super) const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const RSA_SHA_256: ObjectIdentifier = oid("1.2.840.113549.1.1.11");
const RSA_SHA_384: ObjectIdentifier = oid("1.2.840.113549.1.1.12");
const RSA_SHA_512: ObjectIdentifier = oid("1.2.840.113549.1.1.13");
pub(super) const EC: ObjectIdentifier = oid("1.2.840.10045.2.1");
pub(super) const P_256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
pub(super) const P_384: ObjectIdentifier = oid("1.3.132.0.34");
const ECDSA_SHA_256: ObjectIdentifier = oid("1.2.840.10045.4.3.2");
const ECDSA_SHA_384: ObjectIdentifier = oid("1.2.840.10045.4.3.3");
const SHA_256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
const SHA_384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");

/// A way of digesting that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestAlgorithm {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

impl DigestAlgorithm {
    /// By its AlgorithmIdentifier; its parameters are absent or NULL (RFC 5754 §2).
    pub(crate) fn read(identifier: Value<'_>) -> Result<Self, Failure> {
        let id =
            identified(identifier, Parameters::NullOrNone).map_err(|e| e.as_of("AlgorithmIdentifier"))?;
        match id {
            SHA_256 => Ok(Self::Sha256),
            SHA_384 => Ok(Self::Sha384),
            SHA_512 => Ok(Self::Sha512),
            other => Err(Failure::Algorithm(other.to_string())),
        }
    }

    /// The digest of some bytes.
    pub(crate) fn of(self, bytes: &[u8]) -> Digest {
        digest::digest(self.implementation(), bytes)
    }

    /// A digest that was made elsewhere.
    pub(crate) fn import(self, bytes: &[u8]) -> Option<Digest> {
        Digest::import_less_safe(bytes, self.implementation()).ok()
    }

    fn implementation(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

/// A way of signing that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// RSA PKCS#1 v1.5: the cards of today.
    Rsa(DigestAlgorithm),
    /// ECDSA on P-256 with SHA-256.
    P256,
    /// ECDSA on P-384 with SHA-384: the next cards \[T\].
    P384,
}

/// What may stand behind an algorithm's identifier. Exact, since not everywhere are these bytes signed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parameters {
    None,
    Null,
    NullOrNone,
}

fn identified(identifier: Value<'_>, allowed: Parameters) -> Read<ObjectIdentifier> {
    let mut parts = identifier.values_of(Tag::Sequence)?;
    let id = parts.decode()?;
    let null = parts.optional(Tag::Null)?;
    let fits = match null {
        Some(null) => null.content.is_empty() && allowed != Parameters::None,
        None => allowed != Parameters::Null,
    };
    parts.end()?;
    if fits { Ok(id) } else { Err(OTHER) }
}

impl SignatureAlgorithm {
    /// By its AlgorithmIdentifier in a certificate, a list, an answer.
    pub(crate) fn read(identifier: Value<'_>) -> Result<Self, Failure> {
        let unreadable = |e: super::wire::Unreadable| e.as_of("AlgorithmIdentifier");
        let id: ObjectIdentifier =
            identifier.values().and_then(|mut parts| parts.decode()).map_err(unreadable)?;
        let (algorithm, parameters) = match id {
            RSA_SHA_256 => (Self::Rsa(DigestAlgorithm::Sha256), Parameters::Null),
            RSA_SHA_384 => (Self::Rsa(DigestAlgorithm::Sha384), Parameters::Null),
            RSA_SHA_512 => (Self::Rsa(DigestAlgorithm::Sha512), Parameters::Null),
            ECDSA_SHA_256 => (Self::P256, Parameters::None),
            ECDSA_SHA_384 => (Self::P384, Parameters::None),
            other => return Err(Failure::Algorithm(other.to_string())),
        };
        identified(identifier, parameters).map_err(unreadable)?;
        Ok(algorithm)
    }

    /// By its AlgorithmIdentifier in a SignerInfo, where RSA may stand without its digest (RFC 3370 §3.2): the digest is named beside.
    pub(crate) fn read_of_signer(identifier: Value<'_>, digest: DigestAlgorithm) -> Result<Self, Failure> {
        if identified(identifier, Parameters::NullOrNone) == Ok(RSA) {
            return Ok(Self::Rsa(digest));
        }
        let algorithm = Self::read(identifier)?;
        if algorithm.digest() == digest { Ok(algorithm) } else { Err(Failure::Malformed("SignerInfo")) }
    }

    /// The digest that goes with it.
    #[must_use]
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            Self::Rsa(digest) => digest,
            Self::P256 => DigestAlgorithm::Sha256,
            Self::P384 => DigestAlgorithm::Sha384,
        }
    }

    pub(super) fn implementation(self) -> &'static dyn VerificationAlgorithm {
        match self {
            Self::Rsa(DigestAlgorithm::Sha256) => &RSA_PKCS1_2048_8192_SHA256,
            Self::Rsa(DigestAlgorithm::Sha384) => &RSA_PKCS1_2048_8192_SHA384,
            Self::Rsa(DigestAlgorithm::Sha512) => &RSA_PKCS1_2048_8192_SHA512,
            Self::P256 => &ECDSA_P256_SHA256_ASN1,
            Self::P384 => &ECDSA_P384_SHA384_ASN1,
        }
    }
}

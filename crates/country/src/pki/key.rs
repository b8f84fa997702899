//! Keys of the invented authorities and cards: RSA 2048 as today's cards have, P-384 as the next ones will.

use std::io;
use std::path::Path;

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKey, KeySize};
use aws_lc_rs::signature::{ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256};

use super::der::{Der, Values, bits, null, octets, oid, sequence};
use super::files;

pub(crate) const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
pub(crate) const SHA_384: &str = "2.16.840.1.101.3.4.2.2";
pub(crate) const RSA: &str = "1.2.840.113549.1.1.1";
const SHA_256_WITH_RSA: &str = "1.2.840.113549.1.1.11";
const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
const P_384: &str = "1.3.132.0.34";
const ECDSA_WITH_SHA_384: &str = "1.2.840.10045.4.3.3";

/// Which kind of key, with the one way of signing that goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA 2048 with SHA-256 (PKCS#1 v1.5): the cards of today.
    Rsa2048,
    /// ECDSA on P-384 with SHA-384: the next cards \[T\].
    P384,
}

impl Algorithm {
    /// AlgorithmIdentifier of a signature in a certificate, a CRL, an OCSP answer.
    pub(crate) fn of_signature(self) -> Der {
        match self {
            Self::Rsa2048 => sequence([oid(SHA_256_WITH_RSA), null()]),
            Self::P384 => sequence([oid(ECDSA_WITH_SHA_384)]),
        }
    }

    /// AlgorithmIdentifier of a signature in a SignerInfo: RFC 3370 §3.2 has `rsaEncryption` there.
    pub(crate) fn of_signer(self) -> Der {
        match self {
            Self::Rsa2048 => sequence([oid(RSA), null()]),
            Self::P384 => self.of_signature(),
        }
    }

    /// AlgorithmIdentifier of the digest that goes with it; without parameters (RFC 5754 §2).
    pub(crate) fn of_digest(self) -> Der {
        sequence([oid(match self {
            Self::Rsa2048 => SHA_256,
            Self::P384 => SHA_384,
        })])
    }

    /// The digest of something by that algorithm.
    pub(crate) fn digest(self, message: &[u8]) -> Vec<u8> {
        digest::digest(self.digest_algorithm(), message).as_ref().to_vec()
    }

    fn digest_algorithm(self) -> &'static digest::Algorithm {
        match self {
            Self::Rsa2048 => &digest::SHA256,
            Self::P384 => &digest::SHA384,
        }
    }
}

/// A private key.
#[derive(Debug)]
pub(crate) enum Key {
    Rsa(RsaKey),
    Ec(EcdsaKeyPair),
}

impl Key {
    /// A new key.
    pub(crate) fn generate(algorithm: Algorithm) -> io::Result<Key> {
        match algorithm {
            Algorithm::Rsa2048 => RsaKey::generate(KeySize::Rsa2048).map(Key::Rsa),
            Algorithm::P384 => EcdsaKeyPair::generate(&ECDSA_P384_SHA384_ASN1_SIGNING).map(Key::Ec),
        }
        .map_err(|_| io::Error::other("a key could not be made"))
    }

    /// The key in a file; made and kept there when there is none. Who comes second takes the key of who came first.
    pub(crate) fn at(path: &Path, algorithm: Algorithm) -> io::Result<Key> {
        let pkcs8 = files::kept(path, || Key::generate(algorithm)?.pkcs8())?;
        Key::from_pkcs8(&pkcs8, algorithm).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, format!("no key in {}", path.display()))
        })
    }

    fn from_pkcs8(pkcs8: &[u8], algorithm: Algorithm) -> Option<Key> {
        match algorithm {
            Algorithm::Rsa2048 => RsaKey::from_pkcs8(pkcs8).map(Key::Rsa).ok(),
            Algorithm::P384 => {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_ASN1_SIGNING, pkcs8).map(Key::Ec).ok()
            }
        }
    }

    fn pkcs8(&self) -> io::Result<Vec<u8>> {
        match self {
            Key::Rsa(key) => AsDer::<Pkcs8V1Der<'_>>::as_der(key).map(|der| der.as_ref().to_vec()),
            Key::Ec(key) => key.to_pkcs8v1().map(|der| der.as_ref().to_vec()),
        }
        .map_err(|_| io::Error::other("a key could not be written"))
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        match self {
            Key::Rsa(_) => Algorithm::Rsa2048,
            Key::Ec(_) => Algorithm::P384,
        }
    }

    /// SubjectPublicKeyInfo.
    pub(crate) fn public(&self) -> Der {
        let algorithm = match self {
            Key::Rsa(_) => [oid(RSA), null()],
            Key::Ec(_) => [oid(EC_PUBLIC_KEY), oid(P_384)],
        };
        sequence([sequence(algorithm), bits(self.public_bits())])
    }

    /// The bits of the public key alone.
    pub(crate) fn public_bits(&self) -> &[u8] {
        match self {
            Key::Rsa(key) => key.public_key().as_ref(),
            Key::Ec(key) => key.public_key().as_ref(),
        }
    }

    /// Key identifier: SHA-1 of the public key's bits (RFC 5280 §4.2.1.2, the first way).
    pub(crate) fn identifier(&self) -> Vec<u8> {
        digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, self.public_bits()).as_ref().to_vec()
    }

    /// Signs a message: the digest is made here.
    pub(crate) fn sign(&self, message: &[u8]) -> io::Result<Vec<u8>> {
        self.sign_digest(&digest::digest(self.algorithm().digest_algorithm(), message))
    }

    /// Signs what a card signs: a DER DigestInfo (RFC 8017 §9.2). `None` when it is none of this key's digest.
    pub(crate) fn sign_digest_info(&self, info: &[u8]) -> io::Result<Option<Vec<u8>>> {
        match digest_in(info, self.algorithm()) {
            Some(digest) => self.sign_digest(&digest).map(Some),
            None => Ok(None),
        }
    }

    fn sign_digest(&self, digest: &Digest) -> io::Result<Vec<u8>> {
        match self {
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign_digest(&RSA_PKCS1_SHA256, digest, &mut signature).map(|()| signature)
            }
            Key::Ec(key) => key.sign_digest(digest).map(|signature| signature.as_ref().to_vec()),
        }
        .map_err(|_| io::Error::other("the key did not sign"))
    }
}

/// RSA keys that were made beforehand, for cards that are many: making one takes a machine as long as hundreds of signatures. A card that is
/// given one of them has a certificate of its own all the same.
#[derive(Debug)]
pub struct ReadyKeys(Vec<Vec<u8>>);

impl ReadyKeys {
    /// Makes so many.
    ///
    /// # Errors
    /// The library makes no key.
    pub fn make(count: usize) -> io::Result<ReadyKeys> {
        let one = |_| Key::generate(Algorithm::Rsa2048)?.pkcs8();
        (0..count).map(one).collect::<io::Result<_>>().map(ReadyKeys)
    }

    /// The key of a number, in PKCS #8.
    pub(crate) fn of(&self, number: u64) -> Option<&[u8]> {
        let count = u64::try_from(self.0.len()).ok().filter(|count| *count > 0)?;
        self.0.get(usize::try_from(number % count).ok()?).map(Vec::as_slice)
    }
}

/// The digest in a DigestInfo; its algorithm must be the one that goes with the key, with NULL or no parameters.
fn digest_in(info: &[u8], algorithm: Algorithm) -> Option<Digest> {
    let digest_oid = match algorithm {
        Algorithm::Rsa2048 => oid(SHA_256),
        Algorithm::P384 => oid(SHA_384),
    };
    let mut parts = Values(Values(info).want(0x30)?);
    let named = parts.want(0x30)?;
    let fits = named == digest_oid || named == [digest_oid, null()].concat();
    let digest = parts.want(0x04)?;
    let whole = sequence([sequence([named]), octets(digest)]) == info;
    if !fits || !whole {
        return None;
    }
    Digest::import_less_safe(digest, algorithm.digest_algorithm()).ok()
}

/// Random numbers from the machine.
pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::SecureRandom::fill(&SystemRandom::new(), &mut bytes)
        .map_err(|_| io::Error::other("no randomness"))?;
    Ok(bytes)
}

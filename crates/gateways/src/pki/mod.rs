//! Certificates, revocation and signatures, as the national systems that sign have them in common.
//!
//! Everything here is pure: bytes and a moment go in, a typed answer comes out; who asks an authority over the network is `jpki` and
//! `hpki`. The structures are read by `der`, keeping the bytes as they came, since signatures are over bytes; the signatures are checked
//! by aws-lc-rs. Two rules hold throughout:
//!
//! * an authority is found by its key's identifier, never by its name, which its generations share;
//! * nothing that is not signed may be changed either: where a format has room beside what is signed, what stands there must be the one
//!   thing that it can be.

mod algorithm;
mod certificate;
pub mod cms;
mod crl;
mod failure;
mod key;
mod ocsp;
mod path;
mod proof;
mod stamp;
mod wire;

pub use algorithm::{DigestAlgorithm, SignatureAlgorithm};
pub use certificate::{Certificate, Serial, Usage};
pub use crl::{LIST_AGE, LONGEST_LIST, List, Revocations};
pub use failure::{Failure, Form};
pub use key::PublicKey;
pub use ocsp::{ANSWER_AGE, Answer, NONCE, Nonce, Question};
pub use path::{Anchors, DEEPEST_PATH, Path, certificates_of_pem};
pub use proof::{Proof, SKEW};
pub use stamp::{LONGEST_STAMP, Stamp};

pub(crate) use algorithm::oid;
pub(crate) use cms::MOST_STAMPS;
pub(crate) use proof::{Judged, none_revoked};
pub(crate) use stamp::Trusted;
pub(crate) use wire::{OTHER, Read, Value, Values, tagged};

/// Whether a signature is a key's over a DigestInfo, as cards are given it (RFC 8017 §9.2).
///
/// # Errors
/// [`Failure::Malformed`] for another structure, [`Failure::Algorithm`], [`Failure::Key`] and [`Failure::Signature`].
pub(crate) fn verify_digest_info(key: &PublicKey, info: &[u8], signature: &[u8]) -> Result<(), Failure> {
    const WHAT: &str = "DigestInfo";
    let read = || -> Read<(wire::Value<'_>, wire::Value<'_>)> {
        let mut parts = Values::inside(info, der::Tag::Sequence)?;
        let both = (parts.take(der::Tag::Sequence)?, parts.take(der::Tag::OctetString)?);
        parts.end().map(|()| both)
    };
    let (identifier, digest) = read().map_err(|e| e.as_of(WHAT))?;
    let algorithm = DigestAlgorithm::read(identifier)?;
    let digest = algorithm.import(digest.content).ok_or(Failure::Malformed(WHAT))?;
    key.verify_digest(key.signs(algorithm).ok_or(Failure::Key)?, &digest, signature)
}

/// subjectAltName as it came.
pub(crate) fn alternative_names(certificate: &Certificate) -> Option<&[u8]> {
    certificate.extensions.alternative_names.as_deref()
}

/// What arbitrary bytes may do to the readers of this module: nothing but be refused. For fuzzing.
pub fn fuzz_certificate(bytes: &[u8]) {
    let _ = Certificate::read(bytes);
}

/// See [`fuzz_certificate`].
pub fn fuzz_cms(bytes: &[u8]) {
    let _ = cms::SignedData::read(bytes);
}

/// See [`fuzz_certificate`].
pub fn fuzz_ocsp(bytes: &[u8]) {
    let _ = Answer::read(bytes);
}

/// See [`fuzz_certificate`].
pub fn fuzz_crl(bytes: &[u8]) {
    let _ = List::read(bytes);
}

/// See [`fuzz_certificate`].
pub fn fuzz_time_stamp(bytes: &[u8]) {
    stamp::fuzz(bytes);
}

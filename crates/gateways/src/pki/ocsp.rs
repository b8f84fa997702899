//! Asking a responder about one certificate (OCSP, RFC 6960).

mod question;
mod read;

use std::time::Duration;

use der::Tag;
use der::asn1::ObjectIdentifier;
use jiff::Timestamp;

use super::algorithm::{DigestAlgorithm, SignatureAlgorithm, oid};
use super::proof::fresh;
use super::wire::{Signed, Unreadable, Values};
use super::{Certificate, Failure};
use read::{Data, Responder, Single, State};

pub use question::Question;

/// An answer older than this proves nothing, whatever it says itself: the real ones are made every 15 minutes \[P\].
pub const ANSWER_AGE: Duration = Duration::from_secs(3600);
/// Length of the number that goes with a question and must come back (RFC 9654 §2.1: 32 bytes or more).
pub const NONCE: usize = 32;
/// The longest answer that is read: one certificate is asked about, and one comes along.
const LONGEST_ANSWER: usize = 64 * 1024;

const WHAT: &str = "OCSP response";
const NONCE_ID: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.2");
const OCSP_SIGNING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.9");
const SHA_1: ObjectIdentifier = oid("1.3.14.3.2.26");
const SHA_256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");

/// What is known of the number that was sent with the question.
#[derive(Debug, Clone, Copy)]
pub enum Nonce<'a> {
    /// The answer must hold this one.
    Is(&'a [u8]),
    /// It was not kept: an answer from the file, about a moment past.
    NotKept,
}

/// An answer that could be read. That says nothing about who signed it.
#[derive(Debug)]
pub struct Answer {
    der: Vec<u8>,
    body: Vec<u8>,
    signature: Vec<u8>,
    algorithm: SignatureAlgorithm,
    responder: Responder,
    certificates: Vec<Certificate>,
    nonce: Option<Vec<u8>>,
    singles: Vec<Single>,
}

impl Answer {
    /// Reads an answer in DER.
    ///
    /// # Errors
    /// [`Failure::ResponderRefused`] when it says that there is none, and the failures of reading.
    pub fn read(bytes: &[u8]) -> Result<Self, Failure> {
        if bytes.len() > LONGEST_ANSWER {
            return Err(Failure::TooLong);
        }
        let unreadable = |e: Unreadable| e.as_of(WHAT);
        let basic = read::basic(bytes).map_err(unreadable)??;
        let mut parts = Values::inside(basic, Tag::Sequence).map_err(unreadable)?;
        let signed = Signed::take(&mut parts).map_err(unreadable)?;
        let certificates = read::certificates(parts)?;
        let data = Data::read(signed.body).map_err(unreadable)?;
        Ok(Self {
            der: bytes.to_vec(),
            body: signed.body.whole.to_vec(),
            signature: signed.signature.to_vec(),
            algorithm: SignatureAlgorithm::read(signed.algorithm)?,
            responder: data.responder,
            certificates,
            nonce: data.nonce,
            singles: data.singles,
        })
    }

    /// The answer as it came, for the file.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether the answer proves that a certificate, issued by `issuer`, is not revoked at a moment.
    ///
    /// # Errors
    /// [`Failure::Revoked`], or why nothing is proved.
    pub fn shows_good(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        nonce: Nonce<'_>,
        at: Timestamp,
    ) -> Result<(), Failure> {
        let signer = self.signer(issuer, at)?;
        signer
            .key
            .verify(self.algorithm, &self.body, &self.signature)
            .map_err(|_| Failure::ResponderSignature)?;
        if let Nonce::Is(nonce) = nonce
            && self.nonce.as_deref() != Some(nonce)
        {
            return Err(Failure::Nonce);
        }
        let about = |single: &&Single| single.is_about(certificate, issuer);
        let single = self.singles.iter().find(about).ok_or(Failure::OtherCertificate)?;
        fresh(single.this, single.next, ANSWER_AGE, at)?;
        match single.state {
            State::Good => Ok(()),
            State::Revoked(since, reason) => Err(Failure::Revoked { since, reason }),
            State::Unknown => Err(Failure::RevocationUnknown),
        }
    }

    /// Who signed: the issuer itself, or one to whom it gave a certificate for that alone, which need not be asked about in turn.
    fn signer<'a>(&'a self, issuer: &'a Certificate, at: Timestamp) -> Result<&'a Certificate, Failure> {
        if self.certificates.iter().any(|other| !self.is_responder(other) && other.der() != issuer.der()) {
            return Err(Failure::Stray("a certificate in the OCSP response"));
        }
        if self.is_responder(issuer) {
            return Ok(issuer);
        }
        let not_authorised = Failure::ResponderNotAuthorised;
        let signer =
            self.certificates.iter().find(|other| self.is_responder(other)).ok_or(not_authorised.clone())?;
        let of_issuer = signer.extensions.authority_key.is_some()
            && signer.extensions.authority_key == issuer.extensions.subject_key
            && signer.issuer == issuer.subject;
        let charged = signer.extensions.purposes == [OCSP_SIGNING]
            && signer.extensions.not_asked_about
            && !signer.is_authority();
        if !of_issuer || !charged || signer.is_valid_at(at).is_err() {
            return Err(not_authorised);
        }
        signer.is_signed_by(&issuer.key).map_err(|_| not_authorised)?;
        Ok(signer)
    }

    fn is_responder(&self, certificate: &Certificate) -> bool {
        match &self.responder {
            Responder::Name(name) => *name == certificate.subject,
            Responder::Key(key) => *key == sha_1(certificate.key.bits()),
        }
    }
}

impl Single {
    fn is_about(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let hash = |bytes: &[u8]| {
            if self.sha_256 { DigestAlgorithm::Sha256.of(bytes).as_ref().to_vec() } else { sha_1(bytes) }
        };
        self.serial == certificate.serial
            && self.issuer_name == hash(&issuer.subject)
            && self.issuer_key == hash(issuer.key.bits())
    }
}

pub(super) fn sha_1(bytes: &[u8]) -> Vec<u8> {
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

//! 公的個人認証サービス (JPKI): what a resident signed with the card, and whether the certificate stands.
//!
//! Two steps, because one of them needs the network and the other must not have it. [`Validator::check`] is pure: signature, path, policy,
//! use, validity at a moment given. What it returns is [`Unconfirmed`], from which nothing but a proof of non-revocation makes a
//! [`Confirmed`]: "revocation unknown" cannot be taken for "good" by mistake. [`Service`] asks the authority for that proof.

mod http;
mod items;
mod profile;

use std::sync::Arc;

use jiff::Timestamp;

use crate::pki::{
    Anchors, Certificate, DigestAlgorithm, Failure, Judged, NONCE, Path, Proof, Question, cms, none_revoked,
};
use crate::{Outcome, pki};

pub use http::{Addresses, Http};
pub use items::{BirthDate, FourItems, Sex, Shown};
pub use profile::{Cards, Kind};

/// Checks what cards signed.
#[derive(Debug, Clone)]
pub struct Validator {
    kind: Kind,
    cards: Cards,
    anchors: Anchors,
}

/// What is to be checked.
#[derive(Debug, Clone, Copy)]
pub enum Signed<'a> {
    /// CMS SignedData with one signer; the content is inside, or given beside.
    Cms {
        /// The SignedData.
        der: &'a [u8],
        /// The content, when it is not inside.
        content: Option<&'a [u8]>,
    },
    /// A bare signature over a message, SHA-256 for RSA, SHA-384 for P-384.
    Message {
        /// The signer's certificate.
        certificate: &'a [u8],
        /// What was signed.
        message: &'a [u8],
        /// The signature value.
        signature: &'a [u8],
    },
    /// A bare signature over a DigestInfo, as it was sent to the card.
    DigestInfo {
        /// The signer's certificate.
        certificate: &'a [u8],
        /// The DigestInfo in DER (RFC 8017 §9.2).
        digest_info: &'a [u8],
        /// The signature value.
        signature: &'a [u8],
    },
}

/// Everything is as it should be but for one thing: whether the certificate is revoked is not known. Nothing may rest on this.
#[derive(Debug, Clone)]
#[must_use]
pub struct Unconfirmed {
    certificate: Arc<Certificate>,
    path: Path,
    at: Timestamp,
    kind: Kind,
    items: Option<FourItems>,
    claimed_time: Option<Timestamp>,
    content_sha256: Option<[u8; 32]>,
}

/// A signature by a card whose certificate stood at the moment.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// The signer's certificate, for the file.
    pub certificate: Arc<Certificate>,
    /// Which certificate.
    pub kind: Kind,
    /// The four items: in a signing certificate always, in the other never.
    pub items: Option<FourItems>,
    /// The moment for which this was checked: when it came in. The signer's own clock decides nothing.
    pub at: Timestamp,
    /// When the signer's device says that it was signed.
    pub claimed_time: Option<Timestamp>,
    /// SHA-256 of what was signed; none for a DigestInfo, of which the content was not seen.
    pub content_sha256: Option<[u8; 32]>,
}

impl Validator {
    /// For one kind of certificate, with its authorities' certificates of all generations that are trusted.
    #[must_use]
    pub fn new(kind: Kind, cards: Cards, anchors: Anchors) -> Self {
        Self { kind, cards, anchors }
    }

    /// The authorities that are trusted, of all generations.
    pub fn authorities(&self) -> impl Iterator<Item = &Arc<Certificate>> {
        self.anchors.iter()
    }

    /// Checks everything but revocation, as of a moment.
    ///
    /// # Errors
    /// The one thing that is wrong first, in this order: the bytes, the signature, the path, validity, use, policy, the four items.
    pub fn check(&self, signed: Signed<'_>, at: Timestamp) -> Result<Unconfirmed, Failure> {
        match signed {
            Signed::Cms { der, content } => {
                let data = cms::SignedData::read(der)?;
                let signatures = data.verify(content)?;
                let [one] = signatures.as_slice() else { return Err(Failure::SeveralSigners) };
                // An application is judged when it comes in: no time-stamp is asked for, and none is looked at.
                if !one.stamps.is_empty() {
                    return Err(Failure::Stray("unsigned attributes"));
                }
                let found = self.certificate(Arc::clone(&one.certificate), at)?;
                self.only_of_the_path(data.certificates(), &found)?;
                Ok(Unconfirmed {
                    claimed_time: one.claimed_time,
                    content_sha256: Some(one.content_sha256),
                    ..found
                })
            }
            Signed::Message { certificate, message, signature } => {
                let certificate = Arc::new(Certificate::read(certificate)?);
                certificate.key().verify(certificate.key().usual(), message, signature)?;
                let mut content_sha256 = [0; 32];
                content_sha256.copy_from_slice(DigestAlgorithm::Sha256.of(message).as_ref());
                let found = self.certificate(certificate, at)?;
                Ok(Unconfirmed { content_sha256: Some(content_sha256), ..found })
            }
            Signed::DigestInfo { certificate, digest_info, signature } => {
                let certificate = Arc::new(Certificate::read(certificate)?);
                pki::verify_digest_info(certificate.key(), digest_info, signature)?;
                self.certificate(certificate, at)
            }
        }
    }

    /// Checks a certificate alone, as of a moment, for instance that of a sign-in's session.
    ///
    /// # Errors
    /// As [`Validator::check`].
    pub fn check_certificate(&self, der: &[u8], at: Timestamp) -> Result<Unconfirmed, Failure> {
        self.certificate(Arc::new(Certificate::read(der)?), at)
    }

    fn certificate(&self, certificate: Arc<Certificate>, at: Timestamp) -> Result<Unconfirmed, Failure> {
        let path = Path::follow(&certificate, &[], &self.anchors, at)?;
        certificate.is_valid_at(at)?;
        let (usage, policy) = self.kind.asks(self.cards);
        if certificate.is_authority() || !certificate.may(usage) {
            return Err(Failure::KeyUsage);
        }
        if !certificate.is_of_policy(policy) {
            return Err(Failure::Policy);
        }
        let items = match self.kind {
            Kind::Signing => Some(FourItems::of(&certificate)?),
            Kind::Authentication => None,
        };
        let kind = self.kind;
        Ok(Unconfirmed { certificate, path, at, kind, items, claimed_time: None, content_sha256: None })
    }

    /// What came along beside the signer's certificate may only be authorities that are trusted.
    fn only_of_the_path(&self, came: &[Arc<Certificate>], found: &Unconfirmed) -> Result<(), Failure> {
        let mut all = came.iter().map(|one| one.der());
        let known = |der: &[u8]| {
            der == found.certificate.der() || self.anchors.iter().any(|anchor| anchor.der() == der)
        };
        if all.all(known) { Ok(()) } else { Err(Failure::Stray("certificates of others")) }
    }
}

impl Unconfirmed {
    /// The question to the responder.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn question(&self, nonce: [u8; NONCE]) -> Result<Question, Failure> {
        Question::about(&self.certificate, self.issuer()?, nonce)
    }

    /// The authority that issued the certificate.
    ///
    /// # Errors
    /// Never, for what [`Validator::check`] returned.
    pub fn issuer(&self) -> Result<&Certificate, Failure> {
        self.path.issuers.first().map(AsRef::as_ref).ok_or(Failure::UnknownIssuer)
    }

    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The four items, as long as nothing rests on them: to show to the person, for instance.
    #[must_use]
    pub fn items(&self) -> Option<&FourItems> {
        self.items.as_ref()
    }

    /// Which kind of certificate it is about.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Makes it a confirmed signature, if the proofs show that the certificate is not revoked.
    ///
    /// # Errors
    /// [`Failure::Revoked`], or why nothing is shown: see [`Failure::is_lack_of_proof`].
    pub fn confirm(self, proofs: &[Proof<'_>]) -> Result<Confirmed, Failure> {
        none_revoked(&self.certificate, &self.path, proofs, self.at, Judged::Now)?;
        let Self { certificate, at, kind, items, claimed_time, content_sha256, .. } = self;
        Ok(Confirmed { certificate, kind, items, at, claimed_time, content_sha256 })
    }
}

/// The authority, as far as it can be asked.
pub trait Service: Send + Sync {
    /// Asks the responder about a certificate and confirms it, or says why not. `Answered(Err(…))` is an answer: the certificate is
    /// revoked, or the responder proves nothing; the other outcomes say nothing about the certificate.
    fn confirm(
        &self,
        unconfirmed: Unconfirmed,
    ) -> impl Future<Output = Outcome<Result<Confirmed, Failure>>> + Send;

    /// Fetches the list of revocations of an authority, for many certificates at once.
    fn list(&self, kind: Kind, authority: &Certificate) -> impl Future<Output = Outcome<pki::List>> + Send;
}

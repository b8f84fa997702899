//! 保健医療福祉分野PKI (HPKI): which role signed what. A physician's 診断書, and likewise a school's graduation certificate.
//!
//! As for cards there are two steps: [`Validator::check`] is pure, and what it returns becomes [`Confirmed`] only by the lists of
//! revocations of all authorities on the way. Documents are XML of ours with a XAdES signature in the shape of electronic prescriptions,
//! any bytes in CMS, or a PDF with a signature inside; each with a time-stamp of the signature or without (XAdES-T, CAdES-T and PAdES-B-T, or
//! the basic forms).

mod alone;
mod document;
mod dom;
mod http;
mod pdf;
mod role;
mod signature;
mod unsigned;
mod xades;

use std::sync::Arc;

use der::asn1::ObjectIdentifier;
use jiff::Timestamp;

use crate::Outcome;
use crate::pki::{
    Anchors, Certificate, Failure, Judged, List, Path, Proof, Stamp, Trusted, Usage, cms, none_revoked, oid,
};

pub use alone::{bears_signature, fields, fuzz_document, fuzz_pdf, fuzz_roles, is_pdf};
pub use document::{Document, Kind, LONGEST_DOCUMENT};
pub use http::Http;
pub use role::{Grade, Role, Roles};
pub use signature::Signature;
use signature::{Made, Token};

/// The policy of HPKI certificates for signing, as decoded from a certificate \[O\].
const HPKI: ObjectIdentifier = oid("1.2.392.100495.1.5.1.1.0.1");
/// The policy of certificates of school corporations: a neutral one of ours, in the arc for documentation (RFC 5612) \[D\].
const SCHOOL: ObjectIdentifier = oid("1.3.6.1.4.1.32473.4.1");

/// Whose signatures are accepted.
#[derive(Debug, Clone)]
pub enum Signers {
    /// Holders of HPKI certificates with a role on a list.
    Health(Roles),
    /// School corporations, which have no role \[D\].
    Schools,
}

/// Checks signatures of one kind of signer.
#[derive(Debug, Clone)]
pub struct Validator {
    signers: Signers,
    anchors: Anchors,
    between: Vec<Arc<Certificate>>,
    stamps: Anchors,
}

/// One signer, of whom it is not known yet whether the certificate is revoked.
#[derive(Debug, Clone)]
#[must_use]
pub struct Unconfirmed {
    signed: Signature,
    path: Path,
    at: Timestamp,
}

/// A signature by somebody whose certificate, and those above it, stood at the moment.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// Who signed what.
    pub signed: Signature,
    /// The moment for which this was checked.
    pub at: Timestamp,
}

impl Validator {
    /// With the certificates of authorities that are trusted, and of those between them and the holders.
    ///
    /// # Errors
    /// When one of those between cannot be read.
    pub fn new(signers: Signers, anchors: Anchors, between: &[&[u8]]) -> Result<Self, Failure> {
        let between =
            between.iter().map(|der| Certificate::read(der).map(Arc::new)).collect::<Result<_, _>>()?;
        Ok(Self { signers, anchors, between, stamps: Anchors::default() })
    }

    /// With the authorities whose time-stamps are believed; without them a document with a time-stamp is refused. Certificates between them
    /// and those that stamp are looked for among those given for the signers.
    #[must_use]
    pub fn with_stamps(self, stamps: Anchors) -> Self {
        Self { stamps, ..self }
    }

    /// Checks an XML document: every signature in it, all but revocation, as of a moment.
    ///
    /// # Errors
    /// What is wrong first. One bad signature among several is enough.
    pub fn check(&self, xml: &[u8], at: Timestamp) -> Result<(Document, Vec<Unconfirmed>), Failure> {
        let (document, signatures) = xades::read(xml)?;
        let allowed = matches!(
            (&self.signers, document.kind),
            (Signers::Health(_), Kind::MedicalCertificate) | (Signers::Schools, Kind::GraduationCertificate)
        );
        if !allowed {
            return Err(Failure::Profile);
        }
        let all = signatures.into_iter().map(|made| self.signer(made, at)).collect::<Result<_, _>>()?;
        Ok((document, all))
    }

    /// Checks a document in CMS, its content inside or given beside.
    ///
    /// # Errors
    /// As [`Validator::check`].
    pub fn check_cms(
        &self,
        der: &[u8],
        content: Option<&[u8]>,
        at: Timestamp,
    ) -> Result<Vec<Unconfirmed>, Failure> {
        let data = cms::SignedData::read(der)?;
        let signatures = data.verify(content)?;
        let all: Vec<Unconfirmed> =
            signatures.into_iter().map(|one| self.signer(Made::from(one), at)).collect::<Result<_, _>>()?;
        let on_a_path = |came: &Arc<Certificate>| {
            let is = |other: &Certificate| other.der() == came.der();
            all.iter()
                .any(|one| is(&one.signed.certificate) || one.path.issuers.iter().any(|issuer| is(issuer)))
        };
        if data.certificates().iter().all(on_a_path) {
            Ok(all)
        } else {
            Err(Failure::Stray("certificates of others"))
        }
    }

    /// Checks the signature inside a PDF that covers the whole of it (ISO 32000-2 §12.8, ETSI EN 319 142-1).
    ///
    /// # Errors
    /// As [`Validator::check_cms`]; [`Failure::NoSigner`] for a PDF without a signature, [`Failure::NotWhole`] for one that was added to.
    pub fn check_pdf(&self, bytes: &[u8], at: Timestamp) -> Result<Vec<Unconfirmed>, Failure> {
        let pdf::SignedPdf { cms, content, claimed_time } = pdf::read(bytes)?;
        let mut signers = self.check_cms(&cms, Some(&content), at)?;
        // Of one signature dictionary there is one signer (ETSI EN 319 142-1 §4.1).
        let [signer] = signers.as_mut_slice() else { return Err(Failure::SeveralSigners) };
        let signed = &mut signer.signed;
        signed.claimed_time = signed.claimed_time.or(claimed_time);
        Ok(signers)
    }

    fn signer(&self, made: Made, at: Timestamp) -> Result<Unconfirmed, Failure> {
        let Made { certificate, claimed_time, content_sha256, stamps } = made;
        let trusted = Trusted { anchors: &self.stamps, between: &self.between };
        let stamps: Vec<Stamp> = stamps
            .iter()
            .map(|one| Stamp::check(&one.token, &one.stamped, trusted, at))
            .collect::<Result<_, _>>()?;
        let judged = stamps.iter().map(|stamp| stamp.existed_by).min().unwrap_or(at);
        let path = Path::follow(&certificate, &self.between, &self.anchors, judged)?;
        certificate.is_valid_at(judged)?;
        if certificate.is_authority() || !certificate.may(Usage::Commitment) {
            return Err(Failure::KeyUsage);
        }
        let (policy, roles) = match &self.signers {
            Signers::Health(roles) => (HPKI, Some(roles)),
            Signers::Schools => (SCHOOL, None),
        };
        if !certificate.is_of_policy(policy) {
            return Err(Failure::Policy);
        }
        let roles = roles.map_or(Ok(Vec::new()), |roles| roles.of(&certificate))?;
        let name = document::japanese_name(&certificate).ok_or(Failure::Profile)?;
        let signed = Signature { certificate, name, roles, content_sha256, claimed_time, stamps };
        Ok(Unconfirmed { signed, path, at })
    }
}

impl Unconfirmed {
    /// The authorities whose lists are needed: the signer's issuer first, then those of the time-stamps.
    pub fn authorities(&self) -> impl Iterator<Item = &Certificate> {
        let all = std::iter::once(&self.path).chain(self.signed.stamps.iter().map(|stamp| &stamp.path));
        let mut named: Vec<&Certificate> = Vec::new();
        for authority in all.flat_map(|path| &path.issuers) {
            if named.iter().all(|other| other.der() != authority.der()) {
                named.push(authority);
            }
        }
        named.into_iter()
    }

    /// Who signed, as long as nothing rests on it.
    #[must_use]
    pub fn signed(&self) -> &Signature {
        &self.signed
    }

    /// Makes it a confirmed signature, if the lists show that no certificate on the way is revoked, or was revoked only after the signature
    /// certainly existed.
    ///
    /// # Errors
    /// [`Failure::Revoked`], or why nothing is shown: see [`Failure::is_lack_of_proof`]; inside [`Failure::TimeStamp`] when it is about
    /// the authority of a time-stamp.
    pub fn confirm(self, lists: &[List]) -> Result<Confirmed, Failure> {
        let proofs: Vec<Proof<'_>> = lists.iter().map(Proof::List).collect();
        self.signed.stamps.iter().try_for_each(|stamp| stamp.not_revoked(&proofs, self.at))?;
        let judged = self.signed.existed_by().map_or(Judged::Now, Judged::Signature);
        none_revoked(&self.signed.certificate, &self.path, &proofs, self.at, judged)?;
        Ok(Confirmed { signed: self.signed, at: self.at })
    }
}

/// The authorities, as far as they can be asked.
pub trait Service: Send + Sync {
    /// Fetches the lists that are needed and confirms a signature, or says why not.
    fn confirm(
        &self,
        unconfirmed: Unconfirmed,
    ) -> impl Future<Output = Outcome<Result<Confirmed, Failure>>> + Send;
}

//! 保健医療福祉分野PKI (HPKI): which role signed what. A physician's 診断書, and likewise a school's graduation certificate.
//!
//! As for cards there are two steps: [`Validator::check`] is pure, and what it returns becomes [`Confirmed`] only by the lists of
//! revocations of all authorities on the way. Documents are XML of ours with a XAdES signature in the shape of electronic prescriptions,
//! or any bytes in CMS.

mod document;
mod dom;
mod http;
mod role;
mod xades;

use std::sync::Arc;

use der::asn1::ObjectIdentifier;
use jiff::Timestamp;

use crate::Outcome;
use crate::pki::{Anchors, Certificate, Failure, List, Path, Proof, Usage, cms, none_revoked, oid};

pub use document::{Document, Kind, LONGEST_DOCUMENT};
pub use http::Http;
pub use role::{Grade, Role, Roles};

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
}

/// One signer, of whom it is not known yet whether the certificate is revoked.
#[derive(Debug, Clone)]
#[must_use]
pub struct Unconfirmed {
    signed: Signature,
    path: Path,
    at: Timestamp,
}

/// One signature: who signed, in which role, what, when.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The signer's certificate, for the file.
    pub certificate: Arc<Certificate>,
    /// The signer's name in Japanese: the person's, or the school corporation's.
    pub name: String,
    /// The roles that the certificate claims; none for schools.
    pub roles: Vec<Role>,
    /// SHA-256 of what was signed: of the document's content in its canonical form, or of the bytes in CMS.
    pub content_sha256: [u8; 32],
    /// When the signer says that it was. No timestamp is validated: what counts is when it came in.
    pub claimed_time: Option<Timestamp>,
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
        Ok(Self { signers, anchors, between })
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
        let content_sha256 = document.content_sha256;
        let signer =
            |found: &xades::Found| self.signer(&found.certificate, found.claimed_time, content_sha256, at);
        let all = signatures.iter().map(signer).collect::<Result<_, _>>()?;
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
        let one =
            |one: &cms::Signature| self.signer(&one.certificate, one.claimed_time, one.content_sha256, at);
        let all: Vec<Unconfirmed> = signatures.iter().map(one).collect::<Result<_, _>>()?;
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

    fn signer(
        &self,
        certificate: &Arc<Certificate>,
        claimed_time: Option<Timestamp>,
        content_sha256: [u8; 32],
        at: Timestamp,
    ) -> Result<Unconfirmed, Failure> {
        let path = Path::follow(certificate, &self.between, &self.anchors, at)?;
        certificate.is_valid_at(at)?;
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
        let roles = roles.map_or(Ok(Vec::new()), |roles| roles.of(certificate))?;
        let name = document::japanese_name(certificate).ok_or(Failure::Profile)?;
        let certificate = Arc::clone(certificate);
        let signed = Signature { certificate, name, roles, content_sha256, claimed_time };
        Ok(Unconfirmed { signed, path, at })
    }
}

impl Unconfirmed {
    /// The authorities whose lists are needed: the signer's issuer first.
    pub fn authorities(&self) -> impl Iterator<Item = &Certificate> {
        self.path.issuers.iter().map(AsRef::as_ref)
    }

    /// Who signed, as long as nothing rests on it.
    #[must_use]
    pub fn signed(&self) -> &Signature {
        &self.signed
    }

    /// Makes it a confirmed signature, if the lists show that no certificate on the way is revoked.
    ///
    /// # Errors
    /// [`Failure::Revoked`], or why nothing is shown: see [`Failure::is_lack_of_proof`].
    pub fn confirm(self, lists: &[List]) -> Result<Confirmed, Failure> {
        let proofs: Vec<Proof<'_>> = lists.iter().map(Proof::List).collect();
        none_revoked(&self.signed.certificate, &self.path, &proofs, self.at)?;
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

/// What arbitrary bytes may do to the reader of signed documents: nothing but be refused. For fuzzing.
pub fn fuzz_document(bytes: &[u8]) {
    let _ = xades::read(bytes);
}

/// The same for the reader of roles.
pub fn fuzz_roles(bytes: &[u8]) {
    let _ = role::claimed(bytes);
}

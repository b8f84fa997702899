//! Signed documents in CMS (SignedData, RFC 5652), in DER, with the content inside or beside.
//!
//! Around what is signed a SignedData has room for things that nobody signed: unsigned attributes, further certificates, lists. They are
//! refused, but for certificates that are on the signer's own path, and for time-stamps of the signature (CAdES-T), which prove themselves.
//! So no byte can be changed and the document still be good.

mod attributes;
mod parts;

use std::sync::Arc;

use der::asn1::ObjectIdentifier;
use jiff::Timestamp;

use super::algorithm::{DigestAlgorithm, SignatureAlgorithm, oid};
use super::wire::{Unreadable, Value};
use super::{Certificate, Failure};
pub(crate) use attributes::MOST_STAMPS;
use attributes::{Attributes, stamps};
use parts::{Parts, RawSigner, Who};

/// The longest signed document that is read: applications and their attachments are some megabytes.
pub const LONGEST: usize = 32 * 1024 * 1024;
/// Signers of one document.
pub const MOST_SIGNERS: usize = 8;
/// Certificates that may come along: those of the signers and of authorities above them.
const MOST_CERTIFICATES: usize = 32;

const WHAT: &str = "CMS";
const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
/// id-ct-TSTInfo (RFC 3161 §2.4.2)
const TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");

/// What kind of content is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Plain data: a document.
    Data,
    /// What a time-stamping authority says (TSTInfo).
    TimeStamp,
}

impl Kind {
    const fn id(self) -> ObjectIdentifier {
        match self {
            Self::Data => DATA,
            Self::TimeStamp => TIME_STAMP,
        }
    }
}

/// A signed document that could be read. Nothing of it is checked yet.
#[derive(Debug)]
pub struct SignedData<'a> {
    /// What was signed, if it is inside.
    pub content: Option<&'a [u8]>,
    certificates: Vec<Arc<Certificate>>,
    signers: Vec<Signer<'a>>,
}

/// One signer's part.
#[derive(Debug)]
struct Signer<'a> {
    who: Who<'a>,
    digest: DigestAlgorithm,
    algorithm: SignatureAlgorithm,
    attributes: Option<Attributes<'a>>,
    signature: &'a [u8],
    stamps: Vec<&'a [u8]>,
}

/// A signature that is its certificate's key's over the content. Who issued that certificate is still to be asked.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The signer's certificate.
    pub certificate: Arc<Certificate>,
    /// When the signer says that it was.
    pub claimed_time: Option<Timestamp>,
    /// SHA-256 of the content.
    pub content_sha256: [u8; 32],
    /// The signature's own bytes: what time-stamps are of.
    pub(crate) value: Vec<u8>,
    /// The time-stamps beside it, as they came. Nothing of them is checked yet.
    pub(crate) stamps: Vec<Vec<u8>>,
}

impl<'a> SignedData<'a> {
    /// Reads a document in DER.
    ///
    /// # Errors
    /// [`Failure::TooLong`], [`Failure::Ber`], [`Failure::Malformed`], [`Failure::Stray`], [`Failure::SignedProperties`] and what is not
    /// accepted in the certificates.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Failure> {
        Self::read_as(Kind::Data, bytes)
    }

    /// Reads the token of a time-stamp.
    pub(super) fn read_time_stamp(bytes: &'a [u8]) -> Result<Self, Failure> {
        Self::read_as(Kind::TimeStamp, bytes)
    }

    fn read_as(kind: Kind, bytes: &'a [u8]) -> Result<Self, Failure> {
        if bytes.len() > LONGEST {
            return Err(Failure::TooLong);
        }
        let parts = Parts::read(bytes, kind).map_err(|e| e.as_of(WHAT))?;
        if parts.lists {
            return Err(Failure::Stray("lists of revocations"));
        }
        let signers =
            parts.signers.iter().map(|one| Signer::read(*one, kind)).collect::<Result<Vec<_>, _>>()?;
        parts.fits(kind, &signers)?;
        let certificates = parts.certificates.iter().map(|one| Certificate::read(one.whole).map(Arc::new));
        Ok(Self { content: parts.content, certificates: certificates.collect::<Result<_, _>>()?, signers })
    }

    /// The certificates that came along.
    #[must_use]
    pub fn certificates(&self) -> &[Arc<Certificate>] {
        &self.certificates
    }

    /// Checks every signature over the content: the one inside, or the one given.
    ///
    /// # Errors
    /// [`Failure::NoContent`], [`Failure::TwoContents`], [`Failure::NoSigner`], [`Failure::NoCertificate`], [`Failure::Digest`],
    /// [`Failure::Signature`], [`Failure::SigningCertificate`].
    pub fn verify(&self, detached: Option<&[u8]>) -> Result<Vec<Signature>, Failure> {
        let content = match (self.content, detached) {
            (Some(_), Some(_)) => return Err(Failure::TwoContents),
            (None, None) => return Err(Failure::NoContent),
            (Some(content), None) | (None, Some(content)) => content,
        };
        if self.signers.is_empty() {
            return Err(Failure::NoSigner);
        }
        let mut content_sha256 = [0; 32];
        content_sha256.copy_from_slice(DigestAlgorithm::Sha256.of(content).as_ref());
        let verify = |signer: &Signer<'_>| -> Result<Signature, Failure> {
            let certificate =
                self.certificates.iter().find(|other| signer.who.is(other)).ok_or(Failure::NoCertificate)?;
            signer.verify(content, certificate)?;
            let claimed_time = signer.attributes.as_ref().and_then(|attributes| attributes.time);
            let stamps = signer.stamps.iter().map(|one| one.to_vec()).collect();
            let (certificate, value) = (Arc::clone(certificate), signer.signature.to_vec());
            Ok(Signature { certificate, claimed_time, content_sha256, value, stamps })
        };
        self.signers.iter().map(verify).collect()
    }
}

impl Who<'_> {
    fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Issued { issuer, serial } => {
                certificate.issuer == *issuer && certificate.serial.bytes() == *serial
            }
            Self::Key(key) => certificate.extensions.subject_key.as_deref() == Some(*key),
        }
    }
}

impl<'a> Signer<'a> {
    fn read(info: Value<'a>, kind: Kind) -> Result<Self, Failure> {
        let unreadable = |e: Unreadable| e.as_of(WHAT);
        let raw = RawSigner::read(info).map_err(unreadable)?;
        let digest = DigestAlgorithm::read(raw.digest)?;
        let attributes = raw.attributes.map(|list| Attributes::read(list, kind)).transpose()?;
        // §5.3: only plain data may be signed without them.
        if attributes.is_none() && kind != Kind::Data {
            return Err(Failure::SignedProperties("signedAttrs"));
        }
        let stamps = match raw.unsigned {
            Some(list) if kind == Kind::Data => stamps(list)?,
            Some(_) => return Err(Failure::Stray("unsigned attributes")),
            None => Vec::new(),
        };
        Ok(Self {
            who: raw.who,
            digest,
            algorithm: SignatureAlgorithm::read_of_signer(raw.algorithm, digest)?,
            attributes,
            signature: raw.signature,
            stamps,
        })
    }

    fn verify(&self, content: &[u8], certificate: &Certificate) -> Result<(), Failure> {
        let Some(attributes) = &self.attributes else {
            return certificate.key.verify(self.algorithm, content, self.signature);
        };
        if self.digest.of(content).as_ref() != attributes.digest {
            return Err(Failure::Digest);
        }
        if attributes.certificate.as_ref().is_some_and(|named| !named.is(certificate)) {
            return Err(Failure::SigningCertificate);
        }
        certificate.key.verify(self.algorithm, &attributes.signed, self.signature)
    }
}

impl Parts<'_> {
    /// What is not signed must be what follows from what is: the version (§5.1) and the digests that signers use.
    fn fits(&self, kind: Kind, signers: &[Signer<'_>]) -> Result<(), Failure> {
        let by_key = signers.iter().any(|signer| matches!(signer.who, Who::Key(_)));
        if self.version != if by_key || kind != Kind::Data { 3 } else { 1 } {
            return Err(Failure::Malformed(WHAT));
        }
        let named =
            self.digests.iter().map(|one| DigestAlgorithm::read(*one)).collect::<Result<Vec<_>, _>>()?;
        let used = |one: &DigestAlgorithm| signers.iter().any(|signer| signer.digest == *one);
        if named.iter().all(used) && signers.iter().all(|signer| named.contains(&signer.digest)) {
            Ok(())
        } else {
            Err(Failure::Malformed(WHAT))
        }
    }
}

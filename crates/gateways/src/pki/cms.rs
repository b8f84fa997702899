//! Signed documents in CMS (SignedData, RFC 5652), in DER, with the content inside or beside.
//!
//! Around what is signed a SignedData has room for things that nobody signed: unsigned attributes, further certificates, lists. They are
//! refused, but for certificates that are on the signer's own path. So no byte can be changed and the document still be good.

mod parts;

use std::sync::Arc;

use der::Tag;
use der::asn1::{ObjectIdentifier, OctetStringRef};
use jiff::Timestamp;

use super::algorithm::{DigestAlgorithm, SignatureAlgorithm, oid};
use super::wire::{OTHER, Read, Unreadable, Value, moment};
use super::{Certificate, Failure};
use parts::{Parts, RawSigner, Who, certificate_named};

/// The longest signed document that is read: applications and their attachments are some megabytes.
pub const LONGEST: usize = 32 * 1024 * 1024;
/// Signers of one document.
pub const MOST_SIGNERS: usize = 8;
/// Certificates that may come along: those of the signers and of authorities above them.
const MOST_CERTIFICATES: usize = 32;

const WHAT: &str = "CMS";
const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");

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
}

#[derive(Debug)]
struct Attributes<'a> {
    /// As a SET OF, which is what is signed (§5.4).
    signed: Vec<u8>,
    digest: &'a [u8],
    time: Option<Timestamp>,
    certificate: Option<(DigestAlgorithm, &'a [u8])>,
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
}

impl<'a> SignedData<'a> {
    /// Reads a document in DER.
    ///
    /// # Errors
    /// [`Failure::TooLong`], [`Failure::Ber`], [`Failure::Malformed`], [`Failure::Stray`], [`Failure::SignedProperties`] and what is not
    /// accepted in the certificates.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Failure> {
        if bytes.len() > LONGEST {
            return Err(Failure::TooLong);
        }
        let parts = Parts::read(bytes).map_err(|e| e.as_of(WHAT))?;
        if parts.lists {
            return Err(Failure::Stray("lists of revocations"));
        }
        let signers = parts.signers.iter().map(|one| Signer::read(*one)).collect::<Result<Vec<_>, _>>()?;
        parts.fits(&signers)?;
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
            Ok(Signature { certificate: Arc::clone(certificate), claimed_time, content_sha256 })
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
    fn read(info: Value<'a>) -> Result<Self, Failure> {
        let unreadable = |e: Unreadable| e.as_of(WHAT);
        let raw = RawSigner::read(info).map_err(unreadable)?;
        if raw.unsigned {
            return Err(Failure::Stray("unsigned attributes"));
        }
        let digest = DigestAlgorithm::read(raw.digest)?;
        Ok(Self {
            who: raw.who,
            digest,
            algorithm: SignatureAlgorithm::read_of_signer(raw.algorithm, digest)?,
            attributes: raw.attributes.map(Attributes::read).transpose()?,
            signature: raw.signature,
        })
    }

    fn verify(&self, content: &[u8], certificate: &Certificate) -> Result<(), Failure> {
        let Some(attributes) = &self.attributes else {
            return certificate.key.verify(self.algorithm, content, self.signature);
        };
        if self.digest.of(content).as_ref() != attributes.digest {
            return Err(Failure::Digest);
        }
        if let Some((digest, named)) = attributes.certificate
            && digest.of(certificate.der()).as_ref() != named
        {
            return Err(Failure::SigningCertificate);
        }
        certificate.key.verify(self.algorithm, &attributes.signed, self.signature)
    }
}

impl<'a> Attributes<'a> {
    fn read(list: Value<'a>) -> Result<Self, Failure> {
        let unreadable = |e: Unreadable| e.as_of(WHAT);
        let mut signed = list.whole.to_vec();
        if let Some(tag) = signed.first_mut() {
            *tag = 0x31;
        }
        let (mut digest, mut time, mut certificate, mut kind) = (None, None, None, None);
        for (id, value) in attributes(list).map_err(unreadable)? {
            match id {
                CONTENT_TYPE => kind = Some(value.decode::<ObjectIdentifier>().map_err(unreadable)?),
                MESSAGE_DIGEST => {
                    digest = Some(value.decode::<&OctetStringRef>().map_err(unreadable)?.as_bytes())
                }
                SIGNING_TIME => time = Some(moment(value).map_err(unreadable)?),
                SIGNING_CERTIFICATE_V2 => certificate = Some(certificate_named(value)?),
                // Its digest is SHA-1.
                SIGNING_CERTIFICATE => return Err(Failure::Algorithm("SHA-1".into())),
                _ => {}
            }
        }
        if kind != Some(DATA) {
            return Err(Failure::SignedProperties("contentType"));
        }
        Ok(Self {
            signed,
            digest: digest.ok_or(Failure::SignedProperties("messageDigest"))?,
            time,
            certificate,
        })
    }
}

/// Identifiers and values; each attribute once, with one value, in the order that DER wants.
fn attributes(list: Value<'_>) -> Read<Vec<(ObjectIdentifier, Value<'_>)>> {
    let mut all: Vec<(ObjectIdentifier, Value<'_>)> = Vec::new();
    let mut before: &[u8] = &[];
    for attribute in list.values()?.rest()? {
        let mut parts = attribute.values_of(Tag::Sequence)?;
        let id = parts.decode()?;
        let mut values = parts.take(Tag::Set)?.values()?;
        let value = values.any()?;
        values.end()?;
        parts.end()?;
        if attribute.whole <= before || all.iter().any(|(other, _)| *other == id) {
            return Err(OTHER);
        }
        before = attribute.whole;
        all.push((id, value));
    }
    Ok(all)
}

impl Parts<'_> {
    /// What is not signed must be what follows from what is: the version (§5.1) and the digests that signers use.
    fn fits(&self, signers: &[Signer<'_>]) -> Result<(), Failure> {
        let by_key = signers.iter().any(|signer| matches!(signer.who, Who::Key(_)));
        if self.version != if by_key { 3 } else { 1 } {
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

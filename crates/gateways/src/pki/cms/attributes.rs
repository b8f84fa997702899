//! The attributes of a signer: those that are signed, and the one kind that may stand beside them (RFC 5652 §5.3).

use der::Tag;
use der::asn1::{ObjectIdentifier, OctetStringRef};
use jiff::Timestamp;

use super::{Kind, WHAT};
use crate::pki::algorithm::{DigestAlgorithm, oid};
use crate::pki::ocsp::sha_1;
use crate::pki::wire::{OTHER, Read, Unreadable, Value, moment};
use crate::pki::{Certificate, Failure};

const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");
/// id-aa-signatureTimeStampToken (RFC 3161 appendix A, ETSI EN 319 122-1 §5.3)
const SIGNATURE_TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.14");

/// Time-stamps of one signature: one is usual, a second of another authority happens.
pub(crate) const MOST_STAMPS: usize = 4;

/// What a signer signed beside the content.
#[derive(Debug)]
pub(super) struct Attributes<'a> {
    /// As a SET OF, which is what is signed (§5.4).
    pub(super) signed: Vec<u8>,
    pub(super) digest: &'a [u8],
    pub(super) time: Option<Timestamp>,
    pub(super) certificate: Option<Named<'a>>,
}

/// The signer's certificate, named by its digest.
#[derive(Debug)]
pub(super) enum Named<'a> {
    /// ESSCertID, whose digest is SHA-1: in time-stamps only, where many authorities still write it. It says which of the certificates
    /// that one knows anyway is meant; the signature itself rests on no SHA-1.
    First(&'a [u8]),
    /// ESSCertIDv2 (RFC 5035).
    Second(DigestAlgorithm, &'a [u8]),
}

impl Named<'_> {
    pub(super) fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::First(digest) => sha_1(certificate.der()) == *digest,
            Self::Second(algorithm, digest) => algorithm.of(certificate.der()).as_ref() == *digest,
        }
    }
}

impl<'a> Attributes<'a> {
    pub(super) fn read(list: Value<'a>, of: Kind) -> Result<Self, Failure> {
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
                SIGNING_CERTIFICATE_V2 => certificate = Some(named_second(value)?),
                SIGNING_CERTIFICATE if of == Kind::TimeStamp => {
                    // Where both stand, the second says it better.
                    let first = named_first(value).map_err(unreadable)?;
                    certificate = certificate.or(Some(Named::First(first)));
                }
                // Its digest is SHA-1.
                SIGNING_CERTIFICATE => return Err(Failure::Algorithm("SHA-1".into())),
                _ => {}
            }
        }
        if kind != Some(of.id()) {
            return Err(Failure::SignedProperties("contentType"));
        }
        if certificate.is_none() && of == Kind::TimeStamp {
            return Err(Failure::SignedProperties("signingCertificate"));
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

/// The first certificate that SigningCertificateV2 names (RFC 5035): how it was digested, SHA-256 if nothing is said, and the digest.
fn named_second(value: Value<'_>) -> Result<Named<'_>, Failure> {
    let read = || -> Read<(Option<Value<'_>>, &[u8])> {
        let mut certificates = value.values()?.take(Tag::Sequence)?.values()?;
        let mut first = certificates.take(Tag::Sequence)?.values()?;
        let algorithm = first.optional(Tag::Sequence)?;
        Ok((algorithm, first.take(Tag::OctetString)?.content))
    };
    let (algorithm, digest) = read().map_err(|e| e.as_of(WHAT))?;
    let algorithm = algorithm.map_or(Ok(DigestAlgorithm::Sha256), DigestAlgorithm::read)?;
    Ok(Named::Second(algorithm, digest))
}

/// The digest of the first certificate that SigningCertificate names (RFC 2634 §5.4).
fn named_first(value: Value<'_>) -> Read<&[u8]> {
    let mut certificates = value.values()?.take(Tag::Sequence)?.values()?;
    Ok(certificates.take(Tag::Sequence)?.values()?.take(Tag::OctetString)?.content)
}

/// The time-stamps among the attributes that are not signed; anything else there is refused.
pub(super) fn stamps(list: Value<'_>) -> Result<Vec<&[u8]>, Failure> {
    let read = || -> Read<Option<Vec<&[u8]>>> {
        let mut attributes = list.values()?;
        let mut parts = attributes.take(Tag::Sequence)?.values()?;
        if parts.decode::<ObjectIdentifier>()? != SIGNATURE_TIME_STAMP || !attributes.is_empty() {
            return Ok(None);
        }
        let values: Vec<&[u8]> =
            parts.take(Tag::Set)?.values()?.rest()?.into_iter().map(|value| value.whole).collect();
        parts.end()?;
        let in_order = values.is_sorted_by(|one, next| one < next);
        let count = (1..=MOST_STAMPS).contains(&values.len());
        if in_order && count { Ok(Some(values)) } else { Err(OTHER) }
    };
    read().map_err(|e| e.as_of(WHAT))?.ok_or(Failure::Stray("unsigned attributes"))
}

//! X.509 certificates (RFC 5280), as far as a path needs them.

mod extensions;

use std::fmt;

use der::Tag;
use der::asn1::{IntRef, ObjectIdentifier};
use jiff::Timestamp;

use super::algorithm::SignatureAlgorithm;
use super::wire::{OTHER, Read, Signed, Value, Values, moment, tagged};
use super::{Failure, PublicKey};

pub(crate) use extensions::{Extension, Extensions, extensions, full_names};

/// The longest certificate that is read: real ones have two kilobytes.
pub(crate) const LONGEST_CERTIFICATE: usize = 16 * 1024;

const WHAT: &str = "certificate";

/// A serial number, big-endian, as it stands in the certificate; it prints in hexadecimal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(pub(crate) Vec<u8>);

impl Serial {
    /// Its bytes, big-endian, two's complement.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a key is to be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// Signatures that the holder stands by: the bit nonRepudiation (contentCommitment).
    Commitment,
    /// Proving who one is: digitalSignature, and not nonRepudiation.
    Authentication,
    /// Signing certificates.
    Certificates,
    /// Signing lists of revocations.
    Lists,
}

/// A certificate that could be read. That says nothing about who issued it.
#[derive(Debug)]
pub struct Certificate {
    der: Vec<u8>,
    body: Vec<u8>,
    signature: Vec<u8>,
    algorithm: SignatureAlgorithm,
    pub(crate) serial: Serial,
    pub(crate) issuer: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) valid: (Timestamp, Timestamp),
    pub(crate) key: PublicKey,
    pub(crate) extensions: Extensions,
}

impl Certificate {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    /// [`Failure::TooLong`], [`Failure::Ber`], [`Failure::Malformed`], and what is not accepted: [`Failure::Algorithm`],
    /// [`Failure::Key`], [`Failure::CriticalExtension`].
    pub fn read(bytes: &[u8]) -> Result<Self, Failure> {
        if bytes.len() > LONGEST_CERTIFICATE {
            return Err(Failure::TooLong);
        }
        let signed = outside(bytes).map_err(|e| e.as_of(WHAT))?;
        let body = body(signed.body).map_err(|e| e.as_of(WHAT))?;
        // The outer one is not signed: it must be the inner one.
        if body.algorithm.whole != signed.algorithm.whole {
            return Err(Failure::Malformed(WHAT));
        }
        Ok(Self {
            body: signed.body.whole.to_vec(),
            signature: signed.signature.to_vec(),
            algorithm: SignatureAlgorithm::read(signed.algorithm)?,
            serial: Serial(body.serial.to_vec()),
            issuer: body.issuer.to_vec(),
            subject: body.subject.to_vec(),
            valid: body.valid,
            key: PublicKey::read(body.key)?,
            extensions: Extensions::read(body.extensions)?,
            der: bytes.to_vec(),
        })
    }

    /// The certificate as it came.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Its serial number.
    #[must_use]
    pub fn serial(&self) -> &Serial {
        &self.serial
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The identifier of its key, if it names one.
    #[must_use]
    pub fn key_identifier(&self) -> Option<&[u8]> {
        self.extensions.subject_key.as_deref()
    }

    /// The identifier of the key that signed it, if it names one.
    #[must_use]
    pub fn authority_key(&self) -> Option<&[u8]> {
        self.extensions.authority_key.as_deref()
    }

    /// subjectDirectoryAttributes as it came.
    pub(crate) fn directory_attributes(&self) -> Option<&[u8]> {
        self.extensions.attributes.as_deref()
    }

    /// From when until when it is valid, both included.
    #[must_use]
    pub fn valid(&self) -> (Timestamp, Timestamp) {
        self.valid
    }

    /// Whether somebody's key signed it as it is.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> Result<(), Failure> {
        key.verify(self.algorithm, &self.body, &self.signature)
    }

    /// Whether its key may be used so. A certificate without keyUsage may be used for nothing.
    pub(crate) fn may(&self, usage: Usage) -> bool {
        self.extensions.usage.is_some_and(|bits| match usage {
            Usage::Commitment => bits.non_repudiation(),
            Usage::Authentication => bits.digital_signature() && !bits.non_repudiation(),
            Usage::Certificates => bits.key_cert_sign(),
            Usage::Lists => bits.crl_sign(),
        })
    }

    /// Whether it is an authority's.
    pub(crate) fn is_authority(&self) -> bool {
        self.extensions.authority.as_ref().is_some_and(|constraints| constraints.ca)
    }

    /// Whether it was issued under a policy.
    pub(crate) fn is_of_policy(&self, policy: ObjectIdentifier) -> bool {
        self.extensions.policies.contains(&policy)
    }

    /// Whether it is valid at a moment.
    pub(crate) fn is_valid_at(&self, at: Timestamp) -> Result<(), Failure> {
        let (from, to) = self.valid;
        match at {
            _ if at < from => Err(Failure::NotYetValid(from)),
            _ if at > to => Err(Failure::Expired(to)),
            _ => Ok(()),
        }
    }
}

fn outside(bytes: &[u8]) -> Read<Signed<'_>> {
    let mut values = Values::inside(bytes, Tag::Sequence)?;
    let signed = Signed::take(&mut values)?;
    values.end()?;
    Ok(signed)
}

struct Body<'a> {
    serial: &'a [u8],
    algorithm: Value<'a>,
    issuer: &'a [u8],
    subject: &'a [u8],
    valid: (Timestamp, Timestamp),
    key: Value<'a>,
    extensions: Value<'a>,
}

/// Version 3 with extensions: no profile here has any other.
fn body(body: Value<'_>) -> Read<Body<'_>> {
    let mut parts = body.values()?;
    let mut version = parts.take(tagged(0))?.values()?;
    if version.decode::<u8>()? != 2 {
        return Err(OTHER);
    }
    version.end()?;
    let serial: IntRef<'_> = parts.decode()?;
    let algorithm = parts.take(Tag::Sequence)?;
    let issuer = parts.take(Tag::Sequence)?.whole;
    let mut times = parts.take(Tag::Sequence)?.values()?;
    let valid = (moment(times.any()?)?, moment(times.any()?)?);
    times.end()?;
    let (subject, key) = (parts.take(Tag::Sequence)?.whole, parts.take(Tag::Sequence)?);
    let mut extensions = parts.take(tagged(3))?.values()?;
    parts.end()?;
    let list = extensions.take(Tag::Sequence)?;
    extensions.end()?;
    Ok(Body { serial: serial.as_bytes(), algorithm, issuer, subject, valid, key, extensions: list })
}

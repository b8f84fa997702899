//! The extensions of certificates, and those of lists and answers as far as they are alike.

use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::{Decode, Tag};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies, ExtendedKeyUsage, KeyUsage,
};

use super::WHAT;
use crate::pki::Failure;
use crate::pki::algorithm::oid;
use crate::pki::wire::{OTHER, Read, Value, Values, tagged};

/// More extensions than any profile here has.
const MOST_EXTENSIONS: usize = 32;

/// The extensions that matter here.
#[derive(Debug, Default)]
pub(crate) struct Extensions {
    pub(crate) authority_key: Option<Vec<u8>>,
    pub(crate) subject_key: Option<Vec<u8>>,
    pub(crate) usage: Option<KeyUsage>,
    pub(crate) purposes: Vec<ObjectIdentifier>,
    /// Whether whoever does not understand the purposes must refuse the certificate.
    pub(crate) purposes_critical: bool,
    pub(crate) authority: Option<BasicConstraints>,
    pub(crate) policies: Vec<ObjectIdentifier>,
    /// GeneralName of the places where revocations are listed.
    pub(crate) lists: Vec<Vec<u8>>,
    /// subjectAltName as it came.
    pub(crate) alternative_names: Option<Vec<u8>>,
    /// subjectDirectoryAttributes as it came.
    pub(crate) attributes: Option<Vec<u8>>,
    /// A responder's certificate that is not itself asked about (RFC 6960 §4.2.2.2.1).
    pub(crate) not_asked_about: bool,
}

/// An extension: identifier, whether it is critical, value.
pub(crate) struct Extension<'a> {
    pub(crate) id: ObjectIdentifier,
    pub(crate) critical: bool,
    pub(crate) value: &'a [u8],
}

/// The extensions of a certificate, a list or an answer; none of them twice.
pub(crate) fn extensions(list: Value<'_>) -> Read<Vec<Extension<'_>>> {
    let mut all: Vec<Extension<'_>> = Vec::new();
    let mut values = list.values()?;
    while !values.is_empty() {
        let mut parts = values.take(Tag::Sequence)?.values()?;
        let id = parts.decode()?;
        let critical = match parts.optional(Tag::Boolean)? {
            // FALSE is the default, which DER leaves out.
            Some(value) => Some(value.decode::<bool>()?).filter(|critical| *critical).ok_or(OTHER)?,
            None => false,
        };
        let value: &OctetStringRef = parts.decode()?;
        parts.end()?;
        if all.len() >= MOST_EXTENSIONS || all.iter().any(|other| other.id == id) {
            return Err(OTHER);
        }
        all.push(Extension { id, critical, value: value.as_bytes() });
    }
    Ok(all)
}

impl Extensions {
    pub(super) fn read(list: Value<'_>) -> Result<Self, Failure> {
        let mut read = Self::default();
        for extension in extensions(list).map_err(|e| e.as_of(WHAT))? {
            let understood = read.take(&extension).map_err(|e| e.as_of(WHAT))?;
            if extension.critical && !understood {
                return Err(Failure::CriticalExtension(extension.id.to_string()));
            }
        }
        Ok(read)
    }

    /// Whether it was understood.
    fn take(&mut self, extension: &Extension<'_>) -> Read<bool> {
        let value = extension.value;
        match extension.id {
            KEY_USAGE => self.usage = Some(KeyUsage::from_der(value)?),
            BASIC_CONSTRAINTS => self.authority = Some(BasicConstraints::from_der(value)?),
            POLICIES => {
                let policies = CertificatePolicies::from_der(value)?;
                self.policies = policies.0.iter().map(|policy| policy.policy_identifier).collect();
            }
            PURPOSES => {
                self.purposes = ExtendedKeyUsage::from_der(value)?.0;
                self.purposes_critical = extension.critical;
            }
            SUBJECT_KEY => self.subject_key = Some(<&OctetStringRef>::from_der(value)?.as_bytes().to_vec()),
            AUTHORITY_KEY => {
                let key = AuthorityKeyIdentifier::from_der(value)?.key_identifier;
                self.authority_key = key.map(|key| key.as_bytes().to_vec());
            }
            LISTS => self.lists = distribution_points(value)?,
            SUBJECT_ALT_NAME => self.alternative_names = Some(value.to_vec()),
            ATTRIBUTES => self.attributes = Some(value.to_vec()),
            NO_CHECK => self.not_asked_about = value == [0x05, 0x00],
            _ => return Ok(false),
        }
        Ok(true)
    }
}

const KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
const BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
const POLICIES: ObjectIdentifier = oid("2.5.29.32");
const PURPOSES: ObjectIdentifier = oid("2.5.29.37");
const SUBJECT_KEY: ObjectIdentifier = oid("2.5.29.14");
const AUTHORITY_KEY: ObjectIdentifier = oid("2.5.29.35");
const LISTS: ObjectIdentifier = oid("2.5.29.31");
const SUBJECT_ALT_NAME: ObjectIdentifier = oid("2.5.29.17");
const ATTRIBUTES: ObjectIdentifier = oid("2.5.29.9");
const NO_CHECK: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.5");

/// The full names in CRLDistributionPoints, each as it came.
fn distribution_points(value: &[u8]) -> Read<Vec<Vec<u8>>> {
    let mut names = Vec::new();
    for point in Values::inside(value, Tag::Sequence)?.rest()? {
        if let Some(name) = point.values()?.optional(tagged(0))? {
            names.extend(full_names(name)?);
        }
    }
    Ok(names)
}

/// The GeneralNames of a DistributionPointName; none when it is relative to its issuer.
pub(crate) fn full_names(point: Value<'_>) -> Read<Vec<Vec<u8>>> {
    match point.values()?.optional(tagged(0))? {
        Some(full) => Ok(full.values()?.rest()?.into_iter().map(|name| name.whole.to_vec()).collect()),
        None => Ok(Vec::new()),
    }
}

//! Lists of revocations (RFC 5280 §5).

use std::collections::BTreeMap;
use std::time::Duration;

use der::asn1::{IntRef, ObjectIdentifier};
use der::{Decode, Tag};
use jiff::Timestamp;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;

use super::algorithm::{SignatureAlgorithm, oid};
use super::certificate::{Extension, Usage, extensions, full_names};
use super::proof::fresh;
use super::wire::{OTHER, Read, Signed, Unreadable, Value, Values, moment, tagged, tagged_primitive};
use super::{Certificate, Failure, Serial};

/// A list older than this proves nothing, whatever it says itself: the real ones are made daily \[P\], and a day may be missed.
pub const LIST_AGE: Duration = Duration::from_secs(48 * 3600);
/// The longest list that is read, bytes: a million revocations of forty bytes.
pub const LONGEST_LIST: usize = 40 * 1024 * 1024;

const WHAT: &str = "list of revocations";

/// Since when and why, by serial number.
type Entries = BTreeMap<Box<[u8]>, (Timestamp, Option<u8>)>;

/// A list that could be read. That says nothing about who signed it.
#[derive(Debug)]
pub struct List {
    body: Vec<u8>,
    signature: Vec<u8>,
    algorithm: SignatureAlgorithm,
    issuer: Vec<u8>,
    issuer_key: Option<Vec<u8>>,
    this: Timestamp,
    next: Option<Timestamp>,
    scope: Scope,
    revoked: Entries,
}

/// Which certificates a list covers (issuingDistributionPoint); all of its issuer's when it says nothing.
#[derive(Debug, Default)]
struct Scope {
    /// GeneralNames of the place; a certificate must name one of them.
    places: Vec<Vec<u8>>,
    only_holders: bool,
    only_authorities: bool,
}

struct Body<'a> {
    algorithm: Value<'a>,
    issuer: &'a [u8],
    times: (Timestamp, Option<Timestamp>),
    revoked: Option<Value<'a>>,
    extensions: Value<'a>,
}

impl List {
    /// Reads a list in DER.
    ///
    /// # Errors
    /// [`Failure::TooLong`], [`Failure::Ber`], [`Failure::Malformed`], [`Failure::Algorithm`], [`Failure::CriticalExtension`].
    pub fn read(bytes: &[u8]) -> Result<Self, Failure> {
        if bytes.len() > LONGEST_LIST {
            return Err(Failure::TooLong);
        }
        let unreadable = |e: Unreadable| e.as_of(WHAT);
        let signed = outside(bytes).map_err(unreadable)?;
        let body = body(signed.body).map_err(unreadable)?;
        if body.algorithm.whole != signed.algorithm.whole {
            return Err(Failure::Malformed(WHAT));
        }
        let (issuer_key, scope) = own_extensions(body.extensions)?;
        Ok(Self {
            body: signed.body.whole.to_vec(),
            signature: signed.signature.to_vec(),
            algorithm: SignatureAlgorithm::read(signed.algorithm)?,
            issuer: body.issuer.to_vec(),
            issuer_key,
            this: body.times.0,
            next: body.times.1,
            scope,
            revoked: body.revoked.map_or_else(|| Ok(BTreeMap::new()), revoked)?,
        })
    }

    /// Certificates on it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.revoked.len()
    }

    /// Whether nothing is on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.revoked.is_empty()
    }

    /// When it was made, and when the next one comes if it says so.
    #[must_use]
    pub fn times(&self) -> (Timestamp, Option<Timestamp>) {
        (self.this, self.next)
    }

    /// Whether the list proves that a certificate, issued by `issuer`, is not revoked at a moment.
    ///
    /// # Errors
    /// [`Failure::Revoked`], or why nothing is proved.
    pub fn shows_good(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        at: Timestamp,
    ) -> Result<(), Failure> {
        let same_key = self.issuer_key.is_none() || self.issuer_key == issuer.extensions.subject_key;
        if self.issuer != issuer.subject || !same_key {
            return Err(Failure::ListScope);
        }
        if !issuer.may(Usage::Lists) {
            return Err(Failure::ResponderNotAuthorised);
        }
        issuer.key.verify(self.algorithm, &self.body, &self.signature).map_err(|_| Failure::ListSignature)?;
        if !self.scope.covers(certificate) {
            return Err(Failure::ListScope);
        }
        fresh(self.this, self.next, LIST_AGE, at)?;
        match self.entry(certificate.serial()) {
            Some((since, reason)) => Err(Failure::Revoked { since, reason }),
            None => Ok(()),
        }
    }

    fn entry(&self, serial: &Serial) -> Option<(Timestamp, Option<u8>)> {
        self.revoked.get(serial.bytes()).copied()
    }
}

impl Scope {
    fn covers(&self, certificate: &Certificate) -> bool {
        let place = self.places.is_empty()
            || certificate.extensions.lists.iter().any(|list| self.places.contains(list));
        let kind = if certificate.is_authority() { !self.only_holders } else { !self.only_authorities };
        place && kind
    }
}

fn outside(bytes: &[u8]) -> Read<Signed<'_>> {
    let mut values = Values::inside(bytes, Tag::Sequence)?;
    let signed = Signed::take(&mut values)?;
    values.end()?;
    Ok(signed)
}

fn body(body: Value<'_>) -> Read<Body<'_>> {
    let mut parts = body.values()?;
    // Version 2; version 1 has no extensions and so does not say whose key signed.
    if parts.decode::<u8>()? != 1 {
        return Err(OTHER);
    }
    let algorithm = parts.take(Tag::Sequence)?;
    let issuer = parts.take(Tag::Sequence)?.whole;
    let this = moment(parts.any()?)?;
    let next = match (parts.optional(Tag::UtcTime)?, parts.optional(Tag::GeneralizedTime)?) {
        (None, None) => None,
        (Some(time), None) | (None, Some(time)) => Some(moment(time)?),
        _ => return Err(OTHER),
    };
    let revoked = parts.optional(Tag::Sequence)?;
    let mut extensions = parts.take(tagged(0))?.values()?;
    parts.end()?;
    let list = extensions.take(Tag::Sequence)?;
    extensions.end()?;
    Ok(Body { algorithm, issuer, times: (this, next), revoked, extensions: list })
}

const AUTHORITY_KEY: ObjectIdentifier = oid("2.5.29.35");
const NUMBER: ObjectIdentifier = oid("2.5.29.20");
const PLACE: ObjectIdentifier = oid("2.5.29.28");
const REASON: ObjectIdentifier = oid("2.5.29.21");

fn own_extensions(list: Value<'_>) -> Result<(Option<Vec<u8>>, Scope), Failure> {
    let unreadable = |e: Unreadable| e.as_of(WHAT);
    let (mut key, mut scope) = (None, Scope::default());
    for extension in extensions(list).map_err(unreadable)? {
        match extension.id {
            AUTHORITY_KEY => {
                let read =
                    AuthorityKeyIdentifier::from_der(extension.value).map_err(|e| unreadable(e.into()))?;
                key = read.key_identifier.map(|key| key.as_bytes().to_vec());
            }
            PLACE => scope = place(&extension)?,
            NUMBER => {}
            other if extension.critical => return Err(Failure::CriticalExtension(other.to_string())),
            _ => {}
        }
    }
    Ok((key, scope))
}

/// issuingDistributionPoint. What it may say beyond place and kind (some reasons only, on behalf of others) is not understood.
fn place(extension: &Extension<'_>) -> Result<Scope, Failure> {
    let mut scope = Scope::default();
    let parts =
        Values::inside(extension.value, Tag::Sequence).and_then(Values::rest).map_err(|e| e.as_of(WHAT))?;
    for part in parts {
        match part.tag {
            tag if tag == tagged(0) => scope.places = full_names(part).map_err(|e| e.as_of(WHAT))?,
            tag if tag == tagged_primitive(1) => scope.only_holders = part.content == [0xFF],
            tag if tag == tagged_primitive(2) => scope.only_authorities = part.content == [0xFF],
            _ => return Err(Failure::CriticalExtension(extension.id.to_string())),
        }
    }
    Ok(scope)
}

fn revoked(list: Value<'_>) -> Result<Entries, Failure> {
    let unreadable = |e: Unreadable| e.as_of(WHAT);
    let mut entries = BTreeMap::new();
    let mut values = list.values().map_err(unreadable)?;
    while !values.is_empty() {
        let entry = values.take(Tag::Sequence).map_err(unreadable)?;
        let (serial, since, reason) = entry_in(entry)?;
        entries.insert(serial.into(), (since, reason));
    }
    Ok(entries)
}

fn entry_in(entry: Value<'_>) -> Result<(&[u8], Timestamp, Option<u8>), Failure> {
    let unreadable = |e: Unreadable| e.as_of(WHAT);
    let read = || -> Read<(&[u8], Timestamp, Option<Value<'_>>)> {
        let mut parts = entry.values_of(Tag::Sequence)?;
        let serial: IntRef<'_> = parts.decode()?;
        let (since, more) = (moment(parts.any()?)?, parts.optional(Tag::Sequence)?);
        parts.end()?;
        Ok((serial.as_bytes(), since, more))
    };
    let (serial, since, more) = read().map_err(unreadable)?;
    let mut reason = None;
    for extension in more.map_or_else(|| Ok(Vec::new()), extensions).map_err(unreadable)? {
        match (extension.id, extension.value) {
            (REASON, [0x0A, 1, code]) => reason = Some(*code),
            (REASON, _) => return Err(Failure::Malformed(WHAT)),
            (other, _) if extension.critical => return Err(Failure::CriticalExtension(other.to_string())),
            _ => {}
        }
    }
    Ok((serial, since, reason))
}

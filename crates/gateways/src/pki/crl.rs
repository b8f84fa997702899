//! Lists of revocations (RFC 5280 §5).

mod scope;

use std::collections::BTreeMap;
use std::time::Duration;

use der::Tag;
use der::asn1::{IntRef, ObjectIdentifier};
use jiff::Timestamp;

use super::algorithm::{SignatureAlgorithm, oid};
use super::certificate::{Usage, extensions};
use super::proof::fresh;
use super::wire::{OTHER, Read, Signed, Unreadable, Value, Values, moment, tagged};
use super::{Certificate, Failure, Serial};
use scope::{Scope, own_extensions, time_in};

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

/// What a list that is an authority's own, whole and fresh says.
#[derive(Debug, Clone, Copy)]
pub struct Revocations<'a>(&'a Entries);

impl Revocations<'_> {
    /// Since when and why (RFC 5280 §5.3.1) the certificate of a serial number is revoked.
    #[must_use]
    pub fn of(&self, serial: &[u8]) -> Option<(Timestamp, Option<u8>)> {
        self.0.get(serial).copied()
    }
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
        self.is_of(issuer)?;
        if !self.scope.covers(certificate) {
            return Err(Failure::ListScope);
        }
        fresh(self.this, self.next, LIST_AGE, at)?;
        if !self.scope.still_names(certificate, self.this) {
            return Err(Failure::ListForgets);
        }
        match self.entry(certificate.serial()) {
            Some((since, reason)) => Err(Failure::Revoked { since, reason }),
            None => Ok(()),
        }
    }

    /// All that an authority has revoked, as of a moment: for certificates of which only number and authority are kept.
    ///
    /// # Errors
    /// Why the list says nothing, or not of all certificates of this authority.
    pub fn revocations(&self, issuer: &Certificate, at: Timestamp) -> Result<Revocations<'_>, Failure> {
        self.is_of(issuer)?;
        if !self.scope.is_whole() {
            return Err(Failure::ListScope);
        }
        fresh(self.this, self.next, LIST_AGE, at)?;
        Ok(Revocations(&self.revoked))
    }

    fn is_of(&self, issuer: &Certificate) -> Result<(), Failure> {
        let same_key = self.issuer_key.is_none() || self.issuer_key == issuer.extensions.subject_key;
        if self.issuer != issuer.subject || !same_key {
            return Err(Failure::ListScope);
        }
        if !issuer.may(Usage::Lists) {
            return Err(Failure::ResponderNotAuthorised);
        }
        issuer.key.verify(self.algorithm, &self.body, &self.signature).map_err(|_| Failure::ListSignature)
    }

    fn entry(&self, serial: &Serial) -> Option<(Timestamp, Option<u8>)> {
        self.revoked.get(serial.bytes()).copied()
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

const REASON: ObjectIdentifier = oid("2.5.29.21");
const INVALID_SINCE: ObjectIdentifier = oid("2.5.29.24");

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
    let (serial, mut since, more) = read().map_err(unreadable)?;
    let mut reason = None;
    for extension in more.map_or_else(|| Ok(Vec::new()), extensions).map_err(unreadable)? {
        match (extension.id, extension.value) {
            (REASON, [0x0A, 1, code]) => reason = Some(*code),
            (REASON, _) => return Err(Failure::Malformed(WHAT)),
            // Where the authority knows since when a key was in other hands, that is since when it is not to be trusted (§5.3.2).
            (INVALID_SINCE, value) => since = since.min(time_in(value).map_err(unreadable)?),
            (other, _) if extension.critical => return Err(Failure::CriticalExtension(other.to_string())),
            _ => {}
        }
    }
    Ok((serial, since, reason))
}

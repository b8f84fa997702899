//! Which certificates a list says something about: its own extensions.

use der::asn1::ObjectIdentifier;
use der::{Decode, Tag};
use jiff::Timestamp;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;

use super::WHAT;
use crate::pki::algorithm::oid;
use crate::pki::certificate::{Extension, extensions, full_names};
use crate::pki::wire::{Read, Unreadable, Value, Values, moment, tagged, tagged_primitive};
use crate::pki::{Certificate, Failure};

/// Which certificates a list covers (issuingDistributionPoint); all of its issuer's when it says nothing.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// GeneralNames of the place; a certificate must name one of them.
    places: Vec<Vec<u8>>,
    only_holders: bool,
    only_authorities: bool,
    /// Certificates that expired since then are named still (expiredCertsOnCRL, X.509 §9.5.2.8); without it they may be left out.
    expired_since: Option<Timestamp>,
}

impl Scope {
    pub(super) fn covers(&self, certificate: &Certificate) -> bool {
        let place = self.places.is_empty()
            || certificate.extensions.lists.iter().any(|list| self.places.contains(list));
        let kind = if certificate.is_authority() { !self.only_holders } else { !self.only_authorities };
        place && kind
    }

    /// Whether it covers every holder's certificate.
    pub(super) fn is_whole(&self) -> bool {
        self.places.is_empty() && !self.only_authorities
    }

    /// Whether a certificate that may have expired would be named by a list of that moment, were it revoked (RFC 5280 §3.3).
    pub(super) fn still_names(&self, certificate: &Certificate, made: Timestamp) -> bool {
        let (_, ended) = certificate.valid();
        ended >= made || self.expired_since.is_some_and(|since| ended >= since)
    }
}

const AUTHORITY_KEY: ObjectIdentifier = oid("2.5.29.35");
const NUMBER: ObjectIdentifier = oid("2.5.29.20");
const PLACE: ObjectIdentifier = oid("2.5.29.28");
const EXPIRED_SINCE: ObjectIdentifier = oid("2.5.29.60");

/// The identifier of the key that signed, and what the list covers.
pub(super) fn own_extensions(list: Value<'_>) -> Result<(Option<Vec<u8>>, Scope), Failure> {
    let unreadable = |e: Unreadable| e.as_of(WHAT);
    let (mut key, mut scope) = (None, Scope::default());
    for extension in extensions(list).map_err(unreadable)? {
        match extension.id {
            AUTHORITY_KEY => {
                let read =
                    AuthorityKeyIdentifier::from_der(extension.value).map_err(|e| unreadable(e.into()))?;
                key = read.key_identifier.map(|key| key.as_bytes().to_vec());
            }
            PLACE => place(&extension, &mut scope)?,
            EXPIRED_SINCE => scope.expired_since = Some(time_in(extension.value).map_err(unreadable)?),
            NUMBER => {}
            other if extension.critical => return Err(Failure::CriticalExtension(other.to_string())),
            _ => {}
        }
    }
    Ok((key, scope))
}

/// issuingDistributionPoint. What it may say beyond place and kind (some reasons only, on behalf of others) is not understood.
fn place(extension: &Extension<'_>, scope: &mut Scope) -> Result<(), Failure> {
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
    Ok(())
}

/// One GeneralizedTime.
pub(super) fn time_in(value: &[u8]) -> Read<Timestamp> {
    let mut values = Values::of(value)?;
    let time = moment(values.take(Tag::GeneralizedTime)?)?;
    values.end().map(|()| time)
}

//! Reading an OCSP response (RFC 6960 §4.2.1).

use der::asn1::{IntRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Tag};
use jiff::Timestamp;

use super::{NONCE_ID, SHA_1, SHA_256, WHAT};
use crate::pki::algorithm::oid;
use crate::pki::certificate::extensions;
use crate::pki::wire::{OTHER, Read, Unreadable, Value, Values, moment, tagged, tagged_primitive};
use crate::pki::{Certificate, Failure, Serial};

const BASIC: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.1");

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Responder {
    Name(Vec<u8>),
    Key(Vec<u8>),
}

#[derive(Debug)]
pub(super) struct Single {
    pub(super) sha_256: bool,
    pub(super) issuer_name: Vec<u8>,
    pub(super) issuer_key: Vec<u8>,
    pub(super) serial: Serial,
    pub(super) state: State,
    pub(super) this: Timestamp,
    pub(super) next: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum State {
    Good,
    Revoked(Timestamp, Option<u8>),
    Unknown,
}

/// The BasicOCSPResponse inside.
pub(super) fn basic(bytes: &[u8]) -> Read<Result<&[u8], Failure>> {
    let mut parts = Values::inside(bytes, Tag::Sequence)?;
    let status = parts.take(Tag::Enumerated)?;
    match status.content {
        [0] => {}
        [code] => return parts.end().map(|()| Err(Failure::ResponderRefused(*code))),
        _ => return Err(OTHER),
    }
    let mut outer = parts.take(tagged(0))?.values()?;
    parts.end()?;
    let mut inner = outer.take(Tag::Sequence)?.values()?;
    outer.end()?;
    if inner.decode::<ObjectIdentifier>()? != BASIC {
        return Err(OTHER);
    }
    let basic: &OctetStringRef = inner.decode()?;
    inner.end()?;
    Ok(Ok(basic.as_bytes()))
}

pub(super) fn certificates(mut parts: Values<'_>) -> Result<Vec<Certificate>, Failure> {
    let unreadable = |e: Unreadable| e.as_of(WHAT);
    let list = parts.optional(tagged(0)).map_err(unreadable)?;
    parts.end().map_err(unreadable)?;
    let Some(list) = list else { return Ok(Vec::new()) };
    let all = Values::inside(list.content, Tag::Sequence).and_then(Values::rest).map_err(unreadable)?;
    all.iter().map(|one| Certificate::read(one.whole)).collect()
}

/// What is signed of an answer.
pub(super) struct Data {
    pub(super) responder: Responder,
    pub(super) nonce: Option<Vec<u8>>,
    pub(super) singles: Vec<Single>,
}

impl Data {
    pub(super) fn read(data: Value<'_>) -> Read<Self> {
        let mut parts = data.values_of(Tag::Sequence)?;
        let id = parts.any()?;
        let mut inside = id.values()?;
        let responder = match id.tag {
            tag if tag == tagged(1) => Responder::Name(inside.take(Tag::Sequence)?.whole.to_vec()),
            tag if tag == tagged(2) => Responder::Key(inside.take(Tag::OctetString)?.content.to_vec()),
            _ => return Err(OTHER),
        };
        inside.end()?;
        moment(parts.take(Tag::GeneralizedTime)?)?;
        let singles =
            parts.take(Tag::Sequence)?.values()?.rest()?.into_iter().map(single).collect::<Read<_>>()?;
        let nonce = match parts.optional(tagged(1))? {
            Some(list) => nonce(list)?,
            None => None,
        };
        parts.end()?;
        Ok(Self { responder, nonce, singles })
    }
}

fn nonce(list: Value<'_>) -> Read<Option<Vec<u8>>> {
    let mut outer = list.values()?;
    let all = extensions(outer.take(Tag::Sequence)?)?;
    outer.end()?;
    // No critical extension is known here that would change what an answer means.
    if all.iter().any(|extension| extension.critical && extension.id != NONCE_ID) {
        return Err(OTHER);
    }
    match all.iter().find(|extension| extension.id == NONCE_ID) {
        Some(extension) => Ok(Some(<&OctetStringRef>::from_der(extension.value)?.as_bytes().to_vec())),
        None => Ok(None),
    }
}

fn single(single: Value<'_>) -> Read<Single> {
    let mut parts = single.values_of(Tag::Sequence)?;
    let mut id = parts.take(Tag::Sequence)?.values()?;
    let hash: ObjectIdentifier = id.take(Tag::Sequence)?.values()?.decode()?;
    if ![SHA_1, SHA_256].contains(&hash) {
        return Err(OTHER);
    }
    let (issuer_name, issuer_key) = (id.take(Tag::OctetString)?, id.take(Tag::OctetString)?);
    let serial: IntRef<'_> = id.decode()?;
    id.end()?;
    let state = state(parts.any()?)?;
    let this = moment(parts.take(Tag::GeneralizedTime)?)?;
    let next = match parts.optional(tagged(0))? {
        Some(next) => Some(moment(next.values()?.take(Tag::GeneralizedTime)?)?),
        None => None,
    };
    if let Some(list) = parts.optional(tagged(1))? {
        let all = extensions(list.values()?.take(Tag::Sequence)?)?;
        if all.iter().any(|extension| extension.critical) {
            return Err(OTHER);
        }
    }
    parts.end()?;
    Ok(Single {
        sha_256: hash == SHA_256,
        issuer_name: issuer_name.content.to_vec(),
        issuer_key: issuer_key.content.to_vec(),
        serial: Serial(serial.as_bytes().to_vec()),
        state,
        this,
        next,
    })
}

fn state(value: Value<'_>) -> Read<State> {
    match value.tag {
        tag if tag == tagged_primitive(0) && value.content.is_empty() => Ok(State::Good),
        tag if tag == tagged_primitive(2) && value.content.is_empty() => Ok(State::Unknown),
        tag if tag == tagged(1) => {
            let mut parts = value.values()?;
            let since = moment(parts.take(Tag::GeneralizedTime)?)?;
            let reason = match parts.optional(tagged(0))? {
                Some(reason) => match reason.values()?.take(Tag::Enumerated)?.content {
                    [code] => Some(*code),
                    _ => return Err(OTHER),
                },
                None => None,
            };
            parts.end()?;
            Ok(State::Revoked(since, reason))
        }
        _ => Err(OTHER),
    }
}

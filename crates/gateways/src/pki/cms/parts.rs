//! The parts of a SignedData as they stand in the bytes (RFC 5652 §5), not yet understood.

use der::Tag;
use der::asn1::{IntRef, ObjectIdentifier, OctetStringRef};

use super::{Kind, MOST_CERTIFICATES, MOST_SIGNERS, SIGNED_DATA};
use crate::pki::wire::{OTHER, Read, Value, Values, tagged, tagged_primitive};

/// How a signer is named.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Who<'a> {
    Issued { issuer: &'a [u8], serial: &'a [u8] },
    Key(&'a [u8]),
}

/// A SignerInfo, its values not yet understood.
pub(super) struct RawSigner<'a> {
    pub(super) who: Who<'a>,
    pub(super) digest: Value<'a>,
    pub(super) attributes: Option<Value<'a>>,
    pub(super) algorithm: Value<'a>,
    pub(super) signature: &'a [u8],
    pub(super) unsigned: Option<Value<'a>>,
}

impl<'a> RawSigner<'a> {
    pub(super) fn read(info: Value<'a>) -> Read<Self> {
        let mut parts = info.values_of(Tag::Sequence)?;
        let version: u8 = parts.decode()?;
        let id = parts.any()?;
        let who = match id.tag {
            Tag::Sequence => {
                let mut id = id.values()?;
                let issuer = id.take(Tag::Sequence)?.whole;
                let serial: IntRef<'a> = id.decode()?;
                id.end()?;
                Who::Issued { issuer, serial: serial.as_bytes() }
            }
            tag if tag == tagged_primitive(0) => Who::Key(id.content),
            _ => return Err(OTHER),
        };
        // §5.3: the version follows from how the signer is named.
        if version != if matches!(who, Who::Key(_)) { 3 } else { 1 } {
            return Err(OTHER);
        }
        let digest = parts.take(Tag::Sequence)?;
        let attributes = parts.optional(tagged(0))?;
        let algorithm = parts.take(Tag::Sequence)?;
        let signature: &OctetStringRef = parts.decode()?;
        let unsigned = parts.optional(tagged(1))?;
        parts.end()?;
        Ok(Self { who, digest, attributes, algorithm, signature: signature.as_bytes(), unsigned })
    }
}

/// A SignedData, its values not yet understood.
pub(super) struct Parts<'a> {
    pub(super) version: u8,
    pub(super) digests: Vec<Value<'a>>,
    pub(super) content: Option<&'a [u8]>,
    pub(super) certificates: Vec<Value<'a>>,
    pub(super) lists: bool,
    pub(super) signers: Vec<Value<'a>>,
}

impl<'a> Parts<'a> {
    pub(super) fn read(bytes: &'a [u8], kind: Kind) -> Read<Self> {
        let mut outer = Values::inside(bytes, Tag::Sequence)?;
        if outer.decode::<ObjectIdentifier>()? != SIGNED_DATA {
            return Err(OTHER);
        }
        let mut inner = outer.take(tagged(0))?.values()?;
        outer.end()?;
        let mut parts = inner.take(Tag::Sequence)?.values()?;
        inner.end()?;
        let version = parts.decode()?;
        let digests = parts.take(Tag::Set)?.values()?.rest()?;
        let content = content(parts.take(Tag::Sequence)?, kind)?;
        let certificates = parts.optional(tagged(0))?.map_or(Ok(Vec::new()), |list| list.values()?.rest())?;
        let lists = parts.optional(tagged(1))?.is_some();
        let signers = parts.take(Tag::Set)?.values()?.rest()?;
        parts.end()?;
        if certificates.len() > MOST_CERTIFICATES || signers.len() > MOST_SIGNERS {
            return Err(OTHER);
        }
        Ok(Self { version, digests, content, certificates, lists, signers })
    }
}

/// The content of an EncapsulatedContentInfo, which must be of a kind; none when it stands beside.
fn content(info: Value<'_>, kind: Kind) -> Read<Option<&[u8]>> {
    let mut parts = info.values()?;
    if parts.decode::<ObjectIdentifier>()? != kind.id() {
        return Err(OTHER);
    }
    let content = match parts.optional(tagged(0))? {
        Some(content) => {
            let mut inside = content.values()?;
            let octets: &OctetStringRef = inside.decode()?;
            inside.end()?;
            Some(octets.as_bytes())
        }
        None => None,
    };
    parts.end()?;
    Ok(content)
}

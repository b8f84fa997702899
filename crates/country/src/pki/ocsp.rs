//! The responder's side of OCSP (RFC 6960): read a request, write an answer.
//!
//! Answers are signed by a certificate that the authority issued for that alone (§4.2.2.2), not by the authority's own key.

use std::io;

use aws_lc_rs::digest::{self, Digest};

use super::authority::Authority;
use super::certificate::extension;
use super::crl::reason;
use super::der::{
    Der, Values, bits, enumerated, generalized_time, octets, oid, sequence, tagged, tagged_primitive,
};
use super::history::Ending;
use super::key::{Key, SHA_256};

const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
const SHA_1: &str = "1.3.14.3.2.26";
/// Certificates asked for at once: one is usual.
const MOST_ASKED: usize = 16;
/// Length of a nonce (RFC 9654 §2.1).
const NONCES: std::ops::RangeInclusive<usize> = 1..=128;

/// A certificate that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// CertID as it came: it goes back unchanged.
    pub(crate) id: Der,
    sha_256: bool,
    issuer_name: Vec<u8>,
    issuer_key: Vec<u8>,
    /// Big-endian, without leading zeros.
    pub(crate) serial: Vec<u8>,
}

impl Asked {
    /// Whether an authority's name and key are meant.
    pub(crate) fn is_of(&self, authority: &Authority) -> bool {
        let name = self.hash(&authority.name);
        let key = authority.key.public_bits();
        name.as_ref() == self.issuer_name && self.hash(key).as_ref() == self.issuer_key
    }

    fn hash(&self, bytes: &[u8]) -> Digest {
        digest::digest(if self.sha_256 { &digest::SHA256 } else { &digest::SHA1_FOR_LEGACY_USE_ONLY }, bytes)
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) asked: Vec<Asked>,
    pub(crate) nonce: Option<Vec<u8>>,
}

/// Reads a request; `None` when it is malformed. Who asks (requestorName, signature) is of no interest here.
pub(crate) fn read(bytes: &[u8]) -> Option<Request> {
    let mut outside = Values(bytes);
    let mut request = Values(outside.want(0x30)?);
    let mut body = Values(request.want(0x30)?);
    let (_version, _requestor) = (body.want(0xA0), body.want(0xA1));
    let asked = Values(body.want(0x30)?).map(|one| asked(one.content)).collect::<Option<Vec<_>>>()?;
    let nonce = match body.want(0xA2) {
        Some(extensions) => nonce(extensions)?,
        None => None,
    };
    (!asked.is_empty() && asked.len() <= MOST_ASKED).then_some(Request { asked, nonce })
}

fn asked(one: &[u8]) -> Option<Asked> {
    let id = Values(one).next().filter(|id| id.tag == 0x30)?;
    let mut parts = Values(id.content);
    let hash = parts.want(0x30)?;
    let hash = Values(hash).next()?.whole;
    let sha_256 = hash == oid(SHA_256);
    if !sha_256 && hash != oid(SHA_1) {
        return None;
    }
    let (issuer_name, issuer_key) = (parts.want(0x04)?.to_vec(), parts.want(0x04)?.to_vec());
    let serial = parts.want(0x02)?.iter().copied().skip_while(|byte| *byte == 0).collect();
    Some(Asked { id: id.whole.to_vec(), sha_256, issuer_name, issuer_key, serial })
}

/// The nonce among the extensions; outer `None` when they are malformed.
fn nonce(extensions: &[u8]) -> Option<Option<Vec<u8>>> {
    for extension in Values(Values(extensions).want(0x30)?) {
        let mut parts = Values(extension.content);
        let id = parts.next()?.whole;
        let _critical = parts.want(0x01);
        let value = parts.want(0x04)?;
        if id == oid(NONCE) {
            let nonce = Values(value).want(0x04)?;
            return NONCES.contains(&nonce.len()).then(|| Some(nonce.to_vec()));
        }
    }
    Some(None)
}

/// What is known of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Good,
    Revoked { since: i64, why: Ending },
    Unknown,
}

/// When an answer was made, and from when until when it holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub(crate) made: i64,
    pub(crate) this: i64,
    pub(crate) next: i64,
}

/// An answer signed by a responder's key.
pub(crate) fn answer(
    found: &[(Asked, Status)],
    nonce: Option<&[u8]>,
    times: Times,
    (key, certificate): (&Key, &[u8]),
) -> io::Result<Der> {
    let single = found.iter().map(|(asked, status)| {
        let status = match status {
            Status::Good => tagged_primitive(0, &[]),
            Status::Revoked { since, why } => {
                tagged(1, &[generalized_time(*since), tagged(0, &enumerated(reason(*why)))].concat())
            }
            Status::Unknown => tagged_primitive(2, &[]),
        };
        sequence([
            asked.id.clone(),
            status,
            generalized_time(times.this),
            tagged(0, &generalized_time(times.next)),
        ])
    });
    // responderID byKey
    let mut parts =
        vec![tagged(2, &octets(&key.identifier())), generalized_time(times.made), sequence(single)];
    parts.extend(nonce.map(|nonce| tagged(1, &sequence([extension(NONCE, false, &octets(nonce))]))));
    let data = sequence(parts);
    let basic = sequence([
        data.clone(),
        key.algorithm().of_signature(),
        bits(&key.sign(&data)?),
        tagged(0, &sequence([certificate])),
    ]);
    Ok(sequence([enumerated(0), tagged(0, &sequence([oid(BASIC), octets(&basic)]))]))
}

/// Why a request gets no answer (RFC 6960 §4.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Malformed = 1,
    Internal = 2,
    Unauthorized = 6,
}

/// An answer that says only why there is none.
pub(crate) fn refuse(why: Refusal) -> Der {
    sequence([enumerated(why as u8)])
}

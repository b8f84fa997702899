//! CMS SignedData (RFC 5652) with one signer.

use std::io;

use super::der::{Der, integer, number, octets, oid, sequence, set_of, tagged, time};
use super::key::Key;

const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const DATA: &str = "1.2.840.113549.1.7.1";
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
const TIME_STAMP: &str = "1.2.840.113549.1.9.16.1.4";
const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
const SIGNATURE_TIME_STAMP: &str = "1.2.840.113549.1.9.16.2.14";

/// Who signs, and when by his or her own clock.
pub(crate) struct Signer<'a> {
    pub(crate) key: &'a Key,
    pub(crate) certificate: &'a [u8],
    /// The issuer's name and the serial number, as they stand in the certificate.
    pub(crate) issuer: &'a [u8],
    pub(crate) serial: &'a [u8],
    pub(crate) now: i64,
}

/// Makes the token of a time-stamp out of what it shall be of.
pub type Stamper<'a> = dyn Fn(&[u8]) -> io::Result<Der> + 'a;

/// A signed document; without its content when `detached`.
pub(crate) fn signed(content: &[u8], detached: bool, signer: &Signer<'_>) -> io::Result<Der> {
    let content = Content { kind: DATA, bytes: content, inside: !detached, certificate: true, timed: true };
    signed_data(&content, signer, None)
}

/// A signature for the inside of a PDF. PAdES has the time of signing in the dictionary, not here (ETSI EN 319 142-1 §6.3).
pub(crate) fn for_pdf(
    content: &[u8],
    timed: bool,
    signer: &Signer<'_>,
    stamp: Option<&Stamper<'_>>,
) -> io::Result<Der> {
    let content = Content { kind: DATA, bytes: content, inside: false, certificate: true, timed };
    signed_data(&content, signer, stamp)
}

/// The same with a time-stamp of the signature (CAdES-T).
pub(crate) fn stamped(
    content: &[u8],
    detached: bool,
    signer: &Signer<'_>,
    stamp: &Stamper<'_>,
) -> io::Result<Der> {
    let content = Content { kind: DATA, bytes: content, inside: !detached, certificate: true, timed: true };
    signed_data(&content, signer, Some(stamp))
}

/// The token of a time-stamp, around what the authority says.
pub(crate) fn token(info: &[u8], certificate: bool, signer: &Signer<'_>) -> io::Result<Der> {
    let content = Content { kind: TIME_STAMP, bytes: info, inside: true, certificate, timed: true };
    signed_data(&content, signer, None)
}

/// What is signed, whether it goes inside, whether the signer's certificate comes along, and whether the time of signing does.
struct Content<'a> {
    kind: &'static str,
    bytes: &'a [u8],
    inside: bool,
    certificate: bool,
    timed: bool,
}

fn signed_data(content: &Content<'_>, signer: &Signer<'_>, stamp: Option<&Stamper<'_>>) -> io::Result<Der> {
    let digest = signer.key.algorithm().of_digest();
    let mut encapsulated = vec![oid(content.kind)];
    if content.inside {
        encapsulated.push(tagged(0, &octets(content.bytes)));
    }
    // §5.1: 3 for anything but plain data
    let version = number(if content.kind == DATA { 1 } else { 3 });
    let mut parts = vec![version, set_of(vec![digest]), sequence(encapsulated)];
    if content.certificate {
        parts.push(tagged(0, signer.certificate));
    }
    parts.push(set_of(vec![signer_info(content, signer, stamp)?]));
    Ok(sequence([oid(SIGNED_DATA), tagged(0, &sequence(parts))]))
}

fn signer_info(content: &Content<'_>, signer: &Signer<'_>, stamp: Option<&Stamper<'_>>) -> io::Result<Der> {
    let algorithm = signer.key.algorithm();
    let attribute = |id, value: Der| sequence([oid(id), set_of(vec![value])]);
    // ESSCertIDv2: the digest's algorithm is left out when it is SHA-256, its default (RFC 5035).
    let mut certificate_id = Vec::new();
    if algorithm != super::key::Algorithm::Rsa2048 {
        certificate_id.push(algorithm.of_digest());
    }
    certificate_id.push(octets(&algorithm.digest(signer.certificate)));
    let mut attributes = vec![
        attribute(CONTENT_TYPE, oid(content.kind)),
        attribute(MESSAGE_DIGEST, octets(&algorithm.digest(content.bytes))),
        attribute(SIGNING_CERTIFICATE_V2, sequence([sequence([sequence(certificate_id)])])),
    ];
    if content.timed {
        attributes.push(attribute(SIGNING_TIME, time(signer.now)));
    }
    let attributes = set_of(attributes);
    // Signed as a SET, sent as [0] (RFC 5652 §5.4).
    let signature = signer.key.sign(&attributes)?;
    let mut sent = attributes;
    if let Some(tag) = sent.first_mut() {
        *tag = 0xA0;
    }
    let mut parts = vec![
        number(1),
        sequence([signer.issuer.to_vec(), integer(signer.serial)]),
        algorithm.of_digest(),
        sent,
        algorithm.of_signer(),
        octets(&signature),
    ];
    if let Some(stamp) = stamp {
        parts.push(tagged(1, &attribute(SIGNATURE_TIME_STAMP, stamp(&signature)?)));
    }
    Ok(sequence(parts))
}

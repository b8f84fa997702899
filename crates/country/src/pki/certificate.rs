//! X.509 certificates (RFC 5280) out of their parts.

use super::der::{
    Der, bits, ia5, integer, named_bits, null, number, octets, oid, printable, sequence, set_of, tagged,
    tagged_primitive, time, utf8, yes,
};
use super::key::Key;

/// Attributes of a name.
pub(crate) const COUNTRY: &str = "2.5.4.6";
pub(crate) const ORGANISATION: &str = "2.5.4.10";
pub(crate) const UNIT: &str = "2.5.4.11";
pub(crate) const COMMON_NAME: &str = "2.5.4.3";
pub(crate) const LOCALITY: &str = "2.5.4.7";
pub(crate) const SERIAL_NUMBER: &str = "2.5.4.5";

/// A distinguished name: `C` and the serial number as PrintableString, everything else as UTF8String, one attribute a step.
pub(crate) fn name(parts: &[(&str, &str)]) -> Der {
    sequence(parts.iter().map(|(attribute, value)| {
        let text = if matches!(*attribute, COUNTRY | SERIAL_NUMBER) { printable(value) } else { utf8(value) };
        set_of(vec![sequence([oid(attribute), text])])
    }))
}

/// What a certificate says, but for what its authority adds when it signs.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    /// Big-endian, positive.
    pub(crate) serial: Vec<u8>,
    pub(crate) subject: Der,
    /// First and last second, Unix time.
    pub(crate) valid: (i64, i64),
    /// SubjectPublicKeyInfo.
    pub(crate) key: Der,
    pub(crate) extensions: Vec<Der>,
}

/// A certificate signed by a key of a name.
pub(crate) fn signed(contents: &Contents, issuer: &[u8], key: &Key) -> std::io::Result<Der> {
    let algorithm = key.algorithm().of_signature();
    let (from, to) = contents.valid;
    let body = sequence([
        tagged(0, &number(2)),
        integer(&contents.serial),
        algorithm.clone(),
        issuer.to_vec(),
        sequence([time(from), time(to)]),
        contents.subject.clone(),
        contents.key.clone(),
        tagged(3, &sequence(&contents.extensions)),
    ]);
    let signature = key.sign(&body)?;
    Ok(sequence([body, algorithm, bits(&signature)]))
}

/// An extension.
pub(crate) fn extension(id: &str, critical: bool, value: &[u8]) -> Der {
    let mut parts = vec![oid(id)];
    if critical {
        parts.push(yes());
    }
    parts.push(octets(value));
    sequence(parts)
}

/// Uses of a key that occur here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Usage {
    DigitalSignature,
    NonRepudiation,
    Both,
    Authority,
}

/// keyUsage, critical.
pub(crate) fn key_usage(usage: Usage) -> Der {
    let value = match usage {
        Usage::DigitalSignature => named_bits(&[0b1000_0000], 7),
        Usage::NonRepudiation => named_bits(&[0b0100_0000], 6),
        Usage::Both => named_bits(&[0b1100_0000], 6),
        // keyCertSign and cRLSign
        Usage::Authority => named_bits(&[0b0000_0110], 1),
    };
    extension("2.5.29.15", true, &value)
}

/// basicConstraints of an authority, critical; how many authorities may stand below it, if that is limited.
pub(crate) fn authority(below: Option<u64>) -> Der {
    let parts: Vec<Der> = std::iter::once(yes()).chain(below.map(number)).collect();
    extension("2.5.29.19", true, &sequence(parts))
}

/// certificatePolicies with one policy, and the address of its practice statement.
pub(crate) fn policy(id: &str, statement: Option<&str>, critical: bool) -> Der {
    const CPS: &str = "1.3.6.1.5.5.7.2.1";
    let mut parts = vec![oid(id)];
    parts.extend(statement.map(|at| sequence([sequence([oid(CPS), ia5(at)])])));
    extension("2.5.29.32", critical, &sequence([sequence(parts)]))
}

/// subjectKeyIdentifier.
pub(crate) fn subject_key(key: &Key) -> Der {
    extension("2.5.29.14", false, &octets(&key.identifier()))
}

/// authorityKeyIdentifier with the key's identifier alone.
pub(crate) fn authority_key(key: &Key) -> Der {
    extension("2.5.29.35", false, &sequence([tagged_primitive(0, &key.identifier())]))
}

/// authorityKeyIdentifier with the key's identifier, and the name and the serial number of the authority's own certificate.
pub(crate) fn authority_key_and_certificate(key: &Key, issuer: &[u8], serial: &[u8]) -> Der {
    let serial = integer(serial);
    let value = sequence([
        tagged_primitive(0, &key.identifier()),
        tagged(1, &tagged(4, issuer)),
        tagged_primitive(2, serial.get(2..).unwrap_or_default()),
    ]);
    extension("2.5.29.35", false, &value)
}

/// subjectAltName or issuerAltName with a name.
pub(crate) fn other_name_of(id: &str, name: &[u8]) -> Der {
    extension(id, false, &sequence([tagged(4, name)]))
}

pub(crate) const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub(crate) const ISSUER_ALT_NAME: &str = "2.5.29.18";

/// Where the list of revocations is: a place in a directory.
pub(crate) fn list_in_directory(name: &[u8]) -> Der {
    extension("2.5.29.31", false, &sequence([distribution_point(&tagged(4, name))]))
}

/// Where the list of revocations is: an address.
pub(crate) fn list_at(address: &str) -> Der {
    extension("2.5.29.31", false, &sequence([distribution_point(&tagged_primitive(6, address.as_bytes()))]))
}

/// `SEQUENCE { [0] { [0] fullName } }`: also the beginning of an issuingDistributionPoint.
pub(crate) fn distribution_point(general_name: &[u8]) -> Der {
    sequence([tagged(0, &tagged(0, general_name))])
}

/// authorityInfoAccess with the address of the responder.
pub(crate) fn responder_at(address: &str) -> Der {
    const AIA: &str = "1.3.6.1.5.5.7.1.1";
    const OCSP: &str = "1.3.6.1.5.5.7.48.1";
    extension(AIA, false, &sequence([sequence([oid(OCSP), tagged_primitive(6, address.as_bytes())])]))
}

/// extendedKeyUsage
const PURPOSES: &str = "2.5.29.37";

/// What makes a certificate one of a responder: the purpose, and that it is itself not asked about (RFC 6960 §4.2.2.2).
pub(crate) fn of_a_responder() -> [Der; 2] {
    const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
    const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
    [extension(PURPOSES, false, &sequence([oid(OCSP_SIGNING)])), extension(NO_CHECK, false, &null())]
}

/// What makes a certificate one for time-stamps: that purpose alone, critical (RFC 3161 §2.3).
pub(crate) fn for_time_stamps() -> Der {
    const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
    extension(PURPOSES, true, &sequence([oid(TIME_STAMPING)]))
}

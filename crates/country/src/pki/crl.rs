//! Lists of revocations (RFC 5280 §5).

use std::io;

use super::authority::Authority;
use super::certificate::{distribution_point, extension};
use super::der::{Der, bits, enumerated, generalized_time, integer, number, sequence, tagged, time, tlv};
use super::history::Ending;

/// One revoked certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Revoked {
    pub(crate) serial: Vec<u8>,
    pub(crate) since: i64,
    pub(crate) why: Ending,
}

/// Reason codes (RFC 5280 §5.3.1). Which ones the real authority gives is not published in what we could read: these are ours \[I\].
pub(crate) fn reason(why: Ending) -> u8 {
    match why {
        Ending::Changed => 3,
        Ending::Renewed => 4,
        Ending::Died | Ending::Left => 5,
    }
}

/// When a list was made and when the next one comes, Unix time; its number; and since when certificates that have expired stay named
/// (expiredCertsOnCRL), if they do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edition {
    pub(crate) made: i64,
    pub(crate) next: i64,
    pub(crate) number: u64,
    pub(crate) expired_since: Option<i64>,
}

/// A list signed by its authority. With `only` it covers the certificates of one place in the directory (GeneralName).
pub(crate) fn list(
    authority: &Authority,
    edition: Edition,
    revoked: &[Revoked],
    only: Option<&[u8]>,
) -> io::Result<Der> {
    let algorithm = authority.key.algorithm().of_signature();
    let entries = revoked.iter().map(|entry| {
        let code = extension("2.5.29.21", false, &enumerated(reason(entry.why)));
        sequence([integer(&entry.serial), time(entry.since), sequence([code])])
    });
    let key = tlv(0x80, &authority.key.identifier());
    let mut extensions = vec![
        extension("2.5.29.35", false, &sequence([key])),
        extension("2.5.29.20", false, &number(edition.number)),
    ];
    let expired = edition.expired_since.map(|since| extension("2.5.29.60", false, &generalized_time(since)));
    extensions.extend(expired);
    extensions.extend(only.map(|place| extension("2.5.29.28", true, &distribution_point(place))));
    let mut parts =
        vec![number(1), algorithm.clone(), authority.name.clone(), time(edition.made), time(edition.next)];
    if !revoked.is_empty() {
        parts.push(sequence(entries));
    }
    parts.push(tagged(0, &sequence(extensions)));
    let body = sequence(parts);
    let signature = authority.key.sign(&body)?;
    Ok(sequence([body, algorithm, bits(&signature)]))
}

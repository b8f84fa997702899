//! A time-stamping authority (RFC 3161): its root, and what stamps below it, a new key each year as such authorities have.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::authority::{Authority, Plan, serial_of};
use super::certificate::{self as x509, COMMON_NAME, COUNTRY, Contents, ORGANISATION, Usage};
use super::der::{
    Der, Value, Values, generalized_time, integer, number, octets, oid, sequence, tagged, utf8,
};
use super::key::{Algorithm, Key, SHA_256, SHA_384, random};
use super::{cms, day_begins, day_ends, files};
use crate::Day;
use crate::nation::Nation;

/// The policy under which it stamps: in the arc for documentation (RFC 5612), ours \[D\].
const POLICY: &str = "1.3.6.1.4.1.32473.5.1";
/// How far its clock may be wrong, seconds.
const ACCURACY: u64 = 1;
/// From when until when the root's certificate is valid (invented).
const ROOT_VALID: (Day, Day) = (Day::of(2016, 4, 1), Day::of(2056, 3, 31));
/// Years of a certificate that stamps: the key stamps for one, the stamps are good for ten more.
const YEARS: i32 = 11;
/// The longest number that a query may bring along, bytes.
const LONGEST_NONCE: usize = 32;

/// Why a query is refused: the bit of PKIFailureInfo (§2.4.2) and words.
type Refusal = (u32, &'static str);
const BAD_ALGORITHM: Refusal = (0, "digests: SHA-256, SHA-384, SHA-512");
const BAD_REQUEST: Refusal = (2, "not a query of RFC 3161");
const BAD_FORMAT: Refusal = (5, "the digest has another length");
const OTHER_POLICY: Refusal = (15, "another policy");
const EXTENSION: Refusal = (16, "no extension is understood");

/// The authority. Cheap to clone.
#[derive(Debug, Clone)]
pub struct TimeStamps(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    nation: Nation,
    folder: PathBuf,
    root: Authority,
}

/// What a query asks for.
struct Query<'a> {
    imprint: &'a [u8],
    nonce: Option<&'a [u8]>,
    certificate: bool,
}

impl TimeStamps {
    /// The authority of a nation.
    ///
    /// # Errors
    /// When its keys cannot be read or made.
    pub fn open(nation: &Nation) -> io::Result<TimeStamps> {
        let folder = nation.home().join("pki");
        let root = Authority::at(&folder, root(), None)?;
        let folder = folder.join("time-stamps");
        Ok(TimeStamps(Arc::new(Inner { nation: nation.clone(), folder, root })))
    }

    /// The certificate of its root: what a verifier trusts.
    #[must_use]
    pub fn root(&self) -> Der {
        self.0.root.certificate.clone()
    }

    pub(crate) fn authority(&self) -> &Authority {
        &self.0.root
    }

    /// A time-stamp of some bytes, as of now in the nation.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn stamp(&self, bytes: &[u8]) -> io::Result<Der> {
        let digest = octets(&Algorithm::Rsa2048.digest(bytes));
        let imprint = sequence([sequence([oid(SHA_256)]), digest]);
        self.0.token(&Query { imprint: &imprint, nonce: None, certificate: true })
    }

    /// The reply to a query, both in DER (§2.4). What it cannot grant it refuses in the reply.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub(crate) fn reply(&self, query: &[u8]) -> io::Result<Der> {
        match Query::read(query) {
            Ok(query) => {
                let token = self.0.token(&query)?;
                Ok(sequence([sequence([number(0)]), token]))
            }
            Err((bit, words)) => {
                let rejection = [number(2), sequence([utf8(words)]), failure(bit)];
                Ok(sequence([sequence(rejection)]))
            }
        }
    }
}

impl Inner {
    fn token(&self, query: &Query<'_>) -> io::Result<Der> {
        let now = self.nation.now_unix();
        let (key, certificate, serial) = self.unit()?;
        let mut info = vec![
            number(1),
            oid(POLICY),
            query.imprint.to_vec(),
            integer(&serial_of(&random::<8>()?)),
            generalized_time(now),
            sequence([number(ACCURACY)]),
        ];
        info.extend(query.nonce.map(<[u8]>::to_vec));
        info.push(tagged(0, &tagged(4, &name_of_unit())));
        let issuer = &self.root.name;
        let signer = cms::Signer { key: &key, certificate: &certificate, issuer, serial: &serial, now };
        cms::token(&sequence(info), query.certificate, &signer)
    }

    /// Key, certificate and its serial number of what stamps this year.
    fn unit(&self) -> io::Result<(Key, Der, Vec<u8>)> {
        let (year, _, _) = self.nation.today().parts();
        let path = self.folder.join(year.to_string());
        let key = Key::at(&path.with_extension("p8"), Algorithm::Rsa2048)?;
        let serial = serial_of(&key.identifier());
        let certificate = files::kept(&path.with_extension("der"), || {
            self.root.issue(&Contents {
                serial: serial.clone(),
                subject: name_of_unit(),
                // A day before, since the calendar's days are Japan's.
                valid: (day_begins(Day::of(year - 1, 12, 31)), day_ends(Day::of(year - 1 + YEARS, 12, 31))),
                key: key.public(),
                extensions: vec![
                    x509::authority_key(&self.root.key),
                    x509::subject_key(&key),
                    x509::key_usage(Usage::DigitalSignature),
                    x509::for_time_stamps(),
                    x509::policy(POLICY, None, false),
                ],
            })
        })?;
        Ok((key, certificate, serial))
    }
}

impl<'a> Query<'a> {
    /// TimeStampReq (§2.4.1).
    fn read(bytes: &'a [u8]) -> Result<Query<'a>, Refusal> {
        let mut outside = Values(bytes);
        let inside = outside.want(0x30).filter(|_| outside.next().is_none()).ok_or(BAD_REQUEST)?;
        let mut parts = Values(inside);
        if parts.want(0x02) != Some(&[1]) {
            return Err(BAD_REQUEST);
        }
        let imprint = parts.next().filter(|value| value.tag == 0x30).ok_or(BAD_REQUEST)?;
        look_at_imprint(imprint)?;
        if parts.want(0x06).is_some_and(|policy| super::der::tlv(0x06, policy) != oid(POLICY)) {
            return Err(OTHER_POLICY);
        }
        let mut ahead = parts;
        let nonce = ahead.next().filter(|value| value.tag == 0x02);
        if nonce.is_some() {
            parts = ahead;
        }
        let certificate = parts.want(0x01).is_some_and(|yes| yes == [0xFF]);
        if nonce.is_some_and(|nonce| nonce.content.is_empty() || nonce.content.len() > LONGEST_NONCE) {
            return Err(BAD_REQUEST);
        }
        match parts.next() {
            None => Ok(Query { imprint: imprint.whole, nonce: nonce.map(|nonce| nonce.whole), certificate }),
            Some(extensions) if extensions.tag == 0xA0 => Err(EXTENSION),
            Some(_) => Err(BAD_REQUEST),
        }
    }
}

/// The digest's algorithm must be one that is known, and its length that algorithm's.
fn look_at_imprint(imprint: Value<'_>) -> Result<(), Refusal> {
    const SHA_512: &str = "2.16.840.1.101.3.4.2.3";
    let mut parts = Values(imprint.content);
    let algorithm = Values(parts.want(0x30).ok_or(BAD_REQUEST)?).next().ok_or(BAD_REQUEST)?;
    let digest = parts.want(0x04).filter(|_| parts.next().is_none()).ok_or(BAD_REQUEST)?;
    let known = [(SHA_256, 32), (SHA_384, 48), (SHA_512, 64)];
    let (_, length) = known.iter().find(|(known, _)| oid(known) == algorithm.whole).ok_or(BAD_ALGORITHM)?;
    if digest.len() == *length { Ok(()) } else { Err(BAD_FORMAT) }
}

/// PKIFailureInfo with one bit set: named bits end with the last one that is set.
fn failure(bit: u32) -> Der {
    let (byte, place) = ((bit / 8) as usize, (bit % 8) as u8);
    let mut content = vec![0; byte + 1];
    if let Some(last) = content.last_mut() {
        *last = 0x80 >> place;
    }
    super::der::named_bits(&content, 7 - place)
}

fn root() -> Plan {
    let (from, to) = ROOT_VALID;
    Plan {
        id: "time-stamp-root".into(),
        name: x509::name(&[
            (COUNTRY, "JP"),
            (ORGANISATION, "KAKUU"),
            (COMMON_NAME, "Invented Time-Stamping Root CA"),
        ]),
        algorithm: Algorithm::Rsa2048,
        valid: (day_begins(from), day_ends(to)),
        extensions: Vec::new(),
        below: Some(0),
    }
}

fn name_of_unit() -> Der {
    x509::name(&[(COUNTRY, "JP"), (ORGANISATION, "KAKUU"), (COMMON_NAME, "Invented Time-Stamping Unit")])
}

//! What a time-stamping authority says (TSTInfo, RFC 3161 §2.4.2).

use std::time::Duration;

use der::Tag;
use der::asn1::{IntRef, ObjectIdentifier, OctetStringRef};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::pki::certificate::extensions;
use crate::pki::proof::later;
use crate::pki::wire::{OTHER, Read, Unreadable, Value, Values, tagged, tagged_primitive};
use crate::pki::{DigestAlgorithm, Failure, Serial};

const WHAT: &str = "time-stamp";
/// Length of an authority's number in bytes: 160 bits (§2.4.2), and the sign.
const LONGEST_SERIAL: u32 = 21;
/// Digits of a second's fraction that are read: nanoseconds.
const MOST_DIGITS: usize = 9;

/// What the authority says.
#[derive(Debug)]
pub(super) struct Info<'a> {
    pub(super) policy: ObjectIdentifier,
    digest: DigestAlgorithm,
    imprint: &'a [u8],
    pub(super) serial: Serial,
    pub(super) time: Timestamp,
    accuracy: Duration,
    /// Its name, where it says it as a name of a directory.
    pub(super) authority: Option<&'a [u8]>,
}

/// The values, the algorithm not yet understood.
struct Parts<'a> {
    policy: ObjectIdentifier,
    algorithm: Value<'a>,
    imprint: &'a [u8],
    serial: &'a [u8],
    time: Timestamp,
    accuracy: Duration,
    authority: Option<&'a [u8]>,
    extensions: Option<Value<'a>>,
}

impl<'a> Info<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Failure> {
        let unreadable = |e: Unreadable| e.as_of(WHAT);
        let parts = Parts::read(bytes).map_err(unreadable)?;
        let more = parts.extensions.map_or_else(|| Ok(Vec::new()), extensions).map_err(unreadable)?;
        if let Some(critical) = more.iter().find(|extension| extension.critical) {
            return Err(Failure::CriticalExtension(critical.id.to_string()));
        }
        Ok(Self {
            policy: parts.policy,
            digest: DigestAlgorithm::read(parts.algorithm)?,
            imprint: parts.imprint,
            serial: Serial(parts.serial.to_vec()),
            time: parts.time,
            accuracy: parts.accuracy,
            authority: parts.authority,
        })
    }

    /// Whether it is of these bytes.
    pub(super) fn is_of(&self, bytes: &[u8]) -> bool {
        self.digest.of(bytes).as_ref() == self.imprint
    }

    /// The latest moment at which it may have been given.
    pub(super) fn latest(&self) -> Timestamp {
        later(self.time, self.accuracy)
    }
}

impl<'a> Parts<'a> {
    fn read(bytes: &'a [u8]) -> Read<Self> {
        let mut parts = Values::inside(bytes, Tag::Sequence)?;
        if parts.decode::<u8>()? != 1 {
            return Err(OTHER);
        }
        let policy = parts.decode()?;
        let mut imprint = parts.take(Tag::Sequence)?.values()?;
        let algorithm = imprint.take(Tag::Sequence)?;
        let digest: &OctetStringRef = imprint.decode()?;
        imprint.end()?;
        let serial: IntRef<'_> = parts.decode()?;
        if u32::from(serial.len()) > LONGEST_SERIAL {
            return Err(OTHER);
        }
        let time = moment(parts.take(Tag::GeneralizedTime)?.content).ok_or(OTHER)?;
        let accuracy = parts.optional(Tag::Sequence)?.map_or(Ok(Duration::ZERO), accuracy)?;
        // ordering: FALSE is the default, which DER leaves out.
        if parts.optional(Tag::Boolean)?.is_some_and(|ordering| ordering.content != [0xFF]) {
            return Err(OTHER);
        }
        // The number that was sent with the query: who keeps the token knows it no longer.
        parts.optional(Tag::Integer)?;
        let authority = parts.optional(tagged(0))?.map_or(Ok(None), directory_name)?;
        let extensions = parts.optional(tagged(1))?;
        parts.end()?;
        let (imprint, serial) = (digest.as_bytes(), serial.as_bytes());
        Ok(Self { policy, algorithm, imprint, serial, time, accuracy, authority, extensions })
    }
}

/// The name in a GeneralName, if it is one of a directory.
fn directory_name(value: Value<'_>) -> Read<Option<&[u8]>> {
    let mut outside = value.values()?;
    let name = outside.any()?;
    outside.end()?;
    if name.tag != tagged(4) {
        return Ok(None);
    }
    let mut inside = name.values()?;
    let name = inside.take(Tag::Sequence)?;
    inside.end().map(|()| Some(name.whole))
}

/// How far the authority's clock may be wrong.
fn accuracy(value: Value<'_>) -> Read<Duration> {
    let mut parts = value.values()?;
    let seconds = match parts.optional(Tag::Integer)? {
        Some(seconds) => seconds.decode::<u32>()?,
        None => 0,
    };
    let millis = parts.optional(tagged_primitive(0))?.map_or(Ok(0), thousandths)?;
    let micros = parts.optional(tagged_primitive(1))?.map_or(Ok(0), thousandths)?;
    parts.end()?;
    Ok(Duration::from_secs(seconds.into()) + Duration::from_millis(millis) + Duration::from_micros(micros))
}

/// `INTEGER (1..999)`, its tag replaced.
fn thousandths(value: Value<'_>) -> Read<u64> {
    let number = match *value.content {
        [low] if low < 0x80 => u64::from(low),
        [high, low] if high > 0 || low >= 0x80 => u64::from(high) << 8 | u64::from(low),
        _ => return Err(OTHER),
    };
    if (1..=999).contains(&number) { Ok(number) } else { Err(OTHER) }
}

/// `YYYYMMDDhhmmss[.f…]Z` (§2.4.2): unlike in certificates a second may have a fraction, whose last digit is not 0.
fn moment(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, nanoseconds(fraction)?),
        None => (text, 0),
    };
    if whole.len() != 14 || !whole.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to)?.parse::<i8>().ok();
    let year = whole.get(..4)?.parse().ok()?;
    let (month, day) = (part(4, 6)?, part(6, 8)?);
    let civil = DateTime::new(year, month, day, part(8, 10)?, part(10, 12)?, part(12, 14)?, fraction).ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

fn nanoseconds(fraction: &str) -> Option<i32> {
    let digits = (1..=MOST_DIGITS).contains(&fraction.len()) && fraction.bytes().all(|c| c.is_ascii_digit());
    if !digits || fraction.ends_with('0') {
        return None;
    }
    format!("{fraction:0<MOST_DIGITS$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(text: &str) -> Option<String> {
        moment(text.as_bytes()).map(|time| time.to_string())
    }

    #[test]
    fn moments_are_read_as_der_writes_them() {
        assert_eq!(said("20260401030405Z").as_deref(), Some("2026-04-01T03:04:05Z"));
        assert_eq!(said("20260401030405.25Z").as_deref(), Some("2026-04-01T03:04:05.25Z"));
        assert_eq!(said("20260401030405.000000001Z").as_deref(), Some("2026-04-01T03:04:05.000000001Z"));
        for other in [
            "20260401030405",      // no zone
            "20260401030405+0900", // another
            "202604010304Z",       // no seconds
            "20260401030460Z",     // a leap second
            "20260231030405Z",     // no such day
            "20260401030405.Z",    // no fraction
            "20260401030405.50Z",  // not its shortest form
            "20260401030405,5Z",   // not in DER
            "20260401030405.0000000001Z",
            "+0260401030405Z",
            "2026040103040５Z",
        ] {
            assert_eq!(said(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_comes_back(second in 0_i64..4_000_000_000, nanos in 0_i32..1_000_000_000) {
            let time = Timestamp::new(second, nanos).unwrap();
            let mut text = time.strftime("%Y%m%d%H%M%S").to_string();
            if nanos > 0 {
                text.push_str(format!(".{nanos:09}").trim_end_matches('0'));
            }
            text.push('Z');
            prop_assert_eq!(moment(text.as_bytes()), Some(time));
        }

        #[test]
        fn whatever_is_written_there_is_refused_or_read(text in "[0-9.Z]{0,30}", bytes in any::<Vec<u8>>()) {
            moment(text.as_bytes());
            moment(&bytes);
            let _ = Info::read(&bytes);
        }
    }

    #[test]
    fn a_clock_is_as_wrong_as_it_says() {
        let read = |content: &[u8]| {
            let whole = [&[0x30, u8::try_from(content.len()).unwrap()], content].concat();
            let mut values = Values::of(&whole).unwrap();
            accuracy(values.any().unwrap())
        };
        assert_eq!(read(&[]), Ok(Duration::ZERO));
        assert_eq!(read(&[2, 1, 1]), Ok(Duration::from_secs(1)));
        assert_eq!(read(&[2, 1, 1, 0x80, 2, 1, 0xF4, 0x81, 1, 5]), Ok(Duration::from_micros(1_500_005)));
        assert_eq!(read(&[0x80, 1, 0]), Err(OTHER), "from 1");
        assert_eq!(read(&[0x80, 2, 3, 0xE8]), Err(OTHER), "to 999");
        assert_eq!(read(&[0x80, 2, 0, 5]), Err(OTHER), "not its shortest form");
        assert_eq!(read(&[0x80, 1, 0xFF]), Err(OTHER), "below zero");
        assert_eq!(read(&[2, 1, 0xFF]), Err(OTHER));
        assert_eq!(read(&[0x81, 1, 5, 0x80, 1, 5]), Err(OTHER), "out of order");
    }
}

//! A signature inside a PDF (ISO 32000-2 §12.8; ETSI EN 319 142-1): which bytes it is over, and what stands in it.
//!
//! What makes it worth something is its range: the whole file but for the string that holds the signature itself. So nothing that a page shows
//! can be other than what was signed, whichever way a program takes through the file; whether the dictionary is that of a field is then no
//! question, and the file is not otherwise understood here. Whatever was added after the signature (a further revision, as each saving makes one)
//! is not covered, and such a file is refused. Of several signatures the last one counts: it covers those before it.

mod tokens;

use std::ops::Range;

use der::Tag;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::pki::{Failure, Values};
use tokens::{Value, dictionaries, nibble};

/// How a PDF begins. It may not begin later: what stands before is shown by no program, and belongs to another kind of file.
const HEAD: &[u8] = b"%PDF-";
/// The longest PDF that is read, bytes: as long as a paper may be.
const LONGEST: usize = 10 * 1024 * 1024;
/// Digits of the string that holds the signature: real ones have some ten thousand, with the answers of authorities a few hundred thousand.
const LONGEST_CONTENTS: usize = 2 * 1024 * 1024;
/// Signatures of one file: each makes a revision of its own, and nobody's paper has more.
const MOST_SIGNATURES: usize = 16;
/// How the signature is written: detached CMS, with the attributes of PAdES or without. The older ways rest on SHA-1, and a time-stamp of the whole
/// document says nothing of a person.
const FORMATS: [&str; 2] = ["ETSI.CAdES.detached", "adbe.pkcs7.detached"];
/// Characters of another way's name that are told.
const LONGEST_NAME: usize = 40;

const WHAT: &str = "PDF signature";

/// What was signed in a PDF, and by what. Nothing of it is checked yet.
#[derive(Debug)]
pub(super) struct SignedPdf {
    /// The signature, CMS in DER.
    pub(super) cms: Vec<u8>,
    /// What it is over: the bytes before and after it, put together.
    pub(super) content: Vec<u8>,
    /// When the signer says that it was, where the dictionary has that: it stands among the signed bytes.
    pub(super) claimed_time: Option<Timestamp>,
}

/// A signature dictionary, as far as it is needed.
#[derive(Debug)]
struct Found {
    range: [usize; 4],
    contents: Range<usize>,
    format: Vec<u8>,
    time: Option<Timestamp>,
}

/// Whether bytes are a PDF by their first.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(HEAD)
}

/// Reads the signature that covers a whole PDF.
///
/// # Errors
/// [`Failure::NoSigner`] where it bears none, [`Failure::NotWhole`] where none covers it whole, [`Failure::Algorithm`] for another way of signing,
/// [`Failure::TooLong`], [`Failure::Malformed`].
pub(super) fn read(bytes: &[u8]) -> Result<SignedPdf, Failure> {
    if bytes.len() > LONGEST {
        return Err(Failure::TooLong);
    }
    if !is_pdf(bytes) {
        return Err(Failure::Malformed(WHAT));
    }
    let all = signatures(bytes)?;
    if all.is_empty() {
        return Err(Failure::NoSigner);
    }
    let whole: Vec<&Found> = all.iter().filter(|found| found.is_over(bytes.len())).collect();
    let [last] = whole.as_slice() else { return Err(Failure::NotWhole) };
    if !FORMATS.iter().any(|format| format.as_bytes() == last.format) {
        let format = String::from_utf8_lossy(&last.format);
        let plain = format.chars().filter(|c| !c.is_control()).take(LONGEST_NAME);
        return Err(Failure::Algorithm(plain.collect()));
    }
    let Range { start, end } = last.contents;
    let part = |range: Range<usize>| bytes.get(range).ok_or(Failure::Malformed(WHAT));
    let content = [part(0..start)?, part(end..bytes.len())?].concat();
    Ok(SignedPdf { cms: contents(part(start..end)?)?, content, claimed_time: last.time })
}

/// Every dictionary that says which bytes it signs.
fn signatures(bytes: &[u8]) -> Result<Vec<Found>, Failure> {
    let mut all = Vec::new();
    dictionaries(bytes, &mut |entries| {
        if all.len() <= MOST_SIGNATURES && entries.iter().any(|(key, _)| key == b"ByteRange") {
            all.push(Found::read(entries));
        }
    });
    if all.len() > MOST_SIGNATURES {
        return Err(Failure::TooLong);
    }
    all.into_iter().collect()
}

impl Found {
    fn read(entries: &[(Vec<u8>, Value<'_>)]) -> Result<Self, Failure> {
        // Programs differ in which of two they take.
        let value = |name: &str| {
            let mut found = entries.iter().filter(|(key, _)| key == name.as_bytes()).map(|(_, value)| value);
            let first = found.next();
            if found.next().is_none() { Ok(first) } else { Err(Failure::Malformed(WHAT)) }
        };
        let Some(Value::Array(range)) = value("ByteRange")? else { return Err(Failure::Malformed(WHAT)) };
        let [Value::Integer(before), Value::Integer(length), Value::Integer(after), Value::Integer(rest)] =
            range.as_slice()
        else {
            return Err(Failure::Malformed(WHAT));
        };
        let Some(Value::Hex(contents)) = value("Contents")? else { return Err(Failure::Malformed(WHAT)) };
        let Some(Value::Name(format)) = value("SubFilter")? else { return Err(Failure::Malformed(WHAT)) };
        let time = match value("M")? {
            Some(Value::Text(text)) => moment(text),
            _ => None,
        };
        let range = [*before, *length, *after, *rest];
        Ok(Self { range, contents: contents.clone(), format: format.clone(), time })
    }

    /// Whether it is over everything of a file of this length but its own string: no gap, no overlap, nothing behind.
    fn is_over(&self, length: usize) -> bool {
        let Range { start, end } = self.contents;
        length.checked_sub(end).is_some_and(|rest| self.range == [0, start, end, rest])
    }
}

/// The signature in the string that holds it: digits, and zeros behind it up to the room that was left for it.
fn contents(string: &[u8]) -> Result<Vec<u8>, Failure> {
    let digits = string.strip_prefix(b"<").and_then(|rest| rest.strip_suffix(b">"));
    let digits = digits.ok_or(Failure::Malformed(WHAT))?;
    if digits.len() > LONGEST_CONTENTS {
        return Err(Failure::TooLong);
    }
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some(nibble(*high)? << 4 | nibble(*low)?),
        _ => None,
    };
    let bytes: Vec<u8> = digits.chunks(2).map(byte).collect::<Option<_>>().ok_or(Failure::Malformed(WHAT))?;
    let signature = Values::of(&bytes).and_then(|mut values| values.take(Tag::Sequence));
    let signature = signature.map_err(|e| e.as_of(WHAT))?.whole;
    // Room that nobody signed may hold nothing.
    if bytes.get(signature.len()..).is_some_and(|rest| rest.iter().all(|byte| *byte == 0)) {
        Ok(signature.to_vec())
    } else {
        Err(Failure::Stray("bytes after the signature"))
    }
}

/// A date as PDF writes it, to the second and with its offset (ISO 32000-2 §7.9.4); none where it is written otherwise.
fn moment(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?.strip_prefix("D:")?;
    let (date, zone) = text.split_at_checked(14)?;
    let civil = DateTime::strptime("%Y%m%d%H%M%S", date).ok()?;
    let seconds = match zone.strip_prefix('-') {
        Some(west) => -offset(west)?,
        None if zone.is_empty() || zone.starts_with('Z') => 0,
        None => offset(zone.strip_prefix('+')?)?,
    };
    Offset::from_seconds(seconds).ok()?.to_timestamp(civil).ok()
}

/// Seconds of an offset: `09'00'`, `09'00`, `09`.
fn offset(text: &str) -> Option<i32> {
    let mut parts = text.split('\'');
    let (hours, minutes): (i32, i32) =
        (parts.next()?.parse().ok()?, parts.next().unwrap_or("0").parse().unwrap_or(0));
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 3_600 + minutes * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with one signature dictionary: its text, with `[RANGE]` where the right range goes.
    fn file(dictionary: &str, behind: &str) -> Vec<u8> {
        let room = "[0000000000 0000000000 0000000000 0000000000]";
        let text =
            format!("%PDF-1.7\n1 0 obj<<{}>>endobj\n%%EOF\n{behind}", dictionary.replace("[RANGE]", room));
        let (start, end) = (text.find("<30").unwrap_or(0), text.find("00>").map_or(0, |at| at + 3));
        let right = format!("[{:010} {start:010} {end:010} {:010}]", 0, text.len() - behind.len() - end);
        text.replacen(room, &right, 1).into_bytes()
    }

    const GOOD: &str = "/Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[RANGE]/M(D:20261130090000+09'00')/Contents<30030201050000>";

    fn failed(dictionary: &str, behind: &str) -> Failure {
        read(&file(dictionary, behind)).unwrap_err()
    }

    #[test]
    fn what_is_signed_is_all_but_the_string() {
        let bytes = file(GOOD, "");
        let signed = read(&bytes).unwrap();
        assert_eq!(signed.cms, [0x30, 3, 2, 1, 5], "without the room behind it");
        assert_eq!(signed.content.len(), bytes.len() - "<30030201050000>".len());
        assert_eq!(signed.claimed_time.unwrap().to_string(), "2026-11-30T00:00:00Z");
    }

    #[test]
    fn a_range_that_is_not_the_whole_is_refused() {
        assert_eq!(failed(GOOD, "2 0 obj<</A 1>>endobj\n%%EOF\n"), Failure::NotWhole, "a later revision");
        assert_eq!(failed(GOOD, "\n"), Failure::NotWhole, "a single byte");
        let at = |place: usize, by: isize| {
            let mut bytes = file(GOOD, "");
            let from =
                bytes.windows(10).position(|window| window == b"ByteRange[").unwrap() + 10 + place * 11;
            let number: isize = std::str::from_utf8(&bytes[from..from + 10]).unwrap().parse().unwrap();
            let moved = format!("{:010}", number.saturating_add(by));
            bytes[from..from + 10].copy_from_slice(&moved.as_bytes()[..10]);
            read(&bytes).map(|_| ()).unwrap_err()
        };
        for (place, by) in [
            (0, 1),
            (1, -1),
            (1, 1),
            (2, -1),
            (2, 1),
            (3, -1),
            (3, 1),
            (1, 9_999_999_000),
            (3, 9_999_999_000),
        ] {
            assert_eq!(at(place, by), Failure::NotWhole, "{place} {by}");
        }
        let with = |range: &str| failed(&GOOD.replace("[RANGE]", range), "");
        assert_eq!(with("[0 9999999999999999999999 1 2]"), Failure::Malformed(WHAT));
        for range in ["[]", "[0 1 2]", "[0 1 2 3 4]", "[0 1 -2 3]", "[0 1 2 3.0]", " 5", "(0 1 2 3)"] {
            assert_eq!(with(range), Failure::Malformed(WHAT), "{range}");
        }
    }

    #[test]
    fn what_stands_in_the_string_is_one_signature_and_zeros() {
        let with = |contents: &str| failed(&GOOD.replace("<30030201050000>", contents), "");
        assert_eq!(with("<30030201050001 00>"), Failure::Malformed(WHAT), "white space inside");
        assert_eq!(with("<3003020105000100>"), Failure::Stray("bytes after the signature"));
        assert_eq!(with("<3003zz01050000>"), Failure::Malformed(WHAT));
        assert_eq!(with("<300302010500000>"), Failure::Malformed(WHAT), "half a byte");
        assert_eq!(with("<30800201050000>"), Failure::Ber(WHAT));
        assert_eq!(with("(30030201050000>)"), Failure::Malformed(WHAT), "no string in hexadecimal");
        let other = GOOD.replace("ETSI.CAdES.detached", "adbe.pkcs7.sha1");
        assert_eq!(failed(&other, ""), Failure::Algorithm("adbe.pkcs7.sha1".to_owned()));
        assert_eq!(failed(&format!("{GOOD}/Contents<3000>"), ""), Failure::Malformed(WHAT), "twice");
    }

    #[test]
    fn a_file_without_one_is_not_signed() {
        assert_eq!(
            read(b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n").unwrap_err(),
            Failure::NoSigner
        );
        assert_eq!(read(b" %PDF-1.7\n").unwrap_err(), Failure::Malformed(WHAT));
        assert_eq!(read(&[HEAD, &vec![b' '; LONGEST]].concat()).unwrap_err(), Failure::TooLong);
        let many = format!("%PDF-1.7\n{}", " 1 0 obj<</ByteRange 1>>".repeat(MOST_SIGNATURES + 1));
        assert_eq!(read(many.as_bytes()).unwrap_err(), Failure::TooLong);
    }

    #[test]
    fn dates_are_read_or_left_out() {
        let read = |text: &str| moment(text.as_bytes()).map(|at| at.to_string());
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(read("D:20261130090000+09'00'"), is("2026-11-30T00:00:00Z"));
        assert_eq!(read("D:20261130090000-0230"), None, "no such offset");
        assert_eq!(read("D:20261130090000-02'30"), is("2026-11-30T11:30:00Z"));
        assert_eq!(read("D:20261130090000Z00'00'"), is("2026-11-30T09:00:00Z"));
        for odd in [
            "",
            "D:",
            "D:2026",
            "20261130090000Z",
            "D:20261330090000Z",
            "D:20261130090000+99'00'",
            "D:２０２６",
        ] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_refused_quietly(bytes: Vec<u8>, at in 0_usize..200, mask: u8) {
            _ = read(&[HEAD, &bytes].concat());
            let mut bent = file(GOOD, "");
            if let Some(byte) = bent.get_mut(at) {
                *byte ^= mask;
            }
            _ = read(&bent);
        }
    }
}

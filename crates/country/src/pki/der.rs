//! DER (ITU-T X.690) as the simulators write it: a value is made of its parts, from the inside out; and as much reading of it as a
//! responder needs. The clients' crate reads what is written here with code of its own.

use crate::Day;

/// A value in DER, tag and length included.
pub type Der = Vec<u8>;

/// Any value: tag, length, content.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Der {
    let mut out = Vec::with_capacity(content.len() + 6);
    out.push(tag);
    push_length(content.len(), &mut out);
    out.extend_from_slice(content);
    out
}

fn push_length(length: usize, out: &mut Der) {
    let bytes = length.to_be_bytes();
    let leading = bytes.iter().take_while(|byte| **byte == 0).count();
    if length >= 0x80 {
        out.push(0x80 | (bytes.len() - leading) as u8);
        out.extend(bytes.iter().skip(leading));
    } else {
        out.push(length as u8);
    }
}

/// SEQUENCE of parts in their order.
pub(crate) fn sequence<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Der {
    tlv(0x30, &joined(parts))
}

/// SET OF: the parts in the order of their bytes (X.690 §11.6).
pub(crate) fn set_of(mut parts: Vec<Der>) -> Der {
    parts.sort();
    tlv(0x31, &joined(parts))
}

fn joined<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Der {
    parts.into_iter().fold(Vec::new(), |mut all, part| {
        all.extend_from_slice(part.as_ref());
        all
    })
}

/// OBJECT IDENTIFIER from its dotted form; the callers' are constants.
pub(crate) fn oid(dotted: &str) -> Der {
    let mut arcs = dotted.split('.').map(|arc| arc.parse::<u64>().unwrap_or_default());
    let (first, second) = (arcs.next().unwrap_or_default(), arcs.next().unwrap_or_default());
    let mut content = Vec::new();
    push_arc(first * 40 + second, &mut content);
    arcs.for_each(|arc| push_arc(arc, &mut content));
    tlv(0x06, &content)
}

fn push_arc(arc: u64, out: &mut Der) {
    let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
    for group in (0..groups).rev() {
        let more = if group > 0 { 0x80 } else { 0 };
        out.push(more | (arc >> (7 * group)) as u8 & 0x7F);
    }
}

/// INTEGER, not negative, from big-endian bytes.
pub(crate) fn integer(bytes: &[u8]) -> Der {
    let mut content: Der = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    if content.first().is_none_or(|byte| *byte >= 0x80) {
        content.insert(0, 0);
    }
    tlv(0x02, &content)
}

/// INTEGER, small.
pub(crate) fn number(value: u64) -> Der {
    integer(&value.to_be_bytes())
}

/// ENUMERATED, small.
pub(crate) fn enumerated(value: u8) -> Der {
    tlv(0x0A, &[value])
}

/// BOOLEAN TRUE; FALSE is always a default and left out.
pub(crate) fn yes() -> Der {
    tlv(0x01, &[0xFF])
}

/// NULL.
pub(crate) fn null() -> Der {
    tlv(0x05, &[])
}

/// OCTET STRING.
pub(crate) fn octets(content: &[u8]) -> Der {
    tlv(0x04, content)
}

/// BIT STRING of whole bytes.
pub(crate) fn bits(content: &[u8]) -> Der {
    named_bits(content, 0)
}

/// BIT STRING whose last bits are not used, as for named bits (X.690 §11.2.2: no trailing zero bits).
pub(crate) fn named_bits(content: &[u8], unused: u8) -> Der {
    let mut with_unused = vec![unused];
    with_unused.extend_from_slice(content);
    tlv(0x03, &with_unused)
}

/// UTF8String.
pub(crate) fn utf8(text: &str) -> Der {
    tlv(0x0C, text.as_bytes())
}

/// PrintableString; the caller knows that its characters are of that set.
pub(crate) fn printable(text: &str) -> Der {
    tlv(0x13, text.as_bytes())
}

/// IA5String.
pub(crate) fn ia5(text: &str) -> Der {
    tlv(0x16, text.as_bytes())
}

/// `[number] EXPLICIT`, or `[number] IMPLICIT` of something constructed when `content` is only its content.
pub(crate) fn tagged(number: u8, content: &[u8]) -> Der {
    tlv(0xA0 | number, content)
}

/// `[number] IMPLICIT` of something primitive.
pub(crate) fn tagged_primitive(number: u8, content: &[u8]) -> Der {
    tlv(0x80 | number, content)
}

/// Time of a certificate or a CRL: UTCTime through 2049, then GeneralizedTime (RFC 5280 §4.1.2.5).
pub(crate) fn time(unix: i64) -> Der {
    let text = moment(unix);
    match text.get(2..) {
        Some(short) if unix < FIRST_OF_2050 => tlv(0x17, short.as_bytes()),
        _ => tlv(0x18, text.as_bytes()),
    }
}

/// 2050-01-01T00:00:00Z.
const FIRST_OF_2050: i64 = 2_524_608_000;

/// GeneralizedTime, as OCSP has it.
pub(crate) fn generalized_time(unix: i64) -> Der {
    tlv(0x18, moment(unix).as_bytes())
}

/// `YYYYMMDDHHMMSSZ`
fn moment(unix: i64) -> String {
    let (year, month, day) = Day(unix.div_euclid(86_400) as i32).parts();
    let second = unix.rem_euclid(86_400);
    let (h, m, s) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}{month:02}{day:02}{h:02}{m:02}{s:02}Z")
}

/// One value of DER that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// Tag, length and content.
    pub(crate) whole: &'a [u8],
}

/// Reads values one after the other; `None` at the end and at what is not DER with tags of one byte.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Values<'a>(pub(crate) &'a [u8]);

impl<'a> Iterator for Values<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        let (&[tag, first], after) = self.0.split_first_chunk::<2>()?;
        let (length, header) = if first < 0x80 {
            (usize::from(first), 2)
        } else {
            let count = usize::from(first & 0x7F);
            let bytes = after.get(..count).filter(|bytes| (1..=4).contains(&bytes.len()))?;
            (bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), 2 + count)
        };
        let end = header.checked_add(length)?;
        let (whole, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        Some(Value { tag, content: whole.get(header..)?, whole })
    }
}

impl<'a> Values<'a> {
    /// The next value if it has this tag; its content.
    pub(crate) fn want(&mut self, tag: u8) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let value = ahead.next().filter(|value| value.tag == tag)?;
        *self = ahead;
        Some(value.content)
    }
}

/// The serial number in a certificate that was written here.
pub(crate) fn serial_in(certificate: &[u8]) -> Option<Vec<u8>> {
    let mut body = Values(Values(Values(certificate).want(0x30)?).want(0x30)?);
    body.want(0xA0)?;
    body.want(0x02).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_standard_has_them() {
        // examples of X.690 and of the protocol notes: hcRole's arc, a length of two bytes
        assert_eq!(oid("1.0.17090.0.1"), [0x06, 0x06, 0x28, 0x81, 0x85, 0x42, 0x00, 0x01]);
        assert_eq!(oid("2.999.3"), [0x06, 0x03, 0x88, 0x37, 0x03]);
        assert_eq!(integer(&[0, 0, 0x80]), [0x02, 0x02, 0x00, 0x80]);
        assert_eq!(number(0), [0x02, 0x01, 0x00]);
        assert_eq!(octets(&[7; 200])[..3], [0x04, 0x81, 200]);
        assert_eq!(octets(&[7; 300])[..4], [0x04, 0x82, 0x01, 0x2C]);
        assert_eq!(time(0), b"\x17\x0d700101000000Z");
        assert_eq!(time(FIRST_OF_2050), b"\x18\x0f20500101000000Z");
        assert_eq!(set_of(vec![number(2), number(1)]), [0x31, 6, 2, 1, 1, 2, 1, 2]);
    }

    #[test]
    fn what_is_written_is_read() {
        let written = sequence([oid("1.2.3"), octets(&[9; 70_000])]);
        let mut outside = Values(&written);
        let mut inside = Values(outside.want(0x30).unwrap());
        assert!(outside.next().is_none());
        assert_eq!(inside.want(0x06), Some([0x2A, 3].as_slice()));
        assert_eq!(inside.want(0x05), None);
        assert_eq!(inside.want(0x04).map(<[u8]>::len), Some(70_000));
    }

    #[test]
    fn what_is_cut_is_not_read() {
        let written = sequence([octets(&[1; 300])]);
        for end in 0..written.len() {
            assert_eq!(Values(&written[..end]).next(), None, "{end}");
        }
        assert_eq!(Values(&[0x30, 0x80, 0, 0]).next(), None, "no indefinite length");
        assert_eq!(Values(&[0x04, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]).next(), None);
    }
}

//! The objects of a PDF (ISO 32000-2 §7.2, §7.3), as far as a signature is found by them: with the place of each string in hexadecimal, which
//! no library of PDF tells. Streams are never opened, references never followed, nothing is unpacked.

use std::ops::Range;

/// Dictionaries and arrays inside each other: a signature dictionary has three, and whoever nests more has nothing to say here.
const DEEPEST: usize = 8;
/// Values of one object: a signature dictionary has some dozens. Larger objects are passed over.
const MOST_VALUES: usize = 4_096;
/// Digits of a number that is read as one: files of ten megabytes have eight.
const MOST_DIGITS: usize = 12;

/// A value, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A name, its escapes undone.
    Name(Vec<u8>),
    /// A whole number, not negative.
    Integer(usize),
    /// A string in hexadecimal: where it stands, with its brackets.
    Hex(Range<usize>),
    /// A literal string, as it stands between its brackets.
    Text(&'a [u8]),
    /// An array.
    Array(Vec<Value<'a>>),
    /// A dictionary, in its order; a key may stand in it twice.
    Dictionary(Vec<(Vec<u8>, Value<'a>)>),
    /// Anything else: truth values, fractions, `R`.
    Other,
}

/// Not what a PDF has there.
#[derive(Debug)]
pub(super) struct Broken;

/// Every dictionary that is an object, or stands in one, each once. Bytes that are no object are passed over; so is what follows a broken one up
/// to where it broke, so that the whole file is gone through once.
pub(super) fn dictionaries<'a>(bytes: &'a [u8], see: &mut impl FnMut(&[(Vec<u8>, Value<'a>)])) {
    let mut from = 0;
    while let Some(at) = next_object(bytes, from) {
        let mut reader = Reader { bytes, at, left: MOST_VALUES };
        if let Ok(value) = reader.value(0) {
            visit(&value, see);
        }
        from = reader.at.max(at);
    }
}

fn visit<'a>(value: &Value<'a>, see: &mut impl FnMut(&[(Vec<u8>, Value<'a>)])) {
    match value {
        Value::Dictionary(entries) => {
            see(entries);
            entries.iter().for_each(|(_, value)| visit(value, see));
        }
        Value::Array(values) => values.iter().for_each(|value| visit(value, see)),
        _ => {}
    }
}

/// Behind the next `obj` that begins an object; `endobj` ends one.
fn next_object(bytes: &[u8], from: usize) -> Option<usize> {
    const WORD: &[u8] = b"obj";
    let rest = bytes.get(from..)?;
    let begins = |at: &usize| {
        let before = from.checked_add(*at)?.checked_sub(1)?;
        bytes.get(before).filter(|byte| is_white(**byte))
    };
    let mut found = rest.windows(WORD.len()).enumerate().filter(|(_, word)| *word == WORD).map(|(at, _)| at);
    found.find(|at| begins(at).is_some()).map(|at| from + at + WORD.len())
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Values that may still be read.
    left: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Value<'a>, Broken> {
        if depth > DEEPEST || self.left == 0 {
            return Err(Broken);
        }
        self.left -= 1;
        self.skip();
        match (self.peek(0).ok_or(Broken)?, self.peek(1)) {
            (b'<', Some(b'<')) => self.dictionary(depth),
            (b'<', _) => self.hex(),
            (b'(', _) => self.text(),
            (b'[', _) => self.array(depth),
            (b'/', _) => self.name().map(Value::Name),
            (b')' | b'>' | b']' | b'{' | b'}', _) => Err(Broken),
            _ => self.word(),
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Value<'a>, Broken> {
        self.at += 2;
        let mut entries: Vec<(Vec<u8>, Value<'a>)> = Vec::new();
        loop {
            self.skip();
            match (self.peek(0).ok_or(Broken)?, self.peek(1)) {
                (b'>', Some(b'>')) => {
                    self.at += 2;
                    return Ok(Value::Dictionary(entries));
                }
                (b'/', _) => {
                    let key = self.name()?;
                    entries.push((key, self.value(depth + 1)?));
                }
                // What follows a number as its generation, and `R`: a reference.
                (b'0'..=b'9' | b'R', _) => {
                    self.word()?;
                    let last = entries.last_mut().ok_or(Broken)?;
                    last.1 = Value::Other;
                }
                _ => return Err(Broken),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value<'a>, Broken> {
        self.at += 1;
        let mut values = Vec::new();
        loop {
            self.skip();
            if self.peek(0).ok_or(Broken)? == b']' {
                self.at += 1;
                return Ok(Value::Array(values));
            }
            values.push(self.value(depth + 1)?);
        }
    }

    /// A string in hexadecimal: what stands in it is looked at by whoever needs it.
    fn hex(&mut self) -> Result<Value<'a>, Broken> {
        let from = self.at;
        let rest = self.bytes.get(from..).ok_or(Broken)?;
        let length = rest.iter().position(|byte| *byte == b'>').ok_or(Broken)?;
        self.at = from + length + 1;
        Ok(Value::Hex(from..self.at))
    }

    /// A literal string: brackets inside are in pairs, or escaped (§7.3.4.2).
    fn text(&mut self) -> Result<Value<'a>, Broken> {
        let from = self.at + 1;
        let mut open = 0_usize;
        loop {
            match self.peek(0).ok_or(Broken)? {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' if open == 1 => break,
                b')' => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
        let text = self.bytes.get(from..self.at).ok_or(Broken)?;
        self.at += 1;
        Ok(Value::Text(text))
    }

    fn name(&mut self) -> Result<Vec<u8>, Broken> {
        self.at += 1;
        let plain = self.regular();
        let mut name = Vec::with_capacity(plain.len());
        let mut rest = plain.iter();
        while let Some(byte) = rest.next() {
            match byte {
                b'#' => {
                    let (high, low) = rest.next().zip(rest.next()).ok_or(Broken)?;
                    name.push(nibble(*high).ok_or(Broken)? << 4 | nibble(*low).ok_or(Broken)?);
                }
                other => name.push(*other),
            }
        }
        Ok(name)
    }

    fn word(&mut self) -> Result<Value<'a>, Broken> {
        let word = self.regular();
        if word.is_empty() {
            return Err(Broken);
        }
        let number = word.len() <= MOST_DIGITS && word.iter().all(u8::is_ascii_digit);
        let read = || std::str::from_utf8(word).ok()?.parse().ok();
        Ok(if number { read().map_or(Value::Other, Value::Integer) } else { Value::Other })
    }

    /// The regular characters that follow.
    fn regular(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| !is_regular(*byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Passes over white space and comments.
    fn skip(&mut self) {
        while let Some(byte) = self.peek(0) {
            if byte == b'%' {
                let rest = self.bytes.get(self.at..).unwrap_or_default();
                self.at += rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
            } else if is_white(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }
}

/// The value of a digit in hexadecimal.
pub(super) fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

const fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

const fn is_regular(byte: u8) -> bool {
    !is_white(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(bytes: &[u8]) -> Vec<String> {
        let mut all = Vec::new();
        dictionaries(bytes, &mut |entries| {
            let keys = entries.iter().map(|(key, _)| String::from_utf8_lossy(key).into_owned());
            all.push(keys.collect::<Vec<_>>().join(" "));
        });
        all
    }

    #[test]
    fn objects_are_read_and_what_is_none_is_passed_over() {
        let bytes = b"%PDF-1.7\n1 0 obj <</A 1 0 R/B[<</C(x\\)(y))>>]%<</Z 1>>\n/D<0aFF>>>endobj 2 0 obj[1 2]endobj\n\
            3 0 obj<</A 1 obj <</E#46 -1.5/G null>>endobj";
        assert_eq!(keys(bytes), ["A B D", "C", "EF G"]);
        assert_eq!(keys(b"obj<</A 1>>"), Vec::<String>::new(), "no number before it");
        assert_eq!(keys(b" 1 0 obj<</A"), Vec::<String>::new());
    }

    fn value(text: &str) -> Value<'_> {
        Reader { bytes: text.as_bytes(), at: 0, left: 9 }.value(0).unwrap()
    }

    #[test]
    fn an_integer_is_one_and_nothing_else_is() {
        assert_eq!(value("0012"), Value::Integer(12));
        for other in ["-1", "+1", "1.0", "99999999999999999999999999", "0x10", "true"] {
            assert_eq!(value(other), Value::Other, "{other}");
        }
        assert_eq!(value(" <41 42>"), Value::Hex(1..8));
    }

    #[test]
    fn however_deep_or_long_it_ends() {
        for part in ["[", "<<", "<</A ", "(", "1 0 obj<</A(", "/A#", "1 0 obj<<1 0 obj", "%"] {
            let bytes = format!(" 1 0 obj{}", part.repeat(200_000 / part.len()));
            assert_eq!(keys(bytes.as_bytes()), Vec::<String>::new(), "{part}");
        }
        let many = format!(" 1 0 obj<</A[{}]>>", "1 ".repeat(MOST_VALUES));
        assert_eq!(keys(many.as_bytes()), Vec::<String>::new(), "too many values");
    }
}

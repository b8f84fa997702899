//! The little of RFC 8941 (Structured Field Values) that a signed push needs. Strict: what a canonical writer would not write is not read,
//! so that the text as it came is the text that was signed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Components that one signature may cover; there are five that we know.
const MOST_COMPONENTS: usize = 8;

/// The one member of `Signature-Input`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SignatureInput<'a> {
    /// The signature's label.
    pub label: &'a str,
    /// What is covered, in order, none twice.
    pub components: Vec<&'a str>,
    /// Seconds since 1970.
    pub created: u64,
    /// Seconds since 1970.
    pub expires: Option<u64>,
    /// The name of the key.
    pub key_id: &'a str,
    /// The name of the algorithm.
    pub algorithm: Option<&'a str>,
    /// The inner list with its parameters, as it came: the last line of what is signed.
    pub raw: &'a str,
}

impl<'a> SignatureInput<'a> {
    pub(super) fn parse(value: &'a str) -> Option<Self> {
        let (label, raw) = value.split_once('=')?;
        if !is_key(label) {
            return None;
        }
        let (list, parameters) = raw.strip_prefix('(')?.split_once(')')?;
        let mut components = Vec::new();
        for item in list.split(' ') {
            let name = text(item)?;
            if components.contains(&name) || components.len() == MOST_COMPONENTS {
                return None;
            }
            components.push(name);
        }
        let mut input =
            Self { label, components, created: 0, expires: None, key_id: "", algorithm: None, raw };
        input.take_parameters(parameters)?;
        Some(input)
    }

    fn take_parameters(&mut self, parameters: &'a str) -> Option<()> {
        let (mut created, mut key_id, mut nonce, mut tag) = (None, None, None, None);
        for parameter in parameters.strip_prefix(';')?.split(';') {
            let (name, value) = parameter.split_once('=')?;
            // A parameter that comes twice is an error here; RFC 8941 would take the last.
            let is_first = match name {
                "created" => created.replace(number(value)?).is_none(),
                "expires" => self.expires.replace(number(value)?).is_none(),
                "keyid" => key_id.replace(text(value)?).is_none(),
                "alg" => self.algorithm.replace(text(value)?).is_none(),
                "nonce" => nonce.replace(text(value)?).is_none(),
                "tag" => tag.replace(text(value)?).is_none(),
                _ => false,
            };
            if !is_first {
                return None;
            }
        }
        self.created = created?;
        self.key_id = key_id?;
        Some(())
    }
}

/// The value of one member of a dictionary; `None` also where the key is there twice.
pub(super) fn member<'a>(dictionary: &'a str, key: &str) -> Option<&'a str> {
    let mut found = None;
    for part in dictionary.split(',') {
        let (name, value) = part.trim_matches([' ', '\t']).split_once('=')?;
        if name == key && found.replace(value).is_some() {
            return None;
        }
    }
    found
}

/// A byte sequence: `:base64:`.
pub(super) fn bytes(value: &str) -> Option<Vec<u8>> {
    STANDARD.decode(value.strip_prefix(':')?.strip_suffix(':')?).ok()
}

/// A string without escapes, and without the signs that part the fields we read: `"text"`.
pub(super) fn text(value: &str) -> Option<&str> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    let plain =
        |byte: u8| matches!(byte, 0x21..=0x7e) && !matches!(byte, b'"' | b'\\' | b'(' | b')' | b';' | b',');
    (!inner.is_empty() && inner.bytes().all(plain)).then_some(inner)
}

/// An integer that counts seconds, as RFC 8941 writes one: no sign, no zero in front, at most 15 digits.
fn number(value: &str) -> Option<u64> {
    let plain = (1..=15).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit());
    (plain && (value == "0" || !value.starts_with('0'))).then(|| value.parse().ok()).flatten()
}

fn is_key(label: &str) -> bool {
    let mut bytes = label.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase() || first == b'*')
        && bytes
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.' | b'*'))
}

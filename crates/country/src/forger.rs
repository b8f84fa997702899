//! A forger of digital certificates: bends the bytes of a code that somebody showed, and tells where. Knows the layout (COSE_Sign1, RFC 9052
//! §4.2) and nobody's key.

use std::ops::Range;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What stands before a code in the fragment of an address.
const MARK: &str = "#c=";
/// The tag of a COSE_Sign1 and the head of its array of four (RFC 8949 §3).
const SIGN1: [u8; 2] = [0xD2, 0x84];
/// An empty map.
const NOTHING: u8 = 0xA0;

/// What is done to a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgery {
    /// Nothing: for comparison.
    None,
    /// The first character of the name becomes another one.
    Name,
    /// One bit of the signature is flipped.
    Byte,
    /// The name is changed and everything is signed with the forger's own key, under the name of the true one.
    Resigned,
}

/// A stretch of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// How it is signed and by which key.
    Header,
    /// What it says.
    Contents,
    /// The signature.
    Signature,
}

/// A code that went through the forger's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forged {
    /// To be put behind the page that checks.
    pub fragment: String,
    /// Its stretches, in order.
    pub stretches: Vec<(Stretch, Range<usize>)>,
    /// Where it was bent: the stretch, and the first byte that is another.
    pub bent: Vec<(Stretch, usize)>,
}

/// Bends the code in a fragment (`#c=…`) that shows a name. `None` for what is no code, or does not show it.
pub fn forge(fragment: &str, name: &str, how: Forgery) -> Option<Forged> {
    let mut bytes = URL_SAFE_NO_PAD.decode(fragment.strip_prefix(MARK)?).ok()?;
    let [header, contents, signature] = stretches_of(&bytes)?;
    let mut bent = Vec::new();
    if matches!(how, Forgery::Name | Forgery::Resigned) {
        let at = contents.start + position(bytes.get(contents.clone())?, name.as_bytes())?;
        let other = another(name.chars().next()?);
        bytes.get_mut(at..at + other.len())?.copy_from_slice(other.as_bytes());
        bent.push((Stretch::Contents, at));
    }
    if how == Forgery::Byte {
        *bytes.get_mut(signature.start)? ^= 1;
        bent.push((Stretch::Signature, signature.start));
    }
    if how == Forgery::Resigned {
        let new = signed(bytes.get(header.clone())?, bytes.get(contents.clone())?)?;
        bytes.get_mut(signature.clone())?.copy_from_slice(new.get(..signature.len())?);
        bent.push((Stretch::Signature, signature.start));
    }
    Some(Forged {
        fragment: format!("{MARK}{}", URL_SAFE_NO_PAD.encode(&bytes)),
        stretches: vec![
            (Stretch::Header, header),
            (Stretch::Contents, contents),
            (Stretch::Signature, signature),
        ],
        bent,
    })
}

/// Header, contents and signature of a COSE_Sign1 without an unprotected header.
fn stretches_of(bytes: &[u8]) -> Option<[Range<usize>; 3]> {
    bytes.strip_prefix(&SIGN1)?;
    let header = string_at(bytes, SIGN1.len())?;
    (*bytes.get(header.end)? == NOTHING).then_some(())?;
    let contents = string_at(bytes, header.end + 1)?;
    let signature = string_at(bytes, contents.end)?;
    (signature.end == bytes.len()).then_some([header, contents, signature])
}

/// The byte string that begins at a place.
fn string_at(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let next = |place: usize| bytes.get(place).map(|byte| usize::from(*byte));
    let (start, length) = match *bytes.get(at)? {
        head @ 0x40..=0x57 => (at + 1, usize::from(head - 0x40)),
        0x58 => (at + 2, next(at + 1)?),
        0x59 => (at + 3, next(at + 1)? << 8 | next(at + 2)?),
        _ => return None,
    };
    (start + length <= bytes.len()).then(|| start..start + length)
}

fn position(text: &[u8], part: &[u8]) -> Option<usize> {
    (!part.is_empty()).then(|| text.windows(part.len()).position(|window| window == part)).flatten()
}

/// Another character that takes as many bytes.
const fn another(letter: char) -> &'static str {
    match letter.len_utf8() {
        1 => "X",
        2 => "é",
        3 if letter == '偽' => "贋",
        3 => "偽",
        _ => "𠮷",
    }
}

/// The forger's own signature over what would have been signed (RFC 9052 §4.4).
fn signed(header: &[u8], contents: &[u8]) -> Option<Vec<u8>> {
    let mut whole = vec![0x84, 0x6A];
    whole.extend_from_slice(b"Signature1");
    whole.extend(as_string(header)?);
    whole.push(0x40);
    whole.extend(as_string(contents)?);
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).ok()?;
    Some(key.sign(&SystemRandom::new(), &whole).ok()?.as_ref().to_vec())
}

fn as_string(bytes: &[u8]) -> Option<Vec<u8>> {
    let [high, low] = u16::try_from(bytes.len()).ok()?.to_be_bytes();
    let mut text = match (high, low) {
        (0, 0..=23) => vec![0x40 + low],
        (0, _) => vec![0x58, low],
        _ => vec![0x59, high, low],
    };
    text.extend_from_slice(bytes);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "見本　花子";

    fn code() -> (Vec<u8>, String) {
        let contents = [b"\xa1\x62na\x6f".as_slice(), NAME.as_bytes()].concat();
        let parts = [b"\xa1\x01\x26".as_slice(), &contents, &[7; 64]].map(|part| as_string(part).unwrap());
        let [header, contents, signature] = parts;
        let bytes = [SIGN1.as_slice(), &header, &[NOTHING], &contents, &signature].concat();
        let fragment = format!("{MARK}{}", URL_SAFE_NO_PAD.encode(&bytes));
        (bytes, fragment)
    }

    #[test]
    fn a_code_is_bent_where_it_says() {
        let (true_bytes, fragment) = code();
        assert_eq!(forge(&fragment, NAME, Forgery::None).unwrap().fragment, fragment);
        for how in [Forgery::Name, Forgery::Byte, Forgery::Resigned] {
            let forged = forge(&fragment, NAME, how).unwrap();
            let bytes = URL_SAFE_NO_PAD.decode(forged.fragment.strip_prefix(MARK).unwrap()).unwrap();
            assert_eq!(bytes.len(), true_bytes.len());
            let first = bytes.iter().zip(&true_bytes).position(|(one, other)| one != other).unwrap();
            let (_, told) = forged.bent[0];
            assert!(first >= told && first < told + 3, "{how:?}: {first} and {told}");
        }
    }

    #[test]
    fn what_is_no_code_is_not_bent() {
        let (bytes, fragment) = code();
        assert_eq!(forge(&fragment, "別人", Forgery::Name), None);
        assert_eq!(forge("#c=AAAA", NAME, Forgery::Byte), None);
        let short = format!("{MARK}{}", URL_SAFE_NO_PAD.encode(&bytes[..40]));
        assert_eq!(forge(&short, NAME, Forgery::Byte), None);
    }
}

//! What our own neutral protocols have in common: HTTP and JSON, a status, and a code where the answer is no.
//!
//! | status | body | outcome |
//! |---|---|---|
//! | 200, 201, 202 | `application/json` that can be read | [`Outcome::Answered`] |
//! | 4xx | `application/json` with `{"code": "…"}` | [`Outcome::Refused`] |
//! | 5xx, 429 | anything | [`Outcome::Unavailable`] |
//! | anything else | | [`Outcome::Unintelligible`] |
//!
//! A member that is not known is passed over, so that a peer may add to what it says; one that is missing or doubled is an error.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Timestamp, civil};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Outcome;
use crate::transport::Answer;

/// The media type of all neutral messages.
pub(crate) const JSON: &str = "application/json";
/// Japan is nine hours ahead, all year; the law of the country has no summer time.
const JAPAN: Offset = Offset::constant(9);

/// A message that cannot be read: what is wrong with it, without any of its content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(pub &'static str);

/// What an answer says, by the table above.
pub(crate) fn read<T>(answer: &Answer, parse: impl FnOnce(&[u8]) -> Result<T, Malformed>) -> Outcome<T> {
    let is_json = answer.media_type == JSON;
    match answer.status {
        200..=202 if is_json => match parse(&answer.body) {
            Ok(said) => Outcome::Answered(said),
            Err(Malformed(why)) => Outcome::unintelligible(why, &answer.body),
        },
        400..=499 if is_json => match from_json::<No>(&answer.body) {
            Ok(no) if !no.code.is_empty() => Outcome::refused(&no.code),
            _ => Outcome::unintelligible("a refusal without a code", &answer.body),
        },
        500..=599 => Outcome::Unavailable { until: None },
        _ => {
            Outcome::unintelligible("a status or a media type that the protocol does not have", &answer.body)
        }
    }
}

#[derive(Deserialize)]
struct No {
    code: String,
}

/// Reads a JSON document.
pub(crate) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Malformed> {
    serde_json::from_slice(bytes).map_err(|_| Malformed("no JSON of the shape agreed on"))
}

/// A code or number that may stand in an address: 1 to `longest` of `A-Z a-z 0-9 - _`.
pub(crate) fn is_token(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// As many digits as a range allows.
pub(crate) fn is_digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A text of 1 to `longest` characters for people, without control characters.
pub(crate) fn text(text: String, longest: usize, why: &'static str) -> Result<String, Malformed> {
    let fits = !text.is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control);
    if fits { Ok(text) } else { Err(Malformed(why)) }
}

/// A day as `2026-04-01` and in no other form.
pub(crate) fn day(text: &str, why: &'static str) -> Result<Date, Malformed> {
    let plain =
        text.len() == 10 && text.bytes().enumerate().all(|(at, byte)| matches!(at, 4 | 7) == (byte == b'-'));
    if plain { text.parse().map_err(|_| Malformed(why)) } else { Err(Malformed(why)) }
}

/// An instant as RFC 3339 has it, with its offset.
pub(crate) fn instant(text: &str, why: &'static str) -> Result<Timestamp, Malformed> {
    if text.len() > 40 || text.contains('[') {
        return Err(Malformed(why));
    }
    text.parse().map_err(|_| Malformed(why))
}

/// The civil time of an instant in Japan.
pub(crate) fn in_japan(instant: Timestamp) -> civil::DateTime {
    JAPAN.to_datetime(instant)
}

/// An identifier of a protocol of ours: a token that may stand in an address.
macro_rules! token {
    ($(#[$about:meta])* $name:ident, $longest:literal) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            #[doc = concat!("Reads it: 1 to ", stringify!($longest), " of `A-Z a-z 0-9 - _`.")]
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                $crate::neutral::is_token(text, $longest).then(|| Self(text.to_owned()))
            }

            /// As it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}
pub(crate) use token;

#[cfg(test)]
mod tests;

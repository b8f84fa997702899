//! 券面事項入力補助: what a phone reads from the card for a form, and the 個人番号 that passes through unread.
//!
//! A neutral protocol of ours (`README.md`): the browser goes to the card reader's page and comes back with a form that it *posts*, so
//! nothing of it stands in an address. The number comes sealed to the vault's key and is carried as bytes: outside the vault nothing can
//! open it, and nothing here tries.

use std::fmt;

use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use crate::digital_auth::{CardItems, Items, wire};
use crate::jose::{self, Object};

/// The longest form that is read, bytes: items of some hundred characters, and a sealed number of at most [`LONGEST_SEALED`].
pub const LONGEST_FORM: usize = 32 * 1024;
/// The longest sealed number, bytes: what the vault takes.
pub const LONGEST_SEALED: usize = 4_096;
/// The longest query of a browser that comes back with nothing, bytes: a state, a word, and room for a sentence.
const LONGEST_NO: usize = 2_048;
/// Fields of the form.
const STATE: &str = "state";
const SEALED: &str = "sealed_number";
const ERROR: &str = "error";
/// What the person's no is called (RFC 6749 §4.1.2.1).
const DECLINED: &str = "access_denied";
const ITEMS: [&str; 4] = ["name", "address", "birthdate", "gender"];

/// A 個人番号 as the phone sealed it for the vault. Here it is bytes.
#[derive(Clone, PartialEq, Eq)]
#[doc(alias = "個人番号")]
pub struct SealedForVault(Zeroizing<Vec<u8>>);

impl SealedForVault {
    /// The message, for the vault's intake.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SealedForVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedForVault({} bytes)", self.0.len())
    }
}

/// A question to the card, before the browser goes there.
#[derive(Debug, Clone)]
pub struct ReadingRequest {
    /// Where the browser goes. It names no person.
    pub go_to: Url,
    /// What the form that comes back must say: kept in the browser's session.
    pub state: String,
}

impl ReadingRequest {
    /// A question for items and, with the case that it is for, for the number. `None` when there is no randomness.
    #[must_use]
    pub fn new(reader: &Url, client_id: &str, back: &Url, items: Items, case: Option<&str>) -> Option<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        let state = jose::encode(&bytes);
        let mut go_to = reader.clone();
        let asked = items.scopes().collect::<Vec<_>>().join(" ");
        let fields =
            [("client_id", client_id), ("return_uri", back.as_str()), (STATE, &state), ("items", &asked)];
        go_to.query_pairs_mut().extend_pairs(fields).extend_pairs(case.map(|case| ("case", case)));
        Some(Self { go_to, state })
    }
}

/// What came back from the card.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The items, to be filled into the form. They come from the card and not from a live register.
    pub items: CardItems,
    /// The number, if it was asked for: for the vault.
    pub number: Option<SealedForVault>,
}

/// Why a form is no reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// Too long, or a field is there twice.
    #[error("not the form of a reading")]
    Form,
    /// It belongs to another browser's question.
    #[error("the reading is for another session")]
    State,
    /// What should be a sealed number is none by its form.
    #[error("the sealed number is none")]
    Sealed,
}

impl Reading {
    /// Reads the form that the browser posted (`application/x-www-form-urlencoded`), against the state of the session.
    ///
    /// # Errors
    /// When it is not the answer to this session's question.
    pub fn parse(form: &[u8], state: &str) -> Result<Self, ReadingError> {
        if form.len() > LONGEST_FORM {
            return Err(ReadingError::Form);
        }
        let (mut items, mut sealed, mut said) = (Object::new(), None, None);
        for (name, value) in form_urlencoded::parse(form) {
            let twice = match &*name {
                STATE => said.replace(value.into_owned()).is_some(),
                SEALED => sealed.replace(value.into_owned()).is_some(),
                item if ITEMS.contains(&item) => {
                    items.insert(name.into_owned(), value.into_owned().into()).is_some()
                }
                _ => false,
            };
            if twice {
                return Err(ReadingError::Form);
            }
        }
        let said = said.unwrap_or_default();
        if aws_lc_rs::constant_time::verify_slices_are_equal(said.as_bytes(), state.as_bytes()).is_err() {
            return Err(ReadingError::State);
        }
        let number = sealed.map(seal).transpose()?;
        Ok(Self { items: wire::items(&items), number })
    }
}

/// The reader sent the browser back without anything: nothing of a person was read, or nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoReading {
    /// Whose question it was, as the session keeps it.
    pub state: String,
    /// Whether the person said no; else the reader could not do it (a card that is locked, a phone that failed).
    pub declined: bool,
}

impl NoReading {
    /// Reads the query with which the browser came back: `error` in the words of RFC 6749 §4.1.2.1, and `state`. `None` for anything else.
    #[must_use]
    pub fn parse(query: &[u8]) -> Option<Self> {
        if query.len() > LONGEST_NO {
            return None;
        }
        let (mut error, mut state) = (None, None);
        for (name, value) in form_urlencoded::parse(query) {
            let place = match &*name {
                ERROR => &mut error,
                STATE => &mut state,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        let (error, state) =
            error.zip(state).filter(|(error, state)| !error.is_empty() && !state.is_empty())?;
        Some(Self { state, declined: error == DECLINED })
    }
}

/// By its form only: five parts of base64url's letters. What it is, the vault finds out.
fn seal(text: String) -> Result<SealedForVault, ReadingError> {
    let letters =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let formed = text.len() <= LONGEST_SEALED && text.split('.').count() == 5 && text.split('.').all(letters);
    if formed { Ok(SealedForVault(Zeroizing::new(text.into_bytes()))) } else { Err(ReadingError::Sealed) }
}

/// For the fuzzer: any bytes as a form, and as a query.
pub fn fuzz_card(bytes: &[u8]) {
    let _ = Reading::parse(bytes, "state");
    let _ = NoReading::parse(bytes);
}

#[cfg(test)]
mod tests;

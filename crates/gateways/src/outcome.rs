//! What came of asking an outside system: one of four outcomes, and only one of them is an answer.

use std::fmt;
use std::time::SystemTime;

/// What came of asking. An outage never refuses an application and never strikes anybody off: whoever matches on this sees that
/// three of the four say nothing about the person asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Outcome<T> {
    /// The system answered.
    Answered(T),
    /// It could not be reached, did not answer in time, or said that it is closed; asked again later.
    Unavailable {
        /// When it said that it will be back, if it said so.
        until: Option<SystemTime>,
    },
    /// It understood and said no, in a code of its own. Asking again in the same way will not help.
    Refused {
        /// The system's code, at most [`Outcome::LONGEST_CODE`] characters, printable.
        code: String,
    },
    /// It said something that cannot be read: kept for a person to look at.
    Unintelligible {
        /// What it said.
        saved: Saved,
    },
}

impl<T> Outcome<T> {
    /// Characters of a code that are kept: a peer must not fill the records with its words.
    pub const LONGEST_CODE: usize = 64;

    /// A refusal; what of the code is not printable or too long is left out.
    pub fn refused(code: &str) -> Self {
        let code = code.chars().filter(|c| !c.is_control()).take(Self::LONGEST_CODE).collect();
        Self::Refused { code }
    }

    /// What cannot be read, with what was wrong and the beginning of what was said.
    pub fn unintelligible(why: impl Into<String>, said: &[u8]) -> Self {
        Self::Unintelligible { saved: Saved::new(why, said) }
    }

    /// The same outcome of something made of the answer.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Outcome<U> {
        self.and_then(|answer| Outcome::Answered(make(answer)))
    }

    /// Goes on with an answer; the other outcomes stay what they are.
    pub fn and_then<U>(self, go_on: impl FnOnce(T) -> Outcome<U>) -> Outcome<U> {
        match self {
            Self::Answered(answer) => go_on(answer),
            Self::Unavailable { until } => Outcome::Unavailable { until },
            Self::Refused { code } => Outcome::Refused { code },
            Self::Unintelligible { saved } => Outcome::Unintelligible { saved },
        }
    }

    /// The answer, if there was one.
    pub fn answered(self) -> Option<T> {
        match self {
            Self::Answered(answer) => Some(answer),
            _ => None,
        }
    }
}

/// What a peer said that could not be read: why, and the beginning of it. It may hold personal data, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Saved {
    /// What was wrong with it, in our words, without any of its content.
    pub why: String,
    /// Its first bytes.
    pub bytes: Vec<u8>,
    /// How long it was, as far as it was read.
    pub length: usize,
}

impl Saved {
    /// Bytes that are kept.
    pub const MOST: usize = 16 * 1024;

    /// Keeps the beginning of what was said.
    #[must_use]
    pub fn new(why: impl Into<String>, said: &[u8]) -> Self {
        let bytes = said.iter().copied().take(Self::MOST).collect();
        Self { why: why.into(), bytes, length: said.len() }
    }
}

impl fmt::Debug for Saved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Saved").field("why", &self.why).field("length", &self.length).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_the_peer_is_cut_and_cleaned() {
        let Outcome::<()>::Refused { code } = Outcome::refused(&format!("E1\r\n{}", "x".repeat(500))) else {
            panic!("a refusal");
        };
        assert_eq!(code.chars().count(), Outcome::<()>::LONGEST_CODE);
        assert!(code.starts_with("E1x"));
    }

    #[test]
    fn what_was_said_is_kept_in_part_and_not_printed() {
        let saved = Saved::new("no JSON", &vec![b'7'; Saved::MOST + 5]);
        assert_eq!((saved.bytes.len(), saved.length), (Saved::MOST, Saved::MOST + 5));
        assert!(!format!("{saved:?}").contains("55"), "bytes are not in the log");
    }

    #[test]
    fn only_an_answer_goes_on() {
        let down: Outcome<u8> = Outcome::Unavailable { until: None };
        assert_eq!(down.map(|n| n + 1), Outcome::Unavailable { until: None });
        assert_eq!(Outcome::Answered(1).map(|n| n + 1).answered(), Some(2));
    }
}

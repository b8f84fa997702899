//! 戸籍電子証明書提供用識別符号: 16 digits with which anybody in the same register, for three months and as often as needed, lets a body fetch the
//! certificate \[P: municipalities' pages\].

use std::fmt;

use jiff::civil::Date;
use law::{Calendar, Established};

/// The code. Whoever has it can fetch the certificate, so it does not print and stands in no address.
#[derive(Clone, PartialEq, Eq)]
#[doc(alias = "戸籍電子証明書提供用識別符号")]
pub struct RetrievalCode(String);

impl RetrievalCode {
    /// Digits of a code \[P\].
    pub const DIGITS: usize = 16;

    /// Reads one as people type it: digits of either width, in groups if they like.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut code = String::with_capacity(Self::DIGITS);
        for c in text.trim().chars() {
            match c {
                '0'..='9' => code.push(c),
                '０'..='９' => code.push(char::from_digit(u32::from(c) - u32::from('０'), 10)?),
                ' ' | '\u{3000}' | '-' | '－' | '‐' => {}
                _ => return None,
            }
            if code.len() > Self::DIGITS {
                return None;
            }
        }
        (code.len() == Self::DIGITS).then_some(Self(code))
    }

    /// The digits, for the wire.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RetrievalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RetrievalCode(…)")
    }
}

/// Days on which offices are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpeningDays(pub u16);

impl OpeningDays {
    /// What is asked of a code by who receives it, if nothing else is set: what passport offices ask \[P\]. No law asks it of us; an application
    /// that waits a few days must still find its certificate.
    pub const AS_PASSPORT_OFFICES: OpeningDays = OpeningDays(5);
}

/// Whether a code that ends on a day has enough life left to be taken today: at least so many opening days, today among them if it is one. Not
/// established where the calendar does not know.
#[must_use]
pub fn has_life_left(until: Date, today: Date, least: OpeningDays, calendar: &Calendar) -> Established<bool> {
    let mut open = 0;
    let mut day = today;
    while day <= until && open < least.0 {
        match calendar.is_closed(day) {
            Established::Yes(closed) => open += u16::from(!closed),
            Established::No(gap) => return Established::No(gap),
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Established::Yes(open >= least.0)
}

#[cfg(test)]
mod tests;

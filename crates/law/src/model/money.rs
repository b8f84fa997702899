//! Registration tax and fees: two things, never added up in the files.

use std::fmt;

use crate::decode::Node;
use crate::words::{Channel, Procedure};

/// An amount in yen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[doc(alias = "円")]
pub struct Yen(pub u32);

impl fmt::Display for Yen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let len = digits.len();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (len - i).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// Registration tax (登録免許税法 別表第一), paid to the state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "登録免許税")]
pub struct RegistrationTax {
    /// How much.
    pub yen: Yen,
    /// For what unit (one application, whatever the number of items).
    pub per: Option<String>,
}

impl RegistrationTax {
    pub(crate) fn key(node: &Node<'_>) -> Option<Procedure> {
        node.word("procedure", Procedure::ALL)
    }

    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self { yen: Yen(node.number("yen")?), per: node.opt_text("per") })
    }
}

/// For what a fee is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeKey {
    /// The procedure.
    pub procedure: Procedure,
    /// Only by this way; none: by any.
    pub channel: Option<Channel>,
    /// Only at this authority (a prefecture's ordinance); none: everywhere.
    pub authority: Option<String>,
}

impl FeeKey {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let procedure = node.word("procedure", Procedure::ALL);
        let channel = node.opt_word("channel", Channel::ALL);
        let authority = node.opt_text("authority");
        Some(Self { procedure: procedure?, channel, authority })
    }
}

/// A fee, paid to whoever does the work.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "手数料")]
pub struct Fee {
    /// How much.
    pub yen: Yen,
    /// To whom, where it is not the registering authority.
    pub payee: Option<String>,
    /// What exactly it is for.
    pub label: Option<String>,
    /// For a rewriting that goes with a change: does it take the place of the change's own fee?
    pub covers_change: bool,
}

impl Fee {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self {
            yen: Yen(node.number("yen")?),
            payee: node.opt_text("payee"),
            label: node.opt_text("label"),
            covers_change: node.opt_bool("covers_change").unwrap_or(false),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yen_are_grouped_by_thousands() {
        assert_eq!(Yen(0).to_string(), "0");
        assert_eq!(Yen(950).to_string(), "950");
        assert_eq!(Yen(60_000).to_string(), "60,000");
        assert_eq!(Yen(1_234_567).to_string(), "1,234,567");
    }
}

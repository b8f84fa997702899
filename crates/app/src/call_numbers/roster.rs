//! A roster (名簿): the registration numbers that an employer or an association gives of its own people, so that only they are called.
//!
//! The register knows nobody's employer. Whoever employs people, or has members, knows their numbers; what goes back to it is who of *those* has not
//! given a 個人番号, and nobody else.

use std::collections::BTreeSet;

use registry::hash::{hex, sha256};
use registry::number::normalise_number;

use crate::{AppError, ErrorKind};

/// Numbers of a roster: a body of employers with all its members. Longer ones are parts of a register, and called as a whole.
const NUMBERS_AT_MOST: usize = 200_000;
/// What the column is called, where the first line names columns.
const HEADING: &str = "登録番号";

/// Whom an employer or an association asks about.
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "名簿")]
pub struct Roster {
    /// Normalised numbers in the order of the list, each once.
    keys: Vec<String>,
    /// Lines on which no number can be read.
    unreadable: u64,
    digest: String,
}

impl Roster {
    /// Reads a list: a number a line, or lines of cells whose first line names the column `登録番号`; without such a line it is the first cell.
    ///
    /// # Errors
    /// When there is no number in it, or too many.
    pub fn read(text: &str) -> Result<Self, AppError> {
        let mut lines = text.trim_start_matches('\u{FEFF}').lines().peekable();
        let names = lines.peek().and_then(|first| cells(first).position(|cell| cell == HEADING));
        if names.is_some() {
            lines.next();
        }
        let column = names.unwrap_or(0);
        let (mut keys, mut seen, mut unreadable) = (Vec::new(), BTreeSet::new(), 0);
        for line in lines.filter(|line| !line.trim().is_empty()) {
            match cells(line).nth(column).map(normalise_number) {
                Some(Ok(key)) => {
                    if seen.insert(key.to_string()) {
                        keys.push(key.into_owned());
                    }
                }
                _ => unreadable += 1,
            }
        }
        if keys.is_empty() || keys.len() > NUMBERS_AT_MOST {
            return Err(AppError::new(
                ErrorKind::BadInput,
                format!("名簿の登録番号を1行に1つ入力してください（{NUMBERS_AT_MOST}件まで）。"),
                format!("Give the registration numbers of the list, one a line: at most {NUMBERS_AT_MOST}."),
            ));
        }
        Ok(Self { keys, unreadable, digest: hex(&sha256(&[text.as_bytes()])) })
    }

    /// Numbers on it.
    #[must_use]
    pub fn numbers(&self) -> u64 {
        self.keys.len() as u64
    }

    /// Lines on which no number can be read.
    #[must_use]
    pub const fn unreadable(&self) -> u64 {
        self.unreadable
    }

    pub(super) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// What stands in the record of a look: that of many only these were asked about.
    pub(super) fn words(&self) -> String {
        format!("of a list of {} numbers, sha256:{}", self.keys.len(), self.digest)
    }
}

/// The cells of a line, by commas or tabs, without quotes.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split([',', '\t']).map(|cell| cell.trim().trim_matches('"').trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_people_keep_it() {
        let keys = |text: &str| Roster::read(text).map(|of| of.keys).unwrap_or_default();
        assert_eq!(keys("第12号\r\n\r\n13\n００12\n"), ["12", "13"], "each once, in their order");
        assert_eq!(keys("\u{FEFF}氏名,登録番号\n架空　花子,\"第7号\"\n架空　太郎,8\n"), ["7", "8"]);
        assert_eq!(keys("登録番号\t氏名\n9\t架空\n"), ["9"]);
        assert_eq!(keys("10,架空　花子\n"), ["10"], "without headings the first cell");
        let torn = Roster::read("5\n号\n氏名だけ\n").unwrap();
        assert_eq!((torn.numbers() + torn.unreadable(), torn.keys()[0].as_str()), (3, "5"));
        assert!(torn.words().starts_with("of a list of "));
        for nothing in ["", " \n\r\n", "登録番号\n"] {
            assert_eq!(Roster::read(nothing).unwrap_err().kind, ErrorKind::BadInput, "{nothing:?}");
        }
        let many: String = (0..=NUMBERS_AT_MOST).map(|n| format!("{n}\n")).collect();
        assert_eq!(Roster::read(&many).unwrap_err().kind, ErrorKind::BadInput);
    }
}

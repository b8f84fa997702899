//! Who uses a number, for what, in which case: on every operation, and first into the log.

use crate::number::{MyNumber, holds_a_number};

/// Characters of a case id or an operator's name: both stand in every line of the log.
const ID_AT_MOST: usize = 128;
/// Characters of a purpose or a reason: a sentence, not a page.
const TEXT_AT_MOST: usize = 500;

/// Why a use is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words().join(" / "))]
pub enum UseFault {
    /// A part is empty.
    Empty,
    /// A part is too long or has control characters in it.
    Unfit,
    /// A 個人番号 stands in it: it would stay in the log for good.
    Number,
}

impl UseFault {
    /// In words, Japanese and English.
    #[must_use]
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            Self::Empty => {
                ["利用の目的・案件・操作者は必ず要ります", "a use needs a purpose, a case and an operator"]
            }
            Self::Unfit => {
                ["利用の記録に書けない文字か長さです", "too long, or characters that a log line cannot have"]
            }
            Self::Number => [
                "利用の記録に個人番号を書いてはいけません",
                "a My Number must not stand in the record of a use",
            ],
        }
    }
}

/// For what a number is used, in which case, by whom.
///
/// 番号法第9条 (use within its purposes) and 第12条 (安全管理措置): each use is recorded before it happens.
#[doc(alias = "利用の記録")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    purpose: String,
    case: String,
    operator: String,
}

impl Use {
    /// A use that can stand in the log.
    ///
    /// # Errors
    /// [`UseFault`].
    pub fn new(
        purpose: impl Into<String>,
        case: impl Into<String>,
        operator: impl Into<String>,
    ) -> Result<Self, UseFault> {
        let made = Self { purpose: purpose.into(), case: case.into(), operator: operator.into() };
        fit(&made.purpose, TEXT_AT_MOST)?;
        fit_id(&made.case)?;
        fit_id(&made.operator)?;
        Ok(made)
    }

    /// For what.
    #[must_use]
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// In which case, or which run of many.
    #[must_use]
    pub fn case(&self) -> &str {
        &self.case
    }

    /// By whom: a person's account or a job's name.
    #[must_use]
    pub fn operator(&self) -> &str {
        &self.operator
    }
}

/// Why numbers are deleted: a sentence for the log.
#[doc(alias = "廃棄の理由")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// A reason that can stand in the log.
    ///
    /// # Errors
    /// [`UseFault`].
    pub fn new(reason: impl Into<String>) -> Result<Self, UseFault> {
        let reason = reason.into();
        fit(&reason, TEXT_AT_MOST)?;
        Ok(Self(reason))
    }

    /// In words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn fit(text: &str, at_most: usize) -> Result<(), UseFault> {
    fit_length(text, at_most)?;
    if holds_a_number(text) { Err(UseFault::Number) } else { Ok(()) }
}

/// An id is looked at as a whole: among the digits of many there is one that looks like a number by chance.
fn fit_id(id: &str) -> Result<(), UseFault> {
    fit_length(id, ID_AT_MOST)?;
    if MyNumber::of_typed(id).is_ok() { Err(UseFault::Number) } else { Ok(()) }
}

fn fit_length(text: &str, at_most: usize) -> Result<(), UseFault> {
    if text.trim().is_empty() {
        return Err(UseFault::Empty);
    }
    if text.chars().count() > at_most || text.chars().any(char::is_control) {
        return Err(UseFault::Unfit);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_has_all_its_parts_and_no_number() {
        let made = Use::new("氏名の変更", "case-1", "officer").unwrap();
        assert_eq!((made.purpose(), made.case(), made.operator()), ("氏名の変更", "case-1", "officer"));
        assert_eq!(Use::new("", "case-1", "officer"), Err(UseFault::Empty));
        assert_eq!(Use::new("氏名の変更", " ", "officer"), Err(UseFault::Empty));
        assert_eq!(Use::new("a\nb", "case-1", "officer"), Err(UseFault::Unfit));
        assert_eq!(Use::new("氏名の変更", "c".repeat(129), "officer"), Err(UseFault::Unfit));
        assert_eq!(Use::new("1234 5678 9018 の照会", "case-1", "officer"), Err(UseFault::Number));
        assert_eq!(Use::new("氏名の変更", "1234-5678-9018", "officer"), Err(UseFault::Number));
        assert!(Use::new("氏名の変更", "0192f0c4-1234-5678-9018-abcdef012345", "officer").is_ok());
        assert_eq!(Reason::new("保存期間の満了。１２３４５６７８９０１８"), Err(UseFault::Number));
    }
}

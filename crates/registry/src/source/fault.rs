//! Why a row of a register file is no entry.

use std::fmt;

use super::entry::{MAX_AGE_YEARS, MAX_TEXT_CHARS};
use super::split::MAX_RECORD_BYTES;
use super::{Encoding, Heading, SplitFault};
use crate::date::DateFault;
use crate::name::NameFault;
use crate::number::NumberFault;

/// One fault of a row; a row is rejected with all of its faults.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RowFault {
    /// The column of the file, from 1; none where the whole row is at fault or the mapping gives the value.
    pub column: Option<usize>,
    /// What the column means to us, where that is known.
    pub heading: Option<Heading>,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with a row or a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The bytes are no record.
    Split(SplitFault),
    /// Bytes that the file's encoding does not know.
    Undecodable(Encoding),
    /// Another number of cells than there are columns.
    CellCount {
        /// How many columns the file has.
        expected: usize,
        /// How many cells this row has.
        found: usize,
    },
    /// Nothing stands where something must.
    Missing,
    /// No registration number.
    Number(NumberFault),
    /// No name; also of kana and former name.
    Name(NameFault),
    /// No date.
    Date(DateFault),
    /// Neither 男 nor 女.
    Sex,
    /// Ideographs where kana are expected.
    NotKana,
    /// A control character in a text.
    Control,
    /// A character lost in an earlier conversion (U+FFFD).
    Lost,
    /// More than [`MAX_TEXT_CHARS`].
    TooLong,
    /// A day after today.
    Future,
    /// Born after the registration.
    BornAfterRegistration,
    /// Older than [`MAX_AGE_YEARS`] when registered.
    TooOldAtRegistration,
    /// Deleted before the registration.
    DeletedBeforeRegistration,
    /// A reason of deletion without its date.
    DeletionWithoutDate,
    /// A value that the mapping's list of codes does not hold.
    UnknownCode,
}

impl RowFault {
    pub(super) fn of_row(reason: Reason) -> Self {
        Self { column: None, heading: None, reason }
    }

    /// `index` counts from 0, as in the row; people count from 1.
    pub(super) fn of_column(index: usize, heading: Option<Heading>, reason: Reason) -> Self {
        Self { column: Some(index + 1), heading, reason }
    }

    /// The whole sentence in Japanese: `3列目（生年月日）：暦にない日付です`.
    pub fn ja(&self) -> String {
        let place = match (self.column, self.heading) {
            (Some(column), Some(heading)) => format!("{column}列目（{}）：", heading.label()),
            (Some(column), None) => format!("{column}列目："),
            (None, Some(heading)) => format!("{}：", heading.label()),
            (None, None) => String::new(),
        };
        format!("{place}{}", self.reason.ja())
    }
}

/// The whole sentence in English: `column 3 (生年月日): the calendar has no such date`.
impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.column, self.heading) {
            (Some(column), Some(heading)) => write!(f, "column {column} ({}): ", heading.label())?,
            (Some(column), None) => write!(f, "column {column}: ")?,
            (None, Some(heading)) => write!(f, "{}: ", heading.label())?,
            (None, None) => {}
        }
        write!(f, "{}", self.reason)
    }
}

impl Reason {
    /// A stable code for reject files and programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Split(SplitFault::StrayQuote) => "stray-quote",
            Self::Split(SplitFault::TextAfterQuote) => "text-after-quote",
            Self::Split(SplitFault::UnterminatedQuote) => "unterminated-quote",
            Self::Split(SplitFault::TooLong) => "record-too-long",
            Self::Undecodable(_) => "undecodable",
            Self::CellCount { .. } => "cell-count",
            Self::Missing => "missing",
            Self::Number(fault) => fault.code(),
            Self::Name(fault) => fault.code(),
            Self::Date(fault) => fault.code(),
            Self::Sex => "sex-unknown",
            Self::NotKana => "not-kana",
            Self::Control => "control-character",
            Self::Lost => "lost-character",
            Self::TooLong => "text-too-long",
            Self::Future => "date-in-future",
            Self::BornAfterRegistration => "born-after-registration",
            Self::TooOldAtRegistration => "too-old-at-registration",
            Self::DeletedBeforeRegistration => "deleted-before-registration",
            Self::DeletionWithoutDate => "deletion-without-date",
            Self::UnknownCode => "unknown-code",
        }
    }

    /// The reason in Japanese.
    pub fn ja(self) -> String {
        let fixed = match self {
            Self::Number(fault) => return fault.ja(),
            Self::Name(fault) => return fault.ja(),
            Self::Date(fault) => return fault.ja(),
            Self::Undecodable(encoding) => {
                return format!("{}として読めない文字があります", encoding.name());
            }
            Self::CellCount { expected, found } => {
                return format!("列の数が{found}です（{expected}のはず）");
            }
            Self::TooLong => return format!("{MAX_TEXT_CHARS}文字を超えています"),
            Self::TooOldAtRegistration => return format!("登録時の年齢が{MAX_AGE_YEARS}歳を超えます"),
            Self::Split(SplitFault::TooLong) => {
                return format!("1件が{MAX_RECORD_BYTES}バイトを超えています");
            }
            Self::Split(SplitFault::StrayQuote) => "項目の途中に引用符があります",
            Self::Split(SplitFault::TextAfterQuote) => "閉じ引用符の後に文字があります",
            Self::Split(SplitFault::UnterminatedQuote) => "引用符が閉じていません",
            Self::Missing => "必要な項目が空です",
            Self::Sex => "性別は「男」または「女」です",
            Self::NotKana => "フリガナに漢字が含まれています",
            Self::Control => "制御文字が含まれています",
            Self::Lost => "以前の変換で失われた文字（U+FFFD）が含まれています",
            Self::Future => "未来の日付です",
            Self::BornAfterRegistration => "生年月日が登録年月日より後です",
            Self::DeletedBeforeRegistration => "抹消年月日が登録年月日より前です",
            Self::DeletionWithoutDate => {
                "抹消理由がありますが抹消年月日がありません（不詳なら「不詳」と記入）"
            }
            Self::UnknownCode => "対応表（rules/import）にない値です",
        };
        fixed.to_owned()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number(fault) => return fault.fmt(f),
            Self::Name(fault) => return fault.fmt(f),
            Self::Date(fault) => return fault.fmt(f),
            Self::Undecodable(encoding) => {
                return write!(f, "it holds bytes that are not {}", encoding.name());
            }
            Self::CellCount { expected, found } => {
                return write!(f, "{found} cells, where the file has {expected} columns");
            }
            Self::TooLong => return write!(f, "longer than {MAX_TEXT_CHARS} characters"),
            Self::TooOldAtRegistration => {
                return write!(f, "older than {MAX_AGE_YEARS} years when registered");
            }
            Self::Split(SplitFault::TooLong) => {
                return write!(f, "one record is longer than {MAX_RECORD_BYTES} bytes");
            }
            Self::Split(SplitFault::StrayQuote) => "a quote stands inside a cell",
            Self::Split(SplitFault::TextAfterQuote) => "text follows a closing quote",
            Self::Split(SplitFault::UnterminatedQuote) => "a quote is not closed",
            Self::Missing => "nothing stands where something must",
            Self::Sex => "the sex is neither 男 nor 女",
            Self::NotKana => "the kana hold ideographs",
            Self::Control => "it holds a control character",
            Self::Lost => "a character was lost in an earlier conversion (U+FFFD)",
            Self::Future => "the date is in the future",
            Self::BornAfterRegistration => "born after the registration",
            Self::DeletedBeforeRegistration => "deleted before the registration",
            Self::DeletionWithoutDate => {
                "a reason of deletion without its date (write 不詳 where it is not known)"
            }
            Self::UnknownCode => "the mapping knows no such value",
        })
    }
}

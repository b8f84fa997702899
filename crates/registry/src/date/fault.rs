//! Why a text is not a date.

use super::Era;

/// Why a text could not be read as a date. `Display` is English; [`DateFault::ja`] is Japanese.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DateFault {
    /// No known form of a date.
    #[error("this is not a date in a known form")]
    Unreadable,
    /// The calendar has no such day, month or year.
    #[error("the calendar has no such date")]
    NoSuchDate,
    /// The day of an unknown month.
    #[error("a day is given without its month")]
    DayWithoutMonth,
    /// The era was not in force on that day.
    #[error("{} ran from {} to {}; it has no such date", .era.english(), .era.first(), .era.last())]
    OutsideEra {
        /// The era that was written.
        era: Era,
    },
    /// Meiji 1 to 5: the lunisolar calendar was in force, which is not converted here.
    #[error("before Meiji 6 (1873) Japan kept the lunisolar calendar; such a date is not converted")]
    Lunisolar,
    /// The text may be read in two ways (`880108`, `63/1/8`).
    #[error("this date may be read in more than one way")]
    Ambiguous,
    /// The text says itself that the date is an estimate (`頃`, `推定`).
    #[error("the date is marked as estimated; it is not taken as a date")]
    Estimated,
}

impl DateFault {
    /// The reason in Japanese.
    pub fn ja(self) -> String {
        match self {
            Self::Unreadable => "日付として読み取れません".to_owned(),
            Self::NoSuchDate => "暦にない日付です".to_owned(),
            Self::DayWithoutMonth => "月がなく日だけがあります".to_owned(),
            Self::OutsideEra { era } => {
                format!("{}は{}から{}までです。その元号にない日付です", era.name(), era.first(), era.last())
            }
            Self::Lunisolar => "明治5年以前は旧暦（太陰太陽暦）のため、西暦に換算しません".to_owned(),
            Self::Ambiguous => "二通り以上に読める日付です".to_owned(),
            Self::Estimated => "推定と記された日付は、日付として取り込みません".to_owned(),
        }
    }

    /// A stable code for reject files and programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "date-unreadable",
            Self::NoSuchDate => "date-not-in-calendar",
            Self::DayWithoutMonth => "date-day-without-month",
            Self::OutsideEra { .. } => "date-outside-era",
            Self::Lunisolar => "date-lunisolar",
            Self::Ambiguous => "date-ambiguous",
            Self::Estimated => "date-estimated",
        }
    }
}

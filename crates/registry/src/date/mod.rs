//! Dates as registers hold them: a day, a month, a year, or nothing at all.
//!
//! Old registers know some birth dates only to the month or the year. Nothing is guessed here: what the
//! register does not say stays absent. [`PartialDate::parse`] reads the forms that files hold,
//! [`PartialDate::from_iso`] our own text.

mod era;
mod fault;
mod parse;
mod shown;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;

use jiff::civil::Date;
use law::Lang;

pub use era::Era;
pub use fault::DateFault;
pub use parse::DateStyle;

/// A date of which the day, the month or everything may be unknown.
///
/// Its text is ISO 8601: `1988-01-08`, `1988-01`, `1988`, and the empty text where nothing is known. The
/// order is that of the text: the unknown first, a bare year before its months, a bare month before its days.
#[doc(alias = "年月日")]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum PartialDate {
    /// Nothing is known (不詳).
    #[default]
    Unknown,
    /// The year alone, 1 to 9999.
    Year(i16),
    /// The year and the month (1 to 12).
    Month(i16, i8),
    /// A whole date.
    Day(Date),
}

/// The years that four digits can write; the order by text depends on it.
const YEARS: std::ops::RangeInclusive<i16> = 1..=9999;

impl PartialDate {
    /// Builds a date from its parts; an absent month leaves the day out too.
    ///
    /// # Errors
    /// [`DateFault::NoSuchDate`] where the calendar has no such year, month or day,
    /// [`DateFault::DayWithoutMonth`].
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Result<Self, DateFault> {
        if !YEARS.contains(&year) {
            return Err(DateFault::NoSuchDate);
        }
        match (month, day) {
            (None, None) => Ok(Self::Year(year)),
            (None, Some(_)) => Err(DateFault::DayWithoutMonth),
            (Some(month), None) if (1..=12).contains(&month) => Ok(Self::Month(year, month)),
            (Some(_), None) => Err(DateFault::NoSuchDate),
            (Some(month), Some(day)) => {
                Date::new(year, month, day).map(Self::Day).map_err(|_| DateFault::NoSuchDate)
            }
        }
    }

    /// Reads our own text (`1988-01-08`, `1988-01`, `1988`, empty) and nothing else.
    ///
    /// # Errors
    /// [`DateFault::Unreadable`] for any other form, [`DateFault::NoSuchDate`] for 31 February and its like.
    pub fn from_iso(text: &str) -> Result<Self, DateFault> {
        let bytes = text.as_bytes();
        let number = |range: std::ops::Range<usize>| {
            bytes.get(range).and_then(parse::ascii_number).ok_or(DateFault::Unreadable)
        };
        let dash_at = |at: usize| bytes.get(at) == Some(&b'-');
        let small = |value: i16| i8::try_from(value).map_err(|_| DateFault::NoSuchDate);
        match bytes.len() {
            0 => Ok(Self::Unknown),
            4 => Self::new(number(0..4)?, None, None),
            7 if dash_at(4) => Self::new(number(0..4)?, Some(small(number(5..7)?)?), None),
            10 if dash_at(4) && dash_at(7) => {
                Self::new(number(0..4)?, Some(small(number(5..7)?)?), Some(small(number(8..10)?)?))
            }
            _ => Err(DateFault::Unreadable),
        }
    }

    /// Reads a date as people and files write it: `2024-05-27`, `2024/5/27`, `20240527`, `昭和63年1月8日`,
    /// `S63.1.8`, `令和元年`, `昭和六十三年一月八日`, `二〇二四年五月`, full-width digits, `不詳`. The whole grammar is described at
    /// [`DateStyle`]; this is [`DateStyle::Free`], and what [`Self::shown`] writes: a date copied from a page can be
    /// typed into another.
    ///
    /// # Errors
    /// A [`DateFault`] that says why: the text is not a date, the calendar has no such day, the era has no
    /// such day, the text allows two readings.
    pub fn parse(text: &str) -> Result<Self, DateFault> {
        shown::read_back(text).map_or_else(|| DateStyle::Free.read(text), Ok)
    }

    /// The whole date, where it is known to the day.
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Day(date) => Some(date),
            _ => None,
        }
    }

    /// The year, where it is known.
    pub fn year(self) -> Option<i16> {
        match self {
            Self::Unknown => None,
            Self::Year(year) | Self::Month(year, _) => Some(year),
            Self::Day(date) => Some(date.year()),
        }
    }

    /// The first day that this date can mean; for comparing with another date without guessing.
    pub fn earliest(self) -> Option<Date> {
        match self {
            Self::Unknown => None,
            Self::Year(year) => Date::new(year, 1, 1).ok(),
            Self::Month(year, month) => Date::new(year, month, 1).ok(),
            Self::Day(date) => Some(date),
        }
    }

    /// The last day that this date can mean.
    pub fn latest(self) -> Option<Date> {
        match self {
            Self::Unknown => None,
            Self::Year(year) => Date::new(year, 12, 31).ok(),
            Self::Month(year, month) => Date::new(year, month, 1).ok().map(Date::last_of_month),
            Self::Day(date) => Some(date),
        }
    }

    /// Whether nothing is known.
    pub fn is_unknown(self) -> bool {
        self == Self::Unknown
    }

    /// The date as people read it, in both calendars: `令和6年5月27日（2024-05-27）`, `昭和63年1月（1988-01）`,
    /// `27 May 2024 (Reiwa 6)`. A bare month or year in which the era changed names both eras, since the
    /// register does not say which; before 1873 only the Western date stands.
    pub fn shown(self, lang: Lang) -> String {
        shown::both_calendars(self, lang)
    }

    fn parts(self) -> (i16, i8, i8) {
        match self {
            Self::Unknown => (0, 0, 0),
            Self::Year(year) => (year, 0, 0),
            Self::Month(year, month) => (year, month, 0),
            Self::Day(date) => (date.year(), date.month(), date.day()),
        }
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self::Day(date)
    }
}

impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts())
    }
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (0, ..) => Ok(()),
            (year, 0, _) => write!(f, "{year:04}"),
            (year, month, 0) => write!(f, "{year:04}-{month:02}"),
            (year, month, day) => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

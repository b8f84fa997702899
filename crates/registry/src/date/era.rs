//! The Japanese eras since the Gregorian calendar came into force.

use jiff::civil::{Date, date};

use super::{DateFault, PartialDate};

/// A Japanese era.
///
/// Sources: the imperial rescripts of 1912-07-30 and 1926-12-25 ("from this day on"), 昭和64年政令第1号 (平成, from
/// the day after), 平成31年政令第143号 (令和, from 2019-05-01); the Gregorian calendar by 明治5年太政官布告第337号 (from
/// 1873-01-01). The day of a rescript belongs to both eras in documents of the time, so both are read; it is
/// written in the new one.
#[doc(alias = "元号")]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Era {
    /// 明治, read from its sixth year on.
    Meiji,
    /// 大正
    Taisho,
    /// 昭和
    Showa,
    /// 平成
    Heisei,
    /// 令和
    Reiwa,
}

/// The first year in which an era's months are those of the Gregorian calendar.
const FIRST_GREGORIAN: i16 = 1873;

impl Era {
    /// From the newest to the oldest.
    const ALL: [Self; 5] = [Self::Reiwa, Self::Heisei, Self::Showa, Self::Taisho, Self::Meiji];

    /// The era that a single sign names: the first letter of its romanisation, its first character, or its
    /// square sign.
    pub(super) fn from_sign(sign: char) -> Option<Self> {
        Some(match sign {
            'M' | 'm' | '明' | '㍾' => Self::Meiji,
            'T' | 't' | '大' | '㍽' => Self::Taisho,
            'S' | 's' | '昭' | '㍼' => Self::Showa,
            'H' | 'h' | '平' | '㍻' => Self::Heisei,
            'R' | 'r' | '令' | '㋿' => Self::Reiwa,
            _ => return None,
        })
    }

    /// The era of a code as older data files write it: 1 is 明治, 2 大正, 3 昭和, 4 平成, 5 令和.
    pub(super) fn from_code(code: i16) -> Option<Self> {
        Some(match code {
            1 => Self::Meiji,
            2 => Self::Taisho,
            3 => Self::Showa,
            4 => Self::Heisei,
            5 => Self::Reiwa,
            _ => return None,
        })
    }

    /// The era's name: `昭和`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// The era's name in Latin letters: `Showa`.
    pub fn english(self) -> &'static str {
        match self {
            Self::Meiji => "Meiji",
            Self::Taisho => "Taisho",
            Self::Showa => "Showa",
            Self::Heisei => "Heisei",
            Self::Reiwa => "Reiwa",
        }
    }

    /// The first day that is read in this era.
    pub fn first(self) -> Date {
        match self {
            Self::Meiji => date(FIRST_GREGORIAN, 1, 1),
            Self::Taisho => date(1912, 7, 30),
            Self::Showa => date(1926, 12, 25),
            Self::Heisei => date(1989, 1, 8),
            Self::Reiwa => date(2019, 5, 1),
        }
    }

    /// The last day that is read in this era; for the present one, the last day that can be written.
    pub fn last(self) -> Date {
        match self {
            Self::Meiji => date(1912, 7, 30),
            Self::Taisho => date(1926, 12, 25),
            Self::Showa => date(1989, 1, 7),
            Self::Heisei => date(2019, 4, 30),
            Self::Reiwa => date(9999, 12, 31),
        }
    }

    /// The Western year of the era's first year, less one: year `n` of the era is `offset + n`.
    fn offset(self) -> i16 {
        match self {
            Self::Meiji => 1867,
            Self::Taisho => 1911,
            Self::Showa => 1925,
            Self::Heisei => 1988,
            Self::Reiwa => 2018,
        }
    }

    /// The date that year `year`, month and day of this era mean.
    pub(super) fn date(
        self,
        year: i16,
        month: Option<i8>,
        day: Option<i8>,
    ) -> Result<PartialDate, DateFault> {
        if year < 1 {
            return Err(DateFault::NoSuchDate);
        }
        let western = year.saturating_add(self.offset());
        if western < FIRST_GREGORIAN {
            return Err(DateFault::Lunisolar);
        }
        let found = PartialDate::new(western, month, day)?;
        let overlaps = found
            .earliest()
            .zip(found.latest())
            .is_some_and(|(from, to)| from <= self.last() && to >= self.first());
        if overlaps { Ok(found) } else { Err(DateFault::OutsideEra { era: self }) }
    }
}

/// The era of a day and its year in it; none where no era is read.
pub(super) fn era_year(on: Date) -> Option<(Era, i16)> {
    let era = Era::ALL.into_iter().find(|era| era.first() <= on)?;
    Some((era, on.year() - era.offset()))
}

/// `昭和63年`, `令和元年`, or `1868年` where no era is read.
pub(super) fn year_text(on: Date) -> String {
    match era_year(on) {
        None => format!("{}年", on.year()),
        Some((era, 1)) => format!("{}元年", era.name()),
        Some((era, year)) => format!("{}{year}年", era.name()),
    }
}

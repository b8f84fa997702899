//! Faults that real files have, put in on purpose and counted, so that a test of the import knows what to expect.

use crate::columns::Column;
use crate::day::Day;
use crate::random::Random;
use crate::register::Holder;

/// How many rows get a fault, and which.
#[derive(Debug, Clone, Copy)]
pub struct Rubbish<'a> {
    /// Share of the rows, 0 to 1. A row has one fault at most.
    pub rate: f64,
    /// The kinds to choose from, equally; [`Fault::ALL`] for all.
    pub kinds: &'a [Fault],
}

/// One kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The birth date as 昭和63年1月8日 or S63.1.8. Unusual, not wrong.
    EraDate,
    /// The birth date as 昭和六十三年一月八日. Unusual, not wrong.
    KanjiNumeral,
    /// The birth date without its day: 昭和63年1月.
    MissingPart,
    /// No name at all.
    MissingName,
    /// The number of the row before. That row has no fault of its own, so two rows share the number.
    DoubledNumber,
    /// A private-use character (外字) at the end of the surname. Unusual, not wrong.
    PrivateUse,
    /// A quote in the middle of a name that is not quoted.
    StrayQuote,
    /// A quote before the name and none after it: a strict reader runs into the next lines.
    UnclosedQuote,
    /// A birth date that no calendar has: 30 February.
    ImpossibleDate,
    /// One value more than there are headings.
    ExtraColumn,
    /// The last two values, and their commas, are not there.
    MissingColumns,
}

impl Fault {
    /// Every kind.
    pub const ALL: [Fault; 11] = [
        Fault::EraDate,
        Fault::KanjiNumeral,
        Fault::MissingPart,
        Fault::MissingName,
        Fault::DoubledNumber,
        Fault::PrivateUse,
        Fault::StrayQuote,
        Fault::UnclosedQuote,
        Fault::ImpossibleDate,
        Fault::ExtraColumn,
        Fault::MissingColumns,
    ];

    pub(crate) fn put_into(self, values: &mut Vec<(Column, String)>, holder: &Holder, number_before: u64) {
        let born = holder.person.born;
        let (year, month, day) = born.parts();
        match self {
            Fault::EraDate if day % 2 == 0 => set(values, Column::Born, era(born).spelt(month, day)),
            Fault::EraDate => set(values, Column::Born, era(born).short(month, day)),
            Fault::KanjiNumeral => set(values, Column::Born, era(born).in_kanji(month, day)),
            Fault::MissingPart => set(values, Column::Born, era(born).without_day(month)),
            Fault::ImpossibleDate => set(values, Column::Born, format!("{year:04}-02-30")),
            Fault::MissingName => set(values, Column::Name, String::new()),
            Fault::DoubledNumber => set(values, Column::Number, number_before.to_string()),
            Fault::PrivateUse => {
                change(values, Column::Name, |name| name.replacen('\u{3000}', "\u{E010}\u{3000}", 1))
            }
            Fault::StrayQuote => {
                change(values, Column::Name, |name| name.replacen('\u{3000}', "\"\u{3000}", 1))
            }
            Fault::UnclosedQuote => change(values, Column::Name, |name| format!("\"{name}")),
            Fault::ExtraColumn => values.push((Column::Remarks, "確認済".to_owned())),
            Fault::MissingColumns => values.truncate(values.len().saturating_sub(2)),
        }
    }
}

impl Rubbish<'_> {
    /// The fault of a row. It follows from seed and row alone.
    pub(crate) fn fault(&self, seed: u64, row: u64) -> Option<Fault> {
        match self.drawn(seed, row) {
            // Only beside a sound row: else the number of doubled rows could not be told.
            Some(Fault::DoubledNumber) if row == 0 || self.drawn(seed, row - 1).is_some() => None,
            drawn => drawn,
        }
    }

    fn drawn(&self, seed: u64, row: u64) -> Option<Fault> {
        let mut random = Random::at(seed, &[row, STREAM]);
        if !random.chance(self.rate) {
            return None;
        }
        self.kinds.get(random.below(self.kinds.len() as u32) as usize).copied()
    }
}

/// Apart from the streams that make the holders.
const STREAM: u64 = 9 << 32;

/// How many faults of each kind were put in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultCounts([u64; Fault::ALL.len()]);

impl FaultCounts {
    /// How many of a kind.
    pub fn of(&self, fault: Fault) -> u64 {
        self.iter().find(|(kind, _)| *kind == fault).map_or(0, |(_, count)| count)
    }

    /// How many in all.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Every kind with its number.
    pub fn iter(&self) -> impl Iterator<Item = (Fault, u64)> {
        Fault::ALL.into_iter().zip(self.0)
    }

    pub(crate) fn add(&mut self, fault: Fault) {
        for (kind, count) in Fault::ALL.into_iter().zip(&mut self.0) {
            *count += u64::from(kind == fault);
        }
    }
}

fn set(values: &mut [(Column, String)], column: Column, value: String) {
    change(values, column, |_| value.clone());
}

fn change(values: &mut [(Column, String)], column: Column, how: impl Fn(&str) -> String) {
    for (_, value) in values.iter_mut().filter(|(own, _)| *own == column) {
        *value = how(value);
    }
}

/// A year in its Japanese era.
struct EraYear {
    era: &'static str,
    letter: char,
    year: i32,
}

/// The eras since 明治, each with its first day (元号法 and the proclamations before it).
const ERAS: [(&str, char, Day); 5] = [
    ("令和", 'R', Day::of(2019, 5, 1)),
    ("平成", 'H', Day::of(1989, 1, 8)),
    ("昭和", 'S', Day::of(1926, 12, 25)),
    ("大正", 'T', Day::of(1912, 7, 30)),
    ("明治", 'M', Day::of(1868, 10, 23)),
];

fn era(day: Day) -> EraYear {
    let [.., meiji] = ERAS;
    let (era, letter, first) = ERAS.into_iter().find(|(_, _, first)| *first <= day).unwrap_or(meiji);
    EraYear { era, letter, year: day.year() - first.year() + 1 }
}

impl EraYear {
    fn spelt(&self, month: i32, day: i32) -> String {
        format!("{}{day}日", self.without_day(month))
    }

    fn without_day(&self, month: i32) -> String {
        match self.year {
            1 => format!("{}元年{month}月", self.era),
            year => format!("{}{year}年{month}月", self.era),
        }
    }

    fn short(&self, month: i32, day: i32) -> String {
        format!("{}{}.{month}.{day}", self.letter, self.year)
    }

    fn in_kanji(&self, month: i32, day: i32) -> String {
        let mut text = self.era.to_owned();
        for (number, unit) in [(self.year, '年'), (month, '月'), (day, '日')] {
            let first = unit == '年' && number == 1;
            text.push_str(&if first { "元".to_owned() } else { kanji(number) });
            text.push(unit);
        }
        text
    }
}

/// A number from 1 to 99 in kanji.
fn kanji(number: i32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit =
        |value: i32| usize::try_from(value).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or_default();
    let tens = match number / 10 {
        0 => String::new(),
        1 => "十".to_owned(),
        more => format!("{}十", digit(more)),
    };
    format!("{tens}{}", digit(number % 10))
}

#[cfg(test)]
mod tests;

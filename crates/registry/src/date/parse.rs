//! Reading dates as files and people write them.

use super::{DateFault, Era, PartialDate};
use crate::number::numeral::{Run, read_run};
use crate::width::narrow;

/// How the dates of a file are written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum DateStyle {
    /// Any of the forms below, each of which has one reading only.
    ///
    /// ```text
    /// date   = western | era year | unknown
    /// western= YYYY-MM-DD | YYYY/M/D | YYYY.M.D | YYYY年M月D日 | YYYYMMDD, each also without day, or month and day
    /// era    = (明治 大正 昭和 平成 令和, their first character, ㍾㍽㍼㍻㋿, or M T S H R) year (年 . / -) month … day
    /// number = ASCII or full-width digits, 元 (a year), kanji numerals (六十三, 六三, 二〇二四, 壱弐参拾)
    /// unknown= empty, 不詳, 不明, 未詳, 年月日不詳; a part that is 00, or 月日不詳 and 日不詳 at the end, is absent
    /// ```
    ///
    /// Blanks are ignored. Six digits and years of two digits without an era are ambiguous, hence refused.
    #[default]
    Free,
    /// Seven digits: a code of the era (1 明治 … 5 令和), then year, month and day of two digits each: `3630108`;
    /// five without the day.
    EraCode,
    /// Eight digits and nothing else: `19880108`; six without the day.
    Compact,
}

impl DateStyle {
    /// Reads a text in this style.
    ///
    /// # Errors
    /// As [`PartialDate::parse`].
    pub fn read(self, text: &str) -> Result<PartialDate, DateFault> {
        match self {
            Self::Free => free(text),
            Self::EraCode => era_code(text),
            Self::Compact => compact(text),
        }
    }
}

/// The value of one to four ASCII digits.
pub(super) fn ascii_number(digits: &[u8]) -> Option<i16> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits
        .iter()
        .try_fold(0i16, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i16::from(byte - b'0')))
}

/// Years, months and days as they stand, before the calendar is asked. Zero is "not known".
fn build(era: Option<Era>, parts: [i16; 3]) -> Result<PartialDate, DateFault> {
    let [year, month, day] = parts;
    let part = |value: i16| match value {
        0 => Ok(None),
        1..=31 => i8::try_from(value).map(Some).map_err(|_| DateFault::NoSuchDate),
        _ => Err(DateFault::NoSuchDate),
    };
    match (era, year) {
        (_, 0) if month == 0 && day == 0 => Ok(PartialDate::Unknown),
        (_, 0) => Err(DateFault::NoSuchDate),
        (Some(era), _) => era.date(year, part(month)?, part(day)?),
        (None, _) => PartialDate::new(year, part(month)?, part(day)?),
    }
}

fn compact(text: &str) -> Result<PartialDate, DateFault> {
    let digits = text.trim().as_bytes();
    match digits.len() {
        0 => Ok(PartialDate::Unknown),
        6 | 8 => build(None, fixed(digits, [0..4, 4..6, 6..8])?),
        _ => Err(DateFault::Unreadable),
    }
}

fn era_code(text: &str) -> Result<PartialDate, DateFault> {
    let digits = text.trim().as_bytes();
    match digits.len() {
        0 => Ok(PartialDate::Unknown),
        5 | 7 => {
            let parts = fixed(digits, [1..3, 3..5, 5..7])?;
            let code = digits.get(0..1).and_then(ascii_number);
            match code.and_then(Era::from_code) {
                Some(era) => build(Some(era), parts),
                None if code == Some(0) && parts == [0; 3] => Ok(PartialDate::Unknown),
                None => Err(DateFault::Unreadable),
            }
        }
        _ => Err(DateFault::Unreadable),
    }
}

/// Numbers at fixed places; a place behind the end of the text is absent.
fn fixed(digits: &[u8], places: [std::ops::Range<usize>; 3]) -> Result<[i16; 3], DateFault> {
    let mut parts = [0; 3];
    for (part, place) in parts.iter_mut().zip(places) {
        if place.start < digits.len() {
            *part = digits.get(place).and_then(ascii_number).ok_or(DateFault::Unreadable)?;
        }
    }
    Ok(parts)
}

fn free(text: &str) -> Result<PartialDate, DateFault> {
    // Nearly every row holds `1988-01-08`, so that form does not go through the reader of words.
    if let (10, Ok(date)) = (text.len(), PartialDate::from_iso(text)) {
        return Ok(date);
    }
    let text = plain(text);
    if text.ends_with('頃') || text.contains("推定") {
        return Err(DateFault::Estimated);
    }
    if is_unknown(&text, &["", "年月日"]) {
        return Ok(PartialDate::Unknown);
    }
    let (era, rest) = era(&text);
    let (first, rest) = year(rest, era.is_some()).ok_or(DateFault::Unreadable)?;
    if rest.is_empty() && first.digits > 4 {
        return digits_only(era, first);
    }
    if era.is_none() && first.digits != 4 && first.value < 1000 {
        return Err(DateFault::Ambiguous);
    }
    let (month, day) = month_and_day(rest)?;
    build(era, [small(first.value)?, month, day])
}

/// The text without blanks, full-width signs as ASCII.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect()
}

/// Whether the text says that a date, or what follows of it, is not known. `parts` may stand before the word.
fn is_unknown(text: &str, parts: &[&str]) -> bool {
    text.is_empty()
        || parts
            .iter()
            .any(|part| text.strip_prefix(part).is_some_and(|word| ["不詳", "不明", "未詳"].contains(&word)))
}

fn era(text: &str) -> (Option<Era>, &str) {
    let mut chars = text.chars();
    let Some(era) = chars.next().and_then(Era::from_sign) else {
        return (None, text);
    };
    (Some(era), text.strip_prefix(era.name()).unwrap_or(chars.as_str()))
}

fn year(text: &str, in_era: bool) -> Option<(Run, &str)> {
    match text.strip_prefix('元') {
        Some(rest) if in_era => Some((Run { value: 1, digits: 1 }, rest)),
        _ => read_run(text),
    }
}

/// A number that stands alone: `20240527`, `S630108`, or something with two readings.
fn digits_only(era: Option<Era>, run: Run) -> Result<PartialDate, DateFault> {
    let parts = [small(run.value / 10_000)?, small(run.value / 100 % 100)?, small(run.value % 100)?];
    match (era, run.digits) {
        (Some(_), 6) | (None, 8) => build(era, parts),
        (None, 6 | 7) => Err(DateFault::Ambiguous),
        _ => Err(DateFault::Unreadable),
    }
}

/// What follows the year: `年1月8日`, `-1-8`, `.1`, or nothing. Absent parts are zero.
fn month_and_day(text: &str) -> Result<(i16, i16), DateFault> {
    let mut chars = text.chars();
    match chars.next() {
        None => Ok((0, 0)),
        Some('年') => in_words(chars.as_str()),
        Some(separator @ ('-' | '/' | '.')) => {
            let (month, rest) = part(chars.as_str())?;
            if rest.is_empty() {
                return Ok((month, 0));
            }
            let rest = rest.strip_prefix(separator).ok_or(DateFault::Unreadable)?;
            last_part(part(rest)?, month)
        }
        Some(_) => Err(DateFault::Unreadable),
    }
}

fn in_words(text: &str) -> Result<(i16, i16), DateFault> {
    if is_unknown(text, &["", "月日"]) {
        return Ok((0, 0));
    }
    let (month, rest) = part(text)?;
    let rest = rest.strip_prefix('月').ok_or(DateFault::Unreadable)?;
    if is_unknown(rest, &["", "日"]) {
        return Ok((month, 0));
    }
    let (day, rest) = part(rest)?;
    let rest = rest.strip_prefix('日').ok_or(DateFault::Unreadable)?;
    last_part((day, rest), month)
}

fn last_part((day, rest): (i16, &str), month: i16) -> Result<(i16, i16), DateFault> {
    if rest.is_empty() { Ok((month, day)) } else { Err(DateFault::Unreadable) }
}

/// A month or a day: one or two digits.
fn part(text: &str) -> Result<(i16, &str), DateFault> {
    match read_run(text) {
        Some((run, rest)) if run.digits <= 2 => Ok((small(run.value)?, rest)),
        _ => Err(DateFault::Unreadable),
    }
}

fn small(value: u64) -> Result<i16, DateFault> {
    i16::try_from(value).map_err(|_| DateFault::NoSuchDate)
}

//! Registration numbers: the form as printed, and the form by which two are the same number.

pub(crate) mod numeral;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::width::narrow;

/// The longest printed number that is taken, in characters: prefecture, year and running number fit several
/// times over; the bound keeps a misplaced column from becoming a key.
pub const MAX_NUMBER_CHARS: usize = 40;

/// Why a text is no registration number. `Display` is English; [`NumberFault::ja`] is Japanese.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NumberFault {
    /// Nothing but blanks, `第` and `号`.
    #[error("the registration number is empty")]
    Empty,
    /// No digit in it.
    #[error("the registration number has no digit")]
    NoDigit,
    /// More than [`MAX_NUMBER_CHARS`].
    #[error("the registration number is longer than {MAX_NUMBER_CHARS} characters")]
    TooLong,
    /// A control character.
    #[error("the registration number holds a control character")]
    Control,
}

impl NumberFault {
    /// The reason in Japanese.
    pub fn ja(self) -> String {
        match self {
            Self::Empty => "登録番号が空です".to_owned(),
            Self::NoDigit => "登録番号に数字がありません".to_owned(),
            Self::TooLong => format!("登録番号が{MAX_NUMBER_CHARS}文字を超えています"),
            Self::Control => "登録番号に制御文字が含まれています".to_owned(),
        }
    }

    /// A stable code for reject files and programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "number-empty",
            Self::NoDigit => "number-no-digit",
            Self::TooLong => "number-too-long",
            Self::Control => "number-control-character",
        }
    }
}

/// The form of a registration number by which it is unique in its register; what was printed is kept beside
/// it.
///
/// The rule, in this order:
/// 1. full-width letters and digits become ASCII, letters become capitals, every dash becomes `-`;
/// 2. blanks go, and `-` at either end; then `第` at the start and `号` (or `號`) at the end;
/// 3. a number wholly in kanji numerals (`第十二万三千四百五十六号`) becomes digits; kanji numerals beside anything else
///    stay (`三重県-12`, `千葉県-3`);
/// 4. zeros at the start of every group of digits go (`000123` → `123`, `東京都-00045` → `東京都-45`); a group of
///    zeros only is `0`.
///
/// Hyphens between groups stay: without them `1-31` and `13-1` would be one number.
///
/// # Errors
/// A [`NumberFault`] where the text is no number.
#[doc(alias = "登録番号")]
pub fn normalise_number(printed: &str) -> Result<Cow<'_, str>, NumberFault> {
    let bytes = printed.as_bytes();
    if !bytes.is_empty() && bytes.len() <= MAX_NUMBER_CHARS && bytes.iter().all(u8::is_ascii_digit) {
        let significant = printed.trim_start_matches('0');
        return Ok(Cow::Borrowed(if significant.is_empty() { "0" } else { significant }));
    }
    if printed.chars().any(char::is_control) {
        return Err(NumberFault::Control);
    }
    if printed.chars().count() > MAX_NUMBER_CHARS {
        return Err(NumberFault::TooLong);
    }
    let plain: String = printed.chars().map(narrow).filter(|c| !c.is_whitespace()).map(plain).collect();
    let core = plain.trim_matches('-');
    let core = core.strip_prefix('第').unwrap_or(core);
    let core = core.strip_suffix(['号', '號']).unwrap_or(core).trim_matches('-');
    if core.is_empty() {
        return Err(NumberFault::Empty);
    }
    if let Some((run, "")) = numeral::read_run(core) {
        return Ok(Cow::Owned(run.value.to_string()));
    }
    if !core.contains(|c: char| c.is_ascii_digit()) {
        return Err(NumberFault::NoDigit);
    }
    Ok(Cow::Owned(without_leading_zeros(core)))
}

/// One sign for each dash that data files hold, capitals for letters.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FF70}' | '\u{2500}' => '-',
        _ => c.to_ascii_uppercase(),
    }
}

fn without_leading_zeros(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, group) = rest.split_at(start);
        let end = group.find(|c: char| !c.is_ascii_digit()).unwrap_or(group.len());
        let (digits, after) = group.split_at(end);
        let significant = digits.trim_start_matches('0');
        out.push_str(before);
        out.push_str(if significant.is_empty() { "0" } else { significant });
        rest = after;
    }
    out.push_str(rest);
    out
}

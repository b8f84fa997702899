//! The columns of a line: pure, without copies. Columns are separated by a tab; no value holds a control character.

use std::array;

use jiff::civil::Date;

use super::broken::Broken;
use super::change::{Change, ChangeReason};
use super::record::{Birth, Items, Record, Sex, Standing, Told};
use crate::{SealedCode, SealedNumber};

/// Columns of an answer that tells of a person.
const FOUND: usize = 18;

/// Exactly so many columns of a line without its end; `None` for any other count or what is no UTF-8.
pub(super) fn columns<const N: usize>(line: &[u8]) -> Option<[&str; N]> {
    let mut parts = std::str::from_utf8(line).ok()?.split('\t');
    let columns: [Option<&str>; N] = array::from_fn(|_| parts.next());
    let whole = parts.next().is_none() && columns.iter().all(Option::is_some);
    whole.then(|| columns.map(Option::unwrap_or_default))
}

/// A number of the protocol: digits only, no sign, no leading zero.
pub(super) fn number(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

/// Whether a value may stand in a column.
pub(super) fn is_plain(value: &str) -> bool {
    !value.chars().any(char::is_control)
}

/// An answer's line, its columns untouched: those of number and code too.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnswerLine<'a> {
    pub(super) request: u64,
    pub(super) result: &'a str,
    /// The columns of a record, from the status on.
    pub(super) found: Option<[&'a str; FOUND]>,
}

impl<'a> AnswerLine<'a> {
    /// Reads a line without its end.
    pub(super) fn parse(line: &'a [u8], at: u64) -> Result<Self, Broken> {
        let broken = Broken::Line(at);
        if line.len() > super::chain::LONGEST_LINE || line.iter().any(|b| b.is_ascii_control() && *b != b'\t')
        {
            return Err(broken);
        }
        if let Some(found) = columns::<FOUND>(line) {
            let [mark, request, result, ..] = found;
            let request = number(request).filter(|_| mark == "A" && result == "found").ok_or(broken)?;
            return Ok(Self { request, result, found: Some(found) });
        }
        let [mark, request, result] = columns::<3>(line).ok_or(broken)?;
        let known = mark == "A" && matches!(result, "none" | "several" | "stopped");
        let request = number(request).filter(|_| known).ok_or(broken)?;
        Ok(Self { request, result, found: None })
    }

    /// The columns of number and code; empty where they did not come.
    pub(super) fn secrets(&self) -> (&'a str, &'a str) {
        match self.found {
            Some([_, _, _, _, number, code, ..]) => (number, code),
            None => ("", ""),
        }
    }

    /// Appends the line with other columns of number and code.
    pub(super) fn write(&self, number: &str, code: &str, out: &mut Vec<u8>) {
        let Some(mut found) = self.found else {
            return out.extend_from_slice(format!("A\t{}\t{}\n", self.request, self.result).as_bytes());
        };
        for (column, value) in found.iter_mut().skip(4).zip([number, code]) {
            *column = value;
        }
        for (index, column) in found.iter().enumerate() {
            if index > 0 {
                out.push(b'\t');
            }
            out.extend_from_slice(column.as_bytes());
        }
        out.push(b'\n');
    }

    /// What the line tells; the numbers in it must have been sealed.
    pub(super) fn told(&self, at: u64) -> Result<Told, Broken> {
        let Some(found) = self.found else {
            return Ok(match self.result {
                "none" => Told::NotFound,
                "several" => Told::Several,
                _ => Told::Stopped,
            });
        };
        record(&found).map(|record| Told::Found(Box::new(record))).ok_or(Broken::Line(at))
    }
}

fn record(found: &[&str; FOUND]) -> Option<Record> {
    let [_, _, _, status, number, code, name, former, alias, kana, birth, sex, address, place, rest @ ..] =
        found;
    let [kind, reason, event_date, notified_on] = rest;
    let last_change = change(kind, reason, event_date, notified_on)?;
    Some(Record {
        standing: Standing::of(status, last_change.as_ref())?,
        items: items(name, birth, sex, address)?,
        former_name: some(former),
        alias: some(alias),
        kana: some(kana),
        municipality: municipality(place)?,
        last_change,
        number: handle(number, SealedNumber::from_hex)?,
        code: handle(code, SealedCode::from_hex)?,
    })
}

/// A handle in a column: there, not there, or `None` for what is no handle.
#[expect(clippy::option_option, reason = "no number came, and the column is broken, are two things")]
fn handle<T, E>(text: &str, of_hex: fn(&str) -> Result<T, E>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { of_hex(text).ok().map(Some) }
}

/// A value that may be missing.
pub(super) fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A record's items; a name is always there.
pub(super) fn items(name: &str, birth: &str, sex: &str, address: &str) -> Option<Items> {
    let sex = if sex.is_empty() { None } else { Some(Sex::of_word(sex)?) };
    Some(Items { name: some(name)?, birth: Birth::parse(birth)?, sex, address: some(address) })
}

pub(super) fn municipality(code: &str) -> Option<String> {
    (code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())).then(|| code.to_owned())
}

/// The last change of four columns: all of them, or none.
#[expect(clippy::option_option, reason = "no change is known, and the columns are broken, are two things")]
pub(super) fn change(
    kind: &str,
    reason: &str,
    event_date: &str,
    notified_on: &str,
) -> Option<Option<Change>> {
    if [kind, reason, event_date, notified_on].iter().all(|text| text.is_empty()) {
        return Some(None);
    }
    let reason = ChangeReason::of_words(kind, reason)?;
    Some(Some(Change { reason, event_date: date(event_date)?, notified_on: date(notified_on)? }))
}

fn date(text: &str) -> Option<Date> {
    let shaped = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    shaped.then(|| text.parse().ok()).flatten()
}

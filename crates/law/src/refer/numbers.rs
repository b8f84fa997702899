//! The numbers of the yearly check: each of them is there, once, on every day from the first on which one of them is.

use jiff::civil::Date;

use crate::dated::{Basis, Dated};
use crate::model::CheckValue;
use crate::problem::RuleError;
use crate::rules::{RuleFile, Rules};

const FILE: &str = "yearly-check.toml";

/// What is wrong with the periods of the numbers; nothing where the file is not among those handed in.
pub(super) fn gaps(rules: &Rules, files: &[RuleFile]) -> Vec<RuleError> {
    let Some(file) = files.iter().find(|file| file.path.ends_with(FILE)) else { return Vec::new() };
    let values = &rules.shared.check_values;
    let begin = values.iter().map(|dated| dated.basis.from).min();
    let mut errors = Vec::new();
    for what in CheckValue::names() {
        let mut periods: Vec<&Basis> =
            values.iter().filter(|dated| is(dated, what)).map(|dated| &dated.basis).collect();
        periods.sort_by_key(|basis| basis.from);
        if let Err((line, ja, en)) = covered(begin, &periods) {
            errors.push(RuleError {
                path: file.path.clone(),
                line,
                column: 1,
                message_ja: format!("{what} {ja}"),
                message_en: format!("{what} {en}"),
                nearest: None,
            });
        }
    }
    errors
}

fn is(dated: &Dated<CheckValue>, what: &str) -> bool {
    dated.value.as_ref().is_ok_and(|value| value.what == what)
}

/// The line, and what is wrong in Japanese and English.
type Wrong = (usize, String, String);

fn twice(line: usize) -> Wrong {
    (line, "の値が二つある日があります".to_owned(), "has two values that hold on the same day".to_owned())
}

/// Whether one period follows the other from `begin` until further notice.
fn covered(begin: Option<Date>, periods: &[&Basis]) -> Result<(), Wrong> {
    let (Some(mut next), Some(_)) = (begin, periods.first()) else {
        return Err((1, "の値がありません".to_owned(), "is missing: the check asks for it".to_owned()));
    };
    let mut line = 1;
    for (place, basis) in periods.iter().enumerate() {
        line = basis.line;
        if basis.from > next {
            let from = basis.from;
            return Err((
                line,
                format!("の値が {next} から {from} の前日までありません"),
                format!("has no value from {next} until the day before {from}"),
            ));
        }
        if basis.from < next {
            return Err(twice(line));
        }
        match basis.to.map(Date::tomorrow) {
            Some(Ok(day)) => next = day,
            // the end of all days is no end
            Some(Err(_)) | None if place + 1 == periods.len() => return Ok(()),
            Some(Err(_)) | None => return Err(twice(line)),
        }
    }
    Err((line, format!("の値が {next} からありません"), format!("has no value from {next} on")))
}

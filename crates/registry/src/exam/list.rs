//! Reading a list: every row becomes somebody who passed, or a reject with its line and reason.

use std::collections::BTreeMap;

use law::Both;

use super::heading::{Column, NEEDED, column};
use super::{Passed, Sitting};
use crate::date::PartialDate;
use crate::source::{
    Decoder, EncodingFault, HEAD_BYTES, MAX_TEXT_CHARS, Record, Row, Separator, Splitter, Step, find_encoding,
};

/// The longest list. The largest examination has some sixty thousand who pass, at less than 200 bytes each.
pub const MAX_LIST_BYTES: usize = 64 * 1024 * 1024;

/// A list that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[doc(alias = "合格者名簿")]
pub struct ExamList {
    /// Who passed, by sitting; no sitting twice.
    pub passed: Vec<Passed>,
    /// What is no row, with its line.
    pub rejects: Vec<Reject>,
}

/// A line that is no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Its line, from 1.
    pub line: u64,
    /// Why.
    pub reason: RejectReason,
}

/// Why a line is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub enum RejectReason {
    /// The cells cannot be read.
    Unreadable,
    /// The month of the examination.
    Month,
    /// The number of the examinee.
    Number,
    /// The name.
    Name,
    /// The date of birth.
    Born,
    /// Another row has the same month, place and number: all of them are rejected.
    Doubled,
}

impl RejectReason {
    /// In the words of each language.
    #[must_use]
    pub fn words(self) -> Both {
        let (ja, en) = match self {
            Self::Unreadable => ("行を読めません", "the line cannot be read"),
            Self::Month => ("試験の施行年月を読めません", "the month of the examination cannot be read"),
            Self::Number => ("受験番号を読めません", "the number of the examinee cannot be read"),
            Self::Name => ("氏名がありません", "there is no name"),
            Self::Born => ("生年月日が年月日ではありません", "the date of birth is no whole date"),
            Self::Doubled => (
                "同じ施行年月・受験地・受験番号の行がほかにあります",
                "another row has the same month, place and number",
            ),
        };
        Both::new(ja, en)
    }
}

/// Why a file is no list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub enum ListFault {
    /// Too long.
    TooLong,
    /// Its encoding.
    Encoding(EncodingFault),
    /// A heading is missing.
    Heading(&'static str),
}

impl ListFault {
    /// In the words of each language.
    #[must_use]
    pub fn words(&self) -> Both {
        match self {
            Self::TooLong => Both::new("ファイルが大きすぎます", "the file is too large"),
            Self::Encoding(fault) => fault.words(),
            Self::Heading(name) => {
                Both::new(format!("見出し「{name}」がありません"), format!("the heading {name} is missing"))
            }
        }
    }
}

/// Reads a list. Nothing is guessed: rows that share a sitting are rejected together.
///
/// # Errors
/// When the file as a whole is no list.
pub fn read_list(file: &[u8]) -> Result<ExamList, ListFault> {
    if file.len() > MAX_LIST_BYTES {
        return Err(ListFault::TooLong);
    }
    let head = file.get(..HEAD_BYTES).unwrap_or(file);
    let encoding = find_encoding(head).map_err(ListFault::Encoding)?;
    let separator = Separator::find(head);
    let mut decoder = Decoder::new(encoding.encoding, separator);
    let mut splitter = Splitter::at(separator, u64::try_from(encoding.mark).unwrap_or(0), 1);
    let mut rest = file.get(encoding.mark..).unwrap_or_default();
    let mut columns: Option<Vec<Option<Column>>> = None;
    let mut rows: Vec<(u64, Passed)> = Vec::new();
    let mut list = ExamList::default();
    loop {
        let record = match splitter.next(rest, true) {
            Step::Record(record) => record,
            Step::Rest(bytes) => {
                rest = rest.get(bytes.len()..).unwrap_or_default();
                continue;
            }
            Step::More | Step::End => break,
        };
        rest = rest.get(record.bytes.len()..).unwrap_or_default();
        if record.is_blank() {
            continue;
        }
        match &columns {
            None => columns = Some(headings(&mut decoder, &record)?),
            Some(columns) => match read_row(&mut decoder, &record, columns) {
                Ok(passed) => rows.push((record.line, passed)),
                Err(reason) => list.rejects.push(Reject { line: record.line, reason }),
            },
        }
    }
    if columns.is_none() {
        return Err(ListFault::Heading("施行年月"));
    }
    keep_single(rows, &mut list);
    Ok(list)
}

fn headings(decoder: &mut Decoder, record: &Record<'_>) -> Result<Vec<Option<Column>>, ListFault> {
    let row = decoder.row(record).map_err(|_| ListFault::Heading("施行年月"))?;
    let columns: Vec<Option<Column>> = row.iter().map(column).collect();
    match NEEDED.iter().find(|(needed, _)| !columns.contains(&Some(*needed))) {
        Some((_, heading)) => Err(ListFault::Heading(heading)),
        None => Ok(columns),
    }
}

fn read_row(
    decoder: &mut Decoder,
    record: &Record<'_>,
    columns: &[Option<Column>],
) -> Result<Passed, RejectReason> {
    let row: Row<'_> = decoder.row(record).map_err(|_| RejectReason::Unreadable)?;
    if row.len() != columns.len() {
        return Err(RejectReason::Unreadable);
    }
    let cell = |wanted: Column| {
        let at = columns.iter().position(|column| *column == Some(wanted));
        at.and_then(|at| row.get(at)).unwrap_or_default().trim()
    };
    let sitting = Sitting::read(cell(Column::Month), cell(Column::Place), cell(Column::Number))?;
    let name = cell(Column::Name);
    let control = name.chars().any(char::is_control);
    if name.is_empty() || control || name.chars().count() > MAX_TEXT_CHARS {
        return Err(RejectReason::Name);
    }
    let born =
        PartialDate::parse(cell(Column::Born)).ok().and_then(PartialDate::day).ok_or(RejectReason::Born)?;
    let certificate = match cell(Column::Certificate) {
        "" => String::new(),
        printed => crate::number::normalise_number(printed).map_err(|_| RejectReason::Number)?.into_owned(),
    };
    Ok(Passed { sitting, name: name.to_owned(), born: born.to_string(), certificate })
}

/// Rows that share a sitting are rejected together, whichever comes first.
fn keep_single(rows: Vec<(u64, Passed)>, list: &mut ExamList) {
    let mut by_sitting: BTreeMap<Sitting, Vec<(u64, Passed)>> = BTreeMap::new();
    for (line, passed) in rows {
        by_sitting.entry(passed.sitting.clone()).or_default().push((line, passed));
    }
    for (_, mut same) in by_sitting {
        if same.len() == 1 {
            list.passed.extend(same.pop().map(|(_, passed)| passed));
        } else {
            let doubled = same.into_iter().map(|(line, _)| Reject { line, reason: RejectReason::Doubled });
            list.rejects.extend(doubled);
        }
    }
    list.rejects.sort_by_key(|reject| reject.line);
}

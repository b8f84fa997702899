//! Files of reports with numbers in them (業務従事者届・離職届 and the like): the one reader of such files. The column of numbers is
//! sealed here; what comes out are the other columns, with a handle.
//!
//! The file is UTF-8 with headings, one line a report, separated by commas, quoted as in RFC 4180 but without a line end inside of quotes.

mod lines;

use std::io::{self, Read};

use self::lines::Lines;
use crate::number::{MyNumber, NumberFault, holds_a_number};
use crate::{Proof, SealedNumber, Use, Vault, VaultError};

/// The headings, in the order of [`Column`].
const HEADINGS: [&str; 7] = ["登録番号", "氏名", "生年月日", "性別", "住所", "個人番号", "届出年月日"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Registration,
    Name,
    Born,
    Sex,
    Address,
    Number,
    ReportedOn,
}

/// Why a file of reports cannot be read on.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.words().join(" / "))]
pub enum ReportFault {
    /// It cannot be read at all.
    Io(#[from] io::Error),
    /// It has not our headings.
    Heading(&'static str),
    /// It is no UTF-8, a line is too long, or a quote is not closed.
    Line(u64),
    /// The vault cannot seal.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl ReportFault {
    /// In words, Japanese and English.
    #[must_use]
    pub fn words(&self) -> [String; 2] {
        match self {
            Self::Io(why) => [
                format!("届出のファイルを読めません: {why}"),
                format!("the file of reports cannot be read: {why}"),
            ],
            Self::Heading(name) => {
                [format!("見出しが足りません: {name}"), format!("a heading is missing: {name}")]
            }
            Self::Line(line) => [
                format!("{line} 行目を読めません（UTF-8、引用符は行内で閉じる）"),
                format!("line {line} cannot be read (UTF-8, quotes closed in the line)"),
            ],
            Self::Vault(fault) => fault.words(),
        }
    }
}

/// A report, without any number in it.
#[derive(Clone, PartialEq, Eq)]
#[doc(alias = "業務従事者届")]
#[doc(alias = "離職届")]
pub struct ReportRow {
    /// The line of the file, from 1.
    pub line: u64,
    /// 登録番号, as it is written.
    pub registration: String,
    /// 氏名
    pub name: String,
    /// 生年月日, as it is written.
    pub born: String,
    /// 性別
    pub sex: String,
    /// 住所
    pub address: String,
    /// 届出年月日, as it is written.
    pub reported_on: String,
    /// The number that was given: its handle, or what is wrong with it. It holds nothing of what was written.
    pub given: Result<SealedNumber, NumberFault>,
}

// What tells who somebody is does not get into a log by accident.
impl std::fmt::Debug for ReportRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReportRow").field("line", &self.line).finish_non_exhaustive()
    }
}

/// A file of reports, read from the beginning to the end in constant memory, which is wiped.
pub struct ReportFile<R> {
    lines: Lines<R>,
    /// The place of each of our columns.
    places: [usize; HEADINGS.len()],
}

impl<R> std::fmt::Debug for ReportFile<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReportFile").field("line", &self.lines.number).finish_non_exhaustive()
    }
}

impl<R: Read> ReportFile<R> {
    /// Reads the headings.
    ///
    /// # Errors
    /// [`ReportFault`].
    pub fn open(file: R) -> Result<Self, ReportFault> {
        let mut lines = Lines::new(file);
        let headings = lines.next_cells()?.unwrap_or_default();
        let mut places = [0; HEADINGS.len()];
        for (place, heading) in places.iter_mut().zip(HEADINGS) {
            let at = headings.iter().position(|cell| cell.trim_start_matches('\u{FEFF}').trim() == heading);
            *place = at.ok_or(ReportFault::Heading(heading))?;
        }
        Ok(Self { lines, places })
    }

    /// The next reports, at most `most`; none at the end. Numbers are sealed in the case of the use, with one line of the log.
    ///
    /// # Errors
    /// [`ReportFault`]: what was read so far in this call is not told.
    pub async fn next(
        &mut self,
        vault: &Vault,
        (proof, by): (Proof, &Use),
        most: usize,
    ) -> Result<Vec<ReportRow>, ReportFault> {
        let most = most.min(crate::NUMBERS_AT_MOST);
        // never grown: what moved would leave numbers behind
        let (mut rows, mut numbers) = (Vec::new(), Vec::with_capacity(most));
        while rows.len() < most {
            let Some(cells) = self.lines.next_cells()? else { break };
            let text = |column: Column| self.places.get(column as usize).and_then(|at| cells.get(*at));
            let plain = |column| text(column).map(|cell| cell.trim().to_owned()).unwrap_or_default();
            let number = MyNumber::of_typed(text(Column::Number).map_or("", |cell| cell));
            // a number in a column of words would be kept for good
            let elsewhere = [Column::Name, Column::Address].iter().any(|c| holds_a_number(&plain(*c)));
            let registration = plain(Column::Registration);
            if elsewhere || MyNumber::of_typed(&registration).is_ok() {
                return Err(ReportFault::Line(self.lines.number));
            }
            rows.push(ReportRow {
                line: self.lines.number,
                registration,
                name: plain(Column::Name),
                born: plain(Column::Born),
                sex: plain(Column::Sex),
                address: plain(Column::Address),
                reported_on: plain(Column::ReportedOn),
                given: number.as_ref().map(|_| SealedNumber::from_bytes([0; 16])).map_err(|fault| *fault),
            });
            numbers.extend(number);
        }
        let sealed =
            if numbers.is_empty() { Vec::new() } else { vault.seal_given(&numbers, proof, by).await? };
        let places = rows.iter_mut().filter_map(|row| row.given.as_mut().ok());
        places.zip(sealed).for_each(|(place, sealed)| *place = sealed);
        Ok(rows)
    }
}

/// Whatever bytes come: read as a file of reports, without a panic.
pub fn fuzz_report_file(bytes: &[u8]) {
    if let Ok(mut file) = ReportFile::open(bytes) {
        while let Ok(Some(_)) = file.lines.next_cells() {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_without_the_column_is_none_of_ours() {
        let missing = ReportFile::open("登録番号,氏名,生年月日,性別,住所,届出年月日\n".as_bytes());
        assert!(matches!(missing, Err(ReportFault::Heading("個人番号"))));
        let long = format!("{}\n", "長".repeat(lines::LINE_AT_MOST));
        assert!(matches!(ReportFile::open(long.as_bytes()), Err(ReportFault::Line(1))));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            fuzz_report_file(&bytes);
            fuzz_report_file(&[HEADINGS.join(",").as_bytes(), b"\n", &bytes].concat());
        }
    }
}

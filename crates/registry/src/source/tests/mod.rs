//! From bytes to entries: every way in which a file can be right or wrong.

mod any_bytes;
mod encoding;
mod entry;
mod heading;
mod mapping;
mod split;

use jiff::civil::{Date, date};

use super::*;

const TODAY: Date = date(2024, 5, 27);

/// All records of a file.
fn records<'b>(bytes: &'b [u8], separator: Separator) -> Vec<Record<'b>> {
    let mut splitter = Splitter::new(separator);
    let (mut rest, mut records) = (bytes, Vec::new());
    loop {
        let taken = match splitter.next(rest, true) {
            Step::Record(record) => {
                records.push(record);
                record.bytes.len()
            }
            Step::Rest(bytes) => bytes.len(),
            Step::More => unreachable!("nothing follows"),
            Step::End => return records,
        };
        rest = &rest[taken..];
    }
}

/// The cells of the first record.
fn cells(bytes: &[u8], encoding: Encoding) -> Result<Vec<String>, Vec<RowFault>> {
    let record = records(bytes, Separator::Comma)[0];
    let mut decoder = Decoder::new(encoding, Separator::Comma);
    decoder.row(&record).map(|row| row.iter().map(str::to_owned).collect())
}

/// `column:code` of each fault.
fn codes(faults: &[RowFault]) -> Vec<String> {
    let column = |fault: &RowFault| fault.column.map_or(String::new(), |column| column.to_string());
    faults.iter().map(|fault| format!("{}:{}", column(fault), fault.reason.code())).collect()
}

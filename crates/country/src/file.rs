//! A register's file, streamed row by row.

use std::io::{self, Write};

use crate::columns::{Cells, Column};
use crate::encoding::{Encoder, Encoding};
use crate::register::{Holder, Register};
use crate::rubbish::{Fault, FaultCounts, Rubbish};
use crate::tables::Tables;

/// Text is handed to the writer in pieces of about this size, so memory does not grow with the file.
const PIECE: usize = 64 * 1024;

/// What file to write.
#[derive(Debug, Clone)]
pub struct RegisterFile<'a> {
    /// Id of the qualification.
    pub qualification: &'a str,
    /// Code of the authority.
    pub authority: &'a str,
    /// Codes of the items registered, as the rules have them; they decide the columns.
    pub items: &'a [&'a str],
    /// Number of rows.
    pub count: u64,
    /// The country's seed.
    pub seed: u64,
    /// How the text is encoded.
    pub encoding: Encoding,
    /// Faults to put in, if any.
    pub rubbish: Option<Rubbish<'a>>,
}

/// What was written: the truth that an import can be measured against.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows, without the headings.
    pub rows: u64,
    /// Holders who have died and whose entry is not deleted.
    pub dead_not_deleted: u64,
    /// Deleted entries.
    pub deleted: u64,
    /// Entries with a sanction.
    pub sanctioned: u64,
    /// Entries that show a former surname.
    pub with_former_surname: u64,
    /// Faults put in, by kind.
    pub faults: FaultCounts,
}

/// A register's file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// `data/registers.tsv` has no such qualification.
    #[error("no shape is known for the registers of {0:?}: add a line to crates/country/data/registers.tsv")]
    UnknownQualification(String),
    /// The writer failed.
    #[error("the file of the register could not be written")]
    Output(#[from] io::Error),
}

/// Streams a register's file: headings, then one line an entry, in the order of the numbers.
///
/// # Errors
/// An unknown qualification, or the writer's failure.
pub fn write_register(
    tables: &Tables,
    file: &RegisterFile<'_>,
    out: impl Write,
) -> Result<Written, WriteError> {
    let register = Register::new(tables, file.qualification, file.authority, file.count, file.seed)
        .ok_or_else(|| WriteError::UnknownQualification(file.qualification.to_owned()))?;
    let rubbish = file.rubbish.as_ref().map(|rubbish| (rubbish, file.seed));
    write_rows(&register, file.items, (file.encoding, rubbish), out)
}

/// Streams the rows of a register; the faults are drawn from a seed.
pub(crate) fn write_rows(
    register: &Register<'_>,
    items: &[&str],
    (encoding, rubbish): (Encoding, Option<(&Rubbish<'_>, u64)>),
    out: impl Write,
) -> Result<Written, WriteError> {
    let columns = Column::of_items(items);
    let cells = Cells { tables: register.tables(), register };
    let mut pieces = Pieces {
        out,
        encoder: Encoder::new(encoding),
        text: String::with_capacity(PIECE * 2),
        bytes: Vec::new(),
    };
    if encoding == Encoding::Utf8Bom {
        pieces.text.push('\u{FEFF}');
    }
    let headings: Vec<&str> = columns.iter().map(|column| column.heading()).collect();
    pieces.text.push_str(&headings.join(","));
    pieces.text.push_str("\r\n");

    let mut written = Written::default();
    for row in 0..register.count() {
        let holder = register.holder(row);
        written.count(&holder);
        let fault = rubbish.and_then(|(rubbish, seed)| rubbish.fault(seed, row));
        match fault {
            Some(fault) => {
                written.faults.add(fault);
                push_faulty(&cells, &columns, (row, &holder), fault, &mut pieces.text);
            }
            None => push_row(&cells, &columns, row, &holder, &mut pieces.text),
        }
        pieces.pass_on(PIECE)?;
    }
    pieces.pass_on(0)?;
    pieces.out.flush()?;
    Ok(written)
}

impl Written {
    fn count(&mut self, holder: &Holder) {
        self.rows += 1;
        let deleted = holder.entry.deletion.is_some();
        self.deleted += u64::from(deleted);
        self.dead_not_deleted += u64::from(holder.person.died.is_some() && !deleted);
        self.sanctioned += u64::from(holder.entry.sanction.is_some());
        self.with_former_surname += u64::from(holder.entry.former_surname.is_some());
    }
}

/// Collects text and hands it on, encoded, a piece at a time.
struct Pieces<W> {
    out: W,
    encoder: Encoder,
    text: String,
    bytes: Vec<u8>,
}

impl<W: Write> Pieces<W> {
    /// Hands the text on if it has reached the size.
    fn pass_on(&mut self, size: usize) -> io::Result<()> {
        if self.text.len() < size {
            return Ok(());
        }
        self.bytes.clear();
        self.encoder.push(&self.text, &mut self.bytes);
        self.text.clear();
        self.out.write_all(&self.bytes)
    }
}

fn push_row(cells: &Cells<'_>, columns: &[Column], row: u64, holder: &Holder, out: &mut String) {
    // No value of ours holds a comma, a quote or a line's end, so none is quoted.
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        cells.push(*column, row, holder, out);
    }
    out.push_str("\r\n");
}

fn push_faulty(cells: &Cells<'_>, columns: &[Column], of: (u64, &Holder), fault: Fault, out: &mut String) {
    let (row, holder) = of;
    let mut values: Vec<(Column, String)> = columns
        .iter()
        .map(|column| {
            let mut value = String::new();
            cells.push(*column, row, holder, &mut value);
            (*column, value)
        })
        .collect();
    let number_before = cells.register.number(row.saturating_sub(1));
    fault.put_into(&mut values, holder, number_before);
    let line: Vec<String> = values.into_iter().map(|(_, value)| value).collect();
    out.push_str(&line.join(","));
    out.push_str("\r\n");
}

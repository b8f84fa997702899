//! From the bytes of a record to the text of its cells.

use std::ops::Range;

use memchr::memchr_iter;

use super::encoding::decode_cp932;
use super::{Encoding, Reason, Record, RowFault, Separator};

/// Reads records; keeps its buffers from one to the next, so that a row costs no allocation.
#[derive(Clone, Debug)]
pub struct Decoder {
    encoding: Encoding,
    separator: u8,
    /// The record decoded, where it is not UTF-8.
    decoded: String,
    /// Cells whose doubled quotes were undone.
    unescaped: String,
    cells: Vec<Cell>,
}

/// Where a cell's text stands.
#[derive(Clone, Debug)]
enum Cell {
    Text(Range<usize>),
    Unescaped(Range<usize>),
}

/// The cells of one record, in the order of the file.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    text: &'a str,
    unescaped: &'a str,
    cells: &'a [Cell],
}

impl<'a> Row<'a> {
    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is no cell; a row has at least one.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The text of a cell, counted from 0, without quotes.
    pub fn get(&self, index: usize) -> Option<&'a str> {
        match self.cells.get(index)? {
            Cell::Text(range) => self.text.get(range.clone()),
            Cell::Unescaped(range) => self.unescaped.get(range.clone()),
        }
    }

    /// All cells.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + '_ {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

impl Decoder {
    /// A reader for files of one form.
    pub fn new(encoding: Encoding, separator: Separator) -> Self {
        Self {
            encoding,
            separator: separator.byte(),
            decoded: String::new(),
            unescaped: String::new(),
            cells: Vec::new(),
        }
    }

    /// The cells of a record.
    ///
    /// # Errors
    /// The fault of a record that is none, or one fault for each column that cannot be decoded. Nothing is
    /// ever replaced.
    pub fn row<'a>(&'a mut self, record: &Record<'a>) -> Result<Row<'a>, Vec<RowFault>> {
        if let Some(fault) = record.fault {
            return Err(vec![RowFault::of_row(Reason::Split(fault))]);
        }
        let bytes = record.content();
        self.decoded.clear();
        let text = match self.encoding {
            Encoding::Utf8 => std::str::from_utf8(bytes).ok(),
            Encoding::Cp932 => match decode_cp932(bytes, &mut self.decoded) {
                Ok(()) => Some(self.decoded.as_str()),
                Err(_) => None,
            },
        };
        let Some(text) = text else {
            return Err(undecodable(bytes, self.encoding, self.separator));
        };
        self.cells.clear();
        self.unescaped.clear();
        if record.quoted {
            quoted_cells(text, self.separator, &mut self.cells, &mut self.unescaped);
        } else {
            plain_cells(text.as_bytes(), self.separator, |range| self.cells.push(Cell::Text(range)));
        }
        Ok(Row { text, unescaped: &self.unescaped, cells: &self.cells })
    }
}

fn plain_cells(bytes: &[u8], separator: u8, mut push: impl FnMut(Range<usize>)) {
    let mut from = 0;
    for at in memchr_iter(separator, bytes) {
        push(from..at);
        from = at + 1;
    }
    push(from..bytes.len());
}

fn quoted_cells(text: &str, separator: u8, cells: &mut Vec<Cell>, unescaped: &mut String) {
    for range in cell_ranges(text.as_bytes(), separator) {
        let cell = text.get(range.clone()).unwrap_or_default();
        let inner = cell.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
        cells.push(match inner {
            None => Cell::Text(range),
            Some(inner) if inner.contains('"') => {
                let from = unescaped.len();
                unescaped.push_str(&inner.replace("\"\"", "\""));
                Cell::Unescaped(from..unescaped.len())
            }
            Some(_) => Cell::Text(range.start + 1..range.end - 1),
        });
    }
}

/// The cells of a record that may hold quotes: a separator between quotes ends no cell.
fn cell_ranges(bytes: &[u8], separator: u8) -> Vec<Range<usize>> {
    let (mut ranges, mut from, mut inside) = (Vec::new(), 0, false);
    for (at, byte) in bytes.iter().enumerate() {
        // A doubled quote closes and opens again, which comes to the same.
        inside ^= *byte == b'"';
        if *byte == separator && !inside {
            ranges.push(from..at);
            from = at + 1;
        }
    }
    ranges.push(from..bytes.len());
    ranges
}

/// Which columns of an unreadable record are to blame.
fn undecodable(bytes: &[u8], encoding: Encoding, separator: u8) -> Vec<RowFault> {
    let mut scratch = String::new();
    let mut readable = |cell: &[u8]| match encoding {
        Encoding::Utf8 => std::str::from_utf8(cell).is_ok(),
        Encoding::Cp932 => decode_cp932(cell, &mut scratch).is_ok(),
    };
    let faults: Vec<RowFault> = cell_ranges(bytes, separator)
        .into_iter()
        .enumerate()
        .filter(|(_, range)| !bytes.get(range.clone()).is_some_and(&mut readable))
        .map(|(index, _)| RowFault::of_column(index, None, Reason::Undecodable(encoding)))
        .collect();
    if faults.is_empty() {
        // Each cell reads well alone: a broken sequence swallowed a separator.
        return vec![RowFault::of_row(Reason::Undecodable(encoding))];
    }
    faults
}

//! Register files, turned into entries: pure functions over bytes that somebody else has read.
//!
//! The way of a file:
//!
//! 1. [`find_encoding`] looks at its first [`HEAD_BYTES`]: UTF-8 with or without a byte order mark, or CP932.
//! 2. [`Splitter`] cuts the bytes into records (RFC 4180), each with its place and line. All records together
//!    are the file.
//! 3. [`Decoder`] makes a record's cells readable text; bytes that cannot be decoded reject their record,
//!    with the column.
//! 4. [`Layout`] says which cell means what: from the headings, or from a [`Mapping`] (`rules/import/`).
//! 5. [`Layout::read`] gives a [`SourceEntry`], or every fault of the row at once ([`RowFault`]).
//!
//! Nothing is guessed and nothing is dropped: a record becomes an entry or a reject. A blank line is no row
//! ([`Record::is_blank`]).
//!
//! ```
//! use registry::source::{Decoder, Encoding, Layout, Required, Separator, Splitter, Step};
//!
//! let file = "登録番号,氏名,生年月日\n第12号,髙橋 花子,S63.1.8\n".as_bytes();
//! let mut splitter = Splitter::new(Separator::Comma);
//! let mut decoder = Decoder::new(Encoding::Utf8, Separator::Comma);
//! let Step::Record(headings) = splitter.next(file, true) else { return };
//! let layout = Layout::from_headings(&decoder.row(&headings).unwrap(), Required::default()).unwrap();
//! let Step::Record(record) = splitter.next(&file[headings.bytes.len()..], true) else { return };
//! let row = decoder.row(&record).unwrap();
//! let entry = layout.read(&row, jiff::civil::date(2024, 5, 27)).unwrap();
//! assert_eq!((entry.number, entry.number_key.as_ref(), entry.name), ("第12号", "12", "髙橋 花子"));
//! assert_eq!((entry.born.to_string(), record.line), ("1988-01-08".to_owned(), 2));
//! ```

mod cells;
mod encoding;
mod entry;
mod fault;
mod heading;
mod layout;
mod mapping;
mod number_only;
mod split;
#[cfg(test)]
mod tests;

pub use cells::{Decoder, Row};
pub use encoding::{Encoding, EncodingFault, FoundEncoding, HEAD_BYTES, find_encoding};
pub use entry::{MAX_AGE_YEARS, MAX_TEXT_CHARS, Sex, SourceEntry};
pub use fault::{Reason, RowFault};
pub use heading::{Heading, HeadingFault};
pub use layout::{Layout, Required};
pub use mapping::{Mapping, MappingFault};
pub use split::{MAX_RECORD_BYTES, Record, Separator, SplitFault, Splitter, Step};

//! Cutting a file into records: RFC 4180 over raw bytes.
//!
//! In CP932 as in UTF-8 no byte of a longer character looks like a separator, a quote or a line end, so
//! cutting comes before decoding.

use memchr::{memchr, memchr2};

/// The longest record. The widest register has some twenty short cells, far below; the bound is the memory
/// that a lost quote can take.
pub const MAX_RECORD_BYTES: usize = 64 * 1024;

/// What stands between two cells.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Separator {
    /// A comma.
    #[default]
    Comma,
    /// A tab.
    Tab,
}

impl Separator {
    /// The separator of a file by its first line: a tab where there are more tabs than commas.
    pub fn find(head: &[u8]) -> Self {
        let line = head.get(..memchr(b'\n', head).unwrap_or(head.len())).unwrap_or(head);
        let count = |wanted| line.iter().filter(|byte| **byte == wanted).count();
        if count(b'\t') > count(b',') { Self::Tab } else { Self::Comma }
    }

    /// Its byte.
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
        }
    }
}

/// Why bytes are no record.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SplitFault {
    /// A quote inside a cell that does not begin with one.
    StrayQuote,
    /// Something other than a separator after a closing quote.
    TextAfterQuote,
    /// No closing quote within [`MAX_RECORD_BYTES`] or before the end of the file.
    UnterminatedQuote,
    /// No line end within [`MAX_RECORD_BYTES`].
    TooLong,
}

/// One record with its place in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record<'b> {
    /// Where it begins, in bytes from the start of the file.
    pub offset: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its bytes with the line end.
    pub bytes: &'b [u8],
    /// Why it is none; such a record is rejected as it stands.
    pub fault: Option<SplitFault>,
    /// Whether a quote occurs in it; without one, cells are what stands between separators.
    pub(super) quoted: bool,
}

impl<'b> Record<'b> {
    /// Its bytes without the line end: the original line, for the reject file.
    pub fn content(&self) -> &'b [u8] {
        let content = self.bytes.strip_suffix(b"\n").unwrap_or(self.bytes);
        content.strip_suffix(b"\r").unwrap_or(content)
    }

    /// Whether it is a line with nothing on it, which is no row of the register.
    pub fn is_blank(&self) -> bool {
        self.fault.is_none() && self.content().iter().all(u8::is_ascii_whitespace)
    }
}

/// What [`Splitter::next`] found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step<'b> {
    /// A record; continue behind its bytes.
    Record(Record<'b>),
    /// Bytes that belong to the record before, which was [`SplitFault::TooLong`]; no row of their own.
    /// Continue behind them.
    Rest(&'b [u8]),
    /// The buffer ends inside a record: give the same bytes again, with more behind them.
    More,
    /// The file is at its end.
    End,
}

/// Cuts a file into records, over a buffer that the caller fills.
///
/// A record with a fault ends at its first line end, so that one lost quote costs its own line and not the
/// good rows behind it; the lines that a broken cell ran over become rows of their own and are judged as
/// such. Give at least [`MAX_RECORD_BYTES`] at a time, or [`Step::More`] comes back until there is as much.
#[derive(Clone, Debug)]
pub struct Splitter {
    separator: u8,
    offset: u64,
    line: u64,
    in_rest: bool,
}

impl Splitter {
    /// Begins at the start of a file.
    pub fn new(separator: Separator) -> Self {
        Self::at(separator, 0, 1)
    }

    /// Begins in the middle: at `offset` bytes, on line `line` (from 1), where a record starts. For a byte
    /// order mark, for going on after a stop.
    pub fn at(separator: Separator, offset: u64, line: u64) -> Self {
        Self { separator: separator.byte(), offset, line, in_rest: false }
    }

    /// Where the next record begins, in bytes from the start of the file.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The line on which the next record begins, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next record of `rest`, the bytes of the file from [`Self::offset`] on as far as they are read;
    /// `last` when nothing follows them.
    pub fn next<'b>(&mut self, rest: &'b [u8], last: bool) -> Step<'b> {
        if rest.is_empty() {
            return if last { Step::End } else { Step::More };
        }
        if self.in_rest {
            return self.skip(rest);
        }
        let window = rest.get(..MAX_RECORD_BYTES).unwrap_or(rest);
        let complete = last && window.len() == rest.len();
        match scan(window, self.separator, complete) {
            Scan::Found { len, quoted } => self.record(rest, len, quoted, None),
            Scan::Fault(fault) => match memchr(b'\n', window) {
                Some(end) => self.record(rest, end + 1, true, Some(fault)),
                None if complete => self.record(rest, rest.len(), true, Some(fault)),
                None if window.len() == MAX_RECORD_BYTES => self.too_long(rest),
                None => Step::More,
            },
            Scan::Open if window.len() < MAX_RECORD_BYTES => Step::More,
            Scan::Open => match memchr(b'\n', window) {
                Some(end) => self.record(rest, end + 1, true, Some(SplitFault::UnterminatedQuote)),
                None => self.too_long(rest),
            },
        }
    }

    fn record<'b>(
        &mut self,
        rest: &'b [u8],
        len: usize,
        quoted: bool,
        fault: Option<SplitFault>,
    ) -> Step<'b> {
        let bytes = rest.get(..len).unwrap_or(rest);
        let record = Record { offset: self.offset, line: self.line, bytes, fault, quoted };
        self.advance(bytes, quoted);
        Step::Record(record)
    }

    fn too_long<'b>(&mut self, rest: &'b [u8]) -> Step<'b> {
        self.in_rest = true;
        self.record(rest, MAX_RECORD_BYTES, true, Some(SplitFault::TooLong))
    }

    /// The rest of a line that was too long.
    fn skip<'b>(&mut self, rest: &'b [u8]) -> Step<'b> {
        let end = memchr(b'\n', rest);
        self.in_rest = end.is_none();
        let bytes = end.and_then(|end| rest.get(..=end)).unwrap_or(rest);
        self.advance(bytes, true);
        Step::Rest(bytes)
    }

    fn advance(&mut self, bytes: &[u8], may_hold_lines: bool) {
        self.offset += bytes.len() as u64;
        self.line += if may_hold_lines { memchr::memchr_iter(b'\n', bytes).count() as u64 } else { 1 };
    }
}

/// What a look over the buffer gave.
enum Scan {
    Found {
        len: usize,
        quoted: bool,
    },
    Fault(SplitFault),
    /// The buffer ended first.
    Open,
}

fn scan(window: &[u8], separator: u8, complete: bool) -> Scan {
    let (mut from, mut quoted) = (0, false);
    loop {
        let Some(at) = find(window, from, |rest| memchr2(b'\n', b'"', rest)) else {
            return if complete { Scan::Found { len: window.len(), quoted } } else { Scan::Open };
        };
        if window.get(at) == Some(&b'\n') {
            return Scan::Found { len: at + 1, quoted };
        }
        quoted = true;
        let before = at.checked_sub(1).and_then(|before| window.get(before));
        // A quote opens a cell only at its very start: after a separator outside quotes, or at the start of
        // the record.
        if before.is_some_and(|byte| *byte != separator) {
            return Scan::Fault(SplitFault::StrayQuote);
        }
        match closing_quote(window, at + 1) {
            None if complete => return Scan::Fault(SplitFault::UnterminatedQuote),
            None => return Scan::Open,
            Some(close) => match after_quote(window, close + 1, separator) {
                Some(next) => from = next,
                None if close + 1 == window.len() || window.get(close + 1..) == Some(b"\r") => {
                    return if complete { Scan::Found { len: window.len(), quoted } } else { Scan::Open };
                }
                None => return Scan::Fault(SplitFault::TextAfterQuote),
            },
        }
    }
}

/// The quote that ends the cell whose text begins at `from`; doubled quotes belong to the text.
fn closing_quote(window: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = find(window, from, |rest| memchr(b'"', rest))?;
        if window.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
    }
}

/// Where scanning goes on after a closing quote: behind a separator, or at the line end.
fn after_quote(window: &[u8], at: usize, separator: u8) -> Option<usize> {
    match (window.get(at), window.get(at + 1)) {
        (Some(byte), _) if *byte == separator => Some(at + 1),
        (Some(b'\n'), _) => Some(at),
        (Some(b'\r'), Some(b'\n')) => Some(at + 1),
        _ => None,
    }
}

fn find(window: &[u8], from: usize, search: impl Fn(&[u8]) -> Option<usize>) -> Option<usize> {
    window.get(from..).and_then(search).map(|at| from + at)
}

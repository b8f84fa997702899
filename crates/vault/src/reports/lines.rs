//! The lines of a file and their cells, in memory that is wiped.

use std::io::{self, Read};

use zeroize::Zeroizing;

use super::ReportFault;

/// The longest line: a name and an address of the longest, and some columns that are not ours.
pub(super) const LINE_AT_MOST: usize = 8 * 1024;
/// Bytes read at once.
const READ_AT_ONCE: usize = 64 * 1024;

/// The lines of a file, in memory that is wiped.
pub(super) struct Lines<R> {
    file: R,
    buffer: Zeroizing<Vec<u8>>,
    /// The part of the buffer that was not read yet.
    rest: std::ops::Range<usize>,
    ended: bool,
    /// The line read last, from 1.
    pub(super) number: u64,
}

pub(super) type Cells = Vec<Zeroizing<String>>;

impl<R: Read> Lines<R> {
    pub(super) fn new(file: R) -> Self {
        // never grown: what moved would leave a copy behind
        let buffer = Zeroizing::new(vec![0; READ_AT_ONCE + LINE_AT_MOST]);
        Self { file, buffer, rest: 0..0, ended: false, number: 0 }
    }

    /// The cells of the next line that is not empty.
    pub(super) fn next_cells(&mut self) -> Result<Option<Cells>, ReportFault> {
        loop {
            let Some(line) = self.next_line()? else { return Ok(None) };
            let line = self.buffer.get(line).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                continue;
            }
            let text = std::str::from_utf8(line).map_err(|_| ReportFault::Line(self.number))?;
            return cells(text).map(Some).ok_or(ReportFault::Line(self.number));
        }
    }

    /// Where the next line lies in the buffer.
    fn next_line(&mut self) -> Result<Option<std::ops::Range<usize>>, ReportFault> {
        loop {
            let rest = self.buffer.get(self.rest.clone()).unwrap_or_default();
            let end = rest.iter().position(|byte| *byte == b'\n');
            if end.unwrap_or(rest.len()) > LINE_AT_MOST {
                return Err(ReportFault::Line(self.number + 1));
            }
            if let Some(length) = end {
                let line = self.rest.start..self.rest.start + length;
                self.rest.start = line.end + 1;
                self.number += 1;
                return Ok(Some(line));
            }
            if self.ended {
                let line = std::mem::replace(&mut self.rest, 0..0);
                self.number += u64::from(!line.is_empty());
                return Ok((!line.is_empty()).then_some(line));
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.rest.clone(), 0);
        self.rest = 0..self.rest.len();
        let room = self.buffer.get_mut(self.rest.end..).unwrap_or_default();
        let read = self.file.read(room)?;
        self.rest.end += read;
        self.ended = read == 0;
        Ok(())
    }
}

/// The cells of a line; `None` when a quote is not closed or something follows it.
fn cells(line: &str) -> Option<Cells> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        // as long as the line, so that it never grows and leaves no copy
        let mut cell = Zeroizing::new(String::with_capacity(rest.len()));
        if let Some(mut quoted) = rest.strip_prefix('"') {
            loop {
                let (part, after) = quoted.split_once('"')?;
                cell.push_str(part);
                match after.strip_prefix('"') {
                    Some(more) => {
                        cell.push('"');
                        quoted = more;
                    }
                    None => {
                        rest = after;
                        break;
                    }
                }
            }
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            cell.push_str(part);
            rest = after;
        }
        cells.push(cell);
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            None => return rest.is_empty().then_some(cells),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(line: &str) -> Option<Vec<String>> {
        cells(line).map(|cells| cells.iter().map(|cell| cell.to_string()).collect())
    }

    #[test]
    fn cells_are_those_of_the_rfc() {
        let owned = |cells: &[&str]| Some(cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        assert_eq!(of("a,b,,"), owned(&["a", "b", "", ""]));
        assert_eq!(of("\"a,b\",\"say \"\"c\"\"\""), owned(&["a,b", "say \"c\""]));
        assert_eq!(of("\"a"), None);
        assert_eq!(of("\"a\"b,c"), None);
    }

    proptest! {
        /// However the file comes in pieces, the lines are the same.
        #[test]
        fn lines_do_not_depend_on_how_they_are_read(lines in prop::collection::vec("[a-z]{0,20}", 0..50), piece in 1_usize..7) {
            struct Slow<'a>(&'a [u8], usize);
            impl Read for Slow<'_> {
                fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                    let some = self.1.min(into.len()).min(self.0.len());
                    into[..some].copy_from_slice(&self.0[..some]);
                    self.0 = &self.0[some..];
                    Ok(some)
                }
            }
            let text = lines.join("\n");
            let mut read = Lines::new(Slow(text.as_bytes(), piece));
            let mut found = Vec::new();
            while let Some(cells) = read.next_cells().unwrap() {
                found.push(cells[0].to_string());
            }
            let full: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
            prop_assert_eq!(found, full);
        }
    }
}

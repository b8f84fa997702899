//! Reading a file of answers as it comes in: bytes in, whole blocks with the right digest out. Pure; holds one block at a time.

use super::broken::Broken;
use super::chain::{LONGEST_BLOCK, LONGEST_LINE, Mark};
use super::inquiry::Heading;
use super::line::{columns, number};
use crate::handle::hex;

/// The word with which a file of answers begins.
pub(super) const ANSWERS: &str = "juki-answer-1";

/// Lines for each person asked for, at most: honest files have one, doubled ones two. More would fill our disk.
const LINES_EACH: u64 = 4;

/// What the reader found next.
pub enum Part {
    /// The header: the day on which the answers were true.
    Header {
        /// As it stands there, `2026-04-01`.
        as_of: String,
    },
    /// A whole block whose digest is right. It may hold numbers, so only the vault looks into it.
    Block(RawBlock),
    /// The trailer, with the right count and digest.
    End,
}

/// The lines of a block as they came: bytes that may hold numbers, so they do not print.
pub struct RawBlock {
    pub(super) lines: Vec<u8>,
    /// Number of the first line in the file, from 1, for messages about it.
    pub(super) first_line: u64,
}

impl RawBlock {
    /// Bytes, for measuring.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no line in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Reads a file of answers. After an error nothing of it is read any more.
pub struct AnswerReader {
    file_id: String,
    count: u64,
    /// The digest of the inquiries that were sent, if it is known.
    asked: Option<[u8; 32]>,
    mark: Option<Mark>,
    held: Vec<u8>,
    /// Bytes of `held` in which no line is open any more.
    seen: usize,
    /// Whole lines in them.
    lines: u64,
    ended: bool,
}

impl AnswerReader {
    /// A reader of the answers to a file, from the beginning. `asked` is the chained digest of the inquiries ([`Mark::chain`] after the
    /// last block): answers to other ones under the same id are not taken.
    #[must_use]
    pub fn new(heading: &Heading, asked: Option<[u8; 32]>) -> Self {
        Self {
            file_id: heading.file_id.as_str().to_owned(),
            count: heading.count,
            asked,
            mark: None,
            held: Vec::new(),
            seen: 0,
            lines: 0,
            ended: false,
        }
    }

    /// A reader that goes on after a block; the bytes begin at the mark's offset.
    #[must_use]
    pub fn resume(heading: &Heading, mark: Mark) -> Self {
        Self { mark: Some(mark), ..Self::new(heading, None) }
    }

    /// Where a transfer can go on: after the last block; none before the header.
    #[must_use]
    pub fn mark(&self) -> Option<Mark> {
        self.mark
    }

    /// Bytes of the file that were pushed, the whole ones and those of the open block.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.mark.map_or(0, |mark| mark.offset) + self.held.len() as u64
    }

    /// Takes bytes as they come.
    pub fn push(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
    }

    /// The next whole part of what was pushed; `None` when more bytes are needed.
    ///
    /// # Errors
    /// Any [`Broken`] but [`Broken::Half`].
    pub fn next_part(&mut self) -> Result<Option<Part>, Broken> {
        if self.ended {
            return if self.held.is_empty() { Ok(None) } else { Err(Broken::AfterEnd) };
        }
        while let Some(line_end) = self.line_end()? {
            let line = self.held.get(self.seen..line_end).unwrap_or_default();
            match (self.mark, line.first()) {
                (None, _) => return self.header(line_end).map(Some),
                (Some(_), Some(b'A')) => {
                    self.seen = line_end + 1;
                    self.lines += 1;
                }
                (Some(mark), Some(b'B')) => return self.block(mark, line_end).map(Some),
                // the trailer follows a block line
                (Some(mark), Some(b'T')) if self.seen == 0 => {
                    mark.check_trailer(line)?;
                    self.held.drain(..=line_end);
                    self.ended = true;
                    return Ok(Some(Part::End));
                }
                (Some(mark), _) => return Err(Broken::Line(mark.lines + self.lines + 1)),
            }
        }
        Ok(None)
    }

    /// At the end of the bytes.
    ///
    /// # Errors
    /// [`Broken::Half`] when the trailer did not come.
    pub fn finish(&self) -> Result<(), Broken> {
        if self.ended && self.held.is_empty() { Ok(()) } else { Err(Broken::Half) }
    }

    /// Where the line that begins at `seen` ends.
    fn line_end(&self) -> Result<Option<usize>, Broken> {
        let open = self.held.get(self.seen..).unwrap_or_default();
        let end = open.iter().take(LONGEST_LINE + 1).position(|byte| *byte == b'\n');
        if end.is_none() && open.len() > LONGEST_LINE || self.seen > LONGEST_BLOCK {
            return Err(Broken::TooLong(LONGEST_BLOCK));
        }
        Ok(end.map(|end| self.seen + end))
    }

    fn header(&mut self, line_end: usize) -> Result<Part, Broken> {
        let whole = self.held.get(..=line_end).unwrap_or_default();
        let line = self.held.get(..line_end).unwrap_or_default();
        let [mark, version, file_id, count, as_of, asked] = columns::<6>(line).ok_or(Broken::NotThisFile)?;
        let same = self.asked.is_none_or(|chain| asked == hex(&chain)) && number(count) == Some(self.count);
        let ours = mark == "H" && version == ANSWERS && file_id == self.file_id && same;
        if !ours || as_of.parse::<jiff::civil::Date>().is_err() {
            return Err(Broken::NotThisFile);
        }
        let part = Part::Header { as_of: as_of.to_owned() };
        self.mark = Some(Mark::after_header(whole));
        self.held.drain(..=line_end);
        Ok(part)
    }

    fn block(&mut self, mark: Mark, line_end: usize) -> Result<Part, Broken> {
        let mut next = mark;
        let (body, closing) = self.held.split_at(self.seen);
        let closing = closing.get(..line_end - self.seen).unwrap_or_default();
        next.check_block(body, self.lines, closing)?;
        if self.lines == 0 || next.lines > self.count.saturating_mul(LINES_EACH) {
            return Err(Broken::Count { said: self.count, found: next.lines });
        }
        let rest = self.held.split_off(line_end + 1);
        let mut lines = std::mem::replace(&mut self.held, rest);
        lines.truncate(self.seen);
        (self.mark, self.seen, self.lines) = (Some(next), 0, 0);
        Ok(Part::Block(RawBlock { lines, first_line: mark.lines + 1 }))
    }
}

// Neither prints: they hold lines with numbers in them.
impl std::fmt::Debug for RawBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawBlock").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for AnswerReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnswerReader").field("mark", &self.mark).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Header { .. } => "Header",
            Self::Block(_) => "Block",
            Self::End => "End",
        })
    }
}

//! The frame of a file, the same in both directions: a header line, blocks of lines each closed by a line with a digest, a trailer.
//!
//! The digest of a block is chained to the one before, so a block that was changed, lost, doubled or moved is seen at once, and a
//! transfer can go on after any block: a [`Mark`] is all that must be remembered.

use aws_lc_rs::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use super::broken::Broken;
use super::line::{columns, number};
use crate::handle::hex;

/// Lines of a block that we send: 10,000 people are some megabytes, held while they are encoded. A peer's may be shorter or longer.
pub const BLOCK_LINES: u64 = 10_000;
/// The longest block that is read. An honest one of ten thousand answers has 3 MB, with each line doubled 6 MB.
pub const LONGEST_BLOCK: usize = 16 * 1024 * 1024;
/// The longest line that is read. An honest one has some hundred bytes; names and addresses are limited by the form of the record.
pub const LONGEST_LINE: usize = 8 * 1024;

/// A place between two blocks from which a transfer can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Bytes of the file before it.
    pub offset: u64,
    /// Blocks before it.
    pub blocks: u64,
    /// Lines in them.
    pub lines: u64,
    /// The chain's digest so far.
    pub chain: [u8; 32],
}

impl Mark {
    /// After the header line, which includes its line end.
    #[must_use]
    pub fn after_header(line: &[u8]) -> Self {
        Self { offset: line.len() as u64, blocks: 0, lines: 0, chain: sha256(&[line]) }
    }

    /// After one more block.
    #[must_use]
    pub fn after_block(self, body: &[u8], lines: u64, closing: usize) -> Self {
        Self {
            offset: self.offset + (body.len() + closing) as u64,
            blocks: self.blocks + 1,
            lines: self.lines + lines,
            chain: self.chained(body),
        }
    }

    /// The chain's digest with one more block.
    fn chained(&self, body: &[u8]) -> [u8; 32] {
        sha256(&[&self.chain, &sha256(&[body])])
    }

    /// Closes a block: appends its closing line to its lines and moves on.
    pub fn close_block(&mut self, block: &mut Vec<u8>, lines: u64) {
        let chain = self.chained(block);
        let closing = format!("B\t{}\t{lines}\t{}\n", self.blocks, hex(&chain));
        *self = self.after_block(block, lines, closing.len());
        block.extend_from_slice(closing.as_bytes());
    }

    /// The trailer.
    #[must_use]
    pub fn trailer(&self) -> Vec<u8> {
        format!("T\t{}\t{}\t{}\n", self.lines, self.blocks, hex(&self.chain)).into_bytes()
    }

    /// Checks a closing line against the lines that it closes, and moves on.
    pub(super) fn check_block(&mut self, body: &[u8], lines: u64, closing: &[u8]) -> Result<(), Broken> {
        let broken = Broken::Digest(self.blocks);
        let [_, index, said, chain] = columns::<4>(closing).ok_or(broken)?;
        let right = number(index) == Some(self.blocks)
            && number(said) == Some(lines)
            && chain == hex(&self.chained(body));
        if !right {
            return Err(broken);
        }
        *self = self.after_block(body, lines, closing.len() + 1);
        Ok(())
    }

    /// Checks the trailer.
    pub(super) fn check_trailer(&self, line: &[u8]) -> Result<(), Broken> {
        let [_, said, blocks, chain] = columns::<4>(line).ok_or(Broken::Digest(self.blocks))?;
        let said = number(said).ok_or(Broken::Digest(self.blocks))?;
        if said != self.lines {
            return Err(Broken::Count { said, found: self.lines });
        }
        let right = number(blocks) == Some(self.blocks) && chain == hex(&self.chain);
        if right { Ok(()) } else { Err(Broken::Digest(self.blocks)) }
    }
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut out = [0; 32];
    out.iter_mut().zip(context.finish().as_ref()).for_each(|(out, byte)| *out = *byte);
    out
}

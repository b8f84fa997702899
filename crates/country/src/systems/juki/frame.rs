//! The frame of a file, from the published text of the neutral protocol: header, blocks with chained digests, trailer.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};

use super::answer::{Asked, Wanted};

/// The longest line that is read.
const LONGEST_LINE: u64 = 8 * 1024;

/// Why a file is refused: the code that the other side hears.
pub(super) type Refusal = &'static str;

/// The digest that runs through a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chain(pub(super) [u8; 32]);

impl Chain {
    pub(super) fn of_header(line: &[u8]) -> Chain {
        Chain(sha256(&[line]))
    }

    #[must_use]
    pub(super) fn then(self, block: [u8; 32]) -> Chain {
        Chain(sha256(&[&self.0, &block]))
    }

    pub(super) fn hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

pub(super) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    parts.iter().for_each(|part| context.update(part));
    digest(context)
}

fn digest(context: Context) -> [u8; 32] {
    context.finish().as_ref().try_into().unwrap_or([0; 32])
}

/// One block of a file of inquiries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) offset: u64,
    pub(super) lines: u64,
}

/// A whole file of inquiries whose counts and digests are right.
#[derive(Debug)]
pub(super) struct Inquiries {
    pub(super) count: u64,
    pub(super) wanted: Wanted,
    pub(super) chain: Chain,
    pub(super) blocks: Vec<Block>,
}

/// Reads a file line after line, with its place.
struct Lines {
    file: BufReader<File>,
    offset: u64,
    line: Vec<u8>,
}

impl Lines {
    /// The next line with its end; `None` at the end of the file.
    fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.line.clear();
        let read = self.file.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut self.line)?;
        self.offset += read as u64;
        Ok((read > 0).then_some(self.line.as_slice()))
    }
}

/// Checks a whole file.
pub(super) fn check(path: &Path, file_id: &str) -> io::Result<Result<Inquiries, Refusal>> {
    let mut lines = Lines { file: BufReader::new(File::open(path)?), offset: 0, line: Vec::new() };
    let Some(header) = lines.next()? else { return Ok(Err("form")) };
    let chain = Chain::of_header(header);
    let Some((count, wanted)) = read_header(header, file_id) else { return Ok(Err("form")) };
    let mut found = Inquiries { count, wanted, chain, blocks: Vec::new() };
    let mut total = 0;
    let (mut context, mut in_block, mut start) = (Context::new(&SHA256), 0, lines.offset);
    while let Some(line) = lines.next()? {
        match line.first() {
            Some(b'Q') if line.ends_with(b"\n") => {
                context.update(line);
                in_block += 1;
            }
            Some(b'B') => {
                let ended = std::mem::replace(&mut context, Context::new(&SHA256));
                found.chain = found.chain.then(digest(ended));
                let closing = format!("B\t{}\t{in_block}\t{}\n", found.blocks.len(), found.chain.hex());
                if line != closing.as_bytes() {
                    return Ok(Err("digest"));
                }
                found.blocks.push(Block { offset: start, lines: in_block });
                total += in_block;
                (in_block, start) = (0, lines.offset);
            }
            Some(b'T') if in_block == 0 => {
                let trailer = format!("T\t{total}\t{}\t{}\n", found.blocks.len(), found.chain.hex());
                if line != trailer.as_bytes() {
                    return Ok(Err("digest"));
                }
                let ended = lines.next()?.is_none();
                return Ok(if !ended {
                    Err("form")
                } else if total != count {
                    Err("count")
                } else {
                    Ok(found)
                });
            }
            _ => return Ok(Err("form")),
        }
    }
    Ok(Err("form"))
}

fn read_header(line: &[u8], file_id: &str) -> Option<(u64, Wanted)> {
    let text = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
    let columns: Vec<&str> = text.split('\t').collect();
    let ["H", "juki-inquiry-1", id, count, _period, _made_at, basis, purpose, operator, wanted] =
        columns.as_slice()
    else {
        return None;
    };
    if *id != file_id || [basis, purpose, operator].iter().any(|word| word.trim().is_empty()) {
        return None;
    }
    let wanted = match *wanted {
        "-" => Wanted::default(),
        "number" => Wanted { number: true, code: false },
        "code" => Wanted { number: false, code: true },
        "number+code" => Wanted { number: true, code: true },
        _ => return None,
    };
    Some((count.parse().ok().filter(|count| *count > 0)?, wanted))
}

/// The lines of a block.
pub(super) fn read_block(file: &mut File, block: Block) -> io::Result<Vec<String>> {
    file.seek(SeekFrom::Start(block.offset))?;
    let lines = BufReader::new(file).lines();
    lines.take(usize::try_from(block.lines).unwrap_or(usize::MAX)).collect()
}

/// The request and the key of an inquiry's line; `None` for what is not of the form.
pub(super) fn read_inquiry(line: &str) -> Option<(&str, Asked<'_>)> {
    let columns: Vec<&str> = line.split('\t').collect();
    match columns.as_slice() {
        ["Q", request, "number", number] => Some((request, Asked::Number(number))),
        ["Q", request, "code", code] => Some((request, Asked::Code(code))),
        ["Q", request, "items", name, birth, sex, address] => {
            let (sex, address) =
                (Some(*sex).filter(|s| !s.is_empty()), Some(*address).filter(|a| !a.is_empty()));
            Some((request, Asked::Items { name, birth, sex, address }))
        }
        _ => None,
    }
}

//! The answers of a batch in its folder: a file for each slice of requests, read back slice by slice in the order of the requests.
//!
//! So answers may come doubled and in any order, and no more than a slice is ever in memory.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use vault::jlis::{Broken, Mark, answer_of_line, request_of_line};

use super::batch::{Fetched, make_private};
use super::{Batch, Inquiry, OwnFault, Told};

/// Requests of a slice: what a run over a whole register holds in memory at once, some 30 MB.
pub const SLICE: u64 = 50_000;

/// The answers as they come in.
pub(super) struct Spool {
    folder: PathBuf,
    count: u64,
    fetched: Fetched,
}

impl Spool {
    /// Goes on after the last whole block; what was written after it is cut off.
    pub(super) fn open(batch: &Batch, mut fetched: Fetched) -> Result<Self, OwnFault> {
        let (folder, count) = (batch.answers(), batch.heading.count);
        make_private(&folder)?;
        let slices = usize::try_from(count.div_ceil(SLICE)).unwrap_or(usize::MAX);
        fetched.lengths.resize(slices, 0);
        for (index, length) in fetched.lengths.iter().enumerate() {
            let path = path_of(&folder, index);
            match OpenOptions::new().write(true).open(&path) {
                Ok(file) if file.metadata()?.len() >= *length => file.set_len(*length)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound && *length == 0 => {}
                Ok(_) | Err(_) => {
                    return Err(io::Error::other(
                        "a file of answers is shorter than it was: remove the folder to fetch anew",
                    )
                    .into());
                }
            }
        }
        Ok(Self { folder, count, fetched })
    }

    pub(super) fn begin(&mut self, as_of: String) {
        self.fetched.as_of = as_of;
    }

    /// Adds the lines of a block, each to its slice.
    pub(super) fn add(&mut self, lines: &[u8]) -> Result<(), SpoolFault> {
        let mut slices: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            let request = request_of_line(line)?;
            if request >= self.count {
                return Err(Broken::OtherRequest.into());
            }
            let slice = usize::try_from(request / SLICE).unwrap_or(usize::MAX);
            slices.entry(slice).or_default().extend_from_slice(line);
        }
        for (index, lines) in slices {
            OpenOptions::new()
                .create(true)
                .append(true)
                .open(path_of(&self.folder, index))?
                .write_all(&lines)?;
            if let Some(length) = self.fetched.lengths.get_mut(index) {
                *length += lines.len() as u64;
            }
        }
        Ok(())
    }

    /// Remembers that everything before the mark is there.
    pub(super) fn keep(&mut self, batch: &Batch, mark: Mark) -> io::Result<()> {
        if self.fetched.mark == Some(mark) {
            return Ok(());
        }
        self.fetched.mark = Some(mark);
        batch.keep_fetched(&self.fetched)
    }

    /// All of it is there.
    pub(super) fn finish(mut self, batch: &Batch) -> Result<Answers, OwnFault> {
        self.fetched.whole = true;
        batch.keep_fetched(&self.fetched)?;
        Ok(Answers::of(batch, &self.fetched))
    }
}

/// Why a block cannot be added.
pub(super) enum SpoolFault {
    Broken(Broken),
    Io(io::Error),
}

impl From<Broken> for SpoolFault {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl From<io::Error> for SpoolFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn path_of(folder: &Path, slice: usize) -> PathBuf {
    folder.join(format!("{slice:05}"))
}

/// The answers of a whole batch, with the right count and digest.
#[derive(Debug, Clone)]
pub struct Answers {
    folder: PathBuf,
    /// How many people were asked for.
    pub count: u64,
    /// Lines of the file: more than people when answers came twice.
    pub lines: u64,
    /// The day on which the answers were true, `2026-04-01`.
    pub as_of: String,
}

/// The answers to a slice of the requests, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// The first request.
    pub first: u64,
    /// For each request what was told. `None` is no answer, and the findings say why.
    pub told: Vec<Option<Told>>,
    /// What is wrong with answers of this slice.
    pub findings: Vec<Finding>,
    /// Answers that came again and said the same.
    pub doubled: u64,
}

/// What is wrong with one answer. Each of them tells nothing about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// None came.
    Missing {
        /// The request.
        request: u64,
    },
    /// Two came and say different things.
    Contradicting {
        /// The request.
        request: u64,
    },
    /// It tells of somebody with other items than were asked for, or with another day of birth than we hold.
    OtherPerson {
        /// The request.
        request: u64,
    },
}

impl Answers {
    pub(super) fn of(batch: &Batch, fetched: &Fetched) -> Self {
        Self {
            folder: batch.answers(),
            count: batch.heading.count,
            lines: fetched.mark.map_or(0, |mark| mark.lines),
            as_of: fetched.as_of.clone(),
        }
    }

    /// How many slices there are.
    #[must_use]
    pub fn slices(&self) -> u64 {
        self.count.div_ceil(SLICE)
    }

    /// The answers to the slice `index`, held against what was asked: `asked` are its inquiries, at most [`SLICE`] of them.
    ///
    /// # Errors
    /// The folder cannot be read, or what lies there was changed.
    pub fn slice(&self, index: u64, asked: &[Inquiry]) -> io::Result<Slice> {
        let first = index.saturating_mul(SLICE);
        if asked.len() as u64 != self.count.saturating_sub(first).min(SLICE) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not the inquiries of this slice"));
        }
        let mut slice = Slice { first, told: vec![None; asked.len()], findings: Vec::new(), doubled: 0 };
        let mut contradicting = vec![false; asked.len()];
        let lines = match fs::read(path_of(&self.folder, usize::try_from(index).unwrap_or(usize::MAX))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            lines => lines?,
        };
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let (request, told) = answer_of_line(line).map_err(io::Error::other)?;
            let at = usize::try_from(request.wrapping_sub(first)).unwrap_or(usize::MAX);
            let (Some(place), Some(contradicts)) = (slice.told.get_mut(at), contradicting.get_mut(at)) else {
                return Err(io::Error::other("an answer lies in another slice"));
            };
            match place {
                None => *place = Some(told),
                Some(before) if *before == told => slice.doubled += 1,
                Some(_) => *contradicts = true,
            }
        }
        slice.judge(asked, &contradicting);
        Ok(slice)
    }
}

impl Slice {
    /// Takes out what tells nothing, and says why.
    fn judge(&mut self, asked: &[Inquiry], contradicting: &[bool]) {
        let rows = (self.first..).zip(self.told.iter_mut()).zip(asked.iter().zip(contradicting));
        for ((request, told), (inquiry, contradicts)) in rows {
            let finding = match told {
                None => Finding::Missing { request },
                Some(_) if *contradicts => Finding::Contradicting { request },
                Some(Told::Found(record)) if !inquiry.fits(&record.items) => Finding::OtherPerson { request },
                Some(_) => continue,
            };
            *told = None;
            self.findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests;

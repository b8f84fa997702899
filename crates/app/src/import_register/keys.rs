//! Search keys, sorted outside of memory: random inserts into a large index cost three times as much as sorted ones.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};

use db::Db;
use registry::ids::EntryId;
use store::import::{ImportJob, SortedKeys};

use crate::{AppError, ErrorKind};

/// Keys sorted in memory at a time: some 30 MB.
const KEYS_A_RUN: usize = 400_000;
/// Entries read at a time when runs are derived again.
const SLICE: u32 = 20_000;

/// Where a key's text lies, and its entry.
type Place = (u32, u16, EntryId);

/// Sorted runs in unnamed temporary files, and the run being filled.
pub(super) struct KeyRuns {
    bytes: Vec<u8>,
    /// Chunk by chunk, each sorted; from `open` on the chunk being filled.
    keys: Vec<Place>,
    open: usize,
    runs: Vec<File>,
    count: u64,
}

fn failed(e: std::io::Error) -> AppError {
    AppError::new(ErrorKind::Unavailable, "一時ファイルに書けません。", "cannot write a temporary file")
        .with_detail(e)
}

impl KeyRuns {
    pub(super) fn new() -> Result<Self, AppError> {
        Ok(Self { bytes: Vec::new(), keys: Vec::new(), open: 0, runs: Vec::new(), count: 0 })
    }

    /// How many keys there are.
    pub(super) const fn len(&self) -> u64 {
        self.count
    }

    pub(super) fn add(&mut self, key: &str, entry: EntryId) {
        let start = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        let length = u16::try_from(key.len()).unwrap_or(u16::MAX);
        self.bytes.extend_from_slice(key.as_bytes());
        self.keys.push((start, length, entry));
        self.count += 1;
    }

    /// Ends a chunk: shows its keys in order.
    pub(super) fn close_chunk(&mut self, mut see: impl FnMut(&str, EntryId)) -> Result<(), AppError> {
        let bytes = &self.bytes;
        let chunk = self.keys.get_mut(self.open..).unwrap_or_default();
        chunk.sort_unstable_by(|a, b| order(bytes, a, b));
        for key in &*chunk {
            see(std::str::from_utf8(text(bytes, key)).unwrap_or_default(), key.2);
        }
        self.open = self.keys.len();
        if self.keys.len() >= KEYS_A_RUN { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> Result<(), AppError> {
        let bytes = &self.bytes;
        // The stable sort sees that it is given sorted chunks, and merges them.
        self.keys.sort_by(|a, b| order(bytes, a, b));
        let mut out = BufWriter::with_capacity(1 << 20, tempfile::tempfile().map_err(failed)?);
        for key in &self.keys {
            out.write_all(&key.1.to_be_bytes()).map_err(failed)?;
            out.write_all(text(bytes, key)).map_err(failed)?;
            out.write_all(key.2.stored()).map_err(failed)?;
        }
        let mut file = out.into_inner().map_err(|e| failed(e.into_error()))?;
        file.rewind().map_err(failed)?;
        self.runs.push(file);
        self.keys.clear();
        self.open = 0;
        self.bytes.clear();
        Ok(())
    }

    /// All keys in order, those up to `done` left out.
    pub(super) fn merge(mut self, done: Option<(String, EntryId)>) -> Result<Merge, AppError> {
        if !self.keys.is_empty() {
            self.spill()?;
        }
        let mut heads = BinaryHeap::new();
        let mut runs = Vec::new();
        for (index, file) in self.runs.into_iter().enumerate() {
            let mut run = BufReader::with_capacity(1 << 18, file);
            heads.extend(next_of(&mut run)?.map(|key| Head(key, index)));
            runs.push(run);
        }
        Ok(Merge { heads, runs, done })
    }
}

fn text<'b>(bytes: &'b [u8], (start, length, _): &Place) -> &'b [u8] {
    let start = usize::try_from(*start).unwrap_or(0);
    bytes.get(start..start + usize::from(*length)).unwrap_or_default()
}

fn order(bytes: &[u8], a: &Place, b: &Place) -> Ordering {
    text(bytes, a).cmp(text(bytes, b)).then(a.2.cmp(&b.2))
}

type Key = (String, EntryId);

fn next_of(run: &mut BufReader<File>) -> Result<Option<Key>, AppError> {
    let mut length = [0; 2];
    match run.read_exact(&mut length) {
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other.map_err(failed)?,
    }
    let mut text = vec![0; usize::from(u16::from_be_bytes(length))];
    let mut id = [0; 16];
    run.read_exact(&mut text).map_err(failed)?;
    run.read_exact(&mut id).map_err(failed)?;
    let text = String::from_utf8(text).map_err(|e| failed(std::io::Error::other(e)))?;
    Ok(EntryId::from_stored(&id).map(|id| (text, id)))
}

/// The next key of a run; the heap gives the smallest first.
#[derive(PartialEq, Eq)]
struct Head(Key, usize);

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.cmp(&self.0).then(other.1.cmp(&self.1))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The merge of all runs.
pub(super) struct Merge {
    heads: BinaryHeap<Head>,
    runs: Vec<BufReader<File>>,
    done: Option<Key>,
}

impl Merge {
    /// The next keys, at most `limit`; `None` at the end.
    pub(super) fn batch(
        &mut self,
        register: registry::ids::RegisterId,
        limit: usize,
    ) -> Result<Option<SortedKeys>, AppError> {
        let mut keys = SortedKeys::new(register);
        while keys.len() < limit {
            let Some(Head(key, index)) = self.heads.pop() else { break };
            if let Some(run) = self.runs.get_mut(index) {
                self.heads.extend(next_of(run)?.map(|key| Head(key, index)));
            }
            if self.done.as_ref().is_none_or(|done| key > *done) {
                keys.add(&key.0, key.1);
            }
        }
        Ok((!keys.is_empty()).then_some(keys))
    }
}

/// The runs of an import that was stopped, from the entries that it wrote.
pub(super) async fn derive_runs(db: &Db, job: &ImportJob) -> Result<KeyRuns, AppError> {
    let mut runs = KeyRuns::new()?;
    let (Some(first), Some(last)) = (job.first_entry, job.last_entry) else { return Ok(runs) };
    let before = u128::from_be_bytes(*first.stored()).saturating_sub(1).to_be_bytes();
    let mut after = EntryId::from_stored(&before).unwrap_or(first);
    while after < last {
        let mut seen = None;
        let mut reader = db.reader().await?;
        store::entry::walk(&mut reader, job.register, after, SLICE, |row| {
            let id = EntryId::from_stored(row.bytes(1)?);
            seen = id;
            if let Some(id) = id.filter(|id| *id <= last) {
                store::import::keys_of(row.text(4)?, |key| runs.add(&key, id));
            }
            Ok(())
        })
        .await?;
        runs.close_chunk(|_, _| ())?;
        match seen {
            Some(id) => after = id,
            None => break,
        }
    }
    Ok(runs)
}

//! The tail of a running import that is found already: its search keys, sorted and packed chunk by chunk.
//!
//! The index of search keys is filled when all rows are in: sorted, it costs a third. Until then each chunk's commit
//! brings its keys along as a run of some 1,500 blocks, those with the same first letters in one, each key cut by what it
//! shares with the one before: 3 % of the chunk's bytes. A look-up reads one block a run.

use db::{BulkRows, Column, Db, Param, Tx};
use registry::ids::{EntryId, RegisterId};

use super::ImportJob;
use crate::ledger::Transcriptions;
use crate::{StoreError, entry_id};

const BLOCK: &[Column] =
    &[Column::int("register_id"), Column::bytes("run_id"), Column::text("bucket"), Column::bytes("packed")];

/// Characters of a key that its block is named by, the letter of its kind included: a family name's first character, two
/// of kana, the year of birth. Finer, and the blocks are too many to write; coarser, and too long to read.
pub(super) const fn bucket_characters(letter: char) -> usize {
    match letter {
        'b' => 5,
        'k' => 3,
        _ => 2,
    }
}

pub(super) fn bucket_of(key: &str) -> &str {
    let characters = key.chars().next().map_or(0, bucket_characters);
    key.char_indices().nth(characters).map_or(key, |(end, _)| key.split_at(end).0)
}

/// The sorted keys of one chunk, packed.
#[derive(Debug)]
pub struct StagedRun {
    register: RegisterId,
    run: EntryId,
    rows: BulkRows,
    bucket: String,
    /// The last key of the block that is being filled, without its bucket.
    last: Vec<u8>,
    packed: Vec<u8>,
}

impl StagedRun {
    /// No keys yet, of the chunk that begins with this entry.
    #[must_use]
    pub const fn new(register: RegisterId, first: EntryId) -> Self {
        Self {
            register,
            run: first,
            rows: BulkRows::new("staged_key", BLOCK),
            bucket: String::new(),
            last: Vec::new(),
            packed: Vec::new(),
        }
    }

    /// Adds a key; they must come ascending.
    pub fn add(&mut self, key: &str, entry: EntryId) {
        let bucket = bucket_of(key);
        if bucket != self.bucket {
            self.close();
            bucket.clone_into(&mut self.bucket);
        }
        let rest = key.as_bytes().get(bucket.len()..).unwrap_or_default();
        let shared = self.last.iter().zip(rest).take_while(|(a, b)| a == b).count();
        let fresh = rest.get(shared..).unwrap_or_default();
        put(&mut self.packed, u64::try_from(shared).unwrap_or(u64::MAX));
        put(&mut self.packed, u64::try_from(fresh.len()).unwrap_or(u64::MAX));
        self.packed.extend_from_slice(fresh);
        put(&mut self.packed, entry.distance_from(self.run).unwrap_or(u64::MAX));
        self.last.truncate(shared);
        self.last.extend_from_slice(fresh);
    }

    /// Ends the last block: no key comes after.
    #[must_use]
    pub fn closed(mut self) -> Self {
        self.close();
        self
    }

    fn close(&mut self) {
        if !self.packed.is_empty() {
            self.rows
                .row()
                .int(self.register.stored())
                .bytes(self.run.stored())
                .text(&self.bucket)
                .bytes(&self.packed);
            self.packed.clear();
        }
        self.last.clear();
    }
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn put(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = (value & 0x7F).to_le_bytes();
        value >>= 7;
        out.push(if value == 0 { low } else { low | 0x80 });
        if value == 0 {
            return;
        }
    }
}

fn take(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Shows every key of a block, without its bucket; `None` when the block is torn.
pub(super) fn unpack(mut packed: &[u8], run: EntryId, mut see: impl FnMut(&[u8], EntryId)) -> Option<()> {
    let mut key = Vec::new();
    while !packed.is_empty() {
        let shared = usize::try_from(take(&mut packed)?).ok()?;
        let fresh = usize::try_from(take(&mut packed)?).ok()?;
        let (bytes, after) = packed.split_at_checked(fresh)?;
        packed = after;
        if shared > key.len() {
            return None;
        }
        key.truncate(shared);
        key.extend_from_slice(bytes);
        see(&key, run.following(take(&mut packed)?));
    }
    Some(())
}

pub(crate) const ADD_RUN: &str =
    "INSERT INTO key_run (register_id, run_id, file_digest, staged) VALUES ($1, $2, $3, $4)";

/// Writes the keys of a chunk, in the chunk's commit.
pub(super) async fn write_run(
    tx: &mut Tx,
    chunk: &Transcriptions,
    digest: &[u8; 32],
) -> Result<(), StoreError> {
    let Some((first, _)) = chunk.span() else { return Ok(()) };
    let run = [
        Param::Int(chunk.register().stored()),
        Param::Bytes(first.stored()),
        Param::Bytes(digest),
        Param::Int(i64::from(chunk.staged().is_some())),
    ];
    tx.execute(ADD_RUN, &run).await?;
    if let Some(keys) = chunk.staged() {
        tx.bulk(&keys.rows).await?;
    }
    Ok(())
}

pub(crate) const RUNS_OF: &str = "SELECT run_id FROM key_run WHERE register_id = $1 AND file_digest = $2";
pub(crate) const DROP_BLOCKS: &str = "DELETE FROM staged_key WHERE register_id = $1 AND run_id = $2";
pub(crate) const DROP_RUN: &str = "DELETE FROM key_run WHERE register_id = $1 AND run_id = $2";

/// Runs dropped in one commit: acts of other callers wait for some twenty milliseconds at most.
const RUNS_A_COMMIT: usize = 16;

/// Drops the tail of a job, when all its keys are merged and settled. Calling again does no harm.
///
/// # Errors
/// The engine's.
pub async fn forget_staged(db: &Db, job: &ImportJob) -> Result<(), StoreError> {
    let of_job = [Param::Int(job.register.stored()), Param::Bytes(&job.file_digest)];
    let runs = db.reader().await?.query(RUNS_OF, &of_job, |row| entry_id(row, 0)).await?;
    let register = job.register;
    for some in runs.chunks(RUNS_A_COMMIT) {
        let some = some.to_vec();
        db.transact("forget-staged", move |tx| {
            let some = some.clone();
            Box::pin(async move {
                let rows: Vec<_> = some
                    .iter()
                    .map(|run| vec![Param::Int(register.stored()), Param::Bytes(run.stored())])
                    .collect();
                tx.execute_many(DROP_BLOCKS, &rows).await?;
                tx.execute_many(DROP_RUN, &rows).await?;
                Ok::<(), StoreError>(())
            })
        })
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> EntryId {
        EntryId::new(1_800_000_000_000, [7; 10])
    }

    #[test]
    fn numbers_come_back_and_torn_ones_are_none() {
        for value in [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX >> 1] {
            let mut bytes = Vec::new();
            put(&mut bytes, value);
            let mut rest = &bytes[..];
            assert_eq!((take(&mut rest), rest.len()), (Some(value), 0));
            let mut cut = &bytes[..bytes.len() - 1];
            assert_eq!(take(&mut cut), None);
        }
        assert_eq!(take(&mut &[0x80; 12][..]), None, "longer than any number");
    }

    #[test]
    fn a_torn_block_is_not_read_as_if_it_were_whole() {
        let mut staged = StagedRun::new(RegisterId::of("nurse", "JP"), run());
        for (index, key) in (0..).zip(["n佐々木三", "n佐藤一", "n佐藤花子", "n佐藤花子"]) {
            staged.add(key, run().following(index));
        }
        let packed = staged.packed.clone();
        let mut seen = Vec::new();
        unpack(&packed, run(), |key, entry| seen.push((String::from_utf8(key.to_vec()).unwrap(), entry)))
            .unwrap();
        let names: Vec<&str> = seen.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(names, ["々木三", "藤一", "藤花子", "藤花子"], "without the bucket");
        assert_eq!(seen[3].1, run().following(3));
        let whole = |count: usize| unpack(&packed[..count], run(), |_, _| ()).is_some();
        let ends = (0..=packed.len()).filter(|count| whole(*count)).count();
        assert_eq!(ends, 5, "whole only where a key ends");
        assert_eq!(unpack(&[5, 0, 0], run(), |_, _| ()), None, "it shares more than there is");
    }

    #[test]
    fn a_bucket_is_named_by_its_first_letters() {
        let named = ["n佐藤花子", "n佐", "n", "kサトウハナコ", "kサ", "b1988-01-08", "𠮷野"];
        assert_eq!(named.map(bucket_of), ["n佐", "n佐", "n", "kサト", "kサ", "b1988", "𠮷野"]);
    }
}

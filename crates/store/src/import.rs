//! The state of imports, and the writing of their chunks.

mod keys;
mod staged;
mod tail;

pub(crate) use keys::{ACTS_SINCE, BEFORE_AND_NOW};
pub use keys::{SortedKeys, keys_of, settle_keys, write_keys};
pub(crate) use staged::{ADD_RUN, DROP_BLOCKS, DROP_RUN, RUNS_OF};
pub use staged::{StagedRun, forget_staged};
pub(crate) use tail::{BLOCKS, RUNS};
pub use tail::{Staged, in_staged};

use db::{Db, Param, Reader, Tx};
use registry::ids::{EntryId, RegisterId};

use crate::ledger::Transcriptions;
use crate::log::{LogTail, place_slice};
use crate::{StoreError, count, entry_id, fixed};

/// How far an import has come: committed with each chunk, so that it goes on exactly there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportJob {
    /// Into which register.
    pub register: RegisterId,
    /// SHA-256 of the file.
    pub file_digest: [u8; 32],
    /// Mapping and encoding, which must be the same when going on.
    pub settings: String,
    /// Bytes of the file that are done.
    pub byte_offset: u64,
    /// The line of the file that comes next.
    pub line: u64,
    /// Rows done.
    pub rows: u64,
    /// Entries written.
    pub entries: u64,
    /// Rows rejected.
    pub rejects: u64,
    /// Bytes of the reject file that belong to the rows done.
    pub rejects_offset: u64,
    /// First entry written.
    pub first_entry: Option<EntryId>,
    /// Last entry written.
    pub last_entry: Option<EntryId>,
    /// How far the search keys are merged: the last key written and its entry.
    pub keyed: Option<(String, EntryId)>,
    /// Unix microseconds.
    pub started_at: i64,
    /// Unix microseconds, when it is finished.
    pub finished_at: Option<i64>,
}

pub(crate) const READ: &str = "SELECT register_id, file_digest, settings, byte_offset, line, row_count, entries, \
     rejects, rejects_offset, first_entry, last_entry, keyed_key, keyed_entry, started_at, finished_at \
     FROM import_job WHERE register_id = $1 AND file_digest = $2";
pub(crate) const UNFINISHED: &str = "SELECT register_id, file_digest, settings, byte_offset, line, row_count, \
     entries, rejects, rejects_offset, first_entry, last_entry, keyed_key, keyed_entry, started_at, finished_at \
     FROM import_job WHERE finished_at IS NULL";
pub(crate) const FINISHED: &str = "SELECT DISTINCT register_id FROM import_job WHERE finished_at IS NOT NULL";
pub(crate) const WRITE: &str = "INSERT INTO import_job (register_id, file_digest, settings, byte_offset, line, \
     row_count, entries, rejects, rejects_offset, first_entry, last_entry, keyed_key, keyed_entry, started_at, \
     finished_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
     ON CONFLICT (register_id, file_digest) DO UPDATE SET byte_offset = excluded.byte_offset, \
     line = excluded.line, row_count = excluded.row_count, entries = excluded.entries, \
     rejects = excluded.rejects, rejects_offset = excluded.rejects_offset, first_entry = excluded.first_entry, \
     last_entry = excluded.last_entry, keyed_key = excluded.keyed_key, keyed_entry = excluded.keyed_entry, \
     finished_at = excluded.finished_at";
pub(crate) const IS_TAKEN: &str = "SELECT version FROM entry WHERE register_id = $1 AND number_key = $2";
pub(crate) const ANY_ENTRY: &str = "SELECT entry_id FROM entry WHERE register_id = $1 LIMIT 1";

fn map(row: &db::RowRef<'_>) -> Result<ImportJob, db::DbError> {
    let opt_entry = |column| row.opt_bytes(column).map(|bytes| bytes.and_then(EntryId::from_stored));
    Ok(ImportJob {
        register: RegisterId::from_stored(row.int(0)?),
        file_digest: fixed(row, 1)?,
        settings: row.text(2)?.to_owned(),
        byte_offset: count(row, 3)?,
        line: count(row, 4)?,
        rows: count(row, 5)?,
        entries: count(row, 6)?,
        rejects: count(row, 7)?,
        rejects_offset: count(row, 8)?,
        first_entry: opt_entry(9)?,
        last_entry: opt_entry(10)?,
        keyed: row.opt_text(11)?.map(str::to_owned).zip(opt_entry(12)?),
        started_at: row.int(13)?,
        finished_at: row.opt_int(14)?,
    })
}

/// The job of a file into a register, when it was begun before.
///
/// # Errors
/// The engine's.
pub async fn read(
    reader: &mut Reader,
    register: RegisterId,
    file_digest: &[u8; 32],
) -> Result<Option<ImportJob>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(file_digest)];
    Ok(reader.query(READ, &params, map).await?.into_iter().next())
}

/// Holds a register for one import at a time; `None` when another is at it. Held until dropped, or until the process
/// dies: then the next may begin at once.
///
/// # Errors
/// The engine's.
pub async fn hold(db: &Db, register: RegisterId) -> Result<Option<db::Hold>, StoreError> {
    Ok(db.hold("register", "register_id", register.stored()).await?)
}

/// Imports that are under way or were stopped.
///
/// # Errors
/// The engine's.
pub async fn unfinished(reader: &mut Reader) -> Result<Vec<ImportJob>, StoreError> {
    Ok(reader.query(UNFINISHED, &[], map).await?)
}

/// Registers into which an import has come to its end.
///
/// # Errors
/// The engine's.
pub async fn finished(reader: &mut Reader) -> Result<Vec<RegisterId>, StoreError> {
    Ok(reader.query(FINISHED, &[], |row| Ok(RegisterId::from_stored(row.int(0)?))).await?)
}

async fn write_job(tx: &mut Tx, job: &ImportJob) -> Result<(), StoreError> {
    let entry = |id: &'_ Option<EntryId>| id.as_ref().map(|id| *id.stored());
    let (first, last) = (entry(&job.first_entry), entry(&job.last_entry));
    let keyed = job.keyed.as_ref();
    let params = [
        Param::Int(job.register.stored()),
        Param::Bytes(&job.file_digest),
        Param::Text(&job.settings),
        Param::Int(crate::stored(job.byte_offset)),
        Param::Int(crate::stored(job.line)),
        Param::Int(crate::stored(job.rows)),
        Param::Int(crate::stored(job.entries)),
        Param::Int(crate::stored(job.rejects)),
        Param::Int(crate::stored(job.rejects_offset)),
        first.as_ref().into(),
        last.as_ref().into(),
        keyed.map(|(key, _)| key).into(),
        keyed.map(|(_, id)| id.stored()).into(),
        Param::Int(job.started_at),
        job.finished_at.into(),
    ];
    tx.execute(WRITE, &params).await?;
    Ok(())
}

/// Keeps a job's state alone: at its beginning and its end.
///
/// # Errors
/// The engine's.
pub async fn keep(db: &Db, job: &ImportJob) -> Result<(), StoreError> {
    let job = job.clone();
    db.transact("keep-import", move |tx| {
        let job = job.clone();
        Box::pin(async move { write_job(tx, &job).await })
    })
    .await
}

/// Writes one chunk: entries, records, their keys, their place in the log, and how far the job has come, in one commit.
/// If the machine dies before the commit, the chunk is made again from the file; after it, it is never made again.
///
/// # Errors
/// [`db::DbError::Constraint`] when a number is taken.
pub async fn write_chunk(
    db: &Db,
    chunk: std::sync::Arc<Transcriptions>,
    job: &ImportJob,
    tail: &mut LogTail,
) -> Result<(), StoreError> {
    let (before, job) = (tail.clone(), job.clone());
    let after = db
        .transact("import-chunk", move |tx| {
            let (chunk, tail, job) = (std::sync::Arc::clone(&chunk), before.clone(), job.clone());
            Box::pin(async move {
                write_job(tx, &job).await?;
                if chunk.is_empty() {
                    return Ok(tail);
                }
                chunk.write(tx).await?;
                staged::write_run(tx, &chunk, &job.file_digest).await?;
                place_slice(tx, &tail, (chunk.register(), chunk.slice()), chunk.leaves()).await
            })
        })
        .await?;
    *tail = after;
    Ok(())
}

/// Whether the register holds any entry: when not, no number of the file can be taken.
///
/// # Errors
/// The engine's.
pub async fn is_empty(reader: &mut Reader, register: RegisterId) -> Result<bool, StoreError> {
    Ok(reader.query(ANY_ENTRY, &[Param::Int(register.stored())], |row| entry_id(row, 0)).await?.is_empty())
}

/// Which of the numbers are taken in the register (indexes into `numbers`).
///
/// # Errors
/// The engine's.
pub async fn taken(
    reader: &mut Reader,
    register: RegisterId,
    numbers: &[&str],
) -> Result<Vec<usize>, StoreError> {
    let sets: Vec<_> = numbers.iter().map(|n| vec![Param::Int(register.stored()), Param::Text(n)]).collect();
    Ok(reader.query_many(IS_TAKEN, &sets, |index, _| Ok(index)).await?)
}

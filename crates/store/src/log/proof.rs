//! Signed checkpoints and proofs.

use db::{Db, Param, Reader};
use registry::ids::{EntryId, RegisterId};
use registry::log::{
    Checkpoint, LedgerProof, SigningKey, head_from_tiles, prove_consistency, prove_inclusion, right_edge,
    tiles_for_consistency, tiles_for_inclusion, verify_consistency,
};

use super::sequencer::END;
use super::{tile_of, tiles};
use crate::{StoreError, ledger};

/// The key that signs checkpoints; it lives outside the database. Its name is the origin of the log.
#[derive(Debug)]
pub struct LogKey(pub SigningKey);

impl LogKey {
    /// The origin line of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.0.verifier().name()
    }
}

pub(crate) const ADD_CHECKPOINT: &str = "INSERT INTO log_checkpoint (size, signed_at, note) VALUES ($1, $2, $3) \
     ON CONFLICT (size) DO NOTHING";
pub(crate) const LATEST_CHECKPOINT: &str =
    "SELECT size, signed_at, note FROM log_checkpoint ORDER BY size DESC LIMIT 1";
pub(crate) const CHECKPOINT_AT: &str = "SELECT size, signed_at, note FROM log_checkpoint WHERE signed_at <= $1 \
     ORDER BY signed_at DESC, size DESC LIMIT 1";
pub(crate) const COMMITMENT: &str =
    "SELECT commitment FROM ledger WHERE register_id = $1 AND entry_id = $2 AND version = $3";

/// A checkpoint as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// Records in the tree.
    pub size: u64,
    /// Unix microseconds.
    pub signed_at: i64,
    /// The signed note.
    pub note: String,
}

fn map(row: &db::RowRef<'_>) -> Result<StoredCheckpoint, db::DbError> {
    Ok(StoredCheckpoint {
        size: crate::count(row, 0)?,
        signed_at: row.int(1)?,
        note: row.text(2)?.to_owned(),
    })
}

/// The last checkpoint that was signed.
///
/// # Errors
/// The engine's.
pub async fn latest_checkpoint(reader: &mut Reader) -> Result<Option<StoredCheckpoint>, StoreError> {
    Ok(reader.query(LATEST_CHECKPOINT, &[], map).await?.into_iter().next())
}

/// The last checkpoint that was signed at or before an instant: what was known then.
///
/// # Errors
/// The engine's.
pub async fn checkpoint_at(reader: &mut Reader, micros: i64) -> Result<Option<StoredCheckpoint>, StoreError> {
    Ok(reader.query(CHECKPOINT_AT, &[Param::Int(micros)], map).await?.into_iter().next())
}

/// Signs a checkpoint over everything that was placed, when something was placed since the last one. Only what is
/// committed durably is signed: the tiles are read back from the database. Before it signs, it proves to itself that
/// the tree continues the last signed one; a log that does not is never signed.
///
/// # Errors
/// [`StoreError::Log`] when it does not.
pub async fn sign_checkpoint(
    db: &Db,
    key: &LogKey,
    now_micros: i64,
) -> Result<Option<StoredCheckpoint>, StoreError> {
    let mut reader = db.reader().await?;
    let size = reader.query(END, &[], |row| crate::count(row, 0)).await?.first().copied().unwrap_or(0);
    let last = latest_checkpoint(&mut reader).await?;
    if last.as_ref().map_or(0, |last| last.size) >= size {
        return Ok(None);
    }
    let edge = tiles(&mut reader, &right_edge(size)).await?;
    let head = head_from_tiles(size, |id| tile_of(&edge, id)).map_err(log)?;
    if let Some(last) = &last {
        let old =
            Checkpoint::open(last.note.as_bytes(), key.origin(), &[key.0.verifier().clone()]).map_err(log)?;
        let needed = tiles(&mut reader, &tiles_for_consistency(old.head.size, size)).await?;
        let path = prove_consistency(old.head.size, size, |id| tile_of(&needed, id)).map_err(log)?;
        verify_consistency(&old.head, &head, &path).map_err(log)?;
    }
    let note = Checkpoint::new(key.origin(), head).sign(&[&key.0]).map_err(log)?;
    let stored = StoredCheckpoint { size, signed_at: now_micros, note };
    let row = stored.clone();
    db.transact("sign-checkpoint", move |tx| {
        let row = row.clone();
        Box::pin(async move {
            let params =
                [Param::Int(crate::stored(row.size)), Param::Int(row.signed_at), Param::Text(&row.note)];
            tx.execute(ADD_CHECKPOINT, &params).await?;
            Ok::<_, StoreError>(())
        })
    })
    .await?;
    Ok(Some(stored))
}

fn log(error: impl std::fmt::Display) -> StoreError {
    StoreError::Log(error.to_string())
}

/// The proof that a record of an entry stands in the log, against the last checkpoint. `None` when there is no such
/// record, or it was not yet placed and signed.
///
/// # Errors
/// [`StoreError::Log`] when the tiles do not give it.
pub async fn prove(
    reader: &mut Reader,
    register: RegisterId,
    entry: EntryId,
    version: i64,
) -> Result<Option<LedgerProof>, StoreError> {
    let records = ledger::history(reader, register, entry).await?;
    let position = records.iter().find(|r| r.version == version).and_then(|r| r.position);
    let (Some(index), Some(last)) = (position, latest_checkpoint(reader).await?) else { return Ok(None) };
    if index >= last.size {
        return Ok(None);
    }
    let params = [Param::Int(register.stored()), Param::Bytes(entry.stored()), Param::Int(version)];
    let Some(commitment) =
        reader.query(COMMITMENT, &params, |row| crate::fixed(row, 0)).await?.into_iter().next()
    else {
        return Ok(None);
    };
    let needed = tiles(reader, &tiles_for_inclusion(index, last.size)).await?;
    let path = prove_inclusion(index, last.size, |id| tile_of(&needed, id)).map_err(log)?;
    Ok(Some(LedgerProof { index, commitment, path, checkpoint: last.note }))
}

//! The Merkle log in the database: positions, tiles, checkpoints.
//!
//! Appending never waits for the tree. An act commits with its ledger rows and a pending slice; the sequencer, alone
//! and restartable at any point, gives positions in batches. Two sequencers at once do no harm: the position is a
//! primary key, so the slower one's transaction fails whole and is made again.

mod commitments;
mod leaves;
mod proof;
mod sequencer;

pub use leaves::leaves;
pub use proof::{LogKey, StoredCheckpoint, checkpoint_at, latest_checkpoint, prove, sign_checkpoint};
pub use sequencer::{LogTail, PLACED_AT_ONCE, place_slice, sequence, waiting};

pub(crate) use commitments::{RECORD_OF, RECORDS_OF, RECORDS_OF_RANGE};
pub(crate) use leaves::PLACED;
pub(crate) use proof::{ADD_CHECKPOINT, CHECKPOINT_AT, COMMITMENT, LATEST_CHECKPOINT};
pub(crate) use sequencer::{ADD_POSITIONS, END, PENDING, READ_TILE, UNPEND, WAITING, WRITE_TILE};

use std::collections::BTreeMap;

use db::{Param, Reader};
use registry::log::TileId;

use crate::StoreError;

/// Reads tiles: those that are there, cut to the width asked for.
///
/// # Errors
/// The engine's.
pub async fn tiles(reader: &mut Reader, wanted: &[TileId]) -> Result<BTreeMap<TileId, Vec<u8>>, StoreError> {
    let sets: Vec<_> = wanted
        .iter()
        .map(|id| vec![Param::Int(i64::from(id.level)), Param::Int(crate::stored(id.index))])
        .collect();
    let rows = reader.query_many(READ_TILE, &sets, |index, row| Ok((index, row.bytes(0)?.to_vec()))).await?;
    Ok(cut(wanted, rows))
}

fn cut(wanted: &[TileId], rows: Vec<(usize, Vec<u8>)>) -> BTreeMap<TileId, Vec<u8>> {
    rows.into_iter()
        .filter_map(|(index, mut bytes)| {
            let id = wanted.get(index)?;
            bytes.truncate(usize::from(id.width) * registry::log::COMMITMENT_BYTES);
            Some((*id, bytes))
        })
        .collect()
}

/// A tile that was read, for the closures of the proofs.
fn tile_of(tiles: &BTreeMap<TileId, Vec<u8>>, id: TileId) -> Result<Vec<u8>, String> {
    tiles.get(&id).cloned().ok_or_else(|| format!("{id} is missing"))
}

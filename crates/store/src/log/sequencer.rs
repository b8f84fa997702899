//! Giving positions.

use std::sync::LazyLock;

use db::{Db, Param, Tx};
use registry::ids::{EntryId, RegisterId};
use registry::log::{Hash, Tile, TileBuilder, head_from_tiles, leaf_hash, right_edge};

use super::commitments::{Slice, commitments_of, named_records};
use super::{cut, tile_of};
use crate::many_rows::{AN_INT, BYTES, ManyRows};
use crate::{StoreError, entry_id};

/// Slices placed in one transaction: a thousand or two records, so that acts wait milliseconds for the sequencer.
pub const PLACED_AT_ONCE: u32 = 64;

pub(crate) const END: &str =
    "SELECT first_position + records FROM log_slice ORDER BY first_position DESC LIMIT 1";
pub(crate) const PENDING: &str = "SELECT p.register_id, p.slice_id, s.records, s.first_entry, s.last_entry, s.refs \
     FROM slice_pending p LEFT JOIN slice s ON s.register_id = p.register_id AND s.slice_id = p.slice_id \
     ORDER BY p.slice_id LIMIT $1";
pub(crate) const UNPEND: &str = "DELETE FROM slice_pending WHERE register_id = $1 AND slice_id = $2";
pub(crate) const WAITING: &str = "SELECT COALESCE(CAST(SUM(s.records) AS BIGINT), 0) FROM slice_pending p \
     LEFT JOIN slice s ON s.register_id = p.register_id AND s.slice_id = p.slice_id";
pub(crate) static ADD_POSITIONS: LazyLock<ManyRows> = LazyLock::new(|| {
    let into = "INSERT INTO log_slice (first_position, records, register_id, slice_id)";
    ManyRows::written(into, &[AN_INT, AN_INT, AN_INT, BYTES], "")
});
pub(crate) const READ_TILE: &str = "SELECT hashes FROM log_tile WHERE level = $1 AND tile_index = $2";
pub(crate) const WRITE_TILE: &str = "INSERT INTO log_tile (level, tile_index, hashes) VALUES ($1, $2, $3) \
     ON CONFLICT (level, tile_index) DO UPDATE SET hashes = excluded.hashes";

/// The right edge of the tree in memory, so that placing reads nothing back. Thrown away whenever the database has
/// gone on without it.
#[derive(Debug, Clone, Default)]
pub struct LogTail(Option<TileBuilder>);

impl LogTail {
    /// Positions given so far, as far as this tail knows.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.as_ref().map_or(0, |builder| builder.head().size)
    }
}

/// The builder at the end of the log as this transaction sees it.
async fn builder_at_end(tx: &mut Tx, tail: &LogTail) -> Result<TileBuilder, StoreError> {
    let size = tx.query(END, &[], |row| crate::count(row, 0)).await?.first().copied().unwrap_or(0);
    if let Some(builder) = tail.0.as_ref().filter(|builder| builder.head().size == size) {
        return Ok(builder.clone());
    }
    let wanted = right_edge(size);
    let sets: Vec<_> = wanted
        .iter()
        .map(|id| vec![Param::Int(i64::from(id.level)), Param::Int(crate::stored(id.index))])
        .collect();
    let rows = tx.query_many(READ_TILE, &sets, |index, row| Ok((index, row.bytes(0)?.to_vec()))).await?;
    let tiles = cut(&wanted, rows);
    let log = |e: String| StoreError::Log(e);
    let head = head_from_tiles(size, |id| tile_of(&tiles, id)).map_err(|e| log(e.to_string()))?;
    TileBuilder::resume(&head, |id| tile_of(&tiles, id)).map_err(|e| log(e.to_string()))
}

/// Gives the next positions to one slice whose leaf hashes are at hand (an import places what it writes, in the same
/// transaction). The tail is for the caller to keep when the transaction has committed.
///
/// # Errors
/// [`StoreError::Outrun`] when another sequencer took the positions; the transaction is then to be made again.
pub async fn place_slice(
    tx: &mut Tx,
    tail: &LogTail,
    (register, slice): (RegisterId, EntryId),
    leaves: &[Hash],
) -> Result<LogTail, StoreError> {
    let mut builder = builder_at_end(tx, tail).await?;
    let first = builder.head().size;
    for leaf in leaves {
        builder.append(*leaf);
    }
    let count = u64::try_from(leaves.len()).unwrap_or(u64::MAX);
    write_positions(tx, &[(first, count, register, slice)]).await?;
    write_tiles(tx, &builder.take_changed()).await?;
    Ok(LogTail(Some(builder)))
}

async fn write_positions(tx: &mut Tx, placed: &[(u64, u64, RegisterId, EntryId)]) -> Result<(), StoreError> {
    let rows: Vec<_> = placed
        .iter()
        .flat_map(|(first, records, register, slice)| {
            let place = [Param::Int(crate::stored(*first)), Param::Int(crate::stored(*records))];
            place.into_iter().chain([Param::Int(register.stored()), Param::Bytes(slice.stored())])
        })
        .collect();
    match tx.execute_each(&ADD_POSITIONS.statements(&rows)).await {
        Err(db::DbError::Constraint(_)) => Err(StoreError::Outrun),
        other => Ok(other.map(|_| ())?),
    }
}

async fn write_tiles(tx: &mut Tx, tiles: &[Tile]) -> Result<(), StoreError> {
    let rows: Vec<_> = tiles
        .iter()
        .map(|tile| {
            let index = Param::Int(crate::stored(tile.id.index));
            vec![Param::Int(i64::from(tile.id.level)), index, Param::Bytes(&tile.bytes)]
        })
        .collect();
    tx.execute_many(WRITE_TILE, &rows).await?;
    Ok(())
}

/// Places up to [`PLACED_AT_ONCE`] waiting slices; gives the number of records placed. If the machine dies before the
/// commit nothing was placed; after it, everything was: the next run goes on from what the database says.
///
/// # Errors
/// The engine's, or [`StoreError::Log`] when the stored tiles cannot be gone on from.
pub async fn sequence(db: &Db, tail: &mut LogTail) -> Result<u64, StoreError> {
    let before = tail.clone();
    let outcome = db
        .transact("sequence", move |tx| {
            let tail = before.clone();
            Box::pin(async move { sequence_in(tx, &tail).await })
        })
        .await;
    match outcome {
        Ok((placed, after)) => {
            *tail = after;
            Ok(placed)
        }
        Err(error) => {
            *tail = LogTail::default();
            Err(error)
        }
    }
}

async fn sequence_in(tx: &mut Tx, tail: &LogTail) -> Result<(u64, LogTail), StoreError> {
    let slices = tx
        .query(PENDING, &[Param::Int(i64::from(PLACED_AT_ONCE))], |row| {
            Ok(Slice {
                register: RegisterId::from_stored(row.int(0)?),
                id: entry_id(row, 1)?,
                records: crate::count(row, 2)?,
                first: entry_id(row, 3)?,
                last: entry_id(row, 4)?,
                refs: row.opt_bytes(5)?.map(<[u8]>::to_vec),
            })
        })
        .await?;
    if slices.is_empty() {
        return Ok((0, tail.clone()));
    }
    let mut builder = builder_at_end(tx, tail).await?;
    let from = builder.head().size;
    let mut placed = Vec::with_capacity(slices.len());
    let named = named_records(tx, &slices).await?;
    for slice in &slices {
        let commitments = commitments_of(tx, slice, &named).await?;
        let found = u64::try_from(commitments.len()).unwrap_or(0);
        if found != slice.records {
            return Err(StoreError::Log(format!(
                "slice {} has {found} of {} records",
                slice.id, slice.records
            )));
        }
        placed.push((builder.head().size, slice.records, slice.register, slice.id));
        for commitment in &commitments {
            builder.append(leaf_hash(commitment));
        }
    }
    write_positions(tx, &placed).await?;
    write_tiles(tx, &builder.take_changed()).await?;
    let rows: Vec<_> =
        slices.iter().map(|s| vec![Param::Int(s.register.stored()), Param::Bytes(s.id.stored())]).collect();
    tx.execute_many(UNPEND, &rows).await?;
    Ok((builder.head().size - from, LogTail(Some(builder))))
}

/// Records that wait for a position.
///
/// # Errors
/// The engine's.
pub async fn waiting(reader: &mut db::Reader) -> Result<u64, StoreError> {
    Ok(reader.query(WAITING, &[], |row| crate::count(row, 0)).await?.first().copied().unwrap_or(0))
}

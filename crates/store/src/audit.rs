//! Reading everything for the audit, in slices: statements and rows; what they prove is decided in the use case.

use db::{DbError, Param, Reader, RowRef};
use registry::ids::{EntryId, RegisterId};

use crate::StoreError;

const LEDGER: &str = "SELECT entry_id, version, act, effective_on, recorded_at, basis_id, slice_id, commitment \
     FROM ledger WHERE register_id = $1 AND entry_id > $2 AND entry_id <= $3 ORDER BY entry_id, version";
const BODIES: &str = "SELECT entry_id, version, salt, body FROM ledger_body \
     WHERE register_id = $1 AND entry_id > $2 AND entry_id <= $3 ORDER BY entry_id, version";
const BASIS: &str = "SELECT basis_id, actor, ground, citation, rules_digest FROM basis \
     WHERE register_id = $1 AND basis_id = $2";
const KEYS: &str = "SELECT key, entry_id FROM search_key WHERE register_id = $1 AND (key > $2 OR (key = $2 AND \
     entry_id > $3)) ORDER BY key, entry_id LIMIT $4";
const HAS_KEY: &str = "SELECT register_id FROM search_key WHERE register_id = $1 AND key = $2 AND entry_id = $3";
const PLACED: &str = "SELECT p.first_position, p.records, p.register_id, p.slice_id, s.first_entry, s.last_entry, \
     s.refs, s.records FROM log_slice p \
     LEFT JOIN slice s ON s.register_id = p.register_id AND s.slice_id = p.slice_id \
     WHERE p.first_position >= $1 ORDER BY p.first_position LIMIT $2";
const RANGE: &str = "SELECT entry_id, version, commitment FROM ledger WHERE register_id = $1 AND entry_id >= $2 \
     AND entry_id <= $3 AND version = 1 AND slice_id = $4 ORDER BY entry_id";
const RECORD: &str =
    "SELECT entry_id, version, commitment FROM ledger WHERE register_id = $1 AND entry_id = $2 AND version = $3";
const TILES: &str = "SELECT tile_index, hashes FROM log_tile WHERE level = $1 AND tile_index >= $2 \
     AND tile_index <= $3 ORDER BY tile_index";
const TILE_COUNT: &str = "SELECT COUNT(*) FROM log_tile";

/// All of them.
pub(crate) const STATEMENTS: [&str; 10] =
    [LEDGER, BODIES, BASIS, KEYS, HAS_KEY, PLACED, RANGE, RECORD, TILES, TILE_COUNT];

/// Ledger rows of the entries in (after, upto].
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn ledger_rows(
    reader: &mut Reader,
    register: RegisterId,
    (after, upto): (EntryId, EntryId),
    see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(after.stored()), Param::Bytes(upto.stored())];
    Ok(reader.for_each(LEDGER, &params, see).await?)
}

/// Bodies of the entries in (after, upto].
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn body_rows(
    reader: &mut Reader,
    register: RegisterId,
    (after, upto): (EntryId, EntryId),
    see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(after.stored()), Param::Bytes(upto.stored())];
    Ok(reader.for_each(BODIES, &params, see).await?)
}

/// The bases of some ids.
///
/// # Errors
/// The engine's.
pub async fn bases(
    reader: &mut Reader,
    register: RegisterId,
    ids: &[[u8; 16]],
) -> Result<Vec<([u8; 16], registry::record::Basis)>, StoreError> {
    let sets: Vec<_> = ids.iter().map(|id| vec![Param::Int(register.stored()), Param::Bytes(id)]).collect();
    Ok(reader
        .query_many(BASIS, &sets, |_, row| {
            Ok((
                crate::fixed(row, 0)?,
                registry::record::Basis {
                    actor: row.text(1)?.to_owned(),
                    ground: row.text(2)?.to_owned(),
                    citation: row.text(3)?.to_owned(),
                    rules_digest: crate::fixed(row, 4)?,
                },
            ))
        })
        .await?)
}

/// Search keys after one of them.
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn key_rows(
    reader: &mut Reader,
    register: RegisterId,
    (key, entry): (&str, EntryId),
    limit: u32,
    see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    let params =
        [Param::Int(register.stored()), Param::Text(key), Param::Bytes(entry.stored()), Param::Int(i64::from(limit))];
    Ok(reader.for_each(KEYS, &params, see).await?)
}

/// Whether a search key is there.
///
/// # Errors
/// The engine's.
pub async fn has_key(
    reader: &mut Reader,
    register: RegisterId,
    key: &str,
    entry: EntryId,
) -> Result<bool, StoreError> {
    let params = [Param::Int(register.stored()), Param::Text(key), Param::Bytes(entry.stored())];
    Ok(!reader.query(HAS_KEY, &params, |row| row.int(0)).await?.is_empty())
}

/// A slice with its place in the log.
#[derive(Clone, Debug)]
pub struct PlacedSlice {
    /// Its first position.
    pub first_position: u64,
    /// Records that it takes in the log.
    pub records: u64,
    /// The register.
    pub register: RegisterId,
    /// Its id.
    pub slice: EntryId,
    /// First and last entry, refs, and the records that the slice itself tells of; `None` when there is no such slice.
    pub content: Option<(EntryId, EntryId, Option<Vec<u8>>, u64)>,
}

/// Placed slices from a position on.
///
/// # Errors
/// The engine's.
pub async fn placed(reader: &mut Reader, from: u64, limit: u32) -> Result<Vec<PlacedSlice>, StoreError> {
    let params = [Param::Int(crate::stored(from)), Param::Int(i64::from(limit))];
    Ok(reader
        .query(PLACED, &params, |row| {
            let content = match row.opt_bytes(4)? {
                None => None,
                Some(_) => Some((
                    crate::entry_id(row, 4)?,
                    crate::entry_id(row, 5)?,
                    row.opt_bytes(6)?.map(<[u8]>::to_vec),
                    crate::count(row, 7)?,
                )),
            };
            Ok(PlacedSlice {
                first_position: crate::count(row, 0)?,
                records: crate::count(row, 1)?,
                register: RegisterId::from_stored(row.int(2)?),
                slice: crate::entry_id(row, 3)?,
                content,
            })
        })
        .await?)
}

/// The commitments of a placed slice in its order, with entry and version.
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn commitments(
    reader: &mut Reader,
    slice: &PlacedSlice,
    mut see: impl FnMut(EntryId, i64, &[u8]) + Send,
) -> Result<(), StoreError> {
    let Some((first, last, refs, _)) = &slice.content else { return Ok(()) };
    let register = Param::Int(slice.register.stored());
    let mut row = |row: &RowRef<'_>| {
        see(crate::entry_id(row, 0)?, row.int(1)?, row.bytes(2)?);
        Ok(())
    };
    match refs {
        None => {
            let params = [
                register,
                Param::Bytes(first.stored()),
                Param::Bytes(last.stored()),
                Param::Bytes(slice.slice.stored()),
            ];
            reader.for_each(RANGE, &params, row).await?;
        }
        Some(refs) => {
            let (packed, _) = refs.as_chunks::<20>();
            let keys: Vec<(&[u8], i64)> = packed
                .iter()
                .map(|key| {
                    let (id, version) = key.split_at(16);
                    (id, i64::from(version.try_into().map_or(0, u32::from_be_bytes)))
                })
                .collect();
            let sets: Vec<_> =
                keys.iter().map(|(id, version)| vec![register, Param::Bytes(id), Param::Int(*version)]).collect();
            reader.query_many(RECORD, &sets, |_, r| row(r)).await?;
        }
    }
    Ok(())
}

/// Stored tiles of a level in an inclusive range of indexes.
///
/// # Errors
/// The engine's.
pub async fn tiles(
    reader: &mut Reader,
    level: u8,
    (from, to): (u64, u64),
) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    let params = [Param::Int(i64::from(level)), Param::Int(crate::stored(from)), Param::Int(crate::stored(to))];
    Ok(reader.query(TILES, &params, |row| Ok((crate::count(row, 0)?, row.bytes(1)?.to_vec()))).await?)
}

/// How many tiles are stored.
///
/// # Errors
/// The engine's.
pub async fn tile_count(reader: &mut Reader) -> Result<u64, StoreError> {
    Ok(reader.query(TILE_COUNT, &[], |row| crate::count(row, 0)).await?.first().copied().unwrap_or(0))
}

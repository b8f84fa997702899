//! Reading everything for the audit, in slices: statements and rows; what they prove is decided in the use case.

use db::{DbError, Param, Reader, RowRef};
use registry::ids::{EntryId, RegisterId};
use registry::record::Basis;

use crate::log::StoredCheckpoint;
use crate::{StoreError, stored};

const LEDGER: &str = "SELECT entry_id, version, act, effective_on, recorded_at, basis_id, slice_id, commitment \
     FROM ledger WHERE register_id = $1 AND entry_id > $2 ORDER BY entry_id, version LIMIT $3";
const BODIES: &str = "SELECT entry_id, version, body, salt FROM ledger_body \
     WHERE register_id = $1 AND entry_id > $2 AND entry_id <= $3 ORDER BY entry_id, version LIMIT $4";
const ENTRIES: &str = "SELECT entry_id, version, number_key, present FROM entry \
     WHERE register_id = $1 AND entry_id > $2 AND entry_id <= $3 ORDER BY entry_id LIMIT $4";
/// One statement, so one view of all three tables on both engines.
const WHOLE: &str = "SELECT CAST(1 AS BIGINT) AS part, version, number_key, present, CAST(NULL AS BIGINT) AS at, \
     CAST(NULL AS BYTEA) AS x, CAST(NULL AS BYTEA) AS y, CAST(NULL AS BYTEA) AS z \
     FROM entry WHERE register_id = $1 AND entry_id = $2 \
     UNION ALL SELECT 2, version, act, effective_on, recorded_at, basis_id, slice_id, commitment \
     FROM ledger WHERE register_id = $1 AND entry_id = $2 \
     UNION ALL SELECT 3, version, body, NULL, NULL, salt, NULL, NULL \
     FROM ledger_body WHERE register_id = $1 AND entry_id = $2 ORDER BY 1, 2";
const BASIS: &str = "SELECT basis_id, actor, ground, citation, rules_digest FROM basis \
     WHERE register_id = $1 AND basis_id = $2";
const BASES: &str = "SELECT basis_id, actor, ground, citation, rules_digest FROM basis \
     WHERE register_id = $1 AND basis_id > $2 ORDER BY basis_id LIMIT $3";
const KEYS: &str = "SELECT key, CAST(string_agg(entry_id, CAST('' AS BYTEA)) AS BYTEA) FROM \
     (SELECT key, entry_id FROM search_key WHERE register_id = $1 AND (key, entry_id) > ($2, $3) \
     ORDER BY key, entry_id LIMIT $4) AS page GROUP BY key ORDER BY key";
const HAS_KEY: &str = "SELECT key FROM search_key WHERE register_id = $1 AND key = $2 AND entry_id = $3";
/// The embedded engine answers it from the index alone, and so the index itself is read.
const NUMBERS: &str =
    "SELECT number_key, entry_id FROM entry WHERE register_id = $1 AND number_key > $2 ORDER BY 1 LIMIT $3";
/// By the index as well: what the index says of the number.
const HAS_NUMBER: &str = "SELECT entry_id FROM entry WHERE register_id = $1 AND number_key = $2";
const PLACED: &str = "SELECT p.first_position, p.records, p.register_id, p.slice_id, s.first_entry, s.last_entry, \
     s.refs, s.records FROM log_slice p \
     LEFT JOIN slice s ON s.register_id = p.register_id AND s.slice_id = p.slice_id \
     WHERE p.first_position >= $1 ORDER BY p.first_position LIMIT $2";
const WAITING: &str = "SELECT CAST(0 AS BIGINT), s.records, w.register_id, w.slice_id, s.first_entry, s.last_entry, \
     s.refs, s.records FROM slice_pending w \
     LEFT JOIN slice s ON s.register_id = w.register_id AND s.slice_id = w.slice_id \
     WHERE w.register_id = $1 AND w.slice_id > $2 ORDER BY w.slice_id LIMIT $3";
const SLICE: &str = "SELECT CAST(0 AS BIGINT), records, register_id, slice_id, first_entry, last_entry, refs, records \
     FROM slice WHERE register_id = $1 AND slice_id = $2";
/// Every slice is either placed or waiting.
const STRAY_SLICES: &str = "SELECT s.slice_id, p.first_position FROM slice s \
     LEFT JOIN log_slice p ON p.register_id = s.register_id AND p.slice_id = s.slice_id \
     LEFT JOIN slice_pending w ON w.register_id = s.register_id AND w.slice_id = s.slice_id \
     WHERE s.register_id = $1 AND (p.slice_id IS NULL) = (w.slice_id IS NULL) ORDER BY s.slice_id LIMIT $2";
const RANGE: &str = "SELECT entry_id, version, commitment, slice_id FROM ledger WHERE register_id = $1 \
     AND entry_id >= $2 AND entry_id <= $3 AND version = 1 AND slice_id = $4 ORDER BY entry_id LIMIT $5";
const RECORD: &str = "SELECT entry_id, version, commitment, slice_id FROM ledger \
     WHERE register_id = $1 AND entry_id = $2 AND version = $3";
const TILES: &str = "SELECT tile_index, hashes FROM log_tile WHERE level = $1 AND tile_index >= $2 \
     AND tile_index <= $3 ORDER BY tile_index";
const LEVELS: &str = "SELECT level, MAX(tile_index), COUNT(*) FROM log_tile GROUP BY level ORDER BY level";
const CHECKPOINTS: &str =
    "SELECT size, signed_at, note FROM log_checkpoint WHERE size > $1 ORDER BY size LIMIT $2";

/// The tables by register, with the statement that gives the next register that has rows there.
const NEXT_REGISTER: [(&str, &str); 7] = [
    ("entry", "SELECT register_id FROM entry WHERE register_id > $1 ORDER BY register_id LIMIT 1"),
    ("ledger", "SELECT register_id FROM ledger WHERE register_id > $1 ORDER BY register_id LIMIT 1"),
    (
        "ledger_body",
        "SELECT register_id FROM ledger_body WHERE register_id > $1 ORDER BY register_id LIMIT 1",
    ),
    ("basis", "SELECT register_id FROM basis WHERE register_id > $1 ORDER BY register_id LIMIT 1"),
    ("slice", "SELECT register_id FROM slice WHERE register_id > $1 ORDER BY register_id LIMIT 1"),
    (
        "slice_pending",
        "SELECT register_id FROM slice_pending WHERE register_id > $1 ORDER BY register_id LIMIT 1",
    ),
    ("search_key", "SELECT register_id FROM search_key WHERE register_id > $1 ORDER BY register_id LIMIT 1"),
];

/// All of them.
pub(crate) fn statements() -> Vec<&'static str> {
    let mut all = vec![LEDGER, BODIES, ENTRIES, WHOLE, BASIS, BASES, KEYS, HAS_KEY, NUMBERS, HAS_NUMBER];
    all.extend([PLACED, WAITING, SLICE, STRAY_SLICES, RANGE, RECORD, TILES, LEVELS, CHECKPOINTS]);
    all.extend(NEXT_REGISTER.iter().map(|(_, sql)| *sql));
    all
}

/// Ledger rows of the entries after one of them: entry, version, act, effective day, recorded time, basis, slice,
/// commitment.
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn ledger_rows(
    reader: &mut Reader,
    register: RegisterId,
    after: EntryId,
    limit: u32,
    see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(after.stored()), Param::Int(i64::from(limit))];
    Ok(reader.for_each(LEDGER, &params, see).await?)
}

/// Bodies of the entries in (after, upto]: entry, version, body, salt.
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn body_rows(
    reader: &mut Reader,
    register: RegisterId,
    (after, upto): (EntryId, EntryId),
    limit: u32,
    see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    in_range(reader, BODIES, register, (after, upto), limit, see).await
}

/// The present of the entries in (after, upto]: entry, version, number key, present.
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn entry_rows(
    reader: &mut Reader,
    register: RegisterId,
    (after, upto): (EntryId, EntryId),
    limit: u32,
    see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    in_range(reader, ENTRIES, register, (after, upto), limit, see).await
}

async fn in_range(
    reader: &mut Reader,
    sql: &str,
    register: RegisterId,
    (after, upto): (EntryId, EntryId),
    limit: u32,
    see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    let params = [
        Param::Int(register.stored()),
        Param::Bytes(after.stored()),
        Param::Bytes(upto.stored()),
        Param::Int(i64::from(limit)),
    ];
    Ok(reader.for_each(sql, &params, see).await?)
}

/// Everything of one entry as of one instant, the part in the first column: 1 the present (version, number key,
/// present), 2 a ledger row (version, act, effective day, recorded time, basis, slice, commitment), 3 a body (version,
/// body, and in column 5 the salt).
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn whole_entry(
    reader: &mut Reader,
    register: RegisterId,
    entry: EntryId,
    see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(entry.stored())];
    Ok(reader.for_each(WHOLE, &params, see).await?)
}

fn basis(row: &RowRef<'_>) -> Result<([u8; 16], Basis), DbError> {
    let basis = Basis {
        actor: row.text(1)?.to_owned(),
        ground: row.text(2)?.to_owned(),
        citation: row.text(3)?.to_owned(),
        rules_digest: crate::fixed(row, 4)?,
    };
    Ok((crate::fixed(row, 0)?, basis))
}

/// The bases of some ids, as far as they are there.
///
/// # Errors
/// The engine's.
pub async fn bases(
    reader: &mut Reader,
    register: RegisterId,
    ids: &[[u8; 16]],
) -> Result<Vec<([u8; 16], Basis)>, StoreError> {
    let sets: Vec<_> = ids.iter().map(|id| vec![Param::Int(register.stored()), Param::Bytes(id)]).collect();
    Ok(reader.query_many(BASIS, &sets, |_, row| basis(row)).await?)
}

/// Bases of a register after one of them.
///
/// # Errors
/// The engine's.
pub async fn bases_after(
    reader: &mut Reader,
    register: RegisterId,
    after: &[u8],
    limit: u32,
) -> Result<Vec<([u8; 16], Basis)>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(after), Param::Int(i64::from(limit))];
    Ok(reader.query(BASES, &params, basis).await?)
}

/// Search keys after one of them: key, and its entries behind each other in one value (a row each cost most of the audit).
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
    let params = [
        Param::Int(register.stored()),
        Param::Text(key),
        Param::Bytes(entry.stored()),
        Param::Int(i64::from(limit)),
    ];
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
    Ok(!reader.query(HAS_KEY, &params, |_| Ok(())).await?.is_empty())
}

/// Numbers after one of them, in the order of their index: number key, entry.
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn number_rows(
    reader: &mut Reader,
    register: RegisterId,
    after: &str,
    limit: u32,
    see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    let params = [Param::Int(register.stored()), Param::Text(after), Param::Int(i64::from(limit))];
    Ok(reader.for_each(NUMBERS, &params, see).await?)
}

/// Whether the entry is found by the number.
///
/// # Errors
/// The engine's.
pub async fn has_number(
    reader: &mut Reader,
    register: RegisterId,
    number_key: &str,
    entry: EntryId,
) -> Result<bool, StoreError> {
    let params = [Param::Int(register.stored()), Param::Text(number_key)];
    let found = reader.query(HAS_NUMBER, &params, |row| crate::entry_id(row, 0)).await?;
    Ok(found.contains(&entry))
}

/// What a slice says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SliceContent {
    /// Its first entry.
    pub first: EntryId,
    /// Its last entry.
    pub last: EntryId,
    /// Its records in their order, 20 bytes each; `None` when their entries follow each other.
    pub refs: Option<Vec<u8>>,
    /// How many records.
    pub records: u64,
}

/// A slice, with its place in the log when it has one.
#[derive(Clone, Debug)]
pub struct PlacedSlice {
    /// Its first position (0 when it waits).
    pub first_position: u64,
    /// Records that it takes in the log.
    pub records: u64,
    /// The register.
    pub register: RegisterId,
    /// Its id.
    pub slice: EntryId,
    /// `None` when there is no such slice.
    pub content: Option<SliceContent>,
}

fn placed_slice(row: &RowRef<'_>) -> Result<PlacedSlice, DbError> {
    let content = match row.opt_bytes(4)? {
        None => None,
        Some(_) => Some(SliceContent {
            first: crate::entry_id(row, 4)?,
            last: crate::entry_id(row, 5)?,
            refs: row.opt_bytes(6)?.map(<[u8]>::to_vec),
            records: crate::count(row, 7)?,
        }),
    };
    Ok(PlacedSlice {
        first_position: crate::count(row, 0)?,
        records: row.opt_int(1)?.and_then(|records| u64::try_from(records).ok()).unwrap_or(0),
        register: RegisterId::from_stored(row.int(2)?),
        slice: crate::entry_id(row, 3)?,
        content,
    })
}

/// Placed slices from a position on.
///
/// # Errors
/// The engine's.
pub async fn placed(reader: &mut Reader, from: u64, limit: u32) -> Result<Vec<PlacedSlice>, StoreError> {
    Ok(reader.query(PLACED, &[Param::Int(stored(from)), Param::Int(i64::from(limit))], placed_slice).await?)
}

/// Slices of a register that wait for a position, after one of them.
///
/// # Errors
/// The engine's.
pub async fn waiting(
    reader: &mut Reader,
    register: RegisterId,
    after: EntryId,
    limit: u32,
) -> Result<Vec<PlacedSlice>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(after.stored()), Param::Int(i64::from(limit))];
    Ok(reader.query(WAITING, &params, placed_slice).await?)
}

/// Slices of a register by their ids, in one flight, as far as they are there.
///
/// # Errors
/// The engine's.
pub async fn slices(
    reader: &mut Reader,
    register: RegisterId,
    ids: &[EntryId],
) -> Result<Vec<PlacedSlice>, StoreError> {
    let sets: Vec<_> =
        ids.iter().map(|id| vec![Param::Int(register.stored()), Param::Bytes(id.stored())]).collect();
    Ok(reader.query_many(SLICE, &sets, |_, row| placed_slice(row)).await?)
}

/// Slices that are neither placed nor waiting (`None`), or both (their position).
///
/// # Errors
/// The engine's.
pub async fn stray_slices(
    reader: &mut Reader,
    register: RegisterId,
    limit: u32,
) -> Result<Vec<(EntryId, Option<i64>)>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Int(i64::from(limit))];
    Ok(reader.query(STRAY_SLICES, &params, |row| Ok((crate::entry_id(row, 0)?, row.opt_int(1)?))).await?)
}

/// The first records of the entries of a slice without refs: entry, version, commitment, slice.
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn range_records(
    reader: &mut Reader,
    slice: &PlacedSlice,
    see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    let Some(content) = &slice.content else { return Ok(()) };
    let params = [
        Param::Int(slice.register.stored()),
        Param::Bytes(content.first.stored()),
        Param::Bytes(content.last.stored()),
        Param::Bytes(slice.slice.stored()),
        Param::Int(stored(content.records.saturating_add(1))),
    ];
    Ok(reader.for_each(RANGE, &params, see).await?)
}

/// Records by name, in one flight: `see` is told which of them, and gets entry, version, commitment, slice.
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn records(
    reader: &mut Reader,
    wanted: &[(RegisterId, EntryId, i64)],
    see: impl FnMut(usize, &RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    let sets: Vec<_> = wanted
        .iter()
        .map(|(r, id, version)| vec![Param::Int(r.stored()), Param::Bytes(id.stored()), Param::Int(*version)])
        .collect();
    reader.query_many(RECORD, &sets, see).await?;
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
    let params = [Param::Int(i64::from(level)), Param::Int(stored(from)), Param::Int(stored(to))];
    Ok(reader.query(TILES, &params, |row| Ok((crate::count(row, 0)?, row.bytes(1)?.to_vec()))).await?)
}

/// Each level with its last index and the number of its tiles.
///
/// # Errors
/// The engine's.
pub async fn tile_levels(reader: &mut Reader) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    Ok(reader.query(LEVELS, &[], |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?))).await?)
}

/// Where the log ends: the next position.
///
/// # Errors
/// The engine's.
pub async fn log_end(reader: &mut Reader) -> Result<u64, StoreError> {
    Ok(reader.query(crate::log::END, &[], |row| crate::count(row, 0)).await?.first().copied().unwrap_or(0))
}

/// Signed checkpoints of more than a size, the smallest first.
///
/// # Errors
/// The engine's.
pub async fn checkpoints(
    reader: &mut Reader,
    after: i64,
    limit: u32,
) -> Result<Vec<StoredCheckpoint>, StoreError> {
    let map = |row: &RowRef<'_>| {
        Ok(StoredCheckpoint {
            size: crate::count(row, 0)?,
            signed_at: row.int(1)?,
            note: row.text(2)?.to_owned(),
        })
    };
    Ok(reader.query(CHECKPOINTS, &[Param::Int(after), Param::Int(i64::from(limit))], map).await?)
}

/// The registers that have rows in a table, table by table: for finding rows of no register.
///
/// # Errors
/// The engine's.
pub async fn registers_with_rows(reader: &mut Reader) -> Result<Vec<(&'static str, RegisterId)>, StoreError> {
    let mut found = Vec::new();
    for (table, sql) in NEXT_REGISTER {
        let mut after = i64::MIN;
        while let Some(next) =
            reader.query(sql, &[Param::Int(after)], |row| row.int(0)).await?.first().copied()
        {
            found.push((table, RegisterId::from_stored(next)));
            after = next;
        }
    }
    Ok(found)
}

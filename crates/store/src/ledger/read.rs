//! Reading histories back.

use db::{DbError, Param, Reader, RowRef};
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::record::{Basis, Record};

use crate::{StoreError, count, entry_id, fixed};

// LEFT, here and wherever a statement follows a row to its partners: the engines keep the order of such joins, and
// cannot begin at a table that their figures still call small.
// The basis by sub-selects: of a join the server's planner takes every basis of the register, as long as it believes that
// there are few (12.9 million rows fetched for 13,000 look-ups in a bench).
pub(crate) const HISTORY: &str = "SELECT l.version, l.act, l.effective_on, l.recorded_at, \
     (SELECT b.actor FROM basis b WHERE b.register_id = l.register_id AND b.basis_id = l.basis_id), \
     (SELECT b.ground FROM basis b WHERE b.register_id = l.register_id AND b.basis_id = l.basis_id), \
     (SELECT b.citation FROM basis b WHERE b.register_id = l.register_id AND b.basis_id = l.basis_id), \
     (SELECT b.rules_digest FROM basis b WHERE b.register_id = l.register_id AND b.basis_id = l.basis_id), \
     t.body, l.slice_id FROM ledger l \
     LEFT JOIN ledger_body t ON t.register_id = l.register_id AND t.entry_id = l.entry_id AND t.version = l.version \
     WHERE l.register_id = $1 AND l.entry_id = $2 ORDER BY l.version";
pub(crate) const POSITION: &str = "SELECT p.first_position, s.first_entry, s.refs FROM log_slice p \
     LEFT JOIN slice s ON s.register_id = p.register_id AND s.slice_id = p.slice_id \
     WHERE p.register_id = $1 AND p.slice_id = $2";

/// The history of an entry, oldest first, with each record's place in the log.
///
/// # Errors
/// The engine's, or an act that this program does not know.
pub async fn history(
    reader: &mut Reader,
    register: RegisterId,
    entry: EntryId,
) -> Result<Vec<Record>, StoreError> {
    let mut records = histories(reader, &[(register, entry)]).await?.pop().unwrap_or_default();
    for (record, slice) in &mut records {
        record.position = position(reader, (register, entry), record.version, *slice).await?;
    }
    Ok(records.into_iter().map(|(record, _)| record).collect())
}

/// The histories of several entries in one flight, in the order asked, without places in the log; with each record
/// the slice it was written in.
///
/// # Errors
/// As [`history`].
pub async fn histories(
    reader: &mut Reader,
    wanted: &[(RegisterId, EntryId)],
) -> Result<Vec<Vec<(Record, EntryId)>>, StoreError> {
    let sets: Vec<_> = wanted
        .iter()
        .map(|(register, id)| vec![Param::Int(register.stored()), Param::Bytes(id.stored())])
        .collect();
    let mut histories: Vec<Vec<(Record, EntryId)>> = vec![Vec::new(); wanted.len()];
    let rows =
        reader.query_many(HISTORY, &sets, |index, row| Ok((index, record(row)?, entry_id(row, 9)?))).await?;
    for (index, record, slice) in rows {
        if let Some(history) = histories.get_mut(index) {
            history.push((record, slice));
        }
    }
    Ok(histories)
}

fn record(row: &RowRef<'_>) -> Result<Record, DbError> {
    let code = row.text(1)?;
    let unknown = || DbError::Column { column: 1, detail: format!("unknown act {code}") };
    Ok(Record {
        version: row.int(0)?,
        act: Act::of_code(code).ok_or_else(unknown)?,
        effective_on: row.text(2)?.to_owned(),
        recorded_at: row.int(3)?,
        basis: Basis {
            actor: row.text(4)?.to_owned(),
            ground: row.text(5)?.to_owned(),
            citation: row.text(6)?.to_owned(),
            rules_digest: fixed(row, 7)?,
        },
        body: row.opt_text(8)?.map(str::to_owned),
        position: None,
    })
}

async fn position(
    reader: &mut Reader,
    (register, entry): (RegisterId, EntryId),
    version: i64,
    slice: EntryId,
) -> Result<Option<u64>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(slice.stored())];
    let found = reader
        .query(POSITION, &params, |row| {
            let first = count(row, 0)?;
            let rank = match row.opt_bytes(2)? {
                None => entry.distance_from(entry_id(row, 1)?),
                Some(refs) => rank_in(refs, entry, version),
            };
            Ok(rank.map(|rank| first + rank))
        })
        .await?;
    Ok(found.into_iter().next().flatten())
}

/// Where (entry, version) stands among packed refs of 20 bytes.
fn rank_in(refs: &[u8], entry: EntryId, version: i64) -> Option<u64> {
    let (wanted, _) = refs.as_chunks::<20>();
    let version = u32::try_from(version).ok()?.to_be_bytes();
    let place = wanted.iter().position(|packed| {
        let (id, v) = packed.split_at(16);
        id == entry.stored() && v == version
    })?;
    u64::try_from(place).ok()
}

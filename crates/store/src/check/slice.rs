//! Slices: taken by a worker under a lease, done once.

use db::{BulkRows, Column, Db, DbError, Param, Reader, RowRef, Tx};
use registry::check::{SliceCounts, Thresholds};
use registry::ids::{EntryId, RegisterId};

use super::RunId;
use super::finding::{NewFinding, rows_of};
use super::sum;
use crate::disclosure::{Disclosure, Looks};
use crate::{StoreError, count, entry_id, fixed};

/// A slice that is to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewSlice {
    /// The register.
    pub register: RegisterId,
    /// Its place in the run.
    pub number: u64,
    /// The authority: who asks.
    pub authority: String,
    /// The entries after this one …
    pub after: EntryId,
    /// … up to this one.
    pub last: EntryId,
}

/// A slice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slice {
    /// Of which run.
    pub run: RunId,
    /// What it is of.
    pub of: NewSlice,
    /// `open`, `leased`, `done`.
    pub state: String,
    /// What was found, a line each.
    pub figures: String,
    /// When it was done.
    pub done_at: Option<i64>,
}

/// What came of a slice.
#[derive(Clone, Debug)]
pub struct DoneSlice {
    /// Counts, a line each.
    pub figures: String,
    /// The same for the thresholds, with these; none where shares say nothing.
    pub counts: Option<(SliceCounts, Thresholds)>,
    /// What there is to do.
    pub findings: Vec<NewFinding>,
    /// The record of the look at all of its holders.
    pub look: Disclosure,
    /// The record's id.
    pub look_id: EntryId,
}

pub(crate) const ADD_SLICE: &str = "INSERT INTO check_slice (register_id, run_id, slice_no, authority, after_entry, \
     last_entry, state, lease_by, lease_until, figures) VALUES ($1, $2, $3, $4, $5, $6, 'open', '', 0, '')";
pub(crate) const OF_RUN: &str = "SELECT run_id, register_id, slice_no, authority, after_entry, last_entry, state, \
     figures, done_at FROM check_slice WHERE run_id = $1 ORDER BY slice_no";
pub(crate) const FREE: &str = "SELECT run_id, register_id, slice_no, authority, after_entry, last_entry, state, \
     figures, done_at FROM check_slice \
     WHERE run_id = $1 AND (state = 'open' OR (state = 'leased' AND lease_until < $2)) ORDER BY slice_no LIMIT 1";
pub(crate) const TAKE: &str = "UPDATE check_slice SET state = 'leased', lease_by = $4, lease_until = $5 \
     WHERE register_id = $1 AND run_id = $2 AND slice_no = $3 \
     AND (state = 'open' OR (state = 'leased' AND lease_until < $6))";
pub(crate) const LEASE: &str = "UPDATE check_slice SET lease_until = $5 WHERE register_id = $1 AND run_id = $2 \
     AND slice_no = $3 AND state = 'leased' AND lease_by = $4";
pub(crate) const SET_DONE: &str = "UPDATE check_slice SET state = 'done', figures = $5, disclosure_id = $6, \
     done_at = $7 WHERE register_id = $1 AND run_id = $2 AND slice_no = $3 AND state = 'leased' AND lease_by = $4";
pub(crate) const LOOKS: &str = "SELECT disclosure_id FROM check_slice WHERE register_id = $1 AND after_entry < $2 \
     AND last_entry >= $2 AND state = 'done' ORDER BY disclosure_id DESC";

fn map(row: &RowRef<'_>) -> Result<Slice, DbError> {
    Ok(Slice {
        run: fixed(row, 0)?,
        of: NewSlice {
            register: RegisterId::from_stored(row.int(1)?),
            number: count(row, 2)?,
            authority: row.text(3)?.to_owned(),
            after: entry_id(row, 4)?,
            last: entry_id(row, 5)?,
        },
        state: row.text(6)?.to_owned(),
        figures: row.text(7)?.to_owned(),
        done_at: row.opt_int(8)?,
    })
}

/// Makes the slices of a run.
///
/// # Errors
/// The engine's.
pub async fn add_slices(tx: &mut Tx, run: &RunId, slices: &[NewSlice]) -> Result<(), StoreError> {
    let rows: Vec<_> = slices
        .iter()
        .map(|slice| {
            vec![
                Param::Int(slice.register.stored()),
                Param::Bytes(run),
                Param::Int(crate::stored(slice.number)),
                Param::Text(&slice.authority),
                Param::Bytes(slice.after.stored()),
                Param::Bytes(slice.last.stored()),
            ]
        })
        .collect();
    tx.execute_many(ADD_SLICE, &rows).await?;
    Ok(())
}

/// The slices of a run, in their order.
///
/// # Errors
/// The engine's.
pub async fn slices(reader: &mut Reader, run: &RunId) -> Result<Vec<Slice>, StoreError> {
    Ok(reader.query(OF_RUN, &[Param::Bytes(run)], map).await?)
}

/// Tries of taking a slice when others are faster.
const TRIES: usize = 64;

/// Takes the next slice that is free, or whose worker has not been heard of, until an instant.
///
/// # Errors
/// The engine's.
pub async fn take_slice(
    db: &Db,
    run: RunId,
    by: &str,
    (now, until): (i64, i64),
) -> Result<Option<Slice>, StoreError> {
    for _ in 0..TRIES {
        let free = db.reader().await?.query(FREE, &[Param::Bytes(&run), Param::Int(now)], map).await?;
        let Some(slice) = free.into_iter().next() else { return Ok(None) };
        let (register, number) = (slice.of.register.stored(), crate::stored(slice.of.number));
        let by = by.to_owned();
        let taken = db
            .transact("take-slice", move |tx| {
                let by = by.clone();
                Box::pin(async move {
                    let params = [
                        Param::Int(register),
                        Param::Bytes(&run),
                        Param::Int(number),
                        Param::Text(&by),
                        Param::Int(until),
                        Param::Int(now),
                    ];
                    Ok::<_, StoreError>(tx.execute(TAKE, &params).await?)
                })
            })
            .await?;
        if taken > 0 {
            return Ok(Some(slice));
        }
    }
    Ok(None)
}

/// Says until when the worker will be heard of again, 0 for no longer; false when the slice is another's now.
///
/// # Errors
/// The engine's.
pub async fn set_lease(tx: &mut Tx, slice: &Slice, by: &str, until: i64) -> Result<bool, StoreError> {
    let params = [
        Param::Int(slice.of.register.stored()),
        Param::Bytes(&slice.run),
        Param::Int(crate::stored(slice.of.number)),
        Param::Text(by),
        Param::Int(until),
    ];
    Ok(tx.execute(LEASE, &params).await? > 0)
}

const FINDING_COLUMNS: [Column; 14] = [
    Column::int("register_id"),
    Column::bytes("run_id"),
    Column::bytes("entry_id"),
    Column::int("entry_version"),
    Column::text("finding"),
    Column::text("doubt"),
    Column::text("happened_on"),
    Column::text("seen"),
    Column::text("lead"),
    Column::text("citation"),
    Column::int("ask_koseki"),
    Column::bytes("number_ref"),
    Column::text("number_fact"),
    Column::int("found_at"),
];

/// Writes what came of a slice, once: findings, the record of the look, the sums of the thresholds with the pause that they make, and that it
/// is done, in one transaction. False when the slice
/// was another worker's by then: nothing is written.
///
/// # Errors
/// The engine's.
pub async fn finish_slice(
    tx: &mut Tx,
    slice: &Slice,
    by: &str,
    done: &DoneSlice,
    met_before: bool,
) -> Result<bool, StoreError> {
    let params = [
        Param::Int(slice.of.register.stored()),
        Param::Bytes(&slice.run),
        Param::Int(crate::stored(slice.of.number)),
        Param::Text(by),
        Param::Text(&done.figures),
        Param::Bytes(done.look_id.stored()),
        Param::Int(done.look.at),
    ];
    if tx.execute(SET_DONE, &params).await? == 0 {
        return Ok(false);
    }
    let mut rows = BulkRows::new("check_finding", &FINDING_COLUMNS);
    rows_of(&slice.run, &done.findings, &mut rows);
    if met_before {
        tx.bulk_missing(&rows).await?
    } else {
        tx.bulk(&rows).await?
    }
    let look = Looks::of(std::slice::from_ref(&done.look), done.look_id);
    tx.execute_each(&look.statements()).await?;
    if let Some((counts, thresholds)) = &done.counts {
        // its id is the look's: names in different tables
        let event = (done.look_id, done.look.at, by);
        sum::add_in(tx, &slice.run, (&slice.of.authority, counts, thresholds), event).await?;
    }
    Ok(true)
}

/// The records of looks of runs in which an entry was, the latest first.
///
/// # Errors
/// The engine's.
pub async fn looks_at(
    reader: &mut Reader,
    (register, entry): (RegisterId, EntryId),
) -> Result<Vec<EntryId>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(entry.stored())];
    Ok(reader.query(LOOKS, &params, |row| entry_id(row, 0)).await?)
}

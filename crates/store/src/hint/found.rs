//! Hints: planned into a slice of a run, asked once.

use std::sync::Arc;

use db::{Db, DbError, Param, Reader, RowRef, Tx};
use registry::ids::{EntryId, RegisterId};

use super::SourceId;
use crate::check::{self, NewSlice, RunEvent, RunId};
use crate::{StoreError, count, entry_id, fixed};

pub(crate) const HINTS: &str = "SELECT source_id, entry_id, revoked_on, run_id, slice_no FROM certificate_watch \
     WHERE register_id = $1 AND state = 'hint' ORDER BY source_id";
pub(crate) const PLAN: &str = "UPDATE certificate_watch SET run_id = $3, slice_no = $4, changed_at = $5 \
     WHERE register_id = $1 AND source_id = $2 AND state = 'hint' AND run_id IS NULL";
pub(crate) const ASKED_IN: &str = "UPDATE certificate_watch SET state = 'asked', changed_at = $4 \
     WHERE register_id = $1 AND source_id = $2 AND state = 'hint' AND run_id = $3";
pub(crate) const FREE: &str = "UPDATE certificate_watch SET run_id = NULL, slice_no = 0, changed_at = $4 \
     WHERE register_id = $1 AND source_id = $2 AND state = 'hint' AND run_id = $3";
pub(crate) const COUNTS: &str = "SELECT state, COUNT(*) FROM certificate_watch WHERE register_id = $1 \
     GROUP BY state ORDER BY state";

/// Holds a run that goes on, so that nobody ends it while a slice is added, and nobody adds one to a run that has ended.
pub(crate) const HOLD_RUN: &str =
    "UPDATE check_run SET changed_at = changed_at WHERE run_id = $1 AND state = 'running'";
pub(crate) const SLICES: &str =
    "SELECT COUNT(*), COUNT(CASE WHEN state = 'done' THEN 1 END) FROM check_slice WHERE run_id = $1";

/// A certificate that was revoked.
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "失効の手がかり")]
pub struct Hint {
    /// The register.
    pub register: RegisterId,
    /// The request or case that the certificate signed.
    pub source: SourceId,
    /// The entry.
    pub entry: EntryId,
    /// Since when, ISO.
    pub revoked_on: String,
    /// In which slice of which run it is asked.
    pub planned: Option<(RunId, u64)>,
}

/// The hints of a register that were not asked.
///
/// # Errors
/// The engine's.
pub async fn hints(reader: &mut Reader, register: RegisterId) -> Result<Vec<Hint>, StoreError> {
    let map = |row: &RowRef<'_>| -> Result<Hint, DbError> {
        let run = row.opt_bytes(3)?.and_then(|bytes| bytes.try_into().ok());
        let slice = count(row, 4)?;
        Ok(Hint {
            register,
            source: fixed(row, 0)?,
            entry: entry_id(row, 1)?,
            revoked_on: row.text(2)?.to_owned(),
            planned: run.map(|run| (run, slice)),
        })
    };
    Ok(reader.query(HINTS, &[Param::Int(register.stored())], map).await?)
}

/// The run that a slice of hints is added to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OfRun {
    /// One that goes on.
    Running(RunId),
    /// One that begins with this slice: a run without a slice is nobody's to end.
    New {
        /// Its key.
        id: RunId,
        /// Its period.
        period: String,
        /// Unix microseconds.
        at: i64,
        /// Who begins it.
        by: String,
    },
}

impl OfRun {
    /// Its key.
    #[must_use]
    pub const fn id(&self) -> &RunId {
        match self {
            Self::Running(id) | Self::New { id, .. } => id,
        }
    }
}

/// Makes a slice of hints, and its run where that is new. False when another planned one of them, the run has ended, or another began one of
/// this period: nothing is written.
///
/// # Errors
/// The engine's.
pub async fn plan(
    db: &Db,
    run: &OfRun,
    slice: &NewSlice,
    hints: &[(RegisterId, SourceId)],
    at: i64,
) -> Result<bool, StoreError> {
    let new = Arc::new((run.clone(), slice.clone(), hints.to_vec()));
    db.transact("plan-hints", move |tx| {
        let new = Arc::clone(&new);
        Box::pin(async move {
            let (run, slice, hints) = &*new;
            tx.begin_part().await?;
            if plan_in(tx, run, (slice, hints), at).await? {
                tx.keep_part().await?;
                return Ok(true);
            }
            tx.undo_part().await?;
            Ok(false)
        })
    })
    .await
}

async fn plan_in(
    tx: &mut Tx,
    run: &OfRun,
    (slice, hints): (&NewSlice, &[(RegisterId, SourceId)]),
    at: i64,
) -> Result<bool, StoreError> {
    if let OfRun::New { id, period, at, by } = run
        && !check::add_run(tx, id, period, (*at, by)).await?
    {
        return Ok(false);
    }
    let id = run.id();
    if tx.execute(HOLD_RUN, &[Param::Bytes(id)]).await? == 0 {
        return Ok(false);
    }
    let number = Param::Int(crate::stored(slice.number));
    let rows: Vec<_> = hints
        .iter()
        .map(|(register, source)| {
            let key = [Param::Int(register.stored()), Param::Bytes(source)];
            [&key[..], &[Param::Bytes(id), number, Param::Int(at)]].concat()
        })
        .collect();
    let planned: u64 = tx.execute_many(PLAN, &rows).await?.iter().sum();
    if planned != hints.len() as u64 {
        return Ok(false);
    }
    check::add_slices(tx, id, std::slice::from_ref(slice)).await?;
    Ok(true)
}

/// Ends a run all of whose slices are done, with its event. False while one is not, before there is one, and when it has ended.
///
/// # Errors
/// The engine's.
pub async fn end(db: &Db, run: RunId, (event, of): (EntryId, RunEvent)) -> Result<bool, StoreError> {
    db.transact("end-hints", move |tx| {
        let of = of.clone();
        Box::pin(async move {
            if tx.execute(HOLD_RUN, &[Param::Bytes(&run)]).await? == 0 {
                return Ok(false);
            }
            let slices = |row: &RowRef<'_>| Ok((count(row, 0)?, count(row, 1)?));
            let slices = tx.query(SLICES, &[Param::Bytes(&run)], slices).await?;
            if !slices.iter().any(|(all, done)| all == done) {
                return Ok(false);
            }
            check::set_run_state(tx, &run, ("running", "done", ""), (of.at, &of.actor)).await?;
            check::note_event(tx, &run, event, &of).await?;
            Ok(true)
        })
    })
    .await
}

/// Notes in the transaction of a slice which of its hints were asked.
///
/// # Errors
/// The engine's.
pub async fn asked_in(
    tx: &mut Tx,
    run: &RunId,
    hints: &[(RegisterId, SourceId)],
    at: i64,
) -> Result<(), StoreError> {
    move_in(tx, ASKED_IN, (run, hints), at).await
}

/// Notes in the transaction of a slice which of its hints nobody answered: another run asks.
///
/// # Errors
/// The engine's.
pub async fn free(
    tx: &mut Tx,
    run: &RunId,
    hints: &[(RegisterId, SourceId)],
    at: i64,
) -> Result<(), StoreError> {
    move_in(tx, FREE, (run, hints), at).await
}

async fn move_in(
    tx: &mut Tx,
    sql: &'static str,
    (run, hints): (&RunId, &[(RegisterId, SourceId)]),
    at: i64,
) -> Result<(), StoreError> {
    let rows: Vec<_> = hints
        .iter()
        .map(|(register, source)| {
            vec![Param::Int(register.stored()), Param::Bytes(source), Param::Bytes(run), Param::Int(at)]
        })
        .collect();
    tx.execute_many(sql, &rows).await?;
    Ok(())
}

/// How many certificates of a register stand where.
///
/// # Errors
/// The engine's.
pub async fn counts(reader: &mut Reader, register: RegisterId) -> Result<Vec<(String, u64)>, StoreError> {
    let map = |row: &RowRef<'_>| Ok((row.text(0)?.to_owned(), count(row, 1)?));
    Ok(reader.query(COUNTS, &[Param::Int(register.stored())], map).await?)
}

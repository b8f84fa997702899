//! Batches and what was done with them.

use std::collections::BTreeSet;

use db::{DbError, Param, Reader, RowRef, Tx};
use registry::check::BatchState;
use registry::ids::{DeletionBatchId, RegisterId};

use super::{BatchKey, batch_id};
use crate::check::RunId;
use crate::{StoreError, fixed};

/// An officer's approval.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Approval {
    /// Who.
    pub by: String,
    /// When, Unix microseconds.
    pub at: i64,
    /// On what ground.
    pub ground: String,
}

/// A batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch {
    /// Its register.
    pub register: RegisterId,
    /// Its id.
    pub id: DeletionBatchId,
    /// The run that found them.
    pub run: RunId,
    /// Where it stands.
    pub state: BatchState,
    /// Why it stopped: Japanese and English on two lines.
    pub reason: String,
    /// How often it went into quarantine.
    pub round: i64,
    /// The day of the proposal.
    pub proposed_on: String,
    /// The first day on which it is asked again.
    pub waits_until: String,
    /// The day of the last inquiry; empty: none yet in this round.
    pub checked_on: String,
    /// The first officer.
    pub first: Option<Approval>,
    /// The second.
    pub second: Option<Approval>,
    /// When it changed last.
    pub changed_at: i64,
    /// By whom.
    pub changed_by: String,
}

impl Batch {
    /// Its key.
    #[must_use]
    pub const fn key(&self) -> BatchKey {
        (self.register, self.id)
    }
}

pub(super) const ADD: &str = "INSERT INTO deletion_batch (register_id, batch_id, run_id, state, reason, round, \
     proposed_on, waits_until, checked_on, first_by, first_at, first_ground, second_by, second_at, second_ground, \
     changed_at, changed_by) VALUES ($1, $2, $3, 'gathering', '', 1, $4, '', '', '', NULL, '', '', NULL, '', $5, $6) \
     ON CONFLICT DO NOTHING";
pub(super) const WAIT: &str = "UPDATE deletion_batch SET state = 'waiting', waits_until = $3, changed_at = $4, \
     changed_by = $5 WHERE register_id = $1 AND batch_id = $2 AND state = 'gathering'";
pub(super) const ONE: &str = "SELECT register_id, batch_id, run_id, state, reason, round, proposed_on, waits_until, \
     checked_on, first_by, first_at, first_ground, second_by, second_at, second_ground, changed_at, changed_by \
     FROM deletion_batch WHERE register_id = $1 AND batch_id = $2";
pub(super) const ALL: &str = "SELECT register_id, batch_id, run_id, state, reason, round, proposed_on, waits_until, \
     checked_on, first_by, first_at, first_ground, second_by, second_at, second_ground, changed_at, changed_by \
     FROM deletion_batch WHERE register_id = $1 ORDER BY run_id DESC LIMIT $2";
pub(super) const OPEN: &str = "SELECT register_id, batch_id, run_id, state, reason, round, proposed_on, waits_until, \
     checked_on, first_by, first_at, first_ground, second_by, second_at, second_ground, changed_at, changed_by \
     FROM deletion_batch WHERE register_id = $1 AND state NOT IN ('done', 'dismissed') ORDER BY run_id DESC";
/// Holds the batch as it is until the transaction ends; changes nothing.
pub(super) const HOLD: &str = "UPDATE deletion_batch SET changed_at = changed_at WHERE register_id = $1 \
     AND batch_id = $2 AND state = $3 AND round = $4";
pub(super) const EVENTS: &str = "SELECT at, actor, what, about FROM deletion_event \
     WHERE register_id = $1 AND batch_id = $2 ORDER BY event_id";

/// Batches of one register that a list shows beside those for which something is to be done: hints make some a week.
const LISTED: i64 = 50;

fn map(row: &RowRef<'_>) -> Result<Batch, DbError> {
    let approval = |by: usize| -> Result<Option<Approval>, DbError> {
        let Some(at) = row.opt_int(by + 1)? else { return Ok(None) };
        Ok(Some(Approval { by: row.text(by)?.to_owned(), at, ground: row.text(by + 2)?.to_owned() }))
    };
    let state = row.text(3)?;
    let unknown = || DbError::Column { column: 3, detail: format!("unknown state {state}") };
    Ok(Batch {
        register: RegisterId::from_stored(row.int(0)?),
        id: batch_id(row, 1)?,
        run: fixed(row, 2)?,
        state: BatchState::of_code(state).ok_or_else(unknown)?,
        reason: row.text(4)?.to_owned(),
        round: row.int(5)?,
        proposed_on: row.text(6)?.to_owned(),
        waits_until: row.text(7)?.to_owned(),
        checked_on: row.text(8)?.to_owned(),
        first: approval(9)?,
        second: approval(12)?,
        changed_at: row.int(15)?,
        changed_by: row.text(16)?.to_owned(),
    })
}

pub(super) fn key_of((register, id): &BatchKey) -> [Param<'_>; 2] {
    [Param::Int(register.stored()), Param::Bytes(id.stored())]
}

/// Opens a batch, unless it is open.
pub(crate) async fn open_in(
    tx: &mut Tx,
    key: BatchKey,
    run: &RunId,
    (on, at, by): (&str, i64, &str),
) -> Result<(), StoreError> {
    let params =
        [&key_of(&key)[..], &[Param::Bytes(run), Param::Text(on), Param::Int(at), Param::Text(by)]].concat();
    tx.execute(ADD, &params).await?;
    Ok(())
}

/// All findings were read: the quarantine begins.
pub(crate) async fn gathered_in(
    tx: &mut Tx,
    key: BatchKey,
    (until, at, by): (&str, i64, &str),
) -> Result<(), StoreError> {
    let params = [&key_of(&key)[..], &[Param::Text(until), Param::Int(at), Param::Text(by)]].concat();
    tx.execute(WAIT, &params).await?;
    Ok(())
}

/// The batch of an id, in one of the registers.
///
/// # Errors
/// The engine's.
pub async fn batch(
    reader: &mut Reader,
    registers: &[RegisterId],
    id: DeletionBatchId,
) -> Result<Option<Batch>, StoreError> {
    let sets: Vec<_> =
        registers.iter().map(|r| vec![Param::Int(r.stored()), Param::Bytes(id.stored())]).collect();
    Ok(reader.query_many(ONE, &sets, |_, row| map(row)).await?.into_iter().next())
}

/// The batches of registers: all for which something is to be done, and the latest.
///
/// # Errors
/// The engine's.
pub async fn batches(reader: &mut Reader, registers: &[RegisterId]) -> Result<Vec<Batch>, StoreError> {
    let open: Vec<_> = registers.iter().map(|r| vec![Param::Int(r.stored())]).collect();
    let mut batches = reader.query_many(OPEN, &open, |_, row| map(row)).await?;
    let known: BTreeSet<_> = batches.iter().map(Batch::key).collect();
    let sets: Vec<_> = registers.iter().map(|r| vec![Param::Int(r.stored()), Param::Int(LISTED)]).collect();
    let latest = reader.query_many(ALL, &sets, |_, row| map(row)).await?;
    batches.extend(latest.into_iter().filter(|batch| !known.contains(&batch.key())));
    Ok(batches)
}

/// Something that was done with a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BatchEvent {
    /// Unix microseconds.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What: a code of `registry::check::BatchCommand`, or of what the program did (`stop`, `stop-unconfirmed`, `checked`, …).
    pub what: String,
    /// The ground, or why.
    pub about: String,
}

/// What was done with a batch, oldest first.
///
/// # Errors
/// The engine's.
pub async fn events(reader: &mut Reader, key: BatchKey) -> Result<Vec<BatchEvent>, StoreError> {
    let map = |row: &RowRef<'_>| {
        let text = |column| row.text(column).map(str::to_owned);
        Ok(BatchEvent { at: row.int(0)?, actor: text(1)?, what: text(2)?, about: text(3)? })
    };
    Ok(reader.query(EVENTS, &key_of(&key), map).await?)
}

//! Carrying a batch out, and taking it back: many acts of the ledger in one transaction, each with its proposal.

use std::collections::BTreeSet;
use std::sync::Arc;

use db::{Db, Param};
use registry::check::{Fall, ProposalState};
use registry::ids::EntryId;

use super::Batch;
use super::batch::{HOLD, key_of};
use super::moved::{NewEvent, add_event};
use crate::StoreError;
use crate::ledger::{self, Appended, NewRecord, Stamp};
use crate::outbox::{self, NewJob};
use crate::task::{self, NewTask};

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// From proposed to deleted.
    Delete,
    /// From deleted to restored.
    Restore,
}

impl Way {
    const fn from(self) -> ProposalState {
        match self {
            Self::Delete => ProposalState::Proposed,
            Self::Restore => ProposalState::Deleted,
        }
    }

    const fn to(self) -> ProposalState {
        match self {
            Self::Delete => ProposalState::Deleted,
            Self::Restore => ProposalState::Restored,
        }
    }

    /// Where a proposal stands whose act cannot be recorded.
    const fn failed(self) -> ProposalState {
        match self {
            Self::Delete => ProposalState::Fallen,
            Self::Restore => ProposalState::Deleted,
        }
    }
}

/// A part of a batch.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Which way.
    pub way: Way,
    /// The acts, each upon another entry.
    pub acts: Vec<NewRecord>,
    /// Entries whose act may not be recorded, and why.
    pub falls: Vec<(EntryId, Fall)>,
    /// The desk's tasks, by the entry that they are about: written where the entry fell out.
    pub tasks: Vec<(EntryId, NewTask)>,
    /// What follows from an act, by its entry: written where the act was recorded.
    pub jobs: Vec<(EntryId, NewJob)>,
    /// What is recorded of it in the batch's history, where anything came of it.
    pub note: Option<NewEvent>,
}

impl Chunk {
    /// One without anything in it.
    #[must_use]
    pub const fn of(way: Way) -> Self {
        Self { way, acts: Vec::new(), falls: Vec::new(), tasks: Vec::new(), jobs: Vec::new(), note: None }
    }
}

/// What became of a chunk.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Carried {
    /// Acts that were recorded.
    pub recorded: u64,
    /// Proposals whose act was not recorded.
    pub fallen: u64,
}

pub(super) const SETTLE: &str = "UPDATE deletion_proposal SET state = $4, reason = $5, settled_at = $6 \
     WHERE register_id = $1 AND batch_id = $2 AND entry_id = $3 AND state = $7";

/// Carries out a chunk: each proposal is settled and its act recorded, together, once. `None`: the batch is no longer as it was seen, and
/// nothing was written.
///
/// # Errors
/// The engine's: then nothing of it stands.
pub async fn carry_out(
    db: &Db,
    batch: &Batch,
    chunk: &Arc<Chunk>,
    stamp: &Stamp,
) -> Result<Option<Carried>, StoreError> {
    let (batch, chunk, stamp) = (batch.clone(), Arc::clone(chunk), stamp.clone());
    db.transact("carry-out-deletions", move |tx| {
        let (batch, chunk, stamp) = (batch.clone(), Arc::clone(&chunk), stamp.clone());
        Box::pin(async move { carry_out_in(tx, &batch, &chunk, &stamp).await })
    })
    .await
}

async fn carry_out_in(
    tx: &mut db::Tx,
    batch: &Batch,
    chunk: &Chunk,
    stamp: &Stamp,
) -> Result<Option<Carried>, StoreError> {
    let key = batch.key();
    if !still_as_seen(tx, batch).await? {
        return Ok(None);
    }
    let row = |entry: &EntryId, (from, to): (ProposalState, ProposalState), why: &'static str| {
        // the entry's bytes live in the caller's records
        (*entry, to.code(), why, from.code())
    };
    let ours: Vec<_> =
        chunk.acts.iter().map(|act| row(&act.entry, (chunk.way.from(), chunk.way.to()), "")).collect();
    let claimed = settle(tx, &key, &ours, stamp.recorded_at).await?;
    let acts: Vec<NewRecord> =
        chunk.acts.iter().zip(claimed).filter(|(_, count)| *count > 0).map(|(act, _)| act.clone()).collect();
    let outcome = ledger::append(tx, &acts, stamp).await?;
    let stands = |outcome: &Appended| matches!(outcome, Appended::Written { .. });
    let recorded = outcome.iter().filter(|outcome| stands(outcome)).count() as u64;
    let lost = acts.iter().zip(&outcome).filter(|(_, outcome)| !stands(outcome));
    let mut fallen: Vec<_> = lost
        .map(|(act, _)| row(&act.entry, (chunk.way.to(), chunk.way.failed()), Fall::EntryChanged.code()))
        .collect();
    let others = chunk.falls.iter();
    fallen.extend(others.map(|(entry, why)| row(entry, (chunk.way.from(), chunk.way.failed()), why.code())));
    let counts = settle(tx, &key, &fallen, stamp.recorded_at).await?;
    let fell: Vec<EntryId> =
        fallen.iter().zip(&counts).filter(|(_, count)| **count > 0).map(|(row, _)| row.0).collect();
    let tasks: Vec<NewTask> =
        chunk.tasks.iter().filter(|(entry, _)| fell.contains(entry)).map(|(_, task)| task.clone()).collect();
    task::add_many_in(tx, &tasks).await?;
    if !chunk.jobs.is_empty() {
        let written: BTreeSet<EntryId> =
            acts.iter().zip(&outcome).filter(|(_, of)| stands(of)).map(|(act, _)| act.entry).collect();
        let jobs: Vec<&NewJob> =
            chunk.jobs.iter().filter(|(entry, _)| written.contains(entry)).map(|(_, job)| job).collect();
        outbox::add_in(tx, &jobs).await?;
    }
    if let Some(note) = chunk.note.as_ref().filter(|_| recorded > 0) {
        add_event(tx, key, note).await?;
    }
    Ok(Some(Carried { recorded, fallen: fell.len() as u64 }))
}

/// Holds the batch until the transaction ends, if it is as it was seen.
pub(super) async fn still_as_seen(tx: &mut db::Tx, batch: &Batch) -> Result<bool, StoreError> {
    let key = batch.key();
    let held = [&key_of(&key)[..], &[Param::Text(batch.state.code()), Param::Int(batch.round)]].concat();
    Ok(tx.execute(HOLD, &held).await? > 0)
}

pub(super) type Row = (EntryId, &'static str, &'static str, &'static str);

pub(super) async fn settle(
    tx: &mut db::Tx,
    key: &super::BatchKey,
    rows: &[Row],
    at: i64,
) -> Result<Vec<u64>, StoreError> {
    let rows: Vec<_> = rows
        .iter()
        .map(|(entry, to, why, from)| {
            let rest = [
                Param::Bytes(entry.stored()),
                Param::Text(to),
                Param::Text(why),
                Param::Int(at),
                Param::Text(from),
            ];
            [&key_of(key)[..], &rest].concat()
        })
        .collect();
    Ok(tx.execute_many(SETTLE, &rows).await?)
}

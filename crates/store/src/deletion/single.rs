//! One proposal alone: looked at, and taken out of its batch by an officer.

use std::collections::BTreeSet;

use db::{Db, Param, Reader};
use registry::check::{Fall, ProposalState};
use registry::ids::EntryId;

use super::carry::{settle, still_as_seen};
use super::moved::add_event;
use super::proposal::map;
use super::{Batch, BatchKey, NewEvent, Proposal};
use crate::StoreError;

pub(super) const ONE: &str = "SELECT entry_id, entry_version, died_on, number_ref, doubt, citation, state, reason, \
     asks, said FROM deletion_proposal WHERE register_id = $1 AND batch_id = $2 AND entry_id = $3";

/// The proposal of an entry in a batch.
///
/// # Errors
/// The engine's.
pub async fn one(reader: &mut Reader, key: BatchKey, entry: EntryId) -> Result<Option<Proposal>, StoreError> {
    let params = [&super::batch::key_of(&key)[..], &[Param::Bytes(entry.stored())]].concat();
    Ok(reader.query(ONE, &params, map).await?.into_iter().next())
}

/// Which of some entries a batch deleted and gave back.
///
/// # Errors
/// The engine's.
pub async fn restored(
    reader: &mut Reader,
    key: BatchKey,
    entries: &BTreeSet<EntryId>,
) -> Result<BTreeSet<EntryId>, StoreError> {
    let sets: Vec<_> = entries
        .iter()
        .map(|entry| [&super::batch::key_of(&key)[..], &[Param::Bytes(entry.stored())]].concat())
        .collect();
    let found = reader.query_many(ONE, &sets, |_, row| map(row)).await?;
    let restored = found.into_iter().filter(|one| one.state == ProposalState::Restored);
    Ok(restored.map(|one| one.entry).collect())
}

/// Takes an open proposal out of a batch, with what is recorded of it. False: the batch is no longer as it was seen, or the proposal not open;
/// nothing was written.
///
/// # Errors
/// The engine's.
pub async fn take_out(db: &Db, batch: &Batch, entry: EntryId, event: NewEvent) -> Result<bool, StoreError> {
    let batch = batch.clone();
    db.transact("take-proposal-out", move |tx| {
        let (batch, event) = (batch.clone(), event.clone());
        Box::pin(async move {
            if !still_as_seen(tx, &batch).await? {
                return Ok(false);
            }
            let (from, to) = (ProposalState::Proposed.code(), ProposalState::Fallen.code());
            let row = (entry, to, Fall::TakenOut.code(), from);
            let settled = settle(tx, &batch.key(), &[row], event.event.at).await?;
            if settled.iter().sum::<u64>() == 0 {
                return Ok(false);
            }
            add_event(tx, batch.key(), &event).await?;
            Ok(true)
        })
    })
    .await
}

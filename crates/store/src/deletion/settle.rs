//! Writing what was learned of proposals.

use std::sync::Arc;

use db::{Db, Param, Tx};
use registry::check::{Fall, Verdict};
use registry::ids::EntryId;

use super::BatchKey;
use super::batch::{HOLD, key_of};
use super::moved::{NewEvent, add_event};
use crate::disclosure::{Disclosure, Looks};
use crate::task::{self, NewTask};
use crate::{StoreError, count};

/// A new round: what was asked for the sample is drawn again, a doubt stays one.
pub(super) const OPEN_ROUND: &str = "UPDATE deletion_proposal SET asks = CASE WHEN asks = 'doubt' THEN 'doubt' ELSE '' END, \
     said = '' WHERE register_id = $1 AND batch_id = $2 AND state = 'proposed'";
pub(super) const DISMISS: &str = "UPDATE deletion_proposal SET state = 'fallen', reason = 'batch-dismissed', settled_at = $3 \
     WHERE register_id = $1 AND batch_id = $2 AND state = 'proposed'";
pub(super) const STANDS: &str = "UPDATE deletion_proposal SET checked_round = $4 WHERE register_id = $1 \
     AND batch_id = $2 AND entry_id = $3 AND state = 'proposed'";
pub(super) const FALL: &str = "UPDATE deletion_proposal SET state = 'fallen', reason = $5, checked_round = $4, \
     settled_at = $6 WHERE register_id = $1 AND batch_id = $2 AND entry_id = $3 AND state = 'proposed'";
pub(super) const MARK: &str = "UPDATE deletion_proposal SET asks = 'sample' WHERE register_id = $1 AND batch_id = $2 \
     AND entry_id = $3 AND state = 'proposed' AND asks = ''";
/// How large the sample is: those that the family register confirmed in this round, and those about whom it has not said anything.
pub(super) const SAMPLE: &str = "SELECT COUNT(*) FROM deletion_proposal WHERE register_id = $1 AND batch_id = $2 \
     AND asks <> '' AND asks = 'sample' AND ((said = $4 AND checked_round = $3) OR (said = '' AND state = 'proposed'))";
pub(super) const SAID: &str = "UPDATE deletion_proposal SET said = $4 WHERE register_id = $1 AND batch_id = $2 \
     AND entry_id = $3 AND state = 'proposed' AND said = ''";

/// Draws proposals of a batch that waits, in this round, into its sample, unless another program drew meanwhile: then the sample would be larger than
/// `size`, and nobody is drawn. Tells how many were; `None`: the batch is no longer as it was seen.
///
/// # Errors
/// The engine's.
pub async fn draw(
    db: &Db,
    key: BatchKey,
    (round, size): (i64, u64),
    drawn: Vec<EntryId>,
) -> Result<Option<u64>, StoreError> {
    let drawn = Arc::new(drawn);
    db.transact("draw-sample", move |tx| {
        let drawn = Arc::clone(&drawn);
        Box::pin(async move {
            // held: whoever draws at the same time waits here, and counts what was drawn
            if !holds(tx, key, ("waiting", round)).await? {
                return Ok(None);
            }
            let params =
                [&key_of(&key)[..], &[Param::Int(round), Param::Text(Verdict::Agrees.code())]].concat();
            let sample: u64 = tx.query(SAMPLE, &params, |row| count(row, 0)).await?.iter().sum();
            if sample + drawn.len() as u64 > size {
                return Ok(Some(0));
            }
            let rows: Vec<_> = drawn
                .iter()
                .map(|entry| [&key_of(&key)[..], &[Param::Bytes(entry.stored())]].concat())
                .collect();
            Ok(Some(tx.execute_many(MARK, &rows).await?.iter().sum()))
        })
    })
    .await
}

/// Records something of a batch that waits, in this round. Tells whether it did.
///
/// # Errors
/// The engine's.
pub async fn note(db: &Db, (key, round): (BatchKey, i64), event: NewEvent) -> Result<bool, StoreError> {
    db.transact("note-deletion-event", move |tx| {
        let event = event.clone();
        Box::pin(async move {
            if !holds(tx, key, ("waiting", round)).await? {
                return Ok(false);
            }
            add_event(tx, key, &event).await?;
            Ok(true)
        })
    })
    .await
}

/// What an inquiry settled.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The batch's round that it is of.
    pub round: i64,
    /// Proposals that stand.
    pub stand: Vec<EntryId>,
    /// Proposals that fall out.
    pub fall: Vec<(EntryId, Fall)>,
    /// Tasks of the desk about those.
    pub tasks: Vec<NewTask>,
    /// The record of the look, with its id.
    pub look: (Disclosure, EntryId),
}

/// Writes what an inquiry of a waiting batch settled, with the record of the look. Tells whether the batch still waited, in this round.
///
/// # Errors
/// The engine's.
pub async fn settle_inquiry(db: &Db, key: BatchKey, settled: Settled) -> Result<bool, StoreError> {
    let settled = Arc::new(settled);
    db.transact("settle-inquiry", move |tx| {
        let settled = Arc::clone(&settled);
        Box::pin(async move {
            if !holds(tx, key, ("waiting", settled.round)).await? {
                return Ok(false);
            }
            let round = Param::Int(settled.round);
            let stand: Vec<_> = settled
                .stand
                .iter()
                .map(|entry| [&key_of(&key)[..], &[Param::Bytes(entry.stored()), round]].concat())
                .collect();
            tx.execute_many(STANDS, &stand).await?;
            fall_in(tx, key, &settled.fall, (settled.round, settled.look.0.at)).await?;
            task::add_many_in(tx, &settled.tasks).await?;
            let look = Looks::of(std::slice::from_ref(&settled.look.0), settled.look.1);
            tx.execute_each(&look.statements()).await?;
            Ok(true)
        })
    })
    .await
}

async fn holds(tx: &mut Tx, key: BatchKey, (state, round): (&str, i64)) -> Result<bool, StoreError> {
    let params = [&key_of(&key)[..], &[Param::Text(state), Param::Int(round)]].concat();
    Ok(tx.execute(HOLD, &params).await? > 0)
}

async fn fall_in(
    tx: &mut Tx,
    key: BatchKey,
    falls: &[(EntryId, Fall)],
    (round, at): (i64, i64),
) -> Result<(), StoreError> {
    let rows: Vec<_> = falls
        .iter()
        .map(|(entry, why)| {
            let rest =
                [Param::Bytes(entry.stored()), Param::Int(round), Param::Text(why.code()), Param::Int(at)];
            [&key_of(&key)[..], &rest].concat()
        })
        .collect();
    tx.execute_many(FALL, &rows).await?;
    Ok(())
}

/// Notes what the family register said about one proposal, and lets it fall out where that is what it means. Tells whether the batch still
/// waited, in this round.
///
/// # Errors
/// The engine's.
pub async fn note_said(
    db: &Db,
    (key, round): (BatchKey, i64),
    (entry, verdict): (EntryId, Verdict),
    fall: Option<(Fall, NewTask)>,
    at: i64,
) -> Result<bool, StoreError> {
    db.transact("note-said", move |tx| {
        let fall = fall.clone();
        Box::pin(async move {
            if !holds(tx, key, ("waiting", round)).await? {
                return Ok(false);
            }
            let rest = [Param::Bytes(entry.stored()), Param::Text(verdict.code())];
            let params = [&key_of(&key)[..], &rest].concat();
            if tx.execute(SAID, &params).await? > 0
                && let Some((why, task)) = &fall
            {
                fall_in(tx, key, &[(entry, *why)], (round, at)).await?;
                task::add_in(tx, task).await?;
            }
            Ok(true)
        })
    })
    .await
}

//! Moving a batch from one state to the next, with what is recorded of it.

use db::{Db, Param, Tx};
use registry::check::BatchState;
use registry::ids::EntryId;

use super::BatchKey;
use super::batch::{Approval, Batch, BatchEvent, key_of};
use super::settle::{DISMISS, OPEN_ROUND};
use crate::StoreError;

pub(super) const MOVE: &str = "UPDATE deletion_batch SET state = $3, reason = $4, round = $5, waits_until = $6, \
     checked_on = $7, first_by = $8, first_at = $9, first_ground = $10, second_by = $11, second_at = $12, \
     second_ground = $13, changed_at = $14, changed_by = $15 \
     WHERE register_id = $1 AND batch_id = $2 AND state = $16 AND round = $17";
pub(super) const ADD_EVENT: &str = "INSERT INTO deletion_event (register_id, batch_id, event_id, at, actor, what, about) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// An event to be recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEvent {
    /// Its id.
    pub id: EntryId,
    /// What.
    pub event: BatchEvent,
}

/// A batch as it was seen, and as it shall be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BatchMove {
    /// The state that was seen.
    pub from: BatchState,
    /// The round that was seen.
    pub round: i64,
    /// What shall be.
    pub to: Batch,
    /// What is recorded of it.
    pub event: NewEvent,
}

/// Moves a batch, if it is still where it was seen; with a new round every proposal is checked anew. Tells whether.
///
/// # Errors
/// The engine's.
pub async fn move_batch(db: &Db, moved: BatchMove) -> Result<bool, StoreError> {
    db.transact("move-deletion-batch", move |tx| {
        let moved = moved.clone();
        Box::pin(async move { move_in(tx, &moved).await })
    })
    .await
}

async fn move_in(tx: &mut Tx, moved: &BatchMove) -> Result<bool, StoreError> {
    let (batch, event) = (&moved.to, &moved.event.event);
    let approval = |of: &Option<Approval>| {
        of.as_ref()
            .map_or((String::new(), None, String::new()), |a| (a.by.clone(), Some(a.at), a.ground.clone()))
    };
    let ((by1, at1, why1), (by2, at2, why2)) = (approval(&batch.first), approval(&batch.second));
    let key = batch.key();
    let rest = [
        Param::Text(batch.state.code()),
        Param::Text(&batch.reason),
        Param::Int(batch.round),
        Param::Text(&batch.waits_until),
        Param::Text(&batch.checked_on),
        Param::Text(&by1),
        at1.into(),
        Param::Text(&why1),
        Param::Text(&by2),
        at2.into(),
        Param::Text(&why2),
        Param::Int(event.at),
        Param::Text(&event.actor),
        Param::Text(moved.from.code()),
        Param::Int(moved.round),
    ];
    if tx.execute(MOVE, &[&key_of(&key)[..], &rest].concat()).await? == 0 {
        return Ok(false);
    }
    if batch.round != moved.round {
        tx.execute(OPEN_ROUND, &key_of(&key)).await?;
    }
    if batch.state == BatchState::Dismissed {
        tx.execute(DISMISS, &[&key_of(&key)[..], &[Param::Int(event.at)]].concat()).await?;
    }
    add_event(tx, key, &moved.event).await?;
    Ok(true)
}

/// Adds to what is recorded of a batch.
pub(super) async fn add_event(
    tx: &mut Tx,
    key: BatchKey,
    NewEvent { id, event }: &NewEvent,
) -> Result<(), StoreError> {
    let event = [
        Param::Bytes(id.stored()),
        Param::Int(event.at),
        Param::Text(&event.actor),
        Param::Text(&event.what),
        Param::Text(&event.about),
    ];
    tx.execute(ADD_EVENT, &[&key_of(&key)[..], &event].concat()).await?;
    Ok(())
}

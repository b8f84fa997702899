//! Moving a change, with everything that goes with it.

use std::sync::Arc;

use db::{Db, Param, Tx};
use registry::check::{ChangeEnd, Reminder};

use super::{Change, key};
use crate::StoreError;
use crate::ledger::{self, Appended, NewRecord, Stamp};
use crate::outbox::{self, NewJob};
use crate::task::{self, NewTask};

pub(super) const STEP: &str = "UPDATE check_change SET step = $4, due_on = $5, notice = $6, reminded_on = $7, fault = '', \
     taken_until = 0, changed_at = $8 WHERE register_id = $1 AND run_id = $2 AND entry_id = $3 AND outcome = '' AND step = $9";
pub(super) const END: &str = "UPDATE check_change SET outcome = $4, changed_at = $5, taken_until = 0 \
     WHERE register_id = $1 AND run_id = $2 AND entry_id = $3 AND outcome = '' AND step = $6";
pub(super) const LATER: &str = "UPDATE check_change SET fault = $4, taken_until = $5 \
     WHERE register_id = $1 AND run_id = $2 AND entry_id = $3 AND outcome = '' AND step = $6";

/// What becomes of a change that was taken.
#[derive(Clone, Debug)]
pub enum Moved {
    /// The next step, on a day, after a notice was sent or an act recorded.
    Step {
        /// Which.
        step: Reminder,
        /// When.
        due_on: String,
        /// The notice's key; empty where none was sent.
        notice: String,
        /// The day on which it was sent.
        on: String,
        /// What brings it to the holder's inbox.
        inbox: Option<Box<NewJob>>,
        /// The correction that was decided.
        act: Option<Box<NewRecord>>,
        /// Tasks of the desk.
        tasks: Vec<NewTask>,
    },
    /// The way ends, with a task where an officer decides.
    End {
        /// How.
        end: ChangeEnd,
        /// Tasks of the desk.
        tasks: Vec<NewTask>,
    },
    /// Not now: why, and when it is tried again.
    Later {
        /// Why.
        fault: String,
        /// Unix microseconds.
        until: i64,
    },
}

/// Moves a change from where it was taken, with everything that goes with it. False when it was moved by another, or its act could not stand:
/// nothing was written.
///
/// # Errors
/// The engine's.
pub async fn move_on(db: &Db, change: &Change, moved: &Moved, stamp: &Stamp) -> Result<bool, StoreError> {
    let (change, moved, stamp) = (Arc::new(change.clone()), Arc::new(moved.clone()), stamp.clone());
    db.transact("move-change", move |tx| {
        let (change, moved, stamp) = (Arc::clone(&change), Arc::clone(&moved), stamp.clone());
        Box::pin(async move {
            tx.begin_part().await?;
            let done = move_in(tx, &change, &moved, &stamp).await?;
            if done {
                tx.keep_part().await?
            } else {
                tx.undo_part().await?
            }
            Ok(done)
        })
    })
    .await
}

async fn move_in(tx: &mut Tx, change: &Change, moved: &Moved, stamp: &Stamp) -> Result<bool, StoreError> {
    let at = Param::Int(stamp.recorded_at);
    let from = Param::Text(change.found.step.code());
    let key = key(change);
    match moved {
        Moved::Step { step, due_on, notice, on, inbox, act, tasks } => {
            let rest = [
                Param::Text(step.code()),
                Param::Text(due_on),
                Param::Text(notice),
                Param::Text(on),
                at,
                from,
            ];
            if tx.execute(STEP, &[&key[..], &rest].concat()).await? == 0 {
                return Ok(false);
            }
            task::add_many_in(tx, tasks).await?;
            outbox::add_in(tx, &inbox.iter().map(|job| &**job).collect::<Vec<_>>()).await?;
            let Some(act) = act else { return Ok(true) };
            let outcome = ledger::append(tx, std::slice::from_ref(&**act), stamp).await?;
            Ok(outcome.iter().all(|outcome| matches!(outcome, Appended::Written { .. })))
        }
        Moved::Later { fault, until } => {
            let rest = [Param::Text(fault), Param::Int(*until), from];
            Ok(tx.execute(LATER, &[&key[..], &rest].concat()).await? > 0)
        }
        Moved::End { end, tasks } => {
            let rest = [Param::Text(end.code()), at, from];
            if tx.execute(END, &[&key[..], &rest].concat()).await? == 0 {
                return Ok(false);
            }
            task::add_many_in(tx, tasks).await?;
            Ok(true)
        }
    }
}

//! What a person at the desk has to look at.

mod read;

pub use read::{by_id, open, read, waiting};

pub(crate) use read::{BY_ID, OPEN, READ, WAITING};

use db::{Db, Param, Tx};
use registry::ids::{CaseId, EntryId, RegisterId};

use crate::StoreError;
use crate::many_rows::Asked;

/// A task to be added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTask {
    /// The register.
    pub register: RegisterId,
    /// Its id, chosen before: written twice it is one.
    pub id: EntryId,
    /// What kind.
    pub kind: String,
    /// The case.
    pub case: Option<CaseId>,
    /// What about it.
    pub about: String,
    /// Unix microseconds.
    pub at: i64,
}

/// A task as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TaskRow {
    /// What it is.
    pub task: NewTask,
    /// When it was ended; none while it is open.
    pub done_at: Option<i64>,
    /// Of an open task: who has it in hand, if anybody. Of one that was ended: who ended it.
    pub by: String,
    /// What was done about it; of a task that was opened again, what was done the last time.
    pub note: String,
}

/// Which tasks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Of this kind; empty for all.
    pub kind: String,
    /// Opened at this time or before, Unix microseconds.
    pub until: i64,
    /// Of each register at most so many.
    pub limit: u32,
}

pub(crate) const ADD: &str = "INSERT INTO desk_task (register_id, task_id, kind, case_id, about, opened_at, done_at, \
     done_by, done_note) VALUES ($1, $2, $3, $4, $5, $6, NULL, '', '') ON CONFLICT (register_id, task_id) \
     DO UPDATE SET kind = excluded.kind, about = excluded.about, opened_at = excluded.opened_at, done_at = NULL, \
     done_by = ''";
pub(crate) const ADD_ONCE: &str = "INSERT INTO desk_task (register_id, task_id, kind, case_id, about, opened_at, \
     done_at, done_by, done_note) VALUES ($1, $2, $3, $4, $5, $6, NULL, '', '') \
     ON CONFLICT (register_id, task_id) DO NOTHING";
pub(crate) const DONE: &str = "UPDATE desk_task SET done_at = $3, done_by = $4, done_note = $5 \
     WHERE register_id = $1 AND task_id = $2 AND done_at IS NULL";

pub(crate) const FINISH: &str = "UPDATE desk_task SET done_at = $3, done_by = $4, done_note = $5 \
     WHERE register_id = $1 AND task_id = $2 AND kind <> $6 AND done_at IS NULL AND (done_by = '' OR done_by = $4)";
pub(crate) const HAND: &str = "UPDATE desk_task SET done_by = $4 \
     WHERE register_id = $1 AND task_id = $2 AND done_at IS NULL AND done_by = $3";

/// Adds a task, or opens it again where it was done: what failed, was tried again and failed again.
///
/// # Errors
/// The engine's.
pub async fn open_in(tx: &mut Tx, task: &NewTask) -> Result<(), StoreError> {
    tx.execute(ADD, &row_of(task)).await?;
    Ok(())
}

/// Adds a task, once: what was done about it stays done.
///
/// # Errors
/// The engine's.
pub async fn add_in(tx: &mut Tx, task: &NewTask) -> Result<(), StoreError> {
    tx.execute(ADD_ONCE, &row_of(task)).await?;
    Ok(())
}

/// Adds many, each once.
///
/// # Errors
/// The engine's.
pub async fn add_many_in(tx: &mut Tx, tasks: &[NewTask]) -> Result<(), StoreError> {
    let rows: Vec<_> = tasks.iter().map(|task| row_of(task).to_vec()).collect();
    tx.execute_many(ADD_ONCE, &rows).await?;
    Ok(())
}

/// What adds a task, once.
pub(crate) fn addition(task: &NewTask) -> Asked<'_> {
    (ADD_ONCE, row_of(task).to_vec())
}

fn row_of(task: &NewTask) -> [Param<'_>; 6] {
    [
        Param::Int(task.register.stored()),
        Param::Bytes(task.id.stored()),
        Param::Text(&task.kind),
        task.case.as_ref().map(|case| case.stored()).into(),
        Param::Text(&task.about),
        Param::Int(task.at),
    ]
}

/// Ends a task. Tells whether it was open.
///
/// # Errors
/// The engine's.
pub async fn done_in(
    tx: &mut Tx,
    (register, task): (RegisterId, EntryId),
    (at, by, note): (i64, &str, &str),
) -> Result<bool, StoreError> {
    let key = [Param::Int(register.stored()), Param::Bytes(task.stored())];
    let params = [&key[..], &[Param::Int(at), Param::Text(by), Param::Text(note)]].concat();
    Ok(tx.execute(DONE, &params).await? > 0)
}

/// Adds a task that stands alone, or opens it again with what is new about it.
///
/// # Errors
/// The engine's.
pub async fn put(db: &Db, task: NewTask) -> Result<(), StoreError> {
    db.transact("put-task", move |tx| {
        let task = task.clone();
        Box::pin(async move { open_in(tx, &task).await })
    })
    .await
}

/// Gives an open task from one hand into another; nobody's is the empty name. Tells whether it was in the first.
///
/// # Errors
/// The engine's.
pub async fn hand(
    db: &Db,
    (register, task): (RegisterId, EntryId),
    (from, to): (String, String),
) -> Result<bool, StoreError> {
    db.transact("hand-task", move |tx| {
        let (from, to) = (from.clone(), to.clone());
        Box::pin(async move {
            let key = [Param::Int(register.stored()), Param::Bytes(task.stored())];
            let params = [&key[..], &[Param::Text(&from), Param::Text(&to)]].concat();
            Ok(tx.execute(HAND, &params).await? > 0)
        })
    })
    .await
}

/// Ends a task that stands alone, whoever has it in hand. Tells whether it was open.
///
/// # Errors
/// The engine's.
pub async fn end(
    db: &Db,
    key: (RegisterId, EntryId),
    (at, by, note): (i64, String, String),
) -> Result<bool, StoreError> {
    db.transact("end-task", move |tx| {
        let (by, note) = (by.clone(), note.clone());
        Box::pin(async move { done_in(tx, key, (at, &by, &note)).await })
    })
    .await
}

/// Ends a task that stands alone, unless it is of a kind that ends otherwise or somebody else has it in hand. Tells whether it was
/// ended.
///
/// # Errors
/// The engine's.
pub async fn finish(
    db: &Db,
    (register, task): (RegisterId, EntryId),
    (at, by, note): (i64, String, String),
    unless: &'static str,
) -> Result<bool, StoreError> {
    db.transact("finish-task", move |tx| {
        let (by, note) = (by.clone(), note.clone());
        Box::pin(async move {
            let key = [Param::Int(register.stored()), Param::Bytes(task.stored())];
            let params =
                [&key[..], &[Param::Int(at), Param::Text(&by), Param::Text(&note), Param::Text(unless)]]
                    .concat();
            Ok(tx.execute(FINISH, &params).await? > 0)
        })
    })
    .await
}

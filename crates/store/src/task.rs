//! What a person at the desk has to look at.

use db::{Db, DbError, Param, Reader, RowRef, Tx};
use registry::ids::{CaseId, EntryId, RegisterId};

use crate::StoreError;

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

pub(crate) const ADD: &str = "INSERT INTO desk_task (register_id, task_id, kind, case_id, about, opened_at, done_at, \
     done_by, done_note) VALUES ($1, $2, $3, $4, $5, $6, NULL, '', '') ON CONFLICT (register_id, task_id) \
     DO UPDATE SET about = excluded.about, opened_at = excluded.opened_at, done_at = NULL";
pub(crate) const ADD_ONCE: &str = "INSERT INTO desk_task (register_id, task_id, kind, case_id, about, opened_at, \
     done_at, done_by, done_note) VALUES ($1, $2, $3, $4, $5, $6, NULL, '', '') \
     ON CONFLICT (register_id, task_id) DO NOTHING";
pub(crate) const DONE: &str = "UPDATE desk_task SET done_at = $3, done_by = $4, done_note = $5 \
     WHERE register_id = $1 AND task_id = $2 AND done_at IS NULL";
pub(crate) const OPEN: &str = "SELECT register_id, task_id, kind, case_id, about, opened_at FROM desk_task \
     WHERE register_id = $1 AND done_at IS NULL ORDER BY opened_at LIMIT $2";

pub(crate) const FINISH: &str = "UPDATE desk_task SET done_at = $3, done_by = $4, done_note = $5 \
     WHERE register_id = $1 AND task_id = $2 AND kind <> $6 AND done_at IS NULL";
pub(crate) const BY_ID: &str = "SELECT about FROM desk_task \
     WHERE register_id = $1 AND task_id = $2 AND done_at IS NULL";

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

/// Ends a task that stands alone, unless it is of a kind that ends otherwise. Tells whether it was open.
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

/// What an open task is about.
///
/// # Errors
/// The engine's.
pub async fn by_id(
    reader: &mut Reader,
    (register, task): (RegisterId, EntryId),
) -> Result<Option<String>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(task.stored())];
    let found = reader.query(BY_ID, &params, |row| Ok(row.text(0)?.to_owned())).await?;
    Ok(found.into_iter().next())
}

/// The open tasks of registers, the oldest first; each register has its own limit.
///
/// # Errors
/// The engine's.
pub async fn open(
    reader: &mut Reader,
    registers: &[RegisterId],
    limit: u32,
) -> Result<Vec<NewTask>, StoreError> {
    let sets: Vec<_> =
        registers.iter().map(|r| vec![Param::Int(r.stored()), Param::Int(i64::from(limit))]).collect();
    let map = |row: &RowRef<'_>| -> Result<NewTask, DbError> {
        Ok(NewTask {
            register: RegisterId::from_stored(row.int(0)?),
            id: crate::entry_id(row, 1)?,
            kind: row.text(2)?.to_owned(),
            case: row.opt_bytes(3)?.and_then(CaseId::from_stored),
            about: row.text(4)?.to_owned(),
            at: row.int(5)?,
        })
    };
    let mut tasks = reader.query_many(OPEN, &sets, |_, row| map(row)).await?;
    tasks.sort_by_key(|task| (task.at, task.id));
    Ok(tasks)
}

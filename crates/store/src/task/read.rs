//! Reading tasks.

use db::{DbError, Param, Reader, RowRef};
use registry::ids::{CaseId, EntryId, RegisterId};

use super::{NewTask, TaskRow, Wanted};
use crate::StoreError;

pub(crate) const OPEN: &str = "SELECT register_id, task_id, kind, case_id, about, opened_at FROM desk_task \
     WHERE register_id = $1 AND done_at IS NULL ORDER BY opened_at LIMIT $2";
pub(crate) const WAITING: &str = "SELECT register_id, task_id, kind, case_id, about, opened_at, done_at, done_by, done_note \
     FROM desk_task WHERE register_id = $1 AND done_at IS NULL AND opened_at <= $2 AND (kind = $3 OR $3 = '') \
     ORDER BY opened_at LIMIT $4";
pub(crate) const READ: &str = "SELECT register_id, task_id, kind, case_id, about, opened_at, done_at, done_by, done_note \
     FROM desk_task WHERE register_id = $1 AND task_id = $2";
pub(crate) const BY_ID: &str = "SELECT about FROM desk_task \
     WHERE register_id = $1 AND task_id = $2 AND done_at IS NULL";

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
    let mut tasks = reader.query_many(OPEN, &sets, |_, row| task_of(row)).await?;
    tasks.sort_by_key(|task| (task.at, task.id));
    Ok(tasks)
}

/// The open tasks of registers that are wanted, the oldest first.
///
/// # Errors
/// The engine's.
pub async fn waiting(
    reader: &mut Reader,
    registers: &[RegisterId],
    wanted: &Wanted,
) -> Result<Vec<TaskRow>, StoreError> {
    let of = |register: &RegisterId| {
        vec![
            Param::Int(register.stored()),
            Param::Int(wanted.until),
            Param::Text(&wanted.kind),
            Param::Int(i64::from(wanted.limit)),
        ]
    };
    let sets: Vec<_> = registers.iter().map(of).collect();
    let mut rows = reader.query_many(WAITING, &sets, |_, row| row_whole(row)).await?;
    rows.sort_by_key(|row| (row.task.at, row.task.id));
    Ok(rows)
}

/// A task, open or ended.
///
/// # Errors
/// The engine's.
pub async fn read(
    reader: &mut Reader,
    (register, task): (RegisterId, EntryId),
) -> Result<Option<TaskRow>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(task.stored())];
    Ok(reader.query(READ, &params, row_whole).await?.into_iter().next())
}

fn row_whole(row: &RowRef<'_>) -> Result<TaskRow, DbError> {
    Ok(TaskRow {
        task: task_of(row)?,
        done_at: row.opt_int(6)?,
        by: row.text(7)?.to_owned(),
        note: row.text(8)?.to_owned(),
    })
}

fn task_of(row: &RowRef<'_>) -> Result<NewTask, DbError> {
    Ok(NewTask {
        register: RegisterId::from_stored(row.int(0)?),
        id: crate::entry_id(row, 1)?,
        kind: row.text(2)?.to_owned(),
        case: row.opt_bytes(3)?.and_then(CaseId::from_stored),
        about: row.text(4)?.to_owned(),
        at: row.int(5)?,
    })
}

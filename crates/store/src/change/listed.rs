//! Changes as the desk lists them.

use db::{DbError, Param, Reader, RowRef};
use registry::check::{ChangeEnd, Reminder};
use registry::ids::{EntryId, RegisterId};

use crate::check::RunId;
use crate::{StoreError, count, entry_id, fixed};

/// An open change in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedChange {
    /// The entry.
    pub entry: EntryId,
    /// The run that found it.
    pub run: RunId,
    /// Code of the item that changed.
    pub item: String,
    /// The other side, without an address.
    pub seen: String,
    /// The day of the next step.
    pub due_on: String,
    /// The day on which the holder was told last; empty: not yet.
    pub reminded_on: String,
    /// Why the step could not be taken the last time; empty: nothing stood in its way.
    pub fault: String,
}

pub(super) const PAGE: &str = "SELECT entry_id, run_id, item, seen, due_on, reminded_on, fault FROM check_change \
     WHERE register_id = $1 AND step = $2 AND outcome = '' AND entry_id > $3 ORDER BY entry_id LIMIT $4";
pub(super) const DUE: &str = "SELECT step, COUNT(*) FROM check_change WHERE register_id = $1 \
     AND outcome = '' AND due_on <= $2 GROUP BY step ORDER BY step";
pub(super) const STANDING: &str = "SELECT step, outcome, COUNT(*) FROM check_change WHERE register_id = $1 \
     AND (outcome = '' OR run_id >= $2) GROUP BY step, outcome ORDER BY step, outcome";
pub(super) const STANDING_BY_RUN: &str = "SELECT run_id, item, step, outcome, COUNT(*) FROM check_change WHERE register_id = $1 \
     AND (outcome = '' OR run_id >= $2) GROUP BY run_id, item, step, outcome ORDER BY run_id, item, step, outcome";

/// How many changes of one run, and of one item, stand at a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunChanges {
    /// The run that found them.
    pub run: RunId,
    /// Code of the item that changed.
    pub item: String,
    /// The step that is next, or at which the way ended.
    pub step: Reminder,
    /// How it ended; `None` while it is open.
    pub end: Option<ChangeEnd>,
    /// Changes.
    pub changes: u64,
}

/// Open changes of a register at one step, whatever run found them, in the order of entries, after one.
///
/// # Errors
/// The engine's.
pub async fn page(
    reader: &mut Reader,
    register: RegisterId,
    (step, after): (Reminder, EntryId),
    limit: u32,
) -> Result<Vec<ListedChange>, StoreError> {
    let params = [
        Param::Int(register.stored()),
        Param::Text(step.code()),
        Param::Bytes(after.stored()),
        Param::Int(i64::from(limit)),
    ];
    let map = |row: &RowRef<'_>| {
        let text = |column| row.text(column).map(str::to_owned);
        Ok(ListedChange {
            entry: entry_id(row, 0)?,
            run: fixed(row, 1)?,
            item: text(2)?,
            seen: text(3)?,
            due_on: text(4)?,
            reminded_on: text(5)?,
            fault: text(6)?,
        })
    };
    Ok(reader.query(PAGE, &params, map).await?)
}

/// How many open changes of a register are due on a day, by step.
///
/// # Errors
/// The engine's.
pub async fn due_counts(
    reader: &mut Reader,
    register: RegisterId,
    day: &str,
) -> Result<Vec<(Reminder, u64)>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Text(day)];
    Ok(reader.query(DUE, &params, |row| Ok((step_in(row, 0)?, count(row, 1)?))).await?)
}

/// How many changes of a register stand where, by step and end (`None` while open): the open ones, and those that ended of runs since one.
///
/// # Errors
/// The engine's.
pub async fn standing(
    reader: &mut Reader,
    register: RegisterId,
    since: &RunId,
) -> Result<Vec<(Reminder, Option<ChangeEnd>, u64)>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(since)];
    let map = |row: &RowRef<'_>| Ok((step_in(row, 0)?, ChangeEnd::of_code(row.text(1)?), count(row, 2)?));
    Ok(reader.query(STANDING, &params, map).await?)
}

/// The same by the run that found them and by item.
///
/// # Errors
/// The engine's.
pub async fn standing_by_run(
    reader: &mut Reader,
    register: RegisterId,
    since: &RunId,
) -> Result<Vec<RunChanges>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(since)];
    let map = |row: &RowRef<'_>| {
        Ok(RunChanges {
            run: fixed(row, 0)?,
            item: row.text(1)?.to_owned(),
            step: step_in(row, 2)?,
            end: ChangeEnd::of_code(row.text(3)?),
            changes: count(row, 4)?,
        })
    };
    Ok(reader.query(STANDING_BY_RUN, &params, map).await?)
}

/// The step in a column.
fn step_in(row: &RowRef<'_>, column: usize) -> Result<Reminder, DbError> {
    let step = row.text(column)?;
    let unknown = || DbError::Column { column, detail: format!("unknown step {step}") };
    Reminder::of_code(step).ok_or_else(unknown)
}

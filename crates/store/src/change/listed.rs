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
    Ok(reader.query(DUE, &params, |row| Ok((step_in(row)?, count(row, 1)?))).await?)
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
    let map = |row: &RowRef<'_>| Ok((step_in(row)?, ChangeEnd::of_code(row.text(1)?), count(row, 2)?));
    Ok(reader.query(STANDING, &params, map).await?)
}

/// The step in the first column.
fn step_in(row: &RowRef<'_>) -> Result<Reminder, DbError> {
    let step = row.text(0)?;
    let unknown = || DbError::Column { column: 0, detail: format!("unknown step {step}") };
    Reminder::of_code(step).ok_or_else(unknown)
}

//! Changes as the desk lists them.

use db::{DbError, Param, Reader, RowRef};
use registry::check::Reminder;
use registry::ids::{EntryId, RegisterId};

use crate::check::RunId;
use crate::{StoreError, count, entry_id};

/// An open change in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedChange {
    /// The entry.
    pub entry: EntryId,
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

pub(super) const PAGE: &str = "SELECT entry_id, item, seen, due_on, reminded_on, fault FROM check_change \
     WHERE register_id = $1 AND run_id = $2 AND step = $3 AND outcome = '' AND entry_id > $4 ORDER BY entry_id LIMIT $5";
pub(super) const DUE: &str = "SELECT step, COUNT(*) FROM check_change WHERE register_id = $1 AND run_id = $2 \
     AND outcome = '' AND due_on <= $3 GROUP BY step ORDER BY step";

/// Open changes of a run in one register at one step, in the order of entries, after one.
///
/// # Errors
/// The engine's.
pub async fn page(
    reader: &mut Reader,
    (register, run): (RegisterId, &RunId),
    (step, after): (Reminder, EntryId),
    limit: u32,
) -> Result<Vec<ListedChange>, StoreError> {
    let params = [
        Param::Int(register.stored()),
        Param::Bytes(run),
        Param::Text(step.code()),
        Param::Bytes(after.stored()),
        Param::Int(i64::from(limit)),
    ];
    let map = |row: &RowRef<'_>| {
        let text = |column| row.text(column).map(str::to_owned);
        Ok(ListedChange {
            entry: entry_id(row, 0)?,
            item: text(1)?,
            seen: text(2)?,
            due_on: text(3)?,
            reminded_on: text(4)?,
            fault: text(5)?,
        })
    };
    Ok(reader.query(PAGE, &params, map).await?)
}

/// How many open changes of a run in one register are due on a day, by step.
///
/// # Errors
/// The engine's.
pub async fn due_counts(
    reader: &mut Reader,
    (register, run): (RegisterId, &RunId),
    day: &str,
) -> Result<Vec<(Reminder, u64)>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(run), Param::Text(day)];
    let map = |row: &RowRef<'_>| {
        let step = row.text(0)?;
        let unknown = || DbError::Column { column: 0, detail: format!("unknown step {step}") };
        Ok((Reminder::of_code(step).ok_or_else(unknown)?, count(row, 1)?))
    };
    Ok(reader.query(DUE, &params, map).await?)
}

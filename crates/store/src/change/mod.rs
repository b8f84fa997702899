//! Changes that the yearly check found, each on its way: taken by a worker for a while, moved from step to step, ended once.

mod listed;
mod moved;

pub use listed::{ListedChange, RunChanges, due_counts, page, standing, standing_by_run};
pub use moved::{Moved, move_on};

use std::sync::Arc;

use db::{Db, DbError, Param, Reader, RowRef, Tx};
use registry::check::{ChangeEnd, Reminder};
use registry::ids::{EntryId, RegisterId};

use crate::check::RunId;
use crate::{StoreError, count, entry_id, fixed};

/// A change to be added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewChange {
    /// The entry.
    pub entry: EntryId,
    /// The version that was compared.
    pub version: i64,
    /// Code of the finding.
    pub finding: String,
    /// Code of the item that changed.
    pub item: String,
    /// The other side, without an address.
    pub seen: String,
    /// The number asked with.
    pub number: [u8; 16],
    /// Whether the 本籍 may have changed as well.
    pub domicile: bool,
    /// The duty that it triggers.
    pub citation: String,
    /// The first step.
    pub step: Reminder,
}

/// A change on its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The register.
    pub register: RegisterId,
    /// The run that found it.
    pub run: RunId,
    /// What was found.
    pub found: NewChange,
    /// The day of the next step.
    pub due_on: String,
    /// The last notice that was sent.
    pub notice: String,
    /// The day of it.
    pub reminded_on: String,
}

pub(crate) const ADD: &str = "INSERT INTO check_change (register_id, run_id, entry_id, entry_version, finding, item, seen, \
     number_ref, domicile, citation, step, due_on, taken_until, notice, reminded_on, fault, outcome, changed_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '', '', '', '', $13) ON CONFLICT DO NOTHING";
pub(crate) const DUE: &str = "SELECT register_id, run_id, entry_id, entry_version, finding, item, seen, number_ref, \
     domicile, citation, step, due_on, notice, reminded_on FROM check_change \
     WHERE register_id = $1 AND outcome = '' AND due_on <= $2 AND taken_until < $3 ORDER BY due_on, entry_id LIMIT $4";
pub(crate) const TAKE: &str = "UPDATE check_change SET taken_until = $4 WHERE register_id = $1 AND run_id = $2 \
     AND entry_id = $3 AND outcome = '' AND step = $5 AND taken_until < $6";
pub(crate) const COUNTS: &str = "SELECT item, step, outcome, COUNT(*) FROM check_change WHERE register_id = $1 \
     AND run_id = $2 GROUP BY item, step, outcome ORDER BY item, step, outcome";

/// All statements of this part.
pub(crate) const ALL: &[&str] = &[
    ADD,
    DUE,
    TAKE,
    moved::STEP,
    moved::END,
    moved::LATER,
    COUNTS,
    listed::PAGE,
    listed::DUE,
    listed::STANDING,
    listed::STANDING_BY_RUN,
];

fn map(row: &RowRef<'_>) -> Result<Change, DbError> {
    let step = row.text(10)?;
    let unknown = || DbError::Column { column: 10, detail: format!("unknown step {step}") };
    Ok(Change {
        register: RegisterId::from_stored(row.int(0)?),
        run: fixed(row, 1)?,
        found: NewChange {
            entry: entry_id(row, 2)?,
            version: row.int(3)?,
            finding: row.text(4)?.to_owned(),
            item: row.text(5)?.to_owned(),
            seen: row.text(6)?.to_owned(),
            number: fixed(row, 7)?,
            domicile: row.int(8)? != 0,
            citation: row.text(9)?.to_owned(),
            step: Reminder::of_code(step).ok_or_else(unknown)?,
        },
        due_on: row.text(11)?.to_owned(),
        notice: row.text(12)?.to_owned(),
        reminded_on: row.text(13)?.to_owned(),
    })
}

/// Adds changes; an entry with an open one gets no second. Tells how many were added.
pub(crate) async fn add_in(
    tx: &mut Tx,
    (register, run): (RegisterId, &RunId),
    new: &[NewChange],
    (due_on, at): (&str, i64),
) -> Result<u64, StoreError> {
    let rows: Vec<_> = new
        .iter()
        .map(|new| {
            vec![
                Param::Int(register.stored()),
                Param::Bytes(run),
                Param::Bytes(new.entry.stored()),
                Param::Int(new.version),
                Param::Text(&new.finding),
                Param::Text(&new.item),
                Param::Text(&new.seen),
                Param::Bytes(&new.number),
                Param::Int(i64::from(new.domicile)),
                Param::Text(&new.citation),
                Param::Text(new.step.code()),
                Param::Text(due_on),
                Param::Int(at),
            ]
        })
        .collect();
    Ok(tx.execute_many(ADD, &rows).await?.iter().sum())
}

fn key(change: &Change) -> [Param<'_>; 3] {
    [
        Param::Int(change.register.stored()),
        Param::Bytes(&change.run),
        Param::Bytes(change.found.entry.stored()),
    ]
}

/// Takes changes whose step is due, for a while; those that another worker took meanwhile are left to it.
///
/// # Errors
/// The engine's.
pub async fn take(
    db: &Db,
    register: RegisterId,
    (day, now, until): (&str, i64, i64),
    limit: u32,
) -> Result<Vec<Change>, StoreError> {
    let params =
        [Param::Int(register.stored()), Param::Text(day), Param::Int(now), Param::Int(i64::from(limit))];
    let seen = Arc::new(db.reader().await?.query(DUE, &params, map).await?);
    let of_rows = Arc::clone(&seen);
    let counts = db
        .transact("take-changes", move |tx| {
            let seen = Arc::clone(&of_rows);
            Box::pin(async move {
                let rows: Vec<_> = seen
                    .iter()
                    .map(|change| {
                        let rest =
                            [Param::Int(until), Param::Text(change.found.step.code()), Param::Int(now)];
                        [&key(change)[..], &rest].concat()
                    })
                    .collect();
                Ok::<_, StoreError>(tx.execute_many(TAKE, &rows).await?)
            })
        })
        .await?;
    Ok(seen.iter().zip(counts).filter(|(_, count)| *count > 0).map(|(change, _)| change.clone()).collect())
}

/// How many changes of a register and run stand where: item, step, end (`None` while open), changes.
pub type ChangeCount = (String, Reminder, Option<ChangeEnd>, u64);

/// How many changes of a register and run stand where.
///
/// # Errors
/// The engine's.
pub async fn counts(
    reader: &mut Reader,
    (register, run): (RegisterId, &RunId),
) -> Result<Vec<ChangeCount>, StoreError> {
    let map = |row: &RowRef<'_>| {
        let step = row.text(1)?;
        let unknown = || DbError::Column { column: 1, detail: format!("unknown step {step}") };
        let step = Reminder::of_code(step).ok_or_else(unknown)?;
        Ok((row.text(0)?.to_owned(), step, ChangeEnd::of_code(row.text(2)?), count(row, 3)?))
    };
    Ok(reader.query(COUNTS, &[Param::Int(register.stored()), Param::Bytes(run)], map).await?)
}

//! The sums of the thresholds, shared by all workers, and the pauses that they make.

use db::{DbError, Param, Reader, RowRef, Tx};
use registry::check::{SliceCounts, Thresholds, pause_reason, pauses};
use registry::ids::EntryId;

use super::RunId;
use super::run::set_run_state;
use crate::StoreError;

pub(crate) const BEGIN: &str = "INSERT INTO check_sum (run_id, authority, slices, counts) VALUES ($1, $2, 0, '') \
     ON CONFLICT DO NOTHING";
/// Holds the sum, so that two workers add one after the other.
pub(crate) const HOLD: &str = "UPDATE check_sum SET slices = slices + 1 WHERE run_id = $1 AND authority = $2";
pub(crate) const READ: &str = "SELECT counts FROM check_sum WHERE run_id = $1 AND authority = $2";
pub(crate) const WRITE: &str = "UPDATE check_sum SET counts = $3 WHERE run_id = $1 AND authority = $2";
pub(crate) const LOOKED_AT: &str = "UPDATE check_sum SET slices = 0, counts = '' WHERE run_id = $1";
pub(crate) const ADD_EVENT: &str =
    "INSERT INTO check_event (run_id, event_id, at, actor, what, about) VALUES ($1, $2, $3, $4, $5, $6)";
pub(crate) const EVENTS: &str =
    "SELECT at, actor, what, about FROM check_event WHERE run_id = $1 ORDER BY event_id";

/// Something that happened to a run: it was paused, or an officer let it go on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunEvent {
    /// Unix microseconds.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// `pause` or `resume`.
    pub what: String,
    /// Why, or on what ground.
    pub about: String,
}

/// Records what happened to a run.
///
/// # Errors
/// The engine's.
pub async fn note_event(tx: &mut Tx, run: &RunId, id: EntryId, event: &RunEvent) -> Result<(), StoreError> {
    let params = [
        Param::Bytes(run),
        Param::Bytes(id.stored()),
        Param::Int(event.at),
        Param::Text(&event.actor),
        Param::Text(&event.what),
        Param::Text(&event.about),
    ];
    tx.execute(ADD_EVENT, &params).await?;
    Ok(())
}

/// What happened to a run, oldest first.
///
/// # Errors
/// The engine's.
pub async fn run_events(reader: &mut Reader, run: &RunId) -> Result<Vec<RunEvent>, StoreError> {
    let map = |row: &RowRef<'_>| {
        let text = |column| row.text(column).map(str::to_owned);
        Ok(RunEvent { at: row.int(0)?, actor: text(1)?, what: text(2)?, about: text(3)? })
    };
    Ok(reader.query(EVENTS, &[Param::Bytes(run)], map).await?)
}

/// An officer has looked at what was counted until now: the same counts do not pause the run again.
///
/// # Errors
/// The engine's.
pub async fn looked_at(tx: &mut Tx, run: &RunId) -> Result<(), StoreError> {
    tx.execute(LOOKED_AT, &[Param::Bytes(run)]).await?;
    Ok(())
}

/// Adds a slice's counts to its authority's, and pauses the run where one of the two cannot be believed: in the transaction of the slice,
/// so that no stop of a worker loses a pause.
pub(super) async fn add_in(
    tx: &mut Tx,
    run: &RunId,
    (authority, counts, thresholds): (&str, &SliceCounts, &Thresholds),
    (event, at, by): (EntryId, i64, &str),
) -> Result<(), StoreError> {
    let key = [Param::Bytes(run), Param::Text(authority)];
    tx.execute(BEGIN, &key).await?;
    tx.execute(HOLD, &key).await?;
    let kept = tx.query(READ, &key, |row| Ok(row.text(0)?.to_owned())).await?;
    let torn = || DbError::Column { column: 0, detail: "counts that cannot be read".to_owned() };
    let mut sum = SliceCounts::of_lines(&kept.concat()).ok_or_else(torn)?;
    sum.merge(counts);
    let text = sum.to_lines();
    tx.execute(WRITE, &[&key[..], &[Param::Text(&text)]].concat()).await?;
    let mut why = pauses(counts, thresholds);
    if why.is_empty() {
        why = pauses(&sum, thresholds);
    }
    if why.is_empty() {
        return Ok(());
    }
    let about = pause_reason(authority, &why);
    if set_run_state(tx, run, ("running", "paused", &about), (at, by)).await? {
        let paused = RunEvent { at, actor: by.to_owned(), what: "pause".to_owned(), about };
        note_event(tx, run, event, &paused).await?;
    }
    Ok(())
}

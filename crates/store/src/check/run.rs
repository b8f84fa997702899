//! Runs.

use db::{Param, Reader, RowRef, Tx};

use super::RunId;
use crate::{StoreError, fixed};

/// A run of the check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// Its key.
    pub id: RunId,
    /// The period that it is of, such as `2026`.
    pub period: String,
    /// `running`, `paused`, `done`.
    pub state: String,
    /// Why it is paused: Japanese and English on two lines.
    pub reason: String,
    /// Unix microseconds.
    pub started_at: i64,
    /// Who.
    pub started_by: String,
    /// When the state changed last.
    pub changed_at: i64,
    /// By whom.
    pub changed_by: String,
}

pub(crate) const ADD_RUN: &str = "INSERT INTO check_run (run_id, period, state, reason, started_at, started_by, \
     changed_at, changed_by) VALUES ($1, $2, 'running', '', $3, $4, $3, $4) ON CONFLICT DO NOTHING";
pub(crate) const RUNS: &str = "SELECT run_id, period, state, reason, started_at, started_by, changed_at, changed_by \
     FROM check_run ORDER BY run_id DESC";
pub(crate) const SET_RUN: &str = "UPDATE check_run SET state = $2, reason = $3, changed_at = $4, changed_by = $5 \
     WHERE run_id = $1 AND state = $6";

fn map(row: &RowRef<'_>) -> Result<Run, db::DbError> {
    Ok(Run {
        id: fixed(row, 0)?,
        period: row.text(1)?.to_owned(),
        state: row.text(2)?.to_owned(),
        reason: row.text(3)?.to_owned(),
        started_at: row.int(4)?,
        started_by: row.text(5)?.to_owned(),
        changed_at: row.int(6)?,
        changed_by: row.text(7)?.to_owned(),
    })
}

/// Begins a run; false when there is one of this period.
///
/// # Errors
/// The engine's.
pub async fn add_run(
    tx: &mut Tx,
    run: &RunId,
    period: &str,
    (at, by): (i64, &str),
) -> Result<bool, StoreError> {
    let params = [Param::Bytes(run), Param::Text(period), Param::Int(at), Param::Text(by)];
    Ok(tx.execute(ADD_RUN, &params).await? > 0)
}

/// All runs, the latest first.
///
/// # Errors
/// The engine's.
pub async fn runs(reader: &mut Reader) -> Result<Vec<Run>, StoreError> {
    Ok(reader.query(RUNS, &[], map).await?)
}

/// Changes the state, if it is what the caller thinks; tells whether.
///
/// # Errors
/// The engine's.
pub async fn set_run_state(
    tx: &mut Tx,
    run: &RunId,
    (from, to, reason): (&str, &str, &str),
    (at, by): (i64, &str),
) -> Result<bool, StoreError> {
    let params = [
        Param::Bytes(run),
        Param::Text(to),
        Param::Text(reason),
        Param::Int(at),
        Param::Text(by),
        Param::Text(from),
    ];
    Ok(tx.execute(SET_RUN, &params).await? > 0)
}

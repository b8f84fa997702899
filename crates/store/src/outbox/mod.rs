//! The outbox: what is to be sent or asked outside, written in the transaction that decided it, and never dropped.
//!
//! Whoever works a job takes it first, by moving its due time to where the taking lapses, under the condition that it is still
//! where it was seen: of two workers one has it, on both engines, and no transaction is open while the network is waited for. A
//! worker that is killed loses the job to the next one when the taking lapses. What was tried often enough becomes a task of the
//! desk; the job stays with what it was to send.

mod work;

pub(crate) use work::{AGAIN, HASTEN, REOPEN, TAKE};
pub use work::{MOST_ATTEMPTS, TAKEN_FOR_MICROS, again, give_up, go_on, hasten, next_try, reopen, take};

use db::{Db, DbError, Param, Reader, RowRef, Tx};
use registry::ids::{CaseId, EntryId, RegisterId};

use crate::StoreError;
use crate::many_rows::Asked;

/// A job to be added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewJob {
    /// The register whose data it belongs to.
    pub register: RegisterId,
    /// Its id, chosen before: written twice it is one.
    pub id: EntryId,
    /// What is to be done.
    pub kind: &'static str,
    /// The case.
    pub case: Option<CaseId>,
    /// Exactly what is sent or asked.
    pub body: String,
    /// Unix microseconds.
    pub at: i64,
    /// Not before.
    pub due_at: i64,
}

/// A job that a worker has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Job {
    /// The register.
    pub register: RegisterId,
    /// Its id.
    pub id: EntryId,
    /// What is to be done.
    pub kind: String,
    /// The case.
    pub case: Option<CaseId>,
    /// Exactly what is sent or asked.
    pub body: String,
    /// How often it was taken, this time included.
    pub attempts: i64,
    /// When it was written.
    pub created_at: i64,
    /// Until when it is taken.
    pub until: i64,
}

pub(crate) const ADD: &str = "INSERT INTO outbox (register_id, job_id, kind, case_id, body, attempts, created_at, \
     due_at, last_fault, outcome, done_at) VALUES ($1, $2, $3, $4, $5, 0, $6, $7, '', '', NULL) \
     ON CONFLICT (register_id, job_id) DO NOTHING";
pub(crate) const DUE: &str = "SELECT register_id, job_id, kind, case_id, body, attempts, created_at, due_at \
     FROM outbox WHERE done_at IS NULL AND due_at <= $1 ORDER BY due_at LIMIT $2";
pub(crate) const END: &str = "UPDATE outbox SET done_at = $3, outcome = $4, last_fault = $5 \
     WHERE register_id = $1 AND job_id = $2 AND done_at IS NULL";
pub(crate) const OPEN: &str = "SELECT kind, COUNT(*), MIN(created_at) FROM outbox WHERE done_at IS NULL GROUP BY kind \
     ORDER BY kind";
pub(crate) const OPEN_OF_CASE: &str = "SELECT kind, attempts, last_fault, due_at FROM outbox \
     WHERE register_id = $1 AND case_id = $2 AND done_at IS NULL ORDER BY job_id";
pub(crate) const FORGET: &str =
    "DELETE FROM outbox WHERE register_id = $1 AND outcome = 'done' AND done_at < $2";

/// Adds jobs in the transaction of what they follow from.
///
/// # Errors
/// The engine's.
pub async fn add_in(tx: &mut Tx, jobs: &[&NewJob]) -> Result<(), StoreError> {
    let rows: Vec<_> = jobs.iter().map(|job| row_of(job)).collect();
    tx.execute_many(ADD, &rows).await?;
    Ok(())
}

fn row_of(job: &NewJob) -> Vec<Param<'_>> {
    vec![
        Param::Int(job.register.stored()),
        Param::Bytes(job.id.stored()),
        Param::Text(job.kind),
        job.case.as_ref().map(|case| case.stored()).into(),
        Param::Text(&job.body),
        Param::Int(job.at),
        Param::Int(job.due_at),
    ]
}

/// What adds a job.
pub(crate) fn addition(job: &NewJob) -> Asked<'_> {
    (ADD, row_of(job))
}

/// What ends a job that is done; of an open one it touches a row.
pub(crate) fn ending<'j>(register: RegisterId, job: &'j EntryId, at: i64) -> Asked<'j> {
    let key = [Param::Int(register.stored()), Param::Bytes(job.stored()), Param::Int(at)];
    (END, [&key[..], &[Param::Text("done"), Param::Text("")]].concat())
}

fn map(row: &RowRef<'_>) -> Result<Job, DbError> {
    Ok(Job {
        register: RegisterId::from_stored(row.int(0)?),
        id: crate::entry_id(row, 1)?,
        kind: row.text(2)?.to_owned(),
        case: row.opt_bytes(3)?.and_then(CaseId::from_stored),
        body: row.text(4)?.to_owned(),
        attempts: row.int(5)?,
        created_at: row.int(6)?,
        until: row.int(7)?,
    })
}

/// Ends a job in the transaction of what came of it. Tells whether it was open: one that was ended before has had its effect.
///
/// # Errors
/// The engine's.
pub async fn done_in(
    tx: &mut Tx,
    (register, job): (RegisterId, EntryId),
    at: i64,
) -> Result<bool, StoreError> {
    Ok(end_in(tx, (register, job), (at, "done", "")).await? > 0)
}

async fn end_in(
    tx: &mut Tx,
    (register, job): (RegisterId, EntryId),
    (at, outcome, fault): (i64, &str, &str),
) -> Result<u64, StoreError> {
    let params = [
        Param::Int(register.stored()),
        Param::Bytes(job.stored()),
        Param::Int(at),
        Param::Text(outcome),
        Param::Text(fault),
    ];
    Ok(tx.execute(END, &params).await?)
}

/// Ends a job that has no other effect here.
///
/// # Errors
/// The engine's.
pub async fn done(db: &Db, job: &Job, at: i64) -> Result<bool, StoreError> {
    let (register, job) = (job.register, job.id);
    db.transact("end-job", move |tx| {
        Box::pin(async move {
            let (sql, params) = ending(register, &job, at);
            Ok(tx.execute_alone(sql, &params).await? > 0)
        })
    })
    .await
}

/// The jobs that are open, by kind: how many, and since when the oldest.
///
/// # Errors
/// The engine's.
pub async fn waiting(reader: &mut Reader) -> Result<Vec<(String, u64, i64)>, StoreError> {
    let map = |row: &RowRef<'_>| Ok((row.text(0)?.to_owned(), crate::count(row, 1)?, row.int(2)?));
    Ok(reader.query(OPEN, &[], map).await?)
}

/// What a case waits for outside: kind, attempts, the last fault, and when it is tried next.
///
/// # Errors
/// The engine's.
pub async fn of_case(
    reader: &mut Reader,
    (register, case): (RegisterId, CaseId),
) -> Result<Vec<(String, i64, String, i64)>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(case.stored())];
    let map =
        |row: &RowRef<'_>| Ok((row.text(0)?.to_owned(), row.int(1)?, row.text(2)?.to_owned(), row.int(3)?));
    Ok(reader.query(OPEN_OF_CASE, &params, map).await?)
}

/// Forgets jobs of a register that were done before an instant: what they did stands elsewhere.
///
/// # Errors
/// The engine's.
pub async fn forget_done(db: &Db, register: RegisterId, before: i64) -> Result<u64, StoreError> {
    db.transact("forget-jobs", move |tx| {
        Box::pin(async move {
            Ok(tx.execute(FORGET, &[Param::Int(register.stored()), Param::Int(before)]).await?)
        })
    })
    .await
}

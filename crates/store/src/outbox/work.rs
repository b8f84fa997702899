//! Working jobs: taking them, putting them back, giving them to a person.

use std::sync::Arc;

use db::{Db, Param};
use registry::ids::{EntryId, RegisterId};

use super::{DUE, Job, NewJob, add_in, done_in, end_in, map};
use crate::StoreError;
use crate::task::{self, NewTask};

/// For how long a worker has a job: longer than the slowest system is waited for, with its retries.
pub const TAKEN_FOR_MICROS: i64 = 120 * 1_000_000;
/// The wait before the second attempt; doubled for each further one.
const FIRST_WAIT_MICROS: i64 = 2 * 1_000_000;
/// The longest wait: an outage that is over is noticed within so long.
const LONGEST_WAIT_MICROS: i64 = 600 * 1_000_000;
/// Attempts before a person is asked: with the waits above about a working day, longer than systems close for the night.
pub const MOST_ATTEMPTS: i64 = 60;

pub(crate) const TAKE: &str = "UPDATE outbox SET due_at = $4, attempts = attempts + 1 \
     WHERE register_id = $1 AND job_id = $2 AND due_at = $3 AND done_at IS NULL";
pub(crate) const AGAIN: &str = "UPDATE outbox SET due_at = $4, last_fault = $5 \
     WHERE register_id = $1 AND job_id = $2 AND due_at = $3 AND done_at IS NULL";
pub(crate) const HASTEN: &str = "UPDATE outbox SET due_at = $3 \
     WHERE register_id = $1 AND job_id = $2 AND due_at > $3 AND done_at IS NULL";
pub(crate) const REOPEN: &str = "UPDATE outbox SET done_at = NULL, outcome = '', attempts = 0, due_at = $3 \
     WHERE register_id = $1 AND job_id = $2 AND outcome = 'desk'";

/// Takes jobs that are due, the longest due first; those that another worker took meanwhile are left to it.
///
/// # Errors
/// The engine's.
pub async fn take(db: &Db, now: i64, limit: u32) -> Result<Vec<Job>, StoreError> {
    let params = [Param::Int(now), Param::Int(i64::from(limit))];
    let seen = db.quick_reader().await?.query(DUE, &params, map).await?;
    if seen.is_empty() {
        return Ok(seen);
    }
    let seen = Arc::new(seen);
    let until = now.saturating_add(TAKEN_FOR_MICROS);
    let of_rows = Arc::clone(&seen);
    let counts: Vec<u64> = db
        .transact("take-jobs", move |tx| {
            let seen = Arc::clone(&of_rows);
            Box::pin(async move {
                let rows: Vec<_> = seen
                    .iter()
                    .map(|job| {
                        let key = [Param::Int(job.register.stored()), Param::Bytes(job.id.stored())];
                        [&key[..], &[Param::Int(job.until), Param::Int(until)]].concat()
                    })
                    .collect();
                Ok::<_, StoreError>(tx.execute_many(TAKE, &rows).await?)
            })
        })
        .await?;
    let taken = seen.iter().zip(counts).filter(|(_, count)| *count > 0);
    Ok(taken.map(|(job, _)| Job { attempts: job.attempts + 1, until, ..job.clone() }).collect())
}

/// When a job that did not succeed is tried again: doubled waits up to a limit; not before `until`, where the system said so.
#[must_use]
pub fn next_try(attempts: i64, now: i64, until: Option<i64>) -> i64 {
    let doublings = u32::try_from(attempts.clamp(1, 32) - 1).unwrap_or(0);
    let wait = FIRST_WAIT_MICROS.saturating_mul(1_i64 << doublings).min(LONGEST_WAIT_MICROS);
    let soonest = now.saturating_add(wait);
    // What a peer announces is taken for at most so long: nobody can put a job to sleep for years.
    until.map_or(soonest, |until| soonest.max(until.min(now.saturating_add(ANNOUNCED_MICROS))))
}

/// The longest announced outage that is believed.
const ANNOUNCED_MICROS: i64 = 12 * 3_600 * 1_000_000;

/// Has a job tried at once: what it waits for is there. One that is being worked is not disturbed by more than a second look.
///
/// # Errors
/// The engine's.
pub async fn hasten(db: &Db, (register, job): (RegisterId, EntryId), now: i64) -> Result<(), StoreError> {
    db.transact("hasten-job", move |tx| {
        Box::pin(async move {
            let params = [Param::Int(register.stored()), Param::Bytes(job.stored()), Param::Int(now)];
            tx.execute_alone(HASTEN, &params).await?;
            Ok(())
        })
    })
    .await
}

/// Puts a job back for later; when it was tried often enough, makes a task of it. Tells whether it became one.
///
/// # Errors
/// The engine's.
pub async fn again(
    db: &Db,
    job: &Job,
    fault: &str,
    (now, until): (i64, Option<i64>),
) -> Result<bool, StoreError> {
    if job.attempts >= MOST_ATTEMPTS {
        give_up(db, job, fault, now).await?;
        return Ok(true);
    }
    let (register, id, taken_until) = (job.register, job.id, job.until);
    let (due, fault) = (next_try(job.attempts, now, until), fault.to_owned());
    db.transact("job-again", move |tx| {
        let fault = fault.clone();
        Box::pin(async move {
            let key = [Param::Int(register.stored()), Param::Bytes(id.stored()), Param::Int(taken_until)];
            let params = [&key[..], &[Param::Int(due), Param::Text(&fault)]].concat();
            tx.execute_alone(AGAIN, &params).await?;
            Ok::<(), StoreError>(())
        })
    })
    .await?;
    Ok(false)
}

/// Makes a task of a job that will not succeed by itself. It stays, with what it was to send.
///
/// # Errors
/// The engine's.
pub async fn give_up(db: &Db, job: &Job, fault: &str, now: i64) -> Result<(), StoreError> {
    let key = (job.register, job.id);
    let fault = fault.to_owned();
    let task = NewTask {
        register: job.register,
        // One job is one task, however often it is given up.
        id: job.id,
        kind: "job-failed".to_owned(),
        case: job.case,
        about: format!("{}: {fault}", job.kind),
        at: now,
    };
    db.transact("give-up-job", move |tx| {
        let (task, fault) = (task.clone(), fault.clone());
        Box::pin(async move {
            if end_in(tx, key, (now, "desk", &fault)).await? > 0 {
                task::open_in(tx, &task).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Has a job that became a task done again, and ends the task. Tells whether there was one.
///
/// # Errors
/// The engine's.
pub async fn reopen(
    db: &Db,
    (register, job): (RegisterId, EntryId),
    (now, by): (i64, String),
) -> Result<bool, StoreError> {
    db.transact("reopen-job", move |tx| {
        let by = by.clone();
        Box::pin(async move {
            let params = [Param::Int(register.stored()), Param::Bytes(job.stored()), Param::Int(now)];
            if tx.execute(REOPEN, &params).await? == 0 {
                return Ok(false);
            }
            task::done_in(tx, (register, job), (now, &by, "again")).await?;
            Ok(true)
        })
    })
    .await
}

/// Ends a job and adds the one that goes on from it, in one transaction: what is looked at from time to time is one job after the
/// other. Tells whether the job was open.
///
/// # Errors
/// The engine's.
pub async fn go_on(db: &Db, job: &Job, next: NewJob) -> Result<bool, StoreError> {
    let key = (job.register, job.id);
    db.transact("go-on-job", move |tx| {
        let next = next.clone();
        Box::pin(async move {
            if !done_in(tx, key, next.at).await? {
                return Ok(false);
            }
            add_in(tx, &[&next]).await?;
            Ok(true)
        })
    })
    .await
}

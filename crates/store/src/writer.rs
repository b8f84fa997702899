//! The coalescing writer: waiting acts and looks go into one commit together.
//!
//! Facts are loaded before; a job is a plain struct, and the version it was decided upon is checked inside the
//! transaction. One commit costs one flush whether it carries one act or a hundred, so the more wait, the cheaper each.
//! The same serves both engines: the embedded one has one writer anyway, the server gets one flight per statement.

mod batch;
mod sorting;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use db::Db;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::disclosure::Disclosure;
use crate::ledger::{Appended, NewRecord, Stamp};
use crate::{StoreError, log};
use batch::{Answer, Job, commit, without_repeats};
use sorting::{IDLE, Sorting};

pub(crate) use batch::repeat;

/// Jobs in one commit at most: beyond this the gain is gone and the first in the batch wait too long.
const BATCH: usize = 256;
/// Jobs that may wait; a caller beyond that waits for a place (backpressure instead of memory).
const QUEUE: usize = 4_096;

/// A handle to the writer; the writer ends when the last handle is gone.
#[derive(Clone, Debug)]
pub struct Writer {
    jobs: mpsc::Sender<Job>,
    nudge: Arc<tokio::sync::Notify>,
}

impl Writer {
    /// Starts the writer on a thread of its own: on the embedded engine a commit blocks the thread that makes it.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(db: Db) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let nudge = Arc::new(tokio::sync::Notify::new());
        let runtime = tokio::runtime::Handle::current();
        let sequencer = Arc::clone(&nudge);
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || runtime.block_on(run(db, waiting, sequencer)))
            .map_err(|_| StoreError::WriterStopped)?;
        Ok(Self { jobs, nudge })
    }

    /// Records a legal act; returns when it is durable, or when it is known that it did not happen.
    ///
    /// # Errors
    /// The engine's; after [`db::DbError::Interrupted`] ask again with the same idempotency key.
    pub async fn record(&self, act: NewRecord) -> Result<Appended, StoreError> {
        self.send(|answer| Job::Act(Box::new(act), answer)).await
    }

    /// Records acts of which all stand or none does (a transfer between two registers); returns when that is durable.
    /// Where one could not stand, the others are [`Appended::Undone`].
    ///
    /// # Errors
    /// As [`Self::record`].
    pub async fn record_together(&self, acts: Vec<NewRecord>) -> Result<Vec<Appended>, StoreError> {
        self.send(|answer| Job::Group(acts, answer)).await
    }

    /// Records a look; returns when it is durable.
    ///
    /// # Errors
    /// The engine's: then nothing may be shown.
    pub async fn look(&self, look: Disclosure) -> Result<(), StoreError> {
        self.send(|answer| Job::Look(Box::new(look), answer)).await
    }

    /// Resolves after acts were committed: the sequencer's cue.
    pub async fn committed(&self) {
        self.nudge.notified().await;
    }

    async fn send<T>(&self, job: impl FnOnce(Answer<T>) -> Job) -> Result<T, StoreError> {
        let (answer, outcome) = oneshot::channel();
        self.jobs.send(job(answer)).await.map_err(|_| StoreError::WriterStopped)?;
        outcome.await.map_err(|_| StoreError::WriterStopped)?
    }
}

async fn run(db: Db, mut waiting: mpsc::Receiver<Job>, nudge: Arc<tokio::sync::Notify>) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut left: Vec<Job> = Vec::new();
    let mut sorting = Sorting::new(db.clone());
    loop {
        batch.append(&mut left);
        let room = BATCH.saturating_sub(batch.len());
        if batch.is_empty() {
            let next = waiting.recv_many(&mut batch, room);
            let came = if sorting.may_wait() { timeout(IDLE, next).await } else { Ok(next.await) };
            match came {
                Ok(0) => return,
                Ok(_) => {}
                Err(_) => {
                    sorting.idle(|| waiting.is_empty()).await;
                    continue;
                }
            }
        } else {
            while batch.len() < BATCH {
                let Ok(job) = waiting.try_recv() else { break };
                batch.push(job);
            }
        }
        (batch, left) = without_repeats(batch);
        sorting.begin().await;
        let part = sorting.part().await;
        let done = commit(&db, &mut batch, &part).await;
        sorting.committed(done.sorted_in.then_some(&part), done.lines);
        if done.acts {
            nudge.notify_one();
        }
    }
}

/// Instant and randomness of one commit.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn fresh_stamp() -> Result<Stamp, StoreError> {
    let mut random = [0; 10];
    let mut salt_seed = [0; 32];
    for bytes in [&mut random[..], &mut salt_seed[..]] {
        getrandom::fill(bytes).map_err(|e| db::DbError::Engine(format!("no randomness: {e}")))?;
    }
    let recorded_at = now_micros();
    // Ids of commits in one millisecond stand in the order of time (RFC 9562 §6.2, method 3): who looked last is the last.
    let [high, low] = u16::try_from(recorded_at.rem_euclid(1_000) * 4_096 / 1_000).unwrap_or(0).to_be_bytes();
    let [first, second, ..] = &mut random;
    (*first, *second) = (high, low);
    Ok(Stamp { recorded_at, random, salt_seed })
}

/// Unix microseconds now.
#[must_use]
pub fn now_micros() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// Runs the sequencer until everything that waits is placed and signed.
///
/// # Errors
/// As [`log::sequence`] and [`log::sign_checkpoint`].
pub async fn sequence_all(db: &Db, key: &log::LogKey, tail: &mut log::LogTail) -> Result<u64, StoreError> {
    let mut placed = 0;
    loop {
        match log::sequence(db, tail).await? {
            0 => break,
            count => placed += count,
        }
    }
    log::sign_checkpoint(db, key, now_micros()).await?;
    Ok(placed)
}

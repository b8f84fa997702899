//! The coalescing writer: waiting acts and looks go into one commit together.
//!
//! Facts are loaded before; a job is a plain struct, and the version it was decided upon is checked inside the
//! transaction. One commit costs one flush whether it carries one act or a hundred, so the more wait, the cheaper each.
//! The same serves both engines: the embedded one has one writer anyway, the server gets one flight per statement.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use db::Db;
use registry::ids::EntryId;
use tokio::sync::{mpsc, oneshot};

use crate::disclosure::{self, Disclosure};
use crate::ledger::{self, Appended, NewRecord, Stamp};
use crate::{StoreError, log};

/// Jobs in one commit at most: beyond this the gain is gone and the first in the batch wait too long.
const BATCH: usize = 256;
/// Jobs that may wait; a caller beyond that waits for a place (backpressure instead of memory).
const QUEUE: usize = 4_096;

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

enum Job {
    Act(Box<NewRecord>, Answer<Appended>),
    Look(Box<Disclosure>, Answer<()>),
}

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
    loop {
        batch.append(&mut left);
        let room = BATCH.saturating_sub(batch.len());
        if batch.is_empty() {
            if waiting.recv_many(&mut batch, room).await == 0 {
                return;
            }
        } else {
            while batch.len() < BATCH {
                let Ok(job) = waiting.try_recv() else { break };
                batch.push(job);
            }
        }
        (batch, left) = without_repeats(batch);
        if commit(&db, &mut batch).await {
            nudge.notify_one();
        }
    }
}

/// A second act upon the same entry, or with the same request key, waits for the next commit: it must see the first.
fn without_repeats(batch: Vec<Job>) -> (Vec<Job>, Vec<Job>) {
    let (mut entries, mut keys, mut numbers) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    batch.into_iter().partition(|job| match job {
        Job::Look(..) => true,
        Job::Act(act, _) => {
            let key =
                act.idempotency.as_ref().map(|k| (act.register, act.basis.actor.clone(), k.key.clone()));
            let number = act.before.is_none().then(|| (act.register, act.number_key.clone()));
            let free = !entries.contains(&act.entry)
                && key.as_ref().is_none_or(|key| !keys.contains(key))
                && number.as_ref().is_none_or(|number| !numbers.contains(number));
            if free {
                entries.insert(act.entry);
                keys.extend(key);
                numbers.extend(number);
            }
            free
        }
    })
}

/// Commits a batch; when the engine refuses the whole, each job is tried alone, so that one bad job harms no other.
/// Tells whether acts were written.
async fn commit(db: &Db, batch: &mut Vec<Job>) -> bool {
    let (mut acts, mut looks, mut act_answers, mut look_answers) = (vec![], vec![], vec![], vec![]);
    for job in batch.drain(..) {
        match job {
            Job::Act(act, answer) => {
                acts.push(*act);
                act_answers.push(answer);
            }
            Job::Look(look, answer) => {
                looks.push(*look);
                look_answers.push(answer);
            }
        }
    }
    let (acts, looks) = (Arc::new(acts), Arc::new(looks));
    match commit_together(db, &acts, &looks).await {
        Ok(outcomes) => {
            for (answer, outcome) in act_answers.into_iter().zip(outcomes) {
                let _ = answer.send(Ok(outcome));
            }
            for answer in look_answers {
                let _ = answer.send(Ok(()));
            }
        }
        Err(StoreError::Db(db::DbError::Constraint(_))) if acts.len() + looks.len() > 1 => {
            for (act, answer) in acts.iter().zip(act_answers) {
                let alone = commit_together(db, &Arc::new(vec![act.clone()]), &Arc::default()).await;
                let _ = answer.send(alone.and_then(|mut o| o.pop().ok_or(StoreError::WriterStopped)));
            }
            for (look, answer) in looks.iter().zip(look_answers) {
                let alone = commit_together(db, &Arc::default(), &Arc::new(vec![look.clone()])).await;
                let _ = answer.send(alone.map(|_| ()));
            }
        }
        Err(error) => {
            let again = || StoreError::Db(repeat(&error));
            act_answers.into_iter().for_each(|answer| _ = answer.send(Err(again())));
            look_answers.into_iter().for_each(|answer| _ = answer.send(Err(again())));
        }
    }
    !acts.is_empty()
}

/// The same error for each of those who waited.
pub(crate) fn repeat(error: &StoreError) -> db::DbError {
    use db::DbError;
    match error {
        StoreError::Db(DbError::Busy) => DbError::Busy,
        StoreError::Db(DbError::Interrupted(text)) => DbError::Interrupted(text.clone()),
        StoreError::Db(DbError::Unreachable(text)) => DbError::Unreachable(text.clone()),
        StoreError::Db(DbError::Contention(text)) => DbError::Contention(text.clone()),
        StoreError::Db(DbError::Constraint(text)) => DbError::Constraint(text.clone()),
        other => DbError::Engine(other.to_string()),
    }
}

async fn commit_together(
    db: &Db,
    acts: &Arc<Vec<NewRecord>>,
    looks: &Arc<Vec<Disclosure>>,
) -> Result<Vec<Appended>, StoreError> {
    let stamp = fresh_stamp()?;
    let (acts, looks) = (Arc::clone(acts), Arc::clone(looks));
    db.transact("write-batch", move |tx| {
        let (acts, looks, stamp) = (Arc::clone(&acts), Arc::clone(&looks), stamp.clone());
        Box::pin(async move {
            let first = EntryId::new(u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0), stamp.random);
            disclosure::write(tx, &looks, first).await?;
            if acts.is_empty() { Ok(Vec::new()) } else { ledger::append(tx, &acts, &stamp).await }
        })
    })
    .await
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
    Ok(Stamp { recorded_at: now_micros(), random, salt_seed })
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

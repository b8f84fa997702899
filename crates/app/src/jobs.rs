//! The program's own jobs: reconcilers without input, run by a nudge and by a timer.

use std::time::{Duration, Instant};

use store::log::LogTail;
use store::writer::sequence_all;
use tokio::task::{JoinError, JoinSet};

use crate::time::now_micros;
use crate::{App, AppError};

/// An act has its place in the signed log at most so long after its commit.
const SEQUENCE_EVERY: Duration = Duration::from_secs(1);

/// How long a request key is kept: whoever asks again later decides anew.
const KEYS_KEPT_MICROS: i64 = 90 * 86_400 * 1_000_000;
/// How often old keys are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(3_600);

/// How often drafts are looked for that nobody goes on with: their time is counted in days.
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);
/// How often sessions of the portal that have ended are swept out: nobody gets in by one, they only take room, and all are read through for it.
const TIDY_EVERY: Duration = Duration::from_secs(300);
/// How often it is asked whether another program has made a register: whoever imports one finds it on the pages when they look.
const LEARN_EVERY: Duration = Duration::from_secs(1);

/// The outbox is looked at so often when nobody says that there is news: what an applicant waits for begins within a second.
const SEND_EVERY: Duration = Duration::from_secs(1);
/// Jobs under way at once. Each waits for a system and holds nothing but its place; were they fewer, one system that is down could
/// take all places with its jobs, and payments would wait behind them.
const IN_FLIGHT: usize = 256;

impl App {
    /// Starts the sequencer, the worker of the outbox, the sweepers of drafts and sessions and the look for new registers beside the caller; they end with the program, and go on where they were at
    /// the next start.
    pub fn start_jobs(&self) -> tokio::task::JoinHandle<()> {
        let app = self.clone();
        tokio::spawn(async move {
            tokio::join!(
                app.sequence_for_ever(),
                app.send_for_ever(),
                app.sweep_for_ever(),
                app.learn_for_ever(),
                app.tidy_for_ever()
            );
        })
    }

    /// A system that does not answer keeps its own jobs waiting and nobody else's: there is room for many at once.
    async fn send_for_ever(&self) {
        let mut working = JoinSet::new();
        loop {
            let room = IN_FLIGHT.saturating_sub(working.len());
            let taken = self.take_jobs(&mut working, now_micros(), room).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the outbox is worked later");
                0
            });
            while let Some(ended) = working.try_join_next() {
                note_end(ended);
            }
            if taken == 0 {
                tokio::select! {
                    Some(ended) = working.join_next(), if !working.is_empty() => note_end(ended),
                    () = self.0.news.notified() => {}
                    () = tokio::time::sleep(SEND_EVERY) => {}
                }
            }
        }
    }

    async fn sweep_for_ever(&self) {
        loop {
            if let Err(error) = self.sweep_drafts().await {
                tracing::warn!(%error, "drafts are swept later");
            }
            tokio::time::sleep(SWEEP_EVERY).await;
        }
    }

    async fn tidy_for_ever(&self) {
        loop {
            if let Err(error) = store::portal::sweep(&self.0.db, now_micros()).await {
                tracing::warn!(%error, "sessions that have ended are swept out later");
            }
            tokio::time::sleep(TIDY_EVERY).await;
        }
    }

    async fn learn_for_ever(&self) {
        loop {
            if let Err(error) = self.learn_registers().await {
                tracing::warn!(%error, "new registers are learned of later");
            }
            tokio::time::sleep(LEARN_EVERY).await;
        }
    }

    async fn sequence_for_ever(&self) {
        let mut tail = LogTail::default();
        let mut forgot = None::<Instant>;
        loop {
            if forgot.is_none_or(|then| then.elapsed() >= FORGET_EVERY) {
                let before = now_micros() - KEYS_KEPT_MICROS;
                if let Err(error) = store::ledger::forget_old_keys(&self.0.db, before).await {
                    tracing::warn!(%error, "old request keys are forgotten later");
                }
                forgot = Some(Instant::now());
            }
            if let Err(error) = sequence_all(&self.0.db, &self.0.key, &mut tail).await {
                tracing::warn!(%error, "the sequencer tries again");
            }
            tokio::time::sleep(SEQUENCE_EVERY).await;
        }
    }

    /// Places and signs everything that waits, once: what a command does before it ends.
    ///
    /// # Errors
    /// The store's.
    pub async fn sequence_now(&self) -> Result<u64, AppError> {
        Ok(sequence_all(&self.0.db, &self.0.key, &mut LogTail::default()).await?)
    }
}

/// A job that could not be ended is taken again when its taking lapses.
fn note_end(ended: Result<Result<(), AppError>, JoinError>) {
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "a job is worked later"),
        Err(error) => tracing::error!(%error, "a job ended of itself"),
    }
}

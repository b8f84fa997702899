//! The program's own jobs: reconcilers without input, run by a nudge and by a timer.

use std::time::{Duration, Instant};

use store::log::LogTail;
use store::writer::sequence_all;

use crate::time::now_micros;
use crate::{App, AppError};

/// An act has its place in the signed log at most so long after its commit.
const SEQUENCE_EVERY: Duration = Duration::from_secs(1);

/// How long a request key is kept: whoever asks again later decides anew.
const KEYS_KEPT_MICROS: i64 = 90 * 86_400 * 1_000_000;
/// How often old keys are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(3_600);

/// The outbox is looked at so often: what an applicant waits for begins within a second.
const SEND_EVERY: Duration = Duration::from_secs(1);

impl App {
    /// Starts the sequencer and the worker of the outbox beside the caller; they end with the program, and go on where they were at
    /// the next start.
    pub fn start_jobs(&self) -> tokio::task::JoinHandle<()> {
        let app = self.clone();
        tokio::spawn(async move {
            tokio::join!(app.sequence_for_ever(), app.send_for_ever());
        })
    }

    async fn send_for_ever(&self) {
        loop {
            let worked = self.work_outbox().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the outbox is worked later");
                0
            });
            if worked == 0 {
                tokio::time::sleep(SEND_EVERY).await;
            }
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

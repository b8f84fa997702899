//! The program's own jobs: reconcilers without input, run by a nudge and by a timer.

use std::time::Duration;

use store::log::LogTail;
use store::writer::sequence_all;

use crate::{App, AppError};

/// An act has its place in the signed log at most so long after its commit.
const SEQUENCE_EVERY: Duration = Duration::from_secs(1);

impl App {
    /// Starts the sequencer beside the caller; it ends with the program, and goes on where it was at the next start.
    pub fn start_jobs(&self) -> tokio::task::JoinHandle<()> {
        let app = self.clone();
        tokio::spawn(async move {
            let mut tail = LogTail::default();
            loop {
                if let Err(error) = sequence_all(&app.0.db, &app.0.key, &mut tail).await {
                    tracing::warn!(%error, "the sequencer tries again");
                }
                tokio::time::sleep(SEQUENCE_EVERY).await;
            }
        })
    }

    /// Places and signs everything that waits, once: what a command does before it ends.
    ///
    /// # Errors
    /// The store's.
    pub async fn sequence_now(&self) -> Result<u64, AppError> {
        Ok(sequence_all(&self.0.db, &self.0.key, &mut LogTail::default()).await?)
    }
}

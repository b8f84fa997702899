//! Whether the program can do its work now, and what it has done: for those who run it. Nothing here is about a person.

use std::time::Duration;

use crate::{App, AppError, ErrorKind};

/// Whoever watches the program asks every few seconds: an answer that takes longer is a "no".
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// What one kind of transaction has done since the start.
#[derive(Clone, Debug, PartialEq)]
pub struct TransactionFigures {
    /// Its name, as in `record-acts`.
    pub name: &'static str,
    /// Committed.
    pub committed: u64,
    /// Attempts that had to be made again.
    pub retried: u64,
    /// Given up.
    pub failed: u64,
    /// From begin to commit, summed over the committed.
    pub spent: Duration,
    /// The longest of them.
    pub longest: Duration,
}

impl App {
    /// Whether the database answers, with a register of this program's version in it.
    ///
    /// # Errors
    /// When it does not, or not in time.
    pub async fn check_health(&self) -> Result<(), AppError> {
        match tokio::time::timeout(ANSWER_WITHIN, store::schema::check(&self.0.db)).await {
            Ok(outcome) => Ok(outcome?),
            Err(late) => Err(AppError::new(
                ErrorKind::Unavailable,
                "データベースが時間内に応答しません。",
                "The database does not answer in time.",
            )
            .with_detail(late)),
        }
    }

    /// What the transactions have done since the start, by name.
    #[must_use]
    pub fn transactions(&self) -> Vec<TransactionFigures> {
        let figures = |(name, stats): (&'static str, db::TxStats)| TransactionFigures {
            name,
            committed: stats.committed,
            retried: stats.retried,
            failed: stats.failed,
            spent: Duration::from_micros(stats.micros),
            longest: Duration::from_micros(stats.longest),
        };
        self.0.db.transactions().into_iter().map(figures).collect()
    }
}

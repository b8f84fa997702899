//! Named transactions with bounded retries.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::{Db, DbError, Tx};

/// Attempts in all: a deadlock or a busy writer is solved by the second; more than five mean something else.
const ATTEMPTS: u32 = 5;
/// The wait before the second attempt; doubled for each further one.
const FIRST_WAIT: Duration = Duration::from_millis(5);

/// A future in a box: what the work of a transaction returns.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What one kind of transaction has done since the start.
#[derive(Clone, Copy, Debug, Default)]
pub struct TxStats {
    /// Committed.
    pub committed: u64,
    /// Attempts that had to be made again.
    pub retried: u64,
    /// Given up.
    pub failed: u64,
    /// Microseconds from begin to commit, summed over the committed.
    pub micros: u64,
    /// The longest of them.
    pub longest: u64,
    /// Flights from begin to commit, summed over the committed: on the server a round trip each.
    pub flights: u64,
}

/// The figures by name.
#[derive(Debug, Default)]
pub(crate) struct Stats(Mutex<BTreeMap<&'static str, TxStats>>);

impl Stats {
    fn note(&self, name: &'static str, change: impl FnOnce(&mut TxStats)) {
        change(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default());
    }
}

impl Db {
    /// Runs `work` in one transaction and commits it. A conflict of the engine's own making is tried again, a bounded
    /// number of times, so `work` may run more than once and must do nothing outside the transaction.
    ///
    /// # Errors
    /// What `work` returns, or what the engine says at begin or commit. [`DbError::Interrupted`] at the commit means
    /// that nobody knows whether it took effect.
    pub async fn transact<T, E, F>(&self, name: &'static str, mut work: F) -> Result<T, E>
    where
        T: Send,
        E: From<DbError> + Transient + Send,
        F: for<'t> FnMut(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send,
    {
        let mut wait = FIRST_WAIT;
        for attempt in 1.. {
            let started = Instant::now();
            match self.attempt(&mut work).await {
                Ok((value, flights)) => {
                    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
                    self.stats().note(name, |s| {
                        s.committed += 1;
                        s.micros = s.micros.saturating_add(micros);
                        s.longest = s.longest.max(micros);
                        s.flights += flights;
                    });
                    return Ok(value);
                }
                Err(error) if error.is_transient() && attempt < ATTEMPTS => {
                    self.stats().note(name, |s| s.retried += 1);
                    tokio::time::sleep(wait).await;
                    wait *= 2;
                }
                Err(error) => {
                    self.stats().note(name, |s| s.failed += 1);
                    return Err(error);
                }
            }
        }
        Err(DbError::Contention(name.to_owned()).into())
    }

    async fn attempt<T, E, F>(&self, work: &mut F) -> Result<(T, u64), E>
    where
        T: Send,
        E: From<DbError> + Send,
        F: for<'t> FnMut(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send,
    {
        let mut tx = self.begin().await?;
        let value = match work(&mut tx).await {
            Ok(value) => value,
            Err(error) => {
                tx.roll_back().await;
                return Err(error);
            }
        };
        let flights = tx.commit().await?;
        Ok((value, flights))
    }

    /// The figures of all transactions since the start, by name.
    #[must_use]
    pub fn transactions(&self) -> Vec<(&'static str, TxStats)> {
        let stats = self.stats().0.lock().unwrap_or_else(PoisonError::into_inner);
        stats.iter().map(|(name, figures)| (*name, *figures)).collect()
    }
}

/// Whether an error says "try the same again".
pub trait Transient {
    /// True when nothing happened and the same may succeed.
    fn is_transient(&self) -> bool;
}

impl Transient for DbError {
    fn is_transient(&self) -> bool {
        Self::is_transient(self)
    }
}

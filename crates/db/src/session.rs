//! What the store writes with: a transaction.

use crate::engine::Conn;
use crate::{DbError, Param, RowRef};

/// A transaction; dropped without commit it is rolled back. Once a statement has failed in it, it cannot be committed.
#[derive(Debug)]
pub struct Tx {
    pub(crate) conn: Option<Conn>,
    failed: bool,
    committed: bool,
    flights: u64,
}

impl Tx {
    pub(crate) const fn begun(conn: Conn) -> Self {
        Self { conn: Some(conn), failed: false, committed: false, flights: 0 }
    }

    pub(crate) fn conn(&mut self) -> Result<&mut Conn, DbError> {
        self.conn.as_mut().ok_or_else(|| DbError::Engine("the transaction has ended".to_owned()))
    }

    /// Remembers that something failed: the server would answer a later COMMIT with a rollback and no error, the
    /// embedded engine would commit the rest. Neither may pass for done.
    pub(crate) fn noted<T>(&mut self, outcome: Result<T, DbError>) -> Result<T, DbError> {
        self.flights += 1;
        self.failed |= outcome.is_err();
        outcome
    }

    /// Several statements without parameters (schema).
    ///
    /// # Errors
    /// The engine's.
    pub async fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        let outcome = self.conn()?.batch(sql).await;
        self.noted(outcome)
    }

    /// All rows, mapped.
    ///
    /// # Errors
    /// The engine's.
    pub async fn query<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        map: impl FnMut(&RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        let outcome = self.conn()?.query(sql, params, map).await;
        self.noted(outcome)
    }

    /// One statement; the number of rows it touched.
    ///
    /// # Errors
    /// The engine's.
    pub async fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, DbError> {
        let outcome = self.conn()?.execute(sql, params).await;
        self.noted(outcome)
    }

    /// One statement for many rows of parameters, in one flight; for each, the number of rows it touched.
    ///
    /// # Errors
    /// The engine's.
    pub async fn execute_many(&mut self, sql: &str, rows: &[Vec<Param<'_>>]) -> Result<Vec<u64>, DbError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let outcome = self.conn()?.execute_many(sql, rows).await;
        self.noted(outcome)
    }

    /// One statement for many sets of parameters, in one flight; `map` is told which set a row belongs to.
    ///
    /// # Errors
    /// The engine's.
    pub async fn query_many<T: Send>(
        &mut self,
        sql: &str,
        sets: &[Vec<Param<'_>>],
        map: impl FnMut(usize, &RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        let outcome = self.conn()?.query_many(sql, sets, map).await;
        self.noted(outcome)
    }

    /// Several statements, each with its parameters, in one flight; for each, the number of rows it touched.
    ///
    /// # Errors
    /// The engine's.
    pub async fn execute_each(&mut self, statements: &[(&str, Vec<Param<'_>>)]) -> Result<Vec<u64>, DbError> {
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        let outcome = self.conn()?.execute_each(statements, false).await;
        self.noted(outcome)
    }

    /// The same, and the commit in the same flight: for statements of which nothing has to be known before it. The
    /// transaction has ended then, and its work must end well: nothing can be taken back any more.
    ///
    /// # Errors
    /// The engine's: nothing stands then, unless it is [`DbError::Interrupted`].
    pub async fn execute_and_commit(&mut self, statements: &[(&str, Vec<Param<'_>>)]) -> Result<(), DbError> {
        self.unharmed()?;
        let outcome = self.conn()?.execute_each(statements, true).await;
        self.noted(outcome)?;
        self.conn = None;
        self.committed = true;
        Ok(())
    }

    /// One statement that is the whole transaction, which has ended then: one flight. The number of rows it touched.
    ///
    /// # Errors
    /// The engine's: nothing stands then, unless it is [`DbError::Interrupted`].
    pub async fn execute_alone(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, DbError> {
        Ok(self.query_alone(sql, params, |_| Ok(())).await?.1)
    }

    /// The same for a statement that gives rows: the rows, mapped, and how many it touched.
    ///
    /// # Errors
    /// As [`Self::execute_alone`].
    pub async fn query_alone<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        map: impl FnMut(&RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<(Vec<T>, u64), DbError> {
        self.unharmed()?;
        if self.flights > 0 {
            return Err(DbError::Engine("a transaction that has begun is not one statement".to_owned()));
        }
        let outcome = self.conn()?.alone(sql, params, map).await;
        let done = self.noted(outcome)?;
        self.conn = None;
        self.committed = true;
        Ok(done)
    }

    /// Begins a part that [`Self::undo_part`] can take back alone. Parts do not nest.
    ///
    /// # Errors
    /// The engine's.
    pub async fn begin_part(&mut self) -> Result<(), DbError> {
        self.batch("SAVEPOINT part").await
    }

    /// Ends the part; what it wrote stands or falls with the transaction.
    ///
    /// # Errors
    /// The engine's.
    pub async fn keep_part(&mut self) -> Result<(), DbError> {
        self.batch("RELEASE SAVEPOINT part").await
    }

    /// Takes back what the part wrote, and ends it.
    ///
    /// # Errors
    /// The engine's.
    pub async fn undo_part(&mut self) -> Result<(), DbError> {
        self.batch("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part").await
    }

    fn unharmed(&self) -> Result<(), DbError> {
        if self.failed {
            return Err(DbError::Engine(
                "a statement failed in this transaction: nothing of it was committed".to_owned(),
            ));
        }
        Ok(())
    }

    /// Takes everything back, and gives the connection back where that is plainly done.
    pub(crate) async fn roll_back(mut self) {
        if let Ok(conn) = self.conn()
            && conn.roll_back().await.is_ok()
        {
            self.conn = None;
        }
    }

    /// Gives how many flights the transaction took.
    pub(crate) async fn commit(mut self) -> Result<u64, DbError> {
        if self.committed {
            return Ok(self.flights);
        }
        self.unharmed()?;
        // A transaction in which nothing was asked has not begun on the server: there, this is a begin and an end.
        let outcome = self.conn()?.batch("COMMIT").await;
        self.noted(outcome)?;
        self.conn = None;
        Ok(self.flights)
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            conn.abandon();
        }
    }
}

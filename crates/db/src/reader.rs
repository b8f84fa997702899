//! What the store reads with.

use crate::engine::Conn;
use crate::{DbError, Param, RowRef};

/// A connection for reading.
#[derive(Debug)]
pub struct Reader(pub(crate) Conn);

impl Reader {
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
        self.0.query(sql, params, map).await
    }

    /// Sees each row in place, without collecting: for slices of large tables.
    ///
    /// # Errors
    /// The engine's, or what `see` says.
    pub async fn for_each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
    ) -> Result<(), DbError> {
        self.0.for_each(sql, params, see).await
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
        self.0.query_many(sql, sets, map).await
    }

    /// The rows of several statements, each with its own parameters, in one flight; `map` is told which statement a row belongs to.
    ///
    /// # Errors
    /// The engine's.
    pub async fn query_each<T: Send>(
        &mut self,
        statements: &[(&str, Vec<Param<'_>>)],
        map: impl FnMut(usize, &RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        self.0.query_each(statements, map).await
    }

    /// Prepares a statement without running it: what the test of all statements does.
    ///
    /// # Errors
    /// When the engine does not understand it.
    pub async fn prepares(&mut self, sql: &str) -> Result<(), DbError> {
        self.0.prepares(sql).await
    }
}

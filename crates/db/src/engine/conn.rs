//! A connection of either engine: the statements that a session runs.

use futures_util::TryStreamExt;

use super::flight::{self, Session};
use super::sqlite::Handle;
use super::words::{bind, in_its_words};
use crate::{DbError, Param, RowRef};

#[derive(Debug)]
pub(crate) enum Conn {
    Sqlite(Handle),
    Postgres(Session),
}

impl Conn {
    /// Prepares a statement without running it.
    pub(crate) async fn prepares(&mut self, sql: &str) -> Result<(), DbError> {
        match self {
            Self::Sqlite(handle) => Ok(handle.connection()?.prepare(&in_its_words(sql)).map(|_| ())?),
            Self::Postgres(session) => flight::prepares(session, sql).await,
        }
    }

    /// Ends a transaction that is not to be committed.
    pub(crate) async fn roll_back(&mut self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(handle) => {
                let connection = handle.connection()?;
                // Some errors end the transaction by themselves, and a refused BEGIN never began one.
                if !connection.is_autocommit() {
                    connection.execute_batch("ROLLBACK")?;
                }
                Ok(())
            }
            Self::Postgres(session) if session.has_begun() => {
                let (client, _) = session.open();
                Ok(client.batch_execute("ROLLBACK").await?)
            }
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Gives up a transaction that was cut off half way: nobody waits for the server any more.
    pub(crate) fn abandon(self) {
        match self {
            Self::Sqlite(handle) => {
                if let Ok(connection) = handle.connection()
                    && !connection.is_autocommit()
                    && let Err(error) = connection.execute_batch("ROLLBACK")
                {
                    tracing::warn!(%error, "a transaction could not be rolled back");
                }
            }
            Self::Postgres(session) => session.close(),
        }
    }

    pub(crate) async fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        match self {
            Self::Sqlite(handle) => Ok(handle.connection()?.execute_batch(sql)?),
            Self::Postgres(session) => flight::batch(session, sql).await,
        }
    }

    pub(crate) async fn for_each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
    ) -> Result<(), DbError> {
        match self {
            Self::Sqlite(handle) => {
                let mut statement = handle.connection()?.prepare_cached(&in_its_words(sql))?;
                bind(&mut statement, params)?;
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next()? {
                    see(&RowRef::Sqlite(row))?;
                }
                Ok(())
            }
            Self::Postgres(session) => {
                let mut rows = flight::rows(session, sql, params).await?;
                while let Some(row) = rows.try_next().await? {
                    see(&RowRef::Postgres(&row))?;
                }
                Ok(())
            }
        }
    }

    pub(crate) async fn query<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut map: impl FnMut(&RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        let mut out = Vec::new();
        self.for_each(sql, params, |row| {
            out.push(map(row)?);
            Ok(())
        })
        .await?;
        Ok(out)
    }

    pub(crate) async fn query_many<T: Send>(
        &mut self,
        sql: &str,
        sets: &[Vec<Param<'_>>],
        mut map: impl FnMut(usize, &RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        let mut out = Vec::new();
        match self {
            Self::Sqlite(_) => {
                for (index, params) in sets.iter().enumerate() {
                    self.for_each(sql, params, |row| {
                        out.push(map(index, row)?);
                        Ok(())
                    })
                    .await?;
                }
            }
            Self::Postgres(session) => {
                let all = flight::rows_of_each(session, sql, sets).await?;
                for (index, rows) in all.iter().enumerate() {
                    for row in rows {
                        out.push(map(index, &RowRef::Postgres(row))?);
                    }
                }
            }
        }
        Ok(out)
    }

    pub(crate) async fn query_each<T: Send>(
        &mut self,
        statements: &[(&str, Vec<Param<'_>>)],
        mut map: impl FnMut(usize, &RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        let mut out = Vec::new();
        match self {
            Self::Sqlite(_) => {
                for (index, (sql, params)) in statements.iter().enumerate() {
                    self.for_each(sql, params, |row| {
                        out.push(map(index, row)?);
                        Ok(())
                    })
                    .await?;
                }
            }
            Self::Postgres(session) => {
                let all = flight::rows_of_all(session, statements).await?;
                for (index, rows) in all.iter().enumerate() {
                    for row in rows {
                        out.push(map(index, &RowRef::Postgres(row))?);
                    }
                }
            }
        }
        Ok(out)
    }

    pub(crate) async fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, DbError> {
        match self {
            Self::Sqlite(handle) => {
                let mut statement = handle.connection()?.prepare_cached(&in_its_words(sql))?;
                bind(&mut statement, params)?;
                Ok(u64::try_from(statement.raw_execute()?).unwrap_or(0))
            }
            Self::Postgres(session) => {
                let counts = flight::in_one_flight(session, &[(sql, params.to_vec())], false).await?;
                Ok(counts.iter().sum())
            }
        }
    }

    pub(crate) async fn execute_many(
        &mut self,
        sql: &str,
        rows: &[Vec<Param<'_>>],
    ) -> Result<Vec<u64>, DbError> {
        match self {
            Self::Sqlite(handle) => {
                let mut statement = handle.connection()?.prepare_cached(&in_its_words(sql))?;
                let mut counts = Vec::with_capacity(rows.len());
                for row in rows {
                    bind(&mut statement, row)?;
                    counts.push(u64::try_from(statement.raw_execute()?).unwrap_or(0));
                }
                Ok(counts)
            }
            Self::Postgres(session) => flight::execute_for_each(session, sql, rows).await,
        }
    }

    /// With `commit`, COMMIT is the last of them.
    pub(crate) async fn execute_each(
        &mut self,
        statements: &[(&str, Vec<Param<'_>>)],
        commit: bool,
    ) -> Result<Vec<u64>, DbError> {
        match self {
            Self::Sqlite(_) => {
                let mut counts = Vec::with_capacity(statements.len());
                for (sql, params) in statements {
                    counts.push(self.execute(sql, params).await?);
                }
                if commit {
                    self.batch("COMMIT").await?;
                }
                Ok(counts)
            }
            Self::Postgres(session) => flight::in_one_flight(session, statements, commit).await,
        }
    }
}

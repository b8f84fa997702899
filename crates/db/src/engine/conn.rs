//! A connection of either engine: the statements that a session runs.

use deadpool_postgres::Object;
use futures_util::{TryStreamExt, future::try_join_all, pin_mut};

use super::sqlite::Handle;
use crate::{DbError, Param, RowRef};

#[derive(Debug)]
pub(crate) enum Conn {
    Sqlite(Handle),
    Postgres(Object),
}

impl Conn {
    /// Prepares a statement without running it.
    pub(crate) async fn prepares(&mut self, sql: &str) -> Result<(), DbError> {
        match self {
            Self::Sqlite(handle) => Ok(handle.connection()?.prepare(sql).map(|_| ())?),
            Self::Postgres(client) => Ok(client.prepare(sql).await.map(|_| ())?),
        }
    }

    /// Gives up a transaction that was not committed.
    pub(crate) fn abandon(self) {
        match self {
            Self::Sqlite(handle) => {
                // Some errors end the transaction by themselves, and a refused BEGIN never began one.
                if let Ok(connection) = handle.connection()
                    && !connection.is_autocommit()
                    && let Err(error) = connection.execute_batch("ROLLBACK")
                {
                    tracing::warn!(%error, "a transaction could not be rolled back");
                }
            }
            // The connection is closed rather than given back with an open transaction in it.
            Self::Postgres(client) => drop(Object::take(client)),
        }
    }

    pub(crate) async fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        match self {
            Self::Sqlite(handle) => Ok(handle.connection()?.execute_batch(sql)?),
            Self::Postgres(client) => Ok(client.batch_execute(sql).await?),
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
                let mut statement = handle.connection()?.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next()? {
                    see(&RowRef::Sqlite(row))?;
                }
                Ok(())
            }
            Self::Postgres(client) => {
                let statement = client.prepare_cached(sql).await?;
                let rows = client.query_raw(&statement, params.iter().copied()).await?;
                pin_mut!(rows);
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
            Self::Postgres(client) => {
                let statement = client.prepare_cached(sql).await?;
                let flights = sets.iter().map(async |params| {
                    let rows = client.query_raw(&statement, params.iter().copied()).await?;
                    rows.try_collect::<Vec<_>>().await
                });
                for (index, rows) in try_join_all(flights).await?.iter().enumerate() {
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
                let mut statement = handle.connection()?.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                Ok(u64::try_from(statement.raw_execute()?).unwrap_or(0))
            }
            Self::Postgres(client) => {
                let statement = client.prepare_cached(sql).await?;
                Ok(client.execute_raw(&statement, params.iter().copied()).await?)
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
                let mut statement = handle.connection()?.prepare_cached(sql)?;
                let mut counts = Vec::with_capacity(rows.len());
                for row in rows {
                    bind(&mut statement, row)?;
                    counts.push(u64::try_from(statement.raw_execute()?).unwrap_or(0));
                }
                Ok(counts)
            }
            Self::Postgres(client) => {
                // Polled together the driver sends them in one flight: one round trip for all.
                let statement = client.prepare_cached(sql).await?;
                let flights = rows.iter().map(|row| client.execute_raw(&statement, row.iter().copied()));
                Ok(try_join_all(flights).await?)
            }
        }
    }

    pub(crate) async fn execute_each(
        &mut self,
        statements: &[(&str, Vec<Param<'_>>)],
    ) -> Result<(), DbError> {
        match self {
            Self::Sqlite(_) => {
                for (sql, params) in statements {
                    self.execute(sql, params).await?;
                }
                Ok(())
            }
            Self::Postgres(client) => in_one_flight(client, statements).await,
        }
    }
}

/// Polled together the driver sends them in one flight.
pub(crate) async fn in_one_flight(
    client: &Object,
    statements: &[(&str, Vec<Param<'_>>)],
) -> Result<(), DbError> {
    let mut prepared = Vec::with_capacity(statements.len());
    for (sql, params) in statements {
        prepared.push((client.prepare_cached(sql).await?, params));
    }
    let flights =
        prepared.iter().map(|(statement, params)| client.execute_raw(statement, params.iter().copied()));
    try_join_all(flights).await?;
    Ok(())
}

/// Binds `$1 …` by name: the embedded engine numbers them by first appearance.
fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &[Param<'_>]) -> Result<(), DbError> {
    for index in 1..=statement.parameter_count() {
        let place =
            statement.parameter_name(index).and_then(|name| name.get(1..)).and_then(|n| n.parse().ok());
        let param = place
            .and_then(|place: usize| params.get(place.wrapping_sub(1)))
            .ok_or_else(|| DbError::Engine(format!("parameter {index} of a statement has no value")))?;
        statement.raw_bind_parameter(index, param)?;
    }
    Ok(())
}

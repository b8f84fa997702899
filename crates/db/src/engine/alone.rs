//! One statement that is a whole transaction.

use super::conn::Conn;
use super::flight;
use super::words::{bind, in_its_words};
use crate::{DbError, Param, RowRef};

impl Conn {
    /// One statement and the commit; the rows that it gives, mapped, and how many it touched.
    pub(crate) async fn alone<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut map: impl FnMut(&RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<(Vec<T>, u64), DbError> {
        match self {
            Self::Sqlite(handle) => {
                let connection = handle.connection()?;
                let mut statement = connection.prepare_cached(&in_its_words(sql))?;
                bind(&mut statement, params)?;
                let mut out = Vec::new();
                let count = if statement.column_count() == 0 {
                    u64::try_from(statement.raw_execute()?).unwrap_or(0)
                } else {
                    let mut rows = statement.raw_query();
                    while let Some(row) = rows.next()? {
                        out.push(map(&RowRef::Sqlite(row))?);
                    }
                    u64::try_from(out.len()).unwrap_or(0)
                };
                drop(statement);
                connection.execute_batch("COMMIT")?;
                Ok((out, count))
            }
            Self::Postgres(session) => {
                let (rows, count) = flight::alone(session, sql, params).await?;
                let mapped = rows.iter().map(|row| map(&RowRef::Postgres(row))).collect::<Result<_, _>>()?;
                Ok((mapped, count))
            }
        }
    }
}

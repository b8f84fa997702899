//! Parameters and rows, borrowed from the engine as they are.

use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut};

use crate::DbError;

/// A parameter of a statement: the three portable types and their absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param<'a> {
    /// NULL.
    Null,
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(&'a str),
    /// BYTEA.
    Bytes(&'a [u8]),
}

impl From<i64> for Param<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl<'a> From<&'a str> for Param<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}
impl<'a> From<&'a String> for Param<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}
impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(value)
    }
}
impl<'a, const N: usize> From<&'a [u8; N]> for Param<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Self::Bytes(value)
    }
}
impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Bytes(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT | Type::VARCHAR | Type::BYTEA)
    }

    tokio_postgres::types::to_sql_checked!();
}

/// A row while it is being read.
#[derive(Debug)]
pub enum RowRef<'a> {
    /// Of the embedded engine.
    Sqlite(&'a rusqlite::Row<'a>),
    /// Of the server.
    Postgres(&'a tokio_postgres::Row),
}

impl RowRef<'_> {
    /// A BIGINT that is there.
    ///
    /// # Errors
    /// [`DbError::Column`] when it is NULL or something else.
    pub fn int(&self, column: usize) -> Result<i64, DbError> {
        self.opt_int(column)?.ok_or_else(|| null(column))
    }

    /// A BIGINT or NULL.
    ///
    /// # Errors
    /// [`DbError::Column`] when it is something else.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, DbError> {
        match self {
            Self::Sqlite(row) => match row.get_ref(column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Integer(value) => Ok(Some(value)),
                other => Err(wrong(column, &other.data_type().to_string())),
            },
            Self::Postgres(row) => row.try_get(column).map_err(|e| wrong(column, &e.to_string())),
        }
    }

    /// A TEXT that is there.
    ///
    /// # Errors
    /// [`DbError::Column`] when it is NULL, something else or no UTF-8.
    pub fn text(&self, column: usize) -> Result<&str, DbError> {
        self.opt_text(column)?.ok_or_else(|| null(column))
    }

    /// A TEXT or NULL.
    ///
    /// # Errors
    /// [`DbError::Column`] when it is something else or no UTF-8.
    pub fn opt_text(&self, column: usize) -> Result<Option<&str>, DbError> {
        match self {
            Self::Sqlite(row) => match row.get_ref(column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Text(bytes) => {
                    std::str::from_utf8(bytes).map(Some).map_err(|e| wrong(column, &e.to_string()))
                }
                other => Err(wrong(column, &other.data_type().to_string())),
            },
            Self::Postgres(row) => row.try_get(column).map_err(|e| wrong(column, &e.to_string())),
        }
    }

    /// A BYTEA that is there.
    ///
    /// # Errors
    /// [`DbError::Column`] when it is NULL or something else.
    pub fn bytes(&self, column: usize) -> Result<&[u8], DbError> {
        self.opt_bytes(column)?.ok_or_else(|| null(column))
    }

    /// A BYTEA or NULL.
    ///
    /// # Errors
    /// [`DbError::Column`] when it is something else.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>, DbError> {
        match self {
            Self::Sqlite(row) => match row.get_ref(column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Blob(bytes) => Ok(Some(bytes)),
                other => Err(wrong(column, &other.data_type().to_string())),
            },
            Self::Postgres(row) => row.try_get(column).map_err(|e| wrong(column, &e.to_string())),
        }
    }
}

fn null(column: usize) -> DbError {
    DbError::Column { column, detail: "NULL".to_owned() }
}

fn wrong(column: usize, detail: &str) -> DbError {
    DbError::Column { column, detail: detail.to_owned() }
}

//! Many rows at once: COPY on the server, one prepared statement in the transaction on the embedded engine.

mod rows;

use futures_util::SinkExt;
use rusqlite::types::ValueRef;

use crate::engine::Conn;
use crate::{DbError, Param, Tx};
pub use rows::{BulkRows, Column, ColumnKind};

/// Bytes handed to the server at a time.
const COPY_CHUNK: usize = 1 << 20;
/// Rows in one flight when they go one by one.
const ROWS_AT_ONCE: usize = 1_000;
/// The head of a binary COPY: signature, flags, no extension (PostgreSQL documentation, COPY, "Binary Format").
const COPY_HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

impl Tx {
    /// Writes all the rows.
    ///
    /// # Errors
    /// [`DbError::Constraint`] when one of them may not stand; none stands then.
    pub async fn bulk(&mut self, rows: &BulkRows) -> Result<(), DbError> {
        if rows.is_empty() {
            return Ok(());
        }
        let outcome = match self.conn()? {
            Conn::Sqlite(handle) => handle.connection().and_then(|connection| sqlite(connection, rows)),
            Conn::Postgres(session) => {
                let (client, begin) = session.open();
                begin.ahead_of(client, Box::pin(postgres(client, rows))).await
            }
        };
        self.noted(outcome)
    }

    /// Writes those of the rows that are not there yet, one by one: for the rare bulk that met a row of its own.
    ///
    /// # Errors
    /// The engine's.
    pub async fn bulk_missing(&mut self, rows: &BulkRows) -> Result<(), DbError> {
        let sql = insert(rows, " ON CONFLICT DO NOTHING");
        let mut fields = Fields(&rows.packed);
        let mut left = rows.rows;
        while left > 0 {
            let some = params_of(rows, left.min(ROWS_AT_ONCE), &mut fields)?;
            left -= some.len();
            self.execute_many(&sql, &some).await?;
        }
        Ok(())
    }
}

fn insert(rows: &BulkRows, otherwise: &str) -> String {
    let places = (1..=rows.columns.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
    format!("INSERT INTO {} ({}) VALUES ({places}){otherwise}", rows.table, names(rows))
}

/// The next rows as parameters.
fn params_of<'a>(
    rows: &BulkRows,
    count: usize,
    fields: &mut Fields<'a>,
) -> Result<Vec<Vec<Param<'a>>>, DbError> {
    let mut some = Vec::with_capacity(count);
    for _ in 0..count {
        fields.take(2)?;
        let row = rows.columns.iter().map(|column| fields.value(column.kind).and_then(param));
        some.push(row.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(some)
}

fn param(value: ValueRef<'_>) -> Result<Param<'_>, DbError> {
    Ok(match value {
        ValueRef::Null => Param::Null,
        ValueRef::Integer(value) => Param::Int(value),
        ValueRef::Text(bytes) => Param::Text(std::str::from_utf8(bytes).map_err(|_| torn("text of UTF-8"))?),
        ValueRef::Blob(bytes) => Param::Bytes(bytes),
        ValueRef::Real(_) => return Err(torn("a portable type")),
    })
}

fn names(rows: &BulkRows) -> String {
    rows.columns.iter().map(|c| c.name).collect::<Vec<_>>().join(", ")
}

fn sqlite(connection: &rusqlite::Connection, rows: &BulkRows) -> Result<(), DbError> {
    let places = (1..=rows.columns.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({places})", rows.table, names(rows));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut fields = Fields(&rows.packed);
    for _ in 0..rows.rows {
        fields.take(2)?;
        for (index, column) in rows.columns.iter().enumerate() {
            let value = fields.value(column.kind)?;
            statement.raw_bind_parameter(index + 1, rusqlite::types::ToSqlOutput::Borrowed(value))?;
        }
        statement.raw_execute()?;
    }
    Ok(())
}

/// Reads the packed form back.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], DbError> {
        let (head, tail) = self.0.split_at_checked(count).ok_or_else(|| torn("a row ends early"))?;
        self.0 = tail;
        Ok(head)
    }

    fn value(&mut self, kind: ColumnKind) -> Result<ValueRef<'a>, DbError> {
        let length = u32::from_be_bytes(self.take(4)?.try_into().map_err(|_| torn("no length"))?);
        if length == u32::MAX {
            return Ok(ValueRef::Null);
        }
        let bytes = self.take(usize::try_from(length).map_err(|_| torn("length"))?)?;
        Ok(match kind {
            ColumnKind::Int => ValueRef::Integer(i64::from_be_bytes(
                bytes.try_into().map_err(|_| torn("an integer of 8 bytes"))?,
            )),
            ColumnKind::Text => ValueRef::Text(bytes),
            ColumnKind::Bytes => ValueRef::Blob(bytes),
        })
    }
}

fn torn(what: &str) -> DbError {
    DbError::Engine(format!("bulk rows do not fit their columns: {what}"))
}

async fn postgres(client: &deadpool_postgres::Object, rows: &BulkRows) -> Result<(), DbError> {
    let sql = format!("COPY {} ({}) FROM STDIN BINARY", rows.table, names(rows));
    let statement = client.prepare_cached(&sql).await?;
    let sink = client.copy_in::<_, bytes::Bytes>(&statement).await?;
    futures_util::pin_mut!(sink);
    let chunks = std::iter::once(COPY_HEAD)
        .chain(rows.packed.chunks(COPY_CHUNK))
        .chain(std::iter::once(&[0xFF, 0xFF][..]));
    for chunk in chunks {
        sink.send(bytes::Bytes::copy_from_slice(chunk)).await?;
    }
    sink.finish().await?;
    Ok(())
}

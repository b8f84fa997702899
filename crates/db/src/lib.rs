//! The two database engines behind one enum: connections, transactions, rows.
//!
//! `engine` is the only module that names an engine; `bulk` is the only other exception. Statements are one text for
//! both: a portable subset with `$1` parameters (ADR 1).

mod bulk;
mod engine;
mod error;
mod reader;
mod row;
mod session;
mod transact;

pub use bulk::{BulkRows, Column, ColumnKind};
pub use engine::{Db, Engine, Health, Hold, PostgresDb, SqliteDb, clustered_ddl};
pub use error::DbError;
pub use reader::Reader;
pub use row::{Param, RowRef};
pub use session::Tx;
pub use transact::{BoxFuture, Transient, TxStats};

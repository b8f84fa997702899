//! The register in the database: its SQL and nothing else. Each table has its file; the text of a statement stands
//! above the function that maps its rows, one text for both engines.

pub mod account;
pub mod audit;
pub mod case;
pub mod change;
pub mod check;
pub mod confirmation;
pub mod credential;
pub mod deciding;
pub mod deletion;
pub mod disclosure;
pub mod draft;
pub mod entry;
pub mod error;
pub mod exam;
pub mod first_link;
mod gather;
pub mod hint;
pub mod holder;
pub mod import;
pub mod inbox;
pub mod ledger;
pub mod link_request;
pub mod log;
pub mod lookup;
mod many_rows;
pub mod migrate;
pub mod network;
pub mod numbering;
pub mod outbox;
pub mod payment;
pub mod portal;
pub mod register;
pub mod schema;
pub mod search;
pub mod share;
pub mod statements;
pub mod statistics;
pub mod task;
pub mod upload;
pub mod writer;

pub use error::StoreError;

use registry::ids::EntryId;

/// Reads an entry's id out of a row.
fn entry_id(row: &db::RowRef<'_>, column: usize) -> Result<EntryId, db::DbError> {
    EntryId::from_stored(row.bytes(column)?)
        .ok_or_else(|| db::DbError::Column { column, detail: "not 16 bytes".to_owned() })
}

/// Reads bytes of a fixed length out of a row.
fn fixed<const N: usize>(row: &db::RowRef<'_>, column: usize) -> Result<[u8; N], db::DbError> {
    row.bytes(column)?
        .try_into()
        .map_err(|_| db::DbError::Column { column, detail: format!("not {N} bytes") })
}

/// Reads a count out of a row.
fn count(row: &db::RowRef<'_>, column: usize) -> Result<u64, db::DbError> {
    u64::try_from(row.int(column)?).map_err(|_| db::DbError::Column { column, detail: "negative".to_owned() })
}

/// A count for the database.
fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

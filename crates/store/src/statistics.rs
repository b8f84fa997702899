//! Counts of a register, kept for its page.

use db::{Db, Param, Reader};
use registry::ids::RegisterId;

use crate::StoreError;

pub(crate) const READ: &str = "SELECT figures FROM register_statistics WHERE register_id = $1";
pub(crate) const READ_ALL: &str = "SELECT register_id, as_of, figures FROM register_statistics";
pub(crate) const WRITE: &str = "INSERT INTO register_statistics (register_id, as_of, figures) VALUES ($1, $2, $3) \
     ON CONFLICT (register_id) DO UPDATE SET as_of = excluded.as_of, figures = excluded.figures";

/// Keeps the figures (JSON) of a register, counted at an instant.
///
/// # Errors
/// The engine's.
pub async fn write(db: &Db, register: RegisterId, as_of: i64, figures: &str) -> Result<(), StoreError> {
    let figures = figures.to_owned();
    db.transact("keep-statistics", move |tx| {
        let figures = figures.clone();
        Box::pin(async move {
            let params = [Param::Int(register.stored()), Param::Int(as_of), Param::Text(&figures)];
            tx.execute(WRITE, &params).await?;
            Ok(())
        })
    })
    .await
}

/// The figures of a register, once counted.
///
/// # Errors
/// The engine's.
pub async fn read(reader: &mut Reader, register: RegisterId) -> Result<Option<String>, StoreError> {
    let found =
        reader.query(READ, &[Param::Int(register.stored())], |row| Ok(row.text(0)?.to_owned())).await?;
    Ok(found.into_iter().next())
}

/// The figures of all registers that were counted: register, instant, JSON.
///
/// # Errors
/// The engine's.
pub async fn read_all(reader: &mut Reader) -> Result<Vec<(RegisterId, i64, String)>, StoreError> {
    Ok(reader
        .query(READ_ALL, &[], |row| {
            Ok((RegisterId::from_stored(row.int(0)?), row.int(1)?, row.text(2)?.to_owned()))
        })
        .await?)
}

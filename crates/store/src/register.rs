//! The registers of this installation.

use db::{Param, Reader, Tx};
use registry::ids::RegisterId;

use crate::StoreError;

/// A register: a qualification kept by one authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// Its number.
    pub id: RegisterId,
    /// Rule id.
    pub qualification: String,
    /// Authority code.
    pub authority: String,
}

pub(crate) const LIST: &str =
    "SELECT register_id, qualification, authority FROM register ORDER BY qualification, authority";
pub(crate) const ADD: &str = "INSERT INTO register (register_id, qualification, authority) VALUES ($1, $2, $3) \
     ON CONFLICT (qualification, authority) DO NOTHING";

pub(crate) const COUNT: &str = "SELECT COUNT(*) FROM register";

/// How many there are: they only become more.
///
/// # Errors
/// The engine's.
pub async fn count(reader: &mut Reader) -> Result<u64, StoreError> {
    let counts = reader.query(COUNT, &[], |row| crate::count(row, 0)).await?;
    Ok(counts.first().copied().unwrap_or(0))
}

/// All of them, by qualification and authority.
///
/// # Errors
/// The engine's.
pub async fn list(reader: &mut Reader) -> Result<Vec<Register>, StoreError> {
    Ok(reader
        .query(LIST, &[], |row| {
            Ok(Register {
                id: RegisterId::from_stored(row.int(0)?),
                qualification: row.text(1)?.to_owned(),
                authority: row.text(2)?.to_owned(),
            })
        })
        .await?)
}

/// Makes the register unless it is there.
///
/// # Errors
/// The engine's; a constraint when two registers would have one number.
pub async fn ensure(tx: &mut Tx, qualification: &str, authority: &str) -> Result<RegisterId, StoreError> {
    let id = RegisterId::of(qualification, authority);
    tx.execute(ADD, &[Param::Int(id.stored()), Param::Text(qualification), Param::Text(authority)]).await?;
    Ok(id)
}

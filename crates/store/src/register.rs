//! The registers of this installation.

use db::{DbError, Param, Reader, RowRef, Tx};
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
// Whichever of its two keys is taken: of two programs that make one register at once, the slower one meets the number first.
pub(crate) const ADD: &str = "INSERT INTO register (register_id, qualification, authority) VALUES ($1, $2, $3) \
     ON CONFLICT DO NOTHING";
pub(crate) const NAMES: &str = "SELECT qualification, authority FROM register WHERE register_id = $1";

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

/// Makes the register unless it is there; whoever makes it at the same moment makes the same.
///
/// # Errors
/// The engine's; a constraint when two registers would have one number.
pub async fn ensure(tx: &mut Tx, qualification: &str, authority: &str) -> Result<RegisterId, StoreError> {
    let id = RegisterId::of(qualification, authority);
    let params = [Param::Int(id.stored()), Param::Text(qualification), Param::Text(authority)];
    if tx.execute(ADD, &params).await? > 0 {
        return Ok(id);
    }
    let same = |row: &RowRef<'_>| Ok(row.text(0)? == qualification && row.text(1)? == authority);
    match tx.query(NAMES, &[Param::Int(id.stored())], same).await?.as_slice() {
        [true] => Ok(id),
        _ => Err(DbError::Constraint(format!("two registers have the number {}", id.stored())).into()),
    }
}

//! Numbers of a series, one after the other, without a sequence: a row a series, changed in the transaction that uses the number.

use db::{Param, Tx};
use registry::ids::RegisterId;

use crate::StoreError;

pub(crate) const NEXT: &str = "INSERT INTO numbering (register_id, series, given) VALUES ($1, $2, $3) \
     ON CONFLICT (register_id, series) DO UPDATE SET given = numbering.given + 1 RETURNING given";

/// The next number of a series; `first` when there was none. Given back when the transaction is: no number is lost and none is
/// given twice.
///
/// # Errors
/// The engine's.
pub async fn next_in(tx: &mut Tx, register: RegisterId, series: &str, first: i64) -> Result<i64, StoreError> {
    let params = [Param::Int(register.stored()), Param::Text(series), Param::Int(first)];
    let given = tx.query(NEXT, &params, |row| row.int(0)).await?;
    given.first().copied().ok_or_else(|| db::DbError::Engine("no number was given".to_owned()).into())
}

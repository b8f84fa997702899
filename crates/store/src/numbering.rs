//! Numbers of a series, one after the other, without a sequence: a row a series, changed in the transaction that uses the number.

use db::{Param, Reader, Tx};
use registry::ids::RegisterId;

use crate::StoreError;

pub(crate) const NEXT: &str = "INSERT INTO numbering (register_id, series, given) VALUES ($1, $2, $3) \
     ON CONFLICT (register_id, series) DO UPDATE SET given = numbering.given + 1 RETURNING given";

pub(crate) const LAST: &str = "SELECT given FROM numbering WHERE register_id = $1 AND series = $2";
/// The longest of the numbers that begin with a digit, and of these the last: where a register counts on from what was imported.
pub(crate) const HIGHEST: &str = "SELECT number_key FROM entry WHERE register_id = $1 AND number_key >= '0' \
     AND number_key < ':' ORDER BY LENGTH(number_key) DESC, number_key DESC LIMIT $2";
/// Numbers that are looked at for the highest: some have letters in them and count for nothing.
const LOOKED_AT: i64 = 100;

/// The number that a series goes on with: one more than the last that was given, else one more than the highest plain number of the
/// register's entries.
///
/// # Errors
/// The engine's.
pub async fn expected(reader: &mut Reader, register: RegisterId, series: &str) -> Result<i64, StoreError> {
    let params = [Param::Int(register.stored()), Param::Text(series)];
    if let Some(given) = reader.query(LAST, &params, |row| row.int(0)).await?.first() {
        return Ok(given.saturating_add(1));
    }
    let params = [Param::Int(register.stored()), Param::Int(LOOKED_AT)];
    let keys = reader.query(HIGHEST, &params, |row| Ok(row.text(0)?.to_owned())).await?;
    let highest = keys.iter().find_map(|key| key.parse::<i64>().ok()).unwrap_or(0);
    Ok(highest.saturating_add(1))
}

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

//! A batch of which every record is expected to stand, in one flight.
//!
//! Nearly always nobody was faster, no number is taken and no request was made before. So everything is sent at once, and
//! then it is counted: where a row is missing, nothing of the transaction may stand, and [`super::append`] finds out,
//! one step after the other, who lost.

use std::sync::LazyLock;

use db::{DbError, Param, Tx};

use super::append::{
    ADD_ENTRY, ADD_KEY_ONCE, ERASE_BODY, NewRecord, Stamp, UPDATE_ENTRY, erasure, key_row, update_row,
};
use super::made::Made;
use crate::StoreError;
use crate::many_rows::{A_TEXT, AN_INT, Asked, BYTES, ManyRows};

pub(crate) static ADD_KEYS: LazyLock<ManyRows> =
    LazyLock::new(|| ManyRows::of(ADD_KEY_ONCE, &[AN_INT, A_TEXT, A_TEXT, BYTES, BYTES, AN_INT, AN_INT]));
pub(crate) static ADD_ENTRIES: LazyLock<ManyRows> = LazyLock::new(|| {
    // The version of a new entry is a word of the statement, not a parameter.
    let (head, tail) = ADD_ENTRY.split_once("VALUES ($1, $2, $3, 1, $4)").unwrap_or((ADD_ENTRY, ""));
    ManyRows::written(head.trim_end(), &[AN_INT, BYTES, A_TEXT, AN_INT, A_TEXT], tail)
});
/// Writes records, and what stands beside them, all of it or nothing, in one flight; tells how many rows each statement beside them touched.
///
/// # Errors
/// [`DbError::Constraint`] where one of the records may not stand: nothing does then, and each has to be asked for itself.
pub(crate) async fn append_at_once(
    tx: &mut Tx,
    beside: Vec<Asked<'_>>,
    batch: &[&NewRecord],
    stamp: &Stamp,
) -> Result<Vec<u64>, StoreError> {
    let made = Made::of(batch, stamp);
    // One order for all transactions: two batches that touch the same entries wait, but never for each other.
    let mut sorted = batch.to_vec();
    sorted.sort_by_key(|record| (record.register, record.entry));
    let (mut keys, mut new, mut old) = (Vec::new(), Vec::new(), Vec::new());
    for record in sorted {
        keys.extend(record.idempotency.iter().flat_map(|key| key_row(record, key, stamp)));
        if record.before.is_none() {
            new.extend([Param::Int(record.register.stored()), Param::Bytes(record.entry.stored())]);
            new.extend([Param::Text(&record.number_key), Param::Int(1), Param::Text(&record.after)]);
        } else {
            old.push((UPDATE_ENTRY, update_row(record).to_vec()));
        }
    }
    // Of these each row has to be counted.
    let wanted = keys.len() / 7 + new.len() / 5 + old.len();
    let mut statements = ADD_KEYS.statements(&keys);
    statements.extend(ADD_ENTRIES.statements(&new));
    // Each by itself: of many joined to their rows the server may read the table from its beginning while it is small, and
    // go on so when it has grown.
    statements.extend(old);
    let claims = statements.len();
    let besides = claims..claims + beside.len();
    statements.extend(beside);
    statements.extend(made.statements());
    let before_erasures = statements.len();
    statements.extend(batch.iter().filter_map(|record| Some((ERASE_BODY, erasure(record)?))));
    let counts = tx.execute_each(&statements).await?;
    let stands: u64 = counts.iter().take(claims).sum();
    if u64::try_from(wanted) != Ok(stands) || counts.iter().skip(before_erasures).any(|count| *count == 0) {
        let why = "a record of the batch cannot stand / 記録できない行為があります";
        return Err(DbError::Constraint(why.to_owned()).into());
    }
    Ok(counts.get(besides).unwrap_or_default().to_vec())
}

//! A statement in the words of the embedded engine.

use std::borrow::Cow;

use crate::{DbError, Param};

/// The statement for the embedded engine, to which a cast to BYTEA would mean a number.
pub(super) fn in_its_words(sql: &str) -> Cow<'_, str> {
    const BYTES: &str = " AS BYTEA)";
    if sql.contains(BYTES) { Cow::Owned(sql.replace(BYTES, " AS BLOB)")) } else { Cow::Borrowed(sql) }
}

/// Binds `$1 …` by name: the embedded engine numbers them by first appearance.
pub(super) fn bind(
    statement: &mut rusqlite::CachedStatement<'_>,
    params: &[Param<'_>],
) -> Result<(), DbError> {
    for index in 1..=statement.parameter_count() {
        let place =
            statement.parameter_name(index).and_then(|name| name.get(1..)).and_then(|n| n.parse().ok());
        let param = place
            .and_then(|place: usize| params.get(place.wrapping_sub(1)))
            .ok_or_else(|| DbError::Engine(format!("parameter {index} of a statement has no value")))?;
        statement.raw_bind_parameter(index, param)?;
    }
    Ok(())
}

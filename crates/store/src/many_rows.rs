//! Statements of many rows, written or wanted: on the server a row of such a statement costs a fraction of a statement
//! of its own.

use db::{DbError, Param, Reader, RowRef};

use crate::StoreError;

/// Rows of one statement. What is left of the next larger one is filled up with nothing.
const AT_ONCE: [usize; 6] = [64, 32, 16, 8, 4, 1];

/// The type of a column, where only the first row can tell it.
pub(crate) const AN_INT: &str = "CAST($ AS BIGINT)";
/// The same.
pub(crate) const A_TEXT: &str = "CAST($ AS TEXT)";
/// The same.
pub(crate) const BYTES: &str = "CAST($ AS BYTEA)";

/// A statement and its parameters.
pub(crate) type Asked<'a> = (&'static str, Vec<Param<'a>>);

/// One statement a size.
pub(crate) struct ManyRows {
    columns: usize,
    sized: [String; 6],
}

impl ManyRows {
    /// A statement over rows: `head ($1, …), ($4, …) tail`. The words of the first row say what the columns are, for all of them.
    pub(crate) fn typed(head: &str, first: &[&str], tail: &str) -> Self {
        let columns = first.len();
        let row = |row: usize| {
            let places = (1..).zip(first).map(|(column, words)| {
                let place = format!("${}", row * columns + column);
                if row == 0 { words.replace('$', &place) } else { place }
            });
            format!("({})", places.collect::<Vec<_>>().join(", "))
        };
        let sized =
            AT_ONCE.map(|rows| format!("{head} {}{tail}", (0..rows).map(row).collect::<Vec<_>>().join(", ")));
        Self { columns, sized }
    }

    /// Rows that are written: `into` names the table and its columns, of which the first is never NULL. Rows of nothing are not.
    pub(crate) fn written(into: &str, first: &[&str], tail: &str) -> Self {
        let head = format!("{into} SELECT * FROM (VALUES");
        Self::typed(&head, first, &format!(") AS made WHERE made.column1 IS NOT NULL{tail}"))
    }

    /// The statement that writes one row, for many.
    pub(crate) fn of(one: &str, first: &[&str]) -> Self {
        let (into, places) = one.split_once("VALUES").unwrap_or((one, ""));
        Self::written(into.trim_end(), first, places.split_once(')').map_or("", |(_, tail)| tail))
    }

    /// What is there of the wanted, whose columns follow each other; each row begins with a number that is NULL where nothing is.
    pub(crate) async fn found<T: Send>(
        &'static self,
        reader: &mut Reader,
        wanted: &[Param<'_>],
        map: impl Fn(&RowRef<'_>) -> Result<T, DbError> + Sync,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::with_capacity(wanted.len() / self.columns.max(1));
        for (sql, params) in self.statements(wanted) {
            let see = |row: &RowRef<'_>| {
                if row.opt_int(0)?.is_some() {
                    rows.push(map(row)?);
                }
                Ok(())
            };
            reader.for_each(sql, &params, see).await?;
        }
        Ok(rows)
    }

    /// The statements for rows whose columns follow each other, in as few as there can be: on the server each costs more than
    /// the rows of nothing that fill it up.
    pub(crate) fn statements<'a>(&'static self, rows: &[Param<'a>]) -> Vec<Asked<'a>> {
        let [most, ..] = AT_ONCE;
        let statement = |rows: &[Param<'a>]| {
            let sizes = AT_ONCE.iter().zip(&self.sized).rev();
            let (size, sql) = sizes.into_iter().find(|(size, _)| **size * self.columns >= rows.len())?;
            let mut params = Vec::with_capacity(size * self.columns);
            params.extend_from_slice(rows);
            params.resize(size * self.columns, Param::Null);
            Some((sql.as_str(), params))
        };
        rows.chunks(most * self.columns).filter_map(statement).collect()
    }

    /// All of them, for the test that prepares each.
    pub(crate) fn texts(&'static self) -> impl Iterator<Item = &'static str> {
        self.sized.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static PAIRS: LazyLock<ManyRows> =
        LazyLock::new(|| ManyRows::typed("PUT VALUES", &["CAST($ AS BIGINT)", "$"], " END"));

    #[test]
    fn every_row_goes_once_and_what_is_filled_up_is_nothing() {
        for (count, statements, sent) in
            [(0, 0, 0), (1, 1, 1), (3, 1, 4), (9, 1, 16), (17, 1, 32), (33, 1, 64), (65, 2, 65), (70, 2, 72)]
        {
            let rows: Vec<Param<'_>> = (0..count * 2).map(Param::Int).collect();
            let all = PAIRS.statements(&rows);
            let params: Vec<Param<'_>> = all.iter().flat_map(|(_, params)| params.clone()).collect();
            assert_eq!((all.len(), params.len()), (statements, sent * 2), "{count}");
            assert_eq!(params.iter().filter(|p| **p != Param::Null).copied().collect::<Vec<_>>(), rows);
            for (sql, params) in &all {
                assert_eq!(sql.matches('$').count(), params.len(), "{sql}");
            }
        }
    }

    #[test]
    fn the_first_row_says_what_the_columns_are() {
        let rows = [Param::Int(0); 8];
        let (sql, _) = PAIRS.statements(&rows).remove(0);
        assert_eq!(sql, "PUT VALUES (CAST($1 AS BIGINT), $2), ($3, $4), ($5, $6), ($7, $8) END");
    }

    #[test]
    fn a_statement_of_one_row_becomes_one_of_many() {
        let many = ManyRows::of("PUT (a, b) VALUES ($1, $2) ONCE", &[AN_INT, A_TEXT]);
        let expected = "PUT (a, b) SELECT * FROM (VALUES (CAST($1 AS BIGINT), CAST($2 AS TEXT))) AS made \
                        WHERE made.column1 IS NOT NULL ONCE";
        assert_eq!(many.sized.last().map(String::as_str), Some(expected));
    }
}

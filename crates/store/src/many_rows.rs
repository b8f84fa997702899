//! Statements of many rows, written or wanted: on the server a row of such a statement costs a fraction of a statement
//! of its own.

use db::Param;

/// Rows of one statement; what is left over goes in the smaller ones, all in one flight.
const AT_ONCE: [usize; 4] = [64, 16, 4, 1];

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
    sized: [String; 4],
}

impl ManyRows {
    /// `head ($1, …), ($4, …) tail`
    pub(crate) fn new(head: &str, columns: usize, tail: &str) -> Self {
        Self::typed(head, &vec!["$"; columns], tail)
    }

    /// Where the place of the rows does not say what the columns are: the words of the first row do, for all of them.
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

    /// The statements for the rows, whose columns follow each other, in as few as their sizes allow.
    pub(crate) fn statements<'a>(&'static self, rows: &[Param<'a>]) -> Vec<Asked<'a>> {
        let mut statements = Vec::new();
        let mut rest = rows;
        for (size, sql) in AT_ONCE.iter().zip(&self.sized) {
            let some = size * self.columns;
            let (whole, after) = rest.split_at(rest.len() - rest.len() % some);
            statements.extend(whole.chunks(some).map(|rows| (sql.as_str(), rows.to_vec())));
            rest = after;
        }
        statements
    }

    /// The same for rows that are wanted, in fewer statements: what is left of the next larger one is filled up with
    /// nothing, which is found nowhere.
    pub(crate) fn filled_up<'a>(&'static self, rows: &[Param<'a>]) -> Vec<Asked<'a>> {
        let [most, ..] = AT_ONCE;
        let statement = |rows: &[Param<'a>]| {
            let sizes = AT_ONCE.iter().zip(&self.sized).rev();
            let (size, sql) = sizes.into_iter().find(|(size, _)| **size * self.columns >= rows.len())?;
            let mut params = rows.to_vec();
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
    fn every_row_goes_once_and_in_order() {
        for count in [0, 1, 3, 4, 5, 15, 16, 17, 64, 85, 200] {
            let rows: Vec<Param<'_>> = (0..count * 2).map(Param::Int).collect();
            let statements = PAIRS.statements(&rows);
            let sent: Vec<Param<'_>> = statements.iter().flat_map(|(_, params)| params.clone()).collect();
            assert_eq!(sent, rows);
            for (sql, params) in &statements {
                assert_eq!(sql.matches('$').count(), params.len(), "{sql}");
            }
            assert!(statements.len() <= 3 + 9, "{count} rows in {} statements", statements.len());
        }
    }

    #[test]
    fn what_is_filled_up_is_nothing() {
        for (count, statements, sent) in
            [(0, 0, 0), (1, 1, 1), (3, 1, 4), (17, 1, 64), (65, 2, 65), (70, 2, 80)]
        {
            let rows: Vec<Param<'_>> = (0..count * 2).map(Param::Int).collect();
            let all = PAIRS.filled_up(&rows);
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
}

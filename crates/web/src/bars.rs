//! Bars that lie: a row a group, its parts side by side, drawn on the server as SVG. Across, everything is in per cent of the width; colours
//! come from the style sheet by the place of the kind, and each plot stands as a table below it.

use crate::html::thousands;

/// Colours that the style sheet has.
pub(crate) const MOST_KINDS: usize = 6;
/// The height of a bar, pixels.
pub(crate) const HEIGHT: u32 = 20;

/// A plot, ready for its template.
pub(crate) struct Bars {
    /// For the ids of its parts.
    pub id: &'static str,
    /// What it shows.
    pub title: String,
    /// What its lengths are.
    pub unit: String,
    /// What its rows are.
    pub heading: String,
    /// What its parts are, in the order of their colours.
    pub kinds: Vec<String>,
    pub rows: Vec<Row>,
}

/// A group.
pub(crate) struct Row {
    pub label: String,
    /// All of it, in words.
    pub total: String,
    pub parts: Vec<Part>,
    /// The count of each kind, in words.
    pub counts: Vec<String>,
}

/// A part of a bar.
pub(crate) struct Part {
    /// Its colour: the place of its kind, from 1.
    pub kind: usize,
    /// Left edge and width in per cent.
    pub x: String,
    pub width: String,
    /// Kind and count.
    pub words: String,
}

impl Bars {
    /// Draws rows of counts, one a kind; the longest row takes the whole width.
    pub(crate) fn new(
        (id, title, unit, heading): (&'static str, &str, &str, &str),
        kinds: &[&str],
        rows: Vec<(String, Vec<u64>)>,
    ) -> Self {
        let kinds: Vec<String> = kinds.iter().take(MOST_KINDS).map(|kind| (*kind).to_owned()).collect();
        let longest = rows.iter().map(|(_, counts)| counts.iter().sum::<u64>()).max().unwrap_or(0);
        let drawn = rows.into_iter().map(|(label, counts)| row(label, &counts, &kinds, longest)).collect();
        Self {
            id,
            title: title.to_owned(),
            unit: unit.to_owned(),
            heading: heading.to_owned(),
            kinds,
            rows: drawn,
        }
    }
}

fn row(label: String, counts: &[u64], kinds: &[String], longest: u64) -> Row {
    let mut before = 0;
    let mut parts = Vec::new();
    for ((place, count), kind) in counts.iter().enumerate().zip(kinds) {
        if *count > 0 {
            parts.push(Part {
                kind: place + 1,
                x: per_cent(before, longest),
                width: per_cent(*count, longest),
                words: format!("{kind} {}", thousands(count)),
            });
        }
        before += count;
    }
    let counts = counts.iter().take(kinds.len()).map(thousands).collect();
    Row { label, total: thousands(&before), parts, counts }
}

#[expect(clippy::cast_precision_loss, reason = "a position on a screen needs no more than a few digits")]
fn per_cent(part: u64, whole: u64) -> String {
    let share = if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
    format!("{share:.3}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_row_is_the_whole_width_and_parts_follow_each_other() {
        let rows = vec![
            ("a".to_owned(), vec![30, 0, 10]),
            ("b".to_owned(), vec![0, 20, 0]),
            ("c".to_owned(), vec![]),
        ];
        let bars = Bars::new(("x", "t", "u", "h"), &["p", "q", "r"], rows);
        let of = |row: usize| {
            let parts = bars.rows[row].parts.iter();
            parts.map(|part| (part.kind, part.x.as_str(), part.width.as_str())).collect::<Vec<_>>()
        };
        assert_eq!(of(0), [(1, "0.000%", "75.000%"), (3, "75.000%", "25.000%")]);
        assert_eq!(of(1), [(2, "0.000%", "50.000%")]);
        assert_eq!(of(2), []);
        assert_eq!((bars.rows[0].total.as_str(), bars.rows[1].counts.join(" ")), ("40", "0 20 0".to_owned()));
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(Bars::new(("x", "t", "u", "h"), &["p"], vec![]).rows.is_empty());
        let zero = Bars::new(("x", "t", "u", "h"), &["p"], vec![("a".to_owned(), vec![0])]);
        assert!(zero.rows[0].parts.is_empty() && zero.rows[0].total == "0");
    }
}

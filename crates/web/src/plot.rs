//! Bars drawn on the server as SVG. Across, everything is in per cent of the width, so that bars follow the page and letters keep
//! their size; upwards it is in pixels. Colours come from the style sheet, since our content policy allows no inline style.

use app::view::Bar;

use crate::html::thousands;
use crate::lang::Lang;

/// The height of the drawing area in pixels; below it stand the labels.
pub(crate) const HEIGHT: u32 = 220;
/// Room above the highest line, so that its label is not cut.
const HEADROOM: f64 = 12.0;
/// At most so many lines across, and labels along: more are not read, and do not fit a telephone.
const MAX_LINES: u64 = 5;
const MAX_MARKS: i64 = 6;
/// The part of its class that a bar fills.
const FILL: f64 = 0.8;

/// A plot, ready for its template.
pub(crate) struct Plot {
    pub words: Words,
    pub bars: Vec<PlotBar>,
    pub lines: Vec<Line>,
    pub marks: Vec<Mark>,
}

/// What a plot is called.
pub(crate) struct Words {
    /// For the ids of its parts.
    pub id: &'static str,
    /// What it shows.
    pub title: &'static str,
    /// What its classes are: the foot of the drawing, the first column of its table.
    pub class_heading: &'static str,
}

/// A bar: a class and its count.
pub(crate) struct PlotBar {
    pub label: String,
    pub count: String,
    /// Left edge and width in per cent.
    pub x: String,
    pub width: String,
    /// Upper edge and height in pixels.
    pub y: String,
    pub height: String,
}

/// A line across, with its label.
pub(crate) struct Line {
    pub y: String,
    pub label_y: String,
    pub label: String,
}

/// A label along the foot.
pub(crate) struct Mark {
    pub x: String,
    pub label: String,
}

/// The next larger of 1, 2, 5, 10, 20, 50 …
fn round_step(at_least: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if step >= at_least {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a position on a screen needs no more than a few digits")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl Plot {
    /// Entries by year of registration.
    pub(crate) fn by_year(bars: &[Bar], lang: Lang) -> Self {
        let words = Words {
            id: "by-year",
            title: lang.t("登録年別の登録件数", "Entries by year of registration"),
            class_heading: lang.t("登録年", "Year of registration"),
        };
        Self::new(words, bars, |bar| match (bar.from == bar.to, lang) {
            (true, Lang::Ja) => format!("{}年", bar.from),
            (false, Lang::Ja) => format!("{}年〜{}年", bar.from, bar.to),
            (true, Lang::En) => bar.from.to_string(),
            (false, Lang::En) => format!("{} to {}", bar.from, bar.to),
        })
    }

    /// Entries by the holder's age.
    pub(crate) fn by_age(bars: &[Bar], lang: Lang) -> Self {
        let words = Words {
            id: "by-age",
            title: lang.t("年齢別の登録件数", "Entries by age of the holder"),
            class_heading: lang.t("年齢", "Age"),
        };
        Self::new(words, bars, |bar| match lang {
            Lang::Ja => format!("{}〜{}歳", bar.from, bar.to),
            Lang::En => format!("{} to {}", bar.from, bar.to),
        })
    }

    fn new(words: Words, bars: &[Bar], label: impl Fn(&Bar) -> String) -> Self {
        let first = bars.iter().map(|bar| bar.from).min().unwrap_or(0);
        let last = bars.iter().map(|bar| bar.to).max().unwrap_or(first);
        let span = u64::try_from(last - first + 1).unwrap_or(1);
        let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0);
        let step = round_step(most.div_ceil(MAX_LINES).max(1));
        let top = step * most.div_ceil(step).max(1);
        let up = |count| (f64::from(HEIGHT) - HEADROOM) * share(count, top);
        let along = |place: i64| 100.0 * share(u64::try_from(place - first).unwrap_or(0), span);
        let drawn = bars.iter().map(|bar| {
            let room = along(bar.to + 1) - along(bar.from);
            PlotBar {
                label: label(bar),
                count: thousands(&bar.count),
                x: format!("{:.3}%", along(bar.from) + room * (1.0 - FILL) / 2.0),
                width: format!("{:.3}%", room * FILL),
                y: format!("{:.1}", f64::from(HEIGHT) - up(bar.count)),
                height: format!("{:.1}", up(bar.count)),
            }
        });
        let lines = (0..=top / step).map(|n| {
            let y = f64::from(HEIGHT) - up(n * step);
            Line { y: format!("{y:.1}"), label_y: format!("{:.1}", y + 4.0), label: thousands(&(n * step)) }
        });
        // A class of one year is labelled at its middle, a wider one at its beginning.
        let middle = if bars.iter().all(|bar| bar.from == bar.to) { along(first + 1) / 2.0 } else { 0.0 };
        let marks = marks(first, last)
            .map(|place| Mark { x: format!("{:.3}%", along(place) + middle), label: place.to_string() });
        Self { words, bars: drawn.collect(), lines: lines.collect(), marks: marks.collect() }
    }
}

/// The places with a label: the multiples of a round step.
fn marks(first: i64, last: i64) -> impl Iterator<Item = i64> {
    let at_least = u64::try_from((last - first) / MAX_MARKS).unwrap_or(1).max(5);
    let step = i64::try_from(round_step(at_least)).unwrap_or(1);
    let start = first.div_euclid(step) + i64::from(first.rem_euclid(step) != 0);
    (start..).map(move |n| n * step).take_while(move |place| *place <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(from: i64, to: i64, count: u64) -> Bar {
        Bar { from, to, count }
    }

    #[test]
    fn the_highest_bar_stays_within_the_area_and_bars_stand_in_their_class() {
        let plot = Plot::by_year(&[bar(1990, 1990, 40), bar(1992, 1992, 80), bar(1993, 1993, 10)], Lang::Ja);
        let xs: Vec<&str> = plot.bars.iter().map(|bar| bar.x.as_str()).collect();
        assert_eq!(xs, ["2.500%", "52.500%", "77.500%"], "1991 is missing and leaves its room");
        assert!(plot.bars.iter().all(|bar| bar.y.parse::<f64>().unwrap() >= HEADROOM));
        assert_eq!(
            plot.bars[1].height,
            format!("{:.1}", f64::from(HEIGHT) - HEADROOM),
            "80 is a round line itself"
        );
        assert_eq!(plot.lines.last().unwrap().label, "80");
    }

    #[test]
    fn labels_are_round_and_few() {
        let years: Vec<Bar> = (1926..=2024).map(|year| bar(year, year, 20_000)).collect();
        let labels: Vec<String> =
            Plot::by_year(&years, Lang::Ja).marks.into_iter().map(|mark| mark.label).collect();
        assert_eq!(labels, ["1940", "1960", "1980", "2000", "2020"]);
        let ages: Vec<Bar> = (4..20).map(|n| bar(n * 5, n * 5 + 4, 7)).collect();
        assert!(Plot::by_age(&ages, Lang::Ja).marks.len() <= 9);
    }

    #[test]
    fn no_bars_and_zero_counts_draw_nothing_strange() {
        let none = Plot::by_year(&[], Lang::En);
        assert!(none.bars.is_empty() && none.lines.len() == 2);
        let zero = Plot::by_age(&[bar(20, 24, 0)], Lang::En);
        assert_eq!(zero.bars[0].height, "0.0");
    }
}

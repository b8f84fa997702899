//! What a slice found, as the thresholds need it. An authority's is the sum of its slices', kept where all workers add to it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::threshold::AgeBand;
use super::{Doubt, Finding, Found};

/// What one slice found, as the thresholds need it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SliceCounts {
    pub(super) asked: u64,
    pub(super) unknown: u64,
    pub(super) doubts: u64,
    /// Of those whom an earlier run found alive: people, and dead.
    pub(super) again: (u64, u64),
    pub(super) by_age: BTreeMap<AgeBand, (u64, u64)>,
    pub(super) by_day: BTreeMap<Date, u64>,
}

impl SliceCounts {
    /// Takes one entry's finding; `born` and `now` are years. `again`: an earlier run found the person alive.
    pub fn add(&mut self, found: &Found, (born, now): (i16, i16), again: bool) {
        self.asked += 1;
        self.again.0 += u64::from(again);
        self.again.1 += u64::from(again && found.finding == Finding::Died);
        let (people, dead) = self.by_age.entry(AgeBand::of(born, now)).or_default();
        *people += 1;
        match found.finding {
            Finding::Died => {
                *dead += 1;
                if let Some(on) = found.on {
                    *self.by_day.entry(on).or_default() += 1;
                }
            }
            Finding::NotFound | Finding::Several => self.unknown += 1,
            Finding::Unclear => {
                self.doubts += u64::from(matches!(
                    found.doubt,
                    Doubt::Born | Doubt::Sex | Doubt::GivenName | Doubt::WholeName | Doubt::OtherPerson
                ));
            }
            _ => {}
        }
    }

    /// Adds another part's counts: those of an authority are the sum of its slices'.
    pub fn merge(&mut self, other: &Self) {
        self.asked += other.asked;
        self.unknown += other.unknown;
        self.doubts += other.doubts;
        self.again.0 += other.again.0;
        self.again.1 += other.again.1;
        for (band, (people, dead)) in &other.by_age {
            let own = self.by_age.entry(*band).or_default();
            own.0 += people;
            own.1 += dead;
        }
        for (day, deaths) in &other.by_day {
            *self.by_day.entry(*day).or_default() += deaths;
        }
    }

    /// The text that is kept: a line a figure.
    #[must_use]
    pub fn to_lines(&self) -> String {
        let (people, dead) = self.again;
        let mut text =
            format!("all {} {} {}\nagain {people} {dead}\n", self.asked, self.unknown, self.doubts);
        for (band, (people, dead)) in &self.by_age {
            text.push_str(&format!("age {} {people} {dead}\n", band.code()));
        }
        for (day, deaths) in &self.by_day {
            text.push_str(&format!("day {day} {deaths}\n"));
        }
        text
    }

    /// Reads what [`Self::to_lines`] wrote; `None` for anything else.
    #[must_use]
    pub fn of_lines(text: &str) -> Option<Self> {
        let mut counts = Self::default();
        let number = |word: &str| word.parse::<u64>().ok();
        for line in text.lines() {
            match line.split(' ').collect::<Vec<_>>().as_slice() {
                ["all", asked, unknown, doubts] => {
                    (counts.asked, counts.unknown, counts.doubts) =
                        (number(asked)?, number(unknown)?, number(doubts)?);
                }
                ["again", people, dead] => counts.again = (number(people)?, number(dead)?),
                ["age", band, people, dead] => {
                    let band = AgeBand::ALL.into_iter().find(|known| known.code() == *band)?;
                    counts.by_age.insert(band, (number(people)?, number(dead)?));
                }
                ["day", day, deaths] => {
                    counts.by_day.insert(day.parse().ok()?, number(deaths)?);
                }
                _ => return None,
            }
        }
        Some(counts)
    }
}

//! What makes a run stop and ask: a slice in which more died than die, or in which the register knows too few.
//!
//! A first run finds the dead of decades, so no share of all deaths says much by itself. What does: deaths of the young, many deaths of one
//! day, and people whom the register does not know.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::counts::SliceCounts;

/// The numbers of the rules that pause a run (`rules/yearly-check.toml`), each a part in a hundred where nothing else is said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Thresholds {
    /// A part of fewer people says nothing in hundredths.
    pub small: u64,
    /// Of the dead of a part, those of one day …
    pub deaths_of_a_day: u64,
    /// … and so many at least.
    pub deaths_of_a_day_at_least: u64,
    /// Of those asked, not found, or several.
    pub unknown: u64,
    /// Of those asked, unclear by birth, sex or given name.
    pub doubts: u64,
    /// Of those whom an earlier run found alive, dead.
    pub deaths_of_a_year: u64,
    /// Of each age, dead.
    pub dead_by_age: BTreeMap<AgeBand, u64>,
}

impl Thresholds {
    /// By the numbers of the rules, each asked for by its name there.
    ///
    /// # Errors
    /// The caller's, where the rules do not say one.
    pub fn of<E>(mut number: impl FnMut(&str) -> Result<u64, E>) -> Result<Self, E> {
        let mut dead_by_age = BTreeMap::new();
        for band in AgeBand::ALL {
            let most = number(&format!("pause-dead-{}-in-a-hundred", band.code()))?;
            dead_by_age.insert(band, most);
        }
        Ok(Self {
            small: number("pause-people-at-least")?,
            deaths_of_a_day: number("pause-deaths-of-a-day-in-a-hundred")?,
            deaths_of_a_day_at_least: number("pause-deaths-of-a-day-at-least")?,
            unknown: number("pause-unknown-in-a-hundred")?,
            doubts: number("pause-doubts-in-a-hundred")?,
            deaths_of_a_year: number("pause-deaths-of-a-year-in-a-hundred")?,
            dead_by_age,
        })
    }

    /// Whether so many of a slice are left without an answer that a part of the resident register does not answer: then nothing is written of it,
    /// and it is asked again.
    #[must_use]
    pub const fn is_silent(&self, missing: u64, asked: u64) -> bool {
        asked >= self.small && missing * 100 > asked * self.unknown
    }

    /// The largest share of dead of an age.
    fn most_of(&self, band: AgeBand) -> u64 {
        self.dead_by_age.get(&band).copied().unwrap_or_default()
    }
}

/// Ages: the rules say of each which share of dead a first run may find.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AgeBand {
    /// Born less than 40 years before.
    Under40,
    /// 40 to 59.
    Under60,
    /// 60 to 79.
    Under80,
    /// 80 and over.
    Over80,
}

impl AgeBand {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Under40, Self::Under60, Self::Under80, Self::Over80];

    /// The band of somebody born in a year, in another year.
    #[must_use]
    pub fn of(born: i16, now: i16) -> Self {
        match now.saturating_sub(born) {
            ..40 => Self::Under40,
            40..60 => Self::Under60,
            60..80 => Self::Under80,
            _ => Self::Over80,
        }
    }

    /// The word in the rules, and in counts that are kept.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Under40 => "under-40",
            Self::Under60 => "40-59",
            Self::Under80 => "60-79",
            Self::Over80 => "80-and-over",
        }
    }

    /// The words for people.
    #[must_use]
    pub const fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Under40 => ("40歳未満", "under 40"),
            Self::Under60 => ("40歳から59歳", "40 to 59"),
            Self::Under80 => ("60歳から79歳", "60 to 79"),
            Self::Over80 => ("80歳以上", "80 and over"),
        }
    }
}

/// Why a run pauses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pause {
    /// More of an age are dead than can be.
    Age {
        /// The band.
        band: AgeBand,
        /// Dead of it.
        dead: u64,
        /// People of it.
        people: u64,
        /// In a hundred, at most.
        most: u64,
    },
    /// More died since the last run than can be.
    Year {
        /// Dead of those whom an earlier run found alive.
        dead: u64,
        /// Those.
        people: u64,
        /// In a hundred, at most.
        most: u64,
    },
    /// Too many died on one day.
    Day {
        /// The day.
        on: Date,
        /// Deaths of it.
        dead: u64,
        /// Deaths in all.
        of: u64,
        /// In a hundred, at most.
        most: u64,
    },
    /// The register knows too few.
    Unknown {
        /// Not found, or several.
        unknown: u64,
        /// Asked.
        of: u64,
        /// In a hundred, at most.
        most: u64,
    },
    /// Too many answers are about somebody who is not the holder.
    Doubts {
        /// Such answers.
        doubts: u64,
        /// Asked.
        of: u64,
        /// In a hundred, at most.
        most: u64,
    },
}

impl Pause {
    /// The sentence for people, in Japanese and English.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        match self {
            Self::Age { band, dead, people, most } => (
                format!("{}の死亡が多すぎます（{people}件中{dead}件、上限{most}%）", band.label().0),
                format!("too many dead aged {} ({dead} of {people}, at most {most} %)", band.label().1),
            ),
            Self::Year { dead, people, most } => (
                format!("前回の確認からの死亡が多すぎます（{people}件中{dead}件、上限{most}%）"),
                format!("too many died since the last check ({dead} of {people}, at most {most} %)"),
            ),
            Self::Day { on, dead, of, most } => (
                format!("同じ日（{on}）の死亡が多すぎます（死亡{of}件中{dead}件、上限{most}%）"),
                format!("too many died on one day, {on} ({dead} of {of} deaths, at most {most} %)"),
            ),
            Self::Unknown { unknown, of, most } => (
                format!("該当なし・複数該当が多すぎます（{of}件中{unknown}件、上限{most}%）"),
                format!("too many not found, or several found ({unknown} of {of}, at most {most} %)"),
            ),
            Self::Doubts { doubts, of, most } => (
                format!("別人とみられる回答が多すぎます（{of}件中{doubts}件、上限{most}%）"),
                format!("too many answers about somebody else ({doubts} of {of}, at most {most} %)"),
            ),
        }
    }
}

/// Why these counts pause the run; none: it may go on.
#[must_use]
pub fn pauses(counts: &SliceCounts, by: &Thresholds) -> Vec<Pause> {
    let over = |part: u64, whole: u64, hundredths: u64| whole >= by.small && part * 100 > whole * hundredths;
    let mut why = Vec::new();
    for (band, (people, dead)) in &counts.by_age {
        let most = by.most_of(*band);
        if over(*dead, *people, most) {
            why.push(Pause::Age { band: *band, dead: *dead, people: *people, most });
        }
    }
    let (people, dead) = counts.again;
    if over(dead, people, by.deaths_of_a_year) {
        why.push(Pause::Year { dead, people, most: by.deaths_of_a_year });
    }
    let of: u64 = counts.by_day.values().sum();
    if let Some((on, dead)) = counts.by_day.iter().max_by_key(|(_, dead)| **dead)
        && *dead >= by.deaths_of_a_day_at_least
        && dead * 100 > of * by.deaths_of_a_day
    {
        why.push(Pause::Day { on: *on, dead: *dead, of, most: by.deaths_of_a_day });
    }
    if over(counts.unknown, counts.asked, by.unknown) {
        why.push(Pause::Unknown { unknown: counts.unknown, of: counts.asked, most: by.unknown });
    }
    if over(counts.doubts, counts.asked, by.doubts) {
        why.push(Pause::Doubts { doubts: counts.doubts, of: counts.asked, most: by.doubts });
    }
    why
}

/// The reason of a pause in an authority's registers: Japanese and English on two lines.
#[must_use]
pub fn pause_reason(authority: &str, why: &[Pause]) -> String {
    let words: Vec<(String, String)> = why.iter().map(Pause::words).collect();
    let ja: Vec<&str> = words.iter().map(|(ja, _)| ja.as_str()).collect();
    let en: Vec<&str> = words.iter().map(|(_, en)| en.as_str()).collect();
    format!("{authority}: {}\n{authority}: {}", ja.join("、"), en.join("; "))
}

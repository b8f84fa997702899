//! What makes a run stop and ask: a slice in which more died than die, or in which the register knows too few.
//!
//! A first run finds the dead of decades, so no share of all deaths says much by itself. What does: deaths of the young, many deaths of one
//! day, and people whom the register does not know.

use jiff::civil::Date;

use super::counts::SliceCounts;

/// A part of so few says nothing in hundredths.
pub const SMALL: u64 = 200;
/// Of the dead of a slice, those of one day: in a year of 365 days the worst day of a disaster in one place is far below a tenth of all.
pub const DEATHS_OF_A_DAY: u64 = 10;
/// And so many at least: of thirty dead, three may well be of one day.
pub const DEATHS_OF_A_DAY_AT_LEAST: u64 = 20;
/// Of those asked, so many in a hundred not found, or several: a lost part of the register looks like this. The key is a number that a register knew.
pub const UNKNOWN_IN_A_HUNDRED: u64 = 3;
/// Of those asked, so many in a hundred unclear by birth, sex or given name: codes that were given to others look like this.
pub const DOUBTS_IN_A_HUNDRED: u64 = 3;
/// Of those whom an earlier run found alive, so many in a hundred dead: in a year about one in a hundred of all ages dies, and a run comes once a year.
pub const DEATHS_OF_A_YEAR_IN_A_HUNDRED: u64 = 5;

/// Ages, with the largest share of dead that a first run may find, in a hundred: what the life tables leave dead between the usual age of a
/// registration and the end of the band, doubled and rounded up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AgeBand {
    /// Born less than 40 years before.
    Under40,
    /// 40 to 59.
    Under60,
    /// 60 to 79.
    Under80,
    /// 80 and over: no share of dead is too many among those born a century ago.
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

    /// The largest share of dead, in a hundred.
    #[must_use]
    pub const fn most(self) -> u64 {
        match self {
            Self::Under40 => 2,
            Self::Under60 => 8,
            Self::Under80 => 40,
            Self::Over80 => 100,
        }
    }

    /// The word in the reason of a pause.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Under40 => "under-40",
            Self::Under60 => "40-59",
            Self::Under80 => "60-79",
            Self::Over80 => "80-and-over",
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
    },
    /// More died since the last run than can be.
    Year {
        /// Dead of those whom an earlier run found alive.
        dead: u64,
        /// Those.
        people: u64,
    },
    /// Too many died on one day.
    Day {
        /// The day.
        on: Date,
        /// Deaths of it.
        dead: u64,
        /// Deaths in all.
        of: u64,
    },
    /// The register knows too few.
    Unknown {
        /// Not found, or several.
        unknown: u64,
        /// Asked.
        of: u64,
    },
    /// Too many answers are about somebody who is not the holder.
    Doubts {
        /// Such answers.
        doubts: u64,
        /// Asked.
        of: u64,
    },
}

impl Pause {
    /// The sentence for people, in Japanese and English.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        match self {
            Self::Age { band, dead, people } => (
                format!(
                    "年齢区分 {} の死亡が多すぎます（{people}件中{dead}件、上限{}%）",
                    band.code(),
                    band.most()
                ),
                format!("too many dead aged {} ({dead} of {people}, at most {} %)", band.code(), band.most()),
            ),
            Self::Year { dead, people } => (
                format!(
                    "前回の確認からの死亡が多すぎます（{people}件中{dead}件、上限{DEATHS_OF_A_YEAR_IN_A_HUNDRED}%）"
                ),
                format!(
                    "too many died since the last check ({dead} of {people}, at most {DEATHS_OF_A_YEAR_IN_A_HUNDRED} %)"
                ),
            ),
            Self::Day { on, dead, of } => (
                format!("同じ日（{on}）の死亡が多すぎます（死亡{of}件中{dead}件）"),
                format!("too many died on one day, {on} ({dead} of {of} deaths)"),
            ),
            Self::Unknown { unknown, of } => (
                format!("該当なし・複数該当が多すぎます（{of}件中{unknown}件）"),
                format!("too many not found, or several found ({unknown} of {of})"),
            ),
            Self::Doubts { doubts, of } => (
                format!("別人とみられる回答が多すぎます（{of}件中{doubts}件）"),
                format!("too many answers about somebody else ({doubts} of {of})"),
            ),
        }
    }
}

/// Why these counts pause the run; none: it may go on.
#[must_use]
pub fn pauses(counts: &SliceCounts) -> Vec<Pause> {
    let over = |part: u64, whole: u64, hundredths: u64| whole >= SMALL && part * 100 > whole * hundredths;
    let mut why = Vec::new();
    for (band, (people, dead)) in &counts.by_age {
        if over(*dead, *people, band.most()) {
            why.push(Pause::Age { band: *band, dead: *dead, people: *people });
        }
    }
    let (people, dead) = counts.again;
    if over(dead, people, DEATHS_OF_A_YEAR_IN_A_HUNDRED) {
        why.push(Pause::Year { dead, people });
    }
    let of: u64 = counts.by_day.values().sum();
    if let Some((on, dead)) = counts.by_day.iter().max_by_key(|(_, dead)| **dead)
        && *dead >= DEATHS_OF_A_DAY_AT_LEAST
        && dead * 100 > of * DEATHS_OF_A_DAY
    {
        why.push(Pause::Day { on: *on, dead: *dead, of });
    }
    if over(counts.unknown, counts.asked, UNKNOWN_IN_A_HUNDRED) {
        why.push(Pause::Unknown { unknown: counts.unknown, of: counts.asked });
    }
    if over(counts.doubts, counts.asked, DOUBTS_IN_A_HUNDRED) {
        why.push(Pause::Doubts { doubts: counts.doubts, of: counts.asked });
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

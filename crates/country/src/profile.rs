//! The shape of a qualification's registers: how many, since when, who.

use crate::day::Day;
use crate::tables::{TableError, lines};

/// Registrations go on up to here; the file stands as of [`AS_OF`](crate::AS_OF).
pub(crate) const LAST_REGISTRATION: Day = Day::of(2025, 12, 31);

/// How one qualification's registers look, from `data/registers.tsv`. No law is in it: which items a register has comes from the rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Id of the qualification's rule file.
    pub qualification: &'static str,
    /// Entries in the whole country, when it has [`crate::TRUE_PEOPLE`] people.
    pub entries: u64,
    /// Where that number is from: `report`, `official-page` or `invented`.
    pub source: &'static str,
    /// More about it.
    pub note: &'static str,
    /// Year of the first entries.
    pub first_year: i32,
    /// New entries of the last year over those of the first.
    pub growth: f64,
    /// Youngest age at registration, and mean years above it.
    pub age: (f64, f64),
    /// Share of women among the entries of the first and of the last year.
    pub women: (f64, f64),
    /// Share of nationals of other countries among the last year's entries; a quarter of it among the first.
    pub from_abroad: f64,
    /// Share of deaths of which the register was told.
    pub deaths_notified: f64,
    /// Words for the sanctions imposed, each with whether it has an end.
    pub sanctions: Vec<(&'static str, bool)>,
    /// Words for a licence or registration taken away.
    pub cancelled: &'static str,
    /// Whether deletion is an item of the register: then a deleted entry stays in the file, else it is not in it.
    pub keeps_deleted: bool,
}

impl Profile {
    pub(crate) fn load_all() -> Result<Vec<Profile>, TableError> {
        lines("registers.tsv", include_str!("../data/registers.tsv"))
            .map(|line| {
                let share = |column, whole: f64| line.number::<f64>(column).map(|value| value / whole);
                Ok(Profile {
                    qualification: line.text(0)?,
                    entries: line.number(1)?,
                    source: line.text(2)?,
                    note: line.text(3)?,
                    first_year: line.number(4)?,
                    growth: line.number(5)?,
                    age: (line.number(6)?, line.number(7)?),
                    women: (share(8, 100.0)?, share(9, 100.0)?),
                    from_abroad: share(10, 1000.0)?,
                    deaths_notified: share(11, 100.0)?,
                    sanctions: line
                        .text(12)?
                        .split(',')
                        .map(|sanction| match sanction.split_once(':') {
                            Some((word, "once")) => Ok((word, false)),
                            Some((word, "term")) => Ok((word, true)),
                            _ => Err(line.error("a sanction is WORD:once or WORD:term")),
                        })
                        .collect::<Result<_, _>>()?,
                    cancelled: line.text(13)?,
                    keeps_deleted: line.text(14)? == "yes",
                })
            })
            .collect()
    }

    /// When a share of the entries is reached, as a year with its fraction.
    pub(crate) fn moment_of(&self, share: f64) -> f64 {
        f64::from(self.first_year) + self.time_of(share) * self.years()
    }

    /// The share of the entries that is reached at a moment; the inverse of [`Profile::moment_of`].
    pub(crate) fn share_until(&self, moment: f64) -> f64 {
        let time = ((moment - f64::from(self.first_year)) / self.years()).clamp(0.0, 1.0);
        let half = (self.growth - 1.0) / 2.0;
        time * (1.0 + half * time) / (1.0 + half)
    }

    /// Years over which registrations go on.
    fn years(&self) -> f64 {
        LAST_REGISTRATION.years_since(Day::of(self.first_year, 1, 1))
    }

    /// When, as a share of the whole time, the given share of entries is reached, if new entries a year rise evenly to `growth` times the
    /// first.
    pub(crate) fn time_of(&self, share: f64) -> f64 {
        let half = (self.growth - 1.0) / 2.0;
        if half.abs() < 1e-9 {
            return share;
        }
        ((1.0 + 4.0 * half * share * (1.0 + half)).sqrt() - 1.0) / (2.0 * half)
    }
}

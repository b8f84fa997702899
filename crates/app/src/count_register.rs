//! Counting a register for its page: a walk in slices that holds no lock, kept with the instant of its start.

use std::collections::BTreeMap;

use jiff::civil::Date;
use registry::date::PartialDate;
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, get};
use registry::present::{Standing, standing_of};

use crate::time::{day_in_japan, now_micros, rfc3339};
use crate::view::{Bar, RegisterFigures};
use crate::{App, AppError};

/// Entries read at a time: some tens of milliseconds on either engine.
const SLICE: u32 = 20_000;
/// Ages in one class of the plot.
const AGE_CLASS: i64 = 5;
/// From this age on, an entry that stands is counted apart: the report's deaths that nobody notified.
const CENTENARIAN: i64 = 100;

#[derive(Default)]
struct Counts {
    entries: u64,
    standing: [u64; 4],
    years: BTreeMap<i64, u64>,
    ages: BTreeMap<i64, u64>,
    year_unknown: u64,
    age_unknown: u64,
    centenarians: u64,
}

impl Counts {
    fn see(&mut self, present: &str, today: Date) {
        self.entries += 1;
        let standing = standing_of(present, today);
        let place = match standing {
            Standing::Active => 0,
            Standing::Suspended => 1,
            Standing::Revoked => 2,
            Standing::Deleted => 3,
        };
        if let Some(count) = self.standing.get_mut(place) {
            *count += 1;
        }
        if matches!(standing, Standing::Revoked | Standing::Deleted) {
            return;
        }
        let date = |item| get(present, item).and_then(|text| PartialDate::from_iso(text).ok());
        match date(EntryItem::RegisteredOn).and_then(PartialDate::year) {
            Some(year) => *self.years.entry(i64::from(year)).or_default() += 1,
            None => self.year_unknown += 1,
        }
        match date(EntryItem::Born).and_then(PartialDate::day) {
            Some(born) => {
                let age = age(born, today);
                *self.ages.entry(age.div_euclid(AGE_CLASS) * AGE_CLASS).or_default() += 1;
                self.centenarians += u64::from(age >= CENTENARIAN);
            }
            None => self.age_unknown += 1,
        }
    }

    fn figures(self, as_of: String) -> RegisterFigures {
        let bars = |counts: BTreeMap<i64, u64>, width: i64| {
            let Some((first, last)) = counts.keys().next().zip(counts.keys().next_back()) else {
                return Vec::new();
            };
            let step = usize::try_from(width).unwrap_or(1);
            (*first..=*last)
                .step_by(step)
                .map(|from| Bar {
                    from,
                    to: from + width - 1,
                    count: counts.get(&from).copied().unwrap_or(0),
                })
                .collect()
        };
        let [active, suspended, revoked, deleted] = self.standing;
        RegisterFigures {
            as_of,
            entries: self.entries,
            active,
            suspended,
            revoked,
            deleted,
            by_year: bars(self.years, 1),
            year_unknown: self.year_unknown,
            by_age: bars(self.ages, AGE_CLASS),
            age_unknown: self.age_unknown,
            centenarians: self.centenarians,
        }
    }
}

/// Whole years on a day (年齢計算ニ関スル法律 counts from the day of birth; for a class of five years the calendar will do).
fn age(born: Date, today: Date) -> i64 {
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    i64::from(today.year()) - i64::from(born.year()) - i64::from(!had_birthday)
}

impl App {
    /// Counts one register anew and keeps the figures.
    ///
    /// # Errors
    /// The store's.
    pub async fn count_register(&self, register: RegisterId) -> Result<RegisterFigures, AppError> {
        let started = now_micros();
        let today = day_in_japan(started);
        let mut counts = Counts::default();
        let mut after = EntryId::from_stored(&[0; 16]).unwrap_or_else(|| EntryId::new(0, [0; 10]));
        loop {
            let (mut last, mut seen) = (None, 0);
            let mut reader = self.0.db.reader().await?;
            store::entry::walk(&mut reader, register, after, SLICE, |row| {
                last = EntryId::from_stored(row.bytes(1)?);
                seen += 1;
                counts.see(row.text(4)?, today);
                Ok(())
            })
            .await?;
            match last {
                Some(last) if seen == SLICE => after = last,
                _ => break,
            }
            tokio::task::yield_now().await;
        }
        let figures = counts.figures(rfc3339(started));
        let json = serde_json::to_string(&figures).unwrap_or_default();
        store::statistics::write(&self.0.db, register, started, &json).await?;
        Ok(figures)
    }
}

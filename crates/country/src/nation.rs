//! The country as a nation with a calendar: what every simulator asks.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::codes::Codes;
use crate::country::Country;
use crate::day::Day;
use crate::household::Household;
use crate::index::Index;
use crate::person::{Person, PersonId};
use crate::resident::Resident;
use crate::scenario::Scenario;

/// The calendar ends here: lives are drawn further, but nobody is born to parents who are born after the country's first day.
pub const LAST_DAY: Day = Day::of(2056, 4, 1);
/// The name of the file in the home that holds the day of today, and of that with the scenario.
const CALENDAR: &str = "calendar";
const SCENARIO: &str = "scenario.toml";
const DAY_SECONDS: i64 = 86_400;
/// Japan is nine hours ahead, all year.
const JAPAN: i64 = 9 * 3_600;

/// The country with a calendar that can be advanced. A clone is the same nation.
#[derive(Debug, Clone)]
pub struct Nation {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    country: Country,
    codes: Codes,
    index: OnceLock<Index>,
    home: PathBuf,
    /// Days since 1970-01-01.
    today: AtomicI32,
    /// Held while the calendar's file is written, so that two who advance it do so one after the other.
    advancing: Mutex<()>,
    scenario: RwLock<Arc<Scenario>>,
}

impl Nation {
    /// A nation. `home` is the folder for what must be kept (keys, index, calendar, PIN counters); it is made when something is written.
    ///
    /// Where the home has a calendar or a scenario, those go on, and `today` counts only in a home without one.
    pub fn new(country: Country, today: Day, home: PathBuf) -> Nation {
        let kept = fs::read_to_string(home.join(CALENDAR)).ok();
        let today = kept.and_then(|text| Day::parse(text.trim())).unwrap_or(today);
        let scenario = fs::read_to_string(home.join(SCENARIO)).ok();
        let scenario = scenario.and_then(|text| Scenario::from_toml(&text).ok()).unwrap_or_default();
        let inner = Inner {
            codes: Codes::new(country.seed()),
            index: Index::open(&home, &country).map_or_else(OnceLock::new, OnceLock::from),
            country,
            home,
            today: AtomicI32::new(today.0),
            advancing: Mutex::new(()),
            scenario: RwLock::new(Arc::new(scenario)),
        };
        Nation { inner: Arc::new(inner) }
    }

    /// The country, as far as it does not change.
    pub fn country(&self) -> &Country {
        &self.inner.country
    }

    /// The folder for what must be kept.
    pub fn home(&self) -> &Path {
        &self.inner.home
    }

    /// The file with the day of today, once days have passed or a system was started.
    pub fn calendar(&self) -> PathBuf {
        self.inner.home.join(CALENDAR)
    }

    /// The day of the calendar. Everything before it has happened.
    pub fn today(&self) -> Day {
        Day(self.inner.today.load(Ordering::SeqCst))
    }

    /// Lets days pass, for every simulator of this nation; the new day is kept before it is told.
    ///
    /// # Errors
    /// The calendar cannot be written, or would go beyond [`LAST_DAY`].
    pub fn advance(&self, days: u32) -> io::Result<Day> {
        let _one_at_a_time = self.inner.advancing.lock().unwrap_or_else(PoisonError::into_inner);
        let day = i32::try_from(days).ok().and_then(|days| self.today().0.checked_add(days)).map(Day);
        let Some(day) = day.filter(|day| *day <= LAST_DAY) else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("the calendar ends on {LAST_DAY}"),
            ));
        };
        self.keep(CALENDAR, &format!("{day}\n"))?;
        self.inner.today.store(day.0, Ordering::SeqCst);
        Ok(day)
    }

    /// The time of day by the clock on the day of the calendar, Japan time, as seconds since 1970: for certificates and signed things. At
    /// midnight it jumps back by a day, since the calendar stands still.
    pub fn now_unix(&self) -> i64 {
        let clock = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let of_day = (i64::try_from(clock).unwrap_or_default() + JAPAN).rem_euclid(DAY_SECONDS);
        i64::from(self.today().0) * DAY_SECONDS - JAPAN + of_day
    }

    /// A person, with the whole life known today.
    pub fn person(&self, id: PersonId) -> Option<Person> {
        self.person_on(id, self.today())
    }

    /// A person with the life known on a day.
    pub fn person_on(&self, id: PersonId, day: Day) -> Option<Person> {
        let Some(death) = self.scenario().country.mass_death.filter(|death| death.on < day) else {
            return self.inner.country.person(id, day);
        };
        if id.place() > 0 {
            return self
                .household_on(id.household(), day)?
                .members
                .into_iter()
                .find(|person| person.id == id);
        }
        let members = vec![self.inner.country.person(id, day)?];
        let alone = Household { number: id.household(), members };
        death.strike(self.inner.country.seed(), alone).members.pop()
    }

    /// A household as it stands today.
    pub fn household(&self, number: u64) -> Option<Household> {
        self.household_on(number, self.today())
    }

    /// A household as it stood, or will stand, on a day.
    pub fn household_on(&self, number: u64, day: Day) -> Option<Household> {
        let home = self.inner.country.household(number, day)?;
        Some(match self.scenario().country.mass_death {
            Some(death) if death.on < day => death.strike(self.inner.country.seed(), home),
            _ => home,
        })
    }

    /// What the resident register says of a person today; `None` for somebody who never was in it.
    pub fn resident(&self, id: PersonId) -> Option<Resident> {
        Resident::of(&self.person(id)?, self.today())
    }

    /// Everybody known today, the dead as well, made one household after the other.
    pub fn people(&self) -> impl Iterator<Item = Person> + use<> {
        let nation = self.clone();
        (0..self.inner.country.households())
            .filter_map(move |number| nation.household(number))
            .flat_map(|home| home.members)
    }

    /// What goes wrong.
    pub fn scenario(&self) -> Arc<Scenario> {
        Arc::clone(&self.inner.scenario.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Bends the country from now on.
    pub fn set_scenario(&self, scenario: Scenario) {
        *self.inner.scenario.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(scenario);
    }

    /// Bends the country from now on, and after a restart.
    ///
    /// # Errors
    /// The scenario cannot be kept in the home; then nothing has changed.
    pub fn keep_scenario(&self, scenario: Scenario) -> io::Result<()> {
        self.keep(SCENARIO, &scenario.to_toml())?;
        self.set_scenario(scenario);
        Ok(())
    }

    /// Writes a small file of the home so that it is either the old or the new one, whatever happens.
    fn keep(&self, name: &str, text: &str) -> io::Result<()> {
        fs::create_dir_all(&self.inner.home)?;
        write_whole(&self.inner.home.join(name), text.as_bytes())
    }
}

/// Writes a file beside its place, durably, and moves it there.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

mod find;

pub use find::SCANNED;

#[cfg(test)]
mod tests;

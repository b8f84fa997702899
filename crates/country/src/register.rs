//! A register being filled: its rows follow from the seed one by one, in any order.

use crate::AS_OF;
use crate::country::Country;
use crate::day::Day;
use crate::entry::Entry;
use crate::people::{self, Named, Sketch};
use crate::person::{Person, PersonId, Role, Sex};
use crate::places::Prefecture;
use crate::plan::PlannedRegister;
use crate::profile::{LAST_REGISTRATION, Profile};
use crate::random::{Random, key_of};
use crate::residence::{Homes, Mover};
use crate::tables::Tables;

/// So many rows take one number more than they are: somewhere among them a number was never given out.
const ROWS_TO_A_GAP: u64 = 256;
/// One holder in so many has the name and the birth date of the one before, and is somebody else.
const NAMESAKES: u64 = 20_000;
/// Share of holders whose home is in the prefecture that keeps the register.
const AT_HOME: f64 = 0.8;
/// Draws for a row before a dead person is left in it after all; the draws are independent, so it hardly happens.
const MOST_ATTEMPTS: u64 = 50;
/// Streams of a row beside the one for the person and the entry.
const STREAM_HOMES: u64 = 1 << 32;
const STREAM_NAMESAKE: u64 = 2 << 32;
const STREAM_GAP: u64 = 3 << 32;
const STREAM_NEXT: u64 = 4 << 32;

/// A register: a qualification, its authority, its number of entries and a seed.
#[derive(Debug, Clone)]
pub struct Register<'t> {
    tables: &'t Tables,
    profile: &'t Profile,
    prefecture: Option<Prefecture>,
    count: u64,
    seed: u64,
    /// The country whose people stand in it, and the place of the first row; a register alone has none, and nobody in it has another entry.
    country: Option<(&'t Country, u64)>,
}

/// Who stands in a row: the truth, and what the register shows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "資格保有者")]
pub struct Holder {
    /// The person as life went until [`AS_OF`].
    pub person: Person,
    /// The entry as the register has it.
    pub entry: Entry,
}

impl<'t> Register<'t> {
    /// The register of an authority; `None` for a qualification that `data/registers.tsv` does not know.
    pub fn new(
        tables: &'t Tables,
        qualification: &str,
        authority: &str,
        count: u64,
        seed: u64,
    ) -> Option<Register<'t>> {
        let profile = tables.profile(qualification)?;
        let seed = Random::at(seed, &[key_of(qualification), key_of(authority)]).bits();
        Some(Register {
            tables,
            profile,
            prefecture: Prefecture::of_authority(authority),
            count,
            seed,
            country: None,
        })
    }

    /// A register of a country: some of its holders have an entry elsewhere.
    pub(crate) fn of_country(country: &'t Country, planned: &PlannedRegister) -> Option<Register<'t>> {
        let PlannedRegister { qualification, authority, count, first_household } = planned;
        let alone = Register::new(country.tables(), qualification, authority, *count, country.seed())?;
        Some(Register { country: Some((country, *first_household)), ..alone })
    }

    /// Number of rows.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The tables it is made from.
    pub(crate) fn tables(&self) -> &'t Tables {
        self.tables
    }

    /// The shape.
    pub(crate) fn profile(&self) -> &'t Profile {
        self.profile
    }

    /// The prefecture that keeps it, if one does.
    pub(crate) fn prefecture(&self) -> Option<Prefecture> {
        self.prefecture
    }

    /// The registration number in a row, from 0: ascending from 1, now and then with a gap.
    pub fn number(&self, row: u64) -> u64 {
        let (block, place) = (row / ROWS_TO_A_GAP, row % ROWS_TO_A_GAP);
        let skipped = Random::at(self.seed, &[block, STREAM_GAP]).bits() % (ROWS_TO_A_GAP + 1);
        block * (ROWS_TO_A_GAP + 1) + place + u64::from(place >= skipped) + 1
    }

    /// The holder in a row. The person's number is that of the row; [`Country`](crate::Country) gives it its own, and the homes.
    pub fn holder(&self, row: u64) -> Holder {
        let (mut person, entry) = self.whole_holder(row);
        person.events.retain(|event| event.date < AS_OF);
        person.died = person.died.filter(|died| *died < AS_OF);
        Holder { person, entry }
    }

    /// The same with the whole life, beyond what the register can know.
    pub(crate) fn whole_holder(&self, row: u64) -> (Person, Entry) {
        let Some((_, person)) = self.country.and_then(|(country, first)| country.before(first + row)) else {
            return self.new_holder(row);
        };
        let mut random = Random::at(self.seed, &[row, STREAM_NEXT]);
        let told = random.chance(self.profile.deaths_notified);
        let entry = self.entry(row, self.registered_on(row), &person, told, &mut random);
        (person, entry)
    }

    /// Whether a notified death would have taken a holder with another entry out of the file.
    pub(crate) fn is_taken_out(&self, row: u64, person: &Person) -> bool {
        let told = Random::at(self.seed, &[row, STREAM_NEXT]).chance(self.profile.deaths_notified);
        !self.profile.keeps_deleted && told && person.died.is_some_and(|died| died < AS_OF)
    }

    /// The holder of a row who has no entry elsewhere before this one.
    pub(crate) fn new_holder(&self, row: u64) -> (Person, Entry) {
        let registered_on = self.registered_on(row);
        let mut attempt = 0;
        loop {
            let mut random = Random::at(self.seed, &[row, attempt]);
            let mut sketch = self.sketch(registered_on, &mut random);
            let mut named = people::birth_name(self.tables, &sketch, &mut random);
            if !sketch.from_abroad && self.is_namesake(row) {
                self.become_namesake(row - 1, &mut sketch, &mut named);
            }
            let person = people::person(self.tables, &sketch, named, &mut random);
            let told = random.chance(self.profile.deaths_notified);
            // Where deletion is no item, a notified death takes the entry out of the file: the row is somebody else's.
            let died = person.died.is_some_and(|died| died < AS_OF);
            if !self.profile.keeps_deleted && told && died && attempt < MOST_ATTEMPTS {
                attempt += 1;
                continue;
            }
            let entry = self.entry(row, registered_on, &person, told, &mut random);
            return (person, entry);
        }
    }

    /// Where the holder's household lives, until a day.
    pub(crate) fn homes(&self, row: u64, person: &Person, until: Day) -> Option<Homes> {
        if let Some((country, own)) = self.country.map(|(country, first)| (country, first + row)) {
            let first = country.first_place(own);
            if first != own {
                let (planned, row) = country.plan().register_of(first)?;
                return country.register(planned)?.homes(row, person, until);
            }
        }
        let mut random = Random::at(self.seed, &[row, STREAM_HOMES]);
        let prefecture = match (self.prefecture, person.birth_domicile) {
            (Some(own), _) if random.chance(AT_HOME) => own,
            (_, crate::Domicile::Japan(home)) if random.chance(0.6) => home,
            _ => self.tables.places.prefecture(&mut random),
        };
        let mover = Mover::new(person, prefecture, Some(self.registered_on(row)));
        Homes::draw(self.tables, mover, until, &mut random)
    }

    /// The day of registration in a row: numbers are given out in the order of days.
    pub(crate) fn registered_on(&self, row: u64) -> Day {
        let first = Day::of(self.profile.first_year, 1, 1);
        let passed = (row as f64 + 0.5) / self.count.max(1) as f64;
        let years = self.profile.time_of(passed) * LAST_REGISTRATION.years_since(first);
        let in_year = years.fract();
        // Examinations are in February and March: six in ten register from April to June.
        let of_year = match in_year {
            early if early < 0.08 => early / 0.08 * 0.25,
            spring if spring < 0.68 => 0.25 + (spring - 0.08) / 0.6 * 0.25,
            late => 0.5 + (late - 0.68) / 0.32 * 0.5,
        };
        first.plus_years(years.floor() + of_year).min(LAST_REGISTRATION).not_on_weekend()
    }

    fn sketch(&self, registered_on: Day, random: &mut Random) -> Sketch {
        let Profile { first_year, age: (youngest, above), women: (then, now), from_abroad, .. } =
            *self.profile;
        let span = f64::from(AS_OF.year() - first_year);
        let late = f64::from(registered_on.year() - first_year) / span;
        let sex = if random.chance(then + (now - then) * late) { Sex::Female } else { Sex::Male };
        let age = youngest + (random.unit() + (above - 0.5) * random.waiting()).min(45.0);
        let home = match self.prefecture {
            Some(own) if random.chance(AT_HOME) => own,
            _ => self.tables.places.prefecture(random),
        };
        Sketch {
            id: PersonId::at(0, 0),
            role: Role::Head,
            sex,
            born: registered_on.plus_years(-age),
            alive_on: registered_on,
            home,
            from_abroad: random.chance(from_abroad * (0.25 + 0.75 * late)),
        }
    }

    /// Whether the row takes the items of the one before, whose holder is not known from elsewhere.
    fn is_namesake(&self, row: u64) -> bool {
        let known = || self.country.is_some_and(|(country, first)| country.before(first + row - 1).is_some());
        row > 0 && Random::at(self.seed, &[row, STREAM_NAMESAKE]).bits().is_multiple_of(NAMESAKES) && !known()
    }

    /// Gives the holder the name, sex and birth date that the one before was born with.
    fn become_namesake(&self, row: u64, sketch: &mut Sketch, named: &mut Named) {
        let mut random = Random::at(self.seed, &[row, 0]);
        let before = self.sketch(self.registered_on(row), &mut random);
        *named = people::birth_name(self.tables, &before, &mut random);
        *sketch = Sketch { sex: before.sex, born: before.born, from_abroad: before.from_abroad, ..*sketch };
    }
}

mod shown;

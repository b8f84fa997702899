//! A register being filled: its rows follow from the seed one by one, in any order.

use crate::AS_OF;
use crate::day::Day;
use crate::entry::{DIED, DISAPPEARED, Deletion, Entry, REQUESTED, Sanction, some_day};
use crate::people::{self, Named, Sketch};
use crate::person::{Person, PersonId, Role, Sex};
use crate::places::Prefecture;
use crate::profile::Profile;
use crate::random::{Random, key_of};
use crate::residence::{Homes, Mover};
use crate::tables::Tables;

/// So many rows take one number more than they are: somewhere among them a number was never given out.
const ROWS_TO_A_GAP: u64 = 256;
/// One holder in so many has the name and the birth date of the one before, and is somebody else.
const NAMESAKES: u64 = 20_000;
/// Share of holders whose home is in the prefecture that keeps the register.
const AT_HOME: f64 = 0.8;
/// Share of changes of name or domicile after the registration that were notified.
const NAME_NOTIFIED: f64 = 0.75;
const DOMICILE_NOTIFIED: f64 = 0.6;
const MOVE_NOTIFIED: f64 = 0.5;
/// Of changed surnames shown, the share with the former surname beside.
const FORMER_SHOWN: f64 = 0.1;
/// Shares of all entries: sanctioned; deleted on request, by a cancelled registration, by a declared disappearance; certificate issued anew.
const SANCTIONED: f64 = 0.001;
const DELETED_ON_REQUEST: f64 = 0.002;
const CANCELLED: f64 = 0.0004;
const DECLARED_DISAPPEARED: f64 = 0.000_05;
const REISSUED: f64 = 0.02;
/// Registrations go on up to here; the file stands as of [`AS_OF`].
const LAST_REGISTRATION: Day = Day::of(2025, 12, 31);
/// The last day of which the file can know.
const LAST_KNOWN: Day = Day(AS_OF.0 - 1);
/// Draws for a row before a dead person is left in it after all; the draws are independent, so it hardly happens.
const MOST_ATTEMPTS: u64 = 50;
/// Streams of a row beside the one for the person and the entry.
const STREAM_HOMES: u64 = 1 << 32;
const STREAM_NAMESAKE: u64 = 2 << 32;
const STREAM_GAP: u64 = 3 << 32;

/// A register: a qualification, its authority, its number of entries and a seed.
#[derive(Debug, Clone)]
pub struct Register<'t> {
    tables: &'t Tables,
    profile: &'t Profile,
    prefecture: Option<Prefecture>,
    count: u64,
    seed: u64,
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
        Some(Register { tables, profile, prefecture: Prefecture::of_authority(authority), count, seed })
    }

    /// Number of rows.
    pub fn count(&self) -> u64 {
        self.count
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
        let registered_on = self.registered_on(row);
        let mut attempt = 0;
        loop {
            let mut random = Random::at(self.seed, &[row, attempt]);
            let mut sketch = self.sketch(registered_on, &mut random);
            let mut named = people::birth_name(self.tables, &sketch, &mut random);
            if !sketch.from_abroad && row > 0 && self.is_namesake(row) {
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
    fn registered_on(&self, row: u64) -> Day {
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

    fn is_namesake(&self, row: u64) -> bool {
        Random::at(self.seed, &[row, STREAM_NAMESAKE]).bits().is_multiple_of(NAMESAKES)
    }

    /// Gives the holder the name, sex and birth date that the one before was born with.
    fn become_namesake(&self, row: u64, sketch: &mut Sketch, named: &mut Named) {
        let mut random = Random::at(self.seed, &[row, 0]);
        let before = self.sketch(self.registered_on(row), &mut random);
        *named = people::birth_name(self.tables, &before, &mut random);
        *sketch = Sketch { sex: before.sex, born: before.born, from_abroad: before.from_abroad, ..*sketch };
    }

    fn entry(&self, row: u64, registered_on: Day, person: &Person, told: bool, random: &mut Random) -> Entry {
        let at_first = person.name_on(registered_on);
        let latest = person.name_on(LAST_KNOWN);
        let name = if random.chance(NAME_NOTIFIED) { latest } else { at_first };
        let changed = name.surname != at_first.surname;
        let former_surname =
            (changed && random.chance(FORMER_SHOWN)).then_some((at_first.surname, at_first.surname_kana));
        let domicile =
            person.domicile_on(if random.chance(DOMICILE_NOTIFIED) { LAST_KNOWN } else { registered_on });
        let (year, month, _) = registered_on.parts();
        let waited = if random.chance(0.05) { 1 + random.below(4) as i32 } else { 0 };
        let exam_year = if month >= 4 { year } else { year - 1 } - waited;
        Entry {
            number: self.number(row),
            registered_on,
            name,
            former_surname,
            domicile,
            exam_passed: (exam_year, 3),
            sanction: self.sanction(registered_on, person, random),
            deletion: self.deletion(registered_on, person, told, random),
            reissued_on: random.chance(REISSUED).then(|| some_day(registered_on, person, random)),
            move_notified: random.chance(MOVE_NOTIFIED),
        }
    }

    fn sanction(&self, registered_on: Day, person: &Person, random: &mut Random) -> Option<Sanction> {
        if !random.chance(SANCTIONED) {
            return None;
        }
        let kinds = &self.profile.sanctions;
        let (word, has_end) = *kinds.get(random.below(kinds.len() as u32) as usize)?;
        let from = some_day(registered_on, person, random);
        // Three months to three years.
        let until = has_end.then(|| from.plus_years(0.25 * f64::from(1 + random.below(12))));
        Some(Sanction { word, from, until })
    }

    fn deletion(
        &self,
        registered_on: Day,
        person: &Person,
        told: bool,
        random: &mut Random,
    ) -> Option<Deletion> {
        let drawn = random.unit();
        if !self.profile.keeps_deleted {
            return None;
        }
        if let (true, Some(died)) = (told, person.died.filter(|died| *died < AS_OF)) {
            let on = Day(died.0 + 7 + random.below(120) as i32).not_on_weekend();
            return (on <= AS_OF).then_some(Deletion { on, reason: DIED });
        }
        let reason = match drawn {
            low if low < DECLARED_DISAPPEARED => DISAPPEARED,
            low if low < DECLARED_DISAPPEARED + CANCELLED => self.profile.cancelled,
            low if low < DECLARED_DISAPPEARED + CANCELLED + DELETED_ON_REQUEST => REQUESTED,
            _ => return None,
        };
        Some(Deletion { on: some_day(registered_on, person, random).not_on_weekend(), reason })
    }
}

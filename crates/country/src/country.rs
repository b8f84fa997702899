//! The country: households in blocks, each made from the seed and its number alone.

use std::io::Write;
use std::ops::Range;

use crate::AS_OF;
use crate::codes::MOST_HOUSEHOLDS;
use crate::day::Day;
use crate::encoding::Encoding;
use crate::file::{WriteError, Written, write_rows};
use crate::household::Household;
use crate::people::{self, Sketch};
use crate::person::{Domicile, Person, PersonId, Role, Sex};
use crate::plan::{PlannedRegister, RegisterPlan};
use crate::random::{Random, key_of};
use crate::register::Register;
use crate::residence::{Homes, Mover};
use crate::tables::Tables;

/// Households of a block. All links between people are inside a household, so inside a block. Some 2,000 people: a block is made in
/// some milliseconds and held in about a megabyte.
pub const BLOCK: u64 = 1_000;

/// People alive in a household made around a holder, and in one made around anybody, on the average; measured, and held by a test.
const LIVING_AROUND_HOLDER: f64 = 2.00;
const LIVING_AROUND_ANYBODY: f64 = 1.955;
/// Of heads without an entry: the years in which they were born, and how many are from other countries.
const HEADS_BORN: Range<i32> = 1935..2003;
const HEADS_FROM_ABROAD: f64 = 0.025;

/// An invented country. It holds no people: it makes them when asked, always the same.
#[derive(Debug, Clone)]
pub struct Country {
    tables: Tables,
    seed: u64,
    plan: RegisterPlan,
    households: u64,
}

impl Country {
    /// The country of a seed with the registers of a plan. The first households are those of the registers' entries, in the order of
    /// registers and rows; the others follow until about as many people live as were asked for (within a few per cent; a country cannot
    /// have fewer than its holders' households, and not more than [`MOST_HOUSEHOLDS`] households).
    pub fn new(tables: Tables, seed: u64, plan: RegisterPlan) -> Country {
        let holders = plan.entries();
        let others = (plan.people() as f64 - holders as f64 * LIVING_AROUND_HOLDER) / LIVING_AROUND_ANYBODY;
        let households = (holders + others.round().max(0.0) as u64).min(MOST_HOUSEHOLDS);
        Country { tables, seed, plan, households }
    }

    /// The registers, with the number of entries of each.
    pub fn plan(&self) -> &RegisterPlan {
        &self.plan
    }

    /// The tables it is made from.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Number of households.
    pub fn households(&self) -> u64 {
        self.households
    }

    /// The blocks' numbers. Blocks can be made in any order and by several threads.
    pub fn blocks(&self) -> Range<u64> {
        0..self.households.div_ceil(BLOCK)
    }

    /// The households of a block as they stand on a day; none for a block that the country has not.
    pub fn block(&self, block: u64, day: Day) -> impl Iterator<Item = Household> + '_ {
        self.whole_block(block, day).map(move |home| home.before(day))
    }

    /// One household as it stands on a day: what happened before it. `None` beyond the last.
    ///
    /// What is told of an earlier day is never told otherwise later: lives are drawn whole and cut.
    pub fn household(&self, number: u64, day: Day) -> Option<Household> {
        Some(self.whole(number, day)?.before(day))
    }

    /// One person as known on a day; of a head nobody else of the household is made.
    pub fn person(&self, id: PersonId, day: Day) -> Option<Person> {
        if id.place() > 0 {
            return self.household(id.household(), day)?.members.into_iter().find(|person| person.id == id);
        }
        let (mut head, homes, _) = self.head(id.household(), day)?;
        homes.tell(&mut head);
        head.in_order().before(day)
    }

    /// The households of a block with whole lives; homes are drawn until a day.
    pub(crate) fn whole_block(&self, block: u64, day: Day) -> impl Iterator<Item = Household> + '_ {
        let first = block.saturating_mul(BLOCK).min(self.households);
        let end = first.saturating_add(BLOCK).min(self.households);
        (first..end).filter_map(move |number| self.whole(number, day))
    }

    /// One household with whole lives; homes are drawn until a day.
    pub(crate) fn whole(&self, number: u64, day: Day) -> Option<Household> {
        let (head, homes, mut random) = self.head(number, day)?;
        Some(Household::around(&self.tables, head, &homes, &mut random))
    }

    /// The head of a household with the whole life but the homes, which come beside, and the draws of the others.
    fn head(&self, number: u64, day: Day) -> Option<(Person, Homes, Random)> {
        if number >= self.households {
            return None;
        }
        let mut random = Random::at(self.seed, &[key_of("household"), number]);
        let entry = self.plan.register_of(number).filter(|_| self.before(number).is_none());
        let (mut head, homes) = match entry {
            Some((planned, row)) => {
                let register = self.register(planned)?;
                let head = register.new_holder(row).0;
                let homes = register.homes(row, &head, day)?;
                (head, homes)
            }
            None => {
                let sketch = self.head_without_entry(number, &mut random);
                let named = people::birth_name(&self.tables, &sketch, &mut random);
                let head = people::person(&self.tables, &sketch, named, &mut random);
                let mut of_homes = Random::at(self.seed, &[key_of("homes"), number]);
                let mover = Mover::new(&head, sketch.home, None);
                (head, Homes::draw(&self.tables, mover, day, &mut of_homes)?)
            }
        };
        head.id = PersonId::at(number, 0);
        Some((head, homes, random))
    }

    /// A domicile as a register writes it: the prefecture, or the nationality.
    pub fn domicile_name(&self, domicile: Domicile) -> &'static str {
        match domicile {
            Domicile::Japan(prefecture) => self.tables.places.name(prefecture),
            Domicile::Abroad(nationality) => nationality,
        }
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// A register of the plan, filled with this country's people.
    pub fn register(&self, planned: &PlannedRegister) -> Option<Register<'_>> {
        Register::of_country(self, planned)
    }

    /// Streams the file of a register of the plan: its people, without faults, in UTF-8. `items` are the codes of the items registered.
    ///
    /// # Errors
    /// An unknown qualification, or the writer's failure.
    pub fn write_file(
        &self,
        planned: &PlannedRegister,
        items: &[&str],
        out: impl Write,
    ) -> Result<Written, WriteError> {
        let register = self
            .register(planned)
            .ok_or_else(|| WriteError::UnknownQualification(planned.qualification.to_owned()))?;
        write_rows(&register, items, (Encoding::Utf8, None), out)
    }

    /// The person who stands in a row of a register of the plan: so the truth about a file needs no list. Somebody with several entries is
    /// the same person in each.
    pub fn holder_in(&self, planned: &PlannedRegister, row: u64) -> PersonId {
        PersonId::at(self.first_place(planned.first_household + row), 0)
    }

    /// The register and the row in which a person stands; of several the first ([`Country::entries_of`] tells all).
    pub fn entry_of(&self, person: PersonId) -> Option<(&PlannedRegister, u64)> {
        let place = person.household();
        if person.place() == 0 && self.before(place).is_none() { self.plan.register_of(place) } else { None }
    }

    fn head_without_entry(&self, number: u64, random: &mut Random) -> Sketch {
        let days = (HEADS_BORN.end - HEADS_BORN.start) as f64;
        let born = Day::of(HEADS_BORN.start, 1, 1).plus_years(days * random.unit());
        Sketch {
            id: PersonId::at(number, 0),
            role: Role::Head,
            sex: if random.chance(0.6) { Sex::Male } else { Sex::Female },
            born,
            alive_on: born.plus_years(20.0).min(AS_OF),
            home: self.tables.places.prefecture(random),
            from_abroad: random.chance(HEADS_FROM_ABROAD),
        }
    }
}

//! Who stands in two registers, or more: a holder of one qualification who held another one before (`data/held_before.tsv`).
//!
//! No list is kept. Each entry of the later register looks at the entries that the earlier one made since its own predecessor: those
//! stretches of rows do not overlap, so no entry is taken twice, and the way back is a search in rows that ascend with time. Where either
//! is kept by many authorities, each row is dealt to one of them by a hash, in proportion to their entries.
//!
//! An entry's *place* is its number in the plan: first household of its register plus row.

use crate::country::Country;
use crate::person::{Person, PersonId, Sex};
use crate::plan::PlannedRegister;
use crate::random::{Random, key_of};
use crate::tables::{TableError, lines};

/// Rows that are looked at for one that fits. A prefecture of four in a thousand people is dealt every 250th row on the average.
const REACH: u64 = 4_000;
/// People that are asked for before the entry is left to somebody of its own.
const ASKED: usize = 4;
/// The oldest age at a later registration, years.
const OLDEST: f64 = 70.0;
/// From this share of women on, no man has the qualification.
const WOMEN_ONLY: f64 = 0.999;

/// One line of the table: holders of a qualification who held another one before.
#[derive(Debug, Clone)]
pub(crate) struct HeldBefore {
    qualification: &'static str,
    before: &'static str,
    /// Share of the holders that had it, at most.
    share: f64,
    /// Between the two registrations.
    years: f64,
}

impl HeldBefore {
    pub(crate) fn load_all() -> Result<Vec<HeldBefore>, TableError> {
        lines("held_before.tsv", include_str!("../data/held_before.tsv"))
            .map(|line| {
                Ok(HeldBefore {
                    qualification: line.text(0)?,
                    before: line.text(1)?,
                    share: line.number::<f64>(2)? / 100.0,
                    years: line.number(3)?,
                })
            })
            .collect()
    }
}

impl Country {
    /// Every entry of a person, the earliest first; none for who stands in no register.
    pub fn entries_of(&self, person: PersonId) -> Vec<(&PlannedRegister, u64)> {
        let first = person.household();
        if person.place() > 0 || self.plan().register_of(first).is_none() || self.before(first).is_some() {
            return Vec::new();
        }
        let mut places = vec![first];
        let mut looked = 0;
        while let Some(place) = places.get(looked).copied() {
            places.extend(self.after(place));
            looked += 1;
        }
        places.into_iter().filter_map(|place| self.plan().register_of(place)).collect()
    }

    /// The place of the first entry of whoever stands in a place.
    pub(crate) fn first_place(&self, place: u64) -> u64 {
        let mut first = place;
        // Ends: no qualification comes before itself, a test of the table sees to it.
        while let Some((before, _)) = self.before(first) {
            first = before;
        }
        first
    }

    /// The place of the entry before, and the person with the whole life; `None` when the entry is its holder's first.
    pub(crate) fn before(&self, place: u64) -> Option<(u64, Person)> {
        let (later, row) = self.plan().register_of(place)?;
        let rule =
            self.tables().held_before().iter().find(|rule| rule.qualification == later.qualification)?;
        if !Random::at(self.seed(), &[key_of("held-before"), place]).chance(rule.share) {
            return None;
        }
        let (earlier_ones, later_ones) = (self.group(rule.before), self.group(rule.qualification));
        let earlier = earlier_ones.dealt(place)?;
        let dealt_alike = |row: &u64| {
            earlier_ones.dealt(later.first_household + row).is_some_and(|other| is_same(other, earlier))
        };
        let nearest = row.saturating_sub(REACH);
        let predecessor = (nearest..row).rev().find(dealt_alike);
        if predecessor.is_none() && nearest > 0 {
            return None;
        }
        let from = predecessor.map_or(0, |row| self.rows_before(rule, (later, row), earlier));
        let until = self.rows_before(rule, (later, row), earlier);
        let candidates = (from..until).rev().take(REACH as usize).map(|row| earlier.first_household + row);
        candidates
            .filter(|candidate| later_ones.dealt(*candidate).is_some_and(|other| is_same(other, later)))
            .take(ASKED)
            .find_map(|candidate| Some((candidate, self.fitting(candidate, (later, row))?)))
    }

    /// The places of the entries that whoever stands in a place made next.
    fn after(&self, place: u64) -> Vec<u64> {
        let Some((earlier, row)) = self.plan().register_of(place) else {
            return Vec::new();
        };
        let rules = self.tables().held_before().iter().filter(|rule| rule.before == earlier.qualification);
        let later = rules.filter_map(|rule| {
            let later = self.group(rule.qualification).dealt(place)?;
            let earlier_ones = self.group(rule.before);
            // The first row whose stretch goes beyond this one.
            let (mut low, mut high) = (0, later.count);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.rows_before(rule, (later, middle), earlier) > row {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            let dealt_here = |row: &u64| {
                earlier_ones.dealt(later.first_household + row).is_some_and(|other| is_same(other, earlier))
            };
            let next = (low..later.count).take(REACH as usize).find(dealt_here)?;
            let there = later.first_household + next;
            self.before(there).is_some_and(|(before, _)| before == place).then_some(there)
        });
        later.collect()
    }

    fn group(&self, qualification: &str) -> Group<'_> {
        Group {
            key: (self.seed(), key_of(qualification)),
            registers: self.plan().of_qualification(qualification),
        }
    }

    /// How many rows of the earlier register were made long enough before a row of the later one.
    fn rows_before(
        &self,
        rule: &HeldBefore,
        (later, row): (&PlannedRegister, u64),
        earlier: &PlannedRegister,
    ) -> u64 {
        let profiles =
            (self.tables().profile(later.qualification), self.tables().profile(earlier.qualification));
        let (Some(of_later), Some(of_earlier)) = profiles else {
            return 0;
        };
        let moment = of_later.moment_of((row as f64 + 0.5) / later.count.max(1) as f64);
        let share = of_earlier.share_until(moment - rule.years);
        // A row stands in the middle of its share.
        ((share * earlier.count as f64 + 0.5).max(0.0) as u64).min(earlier.count)
    }

    /// The person of an earlier place, if they may stand in the later row as well.
    fn fitting(&self, place: u64, (later, row): (&PlannedRegister, u64)) -> Option<Person> {
        let (earlier, earlier_row) = self.plan().register_of(place)?;
        let (earlier, register) = (self.register(earlier)?, self.register(later)?);
        let profile = register.profile();
        let registered_on = register.registered_on(row);
        if earlier.registered_on(earlier_row) > registered_on {
            return None;
        }
        let (person, _) = earlier.whole_holder(earlier_row);
        let age = registered_on.years_since(person.born);
        let fits = person.alive_on(registered_on)
            && (profile.age.0..OLDEST).contains(&age)
            && (person.sex == Sex::Female || profile.women.0.min(profile.women.1) < WOMEN_ONLY)
            && !register.is_taken_out(row, &person);
        fits.then_some(person)
    }
}

/// The registers of a qualification, to which places of another one are dealt.
struct Group<'c> {
    key: (u64, u64),
    registers: &'c [PlannedRegister],
}

impl<'c> Group<'c> {
    /// The register to which a place is dealt, by its entries.
    fn dealt(&self, place: u64) -> Option<&'c PlannedRegister> {
        let (first, last) = (self.registers.first()?, self.registers.last()?);
        if self.registers.len() == 1 {
            return Some(first);
        }
        let (seed, key) = self.key;
        let all = last.first_household + last.count - first.first_household;
        let drawn = first.first_household + Random::at(seed, &[key, place]).bits().checked_rem(all)?;
        self.registers.get(self.registers.partition_point(|one| one.first_household + one.count <= drawn))
    }
}

fn is_same(one: &PlannedRegister, other: &PlannedRegister) -> bool {
    one.qualification == other.qualification && one.authority == other.authority
}

#[cfg(test)]
mod tests;

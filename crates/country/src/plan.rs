//! Which registers a country of a given size has, and how many entries each.

use std::ops::Range;

use crate::places::Prefecture;
use crate::tables::Tables;

/// People of the country at which every register has its true size; a country of N people has N / this of it.
pub const TRUE_PEOPLE: u64 = 124_000_000;

/// The registers of a country, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterPlan {
    people: u64,
    registers: Vec<PlannedRegister>,
    /// Where each qualification's registers stand in the list.
    groups: Vec<(&'static str, Range<usize>)>,
}

/// One register of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRegister {
    /// Id of the qualification.
    pub qualification: &'static str,
    /// Code of the authority that keeps the register.
    pub authority: String,
    /// Entries.
    pub count: u64,
    /// Household of the first entry; the next entry's is the next. Its head is the holder, but where the entry is not the holder's first: then
    /// the holder lives in the household of that one, and the head of this one stands in no register.
    pub first_household: u64,
}

impl RegisterPlan {
    /// The plan for so many people. `authorities_of` says who keeps a qualification's registers (the rules know: `JP`, `JP-01` …
    /// `JP-47`, a body's id); a qualification without any is left out. Prefectures share by their people, others equally.
    ///
    /// Entries nationwide are rounded, at least one a qualification; a small country has prefectures with an empty register.
    pub fn new(tables: &Tables, people: u64, authorities_of: impl Fn(&str) -> Vec<String>) -> RegisterPlan {
        let mut registers = Vec::new();
        let mut groups = Vec::new();
        let mut first_household = 0;
        for profile in tables.profiles() {
            let exact = profile.entries as f64 * people as f64 / TRUE_PEOPLE as f64;
            let total = (exact.round() as u64).max(1);
            let authorities = authorities_of(profile.qualification);
            let shares: Vec<f64> = authorities
                .iter()
                .map(|code| {
                    Prefecture::of_authority(code).map_or(1.0, |prefecture| tables.places.share(prefecture))
                })
                .collect();
            let whole: f64 = shares.iter().sum();
            let (mut sum, mut given) = (0.0, 0);
            let before = registers.len();
            for (authority, share) in authorities.into_iter().zip(shares) {
                // Rounding the running sum lets the parts add up to the total.
                sum += share / whole;
                let until = (total as f64 * sum).round() as u64;
                let count = until.saturating_sub(given);
                given += count;
                registers.push(PlannedRegister {
                    qualification: profile.qualification,
                    authority,
                    count,
                    first_household,
                });
                first_household += count;
            }
            groups.push((profile.qualification, before..registers.len()));
        }
        RegisterPlan { people, registers, groups }
    }

    /// People the country is meant to have.
    pub fn people(&self) -> u64 {
        self.people
    }

    /// The registers.
    pub fn registers(&self) -> &[PlannedRegister] {
        &self.registers
    }

    /// Entries of all registers, each with a household of its own.
    pub fn entries(&self) -> u64 {
        self.registers.iter().map(|register| register.count).sum()
    }

    /// The registers of one qualification.
    pub(crate) fn of_qualification(&self, qualification: &str) -> &[PlannedRegister] {
        let group = self.groups.iter().find(|(of, _)| *of == qualification);
        group.and_then(|(_, range)| self.registers.get(range.clone())).unwrap_or_default()
    }

    /// The register and the row that have a household; `None` beyond all entries. Who stands there is told by
    /// [`Country::holder_in`](crate::Country::holder_in).
    pub fn register_of(&self, household: u64) -> Option<(&PlannedRegister, u64)> {
        let after =
            self.registers.partition_point(|register| register.first_household + register.count <= household);
        let register = self.registers.get(after)?;
        Some((register, household - register.first_household))
    }
}

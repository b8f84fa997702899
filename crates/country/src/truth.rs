//! What really happened to those who stand in the registers: what a check of the registers is measured against.

use crate::day::Day;
use crate::event::LifeEvent;
use crate::nation::Nation;
use crate::person::Person;
use crate::plan::PlannedRegister;

/// What happened to the holder of one entry between two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderTruth {
    /// Id of the qualification.
    pub qualification: &'static str,
    /// Code of the authority.
    pub authority: String,
    /// Registration number.
    pub number: u64,
    /// The holder as known on the later day.
    pub person: Person,
    /// What happened from the earlier day on, and before the later one.
    pub events: Vec<LifeEvent>,
}

/// What happened to the holders of all entries from one day on and before another one, in the order of registers and numbers, one after
/// the other; with those to whom nothing happened only if asked for. Later than today is the future: it can be told, but it has not happened.
pub fn truth(
    nation: &Nation,
    (from, to): (Day, Day),
    with_unchanged: bool,
) -> impl Iterator<Item = HolderTruth> + use<> {
    let registers: Vec<PlannedRegister> = nation.country().plan().registers().to_vec();
    let nation = nation.clone();
    registers.into_iter().flat_map(move |planned| {
        let nation = nation.clone();
        (0..planned.count).filter_map(move |row| {
            let person = nation.person_on(nation.country().holder_in(&planned, row), to)?;
            let events: Vec<LifeEvent> =
                person.events.iter().filter(|event| event.date >= from).copied().collect();
            if events.is_empty() && !with_unchanged {
                return None;
            }
            Some(HolderTruth {
                qualification: planned.qualification,
                authority: planned.authority.clone(),
                number: nation.country().register(&planned)?.number(row),
                person,
                events,
            })
        })
    })
}

#[cfg(test)]
mod tests;

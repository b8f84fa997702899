//! The two files, in the order of their keys.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use country::{AS_OF, ResidentStatus};

use super::{ENTRIES, KEY, PERSONS};
use crate::yearly_check::people;

/// Both files, of so many people; what the entry says is what was true ten years before.
pub(super) fn make(dir: &Path, seed: u64, entries: u64) -> Result<u64> {
    let country = people::country(seed, people::for_entries(entries)?)?;
    let nation = country::Nation::new(country, AS_OF, dir.join("country"));
    let mut held = BufWriter::with_capacity(1 << 20, File::create(dir.join(ENTRIES))?);
    let mut told = BufWriter::with_capacity(1 << 20, File::create(dir.join(PERSONS))?);
    let before = AS_OF.plus_years(-10.0);
    let mut made = 0;
    for household in 0..nation.country().households() {
        if made == entries {
            break;
        }
        let id = country::PersonId::at(household, 0);
        let Some(person) = nation.person(id).filter(|person| person.born < before) else { continue };
        let mut name = String::new();
        person.name_on(before).push_spelling(&mut name);
        writeln!(held, "{made:0KEY$}\t{name}\t{}\t{}", person.born, person.sex.word())?;
        if let Some(resident) = nation.resident(id) {
            let status = match resident.status {
                ResidentStatus::Deceased => "D",
                ResidentStatus::Current => "C",
                ResidentStatus::MovedAbroad => "A",
                ResidentStatus::ExOfficioDeleted => "X",
            };
            let died = resident.last_change.filter(|change| change.reason == "死亡");
            let died = died.map(|change| change.event_date).unwrap_or_default();
            writeln!(
                told,
                "{made:0KEY$}\t{status}\t{}\t{}\t{}\t{died}",
                resident.name, resident.birth, resident.sex
            )?;
        }
        made += 1;
    }
    held.flush()?;
    told.flush()?;
    Ok(made)
}

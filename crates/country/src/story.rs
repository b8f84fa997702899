//! The people of the story that the demonstration tells: looked for in the registers, so that the same country always has the same ones.

use crate::AS_OF;
use crate::day::Day;
use crate::entry::Entry;
use crate::event::Home;
use crate::nation::Nation;
use crate::person::{Domicile, Person, PersonId, Role, Sex};
use crate::pki::signs_on;
use crate::plan::PlannedRegister;
use crate::resident::spelling;
use crate::tables::lines;

/// The wedding lies so many days after the country's first day at most: before any day on which this program can run, since an applicant
/// cannot tell of a change to come.
const WEDDING_WITHIN: i32 = 200;
/// Days after the wedding on which the new name stands on a new certificate.
const SETTLED_AFTER: i32 = 20;
/// The death of the story comes within the year that the demonstration lets pass.
const YEAR: i32 = 365;
/// Whoever works is at most so old, years; and who plays a part is at least so old.
const WORKING: std::ops::Range<f64> = 22.0..60.0;

/// Somebody of the story: an entry, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    /// Who it is.
    pub person: PersonId,
    /// Id of the qualification.
    pub qualification: &'static str,
    /// Code of the authority that keeps the register.
    pub authority: String,
    /// Registration number.
    pub number: u64,
    /// The name in the entry.
    pub name: String,
    /// Day of birth.
    pub born: Day,
    /// The domicile, or the nationality, in the entry.
    pub domicile: &'static str,
    /// What the story waits for: the wedding, the death.
    pub turn: Option<Turn>,
}

/// What happens to somebody of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The day.
    pub day: Day,
    /// The day on which the story goes on.
    pub settled: Day,
    /// The new name; of a death the name of who is left.
    pub name: String,
}

/// All parts. In a small country some may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cast {
    /// Takes another name by marriage within the year.
    pub bride: Option<Player>,
    /// A national of another country who lives here.
    pub foreigner: Option<Player>,
    /// Somebody at work, without any sanction: the story suspends them.
    pub sanctioned: Option<Player>,
    /// Dies within the year; husband or wife lives on.
    pub widowed: Option<Player>,
}

impl Nation {
    /// The people of the story, as the registers' files have them. The same in every run.
    pub fn cast(&self) -> Cast {
        let find = |part, plays: fn(&Nation, &Person, &Entry) -> Option<Option<Turn>>| {
            registers_of(part).find_map(|id| self.player(id, plays))
        };
        Cast {
            bride: find("bride", bride),
            foreigner: find("foreigner", foreigner),
            sanctioned: find("sanctioned", at_work),
            widowed: find("widowed", widowed),
        }
    }

    /// The latest entry of a qualification that stands, whose holder has no other one, and who plays the part.
    fn player(
        &self,
        qualification: &str,
        plays: fn(&Nation, &Person, &Entry) -> Option<Option<Turn>>,
    ) -> Option<Player> {
        let country = self.country();
        country.plan().of_qualification(qualification).iter().find_map(|planned| {
            let register = country.register(planned)?;
            (0..planned.count).rev().find_map(|row| {
                let entry = register.holder(row).entry;
                let person = self.only_entry(planned, row)?;
                let stands = entry.deletion.is_none() && entry.sanction.is_none();
                let turn = plays(self, &person, &entry).filter(|_| stands)?;
                Some(Player {
                    person: person.id,
                    qualification: planned.qualification,
                    authority: planned.authority.clone(),
                    number: entry.number,
                    name: spelling(entry.name),
                    born: person.born,
                    domicile: country.domicile_name(entry.domicile),
                    turn,
                })
            })
        })
    }

    /// Who stands in a row and in no other register, with the life of the coming year.
    fn only_entry(&self, planned: &PlannedRegister, row: u64) -> Option<Person> {
        let country = self.country();
        let person = country.holder_in(planned, row);
        if country.entries_of(person).len() != 1 {
            return None;
        }
        country.person(person, Day(AS_OF.0 + 2 * YEAR)).filter(|person| person.alive_on(AS_OF))
    }
}

fn registers_of(part: &str) -> impl Iterator<Item = &'static str> {
    let line = lines("story.tsv", include_str!("../data/story.tsv")).find(|line| line.text(0) == Ok(part));
    line.and_then(|line| line.text(1).ok()).unwrap_or_default().split(',')
}

/// Lives here, with an entry that is as it should be and a name that a certificate can hold.
fn is_settled(person: &Person, entry: &Entry, day: Day) -> bool {
    let age = day.years_since(person.born);
    WORKING.contains(&age)
        && matches!(person.home_on(day), Some(Home::At(_)))
        && entry.name == person.name_on(AS_OF)
        && entry.domicile == person.domicile_on(AS_OF)
        && entry.former_surname.is_none()
}

fn bride(_: &Nation, person: &Person, entry: &Entry) -> Option<Option<Turn>> {
    let (day, _) = person.marriage().filter(|(day, _)| *day > AS_OF && day.0 < AS_OF.0 + WEDDING_WITHIN)?;
    let settled = Day(day.0 + SETTLED_AFTER);
    let name = person.name_on(settled);
    let takes_it = person.sex == Sex::Female && name.surname != entry.name.surname;
    // Nothing but the wedding changes her name, and she has a new certificate then.
    let once = person.name_on(Day(AS_OF.0 + 2 * YEAR)) == name;
    let fits = is_settled(person, entry, settled) && signs_on(person, AS_OF) && signs_on(person, settled);
    (takes_it && once && fits).then(|| Some(Turn { day, settled, name: spelling(name) }))
}

fn foreigner(_: &Nation, person: &Person, entry: &Entry) -> Option<Option<Turn>> {
    let from_abroad = matches!(entry.domicile, Domicile::Abroad(_));
    (from_abroad && is_settled(person, entry, AS_OF)).then_some(None)
}

fn at_work(_: &Nation, person: &Person, entry: &Entry) -> Option<Option<Turn>> {
    (is_settled(person, entry, AS_OF) && signs_on(person, AS_OF)).then_some(None)
}

fn widowed(nation: &Nation, person: &Person, entry: &Entry) -> Option<Option<Turn>> {
    let day = person.died.filter(|day| *day > AS_OF && day.0 < AS_OF.0 + YEAR)?;
    let (_, None) = person.marriage()? else { return None };
    let home = nation.country().household(person.id.household(), Day(day.0 + YEAR))?;
    let left = home.members.into_iter().find(|member| member.role == Role::Spouse && member.alive_on(day))?;
    let resident = matches!(person.home_on(AS_OF), Some(Home::At(_)));
    let fits = resident && entry.name == person.name_on(AS_OF);
    fits.then(|| Some(Turn { day, settled: day, name: spelling(left.name_on(day)) }))
}

#[cfg(test)]
mod tests;

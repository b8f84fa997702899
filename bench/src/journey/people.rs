//! Who goes: people who took a partner's name within a month, and have a new card on which every character can be shown.

use country::pki::{CardKey, Cards};
use country::{Day, Home, LifeEventKind, Nation, Person, PersonId};

/// Filed within so many days: later it is late, and a person weighs it.
const WITHIN_DAYS: i32 = 28;
/// And not before there can be a new card.
const AFTER_DAYS: i32 = 1;

/// Somebody on the way.
#[derive(Debug, Clone)]
pub(super) struct Traveller {
    pub(super) id: PersonId,
    pub(super) born: String,
    /// The name before, as it is registered, and now.
    pub(super) before: String,
    pub(super) now: String,
    /// The day of the marriage, ISO.
    pub(super) married: String,
}

/// The first so many who fit.
pub(super) fn find(nation: &Nation, cards: &Cards, wanted: usize) -> Vec<Traveller> {
    nation.people().filter_map(|person| traveller(nation, cards, &person)).take(wanted).collect()
}

fn traveller(nation: &Nation, cards: &Cards, person: &Person) -> Option<Traveller> {
    let today = nation.today();
    let mut changes = person.events.iter().filter(|event| {
        use LifeEventKind::{Adoption, Divorce, Marriage, Naturalisation};
        matches!(event.kind, Marriage { .. } | Divorce { .. } | Adoption { .. } | Naturalisation { .. })
    });
    let (event, None) = (changes.next()?, changes.next()) else { return None };
    let LifeEventKind::Marriage { name, .. } = event.kind else { return None };
    let days = today.0 - event.date.0;
    if name.surname == person.birth_name.surname || !(AFTER_DAYS..=WITHIN_DAYS).contains(&days) {
        return None;
    }
    let here = matches!(person.home_on(today), Some(Home::At(_))) && person.alive_on(today);
    let card = cards.history(person.id, CardKey::Signing).pop()?;
    let stands = card.ended.is_none() && card.last >= today;
    let resident = nation.resident(person.id).filter(|resident| resident.japanese && here && stands)?;
    Some(Traveller {
        id: person.id,
        born: resident.birth,
        before: spelled(person, Day(event.date.0 - 1)),
        now: resident.name,
        married: event.date.to_string(),
    })
}

fn spelled(person: &Person, day: Day) -> String {
    let mut name = String::new();
    person.name_on(day).push_spelling(&mut name);
    name
}

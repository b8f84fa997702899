//! Who goes: people who took a partner's name within a month, and have a card to sign with; and what each of them does.

use country::pki::{CardKey, Cards};
use country::{Day, Home, LifeEventKind, Nation, Person, PersonId};

/// Filed within so many days: later it is late, and a person weighs it.
const WITHIN_DAYS: i32 = 28;
/// And not before there can be a new card.
const AFTER_DAYS: i32 = 1;
/// Of so many who go, each of the kinds below is one, and all others are plain.
const ROUND: usize = 50;

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Applies for the name that is theirs, from the day on which it is; the number was given before.
    Plain,
    /// The same, but the number was never given: the family register comes as a picture.
    Paper,
    /// Applies for a name that is nobody's.
    AnotherName,
    /// Applies for the true name from another day.
    AnotherDay,
    /// Has somebody else's card sign.
    AnothersCard,
}

impl Kind {
    /// A round: who is not named is plain.
    const OTHERS: [(usize, Self); 8] = [
        (3, Self::Paper),
        (13, Self::Paper),
        (17, Self::AnotherName),
        (23, Self::Paper),
        (27, Self::AnotherDay),
        (33, Self::Paper),
        (37, Self::AnothersCard),
        (43, Self::Paper),
    ];

    fn of(at: usize) -> Self {
        let place = at % ROUND;
        Self::OTHERS.iter().find(|(of, _)| *of == place).map_or(Self::Plain, |(_, kind)| *kind)
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Paper => "paper",
            Self::AnotherName => "another_name",
            Self::AnotherDay => "another_day",
            Self::AnothersCard => "anothers_card",
        }
    }
}

/// Somebody on the way.
#[derive(Debug, Clone)]
pub(super) struct Traveller {
    pub(super) id: PersonId,
    pub(super) kind: Kind,
    /// The facts allow a decision without a human hand, by what is true in the country: the applicant says what is so, the card shows every
    /// character, and the number by which the family register is asked was given.
    pub(super) allowed: bool,
    pub(super) born: String,
    /// The name before, as it is registered, and now.
    pub(super) before: String,
    pub(super) now: String,
    /// The day of the marriage.
    pub(super) married: Day,
}

impl Traveller {
    /// The name that is typed.
    pub(super) fn name(&self) -> String {
        match self.kind {
            Kind::AnotherName => {
                let given = self.now.split_once('\u{3000}').map_or(self.now.as_str(), |(_, given)| given);
                format!("架空\u{3000}{given}")
            }
            _ => self.now.clone(),
        }
    }

    /// The day that is typed, ISO.
    pub(super) fn day(&self) -> String {
        let other = i32::from(self.kind == Kind::AnotherDay);
        Day(self.married.0 + other).to_string()
    }
}

/// The first so many who fit.
pub(super) fn find(nation: &Nation, cards: &Cards, wanted: usize) -> Vec<Traveller> {
    let found = nation.people().filter_map(|person| traveller(nation, cards, &person)).take(wanted);
    let mut all: Vec<Traveller> = found.collect();
    for (at, one) in all.iter_mut().enumerate() {
        one.kind = Kind::of(at);
        one.allowed = one.kind == Kind::Plain && cards.signs_plainly(one.id);
    }
    all
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
    let stands = |key| {
        let card = cards.history(person.id, key).pop();
        card.is_some_and(|card| card.ended.is_none() && card.last >= today)
    };
    let can = here && stands(CardKey::Signing) && stands(CardKey::Authentication);
    let resident = nation.resident(person.id).filter(|resident| resident.japanese && can)?;
    Some(Traveller {
        id: person.id,
        kind: Kind::Plain,
        allowed: false,
        born: resident.birth,
        before: spelled(person, Day(event.date.0 - 1)),
        now: resident.name,
        married: event.date,
    })
}

fn spelled(person: &Person, day: Day) -> String {
    let mut name = String::new();
    person.name_on(day).push_spelling(&mut name);
    name
}

//! People and what happens to them.

use crate::day::Day;
pub(crate) use crate::event::{Home, LifeEvent, LifeEventKind};
use crate::places::Prefecture;

/// A person's number in the country: the household's number times [`PersonId::PLACES`], plus the place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct PersonId(pub u64);

impl PersonId {
    /// Places in a household: more than anybody in it can need (head, spouse, three children).
    pub const PLACES: u64 = 8;

    /// The person at a place of a household.
    pub const fn at(household: u64, place: u64) -> PersonId {
        PersonId(household * Self::PLACES + place)
    }

    /// The household.
    pub const fn household(self) -> u64 {
        self.0 / Self::PLACES
    }

    /// The place in it; 0 is the head.
    pub const fn place(self) -> u64 {
        self.0 % Self::PLACES
    }
}

/// Sex as the family register has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[doc(alias = "性別")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// The word of the family register.
    pub const fn word(self) -> &'static str {
        match self {
            Sex::Male => "男",
            Sex::Female => "女",
        }
    }

    /// The other one.
    pub const fn other(self) -> Sex {
        match self {
            Sex::Male => Sex::Female,
            Sex::Female => Sex::Male,
        }
    }
}

/// A name to the character: variation selectors, compatibility ideographs and private-use characters (外字) are part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[doc(alias = "氏名")]
pub struct Name {
    /// Surname, or family name of somebody from another country.
    pub surname: &'static str,
    /// Given name; may hold several words.
    pub given: &'static str,
    /// The surname's reading in katakana.
    pub surname_kana: &'static str,
    /// The given name's reading in katakana.
    pub given_kana: &'static str,
}

impl Name {
    pub(crate) const fn new(
        surname: (&'static str, &'static str),
        given: (&'static str, &'static str),
    ) -> Name {
        Name { surname: surname.0, given: given.0, surname_kana: surname.1, given_kana: given.1 }
    }

    /// The same person with another surname.
    #[must_use]
    pub const fn with_surname(self, surname: (&'static str, &'static str)) -> Name {
        Name { surname: surname.0, surname_kana: surname.1, ..self }
    }

    /// Appends surname and given name with an ideographic space between.
    pub fn push_spelling(self, out: &mut String) {
        out.push_str(self.surname);
        out.push('\u{3000}');
        out.push_str(self.given);
    }

    /// Appends the reading with an ideographic space between.
    pub fn push_kana(self, out: &mut String) {
        out.push_str(self.surname_kana);
        out.push('\u{3000}');
        out.push_str(self.given_kana);
    }
}

/// Where somebody belongs: the prefecture of the family register, or a nationality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[doc(alias = "本籍")]
pub enum Domicile {
    /// A family register in a prefecture.
    Japan(Prefecture),
    /// The nationality of somebody without one.
    Abroad(&'static str),
}

/// What somebody is in the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Who the household is made around; for a holder's household, the holder.
    Head,
    /// Husband or wife of the head.
    Spouse,
    /// Child of the head, not yet moved out.
    Child,
}

/// A person, from birth to the day of which the life was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The number in the country.
    pub id: PersonId,
    /// Place in the household.
    pub role: Role,
    /// Sex.
    pub sex: Sex,
    /// Day of birth.
    pub born: Day,
    /// Day of death, if it came.
    pub died: Option<Day>,
    /// The name at birth.
    pub birth_name: Name,
    /// The name by which a person from another country is known (通称), where one is recorded; gone with a naturalisation.
    pub alias: Option<Name>,
    /// The domicile at birth.
    pub birth_domicile: Domicile,
    /// The first home that is known of. A holder that comes from a register alone has none: the country knows where people live.
    pub first_home: Option<Home>,
    /// What happened, in order.
    pub events: Vec<LifeEvent>,
}

impl Person {
    /// The name on a day.
    pub fn name_on(&self, day: Day) -> Name {
        self.events_until(day).fold(self.birth_name, |before, event| match event.kind {
            LifeEventKind::Marriage { name, .. }
            | LifeEventKind::Divorce { name }
            | LifeEventKind::Adoption { name, .. }
            | LifeEventKind::Naturalisation { name, .. } => name,
            _ => before,
        })
    }

    /// The name borne until the first marriage, or until now: that of birth, or of an adoption.
    pub fn name_before_marriage(&self) -> Name {
        let until = self.marriage().map_or(Day(i32::MAX), |(married, _)| Day(married.0 - 1));
        self.name_on(until)
    }

    /// The domicile on a day.
    pub fn domicile_on(&self, day: Day) -> Domicile {
        self.events_until(day).fold(self.birth_domicile, |before, event| match event.kind {
            LifeEventKind::Marriage { domicile, .. }
            | LifeEventKind::Adoption { domicile, .. }
            | LifeEventKind::Naturalisation { domicile, .. } => domicile,
            _ => before,
        })
    }

    /// The home on a day: for the dead the last one.
    pub fn home_on(&self, day: Day) -> Option<Home> {
        self.events_until(day).fold(self.first_home, |before, event| match event.kind {
            LifeEventKind::Move { to }
            | LifeEventKind::AddressCorrection { to }
            | LifeEventKind::CameToJapan { to }
            | LifeEventKind::ExOfficioEntry { to } => Some(Home::At(to)),
            LifeEventKind::LeftJapan => Some(Home::Abroad(before.and_then(Home::last_address))),
            LifeEventKind::ExOfficioDeletion => before.and_then(Home::last_address).map(Home::Struck),
            _ => before,
        })
    }

    /// The former surname recorded beside the name on a day (旧氏).
    pub fn former_surname_on(&self, day: Day) -> Option<&'static str> {
        let name = self.name_on(day);
        let recorded = self.events_until(day).find_map(|event| match event.kind {
            LifeEventKind::FormerNameRecorded { surname } => Some(surname),
            _ => None,
        });
        recorded.filter(|surname| *surname != name.surname)
    }

    /// Whether the person lives on a day.
    pub fn alive_on(&self, day: Day) -> bool {
        self.born <= day && self.died.is_none_or(|died| day < died)
    }

    /// The same life as it was known on a day: what happened before it. `None` for somebody not yet born.
    #[must_use]
    pub fn before(mut self, day: Day) -> Option<Person> {
        if self.born >= day {
            return None;
        }
        self.events.retain(|event| event.date < day);
        self.died = self.died.filter(|died| *died < day);
        Some(self)
    }

    /// The days of the first marriage and of its divorce.
    pub(crate) fn marriage(&self) -> Option<(Day, Option<Day>)> {
        let of = |wanted: fn(&LifeEventKind) -> bool| {
            self.events.iter().find(|event| wanted(&event.kind)).map(|event| event.date)
        };
        let married = of(|kind| matches!(kind, LifeEventKind::Marriage { .. }))?;
        Some((married, of(|kind| matches!(kind, LifeEventKind::Divorce { .. }))))
    }

    /// Puts the events in order; death ends them.
    pub(crate) fn in_order(mut self) -> Person {
        if let Some(died) = self.died {
            self.events.retain(|event| event.date < died);
            self.events.push(LifeEvent { date: died, kind: LifeEventKind::Death });
        }
        // Of whom a court has declared so, nobody hears any more: neither of a death.
        let declared =
            |event: &&LifeEvent| matches!(event.kind, LifeEventKind::AdjudicatedDisappearance { .. });
        if let Some(last) = self.events.iter().find(declared).map(|event| event.date) {
            self.events.retain(|event| event.date < last || declared(&event));
            self.died = None;
        }
        // Stable: two of one day stay in the order in which they were told.
        self.events.sort_by_key(|event| event.date);
        self
    }

    fn events_until(&self, day: Day) -> impl Iterator<Item = &LifeEvent> {
        self.events.iter().take_while(move |event| event.date <= day)
    }
}

//! Making a person. The rates are invented, near what vital statistics say; each stands here with its name.

use crate::day::Day;
use crate::event::{LifeEvent, LifeEventKind};
use crate::person::{Domicile, Name, Person, PersonId, Role, Sex};
use crate::places::Prefecture;
use crate::random::Random;
use crate::tables::Tables;

/// Of couples in which one surname gives way, the share in which it is the wife's.
const WIFE_TAKES_SURNAME: f64 = 0.95;
/// Share of marriages that end in divorce, for people born before and since [`DIVORCE_TURN`].
const DIVORCED: (f64, f64) = (0.08, 0.24);
const DIVORCE_TURN: i32 = 1945;
/// Of those who had taken a surname, the share that goes back to the former one at the divorce.
pub(crate) const SURNAME_BACK: f64 = 0.6;
/// Share of couples whose family register is in the prefecture of the one before.
const DOMICILE_STAYS: f64 = 0.75;
/// Share of people who are adopted as adults before they marry, the youngest age, and years above it.
const ADOPTED: f64 = 0.02;
const ADOPTED_AT: f64 = 18.0;
const ADOPTED_WITHIN: f64 = 15.0;
/// Share of people from other countries who become Japanese.
const NATURALISED: f64 = 0.15;
/// Since this day a former surname may be recorded beside the name (旧氏; 平成31年政令第152号), and the share of those with one who wish it.
const FORMER_NAMES_FROM: Day = Day::of(2019, 11, 5);
const FORMER_NAME_RECORDED: f64 = 0.04;
/// Share of people from other countries with a recorded alias in Japanese (通称).
const WITH_ALIAS: f64 = 0.12;

/// What is settled about a person before the life is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sketch {
    pub(crate) id: PersonId,
    pub(crate) role: Role,
    pub(crate) sex: Sex,
    pub(crate) born: Day,
    /// A day on which the person certainly lives.
    pub(crate) alive_on: Day,
    pub(crate) home: Prefecture,
    pub(crate) from_abroad: bool,
}

/// Nationality, or none for Japan, and the name at birth.
pub(crate) type Named = (Option<&'static str>, Name);

/// The nationality and the name of somebody new-born.
pub(crate) fn birth_name(tables: &Tables, sketch: &Sketch, random: &mut Random) -> Named {
    if sketch.from_abroad {
        let (nationality, name) = tables.names.foreign(sketch.sex, sketch.born.year(), random);
        return (Some(nationality), name);
    }
    let surname = tables.names.surname(random);
    (None, Name::new(surname, tables.names.given(sketch.sex, sketch.born.year(), random)))
}

/// A person with a whole life, however far it goes: whoever looks at a day cuts it there. Marriage, divorce, naturalisation and death are
/// drawn; homes belong to the household.
pub(crate) fn person(tables: &Tables, sketch: &Sketch, named: Named, random: &mut Random) -> Person {
    let mut person = newborn(tables, sketch, named, random);
    adopt(tables, &mut person, random);
    marry(tables, &mut person, random);
    if sketch.from_abroad && random.chance(NATURALISED) {
        naturalise(tables, &mut person, sketch.home, random);
    }
    person.in_order()
}

/// A person whose marriage is somebody else's to tell, or who has none: spouse and child of a head.
pub(crate) fn unmarried(tables: &Tables, sketch: &Sketch, named: Named, random: &mut Random) -> Person {
    newborn(tables, sketch, named, random)
}

fn newborn(
    tables: &Tables,
    sketch: &Sketch,
    (nationality, birth_name): Named,
    random: &mut Random,
) -> Person {
    let &Sketch { id, role, sex, born, alive_on, home, .. } = sketch;
    let died = Some(tables.mortality.death(sex, born, alive_on, random));
    let birth_domicile = nationality.map_or(Domicile::Japan(home), Domicile::Abroad);
    let alias = (nationality.is_some() && random.chance(WITH_ALIAS))
        .then(|| Name::new(tables.names.surname(random), tables.names.given(sex, born.year(), random)));
    let events = Vec::new();
    Person { id, role, sex, born, died, birth_name, alias, birth_domicile, first_home: None, events }
}

/// Some are adopted as adults; who marries before keeps the marriage's name, and is left as they are.
fn adopt(tables: &Tables, person: &mut Person, random: &mut Random) {
    let Domicile::Japan(home) = person.birth_domicile else { return };
    if !random.chance(ADOPTED) {
        return;
    }
    let date = person.born.plus_years(ADOPTED_AT + ADOPTED_WITHIN * random.unit());
    let name = person.birth_name.with_surname(tables.names.surname(random));
    let home = if random.chance(DOMICILE_STAYS) { home } else { tables.places.prefecture(random) };
    if person.alive_on(date) && name != person.birth_name {
        let kind = LifeEventKind::Adoption { name, domicile: Domicile::Japan(home) };
        person.events.push(LifeEvent { date, kind });
    }
}

fn marry(tables: &Tables, person: &mut Person, random: &mut Random) {
    let born = person.born.year();
    let later = f64::from((born - 1960).clamp(0, 40)) * 0.075;
    let willing = 0.95 - f64::from((born - 1950).clamp(0, 50)) * 0.006;
    if !random.chance(willing) {
        return;
    }
    let man = if person.sex == Sex::Male { 2.0 } else { 0.0 };
    let date = person.born.plus_years(19.0 + man + later + 7.0 * (random.unit() + random.unit()));
    if !person.alive_on(date) {
        return;
    }
    let takes = match person.sex {
        Sex::Female => WIFE_TAKES_SURNAME,
        Sex::Male => 1.0 - WIFE_TAKES_SURNAME,
    };
    person.events.retain(|event| event.date < date);
    let before = person.name_on(date);
    let (name, domicile) = match person.domicile_on(date) {
        // The marriage of a national of another country changes no name by itself.
        abroad @ Domicile::Abroad(_) => (before, abroad),
        Domicile::Japan(home) => {
            let name =
                if random.chance(takes) { before.with_surname(tables.names.surname(random)) } else { before };
            let home = if random.chance(DOMICILE_STAYS) { home } else { tables.places.prefecture(random) };
            (name, Domicile::Japan(home))
        }
    };
    person.events.push(LifeEvent { date, kind: LifeEventKind::Marriage { name, domicile } });
    let divorced = divorce(person, date, name, random);
    record_former(person, before.surname, (date, divorced), random);
}

fn divorce(person: &mut Person, married: Day, name: Name, random: &mut Random) -> Option<Day> {
    let share = if person.born.year() < DIVORCE_TURN { DIVORCED.0 } else { DIVORCED.1 };
    let date = married.plus_years(1.0 + 9.0 * random.waiting());
    if !random.chance(share) || !person.alive_on(date) {
        return None;
    }
    let name = if random.chance(SURNAME_BACK) { person.name_before_marriage() } else { name };
    person.events.push(LifeEvent { date, kind: LifeEventKind::Divorce { name } });
    Some(date)
}

/// Some who changed their surname by marriage let the former one be recorded.
pub(crate) fn record_former(
    person: &mut Person,
    surname: &'static str,
    (married, divorced): (Day, Option<Day>),
    random: &mut Random,
) {
    let changed = person.events.iter().any(|event| match event.kind {
        LifeEventKind::Marriage { name, .. } => name.surname != surname,
        _ => false,
    });
    if !changed || !random.chance(FORMER_NAME_RECORDED) {
        return;
    }
    let date = married.max(FORMER_NAMES_FROM).plus_years(4.0 * random.waiting());
    if divorced.is_none_or(|until| date < until) && person.alive_on(date) {
        person.events.push(LifeEvent { date, kind: LifeEventKind::FormerNameRecorded { surname } });
    }
}

fn naturalise(tables: &Tables, person: &mut Person, home: Prefecture, random: &mut Random) {
    let date = person.born.plus_years(25.0 + 20.0 * random.unit());
    let last = person.events.iter().map(|event| event.date).max().unwrap_or(person.born);
    if date > last && person.alive_on(date) {
        let given = tables.names.given(person.sex, person.born.year(), random);
        let name = Name::new(tables.names.surname(random), given);
        person.events.push(LifeEvent {
            date,
            kind: LifeEventKind::Naturalisation { name, domicile: Domicile::Japan(home) },
        });
    }
}

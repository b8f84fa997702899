//! Making a person. The rates are invented, near what vital statistics say; each stands here with its name.

use crate::AS_OF;
use crate::day::Day;
use crate::person::{Domicile, LifeEvent, LifeEventKind, Name, Person, PersonId, Role, Sex};
use crate::places::{Address, Prefecture};
use crate::random::Random;
use crate::tables::Tables;

/// Of couples in which one surname gives way, the share in which it is the wife's.
const WIFE_TAKES_SURNAME: f64 = 0.95;
/// Share of marriages that end in divorce, for people born before and since [`DIVORCE_TURN`].
const DIVORCED: (f64, f64) = (0.08, 0.24);
const DIVORCE_TURN: i32 = 1945;
/// Of those who had taken a surname, the share that goes back to the former one at the divorce.
const SURNAME_BACK: f64 = 0.6;
/// Share of couples whose family register is in the prefecture of the one before.
const DOMICILE_STAYS: f64 = 0.75;
/// Share of people from other countries who become Japanese.
const NATURALISED: f64 = 0.15;
/// Share of households that moved in the last [`MOVED_WITHIN`] years.
const MOVED: f64 = 0.55;
const MOVED_WITHIN: f64 = 15.0;
/// Share of moves that stay in the prefecture.
const MOVED_NEAR: f64 = 0.8;

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

/// A person with a whole life up to [`AS_OF`]. Marriage, divorce, naturalisation and death are drawn; moves belong to the household.
pub(crate) fn person(tables: &Tables, sketch: &Sketch, named: Named, random: &mut Random) -> Person {
    let mut person = newborn(tables, sketch, named, random);
    marry(tables, &mut person, random);
    if sketch.from_abroad && random.chance(NATURALISED) {
        naturalise(tables, &mut person, sketch.home, random);
    }
    with_death(person)
}

/// A person whose marriage is somebody else's to tell, or who has none: spouse and child of a head.
pub(crate) fn unmarried(tables: &Tables, sketch: &Sketch, named: Named, random: &mut Random) -> Person {
    with_death(newborn(tables, sketch, named, random))
}

fn newborn(
    tables: &Tables,
    sketch: &Sketch,
    (nationality, birth_name): Named,
    random: &mut Random,
) -> Person {
    let &Sketch { id, role, sex, born, alive_on, home, .. } = sketch;
    let died = tables.mortality.death(sex, born, alive_on, AS_OF, random);
    let birth_domicile = nationality.map_or(Domicile::Japan(home), Domicile::Abroad);
    Person { id, role, sex, born, died, birth_name, birth_domicile, events: Vec::new() }
}

fn with_death(mut person: Person) -> Person {
    if let Some(date) = person.died {
        person.events.push(LifeEvent { date, kind: LifeEventKind::Death });
    }
    person
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
    if date >= AS_OF || !person.alive_on(date) {
        return;
    }
    let takes = match person.sex {
        Sex::Female => WIFE_TAKES_SURNAME,
        Sex::Male => 1.0 - WIFE_TAKES_SURNAME,
    };
    let before = person.birth_name;
    let (name, domicile) = match person.birth_domicile {
        // The marriage of a national of another country changes no name by itself.
        Domicile::Abroad(_) => (before, person.birth_domicile),
        Domicile::Japan(home) => {
            let name =
                if random.chance(takes) { before.with_surname(tables.names.surname(random)) } else { before };
            let home = if random.chance(DOMICILE_STAYS) { home } else { tables.places.prefecture(random) };
            (name, Domicile::Japan(home))
        }
    };
    person.events.push(LifeEvent { date, kind: LifeEventKind::Marriage { name, domicile } });
    divorce(person, date, name, random);
}

fn divorce(person: &mut Person, married: Day, name: Name, random: &mut Random) {
    let share = if person.born.year() < DIVORCE_TURN { DIVORCED.0 } else { DIVORCED.1 };
    let date = married.plus_years(1.0 + 9.0 * random.waiting());
    if random.chance(share) && date < AS_OF && person.alive_on(date) {
        let name = if random.chance(SURNAME_BACK) { person.birth_name } else { name };
        person.events.push(LifeEvent { date, kind: LifeEventKind::Divorce { name } });
    }
}

fn naturalise(tables: &Tables, person: &mut Person, home: Prefecture, random: &mut Random) {
    let date = person.born.plus_years(25.0 + 20.0 * random.unit());
    let last = person.events.last().map_or(person.born, |event| event.date);
    if date < AS_OF && date > last && person.alive_on(date) {
        let given = tables.names.given(person.sex, person.born.year(), random);
        let name = Name::new(tables.names.surname(random), given);
        person.events.push(LifeEvent {
            date,
            kind: LifeEventKind::Naturalisation { name, domicile: Domicile::Japan(home) },
        });
    }
}

/// Where a household lives, and since when and from where if it moved lately.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Homes {
    pub(crate) now: Address,
    pub(crate) moved: Option<(Day, Address)>,
}

/// The homes of a household in a prefecture. `None` only if the table had no municipality there.
pub(crate) fn homes(tables: &Tables, prefecture: Prefecture, random: &mut Random) -> Option<Homes> {
    let now = tables.places.address(prefecture, random)?;
    if !random.chance(MOVED) {
        return Some(Homes { now, moved: None });
    }
    let date = AS_OF.plus_years(-MOVED_WITHIN * random.unit());
    let before = if random.chance(MOVED_NEAR) { prefecture } else { tables.places.prefecture(random) };
    Some(Homes { now, moved: tables.places.address(before, random).map(|from| (date, from)) })
}

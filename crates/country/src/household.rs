//! A household: who lives together, made around its head.

use crate::AS_OF;
use crate::day::Day;
use crate::people::{self, Homes, Sketch};
use crate::person::{Domicile, LifeEvent, LifeEventKind, Name, Person, PersonId, Role, Sex};
use crate::places::Address;
use crate::random::Random;
use crate::tables::Tables;

/// Shares of couples with fewer than one, two and three children; nobody has more.
const FEWER_CHILDREN: [f64; 3] = [0.14, 0.36, 0.82];
/// No child is born when the head is older, years.
const OLDEST_PARENT: f64 = 45.0;
/// Share of boys among the new-born.
const BOYS: f64 = 0.513;
/// Children have moved out at this age, years.
const MOVED_OUT: f64 = 24.0;

/// People who live together, or lived, as long as anybody of them could be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "世帯")]
pub struct Household {
    /// Number in the country, from 0.
    pub number: u64,
    /// Where it lives now.
    pub address: Address,
    /// Where the head belongs.
    pub domicile: Domicile,
    /// Its people, the head first. The dead are kept: they may stand in a register.
    pub members: Vec<Person>,
}

impl Household {
    /// Members alive at [`AS_OF`].
    pub fn living(&self) -> impl Iterator<Item = &Person> {
        self.members.iter().filter(|person| person.alive_on(AS_OF))
    }

    /// The household of a head.
    pub(crate) fn around(
        tables: &Tables,
        number: u64,
        mut head: Person,
        homes: Homes,
        random: &mut Random,
    ) -> Household {
        head.id = PersonId::at(number, 0);
        let mut members = vec![head.clone()];
        if let Some((date, LifeEventKind::Marriage { .. })) =
            head.events.first().map(|event| (event.date, event.kind))
        {
            let divorced =
                head.events.iter().find(|event| matches!(event.kind, LifeEventKind::Divorce { .. }));
            if divorced.is_none() {
                members.push(spouse(tables, &head, date, random));
            }
            let until = divorced.map_or(AS_OF, |event| event.date);
            add_children(tables, &head, (date, until), &mut members, random);
        }
        if let Some((date, from)) = homes.moved {
            members.iter_mut().for_each(|member| add_move(member, date, from));
        }
        Household { number, address: homes.now, domicile: head.domicile_on(AS_OF), members }
    }
}

fn spouse(tables: &Tables, head: &Person, married: Day, random: &mut Random) -> Person {
    let couple = head.name_on(married);
    let sex = head.sex.other();
    let born = Day(head.born.0 + random.below(2200) as i32 - 1100);
    let id = PersonId::at(head.id.household(), 1);
    let given = tables.names.given(sex, born.year(), random);
    let head_took_it = couple.surname != head.birth_name.surname;
    let own = if head_took_it || matches!(head.birth_domicile, Domicile::Abroad(_)) {
        Name::new((couple.surname, couple.surname_kana), given)
    } else {
        Name::new(tables.names.surname(random), given)
    };
    let domicile = head.domicile_on(married);
    let home = match domicile {
        Domicile::Japan(home) => home,
        Domicile::Abroad(_) => tables.places.prefecture(random),
    };
    let sketch = Sketch { id, role: Role::Spouse, sex, born, alive_on: married, home, from_abroad: false };
    let mut person = people::unmarried(tables, &sketch, (None, own), random);
    let name = match head.birth_domicile {
        Domicile::Japan(_) => own.with_surname((couple.surname, couple.surname_kana)),
        Domicile::Abroad(_) => own,
    };
    let domicile = Domicile::Japan(home);
    person.events.insert(0, LifeEvent { date: married, kind: LifeEventKind::Marriage { name, domicile } });
    person
}

fn add_children(
    tables: &Tables,
    head: &Person,
    (from, until): (Day, Day),
    members: &mut Vec<Person>,
    random: &mut Random,
) {
    let drawn = random.unit();
    let children = FEWER_CHILDREN.iter().filter(|share| drawn >= **share).count();
    let mut born = from;
    for child in 0..children as u64 {
        born = born.plus_years(1.0 + 3.0 * random.unit());
        let parent_dead = members.iter().any(|person| person.role != Role::Child && !person.alive_on(born));
        if parent_dead || born >= until || born.years_since(head.born) > OLDEST_PARENT {
            return;
        }
        if AS_OF.years_since(born) < MOVED_OUT {
            let id = PersonId::at(head.id.household(), 2 + child);
            members.push(a_child(tables, head, (id, born), random));
        }
    }
}

fn a_child(tables: &Tables, head: &Person, (id, born): (PersonId, Day), random: &mut Random) -> Person {
    let sex = if random.chance(BOYS) { Sex::Male } else { Sex::Female };
    let couple = head.name_on(born);
    let (nationality, home, given) = match head.domicile_on(born) {
        Domicile::Japan(home) => (None, home, tables.names.given(sex, born.year(), random)),
        Domicile::Abroad(nationality) => {
            let given = tables.names.foreign_given(nationality, sex, couple.surname, random);
            (Some(nationality), tables.places.prefecture(random), given)
        }
    };
    let sketch =
        Sketch { id, role: Role::Child, sex, born, alive_on: born, home, from_abroad: nationality.is_some() };
    let name = Name::new((couple.surname, couple.surname_kana), given);
    people::unmarried(tables, &sketch, (nationality, name), random)
}

/// Tells of the household's move in the life of somebody who belonged to it by then.
fn add_move(member: &mut Person, date: Day, from: Address) {
    let married_in =
        |event: &LifeEvent| matches!(event.kind, LifeEventKind::Marriage { .. }) && event.date <= date;
    let belongs = member.role != Role::Spouse || member.events.iter().any(married_in);
    if belongs && member.alive_on(date) {
        let after = member.events.partition_point(|event| event.date <= date);
        member.events.insert(after, LifeEvent { date, kind: LifeEventKind::Move { from } });
    }
}

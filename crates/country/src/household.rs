//! A household: who lives together, made around its head.

use crate::AS_OF;
use crate::day::Day;
use crate::event::{LifeEvent, LifeEventKind};
use crate::people::{self, Sketch};
use crate::person::{Domicile, Name, Person, PersonId, Role, Sex};
use crate::random::Random;
use crate::residence::Homes;
use crate::tables::Tables;

/// Shares of couples with fewer than one, two and three children; nobody has more.
const FEWER_CHILDREN: [f64; 3] = [0.14, 0.36, 0.82];
/// No child is born when the head is older, years.
const OLDEST_PARENT: f64 = 45.0;
/// Places for children in a household.
const MOST_CHILDREN: usize = 3;
/// Share of births that are of twins, and of twins whose given names are read alike (the first near published rates, the second invented).
const TWINS: f64 = 0.011;
const SAME_READING: f64 = 0.05;
/// Share of boys among the new-born.
const BOYS: f64 = 0.513;
/// Children who had reached this age by [`AS_OF`] had moved out, years; those who reach it later stay where they are.
const MOVED_OUT: f64 = 24.0;

/// People who live together, lived together, or will; so all links of a couple and its children are inside a household.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "世帯")]
pub struct Household {
    /// Number in the country, from 0.
    pub number: u64,
    /// Its people, the head first. The dead are kept: they may stand in a register. Who is divorced, or not yet married, lives elsewhere.
    pub members: Vec<Person>,
}

impl Household {
    /// Members alive on a day.
    pub fn living(&self, day: Day) -> impl Iterator<Item = &Person> {
        self.members.iter().filter(move |person| person.alive_on(day))
    }

    /// A member.
    pub fn member(&self, id: PersonId) -> Option<&Person> {
        self.members.iter().find(|person| person.id == id)
    }

    /// The household as it was known on a day: what happened before it, and who was born.
    #[must_use]
    pub fn before(self, day: Day) -> Household {
        let members = self.members.into_iter().filter_map(|person| person.before(day)).collect();
        Household { number: self.number, members }
    }

    /// The household of a head, with whole lives.
    pub(crate) fn around(tables: &Tables, head: Person, homes: &Homes, random: &mut Random) -> Household {
        let number = head.id.household();
        let mut members = vec![head.clone()];
        let marriage = head.marriage();
        if let Some((married, divorced)) = marriage {
            members.extend(spouse(tables, &head, (married, divorced), homes, random));
            add_children(tables, &head, (married, divorced), &mut members, random);
        }
        for member in members.iter_mut().filter(|member| member.role != Role::Spouse) {
            homes.tell(member);
        }
        let members = members.into_iter().map(Person::in_order).collect();
        Household { number, members }
    }
}

/// The head's spouse, who was born and lived elsewhere before. `None` only if the table of places had a gap.
fn spouse(
    tables: &Tables,
    head: &Person,
    (married, divorced): (Day, Option<Day>),
    homes: &Homes,
    random: &mut Random,
) -> Option<Person> {
    let couple = head.name_on(married);
    let sex = head.sex.other();
    let born = Day(head.born.0 + random.below(2200) as i32 - 1100);
    let id = PersonId::at(head.id.household(), 1);
    let given = tables.names.given(sex, born.year(), random);
    let head_took_it = couple.surname != head.name_before_marriage().surname;
    let own = if head_took_it || matches!(head.birth_domicile, Domicile::Abroad(_)) {
        Name::new((couple.surname, couple.surname_kana), given)
    } else {
        Name::new(tables.names.surname(random), given)
    };
    let home = match head.domicile_on(married) {
        Domicile::Japan(home) => home,
        Domicile::Abroad(_) => tables.places.prefecture(random),
    };
    let alive_on = divorced.unwrap_or(married);
    let sketch = Sketch { id, role: Role::Spouse, sex, born, alive_on, home, from_abroad: false };
    let mut person = people::unmarried(tables, &sketch, (None, own), random);
    let name = match head.birth_domicile {
        Domicile::Japan(_) => own.with_surname((couple.surname, couple.surname_kana)),
        Domicile::Abroad(_) => own,
    };
    let kind = LifeEventKind::Marriage { name, domicile: Domicile::Japan(home) };
    person.events.push(LifeEvent { date: married, kind });
    if let Some(date) = divorced {
        let name = if random.chance(people::SURNAME_BACK) { own } else { name };
        person.events.push(LifeEvent { date, kind: LifeEventKind::Divorce { name } });
    }
    people::record_former(&mut person, own.surname, (married, divorced), random);
    let before = tables.places.address(home, random)?;
    let after = tables.places.address(home, random)?;
    homes.tell_spouse(&mut person, (married, divorced), (before, after));
    Some(person)
}

fn add_children(
    tables: &Tables,
    head: &Person,
    (married, divorced): (Day, Option<Day>),
    members: &mut Vec<Person>,
    random: &mut Random,
) {
    let drawn = random.unit();
    let children = FEWER_CHILDREN.iter().filter(|share| drawn >= **share).count();
    let mut born = married;
    let mut places = (2..).take(MOST_CHILDREN).peekable();
    for _ in 0..children {
        born = born.plus_years(1.0 + 3.0 * random.unit());
        let parent_dead = members.iter().any(|person| person.role != Role::Child && !person.alive_on(born));
        let too_late = divorced.is_some_and(|until| born >= until);
        if parent_dead || too_late || born.years_since(head.born) > OLDEST_PARENT {
            return;
        }
        if AS_OF.years_since(born) >= MOVED_OUT {
            continue;
        }
        let Some(place) = places.next() else { return };
        let id = |place| PersonId::at(head.id.household(), place);
        let child = a_child(tables, head, (id(place), born), random);
        let twin_at = places.peek().copied().filter(|_| random.chance(TWINS));
        let twin = twin_at.and_then(|place| a_twin(tables, head, (id(place), &child), random));
        if twin.is_some() {
            places.next();
        }
        members.push(child);
        members.extend(twin);
    }
}

/// Born on the same day, under another given name; some parents choose the same reading. Nobody where there is no other name: two people alike in
/// everything that a register writes down do not live under one roof.
fn a_twin(
    tables: &Tables,
    head: &Person,
    (id, first): (PersonId, &Person),
    random: &mut Random,
) -> Option<Person> {
    let mut twin = a_child(tables, head, (id, first.born), random);
    let alike = random.chance(SAME_READING);
    let given = match twin.birth_domicile {
        Domicile::Japan(_) => {
            tables.names.another_given(twin.sex, (first.birth_name, alike), first.born.year(), random)
        }
        Domicile::Abroad(nationality) => {
            tables.names.another_foreign_given(nationality, twin.sex, first.birth_name, random)
        }
    };
    twin.birth_name = Name::new((twin.birth_name.surname, twin.birth_name.surname_kana), given?);
    Some(twin)
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

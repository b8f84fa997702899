//! What a certificate says: who is in the register of a person, and where it is.

use serde_json::{Value, json};

use super::super::neutral::instant;
use crate::day::Day;
use crate::household::Household;
use crate::nation::Nation;
use crate::person::{Domicile, LifeEventKind, Person, PersonId, Role};
use crate::places::Prefecture;
use crate::random::{Random, key_of};

/// Who are in one register: those with an equal key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    /// The couple of a household, with the children who have not married.
    Couple,
    /// A person alone: not married, or back after a divorce, or married out of this household.
    Alone(PersonId),
}

/// A register.
pub(super) struct Family {
    members: Vec<Person>,
    prefecture: Prefecture,
    household: u64,
    key: Key,
}

/// The register in which a person is; `None` for nobody and for nationals of other countries.
pub(super) fn family(nation: &Nation, id: PersonId) -> Option<Family> {
    let today = nation.today();
    let home = nation.household(id.household())?;
    let person = home.member(id)?.clone();
    let Domicile::Japan(prefecture) = person.domicile_on(today) else { return None };
    let key = key(&home, &person);
    let is_member = |other: &Person| {
        self::key(&home, other) == key && matches!(other.domicile_on(today), Domicile::Japan(_))
    };
    let members: Vec<_> = home.members.iter().filter(|other| is_member(other)).cloned().collect();
    Some(Family { members, prefecture, household: home.number, key })
}

fn key(home: &Household, person: &Person) -> Key {
    let couple =
        home.members.iter().find(|one| one.role == Role::Head).is_some_and(|head| married(head).is_some());
    match (person.role, married(person)) {
        (Role::Child, None) if couple => Key::Couple,
        (Role::Head | Role::Spouse, Some(true)) => Key::Couple,
        _ => Key::Alone(person.id),
    }
}

/// Whether somebody who married is (still) in the couple's register; `None` for who did not marry. Who had taken the other's surname leaves it at the
/// divorce.
fn married(person: &Person) -> Option<bool> {
    let mut stands = None;
    for event in &person.events {
        match event.kind {
            LifeEventKind::Marriage { .. } => stands = Some(true),
            LifeEventKind::Divorce { name } => {
                stands = Some(name.surname == person.name_before_marriage().surname && keeps(person))
            }
            _ => {}
        }
    }
    stands
}

/// Whether the couple took this one's surname.
fn keeps(person: &Person) -> bool {
    person.events.iter().any(|event| match event.kind {
        LifeEventKind::Marriage { name, .. } => name.surname == person.name_before_marriage().surname,
        _ => false,
    })
}

/// The certificate of the register in which a person is today.
pub(super) fn certificate(nation: &Nation, id: PersonId, valid_until: &str) -> Option<Value> {
    let family = family(nation, id)?;
    let today = nation.today();
    let grown_up = || family.members.iter().filter(|one| one.role != Role::Child);
    let head = grown_up().find(|one| keeps(one)).or(grown_up().next()).or(family.members.first())?;
    let everybody_left = family.members.iter().all(|one| one.died.is_some());
    Some(json!({
        "kind": if everybody_left { "removed" } else { "current" },
        "domicile": domicile(nation, &family),
        "head": name(head, today),
        "members": family.members.iter().map(|one| member(nation, one, today)).collect::<Vec<_>>(),
        "issued_at": instant(nation.now_unix()),
        "valid_until": valid_until,
    }))
}

/// 本籍 in full: a place in the prefecture that the country knows, always the same for one register.
fn domicile(nation: &Nation, family: &Family) -> String {
    let of = match family.key {
        Key::Couple => family.household,
        Key::Alone(id) => id.0,
    };
    let place = [
        key_of("domicile"),
        of,
        u64::from(family.key == Key::Couple),
        key_of(&format!("{:?}", family.prefecture)),
    ];
    let mut random = Random::at(nation.country().seed(), &place);
    match nation.country().tables().places.address(family.prefecture, &mut random) {
        Some(at) => format!(
            "{}{}{}{}丁目{}番",
            at.municipality.prefecture_name, at.municipality.name, at.town, at.numbers.0, at.numbers.1
        ),
        None => "不詳".to_owned(),
    }
}

fn name(person: &Person, today: Day) -> Value {
    let name = person.name_on(today);
    json!({ "surname": name.surname, "given": name.given })
}

fn member(nation: &Nation, person: &Person, today: Day) -> Value {
    let mut kana = String::new();
    person.name_on(today).push_kana(&mut kana);
    let name = person.name_on(today);
    let facts = super::facts::facts(nation, person.id).and_then(|all| all.get("facts").cloned());
    json!({
        "surname": name.surname, "given": name.given, "kana": kana, "birth": person.born.to_string(),
        "removed": person.died.is_some(), "facts": facts.unwrap_or_else(|| json!([])),
    })
}

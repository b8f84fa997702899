//! What the family register tells through the network: that something happened and when; no names, no 本籍.

use serde_json::{Value, json};

use crate::day::Day;
use crate::nation::Nation;
use crate::person::{Domicile, LifeEventKind, Person, PersonId};
use crate::random::{Random, key_of};
use crate::resident::NETWORK_FROM;

/// Share of deaths whose day is estimated (somebody was found later). Invented.
const ESTIMATED: f64 = 0.01;
/// Days before and after the true one that an estimate reaches at most. Invented.
const ESTIMATE: (i32, i32) = (3, 7);
/// Share of the deaths before the network of resident registers of which the family register never heard. Invented; that there were such people was
/// found in 2010.
const NEVER_NOTIFIED: f64 = 0.03;
/// The age at which the record of somebody is closed of whom nothing is known (高齢者消除) \[M\].
const ELDER: f64 = 120.0;

/// What is told about a person, with the day until which it is known; `None` for somebody who never had a family register.
pub(in crate::systems) fn facts(nation: &Nation, id: PersonId) -> Option<Value> {
    let person = nation.person(id)?;
    let today = nation.today();
    if !matches!(person.domicile_on(today), Domicile::Japan(_)) {
        return None;
    }
    let mut told = names(nation, &person);
    told.extend(end(nation, &person, today));
    for (place, fact) in (1..).zip(&mut told) {
        if let Some(members) = fact.as_object_mut() {
            members.insert("fact_id".to_owned(), json!(format!("{}-{place}", id.0)));
        }
    }
    Some(json!({ "facts": told, "as_of": Day(today.0 - 1).to_string() }))
}

/// Marriages, divorces, adoptions and naturalisation, in an order or in none.
fn names(nation: &Nation, person: &Person) -> Vec<Value> {
    let word = |kind: &LifeEventKind| match kind {
        LifeEventKind::Marriage { .. } => Some("marriage"),
        LifeEventKind::Divorce { .. } => Some("divorce"),
        LifeEventKind::Adoption { .. } => Some("adoption"),
        LifeEventKind::Naturalisation { .. } => Some("naturalisation"),
        _ => None,
    };
    // What happened to a national of another country is in no family register; it begins with the naturalisation.
    let begin =
        person.events.iter().position(|event| matches!(event.kind, LifeEventKind::Naturalisation { .. }));
    let events = person.events.iter().skip(begin.unwrap_or_default());
    let all: Vec<_> = events.filter_map(|event| Some((word(&event.kind)?, event.date))).collect();
    let share = nation.scenario().country.undeterminable_order;
    let first_and_last = all.first().zip(all.last()).map(|((_, first), (_, last))| (*first, *last));
    let is_open = all.len() > 1 && of(nation, person, "koseki-order").chance(share);
    let fact = |(place, (kind, date)): (u32, &(&str, Day))| match first_and_last.filter(|_| is_open) {
        Some((from, to)) => json!({ "kind": kind, "between": [from.to_string(), to.to_string()] }),
        None => json!({ "kind": kind, "on": date.to_string(), "order": place }),
    };
    (1..).zip(&all).map(fact).collect()
}

/// The end of a life, as far as the register heard of it.
fn end(nation: &Nation, person: &Person, today: Day) -> Option<Value> {
    let declared = person.events.iter().find_map(|event| match event.kind {
        LifeEventKind::AdjudicatedDisappearance { deemed_dead } => Some(deemed_dead),
        _ => None,
    });
    if let Some(day) = declared {
        return Some(json!({ "kind": "adjudicated-disappearance", "on": day.to_string() }));
    }
    let died = person.died?;
    let mut random = of(nation, person, "koseki-death");
    if died < NETWORK_FROM && random.chance(NEVER_NOTIFIED) {
        let old = person.born.plus_years(ELDER);
        return (old < today).then(|| json!({ "kind": "elder-deletion", "on": old.to_string() }));
    }
    if random.chance(ESTIMATED) {
        let mut within = |days: i32| random.below(days.unsigned_abs() + 1).cast_signed();
        let from = Day((died.0 - within(ESTIMATE.0)).max(person.born.0));
        let to = Day((died.0 + within(ESTIMATE.1)).min(today.0 - 1));
        return Some(json!({ "kind": "death", "between": [from.to_string(), to.to_string()] }));
    }
    Some(json!({ "kind": "death", "on": died.to_string() }))
}

fn of(nation: &Nation, person: &Person, what: &str) -> Random {
    Random::at(nation.country().seed(), &[key_of(what), person.id.0])
}

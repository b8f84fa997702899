use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::plan::RegisterPlan;
use crate::tables::Tables;

/// Who keeps the registers, as the rules would say.
fn country(people: u64) -> Country {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, people, |qualification| match qualification {
        "assistant-nurse" | "dietitian" | "nursery-teacher" | "long-term-care-support-specialist" => {
            (1..=47).map(|number| format!("JP-{number:02}")).collect()
        }
        _ => vec!["JP".to_owned()],
    });
    Country::new(tables, 5, plan)
}

/// Every entry with its place.
fn places(country: &Country) -> impl Iterator<Item = (u64, &PlannedRegister, u64)> {
    let registers = country.plan().registers().iter();
    registers
        .flat_map(|planned| (0..planned.count).map(move |row| (planned.first_household + row, planned, row)))
}

#[test]
fn no_qualification_comes_before_itself_and_all_are_known() {
    let tables = Tables::load().unwrap();
    for rule in tables.held_before() {
        assert!(tables.profile(rule.qualification).is_some() && tables.profile(rule.before).is_some());
        let mut of = rule.qualification;
        let mut seen = BTreeSet::from([of]);
        while let Some(next) = tables.held_before().iter().find(|rule| rule.qualification == of) {
            of = next.before;
            assert!(seen.insert(of), "{} comes before itself", rule.qualification);
        }
    }
}

#[test]
fn the_way_there_and_the_way_back_tell_the_same() {
    let country = country(700_000);
    let mut taken = BTreeSet::new();
    let mut several = 0;
    for (place, planned, row) in places(&country) {
        let holder = country.holder_in(planned, row);
        assert!(country.entries_of(holder).contains(&(planned, row)), "{planned:?} {row}");
        if let Some((before, person)) = country.before(place) {
            assert!(taken.insert((before, planned.qualification)), "one entry comes before two of one kind");
            let told = country.person(holder, crate::AS_OF).unwrap();
            assert_eq!((told.born, told.birth_name), (person.born, person.birth_name));
            assert_eq!(country.entries_of(PersonId::at(place, 0)), [], "the household has somebody else");
            several += 1;
        } else {
            assert_eq!(holder, PersonId::at(place, 0));
            assert_eq!(country.entry_of(holder), Some((planned, row)));
        }
    }
    assert!(several > 5_000, "{several}");
}

#[test]
fn those_who_must_hold_another_qualification_do() {
    let country = country(700_000);
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (place, planned, _) in places(&country) {
        let (all, several) = counts.entry(planned.qualification).or_default();
        *all += 1;
        *several += u64::from(country.before(place).is_some());
    }
    let share = |qualification| {
        let (all, several) = counts.get(qualification).copied().unwrap_or_default();
        several as f64 / all as f64
    };
    for (qualification, expected) in [
        ("public-health-nurse", 0.75..0.97),
        ("midwife", 0.75..0.98),
        ("nurse", 0.05..0.30),
        ("certified-social-worker", 0.10..0.25),
        ("mental-health-social-worker", 0.30..0.60),
        ("long-term-care-support-specialist", 0.20..0.50),
        ("registered-dietitian", 0.75..0.98),
        ("moxibustion-practitioner", 0.90..0.99),
        ("massage-and-shiatsu-practitioner", 0.25..0.55),
    ] {
        assert!(expected.contains(&share(qualification)), "{} {qualification}", share(qualification));
    }
    let three = places(&country).filter(|(place, planned, row)| {
        country.before(*place).is_none() && country.entries_of(country.holder_in(planned, *row)).len() > 2
    });
    assert!(three.count() > 100, "hardly anybody holds three");
}

#[test]
fn a_later_entry_is_one_that_its_holder_could_make() {
    let country = country(300_000);
    for (place, planned, row) in places(&country) {
        let Some((before, person)) = country.before(place) else { continue };
        let (earlier, earlier_row) = country.plan().register_of(before).unwrap();
        let first = country.register(earlier).unwrap().registered_on(earlier_row);
        let (holder, entry) = country.register(planned).unwrap().whole_holder(row);
        assert_eq!(holder, person);
        assert!(first <= entry.registered_on && person.alive_on(entry.registered_on));
        let days = person.events.iter().map(|event| event.date).chain([person.born]);
        assert!(days.map(|day| person.name_on(day)).any(|name| name == entry.name));
    }
}

//! The country: the same by its seed, block by block, of the size asked for, its people plausible.

#![expect(clippy::unwrap_used, reason = "a test may say plainly what it expects")]

use std::collections::HashSet;

use country::{
    AS_OF, Country, Domicile, Household, LifeEventKind, Person, PersonId, RegisterPlan, Role, Sex,
    TRUE_PEOPLE, Tables,
};

/// Who keeps the registers, as the rules would say.
fn authorities(qualification: &str) -> Vec<String> {
    match qualification {
        "assistant-nurse" | "dietitian" | "nursery-teacher" | "long-term-care-support-specialist" => {
            (1..=47).map(|number| format!("JP-{number:02}")).collect()
        }
        _ => vec!["JP".to_owned()],
    }
}

fn country(seed: u64, people: u64) -> Country {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, people, authorities);
    Country::new(tables, seed, plan)
}

/// Every fortieth block of a country of a million.
fn sample() -> Vec<Household> {
    let country = country(5, 1_000_000);
    country.blocks().step_by(40).flat_map(|block| country.block(block, AS_OF).collect::<Vec<_>>()).collect()
}

#[test]
fn a_block_made_alone_is_the_same_as_in_the_whole() {
    let whole = country(7, 30_000);
    let all: Vec<Household> =
        whole.blocks().flat_map(|block| whole.block(block, AS_OF).collect::<Vec<_>>()).collect();
    assert_eq!(all.len() as u64, whole.households());
    let last = whole.blocks().end - 1;
    for block in [last, 3, 0] {
        let alone: Vec<Household> = country(7, 30_000).block(block, AS_OF).collect();
        assert!(!alone.is_empty());
        assert!(
            alone.iter().eq(all.iter().skip((block * country::BLOCK) as usize).take(alone.len())),
            "block {block}"
        );
    }
    assert_eq!(whole.block(last + 1, AS_OF).count(), 0);
}

#[test]
fn another_seed_is_another_country() {
    let (one, other) = (country(1, 10_000), country(2, 10_000));
    let same = one.block(0, AS_OF).zip(other.block(0, AS_OF)).filter(|(a, b)| a.members == b.members).count();
    assert_eq!(same, 0);
}

#[test]
fn about_as_many_live_as_were_asked_for() {
    let asked = 60_000;
    let country = country(3, asked);
    // Living people and households: of holders, of others.
    let mut found = [(0, 0); 2];
    for home in country.blocks().flat_map(|block| country.block(block, AS_OF)) {
        let holder = country.entry_of(PersonId::at(home.number, 0)).is_some();
        let (people, homes) = &mut found[usize::from(!holder)];
        *people += home.living(AS_OF).count();
        *homes += 1;
    }
    let living: usize = found.iter().map(|(people, _)| people).sum();
    let ratio = living as f64 / asked as f64;
    assert!((0.97..1.03).contains(&ratio), "{living} live, {asked} were asked for: {found:?}");
}

#[test]
fn people_have_numbers_of_their_own_and_lives_in_order() {
    let mut seen = HashSet::new();
    for home in sample() {
        for person in &home.members {
            assert!(seen.insert(person.id), "{:?} twice", person.id);
            assert_eq!(person.id.household(), home.number);
            assert!(person.events.is_sorted_by_key(|event| event.date), "{person:?}");
            assert!(
                person.events.iter().all(|event| event.date >= person.born && event.date <= AS_OF),
                "{person:?}"
            );
            let told = person
                .events
                .iter()
                .filter(|event| event.kind == LifeEventKind::Death)
                .map(|event| event.date);
            assert!(told.eq(person.died), "death and its event differ: {person:?}");
            if let Some(died) = person.died {
                assert!(
                    person.events.iter().all(|event| event.date <= died),
                    "something after death: {person:?}"
                );
                assert!(!person.alive_on(died) && person.born <= died && died < AS_OF);
            }
        }
    }
}

#[test]
fn couples_share_their_surname_and_children_bear_it() {
    let homes = sample();
    let mut couples = 0;
    let mut wives = 0;
    for home in &homes {
        let [head, rest @ ..] = home.members.as_slice() else { panic!("an empty household") };
        let Some(spouse) = rest.iter().find(|person| person.role == Role::Spouse) else {
            continue;
        };
        let happened =
            |wanted: fn(&LifeEventKind) -> bool| head.events.iter().any(|event| wanted(&event.kind));
        let married = happened(|kind| matches!(kind, LifeEventKind::Marriage { .. }));
        if !married || happened(|kind| matches!(kind, LifeEventKind::Divorce { .. })) {
            assert_ne!(head.home_on(AS_OF), spouse.home_on(AS_OF), "they do not live together");
            continue;
        }
        if let (Domicile::Japan(_), Domicile::Japan(_)) = (head.birth_domicile, head.domicile_on(AS_OF)) {
            assert_eq!(head.name_on(AS_OF).surname, spouse.name_on(AS_OF).surname);
            assert_ne!(head.sex, spouse.sex);
            couples += 1;
            let wife = if head.sex == Sex::Female { head } else { spouse };
            wives += usize::from(wife.name_on(AS_OF).surname != wife.birth_name.surname);
        }
    }
    let share = wives as f64 / couples as f64;
    assert!((0.88..0.99).contains(&share), "{wives} of {couples} wives took the other's surname");
}

#[test]
fn a_household_moves_with_those_who_belong_to_it() {
    let mut moves = 0;
    for person in sample().iter().flat_map(|home| &home.members) {
        let Some(at) =
            person.events.iter().position(|event| matches!(event.kind, LifeEventKind::Move { .. }))
        else {
            continue;
        };
        let before = &person.events[..at];
        assert!(
            person.role != Role::Spouse
                || before.iter().any(|event| matches!(event.kind, LifeEventKind::Marriage { .. }))
        );
        moves += 1;
    }
    assert!(moves > 1_000, "{moves}");
}

#[test]
fn a_name_holds_from_the_day_of_its_event() {
    let (person, date) = sample()
        .into_iter()
        .flat_map(|home| home.members)
        .find_map(|person| {
            let married =
                *person.events.iter().find(|event| matches!(event.kind, LifeEventKind::Marriage { .. }))?;
            (person.name_on(married.date) != person.birth_name).then_some((person, married.date))
        })
        .unwrap();
    let day_before = country::Day(date.0 - 1);
    assert_eq!(person.name_on(day_before), person.birth_name);
    assert_ne!(person.name_on(date).surname, person.birth_name.surname);
    assert_eq!(person.name_on(date).given, person.birth_name.given);
}

#[test]
fn some_people_are_from_other_countries_and_some_became_japanese() {
    let people: Vec<Person> = sample().into_iter().flat_map(|home| home.members).collect();
    let abroad: Vec<&Person> =
        people.iter().filter(|person| matches!(person.birth_domicile, Domicile::Abroad(_))).collect();
    let share = abroad.len() as f64 / people.len() as f64;
    assert!((0.005..0.05).contains(&share), "{share}");
    assert!(
        abroad.iter().any(|person| matches!(person.domicile_on(AS_OF), Domicile::Japan(_))),
        "nobody was naturalised"
    );
    assert!(abroad.iter().any(|person| person.birth_name.given.chars().count() > 15), "no long name");
    for name in abroad.iter().map(|person| person.birth_name) {
        assert_eq!(name.surname.is_ascii(), name.given.is_ascii(), "two scripts in {name:?}");
    }
}

#[test]
fn the_plan_has_every_entry_once() {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, TRUE_PEOPLE, authorities);
    assert_eq!(plan.registers().len(), 27 + 4 * 47);
    assert!((12_000_000..13_200_000).contains(&plan.entries()), "{}", plan.entries());
    for profile in tables.profiles() {
        let parts =
            plan.registers().iter().filter(|register| register.qualification == profile.qualification);
        assert_eq!(
            parts.map(|register| register.count).sum::<u64>(),
            profile.entries,
            "{}",
            profile.qualification
        );
    }
    let tokyo = plan
        .registers()
        .iter()
        .find(|r| r.qualification == "nursery-teacher" && r.authority == "JP-13")
        .unwrap();
    let tottori = plan
        .registers()
        .iter()
        .find(|r| r.qualification == "nursery-teacher" && r.authority == "JP-31")
        .unwrap();
    assert!(tokyo.count > 15 * tottori.count && tottori.count > 1_000);
    let small = RegisterPlan::new(&tables, 10_000, authorities);
    assert!(
        tables
            .profiles()
            .iter()
            .all(|p| { small.registers().iter().any(|r| r.qualification == p.qualification && r.count > 0) })
    );
}

#[test]
fn the_people_of_the_registers_are_people_of_the_country() {
    let country = country(11, 400_000);
    let planned = country.plan().registers().iter().filter(|planned| planned.count > 2).collect::<Vec<_>>();
    for planned in planned {
        let register = country.register(planned).unwrap();
        for row in [0, planned.count / 2, planned.count - 1] {
            let id = country.holder_in(planned, row);
            assert!(country.entries_of(id).contains(&(planned, row)));
            let home = country.household(id.household(), AS_OF).unwrap();
            let (person, holder) = (&home.members[0], register.holder(row));
            assert_eq!(person.id, id);
            assert_eq!(
                (person.birth_name, person.born, person.died),
                (holder.person.birth_name, holder.person.born, holder.person.died)
            );
        }
    }
    assert_eq!(country.entry_of(PersonId::at(0, 1)), None);
    assert_eq!(country.entry_of(PersonId::at(country.plan().entries(), 0)), None);
}

#[test]
fn a_file_of_the_country_names_its_people() {
    let country = country(2, 150_000);
    let planned =
        country.plan().registers().iter().find(|planned| planned.qualification == "midwife").unwrap();
    let mut bytes = Vec::new();
    country.write_file(planned, &["registration-date"], &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().count() as u64, planned.count + 1);
    for (row, line) in text.lines().skip(1).enumerate() {
        let head = country
            .household(country.holder_in(planned, row as u64).household(), AS_OF)
            .unwrap()
            .members
            .remove(0);
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.last(), Some(&head.born.to_string().as_str()));
        let named =
            |name: country::Name| cells.contains(&format!("{}　{}", name.surname, name.given).as_str());
        // The register may show the name of the day of registration or a later one.
        let days = head.events.iter().map(|event| event.date).chain([head.born]);
        assert!(days.map(|day| head.name_on(day)).any(named), "{line} is not {head:?}");
    }
}

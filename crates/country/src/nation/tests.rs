use super::*;
use crate::plan::RegisterPlan;
use crate::resident::ResidentStatus;
use crate::scenario::{CountryFaults, MassDeath};
use crate::tables::Tables;
use crate::{AS_OF, LifeEventKind};

fn nation(people: u64) -> (Nation, tempfile::TempDir) {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, people, |_| vec!["JP".to_owned()]);
    let home = tempfile::tempdir().unwrap();
    (Nation::new(Country::new(tables, 5, plan), AS_OF, home.path().to_owned()), home)
}

#[test]
fn advancing_adds_to_lives_and_changes_nothing_that_was() {
    let (nation, _home) = nation(6_000);
    let mut before: Vec<Person> = nation.people().collect();
    let mut changed = 0;
    for days in [1, 30, 365, 1_000, 4_000] {
        let was = nation.today();
        nation.advance(days).unwrap();
        let now: Vec<Person> = nation.people().collect();
        let cut: Vec<Person> = now.iter().cloned().filter_map(|person| person.before(was)).collect();
        assert_eq!(cut, before, "what was true on {was} is told otherwise {days} days later");
        assert!(now.iter().all(|person| person.events.iter().all(|event| event.date < nation.today())));
        changed += usize::from(now != before);
        before = now;
    }
    assert!(changed >= 4, "days pass and nothing happens");
    let happened = |wanted: fn(&LifeEventKind) -> bool| {
        let all = before.iter().flat_map(|person| &person.events);
        all.filter(|event| event.date >= AS_OF && wanted(&event.kind)).count()
    };
    // Over 14.8 years: of some 10,500 people.
    for (what, count, expected) in [
        ("deaths", happened(|kind| matches!(kind, LifeEventKind::Death)), 1_000..3_500),
        ("marriages", happened(|kind| matches!(kind, LifeEventKind::Marriage { .. })), 100..1_500),
        ("divorces", happened(|kind| matches!(kind, LifeEventKind::Divorce { .. })), 30..600),
        ("moves", happened(|kind| matches!(kind, LifeEventKind::Move { .. })), 2_000..9_000),
        ("corrections", happened(|kind| matches!(kind, LifeEventKind::AddressCorrection { .. })), 200..900),
        ("leaves", happened(|kind| matches!(kind, LifeEventKind::LeftJapan)), 100..900),
        ("returns", happened(|kind| matches!(kind, LifeEventKind::CameToJapan { .. })), 50..600),
        ("struck", happened(|kind| matches!(kind, LifeEventKind::ExOfficioDeletion)), 5..90),
        ("births", before.iter().filter(|person| person.born >= AS_OF).count(), 200..1_800),
    ] {
        assert!(expected.contains(&count), "{count} {what}");
    }
}

#[test]
fn the_calendar_goes_on_in_the_same_home_and_ends() {
    let (nation, home) = nation(500);
    let other = nation.clone();
    assert_eq!(nation.advance(40).unwrap(), Day(AS_OF.0 + 40));
    assert_eq!(other.today(), Day(AS_OF.0 + 40), "a clone is the same nation");
    let again = Nation::new(nation.country().clone(), AS_OF, home.path().to_owned());
    assert_eq!(again.today(), Day(AS_OF.0 + 40), "after a restart");
    for days in [u32::MAX, 20_000] {
        assert!(nation.advance(days).is_err(), "{days}");
    }
    assert_eq!(nation.today(), Day(AS_OF.0 + 40));
}

#[test]
fn the_clock_is_that_of_japan_on_the_day_of_the_calendar() {
    let (nation, _home) = nation(500);
    let (before, now) = (nation.now_unix(), nation.now_unix());
    assert_eq!((now + JAPAN).div_euclid(DAY_SECONDS), i64::from(AS_OF.0));
    let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let apart = (real - now).rem_euclid(DAY_SECONDS);
    assert!(!(60..=DAY_SECONDS - 60).contains(&apart), "another time of day than the clock's");
    assert!(now >= before || now < before - DAY_SECONDS / 2);
}

#[test]
fn codes_lead_to_people_of_this_country_only() {
    let (nation, _home) = nation(3_000);
    for person in nation.people().step_by(17) {
        let id = person.id;
        assert_eq!(nation.person(id).as_ref(), Some(&person));
        assert_eq!(nation.person_of_number(&nation.my_number(id)), Some(id));
        assert_eq!(nation.person_of_code(&nation.resident_code(id)), Some(id));
        assert_eq!(nation.person_of_linkage("a", &nation.linkage_code("a", id)), Some(id));
    }
    let nobody = PersonId::at(nation.country().households(), 0);
    assert_eq!(nation.person_of_number(&nation.my_number(nobody)), None);
    assert_eq!(nation.person_of_linkage("a", &nation.linkage_code("a", nobody)), None);
    assert_eq!((nation.person(nobody), nation.resident(nobody)), (None, None));
}

#[test]
fn exact_items_find_exactly_those_who_have_them() {
    let (nation, _home) = nation(3_000);
    for resident in nation.people().step_by(400).filter_map(|person| nation.resident(person.id)) {
        let Resident { person, name, birth, sex, address, .. } = &resident;
        assert_eq!(nation.by_items(name, birth, Some(sex), Some(address)), [*person]);
        assert!(nation.by_items(name, birth, None, None).contains(person));
        let other = if *sex == "男" { "女" } else { "男" };
        assert!(!nation.by_items(name, birth, Some(other), None).contains(person));
        assert_eq!(nation.by_items(name, birth, None, Some(&format!("{address}1"))), []);
        assert_eq!(nation.by_items(&name.replace('\u{3000}', " "), birth, None, None), []);
    }
    assert_eq!(nation.by_items("山田　太郎", "昭和63年1月8日", None, None), []);
}

#[test]
fn what_happens_to_people_stands_in_the_resident_register() {
    let (nation, _home) = nation(20_000);
    nation.advance(900).unwrap();
    let mut seen = std::collections::BTreeMap::new();
    for person in nation.people() {
        let Some(resident) = nation.resident(person.id) else {
            *seen.entry("never in it").or_insert(0) += 1;
            // Gone before foreigners came into it, or born to parents who had left and not come since.
            // Who had gone may have married elsewhere since.
            let moved = |event: &&crate::LifeEvent| {
                !matches!(event.kind, LifeEventKind::Marriage { .. } | LifeEventKind::Divorce { .. })
            };
            let last = person.events.iter().rev().find(moved).map(|event| event.date);
            let born_abroad = matches!(person.first_home, Some(crate::Home::Abroad(_)));
            assert!(born_abroad || last.is_some_and(|day| day < crate::FOREIGNERS_FROM), "{person:?}");
            continue;
        };
        let change = resident.last_change.as_ref().map_or("", |change| change.reason);
        match resident.status {
            ResidentStatus::Current => {
                assert!(person.died.is_none() && !matches!(change, "死亡" | "転出" | "職権消除等"));
                *seen.entry(if change.is_empty() { "unchanged" } else { change }).or_insert(0) += 1;
            }
            ResidentStatus::Deceased => {
                assert!(person.died.is_some() && change == "死亡", "{resident:?}");
                *seen.entry("死亡").or_insert(0) += 1;
            }
            ResidentStatus::MovedAbroad => {
                assert!(matches!(person.home_on(nation.today()), Some(crate::Home::Abroad(_))));
                *seen.entry("転出").or_insert(0) += 1;
            }
            ResidentStatus::ExOfficioDeleted => {
                assert_eq!(change, "職権消除等");
                *seen.entry("職権消除等").or_insert(0) += 1;
            }
        }
        *seen.entry("旧氏").or_insert(0) += usize::from(resident.former_name.is_some());
        *seen.entry("通称").or_insert(0) += usize::from(resident.alias.is_some());
        assert_eq!(resident.municipality.len(), 6);
        assert!(resident.name.contains('\u{3000}') && resident.kana.contains('\u{3000}'));
    }
    for (what, at_least) in [
        ("unchanged", 1_000),
        ("転居", 500),
        ("転入等", 500),
        ("軽微な修正", 100),
        ("職権修正等", 100),
        ("出生", 50),
        ("死亡", 1_000),
        ("転出", 50),
        ("職権消除等", 5),
        ("never in it", 50),
        ("旧氏", 20),
        ("通称", 5),
    ] {
        assert!(seen.get(what).copied().unwrap_or_default() >= at_least, "{what}: {seen:?}");
    }
}

#[test]
fn a_mass_death_is_true_from_its_day_on() {
    let (nation, _home) = nation(6_000);
    let on = Day(AS_OF.0 + 30);
    let death = MassDeath { share: 0.05, on };
    let country = CountryFaults { mass_death: Some(death), ..CountryFaults::default() };
    nation.set_scenario(Scenario { country, ..Scenario::default() });
    let died_then = |nation: &Nation| nation.people().filter(|person| person.died == Some(on)).count();
    assert!(died_then(&nation) == 0, "told before its day");
    nation.advance(60).unwrap();
    let living = nation.people().filter(|person| person.alive_on(Day(on.0 - 1))).count();
    let share = died_then(&nation) as f64 / living as f64;
    assert!((0.035..0.065).contains(&share), "{share}");
    for person in nation.people().filter(|person| person.died == Some(on)) {
        assert_eq!(person.events.last().map(|event| event.kind), Some(LifeEventKind::Death));
        assert_eq!(nation.resident(person.id).unwrap().status, ResidentStatus::Deceased);
    }
}

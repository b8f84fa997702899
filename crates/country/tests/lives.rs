//! Adoptions, twins and those who disappeared: rare, consistent, told by the systems alike.

#![expect(clippy::unwrap_used, reason = "a test may say plainly what it expects")]

use country::{
    AS_OF, Country, Day, Domicile, LifeEventKind, Nation, Person, RegisterPlan, ResidentStatus, Role, Tables,
};

fn nation(people: u64) -> (Nation, tempfile::TempDir) {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, people, |_| vec!["JP".to_owned()]);
    let home = tempfile::tempdir().unwrap();
    (Nation::new(Country::new(tables, 5, plan), AS_OF, home.path().to_owned()), home)
}

#[test]
fn some_are_adopted_and_bear_the_name_from_that_day() {
    let (nation, _home) = nation(20_000);
    let mut adopted = 0;
    for person in nation.people() {
        let found = person.events.iter().find_map(|event| match event.kind {
            LifeEventKind::Adoption { name, .. } => Some((event.date, name)),
            _ => None,
        });
        let Some((date, name)) = found else { continue };
        assert_eq!(person.name_on(Day(date.0 - 1)), person.birth_name);
        assert_eq!(person.name_on(date), name);
        assert!(name.surname != person.birth_name.surname && name.given == person.birth_name.given);
        let married = |event: &&country::LifeEvent| matches!(event.kind, LifeEventKind::Marriage { .. });
        assert!(person.events.iter().find(married).is_none_or(|event| event.date > date));
        adopted += 1;
    }
    assert!((80..500).contains(&adopted), "{adopted}");
}

#[test]
fn twins_have_one_birth_date_and_two_names() {
    let (nation, _home) = nation(400_000);
    let (mut pairs, mut foreign, mut alike, mut children) = (0, 0, 0, 0);
    for number in 0..nation.country().households() {
        let home = nation.household(number).unwrap();
        let of_home: Vec<&Person> = home.members.iter().filter(|one| one.role == Role::Child).collect();
        children += of_home.len();
        for (at, one) in of_home.iter().enumerate() {
            for other in of_home.iter().skip(at + 1).filter(|other| other.born == one.born) {
                assert_ne!(one.birth_name.given, other.birth_name.given);
                assert_eq!(one.birth_name.surname, other.birth_name.surname);
                assert_ne!(one.id, other.id);
                pairs += 1;
                foreign += usize::from(matches!(one.birth_domicile, Domicile::Abroad(_)));
                alike += usize::from(one.birth_name.given_kana == other.birth_name.given_kana);
            }
        }
    }
    assert!(pairs * 250 > children && pairs * 50 < children, "{pairs} pairs among {children}");
    assert!(foreign > 0, "of none of {pairs} pairs is the family from another country");
    assert!(alike > 0 && alike * 5 < pairs, "{alike} of {pairs} are called alike");
}

#[test]
fn who_was_declared_to_have_disappeared_is_heard_of_no_more() {
    let (nation, _home) = nation(60_000);
    nation.advance(4_000).unwrap();
    let mut declared = 0;
    for person in nation.people() {
        let found = person.events.iter().find_map(|event| match event.kind {
            LifeEventKind::AdjudicatedDisappearance { deemed_dead } => Some((event.date, deemed_dead)),
            _ => None,
        });
        let Some((date, deemed_dead)) = found else { continue };
        assert_eq!(person.events.last().unwrap().date, date, "{person:?}");
        assert!(deemed_dead < date && person.died.is_none());
        let before = person.events.iter().rev().nth(1).unwrap();
        assert!(
            matches!(before.kind, LifeEventKind::ExOfficioDeletion)
                || before.date > Day(deemed_dead.0 - 2_560)
        );
        assert_eq!(nation.resident(person.id).unwrap().status, ResidentStatus::ExOfficioDeleted);
        declared += 1;
    }
    assert!((3..60).contains(&declared), "{declared}");
}

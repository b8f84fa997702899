use crate::{AS_OF, Country, Day, LifeEventKind, Nation, RegisterPlan, Tables};

fn nation(people: u64, seed: u64) -> Nation {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, people, |_| vec!["JP".to_owned()]);
    Nation::new(Country::new(tables, seed, plan), AS_OF, std::env::temp_dir().join("no-home"))
}

#[test]
fn a_country_has_its_story_and_always_the_same() {
    let cast = nation(200_000, 1).cast();
    assert_eq!(cast, nation(200_000, 1).cast());
    let [bride, _, _, widowed] =
        [&cast.bride, &cast.foreigner, &cast.sanctioned, &cast.widowed].map(|player| player.clone().unwrap());
    let nation = nation(200_000, 1);
    let wedding = bride.turn.unwrap();
    let before = nation.person_on(bride.person, wedding.day).unwrap();
    assert!(before.events.iter().all(|event| !matches!(event.kind, LifeEventKind::Marriage { .. })));
    let after = nation.person_on(bride.person, wedding.settled).unwrap();
    assert_eq!(super::spelling(after.name_on(wedding.settled)), wedding.name);
    assert_ne!(wedding.name, bride.name);
    let death = widowed.turn.unwrap();
    assert!(nation.person_on(widowed.person, Day(death.day.0 + 1)).unwrap().died.is_some());
}

#[test]
fn the_demonstration_of_the_browser_tests_has_it_too() {
    let cast = nation(60_000, 1).cast();
    for (part, player) in [("bride", cast.bride), ("sanctioned", cast.sanctioned), ("widowed", cast.widowed)]
    {
        assert!(player.is_some(), "{part}");
    }
}

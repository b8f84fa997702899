use super::*;
use crate::nation::Nation;
use crate::plan::RegisterPlan;
use crate::tables::Tables;
use crate::{AS_OF, Resident};

fn country(seed: u64, people: u64) -> Country {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, people, |_| vec!["JP".to_owned()]);
    Country::new(tables, seed, plan)
}

#[test]
fn the_index_finds_what_a_scan_finds_on_every_day() {
    let country = country(8, 8_000);
    let home = tempfile::tempdir().unwrap();
    let scanning = Nation::new(country.clone(), AS_OF, home.path().join("scan"));
    let built = build_index(&country, home.path(), &|_, _, _| true).unwrap();
    assert!(matches!(built, Built::Whole(entries) if entries > 8_000));
    assert!(!home.path().join("items.parts").exists());
    let nation = Nation::new(country, AS_OF, home.path().to_owned());
    assert!(nation.has_index() && !scanning.has_index());
    for days in [0, 3_000] {
        nation.advance(days).unwrap();
        scanning.advance(days).unwrap();
        for person in nation.people().step_by(211) {
            let Some(Resident { name, birth, .. }) = nation.resident(person.id) else {
                continue;
            };
            let found = nation.by_items(&name, &birth, None, None);
            assert!(found.contains(&person.id), "{name} {birth}");
            assert_eq!(found, scanning.by_items(&name, &birth, None, None));
            assert_eq!(nation.by_items(&format!("{name}子"), &birth, None, None), []);
        }
    }
}

#[test]
fn the_index_is_the_same_whoever_was_quicker_and_serves_its_own_country_only() {
    let (one, other) = (country(8, 3_000), country(9, 3_000));
    let homes = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let files = homes.each_ref().map(|home| {
        build_index(&one, home.path(), &|_, _, _| true).unwrap();
        fs::read(home.path().join(FILE)).unwrap()
    });
    assert!(files[0] == files[1]);
    assert!(Index::open(homes[0].path(), &one).is_some());
    assert!(Index::open(homes[0].path(), &other).is_none());
    for length in [0, 5, 700_000, files[0].len() - 1] {
        fs::write(homes[1].path().join(FILE), &files[0][..length.min(files[0].len() - 1)]).unwrap();
        assert!(Index::open(homes[1].path(), &one).is_none(), "cut after {length} bytes");
    }
}

#[test]
fn a_stop_leaves_nothing_and_says_so() {
    let country = country(8, 6_000);
    let home = tempfile::tempdir().unwrap();
    assert_eq!(build_index(&country, home.path(), &|_, _, _| false).unwrap(), Built::Stopped);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

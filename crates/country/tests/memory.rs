//! Twenty million people need no more memory than one: a country three times as large is streamed in the same.
#![expect(clippy::unwrap_used, reason = "a test may say plainly what it expects")]

use country::{AS_OF, Country, Nation, RegisterPlan, Tables, build_index, truth};

/// The resident set of this process now, kB. The tests of this file measure, so they are one test.
fn resident_kb() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Everything that streams, over a country of so many people; how many were seen, and the most memory in use meanwhile.
fn stream(people: u64) -> (usize, i64) {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, people, |_| vec!["JP".to_owned()]);
    let home = tempfile::tempdir().unwrap();
    let nation = Nation::new(Country::new(tables, 5, plan), AS_OF, home.path().to_owned());
    nation.advance(365).unwrap();
    let (mut seen, mut most) = (0, 0);
    for _ in nation.people() {
        seen += 1;
        if seen % 10_000 == 0 {
            most = most.max(resident_kb());
        }
    }
    assert!(truth(&nation, (AS_OF, nation.today()), false).count() > 10);
    let most = std::sync::Mutex::new(most);
    build_index(nation.country(), home.path(), &|_, _, _| {
        let mut most = most.lock().unwrap();
        *most = (*most).max(resident_kb());
        true
    })
    .unwrap();
    (seen, most.into_inner().unwrap())
}

#[test]
fn memory_does_not_grow_with_the_country() {
    // The first fills what grows once: tables, buffers of the index's parts. It is of the size at which those are full.
    let (_, _) = stream(300_000);
    let (few, small) = stream(300_000);
    let (many, large) = stream(900_000);
    assert!(many > few * 5 / 2, "{many} people after {few}");
    // A megabyte is two blocks of people; three times the people held would be hundreds.
    assert!(large - small < 12_000, "{small} kB for {few} people, {large} kB for {many}");
}

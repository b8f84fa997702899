use super::*;
use crate::plan::RegisterPlan;
use crate::tables::Tables;
use crate::{AS_OF, Country, LifeEventKind, PersonId};

#[test]
fn the_truth_tells_every_holder_to_whom_something_happened_and_no_other() {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, 30_000, |_| vec!["JP".to_owned()]);
    let home = tempfile::tempdir().unwrap();
    let nation = Nation::new(Country::new(tables, 5, plan), AS_OF, home.path().to_owned());
    let to = nation.advance(200).unwrap();
    let country = nation.country();
    let told: Vec<HolderTruth> = truth(&nation, (AS_OF, to), false).collect();
    let entries = country
        .plan()
        .registers()
        .iter()
        .flat_map(|planned| (0..planned.count).map(move |row| country.holder_in(planned, row)));
    let holders = entries.filter_map(|id: PersonId| nation.person(id));
    let expected: Vec<Person> =
        holders.filter(|person| person.events.iter().any(|event| event.date >= AS_OF)).collect();
    assert!(expected.len() > 50);
    assert!(told.iter().map(|one| &one.person).eq(&expected));
    for one in &told {
        assert!(one.events.iter().all(|event| event.date >= AS_OF && event.date < to));
        let dies = one.events.iter().any(|event| event.kind == LifeEventKind::Death);
        assert_eq!(dies, one.person.died.is_some_and(|died| died >= AS_OF));
        let is_told = |(planned, row): &(&PlannedRegister, u64)| {
            (one.qualification, &one.authority) == (planned.qualification, &planned.authority)
                && one.number == country.register(planned).unwrap().holder(*row).entry.number
        };
        assert!(country.entries_of(one.person.id).iter().any(is_told));
    }
    assert_eq!(truth(&nation, (AS_OF, to), true).count() as u64, country.plan().entries());
    assert_eq!(truth(&nation, (to, to), false).count(), 0);
}

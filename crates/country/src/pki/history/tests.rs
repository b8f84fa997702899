use super::*;
use crate::country::Country;
use crate::plan::RegisterPlan;
use crate::tables::Tables;
use crate::{AS_OF, Nation};

const NEVER: Day = Day::of(2090, 1, 1);

fn nation() -> (Nation, tempfile::TempDir) {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, 3_000, |_| vec!["JP".to_owned()]);
    let home = tempfile::tempdir().unwrap();
    (Nation::new(Country::new(tables, 11, plan), AS_OF, home.path().to_owned()), home)
}

#[test]
fn certificates_follow_the_life() {
    let (nation, _home) = nation();
    nation.advance(1_500).unwrap();
    let today = nation.today();
    let (mut changed, mut died, mut left, mut renewed) = (0, 0, 0, 0);
    for person in nation.people() {
        let life = Life::of(&person, NEVER);
        for key in CardKey::BOTH {
            let issues = life.issues(key, today);
            for (index, issue) in issues.iter().enumerate() {
                assert_eq!(issue.index as usize, index);
                assert!(person.alive_on(issue.first) && issue.first <= today, "nobody dead fetches a card");
                assert!(issue.first < issue.last && issue.last.0 <= issue.first.0 + 5 * 366, "{issue:?}");
                match issue.ended {
                    Some((_, Ending::Changed)) => {
                        assert_eq!(key, CardKey::Signing, "a change leaves the other certificate alone");
                        changed += 1;
                    }
                    Some((day, Ending::Died)) => {
                        assert_eq!(person.died, Some(day));
                        died += 1;
                    }
                    Some((_, Ending::Left)) => left += 1,
                    Some((day, Ending::Renewed)) => {
                        assert_eq!(issues[index + 1].first, day);
                        renewed += 1;
                    }
                    None => {}
                }
                if let Some((day, _)) = issue.ended {
                    assert!(issue.first < day && day <= issue.last && day <= today, "{issue:?}");
                }
            }
            let fifteenth = birthday(person.born, SIGNING_AGE);
            let too_young = issues.iter().any(|issue| key == CardKey::Signing && issue.first < fifteenth);
            assert!(!too_young, "a child has no certificate for signing");
            let good = issues.iter().filter(|issue| issue.ended.is_none() && issue.last >= today).count();
            assert!(good <= usize::from(person.alive_on(today)), "one at a time, and none for the dead");
        }
    }
    assert!(changed > 50 && died > 50 && renewed > 500 && left > 0, "{changed} {died} {renewed} {left}");
}

#[test]
fn a_change_of_an_item_ends_the_signing_certificate_on_that_day() {
    let (nation, _home) = nation();
    nation.advance(1_500).unwrap();
    let mut seen = 0;
    for person in nation.people() {
        let issues = Life::of(&person, NEVER).issues(CardKey::Signing, nation.today());
        for event in person.events.iter().filter(|event| matches!(event.kind, LifeEventKind::Move { .. })) {
            let held = issues.iter().find(|issue| {
                issue.first < event.date
                    && event.date <= issue.last
                    && issue.ended.is_none_or(|(day, _)| day >= event.date)
            });
            if let Some(issue) = held {
                assert_eq!(issue.ended, Some((event.date, Ending::Changed)), "{person:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen} moves of holders");
}

#[test]
fn days_that_pass_change_nothing_that_was() {
    let (nation, _home) = nation();
    let was = nation.today();
    let all = |key| {
        nation
            .people()
            .map(|person| (person.id, Life::of(&person, NEVER).issues(key, nation.today())))
            .collect()
    };
    let before: std::collections::BTreeMap<_, Vec<Issue>> = all(CardKey::Signing);
    nation.advance(700).unwrap();
    let after: std::collections::BTreeMap<_, Vec<Issue>> = all(CardKey::Signing);
    let mut more = 0;
    for (person, issues) in &before {
        let now = &after[person];
        assert!(issues.len() <= now.len());
        for (then, now) in issues.iter().zip(now) {
            assert_eq!((then.first, then.last), (now.first, now.last));
            match then.ended {
                Some(ended) => assert_eq!(now.ended, Some(ended)),
                None => assert!(now.ended.is_none_or(|(day, _)| day >= was)),
            }
        }
        more += now.len() - issues.len();
    }
    assert!(more > 100, "time passed: {more}");
}

#[test]
fn certificates_end_on_a_birthday() {
    let born = Day::of(1990, 6, 15);
    assert_eq!(nth_birthday_after(born, Day::of(2024, 6, 14), 5), Day::of(2028, 6, 15));
    assert_eq!(nth_birthday_after(born, Day::of(2024, 6, 15), 5), Day::of(2029, 6, 15));
}

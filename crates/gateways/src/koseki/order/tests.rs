use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::koseki::FactKind;

fn fact(id: &str, kind: FactKind, when: When, order: Option<u32>) -> Fact {
    Fact { id: FactId::parse(id).unwrap(), kind, when, order }
}

fn on(id: &str, day: Date) -> Fact {
    fact(id, FactKind::Marriage, When::On(day), None)
}

fn ids<'a>(sequence: &Sequence<'a>) -> Option<Vec<&'a str>> {
    match sequence {
        Sequence::Determined(facts) => Some(facts.iter().map(|fact| fact.id.as_str()).collect()),
        Sequence::Undeterminable(_, _) => None,
    }
}

const SPRING: Date = date(2001, 4, 1);
const AUTUMN: Date = date(2001, 10, 1);

#[test]
fn days_that_differ_give_the_order() {
    let facts = [on("b", AUTUMN), on("a", SPRING)];
    assert_eq!(ids(&sequence(&facts)), Some(vec!["a", "b"]));
    assert_eq!(ids(&sequence(&[])), Some(vec![]));
}

#[test]
fn one_day_gives_none_unless_the_register_numbers_them() {
    assert_eq!(ids(&sequence(&[on("a", SPRING), on("b", SPRING)])), None);
    let numbered = [
        fact("a", FactKind::Divorce, When::On(SPRING), Some(2)),
        fact("b", FactKind::Marriage, When::On(SPRING), Some(1)),
    ];
    assert_eq!(ids(&sequence(&numbered)), Some(vec!["b", "a"]));
}

#[test]
fn numbers_order_what_has_no_day() {
    let facts = [
        fact("a", FactKind::Divorce, When::Unknown, Some(2)),
        fact("b", FactKind::Marriage, When::On(AUTUMN), Some(1)),
    ];
    assert_eq!(ids(&sequence(&facts)), Some(vec!["b", "a"]));
}

#[test]
fn an_estimated_time_can_reach_over_another_fact() {
    let estimated = fact("e", FactKind::Adoption, When::Between(SPRING, AUTUMN), None);
    assert_eq!(ids(&sequence(&[estimated.clone(), on("a", date(2001, 6, 1))])), None);
    assert_eq!(ids(&sequence(&[estimated, on("a", date(2001, 10, 2))])), Some(vec!["e", "a"]));
}

#[test]
fn numbers_that_contradict_the_days_give_no_order() {
    let facts = [
        fact("a", FactKind::Divorce, When::On(SPRING), Some(2)),
        fact("b", FactKind::Marriage, When::On(AUTUMN), Some(1)),
    ];
    assert_eq!(ids(&sequence(&facts)), None);
}

#[test]
fn a_death_has_no_say_and_an_unknown_kind_has() {
    let death = fact("d", FactKind::Death, When::Unknown, None);
    assert_eq!(ids(&sequence(&[on("a", SPRING), death])), Some(vec!["a"]));
    let other = fact("o", FactKind::Other("court-order".to_owned()), When::Unknown, None);
    assert_eq!(ids(&sequence(&[on("a", SPRING), other])), None);
}

fn any_fact() -> impl Strategy<Value = Fact> {
    let when = prop_oneof![
        4 => (1_i8..20).prop_map(|day| When::On(date(2001, 4, day))),
        1 => (1_i8..10, 0_i8..10).prop_map(|(from, more)| When::Between(date(2001, 4, from), date(2001, 4, from + more))),
        1 => Just(When::Unknown),
    ];
    (when, prop::option::of(0_u32..5)).prop_map(|(when, order)| fact("x", FactKind::Marriage, when, order))
}

proptest! {
    #[test]
    fn the_order_they_come_in_does_not_matter(facts in prop::collection::vec(any_fact(), 0..6), seed in any::<u64>()) {
        let named: Vec<_> = facts.into_iter().enumerate()
            .map(|(at, fact)| Fact { id: FactId::parse(&format!("f{at}")).unwrap(), ..fact }).collect();
        let mut shuffled = named.clone();
        shuffled.rotate_left(seed as usize % named.len().max(1));
        shuffled.reverse();
        prop_assert_eq!(sequence(&named), sequence(&shuffled));
    }

    #[test]
    fn what_is_determined_is_so_pair_by_pair(facts in prop::collection::vec(any_fact(), 0..6)) {
        let named: Vec<_> = facts.into_iter().enumerate()
            .map(|(at, fact)| Fact { id: FactId::parse(&format!("f{at}")).unwrap(), ..fact }).collect();
        let pair_by_pair = named.iter().enumerate().all(|(at, one)| {
            named.iter().skip(at + 1).all(|other| is_before(one, other) || is_before(other, one))
        });
        if let Sequence::Determined(order) = sequence(&named) {
            prop_assert!(pair_by_pair);
            prop_assert!(order.iter().enumerate().all(|(at, one)| order[at + 1..].iter().all(|next| is_before(one, next))));
        }
    }
}

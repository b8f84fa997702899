//! In which order the facts of a life happened, or that it cannot be told.
//!
//! Old registers give days only, and two facts of one day, an estimated time, or a register that was burnt leave the order open. Then the *current*
//! name and 本籍 cannot be concluded from the facts, and a case goes on by another means (a certificate, a paper).

use super::{Fact, FactId, When};

/// The order of the facts that can change a name or a 本籍.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sequence<'a> {
    /// The earliest first.
    Determined(Vec<&'a Fact>),
    /// It cannot be determined: of these two, nobody can say which was first, or what is said contradicts itself.
    Undeterminable(FactId, FactId),
}

/// The order of the facts that can change a name or a 本籍. A death has no say in it.
///
/// Each fact is ranked by how many others were certainly before it. The ranks are all different exactly when the order is determined.
#[must_use]
pub fn sequence(facts: &[Fact]) -> Sequence<'_> {
    let facts: Vec<_> = facts.iter().filter(|fact| fact.kind.may_change_name()).collect();
    let rank = |fact: &Fact| facts.iter().filter(|other| is_before(other, fact)).count();
    let mut ranked: Vec<_> = facts.iter().map(|fact| (rank(fact), *fact)).collect();
    ranked.sort_by(|(rank, fact), (other_rank, other)| rank.cmp(other_rank).then(fact.id.cmp(&other.id)));
    let tie = ranked.iter().zip(ranked.iter().skip(1)).find(|((rank, _), (next, _))| rank == next);
    match tie {
        Some(((_, one), (_, other))) => Sequence::Undeterminable(one.id.clone(), other.id.clone()),
        None => Sequence::Determined(ranked.into_iter().map(|(_, fact)| fact).collect()),
    }
}

/// Whether one fact was certainly before the other: by their places, which their days do not contradict, or by their days.
fn is_before(earlier: &Fact, later: &Fact) -> bool {
    let by_days = match (earlier.when, later.when) {
        (When::Unknown, _) | (_, When::Unknown) => None,
        (When::On(from) | When::Between(from, _), When::On(until) | When::Between(_, until))
            if until < from =>
        {
            Some(false)
        }
        (When::On(end) | When::Between(_, end), When::On(begin) | When::Between(begin, _)) if end < begin => {
            Some(true)
        }
        _ => None,
    };
    match (earlier.order, later.order, by_days) {
        (Some(a), Some(b), None) => a < b,
        (Some(a), Some(b), Some(by_days)) => a < b && by_days,
        (_, _, by_days) => by_days == Some(true),
    }
}

#[cfg(test)]
mod tests;

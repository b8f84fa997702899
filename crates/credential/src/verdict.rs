//! What a stranger is told of a good code: in force, not in force and why, or that it cannot be said.

use crate::verify::CLOCKS;
use crate::{Credential, Status, StatusList};

/// Why a code is not in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The entry was deleted or the licence revoked.
    Ended,
    /// Suspended on the day of the list.
    Suspended,
    /// The entry was changed since; the holder has a newer code.
    Replaced,
}

/// Why it cannot be said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unsure {
    /// There is no list at hand that speaks of this code.
    NoList,
    /// The list is too old: the signature is good, the status is as of that instant.
    AsOf(i64),
    /// The list is later than our clock, so nothing can be said about its age.
    Clock,
}

/// The answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// 有効: the signature is good, and a fresh list has nothing against it.
    Valid {
        /// Unix seconds: the list's.
        as_of: i64,
    },
    /// 無効.
    Invalid(Reason),
    /// 確認できません.
    Unsure(Unsure),
}

/// Judges a good code by a list. What took a code back for good still holds in an old list; everything else needs one that is fresh.
#[must_use]
pub fn judge(credential: &Credential, list: Option<&StatusList>, now: i64) -> Verdict {
    let Some(list) = list.filter(|list| list.subject == credential.status.list) else {
        return Verdict::Unsure(Unsure::NoList);
    };
    let status = match list.get(credential.status.index) {
        None => return Verdict::Unsure(Unsure::NoList),
        Some(Status::Ended) => return Verdict::Invalid(Reason::Ended),
        Some(Status::Replaced) => return Verdict::Invalid(Reason::Replaced),
        Some(status) => status,
    };
    if list.issued_at > now.saturating_add(CLOCKS) {
        return Verdict::Unsure(Unsure::Clock);
    }
    if now.saturating_sub(list.issued_at) > list.max_age {
        return Verdict::Unsure(Unsure::AsOf(list.issued_at));
    }
    match status {
        Status::Suspended => Verdict::Invalid(Reason::Suspended),
        _ => Verdict::Valid { as_of: list.issued_at },
    }
}

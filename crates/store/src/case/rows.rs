//! The rows of a step, as its statements want them.

use db::Param;

use super::{CaseRow, NewEvent};

pub(super) fn count(events: &[NewEvent]) -> i64 {
    i64::try_from(events.len()).unwrap_or(i64::MAX)
}

pub(super) fn key_of(case: &CaseRow) -> [Param<'_>; 2] {
    [Param::Int(case.register.stored()), Param::Bytes(case.id.stored())]
}

/// A case that is opened, at its version.
pub(super) fn opened_row(case: &CaseRow, version: i64) -> Vec<Param<'_>> {
    let rest = [
        Param::Text(&case.procedure),
        case.entry.as_ref().map(|entry| entry.stored()).into(),
        case.account.as_ref().into(),
        case.holder.as_ref().map(|holder| holder.stored()).into(),
        Param::Text(&case.state),
        Param::Int(version),
        Param::Text(&case.folded),
        Param::Int(case.opened_at),
        Param::Int(case.moved_at),
    ];
    [&key_of(case)[..], &rest].concat()
}

/// A case that moves on to a version.
pub(super) fn moved_row(case: &CaseRow, version: i64) -> Vec<Param<'_>> {
    let rest = [
        case.entry.as_ref().map(|entry| entry.stored()).into(),
        case.holder.as_ref().map(|holder| holder.stored()).into(),
        Param::Text(&case.state),
        Param::Int(version),
        Param::Text(&case.folded),
        Param::Int(case.moved_at),
        Param::Int(case.version),
    ];
    [&key_of(case)[..], &rest].concat()
}

pub(super) fn event_row<'e>(case: &'e CaseRow, version: i64, event: &'e NewEvent) -> Vec<Param<'e>> {
    let rest = [
        Param::Int(version),
        Param::Text(&event.kind),
        Param::Int(event.at),
        Param::Text(&event.actor),
        Param::Text(&event.body),
    ];
    [&key_of(case)[..], &rest].concat()
}

//! The yearly check in the database: runs, slices that workers take, and what was found.

mod finding;
mod follow;
mod run;
mod slice;
mod sum;
mod walk;

pub use finding::{FindingRow, NewFinding, findings, found_before};
pub use follow::{FollowPage, follow, followed};
pub use run::{Run, add_run, runs, set_run_state};
pub use slice::{
    DoneSlice, NewSlice, Slice, add_slices, finish_slice, looks_at, set_lease, slices, take_slice,
};
pub use sum::{RunEvent, looked_at, note_event, run_events};
pub use walk::{Checked, SLICE_ENTRIES, holders_with_several, linked, next_boundary, read_slice};

/// The statements of this part.
pub(crate) const ALL: &[&str] = &[
    finding::IS_FOUND,
    finding::LIST,
    follow::BEGIN,
    follow::MOVE,
    follow::PLACE,
    run::ADD_RUN,
    run::RUNS,
    run::SET_RUN,
    slice::ADD_SLICE,
    slice::FREE,
    slice::LEASE,
    slice::LOOKS,
    slice::OF_RUN,
    slice::SET_DONE,
    slice::TAKE,
    sum::ADD_EVENT,
    sum::BEGIN,
    sum::EVENTS,
    sum::HOLD,
    sum::LOOKED_AT,
    sum::READ,
    sum::WRITE,
    walk::BOUNDARY,
    walk::ENTRIES,
    walk::LINKED,
    walk::LINKS,
    walk::SEVERAL,
];

/// The key of a run: a UUIDv7.
pub type RunId = [u8; 16];

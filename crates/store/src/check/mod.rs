//! The yearly check in the database: runs, slices that workers take, and what was found.

mod finding;
mod run;
mod slice;
mod walk;

pub use finding::{FindingRow, NewFinding, findings};
pub use run::{Run, add_run, runs, set_run_state};
pub use slice::{
    DoneSlice, NewSlice, Slice, add_slices, finish_slice, looks_at, set_lease, slices, take_slice,
};
pub use walk::{Checked, SLICE_ENTRIES, holders_with_several, linked, next_boundary, read_slice};

pub(crate) use finding::LIST;
pub(crate) use run::{ADD_RUN, RUNS, SET_RUN};
pub(crate) use slice::{ADD_SLICE, FREE, LEASE, LOOKS, OF_RUN, SET_DONE, TAKE};
pub(crate) use walk::{BOUNDARY, ENTRIES, LINKED, LINKS, SEVERAL};

/// The key of a run: a UUIDv7.
pub type RunId = [u8; 16];

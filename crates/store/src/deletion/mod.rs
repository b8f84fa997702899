//! Proposed deletions: batches that wait, are checked, approved by two officers and carried out; and each proposal in them.
//!
//! A proposal is settled in the transaction of its act, under the condition that it was open: done twice is done once, whoever is killed when.

mod batch;
mod carry;
mod moved;
mod proposal;
mod settle;
mod single;

pub use batch::{Approval, Batch, BatchEvent, batch, batches, events};
pub use carry::{Carried, Chunk, Way, carry_out};
pub use moved::{BatchMove, NewEvent, move_batch};
pub use proposal::{Count, NewProposal, Proposal, asked, counts, not_asked, page, unchecked};
pub use settle::{Settled, draw, note, note_said, settle_inquiry};
pub use single::{one, restored, take_out};

pub(crate) use batch::{gathered_in, open_in};
pub(crate) use proposal::add_in;

/// The statements of this part.
pub(crate) const ALL: &[&str] = &[
    batch::ADD,
    batch::WAIT,
    batch::ONE,
    batch::ALL,
    batch::OPEN,
    moved::MOVE,
    batch::HOLD,
    moved::ADD_EVENT,
    batch::EVENTS,
    proposal::ADD,
    proposal::PAGE,
    proposal::UNCHECKED,
    proposal::ASKED,
    proposal::NOT_ASKED,
    proposal::COUNTS,
    settle::OPEN_ROUND,
    settle::DISMISS,
    settle::STANDS,
    settle::FALL,
    settle::MARK,
    settle::SAMPLE,
    settle::SAID,
    carry::SETTLE,
    single::ONE,
];

use registry::ids::{DeletionBatchId, RegisterId};

/// A batch: its register and its id.
pub type BatchKey = (RegisterId, DeletionBatchId);

/// The batch of a register and a run: the same two are the same batch, whoever opens it.
#[must_use]
pub fn batch_of(register: RegisterId, run: &crate::check::RunId) -> DeletionBatchId {
    let digest = registry::hash::sha256(&[b"deletion-batch", run, &register.stored().to_be_bytes()]);
    let (half, _) = digest.split_at(16);
    // 16 bytes are an id
    DeletionBatchId::from_stored(half).unwrap_or_else(|| DeletionBatchId::new(0, [0; 10]))
}

fn batch_id(row: &db::RowRef<'_>, column: usize) -> Result<DeletionBatchId, db::DbError> {
    DeletionBatchId::from_stored(row.bytes(column)?)
        .ok_or_else(|| db::DbError::Column { column, detail: "not 16 bytes".to_owned() })
}

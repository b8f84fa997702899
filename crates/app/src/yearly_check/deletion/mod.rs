//! Proposed deletions: batches that wait in quarantine, are asked again and sampled, approved by two officers, carried out, taken back.

mod again;
mod carry;
mod check;
mod decide;
mod family;
mod family_register;
mod sample;
mod view;

pub use carry::CarriedOut;
pub use check::BatchCheck;
pub(crate) use family::TELL_FAMILY;
pub(super) use family_register::{FamilyRegister, Person};
pub use view::{BatchCounts, DeletionBatchView, OfficerView, ProposalView};

use jiff::civil::Date;
use registry::check::{BatchCommand, BatchState};
use registry::ids::{DeletionBatchId, EntryId};
use store::deletion::{self, Batch, BatchEvent, BatchMove, NewEvent};
use store::register::Register;
use store::writer::fresh_stamp;

use super::may_check;
use crate::{Actor, App, AppError, ErrorKind};

impl App {
    /// A batch within reach of a registrar, and its register.
    async fn deletion_batch(&self, actor: &Actor, id: &str) -> Result<(Batch, Register), AppError> {
        may_check(actor)?;
        self.batch_in_reach(actor, id).await
    }

    async fn batch_in_reach(&self, actor: &Actor, id: &str) -> Result<(Batch, Register), AppError> {
        let id = DeletionBatchId::parse(id).map_err(|_| no_batch())?;
        let registers = self.registers();
        let ours: Vec<_> =
            registers.iter().filter(|of| actor.reach.covers(&of.authority)).map(|of| of.id).collect();
        let found = deletion::batch(&mut self.0.db.reader().await?, &ours, id).await?.ok_or_else(no_batch)?;
        let register = self.register_of(found.register).ok_or_else(no_batch)?;
        Ok((found, register))
    }

    /// Moves a batch from where it was seen, with an event. An error when somebody was faster.
    async fn move_to(
        &self,
        seen: &Batch,
        to: Batch,
        (actor, what, about): (&Actor, &str, &str),
    ) -> Result<Batch, AppError> {
        let stamp = fresh_stamp()?;
        let at = stamp.recorded_at;
        let id = EntryId::new(u64::try_from(at / 1_000).unwrap_or(0), stamp.random);
        let event =
            BatchEvent { at, actor: actor.name.clone(), what: what.to_owned(), about: about.to_owned() };
        let to = Batch { changed_at: at, changed_by: actor.name.clone(), ..to };
        let moved =
            BatchMove { from: seen.state, round: seen.round, to: to.clone(), event: NewEvent { id, event } };
        if deletion::move_batch(&self.0.db, moved).await? { Ok(to) } else { Err(faster()) }
    }
}

/// Whether the table of states allows it.
fn may(batch: &Batch, command: BatchCommand) -> Result<(), AppError> {
    if batch.state.allows(command) {
        return Ok(());
    }
    let ((state_ja, state_en), (ja, en)) = (batch.state.label(), command.label());
    Err(AppError::new(
        ErrorKind::Conflict,
        format!("この案は「{state_ja}」なので、「{ja}」はできません。"),
        format!("the batch is {state_en}: it cannot be done now ({en})"),
    ))
}

/// A day that we wrote.
fn day(text: &str) -> Result<Date, AppError> {
    text.parse().map_err(super::ask::internal)
}

/// Stopped, and why.
fn stopped(batch: &Batch, (ja, en): (String, String)) -> Batch {
    Batch {
        state: BatchState::Stopped,
        reason: format!("{ja}\n{en}"),
        first: None,
        second: None,
        ..batch.clone()
    }
}

fn no_batch() -> AppError {
    AppError::new(
        ErrorKind::NotFound,
        "該当する消除の案はありません。",
        "There is no such batch of proposals.",
    )
}

fn faster() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "ほかの人が先に処理しました。内容を確認してやり直してください。",
        "Somebody was faster: look at it again.",
    )
}

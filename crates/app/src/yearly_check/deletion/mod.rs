//! Proposed deletions: batches that wait in quarantine, are asked again and sampled, approved by two officers, carried out, taken back.

mod act;
mod again;
mod carry;
mod check;
mod decide;
mod family;
mod family_register;
mod history;
mod last;
mod list;
mod sample;
mod single;
mod terms;
mod unconfirmed;
mod view;

pub use carry::CarriedOut;
pub use check::BatchCheck;
pub(crate) use family::TELL_FAMILY;
pub(super) use family_register::{FamilyRegister, Person};
pub use history::EventAbout;
pub use list::{Listed, ProposalView};
pub(super) use single::restored_alone;
pub use terms::{DeletionTerms, Term};
pub use view::{BatchCounts, DeletionBatchView, OfficerView};

use jiff::civil::Date;
use registry::check::{BatchCommand, BatchState, ProposalState};
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
        let event = new_event(actor, what, about)?;
        let to = Batch { changed_at: event.event.at, changed_by: actor.name.clone(), ..to };
        let moved = BatchMove { from: seen.state, round: seen.round, to: to.clone(), event };
        if deletion::move_batch(&self.0.db, moved).await? { Ok(to) } else { Err(faster()) }
    }
}

/// Something that an officer does now.
fn new_event(actor: &Actor, what: &str, about: &str) -> Result<NewEvent, AppError> {
    let stamp = fresh_stamp()?;
    let at = stamp.recorded_at;
    let id = EntryId::new(u64::try_from(at / 1_000).unwrap_or(0), stamp.random);
    let event = BatchEvent { at, actor: actor.name.clone(), what: what.to_owned(), about: about.to_owned() };
    Ok(NewEvent { id, event })
}

/// Whether the table of states allows it.
fn may(batch: &Batch, command: BatchCommand) -> Result<(), AppError> {
    if batch.state.allows(command) { Ok(()) } else { Err(refused(batch.state, command)) }
}

fn refused(state: BatchState, command: BatchCommand) -> AppError {
    let ((state_ja, state_en), (ja, en)) = (state.label(), command.label());
    AppError::new(
        ErrorKind::Conflict,
        format!("この案は「{state_ja}」なので、「{ja}」はできません。"),
        format!("the batch is {state_en}: it cannot be done now ({en})"),
    )
}

/// A day that we wrote.
fn day(text: &str) -> Result<Date, AppError> {
    text.parse().map_err(super::ask::internal)
}

/// In a batch's history: it was stopped.
const STOP: &str = "stop";

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

fn no_proposal() -> AppError {
    AppError::new(
        ErrorKind::NotFound,
        "この案に、その登録はありません。",
        "There is no such entry in this batch.",
    )
}

fn not_so(state: ProposalState) -> AppError {
    let (ja, en) = state.label();
    AppError::new(
        ErrorKind::Conflict,
        format!("この登録の案は「{ja}」なので、その操作はできません。"),
        format!("this proposal is {en}: it cannot be done now"),
    )
}

fn faster() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "ほかの人が先に処理しました。内容を確認してやり直してください。",
        "Somebody was faster: look at it again.",
    )
}

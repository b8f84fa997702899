//! What officers do with one proposal alone: take it out of its batch, or take its deletion back when the person turns out to live.

use std::sync::Arc;

use registry::check::{BatchCommand, ProposalState};
use registry::ids::EntryId;
use store::deletion::{self, Batch, BatchEvent, Carried, Proposal};
use store::register::Register;
use store::writer::fresh_stamp;

use super::act::Decision;
use super::{faster, may, new_event, no_proposal, not_so};
use crate::yearly_check::ground_of;
use crate::{Actor, App, AppError, ErrorKind};

/// In a batch's history: one proposal was taken out.
const TAKEN_OUT: &str = "take-out";

impl App {
    /// Takes one proposal out of a batch that was not carried out, on the ground that the officer states. The others stand, and so do approvals:
    /// fewer are deleted than were approved. Only where nothing is confirmed any more of what is left, the batch stops.
    ///
    /// # Errors
    /// Registrars of the authority only; when the batch was carried out, or the proposal is not open.
    pub async fn take_out_proposal(
        &self,
        actor: &Actor,
        (id, entry): (&str, &str),
        ground: &str,
    ) -> Result<(), AppError> {
        let (batch, _, one) = self.proposal_of(actor, id, entry).await?;
        let ground = ground_of(ground)?;
        may(&batch, BatchCommand::Dismiss)?;
        if one.state != ProposalState::Proposed {
            return Err(not_so(one.state));
        }
        let event = new_event(actor, TAKEN_OUT, &about(&ground, one.entry))?;
        if !deletion::take_out(&self.0.db, &batch, one.entry, event).await? {
            return Err(faster());
        }
        match self.stop_if_unconfirmed(actor, &batch).await {
            // whoever has moved it on meanwhile is asked the same before the next signature, and before anything is deleted
            Err(error) if error.kind != ErrorKind::Conflict => Err(error),
            _ => Ok(()),
        }
    }

    /// Takes the deletion of one entry back, on the ground that the officer states: the person lives, or was another one. The batch stands as it
    /// was. The same call twice is one.
    ///
    /// # Errors
    /// Registrars of the authority only; when this batch did not delete the entry, or something was recorded upon it since.
    pub async fn restore_deletion(
        &self,
        actor: &Actor,
        (id, entry): (&str, &str),
        ground: &str,
    ) -> Result<(), AppError> {
        let (batch, register, one) = self.proposal_of(actor, id, entry).await?;
        let ground = ground_of(ground)?;
        may(&batch, BatchCommand::Restore)?;
        match one.state {
            ProposalState::Deleted => {}
            ProposalState::Restored => return Ok(()),
            other => return Err(not_so(other)),
        }
        let note = new_event(actor, BatchCommand::Restore.code(), &about(&ground, one.entry))?;
        let decision = Decision::restoring(&batch, actor, &ground);
        let mut chunk = self.chunk(&batch, &register, &decision, vec![one]).await?;
        chunk.note = Some(note);
        let carried = deletion::carry_out(&self.0.db, &batch, &Arc::new(chunk), &fresh_stamp()?).await?;
        match carried.ok_or_else(faster)? {
            Carried { recorded: 0, .. } => Err(AppError::new(
                ErrorKind::Conflict,
                "この登録は消除のあとに別の記録があるため、ここでは回復できません。登録の履歴を確認してください。",
                "Something was recorded upon this entry since: look at its history; it cannot be restored here.",
            )),
            _ => Ok(()),
        }
    }

    async fn proposal_of(
        &self,
        actor: &Actor,
        id: &str,
        entry: &str,
    ) -> Result<(Batch, Register, Proposal), AppError> {
        let (batch, register) = self.deletion_batch(actor, id).await?;
        let entry = EntryId::parse(entry).map_err(|_| no_proposal())?;
        let one = deletion::one(&mut self.0.db.reader().await?, batch.key(), entry).await?;
        Ok((batch, register, one.ok_or_else(no_proposal)?))
    }
}

/// The entry that an event of a batch's history restored alone.
pub(in crate::yearly_check) fn restored_alone(event: &BatchEvent) -> Option<EntryId> {
    let (_, entry) = event.about.split_once('\n').filter(|_| event.what == BatchCommand::Restore.code())?;
    EntryId::parse(entry).ok()
}

/// The ground, and on a second line whose entry it is about: a ground has no line breaks of its own.
fn about(ground: &str, entry: EntryId) -> String {
    format!("{ground}\n{entry}")
}

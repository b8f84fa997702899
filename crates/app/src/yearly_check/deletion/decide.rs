//! What officers decide: approve (two, never the same), release what was stopped, dismiss.

use jiff::ToSpan;
use registry::check::{ApprovalRefusal, BatchCommand, BatchState, approve};
use store::deletion::{Approval, Batch};

use super::{day, faster, may};
use crate::time::now_micros;
use crate::yearly_check::{follow::after_days, ground_of};
use crate::{Actor, App, AppError, ErrorKind};

impl App {
    /// An officer's approval of a batch that was checked. The second one, of another officer, makes it deletable; no officer counts twice.
    ///
    /// # Errors
    /// Registrars of the authority only; the same officer again; a batch that does not wait for it, or was checked too long ago, or of which nothing
    /// is confirmed any more.
    pub async fn approve_deletions(&self, actor: &Actor, id: &str, ground: &str) -> Result<(), AppError> {
        let (batch, _) = self.deletion_batch(actor, id).await?;
        let ground = ground_of(ground)?;
        may(&batch, BatchCommand::Approve)?;
        self.is_fresh(&batch)?;
        let first = batch.first.as_ref().map(|first| first.by.as_str());
        let state = approve(batch.state, first, &actor.name).map_err(|refusal| match refusal {
            ApprovalRefusal::SameOfficer => same_officer(),
            ApprovalRefusal::NotNow => faster(),
        })?;
        self.is_confirmed(actor, &batch).await?;
        let approval = Some(Approval { by: actor.name.clone(), at: now_micros(), ground: ground.clone() });
        let to = if state == BatchState::Approved {
            Batch { state, second: approval, ..batch.clone() }
        } else {
            Batch { state, first: approval, ..batch.clone() }
        };
        self.move_to(&batch, to, (actor, BatchCommand::Approve.code(), &ground)).await?;
        Ok(())
    }

    /// Lets a stopped batch go on, on the ground that the officer states: into quarantine again, and checked from the beginning.
    ///
    /// # Errors
    /// Registrars of the authority only; when it is not stopped.
    pub async fn release_deletions(&self, actor: &Actor, id: &str, ground: &str) -> Result<(), AppError> {
        let (batch, _) = self.deletion_batch(actor, id).await?;
        let ground = ground_of(ground)?;
        may(&batch, BatchCommand::Release)?;
        let until = after_days(self.check_day(), self.check_number("quarantine-days")?)?;
        let to = Batch { waits_until: until.to_string(), ..again(&batch) };
        self.move_to(&batch, to, (actor, BatchCommand::Release.code(), &ground)).await?;
        Ok(())
    }

    /// Takes a batch back: what was not deleted yet is no longer proposed.
    ///
    /// # Errors
    /// Registrars of the authority only; when it was carried out already.
    pub async fn dismiss_deletions(&self, actor: &Actor, id: &str, ground: &str) -> Result<(), AppError> {
        let (batch, _) = self.deletion_batch(actor, id).await?;
        let ground = ground_of(ground)?;
        may(&batch, BatchCommand::Dismiss)?;
        let to = Batch { state: BatchState::Dismissed, ..batch.clone() };
        self.move_to(&batch, to, (actor, BatchCommand::Dismiss.code(), &ground)).await?;
        Ok(())
    }

    /// Nothing is approved or deleted on an inquiry that is too old.
    pub(super) fn is_fresh(&self, batch: &Batch) -> Result<(), AppError> {
        let days = self.check_number("recheck-days")?;
        let last = day(&batch.checked_on)?.checked_add(i64::from(days).days());
        if self.check_day() <= last.map_err(crate::yearly_check::ask::internal)? {
            return Ok(());
        }
        Err(AppError::new(
            ErrorKind::Conflict,
            format!(
                "最後の確認（{}）から{days}日を過ぎています。もう一度確認してください。",
                batch.checked_on
            ),
            format!("checked on {}, more than {days} days ago: check it again", batch.checked_on),
        ))
    }
}

pub(super) fn same_officer() -> AppError {
    AppError::new(
        ErrorKind::NotPermitted,
        "一人目と同じ職員は二人目の決裁ができません。別の職員が決裁してください。",
        "The same officer approved already: another one has to.",
    )
}

/// The batch at the beginning of a new round: nothing of an earlier one counts.
pub(super) fn again(batch: &Batch) -> Batch {
    Batch {
        state: BatchState::Waiting,
        reason: String::new(),
        round: batch.round + 1,
        checked_on: String::new(),
        first: None,
        second: None,
        ..batch.clone()
    }
}

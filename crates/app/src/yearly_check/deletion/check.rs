//! Checking a batch when its quarantine is over: every person is asked for again, and a sample is held against the family register. What is not
//! the same any more falls out; a contradiction stops the whole batch.

use jiff::ToSpan;
use registry::check::{BatchCommand, BatchState, Fall};
use store::deletion::{self, Batch};

use super::decide::again;
use super::{DeletionBatchView, STOP, day, may, stopped};
use crate::yearly_check::{CheckTools, ask};
use crate::{Actor, App, AppError, ErrorKind};

/// Fallen out when asked again, so many at least before they stop a batch: of a small batch one is more than any share.
const FALLS_AT_LEAST: u64 = 3;

/// How far a check came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BatchCheck {
    /// Everything agrees: it waits for two officers.
    Checked,
    /// Nothing is left to be deleted.
    Empty,
    /// It was stopped; why, in Japanese and English on two lines.
    Stopped(String),
    /// Not all has been answered; nothing follows from that, and it is asked again.
    Later(String),
}

impl App {
    /// Checks a batch whose quarantine is over; one that was checked before is checked anew, and approvals of before are void. May be called again
    /// after any stop.
    ///
    /// # Errors
    /// Registrars of the authority only; while it is in quarantine; when the family register cannot be asked from here.
    pub async fn check_deletions(
        &self,
        actor: &Actor,
        tools: &CheckTools,
        id: &str,
    ) -> Result<BatchCheck, AppError> {
        let (mut batch, register) = self.deletion_batch(actor, id).await?;
        may(&batch, BatchCommand::Check)?;
        let today = self.check_day();
        if today < day(&batch.waits_until)? {
            return Err(AppError::new(
                ErrorKind::Conflict,
                format!("{}まで留め置いています。", batch.waits_until),
                format!("in quarantine until {}", batch.waits_until),
            ));
        }
        if batch.state != BatchState::Waiting {
            batch = self.move_to(&batch, again(&batch), (actor, BatchCommand::Check.code(), "")).await?;
        }
        if let Some(why) = self.ask_again(actor, tools, (&batch, &register)).await? {
            return Ok(BatchCheck::Later(why));
        }
        if let Some(why) = self.too_many_fell(&batch).await? {
            return self.stop(actor, &batch, why).await;
        }
        self.check_sample(actor, tools, (&batch, &register)).await
    }

    /// Checks every batch within reach whose quarantine is over and that waits for it, and those whose check is too old to act upon. One that
    /// another program, or an officer, has moved on meanwhile is theirs.
    ///
    /// # Errors
    /// As [`Self::check_deletions`].
    pub async fn check_due_deletions(
        &self,
        actor: &Actor,
        tools: &CheckTools,
    ) -> Result<Vec<(String, BatchCheck)>, AppError> {
        let mut done = Vec::new();
        for id in self.due_deletions(actor).await? {
            match self.check_deletions(actor, tools, &id).await {
                Ok(check) => done.push((id, check)),
                Err(error) if error.kind == ErrorKind::Conflict => {
                    tracing::info!(batch = id, %error, "somebody else has moved this batch");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    /// The batches within reach whose quarantine is over and that wait for a check, or whose check is too old to act upon.
    pub(in crate::yearly_check) async fn due_deletions(
        &self,
        actor: &Actor,
    ) -> Result<Vec<String>, AppError> {
        let today = self.check_day();
        let days = i64::from(self.check_number("recheck-days")?);
        let oldest = today.checked_sub(days.days()).map_err(ask::internal)?.to_string();
        let today = today.to_string();
        let is_due = |batch: &DeletionBatchView| match batch.state {
            BatchState::Waiting => batch.waits_until <= today,
            BatchState::Checked | BatchState::ApprovedOnce | BatchState::Approved => {
                batch.checked_on < oldest
            }
            _ => false,
        };
        let batches = self.list_deletion_batches(actor).await?;
        Ok(batches.into_iter().filter(is_due).map(|batch| batch.id).collect())
    }

    pub(super) async fn stop(
        &self,
        actor: &Actor,
        batch: &Batch,
        why: (String, String),
    ) -> Result<BatchCheck, AppError> {
        Ok(BatchCheck::Stopped(self.stop_for(actor, batch, (STOP, why)).await?.reason))
    }

    /// Stops a batch; the history keeps for what, by its key.
    pub(super) async fn stop_for(
        &self,
        actor: &Actor,
        batch: &Batch,
        (key, why): (&str, (String, String)),
    ) -> Result<Batch, AppError> {
        let to = stopped(batch, why);
        let about = to.reason.clone();
        let to = self.move_to(batch, to, (actor, key, &about)).await?;
        tracing::warn!(batch = %batch.id, reason = to.reason, "a batch of proposed deletions is stopped");
        Ok(to)
    }

    /// When the resident register takes back more deaths than a correction here and there.
    pub(super) async fn too_many_fell(&self, batch: &Batch) -> Result<Option<(String, String)>, AppError> {
        let most = u64::from(self.check_number("recheck-falls-in-a-thousand")?);
        let counts = deletion::counts(&mut self.0.db.reader().await?, batch.key()).await?;
        let of_round = || counts.iter().filter(|count| count.round == batch.round);
        let all: u64 = of_round().map(|count| count.proposals).sum();
        let taken_back = [Fall::NotDead.code(), Fall::OtherDay.code()];
        let fell: u64 = of_round()
            .filter(|count| taken_back.contains(&count.reason.as_str()))
            .map(|count| count.proposals)
            .sum();
        let too_many = fell >= FALLS_AT_LEAST && fell * 1_000 > all * most;
        Ok(too_many.then(|| {
            (
                format!("再照会で死亡が確認されない案が多すぎます（{all}件中{fell}件、上限{most}/1000）"),
                format!("asked again, too many are not dead ({fell} of {all}, at most {most} in a thousand)"),
            )
        }))
    }
}

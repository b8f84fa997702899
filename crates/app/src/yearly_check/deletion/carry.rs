//! Carrying out a batch that two officers approved, and taking it back: act after act through the ledger, many in one transaction.

use std::collections::HashMap;
use std::sync::Arc;

use registry::check::{BatchCommand, BatchState, Fall, ProposalState};
use registry::ids::EntryId;
use store::deletion::{self, Batch, Carried, Chunk, Proposal, Way};
use store::ledger::Facts;
use store::register::Register;
use store::writer::fresh_stamp;

use super::act::Decision;
use super::again::still_of;
use super::sample::is_open;
use super::{faster, may};
use crate::time::day_in_japan;
use crate::yearly_check::tasks::of_fall;
use crate::yearly_check::{before_all, ground_of};
use crate::{Actor, App, AppError};

/// Acts in one transaction: a commit's flush is little beside a thousand acts, and a stop loses no more than a second's work.
const AT_ONCE: u32 = 1_000;

/// What was carried out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CarriedOut {
    /// Acts recorded.
    pub recorded: u64,
    /// Proposals whose act was not recorded, each with its reason.
    pub fallen: u64,
    /// Whether it was asked to stop before the end.
    pub stopped: bool,
}

impl App {
    /// Deletes what two officers approved, once: a call that was stopped or killed goes on where it was. Everybody is asked for once more before
    /// that; what changed meanwhile falls out.
    /// `watch` is told how many acts were recorded, and says whether to go on.
    ///
    /// # Errors
    /// Registrars of the authority only; when it is not approved, was checked too long ago, or nothing of it is confirmed any more; when the
    /// resident register does not answer, or too many are not dead any more.
    pub async fn carry_out_deletions(
        &self,
        actor: &Actor,
        id: &str,
        watch: &(dyn Fn(u64) -> bool + Sync),
    ) -> Result<CarriedOut, AppError> {
        let (batch, register) = self.deletion_batch(actor, id).await?;
        if batch.state == BatchState::Done {
            return Ok(CarriedOut::default());
        }
        may(&batch, BatchCommand::Delete)?;
        self.is_fresh(&batch)?;
        self.is_confirmed(actor, &batch).await?;
        let (Some(first), Some(second)) = (&batch.first, &batch.second) else { return Err(faster()) };
        let on = day_in_japan(second.at);
        let duty = self.0.rules.on(on).qualification(&register.qualification);
        let duty = duty.and_then(|of| of.death().yes());
        let decision = Decision {
            way: Way::Delete,
            on,
            ground: format!(
                "消除の案 {}（決裁 {}・{}、確認 {}）",
                batch.id, first.by, second.by, batch.checked_on
            ),
            actor: second.by.clone(),
            allowed: duty.is_some_and(|duty| duty.value().allows_ex_officio(&[law::Fact::MyNumberGiven])),
        };
        let before = self.open_of(&batch).await?;
        if !self.ask_last(actor, (&batch, &register), watch).await? {
            return Ok(CarriedOut { stopped: true, ..CarriedOut::default() });
        }
        // who is left of them may not be confirmed by the family register any more
        self.is_confirmed(actor, &batch).await?;
        let fell = before.saturating_sub(self.open_of(&batch).await?);
        let mut carried = self.carry(&batch, &register, &decision, watch).await?;
        carried.fallen += fell;
        if !carried.stopped {
            let to = Batch { state: BatchState::Done, ..batch.clone() };
            let about = format!("{} deleted, {} fallen out", carried.recorded, carried.fallen);
            self.move_to(&batch, to, (actor, BatchCommand::Delete.code(), &about)).await?;
        }
        Ok(carried)
    }

    /// Proposals of a batch that are open.
    async fn open_of(&self, batch: &Batch) -> Result<u64, AppError> {
        let counts = deletion::counts(&mut self.0.db.reader().await?, batch.key()).await?;
        Ok(counts.iter().filter(|count| is_open(count)).map(|count| count.proposals).sum())
    }

    /// Takes back the deletions that a batch made, on the ground that the officer states. An entry upon which something was recorded since is left
    /// for a person. May be called again after any stop.
    ///
    /// # Errors
    /// Registrars of the authority only; when nothing of it was carried out.
    pub async fn restore_deletions(
        &self,
        actor: &Actor,
        id: &str,
        ground: &str,
        watch: &(dyn Fn(u64) -> bool + Sync),
    ) -> Result<CarriedOut, AppError> {
        let (batch, register) = self.deletion_batch(actor, id).await?;
        let ground = ground_of(ground)?;
        may(&batch, BatchCommand::Restore)?;
        // nothing more is deleted while it is taken back
        let to = Batch { state: BatchState::Dismissed, ..batch.clone() };
        let batch = self.move_to(&batch, to, (actor, BatchCommand::Restore.code(), &ground)).await?;
        self.carry(&batch, &register, &Decision::restoring(&batch, actor, &ground), watch).await
    }

    async fn carry(
        &self,
        batch: &Batch,
        register: &Register,
        decision: &Decision,
        watch: &(dyn Fn(u64) -> bool + Sync),
    ) -> Result<CarriedOut, AppError> {
        let from = match decision.way {
            Way::Delete => ProposalState::Proposed,
            Way::Restore => ProposalState::Deleted,
        };
        let (mut out, mut after) = (CarriedOut::default(), before_all());
        while watch(out.recorded) {
            let mut reader = self.0.db.reader().await?;
            let page = deletion::page(&mut reader, batch.key(), (from, after), AT_ONCE).await?;
            drop(reader);
            let Some(last) = page.last() else { return Ok(out) };
            after = last.entry;
            let chunk = Arc::new(self.chunk(batch, register, decision, page).await?);
            let carried = deletion::carry_out(&self.0.db, batch, &chunk, &fresh_stamp()?).await?;
            let Carried { recorded, fallen } = carried.ok_or_else(faster)?;
            out.recorded += recorded;
            out.fallen += fallen;
        }
        out.stopped = true;
        Ok(out)
    }

    /// The acts of a page, decided upon what the register holds now.
    pub(super) async fn chunk(
        &self,
        batch: &Batch,
        register: &Register,
        decision: &Decision,
        page: Vec<Proposal>,
    ) -> Result<Chunk, AppError> {
        let keys: Vec<_> = page.iter().map(|one| (batch.register, one.entry)).collect();
        let mut reader = self.0.db.reader().await?;
        let facts = store::ledger::facts_in(&mut reader, &keys).await?;
        let links = store::holder::of_entries(&mut reader, &keys).await?;
        drop(reader);
        let facts: HashMap<EntryId, Facts> = facts.into_iter().map(|facts| (facts.row.id, facts)).collect();
        let links: HashMap<EntryId, store::holder::Link> =
            links.into_iter().map(|link| (link.entry, link)).collect();
        let at = crate::time::now_micros();
        let mut chunk = Chunk::of(decision.way);
        for one in page {
            let record = match (decision.way, facts.get(&one.entry)) {
                (_, None) => Err(Fall::NotStanding),
                (Way::Delete, Some(facts)) => still_of(&one, Some(&facts.row), links.get(&one.entry))
                    .and_then(|_| {
                        if !decision.allowed {
                            return Err(Fall::RulesForbid);
                        }
                        self.act_of_proposal(register, decision, (&one, facts))
                    }),
                // restored is what the deletion left, and nothing that came after it
                (Way::Restore, Some(facts)) if facts.row.version == one.version + 1 => {
                    self.act_of_proposal(register, decision, (&one, facts))
                }
                (Way::Restore, Some(_)) => Err(Fall::EntryChanged),
            };
            let task = |why| (one.entry, of_fall(batch.register, batch, (one.entry, &one.died_on, why), at));
            match record {
                Ok(record) => {
                    chunk.jobs.extend(self.family_job(batch, decision.way, (&one, at))?);
                    chunk.tasks.push(task(Fall::EntryChanged));
                    chunk.acts.push(record);
                }
                Err(why) => {
                    chunk.tasks.extend(why.is_for_the_desk().then(|| task(why)));
                    chunk.falls.push((one.entry, why));
                }
            }
        }
        Ok(chunk)
    }
}

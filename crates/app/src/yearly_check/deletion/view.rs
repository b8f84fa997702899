//! What pages and commands see of proposed deletions.

use std::collections::BTreeMap;

use registry::check::{BatchCommand, BatchState, Doubt, Fall, ProposalState, Verdict};
use registry::ids::EntryId;
use registry::item::{EntryItem, get};
use store::deletion::{self, Approval, Batch, BatchEvent, Count, Proposal};
use store::disclosure::Disclosure;

use super::sample::verdicts;
use crate::time::{now_micros, rfc3339};
use crate::yearly_check::{before_all, may_check, report};
use crate::{Actor, App, AppError};

/// Proposals of a page.
const ROWS: u32 = 50;

/// An officer's approval.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficerView {
    /// Who.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// On what ground.
    pub ground: String,
}

/// How many proposals of a batch stand where.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BatchCounts {
    /// Still proposed.
    pub proposed: u64,
    /// Deleted.
    pub deleted: u64,
    /// Restored.
    pub restored: u64,
    /// Fallen out, by reason.
    pub fallen: BTreeMap<Fall, u64>,
    /// What the family register said.
    pub said: BTreeMap<Verdict, u64>,
    /// Asked, and not answered yet.
    pub asked: u64,
}

impl BatchCounts {
    fn of(counts: &[Count]) -> Self {
        let of = |state| counts.iter().filter(move |count| count.state == state);
        let sum = |state| of(state).map(|count| count.proposals).sum();
        let mut fallen = BTreeMap::new();
        for count in of(ProposalState::Fallen) {
            if let Some(why) = Fall::of_code(&count.reason) {
                *fallen.entry(why).or_default() += count.proposals;
            }
        }
        let open = of(ProposalState::Proposed).filter(|c| !c.asks.is_empty() && c.said.is_empty());
        Self {
            proposed: sum(ProposalState::Proposed),
            deleted: sum(ProposalState::Deleted),
            restored: sum(ProposalState::Restored),
            fallen,
            said: verdicts(counts),
            asked: open.map(|count| count.proposals).sum(),
        }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.proposed + self.deleted + self.restored + self.fallen.values().sum::<u64>()
    }
}

/// A batch of proposed deletions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeletionBatchView {
    /// Its id.
    pub id: String,
    /// Rule id.
    pub qualification: String,
    /// Authority code.
    pub authority: String,
    /// The period of the run.
    pub period: String,
    /// Where it stands.
    pub state: BatchState,
    /// Why it was stopped, in Japanese and English.
    pub reason: (String, String),
    /// How often it went into quarantine.
    pub round: i64,
    /// The day of the proposal.
    pub proposed_on: String,
    /// The first day on which it can be checked.
    pub waits_until: String,
    /// The day of the last check; empty: none yet.
    pub checked_on: String,
    /// The officers who approved, at most two.
    pub officers: Vec<OfficerView>,
    /// How many proposals stand where.
    pub counts: BatchCounts,
    /// What may be done with it now.
    pub commands: Vec<BatchCommand>,
}

/// A proposal in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProposalView {
    /// The entry.
    pub entry: String,
    /// The number, as printed.
    pub number: String,
    /// The name registered.
    pub name: String,
    /// Day of birth.
    pub born: String,
    /// The day of death.
    pub died_on: String,
    /// What else differs, in Japanese and English.
    pub doubt: (String, String),
    /// Where it stands.
    pub state: ProposalState,
    /// Why it fell out.
    pub reason: Option<Fall>,
    /// What the family register said.
    pub said: Option<Verdict>,
}

impl App {
    /// The batches of proposed deletions within reach, those of the latest run first.
    ///
    /// # Errors
    /// Registrars and auditors only.
    pub async fn list_deletion_batches(&self, actor: &Actor) -> Result<Vec<DeletionBatchView>, AppError> {
        report::may_see(actor)?;
        let registers = self.registers();
        let ours: Vec<_> =
            registers.iter().filter(|of| actor.reach.covers(&of.authority)).map(|of| of.id).collect();
        let batches = deletion::batches(&mut self.0.db.reader().await?, &ours).await?;
        let mut views = Vec::with_capacity(batches.len());
        for batch in &batches {
            views.push(self.batch_view(batch).await?);
        }
        views.sort_by(|a, b| {
            (&b.period, &a.authority, &a.qualification).cmp(&(&a.period, &b.authority, &b.qualification))
        });
        Ok(views)
    }

    /// One batch, with what was done with it so far.
    ///
    /// # Errors
    /// Registrars and auditors only; when there is none.
    pub async fn show_deletion_batch(
        &self,
        actor: &Actor,
        id: &str,
    ) -> Result<(DeletionBatchView, Vec<BatchEvent>), AppError> {
        report::may_see(actor)?;
        let (batch, _) = self.batch_in_reach(actor, id).await?;
        let events = deletion::events(&mut self.0.db.reader().await?, batch.key()).await?;
        Ok((self.batch_view(&batch).await?, events))
    }

    /// Proposals of a batch in one state, in the order of entries, after one of them. Who is shown is recorded.
    ///
    /// # Errors
    /// Registrars only; when there is no such batch.
    pub async fn list_proposals(
        &self,
        actor: &Actor,
        id: &str,
        state: ProposalState,
        after: Option<&str>,
    ) -> Result<Vec<ProposalView>, AppError> {
        may_check(actor)?;
        let (batch, register) = self.batch_in_reach(actor, id).await?;
        let after = after.and_then(|id| EntryId::parse(id).ok()).unwrap_or_else(before_all);
        let mut reader = self.0.db.reader().await?;
        let page = deletion::page(&mut reader, batch.key(), (state, after), ROWS).await?;
        let keys: Vec<_> = page.iter().map(|one| (batch.register, one.entry)).collect();
        let rows = store::entry::by_ids(&mut reader, &keys).await?;
        drop(reader);
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!("proposed deletions {id} ({}/{})", register.qualification, register.authority),
            entries: keys,
        };
        self.0.writer.look(look).await?;
        let present = |id| rows.iter().find(|row| row.id == id).map_or("", |row| row.present.as_str());
        Ok(page.iter().map(|one| proposal_view(one, present(one.entry))).collect())
    }

    async fn batch_view(&self, batch: &Batch) -> Result<DeletionBatchView, AppError> {
        let mut reader = self.0.db.reader().await?;
        let counts = deletion::counts(&mut reader, batch.key()).await?;
        let runs = store::check::runs(&mut reader).await?;
        drop(reader);
        let run = runs.into_iter().find(|run| run.id == batch.run);
        let register = self.register_of(batch.register);
        let (ja, en) = batch.reason.split_once('\n').unwrap_or_default();
        let officer = |approval: &Approval| OfficerView {
            by: approval.by.clone(),
            at: rfc3339(approval.at),
            ground: approval.ground.clone(),
        };
        Ok(DeletionBatchView {
            id: batch.id.to_string(),
            qualification: register.as_ref().map(|of| of.qualification.clone()).unwrap_or_default(),
            authority: register.map(|of| of.authority).unwrap_or_default(),
            period: run.map(|run| run.period).unwrap_or_default(),
            state: batch.state,
            reason: (ja.to_owned(), en.to_owned()),
            round: batch.round,
            proposed_on: batch.proposed_on.clone(),
            waits_until: batch.waits_until.clone(),
            checked_on: batch.checked_on.clone(),
            officers: [&batch.first, &batch.second].into_iter().flatten().map(officer).collect(),
            counts: BatchCounts::of(&counts),
            commands: BatchCommand::ALL.iter().copied().filter(|c| batch.state.allows(*c)).collect(),
        })
    }
}

fn proposal_view(one: &Proposal, present: &str) -> ProposalView {
    let text = |item| get(present, item).unwrap_or_default().to_owned();
    let (ja, en) = Doubt::of_code(&one.doubt).unwrap_or(Doubt::None).label();
    ProposalView {
        entry: one.entry.to_string(),
        number: text(EntryItem::Number),
        name: text(EntryItem::Name),
        born: text(EntryItem::Born),
        died_on: one.died_on.clone(),
        doubt: (ja.to_owned(), en.to_owned()),
        state: one.state,
        reason: Fall::of_code(&one.reason),
        said: Verdict::of_code(&one.said),
    }
}

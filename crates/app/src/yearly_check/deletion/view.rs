//! What pages and commands see of proposed deletions.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use registry::check::{ApprovalRefusal, BatchCommand, BatchState, Fall, ProposalState, Verdict, approve};
use registry::ids::RegisterId;
use store::check::RunId;
use store::deletion::{self, Approval, Batch, BatchEvent, Count};

use super::refused;
use super::sample::{confirmed, verdicts};
use crate::time::rfc3339;
use crate::view::RegisterSummary;
use crate::yearly_check::figures::Figures;
use crate::yearly_check::report;
use crate::{Actor, App, AppError};

/// Entries checked, by register.
type Checked = BTreeMap<RegisterId, u64>;

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
    /// Those that stand or were deleted, and that the family register confirms.
    pub confirmed: u64,
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
            confirmed: confirmed(counts),
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
    /// The register in words.
    pub register: Option<RegisterSummary>,
    /// Entries of the register that the run checked: what the proposals are a share of.
    pub checked: u64,
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
    /// The last day on which it may be approved and carried out by that check; empty: not checked, or the rules do not say.
    pub fresh_until: String,
    /// The day on which this is read, of an invented country its own.
    pub today: String,
    /// The officers who approved, at most two.
    pub officers: Vec<OfficerView>,
    /// How many proposals stand where.
    pub counts: BatchCounts,
    /// What may be done with it now.
    pub commands: Vec<BatchCommand>,
}

impl DeletionBatchView {
    /// Why an officer cannot do this now; `None`: it can be done.
    #[must_use]
    pub fn refusal(&self, command: BatchCommand, officer: &str) -> Option<AppError> {
        if !self.commands.contains(&command) {
            return Some(refused(self.state, command));
        }
        let approved = command == BatchCommand::Approve && self.is_approved_by(officer);
        approved.then(super::decide::same_officer)
    }

    /// Whether this officer is the one who approved first, and another one has to be the second.
    #[must_use]
    pub fn is_approved_by(&self, officer: &str) -> bool {
        let first = self.officers.first().map(|first| first.by.as_str());
        approve(self.state, first, officer) == Err(ApprovalRefusal::SameOfficer)
    }

    /// Whether it comes to the officers though the family register confirms not a single death of it: an officer let it go on.
    #[must_use]
    pub fn is_unconfirmed(&self) -> bool {
        let decided =
            matches!(self.state, BatchState::Checked | BatchState::ApprovedOnce | BatchState::Approved);
        decided && self.counts.confirmed == 0
    }

    /// What was seen of it, so that nobody decides about something else than they saw.
    #[must_use]
    pub fn seen(&self) -> String {
        format!("{} {} {} {}", self.state.code(), self.round, self.counts.proposed, self.counts.deleted)
    }
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
        let mut of_runs: BTreeMap<RunId, Checked> = BTreeMap::new();
        for batch in &batches {
            let checked = match of_runs.entry(batch.run) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    unknown.insert(checked_in(&mut self.0.db.reader().await?, &batch.run).await?)
                }
            };
            views.push(self.batch_view(batch, checked).await?);
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
        let mut reader = self.0.db.reader().await?;
        let events = deletion::events(&mut reader, batch.key()).await?;
        let checked = checked_in(&mut reader, &batch.run).await?;
        drop(reader);
        Ok((self.batch_view(&batch, &checked).await?, events))
    }

    async fn batch_view(&self, batch: &Batch, checked: &Checked) -> Result<DeletionBatchView, AppError> {
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
            authority: register.as_ref().map(|of| of.authority.clone()).unwrap_or_default(),
            register: register.map(|of| self.summary(&of, None, None)),
            checked: checked.get(&batch.register).copied().unwrap_or_default(),
            period: run.map(|run| run.period).unwrap_or_default(),
            state: batch.state,
            reason: (ja.to_owned(), en.to_owned()),
            round: batch.round,
            proposed_on: batch.proposed_on.clone(),
            waits_until: batch.waits_until.clone(),
            checked_on: batch.checked_on.clone(),
            fresh_until: self.fresh_until(batch),
            today: self.check_day().to_string(),
            officers: [&batch.first, &batch.second].into_iter().flatten().map(officer).collect(),
            counts: BatchCounts::of(&counts),
            commands: BatchCommand::ALL.iter().copied().filter(|c| batch.state.allows(*c)).collect(),
        })
    }
}

/// Entries that a run checked, by register.
async fn checked_in(reader: &mut db::Reader, run: &RunId) -> Result<Checked, AppError> {
    let mut checked = Checked::new();
    for slice in store::check::slices(reader, run).await? {
        for (register, _, count) in Figures::of_lines(&slice.figures).iter().flat_map(Figures::counts) {
            *checked.entry(register).or_default() += count;
        }
    }
    Ok(checked)
}

//! What follows from a run that is done: its findings are read once, in the order of entries. Deaths that the rules let be deleted without a
//! notice become proposals, changes begin their way to the holder, whatever a
//! person has to look at becomes a task of the desk. No entry is changed here.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use registry::act::Act;
use registry::check::{BatchState, Doubt, Finding, Lead, Reminder};
use registry::ids::{EntryId, RegisterId};
use registry::item::EntryItem;
use store::change::NewChange;
use store::check::{self, FindingRow, FollowPage, Run};
use store::deletion::{self, NewProposal};
use store::ledger::Facts;

use super::deletion::restored_alone;
use super::tasks::of_finding;
use super::{before_all, may_check, no_run};
use crate::time::now_micros;
use crate::{Actor, App, AppError, ErrorKind};

/// The version of an entry that was registered, deleted and restored.
const RESTORED_AT_LEAST: i64 = 3;
/// Findings that are followed up in one transaction.
const AT_ONCE: u32 = 2_000;

/// What was followed up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Followed {
    /// Deletions proposed.
    pub proposals: u64,
    /// Changes of which holders are to be reminded.
    pub changes: u64,
    /// Tasks of the desk.
    pub tasks: u64,
}

impl Followed {
    /// With what was followed up of another run.
    pub(super) fn add(&mut self, other: Self) {
        self.proposals += other.proposals;
        self.changes += other.changes;
        self.tasks += other.tasks;
    }
}

impl App {
    /// Follows up the findings of a run (the latest, when none is named) in the registers within reach. The same call twice is one; a call that
    /// was stopped goes on where it was.
    ///
    /// # Errors
    /// Registrars only; when the run is not done, or the rules do not say how long proposals wait.
    pub async fn follow_check(&self, actor: &Actor, period: Option<&str>) -> Result<Followed, AppError> {
        may_check(actor)?;
        let run = self.run_of(period).await?.ok_or_else(no_run)?;
        if run.state != "done" {
            return Err(AppError::new(
                ErrorKind::Conflict,
                "確認が終わっていません。所見の処理は、確認が完了してから行います。",
                "The run is not done: nothing follows from it before it is.",
            ));
        }
        let mut followed = Followed::default();
        for register in self.registers().iter().filter(|of| actor.reach.covers(&of.authority)) {
            self.follow_register(actor, &run, register.id, &mut followed).await?;
        }
        Ok(followed)
    }

    async fn follow_register(
        &self,
        actor: &Actor,
        run: &Run,
        register: RegisterId,
        sum: &mut Followed,
    ) -> Result<(), AppError> {
        let today = self.check_day();
        let until = after_days(today, self.check_number("quarantine-days")?)?;
        loop {
            let mut reader = self.0.db.reader().await?;
            let (from, done) =
                check::followed(&mut reader, (register, &run.id)).await?.unwrap_or((before_all(), false));
            if done {
                return Ok(());
            }
            let found = check::findings(&mut reader, (register, &run.id, from), AT_ONCE).await?;
            drop(reader);
            let mut page = FollowPage {
                register,
                run: run.id,
                from,
                to: found.last().map_or(from, |last| last.entry),
                proposals: Vec::new(),
                changes: Vec::new(),
                tasks: Vec::new(),
                days: (today.to_string(), found.is_empty().then(|| until.to_string())),
                at: (now_micros(), actor.name.clone()),
            };
            let restored = self.restored_before(register, &found).await?;
            for row in &found {
                add_to(&mut page, row, restored.contains(&row.entry));
            }
            let tasks = page.tasks.len() as u64;
            if let Some((proposals, changes)) = check::follow(&self.0.db, page).await? {
                sum.proposals += proposals;
                sum.changes += changes;
                sum.tasks += tasks;
            }
        }
    }

    /// Of those found dead, the entries whose deletion an officer took back before: somebody said that this person lives. What was taken back
    /// with a whole batch says nothing about each.
    async fn restored_before(
        &self,
        register: RegisterId,
        found: &[FindingRow],
    ) -> Result<BTreeSet<EntryId>, AppError> {
        let led = |row: &&FindingRow| row.lead == Lead::ProposeDeletion.code();
        let changed = found.iter().filter(led).filter(|row| row.version >= RESTORED_AT_LEAST);
        let keys: Vec<_> = changed.map(|row| (register, row.entry)).collect();
        if keys.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut reader = self.0.db.reader().await?;
        let facts = store::ledger::facts_in(&mut reader, &keys).await?;
        let is_back = |facts: &Facts| facts.history.iter().any(|act| act.act == Act::Restoration);
        let mut restored: BTreeSet<_> = facts.iter().filter(|of| is_back(of)).map(|of| of.row.id).collect();
        if restored.is_empty() {
            return Ok(restored);
        }
        let batches = deletion::batches(&mut reader, &[register]).await?;
        for batch in batches.iter().filter(|batch| batch.state == BatchState::Dismissed) {
            let with_the_batch = deletion::restored(&mut reader, batch.key(), &restored).await?;
            let events = deletion::events(&mut reader, batch.key()).await?;
            let alone: BTreeSet<_> = events.iter().filter_map(restored_alone).collect();
            restored.retain(|entry| alone.contains(entry) || !with_the_batch.contains(entry));
        }
        Ok(restored)
    }

    /// A number of the rules on the day.
    pub(super) fn check_number(&self, what: &str) -> Result<u32, AppError> {
        let value = self.0.rules.on(self.check_day()).check_value(what).yes();
        value.map(|ruled| ruled.value().number).ok_or_else(|| {
            AppError::new(
                ErrorKind::Conflict,
                format!("規則に値がありません（rules/yearly-check.toml の {what}）。要確認です。"),
                format!("the rules do not say: {what} in rules/yearly-check.toml"),
            )
        })
    }
}

/// So many days later.
pub(super) fn after_days(day: Date, days: u32) -> Result<Date, AppError> {
    day.checked_add(i64::from(days).days()).map_err(super::ask::internal)
}

/// `restored`: its deletion was taken back before.
fn add_to(page: &mut FollowPage, row: &FindingRow, restored: bool) {
    let led = Lead::of_code(&row.lead);
    match led {
        // not in a batch of many again: an officer decides, knowing that
        Some(Lead::ProposeDeletion) if restored => {
            let doubtful = FindingRow { doubt: Doubt::Restored.code().to_owned(), ..row.clone() };
            page.tasks.push(of_finding((page.register, &page.run), &doubtful, page.at.0));
        }
        Some(Lead::ProposeDeletion) => match proposal_of(row) {
            Some(proposal) => page.proposals.push(proposal),
            // no day or no number: not to be proposed, whatever was written
            None => page.tasks.push(of_finding((page.register, &page.run), row, page.at.0)),
        },
        // the next run asks again
        Some(Lead::Nothing | Lead::AskAgain) => {}
        Some(lead @ (Lead::Remind | Lead::AskKoseki)) => match change_of(row, lead) {
            Some(change) => page.changes.push(change),
            None => page.tasks.push(of_finding((page.register, &page.run), row, page.at.0)),
        },
        Some(Lead::KeepersTask | Lead::Desk) | None => {
            page.tasks.push(of_finding((page.register, &page.run), row, page.at.0));
        }
    }
}

fn proposal_of(row: &FindingRow) -> Option<NewProposal> {
    let died = row.finding == Finding::Died.code() && row.fact == store::holder::NumberFact::Given.code();
    row.on.parse::<Date>().ok().filter(|_| died)?;
    Some(NewProposal {
        entry: row.entry,
        version: row.version,
        died_on: row.on.clone(),
        number: row.number?,
        doubt: row.doubt.clone(),
        citation: row.citation.clone(),
        one_by_one: row.ask_koseki || row.doubt != Doubt::None.code(),
    })
}

fn change_of(row: &FindingRow, lead: Lead) -> Option<NewChange> {
    let given = row.fact == store::holder::NumberFact::Given.code();
    let item = match Finding::of_code(&row.finding).filter(|_| given)? {
        Finding::NameChanged => EntryItem::Name,
        Finding::AddressChanged => EntryItem::Address,
        Finding::DomicileToAsk => EntryItem::Domicile,
        _ => return None,
    };
    Some(NewChange {
        entry: row.entry,
        version: row.version,
        finding: row.finding.clone(),
        item: item.code().to_owned(),
        seen: row.seen.clone(),
        number: row.number?,
        domicile: row.ask_koseki,
        citation: row.citation.clone(),
        step: if lead == Lead::AskKoseki { Reminder::FamilyRegister } else { Reminder::First },
    })
}

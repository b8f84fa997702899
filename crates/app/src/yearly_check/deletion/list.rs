//! The proposals of a batch as an officer reads them. Whoever is shown is recorded.

use registry::check::{Doubt, Fall, ProposalState, Verdict};
use registry::ids::EntryId;
use registry::item::{EntryItem, get};
use store::deletion::{self, Batch, Proposal};
use store::disclosure::Disclosure;
use store::register::Register;

use super::{no_proposal, not_so};
use crate::time::now_micros;
use crate::yearly_check::{before_all, may_check};
use crate::{Actor, App, AppError};

/// Proposals of a page.
const ROWS: u32 = 50;

/// Which proposals of a batch are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listed {
    /// Those that stand somewhere.
    In(ProposalState),
    /// Those about which the family register is asked: the random sample, and all with a doubt.
    Asked,
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
    /// Whether the family register is asked about it.
    pub asked: bool,
    /// What the family register said.
    pub said: Option<Verdict>,
}

impl ProposalView {
    /// Why nothing of the kind can be done with it that is done with one in this state; `None`: it can.
    #[must_use]
    pub fn refusal_unless(&self, state: ProposalState) -> Option<AppError> {
        (self.state != state).then(|| not_so(self.state))
    }
}

impl App {
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
        self.list_of_batch(actor, id, Listed::In(state), after).await
    }

    /// The same of any of the lists.
    ///
    /// # Errors
    /// As [`Self::list_proposals`].
    pub async fn list_of_batch(
        &self,
        actor: &Actor,
        id: &str,
        which: Listed,
        after: Option<&str>,
    ) -> Result<Vec<ProposalView>, AppError> {
        may_check(actor)?;
        let (batch, register) = self.batch_in_reach(actor, id).await?;
        let after = after.and_then(|id| EntryId::parse(id).ok()).unwrap_or_else(before_all);
        let mut reader = self.0.db.reader().await?;
        let page = match which {
            Listed::In(state) => deletion::page(&mut reader, batch.key(), (state, after), ROWS).await?,
            Listed::Asked => deletion::asked(&mut reader, batch.key(), after, ROWS).await?,
        };
        drop(reader);
        self.shown(actor, (&batch, &register), page).await
    }

    /// One proposal.
    ///
    /// # Errors
    /// Registrars of the authority only; when there is none.
    pub async fn show_proposal(
        &self,
        actor: &Actor,
        id: &str,
        entry: &str,
    ) -> Result<ProposalView, AppError> {
        may_check(actor)?;
        let (batch, register) = self.batch_in_reach(actor, id).await?;
        let entry = EntryId::parse(entry).map_err(|_| no_proposal())?;
        let found = deletion::one(&mut self.0.db.reader().await?, batch.key(), entry).await?;
        let found = found.ok_or_else(no_proposal)?;
        self.shown(actor, (&batch, &register), vec![found]).await?.pop().ok_or_else(no_proposal)
    }

    async fn shown(
        &self,
        actor: &Actor,
        (batch, register): (&Batch, &Register),
        page: Vec<Proposal>,
    ) -> Result<Vec<ProposalView>, AppError> {
        let keys: Vec<_> = page.iter().map(|one| (batch.register, one.entry)).collect();
        let rows = store::entry::by_ids(&mut self.0.db.reader().await?, &keys).await?;
        let (id, of) = (batch.id, (&register.qualification, &register.authority));
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!("proposed deletions {id} ({}/{})", of.0, of.1),
            entries: keys,
        };
        self.0.writer.look(look).await?;
        let present = |id| rows.iter().find(|row| row.id == id).map_or("", |row| row.present.as_str());
        Ok(page.iter().map(|one| proposal_view(one, present(one.entry))).collect())
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
        asked: !one.asks.is_empty(),
        said: Verdict::of_code(&one.said),
    }
}

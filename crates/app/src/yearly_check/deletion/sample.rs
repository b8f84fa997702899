//! The sample: proposals drawn at random, and all with a doubt, held against the family register. One contradiction in the sample stops the
//! whole batch.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use registry::check::{BatchState, FamilyRegisterSays, ProposalState, Verdict, sample, verdict};
use registry::ids::EntryId;
use store::deletion::{self, Batch, Count, Proposal};
use store::disclosure::Disclosure;
use store::register::Register;

use super::check::BatchCheck;
use super::family_register::{FamilyRegister, Person};
use super::faster;
use crate::ask_koseki::own;
use crate::network_records::Occasion;
use crate::time::now_micros;
use crate::yearly_check::tasks::of_fall;
use crate::yearly_check::{CheckTools, ask, before_all};
use crate::{Actor, App, AppError};

/// People about whom the family register is asked at the same time: the other side takes its time for each.
const AT_ONCE: usize = 8;
/// Asked proposals that are read at once.
const PAGE: u32 = 1_000;

impl App {
    /// Asks the family register, until the sample is whole or nobody is left to be drawn.
    pub(super) async fn check_sample(
        &self,
        actor: &Actor,
        tools: &CheckTools,
        (batch, register): (&Batch, &Register),
    ) -> Result<BatchCheck, AppError> {
        let size = u64::from(self.check_number("sample-size")?);
        loop {
            let counts = deletion::counts(&mut self.0.db.reader().await?, batch.key()).await?;
            if !counts.iter().any(|count| count.state == ProposalState::Proposed) {
                let to = Batch { state: BatchState::Done, ..batch.clone() };
                self.move_to(batch, to, (actor, "empty", "")).await?;
                return Ok(BatchCheck::Empty);
            }
            let drawn = self.draw(batch, &counts, size).await?;
            let open = counts.iter().any(|c| is_open(c) && !c.asks.is_empty() && c.said.is_empty());
            if !drawn && !open {
                return self.conclude(actor, batch, &counts).await;
            }
            let family = FamilyRegister::of(self, tools)?;
            if let Some(why) = self.ask_family_register(actor, &family, (batch, register)).await? {
                return Ok(BatchCheck::Later(why));
            }
            let counts = deletion::counts(&mut self.0.db.reader().await?, batch.key()).await?;
            let of = |wanted: Verdict| of_sample(batch, &counts, wanted);
            if of(Verdict::Contradicts) > 0 {
                let (no, yes) = (of(Verdict::Contradicts), of(Verdict::Agrees));
                let why = (
                    format!("戸籍に死亡の記載がない人が抽出の中にいます（{no}件。一致 {yes}件）"),
                    format!("No death in the family register: {no} of the sample ({yes} agree)"),
                );
                return self.stop(actor, batch, why).await;
            }
        }
    }

    /// Draws as many as are missing, once, however many programs check the batch; tells whether any were missing that can be drawn.
    async fn draw(&self, batch: &Batch, counts: &[Count], size: u64) -> Result<bool, AppError> {
        let agree = of_sample(batch, counts, Verdict::Agrees);
        let asked: u64 = counts
            .iter()
            .filter(|count| is_open(count) && count.is_sample() && count.said.is_empty())
            .map(|count| count.proposals)
            .sum();
        let wanted = size.saturating_sub(agree + asked);
        if wanted == 0 {
            return Ok(false);
        }
        let left = deletion::not_asked(&mut self.0.db.reader().await?, batch.key()).await?;
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(ask::internal)?;
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        let drawn: Vec<EntryId> =
            sample(seed, left.len(), wanted).into_iter().filter_map(|at| left.get(at).copied()).collect();
        if drawn.is_empty() {
            return Ok(false);
        }
        // whom another program drew meanwhile is asked about as well, so the counts are read anew
        deletion::draw(&self.0.db, batch.key(), (batch.round, size), drawn).await?.ok_or_else(faster)?;
        Ok(true)
    }

    /// Asks about all that were drawn and not answered; each answer is kept at once. Tells why some were not answered.
    async fn ask_family_register(
        &self,
        actor: &Actor,
        family: &FamilyRegister,
        (batch, register): (&Batch, &Register),
    ) -> Result<Option<String>, AppError> {
        let (mut after, mut why) = (before_all(), None);
        loop {
            let mut reader = self.0.db.reader().await?;
            let page = deletion::asked(&mut reader, batch.key(), after, PAGE).await?;
            drop(reader);
            let Some(last) = page.last() else { return Ok(why) };
            after = last.entry;
            let open: Vec<&Proposal> = page
                .iter()
                .filter(|one| one.state == ProposalState::Proposed && one.said.is_empty())
                .collect();
            for some in open.chunks(AT_ONCE) {
                self.look_at_sample(actor, (batch, register), some).await?;
                let key = |one: &Proposal| format!("{} {} {}", batch.id, batch.round, one.entry);
                let people = self.people(batch, some).await?;
                let asking =
                    some.iter().zip(people).map(|(one, person)| family.says(actor, person, key(one)));
                for (one, says) in some.iter().zip(join_all(asking).await) {
                    match says? {
                        Ok(says) => self.note_verdict(batch, one, says).await?,
                        Err(no_answer) => why = Some(no_answer),
                    }
                }
            }
        }
    }

    /// Whose numbers they are: those of a proposal that stands are a holder's.
    async fn people(&self, batch: &Batch, some: &[&Proposal]) -> Result<Vec<Person>, AppError> {
        let numbers: Vec<_> = some.iter().map(|one| one.number).collect();
        let holders = store::holder::by_number(&mut self.0.db.reader().await?, &numbers).await?;
        let person = |(number, holder): ([u8; 16], Option<_>)| {
            let holder = holder.ok_or_else(|| own(&"a number of nobody"))?;
            let of = Occasion::of_check(batch.register, batch.id.stored(), holder)?;
            Ok(Person { of, number })
        };
        numbers.into_iter().zip(holders).map(person).collect()
    }

    async fn look_at_sample(
        &self,
        actor: &Actor,
        (batch, register): (&Batch, &Register),
        some: &[&Proposal],
    ) -> Result<(), AppError> {
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!(
                "{} family register asked, batch {} ({})",
                ask::PURPOSE,
                batch.id,
                register.authority
            ),
            entries: some.iter().map(|one| (batch.register, one.entry)).collect(),
        };
        Ok(self.0.writer.look(look).await?)
    }

    async fn note_verdict(
        &self,
        batch: &Batch,
        one: &Proposal,
        says: FamilyRegisterSays,
    ) -> Result<(), AppError> {
        let verdict = verdict(super::day(&one.died_on)?, says);
        let at = now_micros();
        let fall = verdict.fall(one.is_one_by_one());
        let fall = fall.map(|why| (why, of_fall(batch.register, batch, (one.entry, &one.died_on, why), at)));
        let key = (batch.key(), batch.round);
        if deletion::note_said(&self.0.db, key, (one.entry, verdict), fall, at).await? {
            return Ok(());
        }
        Err(faster())
    }

    /// All that was asked is answered, and nothing contradicts.
    async fn conclude(&self, actor: &Actor, batch: &Batch, counts: &[Count]) -> Result<BatchCheck, AppError> {
        let open = || counts.iter().filter(|count| is_open(count));
        if !open().any(|count| count.verdict() == Some(Verdict::Agrees)) {
            let open = open().map(|count| count.proposals).sum();
            if let Some(stopped) = self.stop_unconfirmed(actor, batch, open).await? {
                return Ok(BatchCheck::Stopped(stopped.reason));
            }
        }
        // the first answers count: who kept the batch waiting makes them no younger
        let day = self.asked_since(batch).await?.unwrap_or_else(|| self.check_day().to_string());
        let to = Batch { state: BatchState::Checked, checked_on: day, ..batch.clone() };
        let sums = verdicts(counts);
        let about: Vec<String> =
            sums.iter().map(|(said, count)| format!("{}: {count}", said.code())).collect();
        self.move_to(batch, to, (actor, "checked", &about.join(", "))).await?;
        Ok(BatchCheck::Checked)
    }
}

pub(super) fn is_open(count: &Count) -> bool {
    count.state == ProposalState::Proposed
}

/// How many of the sample the family register says this of. A contradicted one has fallen out in this round.
fn of_sample(batch: &Batch, counts: &[Count], wanted: Verdict) -> u64 {
    let ours = counts.iter().filter(|c| c.is_sample() && c.verdict() == Some(wanted));
    ours.filter(|c| c.round == batch.round).map(|c| c.proposals).sum()
}

/// How many of those that stand, or were deleted already, the family register confirms: whoever fell out confirms nobody else.
pub(super) fn confirmed(counts: &[Count]) -> u64 {
    let stands = |count: &&Count| matches!(count.state, ProposalState::Proposed | ProposalState::Deleted);
    let agrees = |count: &&Count| count.verdict() == Some(Verdict::Agrees);
    counts.iter().filter(stands).filter(agrees).map(|count| count.proposals).sum()
}

/// What the family register said, counted.
pub(super) fn verdicts(counts: &[Count]) -> BTreeMap<Verdict, u64> {
    let mut sums = BTreeMap::new();
    for count in counts {
        if let Some(said) = count.verdict() {
            *sums.entry(said).or_default() += count.proposals;
        }
    }
    sums
}

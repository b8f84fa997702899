//! Asking again: everybody in a batch, when its quarantine is over.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use gateways::juki::{Answers, Inquiry, Key};
use registry::check::{BatchCommand, Doubt, Fall, Finding, compare, confirmed};
use registry::hash::{hex, sha256};
use registry::ids::EntryId;
use registry::item::{EntryItem, get};
use registry::present::{Existence, existence_of};
use store::check::Checked;
use store::deletion::{self, Batch, Proposal, Settled};
use store::disclosure::Disclosure;
use store::holder::NumberFact;
use store::register::Register;
use store::writer::fresh_stamp;
use vault::SealedNumber;

use super::day;
use crate::time::rfc3339;
use crate::yearly_check::asked::whole_day;
use crate::yearly_check::join::{held, told, wrong_answers};
use crate::yearly_check::tasks::of_fall;
use crate::yearly_check::{CheckTools, ask, before_all};
use crate::{Actor, App, AppError};

/// Proposals in one file to the resident register.
pub(super) const AT_ONCE: u32 = 10_000;

/// In a batch's history: a round began to ask, on a day.
const ASKED: &str = "asked";

/// A proposal with what the register holds now.
pub(super) struct Standing {
    pub(super) proposal: Proposal,
    row: Checked,
}

impl App {
    /// Asks for all that were not asked for in this round; tells why some were not answered.
    pub(super) async fn ask_again(
        &self,
        actor: &Actor,
        tools: &CheckTools,
        (batch, register): (&Batch, &Register),
    ) -> Result<Option<String>, AppError> {
        let (mut after, mut silent) = (before_all(), 0_u64);
        loop {
            let mut reader = self.0.db.reader().await?;
            let page = deletion::unchecked(&mut reader, batch.key(), (batch.round, after), AT_ONCE).await?;
            drop(reader);
            let Some(last) = page.last() else { break };
            after = last.entry;
            self.note_asking(actor, batch).await?;
            let (standing, mut falls) = self.standing(batch, page).await?;
            let people: Vec<Inquiry> = standing.iter().map(inquiry).collect();
            let people = Arc::new(people);
            let mut stand = Vec::new();
            if !people.is_empty() {
                let file = self.file(batch, register, &people)?;
                let asked = ask::batch(tools, actor, file, &people)?;
                let alive = || -> BoxFuture<'_, _> { Box::pin(async { Ok(true) }) };
                let answers = match ask::answers(tools, &asked, &people, &alive).await? {
                    Ok(answers) => answers,
                    Err(why) => return Ok(Some(why)),
                };
                let found = held_against(&answers, &people, &standing)?;
                for (one, found) in standing.iter().zip(found) {
                    match found {
                        Ok(true) => stand.push(one.proposal.entry),
                        Ok(false) => silent += 1,
                        Err(why) => falls.push((one.proposal.clone(), why)),
                    }
                }
                self.settle(actor, (batch, register), stand, falls).await?;
                ask::forget(tools, &asked).await?;
            } else {
                self.settle(actor, (batch, register), stand, falls).await?;
            }
        }
        Ok((silent > 0).then(|| format!("{silent} were not answered")))
    }

    /// Notes the day on which a round begins to ask: what it learns is as old as that, however late the last answer comes.
    async fn note_asking(&self, actor: &Actor, batch: &Batch) -> Result<(), AppError> {
        if self.asked_since(batch).await?.is_some() {
            return Ok(());
        }
        let event = super::new_event(actor, ASKED, &self.check_day().to_string())?;
        if deletion::note(&self.0.db, (batch.key(), batch.round), event).await? {
            return Ok(());
        }
        Err(super::faster())
    }

    /// The day on which this round began to ask; `None`: it has not.
    pub(super) async fn asked_since(&self, batch: &Batch) -> Result<Option<String>, AppError> {
        let events = deletion::events(&mut self.0.db.reader().await?, batch.key()).await?;
        let begins = [BatchCommand::Check.code(), BatchCommand::Release.code()];
        let of_round = events.iter().rev().take_while(|event| !begins.contains(&event.what.as_str()));
        Ok(of_round.filter(|event| event.what == ASKED).map(|event| event.about.clone()).last())
    }

    fn file<'a>(
        &self,
        batch: &Batch,
        register: &'a Register,
        people: &[Inquiry],
    ) -> Result<ask::File<'a>, AppError> {
        let mut bytes = batch.id.stored().to_vec();
        bytes.extend_from_slice(&batch.round.to_be_bytes());
        for person in people {
            if let Key::Number(number) = &person.key {
                bytes.extend_from_slice(&number.to_bytes());
            }
        }
        let digest = hex(sha256(&[&bytes]).get(..16).unwrap_or_default());
        Ok(ask::File {
            name: format!("dp-{digest}"),
            operator: &register.authority,
            period: "recheck",
            made_at: rfc3339(batch.changed_at),
            basis: ask::basis_of(self.0.rules.on(self.check_day()))?,
        })
    }

    /// Which proposals are still of the entry, person and number that were compared, and which fall out without being asked.
    pub(super) async fn standing(
        &self,
        batch: &Batch,
        page: Vec<Proposal>,
    ) -> Result<(Vec<Standing>, Vec<(Proposal, Fall)>), AppError> {
        let keys: Vec<_> = page.iter().map(|one| (batch.register, one.entry)).collect();
        let mut reader = self.0.db.reader().await?;
        let mut entries = store::entry::by_ids(&mut reader, &keys).await?;
        let mut links = store::holder::of_entries(&mut reader, &keys).await?;
        drop(reader);
        entries.sort_by_key(|row| row.id);
        links.sort_by_key(|link| link.entry);
        let (mut standing, mut falls) = (Vec::with_capacity(page.len()), Vec::new());
        for proposal in page {
            let entry = entries.binary_search_by_key(&proposal.entry, |row| row.id).ok();
            let entry = entry.and_then(|at| entries.get(at));
            let link = links.binary_search_by_key(&proposal.entry, |link| link.entry).ok();
            let link = link.and_then(|at| links.get(at));
            match still_of(&proposal, entry, link) {
                Ok(row) => standing.push(Standing { proposal, row }),
                Err(why) => falls.push((proposal, why)),
            }
        }
        Ok((standing, falls))
    }

    async fn settle(
        &self,
        actor: &Actor,
        (batch, register): (&Batch, &Register),
        stand: Vec<EntryId>,
        falls: Vec<(Proposal, Fall)>,
    ) -> Result<(), AppError> {
        let stamp = fresh_stamp()?;
        let at = stamp.recorded_at;
        let fell: Vec<(EntryId, Fall)> = falls.iter().map(|(one, why)| (one.entry, *why)).collect();
        let seen = stand.iter().chain(fell.iter().map(|(entry, _)| entry));
        let entries = seen.map(|entry| (batch.register, *entry)).collect();
        let look = Disclosure {
            at,
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!(
                "{} recheck of batch {} ({}), round {}",
                ask::PURPOSE,
                batch.id,
                register.authority,
                batch.round
            ),
            entries,
        };
        let of_desk = falls.iter().filter(|(_, why)| why.is_for_the_desk());
        let tasks = of_desk
            .map(|(one, why)| of_fall(batch.register, batch, (one.entry, &one.died_on, *why), at))
            .collect();
        let look_id = EntryId::new(u64::try_from(at / 1_000).unwrap_or(0), stamp.random);
        let settled = Settled { round: batch.round, stand, fall: fell, tasks, look: (look, look_id) };
        if deletion::settle_inquiry(&self.0.db, batch.key(), settled).await? {
            return Ok(());
        }
        Err(super::faster())
    }
}

pub(super) fn inquiry(one: &Standing) -> Inquiry {
    let born = get(&one.row.present, EntryItem::Born).and_then(whole_day);
    Inquiry { key: Key::Number(SealedNumber::from_bytes(one.proposal.number)), born }
}

/// What the answers say of each, in their order.
pub(super) fn held_against(
    answers: &Answers,
    people: &[Inquiry],
    standing: &[Standing],
) -> Result<Vec<Result<bool, Fall>>, AppError> {
    let slice = answers.slice(0, people).map_err(ask::folder)?;
    let as_of = day(&answers.as_of)?;
    let wrong = wrong_answers(&slice);
    let each = standing.iter().enumerate().map(|(place, one)| {
        let record = slice.told.get(place).and_then(Option::as_ref);
        let told = told(record, wrong.get(&place).copied(), as_of);
        let found = compare(&held(&one.row, false, None), &told);
        // under another name than was compared: not certainly this person
        if found.finding == Finding::Died
            && found.doubt != Doubt::None
            && found.doubt.code() != one.proposal.doubt
        {
            return Err(Fall::NotDead);
        }
        let died_on = one.proposal.died_on.parse().map_err(|_| Fall::OtherDay)?;
        confirmed(died_on, &found)
    });
    Ok(each.collect())
}

/// The entry as it was compared, of the person and by the number that were asked for; the number given, not found.
pub(super) fn still_of(
    proposal: &Proposal,
    entry: Option<&store::entry::EntryRow>,
    link: Option<&store::holder::Link>,
) -> Result<Checked, Fall> {
    let entry = entry.ok_or(Fall::NotStanding)?;
    if existence_of(&entry.present) != Existence::Registered {
        return Err(Fall::NotStanding);
    }
    if entry.version != proposal.version {
        return Err(Fall::EntryChanged);
    }
    let link = link.ok_or(Fall::LinkChanged)?;
    let number = link.number.as_ref().filter(|known| known.fact == NumberFact::Given);
    number.filter(|known| known.number == proposal.number).ok_or(Fall::LinkChanged)?;
    Ok(Checked::of(link, entry))
}

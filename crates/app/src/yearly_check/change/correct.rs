//! Correcting an entry ex officio: where the rules let it be, the number was given, and the holder was reminded twice and did not answer.

use gateways::juki::Told;
use law::Fact;
use registry::act::Act;
use registry::check::{ChangeEnd, Reminder};
use registry::item::{EntryItem, ItemLines};
use registry::record::Basis;
use registry::step::step;
use store::change::{Change, Moved};
use store::check::Checked;
use store::ledger::NewRecord;
use store::register::Register;

use super::Carriers;
use super::way::Sent;
use super::work::{Now, ended, later, to_desk};
use crate::time::{now_micros, today_in_japan};
use crate::yearly_check::tasks::of_domicile;
use crate::{App, AppError};

impl App {
    pub(super) async fn correct(
        &self,
        carriers: &Carriers<'_>,
        change: &Change,
        now: &Now,
    ) -> Result<Moved, AppError> {
        let rules = self.0.rules.on(self.check_day());
        let allowed = rules.check_correction(&change.found.item).yes();
        let allowed = allowed.filter(|ruled| ruled.value().allows(&[Fact::MyNumberGiven]));
        let value = match change.found.item.as_str() {
            code if code == EntryItem::Name.code() => Some(now.record.items.name.clone()),
            code if code == EntryItem::Address.code() => now.record.items.address.clone(),
            _ => None,
        };
        let (Some(allowed), Some(value)) = (allowed, value) else { return Ok(to_desk(change)) };
        match self.arrived(carriers, change).await? {
            Ok(true) => {}
            Ok(false) => return Ok(to_desk(change)),
            Err(fault) => return Ok(later(fault)),
        }
        let Some(act) = self.correction(carriers, change, (now, &value), allowed.citation()).await? else {
            return Ok(to_desk(change));
        };
        // where the 本籍 may have changed with the name, an officer settles it: no register tells where it is
        let tasks = if change.found.domicile { vec![of_domicile(change, now_micros())] } else { Vec::new() };
        let inbox = self.inbox_job(change, now, ("corrected", "")).await?;
        Ok(Moved::Step {
            step: Reminder::Tell,
            due_on: self.check_day().to_string(),
            notice: change.notice.clone(),
            on: change.reminded_on.clone(),
            inbox: inbox.map(Box::new),
            act: Some(Box::new(act)),
            tasks,
        })
    }

    /// The entry was corrected: its holder is told, as far as that can be done.
    pub(super) async fn tell_correction(
        &self,
        carriers: &Carriers<'_>,
        register: &Register,
        change: &Change,
    ) -> Result<Moved, AppError> {
        let key = (change.register, change.found.entry);
        let mut reader = self.0.db.reader().await?;
        let entry = store::entry::by_ids(&mut reader, &[key]).await?.pop();
        let link = store::holder::of_entry(&mut reader, key).await?;
        drop(reader);
        // of another person by now: they were not corrected
        let link =
            link.filter(|link| link.number.as_ref().is_some_and(|of| of.number == change.found.number));
        let (Some(entry), Some(link)) = (entry, link) else { return Ok(ended(ChangeEnd::Corrected)) };
        let row = Checked {
            register: entry.register,
            entry: entry.id,
            holder: link.holder,
            number: Some(change.found.number),
            fact: None,
            linked_at: link.at,
            version: entry.version,
            present: entry.present.as_str().into(),
        };
        let record = match self.ask_one(carriers, register, change, &row).await? {
            Ok(Told::Found(record)) => record,
            Ok(_) => return Ok(ended(ChangeEnd::Corrected)),
            Err(fault) => return Ok(later(fault)),
        };
        let today = self.check_day().to_string();
        let now = Now { row, record };
        match self.tell_holder(carriers, register, change, (&now, "corrected", &today)).await? {
            Sent::Later(fault) => Ok(later(fault)),
            Sent::Taken(_) | Sent::Never => Ok(ended(ChangeEnd::Corrected)),
        }
    }

    /// The act, decided upon the entry's history; `None` where the table of states refuses it.
    async fn correction(
        &self,
        carriers: &Carriers<'_>,
        change: &Change,
        (now, value): (&Now, &str),
        citation: &str,
    ) -> Result<Option<NewRecord>, AppError> {
        let key = (change.register, change.found.entry);
        let facts = store::ledger::facts_in(&mut self.0.db.reader().await?, &[key]).await?;
        let Some(facts) = facts.into_iter().next().filter(|f| f.agree() && f.row.version == now.row.version)
        else {
            return Ok(None);
        };
        let Some(item) = EntryItem::of_code(&change.found.item) else { return Ok(None) };
        let mut body = ItemLines::new();
        if body.set(item, value).is_err() {
            return Ok(None);
        }
        let today = today_in_japan();
        let Ok(after) = step(&facts.history, Act::RegisterCorrection, today, &body, today) else {
            return Ok(None);
        };
        Ok(Some(NewRecord {
            register: facts.row.register,
            entry: facts.row.id,
            version: facts.row.version + 1,
            act: Act::RegisterCorrection,
            effective_on: today.to_string(),
            basis: Basis {
                actor: carriers.actor.name.clone(),
                ground: format!(
                    "年1回の確認による職権の訂正（届出勧奨 {}、{}）",
                    change.reminded_on, change.notice
                ),
                citation: citation.to_owned(),
                rules_digest: *self.0.rules.digest().as_bytes(),
            },
            body: body.into_stored(),
            before: Some(facts.row.present.clone()),
            after: after.stored().to_owned(),
            number_key: facts.row.number_key,
            erases: None,
            idempotency: None,
        }))
    }
}

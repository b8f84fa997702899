//! Changes as the desk lists them: how many stand where, and whose they are.

use law::Both;
use registry::check::{ChangeEnd, Reminder};
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, get};
use store::change::ListedChange;
use store::check::{self, Run};
use store::disclosure::Disclosure;
use store::register::Register;

use super::count::since;
use crate::time::now_micros;
use crate::view::RegisterSummary;
use crate::yearly_check::hints::is_of_hints;
use crate::yearly_check::{before_all, may_check, report};
use crate::{Actor, App, AppError, ErrorKind};

/// Changes of a page.
const ROWS: u32 = 50;

/// The changes of one register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeQueue {
    /// The register.
    pub register: RegisterSummary,
    /// Open ones by the step that is next: how many there are, and how many of them are due today or before.
    pub open: Vec<(Reminder, u64, u64)>,
    /// Ended ones, by how.
    pub ended: Vec<(ChangeEnd, u64)>,
}

/// An open change as an officer reads it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WaitingChange {
    /// The entry.
    pub entry: String,
    /// The number, as printed.
    pub number: String,
    /// The name registered.
    pub name: String,
    /// The item that changed, in words.
    pub item: Both,
    /// What the entry holds, and what the resident register says; empty where it is not kept (addresses).
    pub sides: (String, String),
    /// The period of the run that found it.
    pub period: String,
    /// Whether that run asked on account of a revoked certificate, between the years.
    pub by_hint: bool,
    /// The day of the next step.
    pub due_on: String,
    /// The day on which the holder was told last; empty: not yet.
    pub reminded_on: String,
    /// Why the step could not be taken the last time; empty: nothing stood in its way.
    pub fault: String,
}

impl App {
    /// The registers within reach with changes on their way, with how many stand where and are due, whatever run found them: a yearly one, or
    /// one of hints. Those that ended are of the latest yearly run and what came after it.
    ///
    /// # Errors
    /// Registrars and auditors only.
    pub async fn count_change_queues(&self, actor: &Actor) -> Result<Vec<ChangeQueue>, AppError> {
        report::may_see(actor)?;
        let runs = check::runs(&mut self.0.db.reader().await?).await?;
        let mut queues = Vec::new();
        for register in self.registers().iter().filter(|of| actor.reach.covers(&of.authority)) {
            let queue = self.change_queue(register, &runs).await?;
            if !queue.open.is_empty() || !queue.ended.is_empty() {
                queues.push(queue);
            }
        }
        Ok(queues)
    }

    async fn change_queue(&self, register: &Register, runs: &[Run]) -> Result<ChangeQueue, AppError> {
        let today = self.check_day().to_string();
        let since = since(runs);
        let mut reader = self.0.db.reader().await?;
        let rows = store::change::standing(&mut reader, register.id, &since).await?;
        let due = store::change::due_counts(&mut reader, register.id, &today).await?;
        let sum = |is: &dyn Fn(Reminder, Option<ChangeEnd>) -> bool| {
            rows.iter().filter(|(step, end, _)| is(*step, *end)).map(|(_, _, count)| *count).sum::<u64>()
        };
        let open = Reminder::ALL.iter().map(|step| {
            let due = due.iter().find(|(of, _)| of == step).map_or(0, |(_, count)| *count);
            (*step, sum(&|at, end| end.is_none() && at == *step), due)
        });
        let ended = ChangeEnd::ALL.iter().map(|end| (*end, sum(&|_, of| of == Some(*end))));
        Ok(ChangeQueue {
            register: self.summary(register, None, None),
            open: open.filter(|(_, changes, _)| *changes > 0).collect(),
            ended: ended.filter(|(_, changes)| *changes > 0).collect(),
        })
    }

    /// Open changes in a register at one step, in the order of entries, after one of them. Who is shown is recorded.
    ///
    /// # Errors
    /// Registrars of the authority only; when there is no such register.
    pub async fn show_change_queue(
        &self,
        actor: &Actor,
        (qualification, authority): (&str, &str),
        step: Reminder,
        after: Option<&str>,
    ) -> Result<(ChangeQueue, Vec<WaitingChange>), AppError> {
        may_check(actor)?;
        let id = RegisterId::of(qualification, authority);
        let register = self.register_of(id).filter(|of| actor.reach.covers(&of.authority));
        let register = register.ok_or_else(nothing)?;
        let after = after.and_then(|id| EntryId::parse(id).ok()).unwrap_or_else(before_all);
        let mut reader = self.0.db.reader().await?;
        let runs = check::runs(&mut reader).await?;
        let page = store::change::page(&mut reader, id, (step, after), ROWS).await?;
        let keys: Vec<_> = page.iter().map(|one| (id, one.entry)).collect();
        let rows = store::entry::by_ids(&mut reader, &keys).await?;
        drop(reader);
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!("changes found, {} ({qualification}/{authority})", step.code()),
            entries: keys,
        };
        self.0.writer.look(look).await?;
        let queue = self.change_queue(&register, &runs).await?;
        let present = |id| rows.iter().find(|row| row.id == id).map_or("", |row| row.present.as_str());
        let period = |of| runs.iter().find(|run| run.id == of).map_or("", |run| run.period.as_str());
        let waiting = page.iter().map(|one| self.waiting_change(one, (present(one.entry), period(one.run))));
        Ok((queue, waiting.collect()))
    }

    fn waiting_change(&self, one: &ListedChange, (present, period): (&str, &str)) -> WaitingChange {
        let text = |item| get(present, item).unwrap_or_default().to_owned();
        let label = self.0.rules.item(&one.item);
        let changed = EntryItem::of_code(&one.item).unwrap_or(EntryItem::Name);
        let told = get(&one.seen, changed).unwrap_or_default().to_owned();
        WaitingChange {
            entry: one.entry.to_string(),
            number: text(EntryItem::Number),
            name: text(EntryItem::Name),
            item: label.map_or_else(
                || Both::new(one.item.clone(), one.item.clone()),
                |of| Both::new(of.label_ja.clone(), of.label_en.clone()),
            ),
            sides: if told.is_empty() { Default::default() } else { (text(changed), told) },
            period: period.to_owned(),
            by_hint: is_of_hints(period),
            due_on: one.due_on.clone(),
            reminded_on: one.reminded_on.clone(),
            fault: one.fault.clone(),
        }
    }
}

fn nothing() -> AppError {
    AppError::new(ErrorKind::NotFound, "該当する登録簿はありません。", "There is no such register.")
}

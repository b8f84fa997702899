//! Changes as the desk lists them: how many stand where, and whose they are.

use law::Both;
use registry::check::{ChangeEnd, Reminder};
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, get};
use store::change::ListedChange;
use store::disclosure::Disclosure;

use crate::time::now_micros;
use crate::view::RegisterSummary;
use crate::yearly_check::{before_all, may_check, no_run, report};
use crate::{Actor, App, AppError, ErrorKind};

/// Changes of a page.
const ROWS: u32 = 50;

/// How many changes stand where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownChange {
    /// Rule id.
    pub qualification: String,
    /// Authority code.
    pub authority: String,
    /// Code of the item that changed.
    pub item: String,
    /// The step that is next, or at which the way ended.
    pub step: Reminder,
    /// How it ended; `None` while it is open.
    pub end: Option<ChangeEnd>,
    /// Changes.
    pub changes: u64,
}

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
    /// The day of the next step.
    pub due_on: String,
    /// The day on which the holder was told last; empty: not yet.
    pub reminded_on: String,
    /// Why the step could not be taken the last time; empty: nothing stood in its way.
    pub fault: String,
}

impl App {
    /// How many changes of a run stand where.
    ///
    /// # Errors
    /// Registrars and auditors only; when there is no run.
    pub async fn list_changes(
        &self,
        actor: &Actor,
        period: Option<&str>,
    ) -> Result<Vec<ShownChange>, AppError> {
        report::may_see(actor)?;
        let run = self.run_of(period).await?.ok_or_else(no_run)?;
        let mut reader = self.0.db.reader().await?;
        let mut shown = Vec::new();
        for register in self.registers().iter().filter(|of| actor.reach.covers(&of.authority)) {
            for (item, step, end, changes) in
                store::change::counts(&mut reader, (register.id, &run.id)).await?
            {
                shown.push(ShownChange {
                    qualification: register.qualification.clone(),
                    authority: register.authority.clone(),
                    item,
                    step,
                    end,
                    changes,
                });
            }
        }
        Ok(shown)
    }

    /// The registers within reach in which the latest run found changes, with how many stand where and are due.
    ///
    /// # Errors
    /// Registrars and auditors only.
    pub async fn count_change_queues(&self, actor: &Actor) -> Result<Vec<ChangeQueue>, AppError> {
        report::may_see(actor)?;
        if self.run_of(None).await?.is_none() {
            return Ok(Vec::new());
        }
        let all = self.list_changes(actor, None).await?;
        let mut queues = Vec::new();
        for register in self.registers().iter().filter(|of| actor.reach.covers(&of.authority)) {
            let is = |row: &&ShownChange| {
                row.qualification == register.qualification && row.authority == register.authority
            };
            let ours: Vec<&ShownChange> = all.iter().filter(is).collect();
            if !ours.is_empty() {
                queues.push(self.change_queue(register, &ours).await?);
            }
        }
        Ok(queues)
    }

    async fn change_queue(
        &self,
        register: &store::register::Register,
        ours: &[&ShownChange],
    ) -> Result<ChangeQueue, AppError> {
        let run = self.run_of(None).await?.ok_or_else(no_run)?;
        let today = self.check_day().to_string();
        let mut reader = self.0.db.reader().await?;
        let due = store::change::due_counts(&mut reader, (register.id, &run.id), &today).await?;
        let sum = |is: &dyn Fn(&ShownChange) -> bool| {
            ours.iter().filter(|row| is(row)).map(|row| row.changes).sum::<u64>()
        };
        let open = Reminder::ALL.iter().map(|step| {
            let due = due.iter().find(|(of, _)| of == step).map_or(0, |(_, count)| *count);
            (*step, sum(&|row| row.end.is_none() && row.step == *step), due)
        });
        let ended = ChangeEnd::ALL.iter().map(|end| (*end, sum(&|row| row.end == Some(*end))));
        Ok(ChangeQueue {
            register: self.summary(register, None, None),
            open: open.filter(|(_, changes, _)| *changes > 0).collect(),
            ended: ended.filter(|(_, changes)| *changes > 0).collect(),
        })
    }

    /// Open changes of the latest run in a register at one step, in the order of entries, after one of them. Who is shown is recorded.
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
        let run = self.run_of(None).await?.ok_or_else(no_run)?;
        let after = after.and_then(|id| EntryId::parse(id).ok()).unwrap_or_else(before_all);
        let mut reader = self.0.db.reader().await?;
        let page = store::change::page(&mut reader, (id, &run.id), (step, after), ROWS).await?;
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
        let all = self.list_changes(actor, None).await?;
        let is = |row: &&ShownChange| row.qualification == qualification && row.authority == authority;
        let queue = self.change_queue(&register, &all.iter().filter(is).collect::<Vec<_>>()).await?;
        let present = |id| rows.iter().find(|row| row.id == id).map_or("", |row| row.present.as_str());
        Ok((queue, page.iter().map(|one| self.waiting_change(one, present(one.entry))).collect()))
    }

    fn waiting_change(&self, one: &ListedChange, present: &str) -> WaitingChange {
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
            due_on: one.due_on.clone(),
            reminded_on: one.reminded_on.clone(),
            fault: one.fault.clone(),
        }
    }
}

fn nothing() -> AppError {
    AppError::new(ErrorKind::NotFound, "該当する登録簿はありません。", "There is no such register.")
}

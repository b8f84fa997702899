//! What a person at the desk has to look at: refunds, jobs that failed, decisions by rule to be looked at again, certificates to be
//! written, findings of the yearly check. A list to choose from, one task, and what is done about it.

mod act;
mod view;
mod words;

pub use act::TaskOrder;
pub use view::{TASK_KINDS, TaskEnd, TaskView};

use registry::ids::{EntryId, RegisterId};
use store::disclosure::Disclosure;
use store::register::Register;
use store::task::{self, TaskRow, Wanted};

use crate::handle_case::may_handle;
use crate::time::now_micros;
use crate::{Actor, App, AppError, ErrorKind};

/// Tasks that a list shows: more than a day's work; whoever looks for others narrows it down.
const SHOWN: usize = 200;
/// A day, microseconds.
const DAY_MICROS: i64 = 86_400 * 1_000_000;

/// Which task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TaskKey {
    /// Its register.
    pub register: RegisterId,
    /// Its id.
    pub id: EntryId,
}

/// Which tasks are to be listed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TaskFilter {
    /// Of registers of this authority; empty for all within reach.
    pub authority: String,
    /// Of this kind, a code of [`TASK_KINDS`]; empty for all.
    pub kind: String,
    /// Open for at least so many days.
    pub days: u32,
}

impl TaskKey {
    /// The task of an address: `REGISTER` and `TASK` as [`TaskKey::address`] writes them.
    ///
    /// # Errors
    /// It is no task's address.
    pub fn parse(register: &str, task: &str) -> Result<Self, AppError> {
        let register = register.parse().map(RegisterId::from_stored).map_err(|_| not_there())?;
        Ok(Self { register, id: EntryId::parse(task).map_err(|_| not_there())? })
    }

    /// The part of an address that names it: `REGISTER/TASK`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}/{}", self.register.stored(), self.id)
    }
}

impl App {
    /// The open tasks within an officer's reach that are wanted, the oldest first, and whether there are more.
    ///
    /// # Errors
    /// Not an officer's.
    pub async fn list_tasks(
        &self,
        actor: &Actor,
        filter: &TaskFilter,
    ) -> Result<(Vec<TaskView>, bool), AppError> {
        may_handle(actor)?;
        let registers = self.registers();
        let wanted = |r: &&Register| {
            actor.reach.covers(&r.authority)
                && (filter.authority.is_empty() || filter.authority == r.authority)
        };
        let reached: Vec<_> = registers.iter().filter(wanted).map(|r| r.id).collect();
        let wanted = Wanted {
            kind: filter.kind.clone(),
            until: now_micros() - i64::from(filter.days) * DAY_MICROS,
            // One more than is shown tells whether there are more.
            limit: u32::try_from(SHOWN + 1).unwrap_or(u32::MAX),
        };
        let rows = task::waiting(&mut self.0.db.reader().await?, &reached, &wanted).await?;
        let more = rows.len() > SHOWN;
        Ok((rows.into_iter().take(SHOWN).map(|row| self.task_line(actor, row)).collect(), more))
    }

    /// A task, open or ended. Where it is about an entry, the look is recorded before the answer leaves.
    ///
    /// # Errors
    /// There is none within this officer's reach.
    pub async fn show_task(&self, actor: &Actor, key: TaskKey) -> Result<TaskView, AppError> {
        let row = self.task_in_reach(actor, key).await?;
        let view = self.task_view(actor, row);
        if let Some(entry) = view.entry.as_deref().and_then(|id| EntryId::parse(id).ok()) {
            let look = Disclosure {
                at: now_micros(),
                actor: actor.name.clone(),
                purpose: actor.purpose.clone(),
                channel: actor.channel.code(),
                request: format!("task {}", key.id),
                entries: vec![(key.register, entry)],
            };
            self.0.writer.look(look).await?;
        }
        Ok(view)
    }

    async fn task_in_reach(&self, actor: &Actor, key: TaskKey) -> Result<TaskRow, AppError> {
        may_handle(actor)?;
        let register = self.register_known(key.register).await?;
        register.filter(|r| actor.reach.covers(&r.authority)).ok_or_else(not_there)?;
        let found = task::read(&mut self.0.db.reader().await?, (key.register, key.id)).await?;
        found.ok_or_else(not_there)
    }
}

fn not_there() -> AppError {
    AppError::new(ErrorKind::NotFound, "該当する作業はありません。", "There is no such task.")
}

//! Working the changes that are due, one by one.

use gateways::juki::{Record, Told};
use registry::check::{ChangeEnd, Reminder};
use store::change::{Change, Moved};
use store::check::Checked;
use store::disclosure::Disclosure;
use store::register::Register;
use store::writer::fresh_stamp;

use super::Carriers;
use crate::time::now_micros;
use crate::yearly_check::ask::PURPOSE;
use crate::yearly_check::follow::after_days;
use crate::yearly_check::tasks::of_change;
use crate::yearly_check::{CheckTools, may_check};
use crate::{Actor, App, AppError};

/// Changes taken at once.
const AT_ONCE: u32 = 100;
/// For how long a worker has them: longer than so many take with every retry.
const TAKEN_FOR_MICROS: i64 = 600 * 1_000_000;
/// When what was not answered is tried again.
const AGAIN_MICROS: i64 = 3_600 * 1_000_000;

/// What was worked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ChangesWorked {
    /// Reminders sent.
    pub reminded: u64,
    /// Entries corrected.
    pub corrected: u64,
    /// Ways that ended otherwise.
    pub ended: u64,
    /// Left for later: somebody did not answer.
    pub later: u64,
}

/// What the register and the resident register say of a change now.
pub(super) struct Now {
    pub(super) row: Checked,
    pub(super) record: Box<Record>,
}

impl App {
    /// Takes every step that is due in the registers within reach. May be called at any time, any number of times, beside others: a notice has a
    /// key of its own, and a step is taken once.
    ///
    /// # Errors
    /// Registrars only; when carriers or registers are not among the systems.
    pub async fn work_changes(&self, actor: &Actor, tools: &CheckTools) -> Result<ChangesWorked, AppError> {
        may_check(actor)?;
        let carriers = Carriers::of(self, actor, tools)?;
        let day = self.check_day().to_string();
        let mut sum = ChangesWorked::default();
        for register in self.registers().iter().filter(|of| actor.reach.covers(&of.authority)) {
            loop {
                let now = now_micros();
                let lease = (day.as_str(), now, now + TAKEN_FOR_MICROS);
                let due = store::change::take(&self.0.db, register.id, lease, AT_ONCE).await?;
                if due.is_empty() {
                    break;
                }
                for change in &due {
                    let moved = self.step_of(&carriers, register, change).await?;
                    if store::change::move_on(&self.0.db, change, &moved, &fresh_stamp()?).await? {
                        sum.add(&moved);
                    }
                }
            }
        }
        Ok(sum)
    }

    async fn step_of(
        &self,
        carriers: &Carriers<'_>,
        register: &Register,
        change: &Change,
    ) -> Result<Moved, AppError> {
        if change.found.step == Reminder::Tell {
            return self.tell_correction(carriers, register, change).await;
        }
        let row = match self.still_ours(change).await? {
            Ok(row) => row,
            Err(end) => return Ok(ended(end)),
        };
        self.look_at_change(carriers.actor, register, change).await?;
        if change.found.step == Reminder::FamilyRegister {
            return self.ask_for_domicile(carriers, change, &row).await;
        }
        let told = match self.ask_one(carriers, register, change, &row).await? {
            Ok(told) => told,
            Err(fault) => return Ok(later(fault)),
        };
        let now = match (self.says_the_same(change, &row, &told), told) {
            (None, _) => return Ok(later("not answered".to_owned())),
            (Some(Err(ChangeEnd::Desk)), _) => return Ok(to_desk(change)),
            (Some(Err(end)), _) => return Ok(ended(end)),
            (Some(Ok(())), Told::Found(record)) => Now { row, record },
            (Some(Ok(())), _) => return Ok(to_desk(change)),
        };
        match change.found.step {
            Reminder::Correction => self.correct(carriers, change, &now).await,
            _ => self.remind(carriers, register, change, &now).await,
        }
    }

    async fn look_at_change(
        &self,
        actor: &Actor,
        register: &Register,
        change: &Change,
    ) -> Result<(), AppError> {
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!("{PURPOSE} {} ({})", change.found.step.code(), register.authority),
            entries: vec![(change.register, change.found.entry)],
        };
        Ok(self.0.writer.look(look).await?)
    }

    /// The day of the step after a reminder.
    pub(super) fn next_day(&self, step: Reminder) -> Result<String, AppError> {
        let what = if step == Reminder::First { "second-reminder-days" } else { "correction-days" };
        Ok(after_days(self.check_day(), self.check_number(what)?)?.to_string())
    }
}

impl ChangesWorked {
    fn add(&mut self, moved: &Moved) {
        match moved {
            Moved::Step { act: Some(_), .. } => self.corrected += 1,
            Moved::Step { notice, .. } => self.reminded += u64::from(!notice.is_empty()),
            // counted when it was recorded
            Moved::End { end: ChangeEnd::Corrected, .. } => {}
            Moved::End { .. } => self.ended += 1,
            Moved::Later { .. } => self.later += 1,
        }
    }
}

pub(super) const fn ended(end: ChangeEnd) -> Moved {
    Moved::End { end, tasks: Vec::new() }
}

pub(super) fn to_desk(change: &Change) -> Moved {
    Moved::End { end: ChangeEnd::Desk, tasks: vec![of_change(change, now_micros())] }
}

pub(super) fn later(fault: String) -> Moved {
    Moved::Later { fault, until: now_micros() + AGAIN_MICROS }
}

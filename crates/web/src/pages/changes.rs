//! The desk's pages on changes that the yearly check found: how many stand where, and whose they are.

use app::{ChangeQueue, Reminder, WaitingChange};
use askama::Template;

use super::Frame;
use crate::html;

/// Rows of a page, as the use case gives them: fewer are the last.
const ROWS: usize = 50;

/// What was done and what is waited for, at each next step.
fn step_words(frame: &Frame, step: Reminder) -> &'static str {
    let l = frame.lang;
    match step {
        Reminder::FamilyRegister => l.t("戸籍に照会する前", "The family register is to be asked"),
        Reminder::First => l.t("届出勧奨の前", "To be reminded"),
        Reminder::Second => l.t("届出勧奨を送った（次は再度の届出勧奨）", "Reminded; next a second reminder"),
        Reminder::Correction => {
            l.t("再度の届出勧奨を送った（次は職権の訂正）", "Reminded twice; next the correction ex officio")
        }
        Reminder::Tell => {
            l.t("職権で訂正した（次は本人への通知）", "Corrected ex officio; next the holder is told")
        }
    }
}

/// `/desk/yearly-check/changes`.
#[derive(Template)]
#[template(path = "desk/change_queues.html")]
pub(crate) struct ChangeQueuesPage {
    pub frame: Frame,
    pub queues: Vec<ChangeQueue>,
}

impl ChangeQueuesPage {
    pub(crate) fn step(&self, step: &Reminder) -> &'static str {
        step_words(&self.frame, *step)
    }

    pub(crate) fn words(&self, label: (&'static str, &'static str)) -> &'static str {
        if self.frame.lang.is_en() { label.1 } else { label.0 }
    }
}

/// `/desk/yearly-check/changes/{qualification}/{authority}?step=…&after=…`
#[derive(Template)]
#[template(path = "desk/change_queue.html")]
pub(crate) struct ChangeQueuePage {
    pub frame: Frame,
    pub queue: ChangeQueue,
    pub step: Reminder,
    pub waiting: Vec<WaitingChange>,
}

impl ChangeQueuePage {
    pub(crate) fn words(&self, step: &Reminder) -> &'static str {
        step_words(&self.frame, *step)
    }

    pub(crate) fn shown(&self) -> &'static str {
        step_words(&self.frame, self.step)
    }

    pub(crate) fn is_shown(&self, step: &Reminder) -> bool {
        *step == self.step
    }

    pub(crate) fn address(&self) -> String {
        let register = &self.queue.register;
        format!("/desk/yearly-check/changes/{}/{}", register.qualification, register.authority)
    }

    pub(crate) fn code(&self) -> &'static str {
        self.step.code()
    }

    /// The next page's first row comes after this entry; none on the last.
    pub(crate) fn next(&self) -> Option<&str> {
        self.waiting.last().filter(|_| self.waiting.len() >= ROWS).map(|last| last.entry.as_str())
    }
}

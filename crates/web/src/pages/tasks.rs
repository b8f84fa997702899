//! `/desk/tasks`: what is to be done at the desk; and one task.

use app::view::RegisterSummary;
use app::{Both, TaskFilter, TaskView};
use askama::Template;

use super::Frame;
use crate::forms::FieldErrors;
use crate::html;

/// Ages that the list offers, in days: since yesterday, a week, a month.
const AGES: [u32; 3] = [1, 7, 30];

/// What is to be done.
#[derive(Template)]
#[template(path = "desk/tasks.html")]
pub(crate) struct TasksPage {
    pub frame: Frame,
    pub filter: TaskFilter,
    pub tasks: Vec<TaskView>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// The authorities within reach: code and words.
    pub authorities: Vec<(String, Both)>,
    /// The kinds: code and words.
    pub kinds: Vec<(&'static str, Both)>,
}

impl TasksPage {
    pub(crate) fn new(
        frame: Frame,
        (filter, tasks, more): (TaskFilter, Vec<TaskView>, bool),
        (registers, kinds): (&[RegisterSummary], Vec<(&'static str, Both)>),
    ) -> Self {
        let mut authorities: Vec<(String, Both)> = registers
            .iter()
            .map(|r| (r.authority.clone(), Both::new(&r.authority_name, &r.authority_name_en)))
            .collect();
        authorities.sort_by(|one, other| one.0.cmp(&other.0));
        authorities.dedup_by(|one, other| one.0 == other.0);
        Self { frame, filter, tasks, more, authorities, kinds }
    }

    /// The ages to choose from.
    pub(crate) fn ages(&self) -> [u32; 3] {
        AGES
    }

    /// Whether the list is narrowed down.
    pub(crate) fn is_narrow(&self) -> bool {
        self.filter != TaskFilter::default()
    }
}

/// A task.
#[derive(Template)]
#[template(path = "desk/task.html")]
pub(crate) struct TaskPage {
    pub frame: Frame,
    pub task: TaskView,
    pub errors: FieldErrors,
    /// What was typed as the note.
    pub note: String,
    /// Why what was wanted was refused; empty when it was not.
    pub refused: String,
}

impl TaskPage {
    /// Whether another officer has it in hand.
    pub(crate) fn is_others(&self) -> bool {
        !self.task.in_hand.is_empty() && !self.task.own
    }
}

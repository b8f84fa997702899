//! A step that is confirmed on a page of its own: what will happen, on what ground, and a yes.

use askama::Template;

use super::Frame;
use crate::forms::{Confirm, FieldErrors, StepForm};
use crate::html;
use crate::lang::Lang;

/// A line of what the step is about.
pub(crate) struct Fact {
    pub label: String,
    pub value: String,
    /// Whether the value is in Japanese in either language: names, citations.
    pub japanese: bool,
}

/// What is to be done.
pub(crate) struct DeskStep {
    /// The pages above: address and words.
    pub path: Vec<(String, String)>,
    pub title: String,
    /// Whose register, or which run.
    pub about: String,
    /// What will happen, and what will not.
    pub happens: Vec<String>,
    pub facts: Vec<Fact>,
    /// The label of the ground, and an example; none is asked for where the step has none.
    pub ground: Option<(String, String)>,
    pub confirm: Confirm,
    pub button: String,
    /// Where the form is posted, and where one goes who does not want it.
    pub action: String,
    pub back: String,
    /// What is seen of it now.
    pub seen: String,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/step.html")]
pub(crate) struct StepPage {
    pub frame: Frame,
    pub step: DeskStep,
    pub form: StepForm,
    pub errors: FieldErrors,
    pub refused: String,
}

impl StepPage {
    /// What is to be typed.
    pub(crate) fn count_hint(&self, count: &u64) -> String {
        let count = html::thousands(count);
        match self.frame.lang {
            Lang::Ja => format!("取り違えを防ぐため、対象の件数「{count}」を入力してください。"),
            Lang::En => format!(
                "So that nothing is mistaken for something else, enter the number of entries: {count}."
            ),
        }
    }

    /// The number that is to be typed; none where a tick is enough.
    pub(crate) fn count(&self) -> Option<u64> {
        match self.step.confirm {
            Confirm::Tick => None,
            Confirm::Count(count) => Some(count),
        }
    }
}

//! What people type: kept as typed, parsed to what a use case takes, with the errors at the field.

mod application;
mod decision;
mod inquiry;
mod licence;
mod moment;
mod pairs;
mod paper;
mod search;
mod sign_in;
mod step;
mod supplement;

use std::borrow::Cow;

pub(crate) use application::{
    Declaring, KOSEKI_CODE, papers_missing, read_declarations, read_declared, read_items, read_ways,
    read_what,
};
pub(crate) use decision::{DecisionForm, Order};
pub(crate) use inquiry::InquiryForm;
pub(crate) use licence::{
    forget_exam_of_graduates, read_applicant, read_dates, read_exam, read_exam_entry, read_written,
};
pub(crate) use moment::{Moment, MomentForm};
pub(crate) use pairs::{Broken, Pairs, read_pairs, value};
pub(crate) use paper::{read_paper, read_paper_start};
pub(crate) use search::SearchForm;
pub(crate) use sign_in::SignInForm;
pub(crate) use step::{Confirm, StepForm};
pub(crate) use supplement::{read_asked_again, read_corrected};

/// Errors, each at its field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldErrors(Vec<(Cow<'static, str>, String)>);

impl FieldErrors {
    /// Adds a sentence at a field.
    pub(crate) fn add(&mut self, field: impl Into<Cow<'static, str>>, sentence: impl Into<String>) {
        self.0.push((field.into(), sentence.into()));
    }

    /// The first sentence at a field; empty when there is none.
    pub(crate) fn at(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| *name == field).map_or("", |(_, sentence)| sentence.as_str())
    }

    /// Whether there is any.
    pub(crate) fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// All of them, for the list above the form.
    pub(crate) fn all(&self) -> &[(Cow<'static, str>, String)] {
        &self.0
    }

    /// The value when nothing was wrong.
    pub(crate) fn or<T>(self, value: T) -> Result<T, Self> {
        if self.any() { Err(self) } else { Ok(value) }
    }
}

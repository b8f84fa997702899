//! The desk's page on the call to those who have not given a number: to whom it is handed, and what of it.

use app::{CallPart, CallPlan};
use askama::Template;

use super::Frame;
use crate::forms::FieldErrors;
use crate::html;
use crate::lang::Lang;

/// `/desk/numbers/{qualification}/{authority}?after=…&first=…`
#[derive(Template)]
#[template(path = "desk/number_call.html")]
pub(crate) struct NumberCallPage {
    pub frame: Frame,
    pub plan: CallPlan,
    /// The query of the address, for the form to come back to the same parts; empty on the first page of them.
    pub query: String,
    pub to: String,
    pub ground: String,
    /// The list of an employer or an association, as it was typed.
    pub numbers: String,
    pub errors: FieldErrors,
}

impl NumberCallPage {
    pub(crate) fn address(&self) -> String {
        let register = &self.plan.register;
        format!("/desk/numbers/{}/{}", register.qualification, register.authority)
    }

    /// What the button of a part sends.
    pub(crate) fn part(&self, part: &CallPart) -> String {
        format!("{} {} {} {}", part.after, part.until, part.first, part.letters)
    }

    /// Which letters it has.
    pub(crate) fn letters(&self, part: &CallPart) -> String {
        let (first, last) = (html::thousands(&part.first), html::thousands(&part.last()));
        match self.frame.lang {
            Lang::Ja => format!("書面 {first}～{last}"),
            Lang::En => format!("Letters {first} to {last}"),
        }
    }

    /// Where further parts are.
    pub(crate) fn next(&self) -> Option<String> {
        let (after, first) = self.plan.next.as_ref()?;
        Some(format!("{}?after={after}&first={first}", self.address()))
    }
}

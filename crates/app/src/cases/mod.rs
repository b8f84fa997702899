//! Cases: what every verb about one shares. A verb loads the case, takes steps of the state machine, and writes what came of them in
//! one transaction; what is to be sent or asked outside follows from the events and goes into the outbox.

mod application;
mod follow;
mod load;
mod moving;

pub use application::Application;

pub(crate) use application::{FORM, today_for};
pub(crate) use follow::{ASK, PAYMENT_CHECK, PAYMENT_ISSUE, PAYMENT_NEWS, Question, TELL, Told, Wanted};
pub use load::CaseKey;
pub(crate) use load::{Loaded, not_there, read};
pub(crate) use moving::{By, Moving, draft_changed, moved};

/// How the program itself is named in a case's history.
pub(crate) const SYSTEM: &str = "system";

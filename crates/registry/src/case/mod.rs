//! A case (案件): an application from its draft to its end, as a state machine.
//!
//! [`step`] decides what a command does, given the facts and the rules of the day, and says no with a [`Refusal`]; it
//! changes nothing. [`apply`] folds an event into a case and never fails. [`allowed`] is the one table of who may do what
//! where: pages make their buttons of it, the server refuses by it. Which stages a procedure visits stands in
//! `rules/procedures.toml`.
//!
//! Events and cases have a text of their own ([`Event::to_text`], [`Case::to_text`]), which is what a store keeps.

mod allowed;
mod apply;
pub mod by_rule;
mod command;
mod event;
mod money;
mod refusal;
mod sources;
mod state;
mod step;
mod submit;
mod tells;
mod terms;
mod waits;

pub use allowed::{Who, allowed, allowed_in, commands};
pub use apply::{apply, fold};
pub use command::{Command, CommandKind, Facts, Signature};
pub use event::{Answer, Event, Unreadable};
pub use refusal::Refusal;
pub use state::{Answered, Case, DecidedBy, Decision, Paid, Refund, State};
pub use step::step;
pub use tells::{Told, Turn, tells};
pub use terms::{Agreed, Choices, Declared, Terms};
pub use waits::{Asked, MeansWanted, Supplementation, Waits, Wish};

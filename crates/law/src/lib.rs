//! The law as data: reads the rule files, answers what the law says on a day, with its citation.
//!
//! Pure: files are handed in as [`RuleFile`]s, the day is an argument.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let rules = law::Rules::parse(&[]).map_err(|e| format!("{e:?}"))?;
//! let on = rules.on("2024-06-01".parse()?);
//! if let Some(nurse) = on.qualification("nurse") {
//!     match nurse.change() {
//!         law::Established::Yes(duty) => println!("{:?} ({})", duty.value().deadline, duty.citation()),
//!         law::Established::No(gap) => println!("{}", gap.message(law::Lang::En)),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
#![deny(missing_docs)]

mod calendar;
mod check;
mod dated;
mod decode;
mod example;
mod explain;
mod family;
mod judge;
mod model;
mod on;
mod problem;
mod refer;
mod rules;
mod template;
mod words;

pub use calendar::{Calendar, Counting, Due, DueDate, Roll};
pub use check::{Finding, FindingKind, check};
pub use dated::{Basis, Dated, Established, Gap, Ruled};
pub use example::{Example, Value as ExampleValue};
pub use explain::{Difference, Sentence, diff, diff_between, explain};
pub use family::{Agreement, agreements};
pub use judge::questions;
pub use model::*;
pub use on::{AttachmentOn, QualificationOn, RulesOn};
pub use problem::{Both, Lang, RuleError};
pub use rules::{RuleFile, Rules, RulesDigest};
pub use template::template;
pub use words::*;

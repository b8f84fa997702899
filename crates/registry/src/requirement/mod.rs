//! What a procedure asks of a person on a day: documents needed or omitted, duty, money, office, certificate.
//!
//! [`assess`] is a pure function of the law of a day and a [`Situation`]. Everything that it says carries its
//! [`Ground`]; what the rules do not establish is [`Known::ToConfirm`], never "not needed".
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use registry::requirement::{Situation, assess};
//! let rules = law::Rules::parse(&[]).map_err(|e| format!("{e:?}"))?;
//! let situation = Situation::online("some-qualification", law::Procedure::Change).changing(["name"]);
//! match assess(&rules.on("2026-06-01".parse()?), &situation) {
//!     Ok(asked) => asked.items.iter().for_each(|item| println!("{}: {:?}", item.name, item.need)),
//!     Err(unfit) => println!("{unfit}"),
//! }
//! # Ok(())
//! # }
//! ```

mod assess;
mod certificate;
mod charge;
mod duty;
mod item;
mod known;
mod papers;
mod situation;
mod unfit;

pub use assess::{Requirements, assess};
pub use certificate::CertificateOutcome;
pub use charge::{Charge, ChargeLine};
pub use duty::{ChangedItem, Duty};
pub use item::{Declaration, Need, Requirement, UNLISTED, Way};
pub use known::{Ground, Known};
pub use situation::{Applicant, NumberFact, Situation};
pub use unfit::Unfit;

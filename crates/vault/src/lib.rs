//! 個人番号 (My Number): the only crate that can name one.
//!
//! Its own database, its own keys. What comes in is sealed and has a handle ([`SealedNumber`]); what is used is in the log
//! before it is answered; what is deleted leaves a record of why. The README says what protects against whom.
#![deny(missing_docs)]

mod carry;
mod crypto;
mod delete;
mod error;
mod handle;
mod intake;
pub mod jlis;
mod keys;
mod log;
mod number;
mod open;
mod proof;
mod rekey;
mod reports;
mod row;
pub mod schema;
mod seal;
pub mod statements;
mod usage;
mod vault;

#[cfg(test)]
mod tests;

pub use delete::Held;
pub use error::VaultError;
pub use handle::{NotAHandle, SealedCode, SealedNumber};
pub use intake::{
    FieldError, FormFault, IntakeForm, Jwk, MessageFault, Taken, fuzz_intake_form, fuzz_sealed_message,
};
pub use keys::{Kek, KeyFault, KeySource};
pub use log::{LogFinding, LogHead, LogLine, LogReport, Verb};
pub use number::NumberFault;
pub use proof::{AcceptedProofs, Proof, ProofOfIdentity, ProofOfNumber, Source};
pub use rekey::Rekeyed;
pub use reports::{ReportFault, ReportFile, ReportRow, fuzz_report_file};
pub use seal::NUMBERS_AT_MOST;
pub use usage::{Reason, Use, UseFault};
pub use vault::{Clock, Vault, init};

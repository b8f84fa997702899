//! The ways in: the form of a page, and the sealed message from a phone. (The third, J-LIS's answers, is `jlis`.)

mod form;
mod jwe;
mod key;
mod message;

pub use form::{FieldError, FormFault, IntakeForm, Taken, fuzz_intake_form};
pub(crate) use key::IntakeKey;
pub use key::Jwk;
pub use message::{MessageFault, fuzz_sealed_message};

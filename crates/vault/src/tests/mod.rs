//! The vault on both engines, through its real stack.

pub(crate) mod support;

mod crash;
mod intake;
mod log;
mod proofs;
mod rekey;
mod reports;
mod schema;
mod secrecy;
mod uses;

//! The vault on both engines, through its real stack.

mod support;

mod intake;
mod log;
mod rekey;
mod schema;
mod secrecy;
mod uses;

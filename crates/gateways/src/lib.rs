//! The national systems among which the register lives: for each a trait, its wire types and the real client.
//!
//! One folder a system: `mod.rs` (the trait and its types), `wire.rs` (bytes and types, pure, fuzzed), `http.rs` (the client),
//! `README.md` (what is public and what is ours). What a system said is an [`Outcome`]: no answer is never an answer.

pub mod card;
pub mod digital_auth;
pub mod hpki;
pub mod jose;
pub mod jpki;
pub mod juki;
pub mod koseki;
pub mod network;
mod neutral;
pub mod notice;
pub mod outcome;
pub mod payment;
pub mod pki;
pub mod push;
mod stream;
pub mod transport;

pub use neutral::Malformed;
pub use outcome::{Outcome, Saved};

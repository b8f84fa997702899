//! The first link in bulk, against an invented country's resident register, on both engines.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may say plainly what it expects")]

mod desk;
mod killed;
mod reports;
mod runs;
mod support;

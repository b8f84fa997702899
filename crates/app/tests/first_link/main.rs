//! The first link in bulk, against an invented country's resident register, on both engines.

mod desk;
mod killed;
mod reports;
mod runs;
mod support;

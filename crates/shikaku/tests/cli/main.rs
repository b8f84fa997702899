//! The commands as people and scripts call them: the real program, on both engines. Words, flags, exit codes and JSON
//! fields are a contract with those who call it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may say plainly what it expects"
)]

mod accounts;
mod acts;
mod audit;
mod by_rule;
#[cfg(feature = "demo")]
mod country;
#[cfg(feature = "demo")]
mod database;
mod desk_check;
mod exam_results;
mod files;
mod first_link;
mod import;
#[cfg(feature = "demo")]
mod journey;
mod ledger;
mod mappings;
mod mass_deletion;
mod pages;
mod proposed;
#[cfg(feature = "demo")]
mod rubbish;
mod rules;
mod serve;
#[cfg(feature = "demo")]
mod soak;
#[cfg(feature = "demo")]
mod stops;
mod support;
#[cfg(feature = "demo")]
mod tail;
#[cfg(feature = "demo")]
mod two_imports;
mod vault;
mod walk;

//! From draft to register: papers, payments, cases, through the use cases and on both engines.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may say plainly what it expects")]

mod by_rule;
mod form;
mod name_change;
mod new_licence;
mod new_number;
mod on_paper;
mod papers;
mod paying;
mod signed;
mod supplement;
mod support;
mod traps;
mod two_officers;

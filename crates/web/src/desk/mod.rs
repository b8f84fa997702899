//! The desk's handlers: parse, ask the use case, show the page.

mod cases;
mod entry;
mod linking;
mod outside;
mod registers;
mod search;

pub(crate) use cases::{case, case_paper, cases, decide};
pub(crate) use entry::{disclosures, entry};
pub(crate) use linking::{decide_link, link_request, link_requests};
pub(crate) use outside::{sign_in, sign_in_form, sign_out, start};
pub(crate) use registers::{register, registers};
pub(crate) use search::{home, results};

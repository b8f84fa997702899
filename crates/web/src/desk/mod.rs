//! The desk's handlers: parse, ask the use case, show the page.

mod bulk_links;
mod cases;
mod check;
mod entry;
mod entry_link;
mod linking;
mod outside;
mod registers;
mod search;
mod tasks;

pub(crate) use bulk_links::{answer_bulk_link, bulk_link, bulk_queue, bulk_queues};
pub(crate) use cases::{case, case_paper, cases, decide};
pub(crate) use check::{check_overview, hints, numbers};
pub(crate) use entry::{disclosures, entry};
pub(crate) use entry_link::{change_link, entry_link};
pub(crate) use linking::{decide_link, link_request, link_requests};
pub(crate) use outside::{sign_in, sign_in_form, sign_out, start};
pub(crate) use registers::{register, registers};
pub(crate) use search::{home, results};
pub(crate) use tasks::{do_task, task, tasks};

//! The desk's handlers: parse, ask the use case, show the page.

mod bulk_links;
mod cases;
mod check;
mod deletions;
mod entry;
mod entry_link;
mod linking;
mod number_call;
mod outside;
mod paper;
mod registers;
mod search;
mod step;
mod tasks;

pub(crate) use bulk_links::{answer_bulk_link, bulk_link, bulk_queue, bulk_queues};
pub(crate) use cases::{case, case_paper, cases, decide, letter};
pub(crate) use check::{change_queue, change_queues, check_overview, hints, numbers, run_step, steer_run};
pub(crate) use deletions::{
    batch_step, decide_batch, decide_proposal, deletion_batch, deletion_batches, proposal_step,
};
pub(crate) use entry::{disclosures, entry};
pub(crate) use entry_link::{change_link, entry_link};
pub(crate) use linking::{decide_link, link_request, link_requests};
pub(crate) use number_call::{hand_number_call, number_call};
pub(crate) use outside::{sign_in, sign_in_form, sign_out, start};
pub(crate) use paper::{begin_paper, paper, paper_start, papers, save_paper, scan};
pub(crate) use registers::{register, registers};
pub(crate) use search::{home, results};
pub(crate) use tasks::{do_task, task, tasks};

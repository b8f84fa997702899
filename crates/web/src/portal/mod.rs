//! The portal's handlers: signing in by the card, one's own entries, linking, applying and what
//! becomes of it. Parse, ask the use case, show the page.

mod apply;
mod card;
mod case;
mod confirmation;
mod door;
mod faults;
mod form;
mod licence;
mod link;
mod number;
mod own;
mod papers;
mod proof;
mod sign_in;
mod supplement;

pub(crate) use apply::{begin, discard, messages, paper, procedures, sign_draft};
pub(crate) use card::{card_not_read, drop_number, fill_by_card, items, number_by_card, use_card};
pub(crate) use case::{act, case, give_means, paid, pay};
pub(crate) use confirmation::{confirmation, confirmation_of_entry, confirmations};
pub(crate) use form::{
    asked, check, declare, exam, papers, save_declared, save_exam, save_items, save_what, what,
};
pub(crate) use licence::{begin_licence, licence, licences};
pub(crate) use link::{ask_desk, link_by_number, link_form, request, request_link, sign};
pub(crate) use number::{card_return, give_number, number, number_log, read_card, reading};
pub(crate) use own::{home, looks};
pub(crate) use papers::save_papers;
pub(crate) use proof::{end_share, proofs, share, shares};
pub(crate) use sign_in::{arrive, leave, sign_in, sign_out};
pub(crate) use supplement::{supplement, supplement_form};

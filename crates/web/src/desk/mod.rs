//! The desk's handlers: parse, ask the use case, show the page.

mod entry;
mod outside;
mod registers;
mod search;

pub(crate) use entry::{disclosures, entry};
pub(crate) use outside::{sign_in, sign_in_form, sign_out, start};
pub(crate) use registers::{register, registers};
pub(crate) use search::{home, results};

//! The portal's handlers: signing in by the card, one's own entries, linking. Parse, ask the use case, show the page.

mod door;
mod link;
mod own;
mod sign_in;

pub(crate) use link::{ask_desk, link_form, request, request_link, sign};
pub(crate) use own::{home, looks};
pub(crate) use sign_in::{arrive, leave, sign_in, sign_out};

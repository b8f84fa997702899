//! Proofs from the outside: the page that checks them, the inquiry, and what others need to check by themselves.

mod check;
mod confirmation;
mod inquiry;
mod picture;
mod public;
mod qr;
mod reader;
mod show;

pub(crate) use check::{check, check_form, check_picture};
pub(crate) use confirmation::{confirm, confirmation_form, may_confirm};
pub(crate) use inquiry::{inquire, inquiry_form, may_ask};
pub(crate) use picture::{AT_ONCE, MAX_PICTURE_BYTES};
pub(crate) use public::{check_script, check_worker, key_set, status_list};
#[cfg(any(test, feature = "gallery"))]
pub(crate) use qr::svg;
pub(crate) use show::{REFRESH, RENEWED, address_of, check_address, drawn, show};

use std::io::Read;

use crate::pages::{Frame, Place};
use crate::visit::Visitor;

/// The text of the QR code in a picture, as far as it comes from somewhere: for the program that reads pictures.
///
/// # Errors
/// It does not come to its end.
pub fn read_picture(from: impl Read) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    from.take(MAX_PICTURE_BYTES as u64).read_to_end(&mut bytes)?;
    Ok(picture::read(&bytes))
}

/// The surroundings of a page that anybody sees, and that a browser keeps: nothing of a session is on it.
fn open_frame(visitor: &Visitor) -> Frame {
    Frame { officer: None, ..visitor.frame(Place::Outside) }
}

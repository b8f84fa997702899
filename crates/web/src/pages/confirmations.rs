//! The confirmations of an entry of one's own.

use app::OwnConfirmations;
use askama::Template;

use super::Frame;
use super::proof::grouped;
use crate::html;

/// `/portal/entries/{id}/confirmations`.
#[derive(Template)]
#[template(path = "portal/confirmations.html")]
pub(crate) struct ConfirmationsPage {
    pub frame: Frame,
    pub own: OwnConfirmations,
}

impl ConfirmationsPage {
    fn grouped(&self, number: &str) -> String {
        grouped(number)
    }

    fn yen(&self, yen: &u32) -> String {
        html::thousands(&u64::from(*yen))
    }
}

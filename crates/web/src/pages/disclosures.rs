//! `/desk/entries/{id}/disclosures`: who looked at an entry, why and when.

use askama::Template;

use super::Frame;
use super::look_words::ShownLook;

/// The disclosure records of an entry, newest first.
#[derive(Template)]
#[template(path = "desk/disclosures.html")]
pub(crate) struct DisclosuresPage {
    pub frame: Frame,
    pub entry: String,
    pub looks: Vec<ShownLook>,
}

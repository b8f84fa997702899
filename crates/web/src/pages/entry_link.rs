//! `/desk/entries/{id}/link`: whose an entry is.

use app::{EntryLinkView, PaperItems};
use askama::Template;

use super::Frame;
use crate::forms::FieldErrors;
use crate::html;

/// The forms of the page, as they were typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct LinkForm {
    pub items: PaperItems,
    pub evidence: String,
    pub ground: String,
    /// Why what was begun is not done.
    pub words: String,
}

/// Whose an entry is.
#[derive(Template)]
#[template(path = "desk/entry_link.html")]
pub(crate) struct EntryLinkPage {
    pub frame: Frame,
    pub link: EntryLinkView,
    pub form: LinkForm,
    pub errors: FieldErrors,
    /// Why what was wanted was refused; empty when it was not.
    pub refused: String,
}

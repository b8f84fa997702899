//! `/desk/entries/{id}`: an entry with its history.

use app::view::{EntryView, RestrictionView};
use askama::Template;

use super::Frame;
use crate::forms::{FieldErrors, MomentForm};
use crate::html;

/// An entry's page.
#[derive(Template)]
#[template(path = "desk/entry.html")]
pub(crate) struct EntryPage {
    pub frame: Frame,
    pub entry: EntryView,
    pub form: MomentForm,
    pub errors: FieldErrors,
}

impl EntryPage {
    /// Whether somebody may see who looked.
    pub(crate) fn shows_disclosures(&self) -> bool {
        self.frame.officer.as_ref().is_some_and(super::Officer::may_list_disclosures)
    }

    /// Whether its proof can be shown: it is in force, and the account may.
    pub(crate) fn shows_proof(&self) -> bool {
        self.entry.entry.state == "active"
            && self.frame.officer.as_ref().is_some_and(super::Officer::may_show_proof)
    }

    /// Whether the account may see and change whose it is.
    pub(crate) fn shows_link(&self) -> bool {
        self.frame.officer.as_ref().is_some_and(super::Officer::may_decide_links)
    }

    /// Where an application on paper about it is entered.
    pub(crate) fn paper_address(&self) -> String {
        let entry = &self.entry.entry;
        let number = crate::paper::percent_encoded(&entry.number);
        format!("/desk/paper/new?register={}/{}&number={number}", entry.qualification, entry.authority)
    }

    pub(crate) fn shows_cases(&self) -> bool {
        self.frame.officer.as_ref().is_some_and(super::Officer::may_handle_cases)
    }

    /// Why and when it was deleted, in the page's language.
    pub(crate) fn deletion(&self) -> Option<&str> {
        let (ja, en) = self.entry.deletion.as_ref().zip(self.entry.deletion_en.as_ref())?;
        Some(self.frame.lang.t(ja, en))
    }

    /// From when to when a restriction binds.
    pub(crate) fn period(&self, restriction: &RestrictionView) -> String {
        restriction.period(self.frame.lang.into())
    }

    /// What the paper of this qualification is called.
    pub(crate) fn certificate_name(&self) -> &str {
        let (name, lang) = (&self.entry.certificate, self.frame.lang);
        if name.name.is_empty() {
            lang.t("免許証・登録証", "Certificate")
        } else {
            lang.t(&name.name, &name.name_en)
        }
    }

    /// A short form of a digest, for the eye; the whole one is beside it.
    pub(crate) fn short(digest: &str) -> &str {
        digest.get(..12).unwrap_or(digest)
    }
}

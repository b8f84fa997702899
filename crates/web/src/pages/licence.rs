//! Applying for a new licence: the list of qualifications, what one asks, and the pages that its form has besides.

use app::view::{NeedView, PaperAsked};
use app::{ChangeableItem, ExamAsked, LicenceChoice, LicenceView};
use askama::Template;

use super::Frame;
use super::apply::{FormFrame, of_form, papers_of};
use super::filing::item_hint;
use crate::forms::FieldErrors;
use crate::html;

of_form!(WrittenPage, ExamPage);

/// `/portal/new`.
#[derive(Template)]
#[template(path = "portal/licences.html")]
pub(crate) struct LicencesPage {
    pub frame: Frame,
    /// What was looked for.
    pub wanted: String,
    pub choices: Vec<LicenceChoice>,
}

/// `/portal/new/{qualification}`.
#[derive(Template)]
#[template(path = "portal/licence.html")]
pub(crate) struct LicencePage {
    pub frame: Frame,
    pub view: LicenceView,
    /// Whether an entry is linked, so that a number can be given.
    pub has_entry: bool,
    /// The authority that was chosen.
    pub authority: String,
    pub errors: FieldErrors,
    pub refused: String,
}

impl LicencePage {
    fn papers(&self, is: impl Fn(&NeedView) -> bool) -> Vec<&PaperAsked> {
        self.view.asked.as_ref().map(|asked| papers_of(asked, is)).unwrap_or_default()
    }

    pub(crate) fn omitted(&self) -> Vec<&PaperAsked> {
        self.papers(|need| matches!(need, NeedView::Omitted { .. }))
    }

    pub(crate) fn needed(&self) -> Vec<&PaperAsked> {
        self.papers(|need| matches!(need, NeedView::Needed(_)))
    }

    pub(crate) fn open(&self) -> Vec<&PaperAsked> {
        self.papers(|need| matches!(need, NeedView::ToConfirm(_)))
    }

    /// How sure a ground is, or a sentence of law; nothing is said of statutes.
    pub(crate) fn grade(&self, confidence: &str) -> &'static str {
        super::registers::grade(self.frame.lang, confidence)
    }

    pub(crate) fn yen(&self, yen: &u32) -> String {
        html::thousands(&u64::from(*yen))
    }
}

/// `/portal/drafts/{id}/items` of a new licence: what is to be registered.
#[derive(Template)]
#[template(path = "portal/form_written.html")]
pub(crate) struct WrittenPage {
    pub at: FormFrame,
}

impl WrittenPage {
    /// The items, whether each is needed, and what stands in its field.
    pub(crate) fn fields(&self) -> Vec<(&ChangeableItem, bool, &str)> {
        let typed = |code: &str| self.form.application.changed.get(code).map_or("", String::as_str);
        let written = self.at.form.licence.iter().flat_map(|licence| &licence.written);
        written.map(|(item, needed)| (item, *needed, typed(&item.code))).collect()
    }

    pub(crate) fn hint(&self, item: &ChangeableItem) -> &'static str {
        item_hint(self.frame.lang, item)
    }

    pub(crate) fn width(&self, item: &ChangeableItem) -> &'static str {
        if item.written.is_some() { "w-date" } else { "w-name" }
    }
}

/// `/portal/drafts/{id}/exam`.
#[derive(Template)]
#[template(path = "portal/form_exam.html")]
pub(crate) struct ExamPage {
    pub at: FormFrame,
    pub asked: ExamAsked,
}

//! The page on which an application is corrected because an officer asked for it.

use app::view::{CaseView, DeclarationAsked, GroundView, PaperAsked, WayAsked};
use app::{Application, ChangeableItem, Correctable, PaperView};
use askama::Template;

use super::Frame;
use super::apply::grade_of;
use super::filing::{accepted, accepted_of, item_hint};
use crate::forms::{Declaring, FieldErrors, KOSEKI_CODE};
use crate::html;

/// `/portal/cases/{register}/{case}/supplement`.
#[derive(Template)]
#[template(path = "portal/supplement.html")]
pub(crate) struct SupplementPage {
    pub frame: Frame,
    pub case: CaseView,
    /// What can be corrected, and what is asked of it then.
    pub correctable: Correctable,
    /// The application with what was typed.
    pub form: Application,
    pub papers: Vec<PaperView>,
    pub errors: FieldErrors,
}

impl SupplementPage {
    /// What the officer asks for.
    pub(crate) fn what(&self) -> &[String] {
        let told = self.case.tells.iter().find(|told| told.stage == "supplementation");
        told.map_or(&[], |told| told.about.as_slice())
    }

    /// The papers that are needed, with the ways that are offered.
    pub(crate) fn needed(&self) -> Vec<(&PaperAsked, Vec<&WayAsked>)> {
        let asked = self.correctable.asked.iter().flat_map(|asked| asked.needed());
        // A code opens a certificate when something is sent first, and not again.
        let offered = |paper: &PaperAsked, way: &&WayAsked| {
            way.code != KOSEKI_CODE || self.is_way(&paper.code, &way.code)
        };
        asked.map(|(paper, ways)| (paper, ways.iter().filter(|way| offered(paper, way)).collect())).collect()
    }

    pub(crate) fn is_way(&self, document: &str, way: &str) -> bool {
        self.form.ways.get(document).is_some_and(|chosen| chosen == way)
    }

    pub(crate) fn by_file(&self, ways: &[&WayAsked]) -> bool {
        ways.iter().any(|way| way.file)
    }

    /// The files that were sent for a document.
    pub(crate) fn sent(&self, document: &str) -> Vec<&PaperView> {
        self.papers.iter().filter(|paper| paper.document == document).collect()
    }

    pub(crate) fn field(&self, kind: &str, document: &str) -> String {
        format!("{kind}-{document}")
    }

    pub(crate) fn error_of(&self, kind: &str, document: &str) -> &str {
        self.errors.at(&format!("{kind}-{document}"))
    }

    /// What files can be chosen for a document: those that are taken for it.
    pub(crate) fn accepts(&self, ways: &[&WayAsked]) -> &'static str {
        accepted_of(ways.iter().copied())
    }

    /// The papers that came as signed files.
    pub(crate) fn signed(&self) -> Vec<&PaperAsked> {
        let sent = |(paper, ways): &(&PaperAsked, Vec<&WayAsked>)| {
            ways.iter().any(|way| way.signed && self.case.form.ways.get(&paper.code) == Some(&way.code))
        };
        self.needed().into_iter().filter(sent).map(|(paper, _)| paper).collect()
    }

    /// Whether the case has one signed file: another one that is added is taken in its place.
    pub(crate) fn has_signed(&self) -> bool {
        self.signed().len() == 1
    }

    /// What files can be added besides.
    pub(crate) fn accepts_besides(&self) -> &'static str {
        accepted(self.has_signed(), true)
    }

    /// What is to be declared now.
    pub(crate) fn declarations(&self) -> &[DeclarationAsked] {
        self.correctable.asked.as_ref().map_or(&[], |asked| asked.declarations.as_slice())
    }

    pub(crate) fn kind(&self, code: &str) -> Declaring {
        Declaring::of(code)
    }

    /// Whether an answer is marked.
    pub(crate) fn marked(&self, code: &str, yes: bool) -> bool {
        self.form.declared.get(code).is_some_and(|declared| declared.yes == yes)
    }

    pub(crate) fn declared_words(&self, code: &str) -> &str {
        self.form.declared.get(code).map_or("", |declared| declared.words.as_str())
    }

    pub(crate) fn fault(&self, code: &str) -> &str {
        self.errors.at(code)
    }

    pub(crate) fn grade(&self, ground: &GroundView) -> &'static str {
        grade_of(self.frame.lang, ground)
    }

    pub(crate) fn typed(&self, code: &str) -> &str {
        self.form.changed.get(code).map_or("", String::as_str)
    }

    pub(crate) fn hint(&self, item: &ChangeableItem) -> &'static str {
        item_hint(self.frame.lang, item)
    }
}

//! `/desk/paper`: applications that come on paper.

use app::view::{AskedView, DeclarationAsked, GroundView, NeedView, PaperAsked};
use app::{ChangeableItem, PaperChoices, PaperFilingView, PaperLine, PaperStart, PaperView};
use askama::Template;

use super::Frame;
use super::apply::grade_of;
use super::cases::CasePage;
use super::filing::{item_hint, size_words};
use crate::forms::{Declaring, FieldErrors};
use crate::html;

/// What is being entered.
#[derive(Template)]
#[template(path = "desk/papers.html")]
pub(crate) struct PaperListPage {
    pub frame: Frame,
    pub lines: Vec<PaperLine>,
}

/// Which paper a new one is.
#[derive(Template)]
#[template(path = "desk/paper_start.html")]
pub(crate) struct PaperStartPage {
    pub frame: Frame,
    pub choices: PaperChoices,
    pub start: PaperStart,
    pub errors: FieldErrors,
}

/// What a paper says, as it is typed.
#[derive(Template)]
#[template(path = "desk/paper_entry.html")]
pub(crate) struct PaperEntryPage {
    pub frame: Frame,
    pub view: PaperFilingView,
    pub errors: FieldErrors,
    /// An amount that could not be read, as it was typed.
    pub typed_yen: String,
}

impl PaperEntryPage {
    pub(crate) fn asked(&self) -> Option<&AskedView> {
        self.view.form.asked.as_ref().ok()
    }

    /// Why nothing is asked yet, or cannot be.
    pub(crate) fn not_asked(&self) -> &str {
        self.view.form.asked.as_ref().err().map_or("", |error| self.frame.lang.words(error))
    }

    /// The documents that are needed.
    pub(crate) fn needed(&self) -> Vec<&PaperAsked> {
        self.asked().into_iter().flat_map(AskedView::needed).map(|(paper, _)| paper).collect()
    }

    /// Those that something else stands for, and what.
    pub(crate) fn omitted(&self) -> Vec<(&PaperAsked, &app::Both)> {
        let papers = self.asked().into_iter().flat_map(|asked| &asked.papers);
        papers
            .filter_map(|paper| match &paper.need {
                NeedView::Omitted { by, .. } => Some((paper, by)),
                _ => None,
            })
            .collect()
    }

    /// Those of which the rules do not say.
    pub(crate) fn open(&self) -> Vec<(&PaperAsked, &app::Both)> {
        let papers = self.asked().into_iter().flat_map(|asked| &asked.papers);
        papers
            .filter_map(|paper| match &paper.need {
                NeedView::ToConfirm(why) => Some((paper, why)),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn came(&self, code: &str) -> bool {
        self.view.filing.enclosed.contains(code)
    }

    pub(crate) fn declarations(&self) -> &[DeclarationAsked] {
        self.asked().map_or(&[], |asked| asked.declarations.as_slice())
    }

    pub(crate) fn kind(&self, code: &str) -> Declaring {
        Declaring::of(code)
    }

    pub(crate) fn marked(&self, code: &str, yes: bool) -> bool {
        self.view.form.application.declared.get(code).is_some_and(|declared| declared.yes == yes)
    }

    pub(crate) fn declared_words(&self, code: &str) -> &str {
        self.view.form.application.declared.get(code).map_or("", |declared| declared.words.as_str())
    }

    pub(crate) fn fault(&self, code: &str) -> &str {
        self.errors.at(code)
    }

    pub(crate) fn grade(&self, ground: &GroundView) -> &'static str {
        grade_of(self.frame.lang, ground)
    }

    pub(crate) fn typed(&self, code: &str) -> &str {
        self.view.form.application.changed.get(code).map_or("", String::as_str)
    }

    pub(crate) fn hint(&self, item: &ChangeableItem) -> &'static str {
        item_hint(self.frame.lang, item)
    }

    pub(crate) fn yen(&self) -> String {
        match self.view.filing.yen {
            Some(yen) if self.typed_yen.is_empty() => yen.to_string(),
            _ => self.typed_yen.clone(),
        }
    }

    pub(crate) fn money(&self, yen: &u32) -> String {
        html::thousands(&u64::from(*yen))
    }

    pub(crate) fn is_change(&self) -> bool {
        self.view.form.procedure.0 == "change"
    }

    pub(crate) fn is_picture(&self, scan: &PaperView) -> bool {
        scan.media_type.starts_with("image/")
    }

    pub(crate) fn size(&self, bytes: &u64) -> String {
        size_words(*bytes)
    }
}

/// What was typed beside the paper, for the second officer.
#[derive(Template)]
#[template(path = "desk/paper_compare.html")]
pub(crate) struct PaperComparePage {
    pub frame: Frame,
    pub view: PaperFilingView,
    pub errors: FieldErrors,
    /// Why it is given back, as it was typed.
    pub words: String,
}

impl PaperComparePage {
    /// The items that were typed: name, what is registered, what the paper says.
    pub(crate) fn items(&self) -> Vec<(&app::Both, &str, &str)> {
        let changed = &self.view.form.application.changed;
        let items = self.view.items.iter().filter_map(|item| {
            let typed = changed.get(&item.code)?;
            Some((&item.name, item.old.as_str(), typed.as_str()))
        });
        items.collect()
    }

    /// The documents that are needed, and whether each came with it.
    pub(crate) fn papers(&self) -> Vec<(&PaperAsked, bool)> {
        let needed = self.view.form.asked.as_ref().into_iter().flat_map(AskedView::needed);
        needed.map(|(paper, _)| (paper, self.view.filing.enclosed.contains(&paper.code))).collect()
    }

    /// What was declared: what is asked, the answer, the words.
    pub(crate) fn declared(&self) -> Vec<(&DeclarationAsked, &'static str, &str)> {
        let l = self.frame.lang;
        let asked = self.view.form.asked.as_ref().map_or(&[][..], |asked| asked.declarations.as_slice());
        let line = |asked: &'_ DeclarationAsked| {
            let declared = self.view.form.application.declared.get(asked.code)?;
            let answer = match (Declaring::of(asked.code), declared.yes) {
                (Declaring::Words, _) => "",
                (Declaring::Promise, _) => l.t("破棄する", "will be destroyed"),
                (Declaring::Answer, true) => l.t("当たるものがある", "one applies"),
                (Declaring::Answer, false) => l.t("当たらない", "none applies"),
            };
            Some((answer, declared.words.as_str()))
        };
        asked.iter().filter_map(|asked| line(asked).map(|(answer, words)| (asked, answer, words))).collect()
    }

    pub(crate) fn person(&self) -> &str {
        let l = self.frame.lang;
        let form = &self.view.form;
        let chosen = form.persons.iter().find(|person| person.code == form.application.person);
        chosen.map_or("", |person| l.both(&person.name))
    }

    pub(crate) fn side(&self, one: &str, other: &str) -> Vec<(String, bool)> {
        let l = self.frame.lang;
        CasePage::marked(&l.plain(one), &l.plain(other))
    }

    pub(crate) fn is_picture(&self, scan: &PaperView) -> bool {
        scan.media_type.starts_with("image/")
    }

    pub(crate) fn money(&self, yen: &u32) -> String {
        html::thousands(&u64::from(*yen))
    }

    pub(crate) fn typists(&self) -> String {
        self.view.filing.entered_by.iter().cloned().collect::<Vec<_>>().join(self.frame.lang.t("、", ", "))
    }

    pub(crate) fn size(&self, bytes: &u64) -> String {
        size_words(*bytes)
    }
}

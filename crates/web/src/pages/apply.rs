//! The pages of an application: choosing a procedure, what it asks, the form in short steps, the summary that is signed.

use app::view::{AskedView, GroundView, NeedView, PaperAsked};
use app::{ChangeableItem, FormView};
use askama::Template;

use super::Frame;
use super::filing::item_hint;
use super::step::Step;
use crate::forms::FieldErrors;
use crate::html;
use crate::lang::Lang;

/// What every page of the form has.
#[derive(Debug)]
pub(crate) struct FormFrame {
    pub frame: Frame,
    pub form: FormView,
    pub step: Step,
    pub errors: FieldErrors,
    /// Why nothing was saved; empty when nothing was refused.
    pub refused: String,
    /// The card to which one goes on, now that what was typed is saved.
    pub go: Option<Go>,
}

/// For what one goes on to the card from the page on what is to be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Go {
    Card,
    Number,
}

impl Go {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Number => "number",
        }
    }

    pub(crate) fn of(code: &str) -> Option<Self> {
        [Self::Card, Self::Number].into_iter().find(|go| go.code() == code)
    }
}

impl FormFrame {
    pub(crate) fn new(frame: Frame, form: FormView, step: Step) -> Self {
        Self { frame, form, step, errors: FieldErrors::default(), refused: String::new(), go: None }
    }

    /// The steps, and whether each is the page that is shown: in words, with its address.
    pub(crate) fn steps(&self) -> Vec<(&'static str, String, bool)> {
        let words = (self.frame.lang, self.form.licence.is_some());
        let one = |step: Step| (step.words(words), step.address(&self.form.id), step == self.step);
        Step::of(&self.form).into_iter().map(one).collect()
    }

    /// What the page is called.
    pub(crate) fn heading(&self) -> &'static str {
        self.step.words((self.frame.lang, self.form.licence.is_some()))
    }

    /// The page's number and how many there are.
    pub(crate) fn place(&self) -> (usize, usize) {
        let all = Step::of(&self.form);
        (all.iter().position(|step| *step == self.step).map_or(1, |at| at + 1), all.len())
    }

    /// The address of the page before; the list of procedures' is the portal's home.
    pub(crate) fn back(&self) -> String {
        let before = Step::of(&self.form).into_iter().take_while(|step| *step != self.step).last();
        before.map_or_else(|| "/portal".to_owned(), |step| step.address(&self.form.id))
    }

    /// The address of this page, and that of the next one.
    pub(crate) fn here(&self) -> String {
        self.step.address(&self.form.id)
    }

    pub(crate) fn next(&self) -> String {
        self.step.next(&self.form).address(&self.form.id)
    }

    /// An amount as it is written.
    pub(crate) fn yen(&self, yen: &u32) -> String {
        html::thousands(&u64::from(*yen))
    }

    /// Whether the page says that something is wrong: its title begins with it.
    pub(crate) fn is_wrong(&self) -> bool {
        self.errors.any() || !self.refused.is_empty()
    }
}

/// Makes a page of the form show what every page of it has.
macro_rules! of_form {
    ($($page:ident),+) => {
        $(impl std::ops::Deref for $page {
            type Target = FormFrame;

            fn deref(&self) -> &FormFrame {
                &self.at
            }
        })+
    };
}

pub(super) use of_form;

of_form!(WhatPage, AskedPage, ItemsPage);

/// The papers of a kind of need.
pub(crate) fn papers_of(asked: &AskedView, is: impl Fn(&NeedView) -> bool) -> Vec<&PaperAsked> {
    asked.papers.iter().filter(|paper| is(&paper.need)).collect()
}

/// How sure a ground is; nothing is said of statutes.
pub(crate) fn grade_of(lang: Lang, ground: &GroundView) -> &'static str {
    super::registers::grade(lang, ground.confidence)
}

/// `/portal/drafts/{id}/what`.
#[derive(Template)]
#[template(path = "portal/form_what.html")]
pub(crate) struct WhatPage {
    pub at: FormFrame,
}

impl WhatPage {
    pub(crate) fn chosen(&self, item: &ChangeableItem) -> bool {
        self.form.application.changed.contains_key(&item.code)
    }

    /// The kind of person that is marked: most people are of the first.
    pub(crate) fn person(&self) -> &str {
        let chosen = self.form.application.person.as_str();
        let first = self.form.persons.first().map_or("", |person| person.code);
        if chosen.is_empty() && !self.errors.any() { first } else { chosen }
    }

    /// Whether one may choose to have the certificate rewritten.
    pub(crate) fn may_rewrite(&self) -> bool {
        let compulsory = |asked: &AskedView| asked.certificate.compulsory;
        !self.form.items.is_empty() && !self.form.asked.as_ref().is_ok_and(compulsory)
    }
}

/// `/portal/drafts/{id}`.
#[derive(Template)]
#[template(path = "portal/form_asked.html")]
pub(crate) struct AskedPage {
    pub at: FormFrame,
    pub asked: AskedView,
}

impl AskedPage {
    pub(crate) fn omitted(&self) -> Vec<&PaperAsked> {
        self.papers(|need| matches!(need, NeedView::Omitted { .. }))
    }

    pub(crate) fn needed(&self) -> Vec<&PaperAsked> {
        self.papers(|need| matches!(need, NeedView::Needed(_)))
    }

    pub(crate) fn open(&self) -> Vec<&PaperAsked> {
        self.papers(|need| matches!(need, NeedView::ToConfirm(_)))
    }

    fn papers(&self, is: impl Fn(&NeedView) -> bool) -> Vec<&PaperAsked> {
        papers_of(&self.asked, is)
    }

    pub(crate) fn grade(&self, confidence: &str) -> &'static str {
        super::registers::grade(self.frame.lang, confidence)
    }

    /// A change of name or address ends the card's signing certificate: said before anything is typed.
    pub(crate) fn ends_certificate(&self) -> bool {
        let changed = &self.form.application.changed;
        let ends = changed.contains_key("name") || changed.contains_key("address");
        ends && self.form.licence.is_none()
    }
}

/// `/portal/drafts/{id}/items`.
#[derive(Template)]
#[template(path = "portal/form_items.html")]
pub(crate) struct ItemsPage {
    pub at: FormFrame,
}

impl ItemsPage {
    /// The chosen items, with what stands in the field: what was typed, else what is registered.
    pub(crate) fn fields(&self) -> Vec<(&ChangeableItem, &str)> {
        let typed = &self.form.application.changed;
        let of = |item: &'_ ChangeableItem| typed.get(&item.code).map(String::as_str);
        self.at
            .form
            .items
            .iter()
            .filter_map(|item| {
                let typed = of(item)?;
                Some((item, if typed.is_empty() && !self.errors.any() { item.old.as_str() } else { typed }))
            })
            .collect()
    }

    pub(crate) fn hint(&self, item: &ChangeableItem) -> &'static str {
        item_hint(self.frame.lang, item)
    }
}

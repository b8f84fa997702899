//! The letter to whoever applied on paper.

use app::WeighedCase;
use app::view::CaseView;
use askama::Template;

use super::Frame;
use crate::html;
use crate::lang::Lang;

/// The letter to whoever applied on paper: where the case stands, and what they have to do. In Japanese, as the authority writes.
#[derive(Template)]
#[template(path = "desk/letter.html")]
pub(crate) struct LetterPage {
    pub frame: Frame,
    pub case: CaseView,
    pub weighed: WeighedCase,
    /// The day, ISO.
    pub today: String,
}

impl LetterPage {
    /// What the case says of a stage; none where it is not at it.
    fn about(&self, stage: &str) -> Option<&[String]> {
        let told = self.case.tells.iter().find(|told| told.stage == stage)?;
        Some(told.about.as_slice())
    }

    pub(crate) fn at(&self, stage: &str) -> bool {
        self.about(stage).is_some()
    }

    pub(crate) fn list(&self, stage: &str) -> &[String] {
        self.about(stage).unwrap_or_default()
    }

    pub(crate) fn until(&self, stage: &str) -> Option<&str> {
        self.case.tells.iter().find(|told| told.stage == stage)?.by.as_deref()
    }

    /// What a code means, in Japanese.
    pub(crate) fn word<'a>(&'a self, code: &'a str) -> &'a str {
        let found = self.weighed.words.iter().find(|(known, _)| known == code);
        found.map_or(code, |(_, words)| words.ja.as_str())
    }

    /// A day as the letter writes it.
    pub(crate) fn day(&self, iso: &str) -> html::Registered<'static> {
        Lang::Ja.date(iso)
    }

    pub(crate) fn reply_to(&self) -> &str {
        self.case.form.paper.as_ref().map_or("", |paper| paper.reply_to.as_str())
    }

    pub(crate) fn received_on(&self) -> &str {
        self.case.form.paper.as_ref().map_or("", |paper| paper.received_on.as_str())
    }
}

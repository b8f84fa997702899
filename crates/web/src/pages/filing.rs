//! The last pages of an application: papers, declarations, the summary that is signed; and the procedures to choose from.

use std::collections::BTreeMap;

use app::view::{AskedView, DeclaredView, GroundView, PaperAsked, WayAsked};
use app::{AppError, ChangeableItem, PaperView, ProcedureChoices, WrittenAs};
use askama::Template;

use super::Frame;
use super::apply::{FormFrame, grade_of, of_form};
use super::step::Step;
use crate::forms::{Declaring, KOSEKI_CODE, papers_missing};
use crate::html;
use crate::lang::Lang;

of_form!(PapersPage, DeclarePage, FormCheckPage);

/// `/portal/entries/{id}/procedures`.
#[derive(Template)]
#[template(path = "portal/procedures.html")]
pub(crate) struct ProceduresPage {
    pub frame: Frame,
    pub choices: ProcedureChoices,
    pub refused: String,
}

impl ProceduresPage {
    pub(crate) fn grade(&self, confidence: &str) -> &'static str {
        super::registers::grade(self.frame.lang, confidence)
    }

    pub(crate) fn yen(&self, yen: &u32) -> String {
        html::thousands(&u64::from(*yen))
    }
}

/// `/portal/drafts/{id}/papers`.
#[derive(Template)]
#[template(path = "portal/form_papers.html")]
pub(crate) struct PapersPage {
    pub at: FormFrame,
    pub asked: AskedView,
    pub papers: Vec<PaperView>,
}

impl PapersPage {
    /// The files that were sent for a document.
    pub(crate) fn sent(&self, document: &str) -> Vec<&PaperView> {
        self.papers.iter().filter(|paper| paper.document == document).collect()
    }

    pub(crate) fn is_way(&self, document: &str, way: &str) -> bool {
        self.form.application.ways.get(document).is_some_and(|chosen| chosen == way)
    }

    /// Whether a document may come by the code of the family register's electronic certificate.
    pub(crate) fn takes_code(&self) -> bool {
        self.asked.needed().any(|(_, ways)| ways.iter().any(|way| way.code == KOSEKI_CODE))
    }

    /// Whether a file can be sent for a document.
    pub(crate) fn by_file(&self, ways: &[WayAsked]) -> bool {
        ways.iter().any(|way| way.file)
    }

    /// What files can be chosen for a document.
    pub(crate) fn accepts(&self, ways: &[WayAsked]) -> &'static str {
        accepted_of(ways.iter())
    }

    /// Whether a signed file can be sent for a document.
    pub(crate) fn by_signed_file(&self, ways: &[WayAsked]) -> bool {
        ways.iter().any(|way| way.signed)
    }

    pub(crate) fn way_field(&self, document: &str) -> String {
        format!("way-{document}")
    }

    pub(crate) fn way_error(&self, document: &str) -> &str {
        self.errors.at(&format!("way-{document}"))
    }

    pub(crate) fn file_field(&self, document: &str) -> String {
        format!("file-{document}")
    }

    pub(crate) fn file_error(&self, document: &str) -> &str {
        self.errors.at(&format!("file-{document}"))
    }

    pub(crate) fn size(&self, bytes: &u64) -> String {
        size_words(*bytes)
    }
}

/// What files can be chosen where these ways are open.
pub(crate) fn accepted_of<'a>(ways: impl Iterator<Item = &'a WayAsked> + Clone) -> &'static str {
    let signed = ways.clone().any(|way| way.signed);
    accepted(signed, ways.clone().any(|way| way.file && !way.signed))
}

/// What files can be chosen: those that a program for signing writes together with what is signed, pictures and PDF, or all of them. A
/// signature alone (`.p7s`) shows nothing.
pub(crate) const fn accepted(signed: bool, plain: bool) -> &'static str {
    match (signed, plain) {
        (true, true) => ".xml,.p7m,application/xml,image/jpeg,image/png,application/pdf",
        (true, false) => ".xml,.p7m,application/xml,application/pdf",
        _ => "image/jpeg,image/png,application/pdf",
    }
}

/// A size as people read it.
pub(crate) fn size_words(bytes: u64) -> String {
    const KB: u64 = 1_024;
    match bytes {
        0..=KB => "1 KB".to_owned(),
        _ if bytes < KB * KB => format!("{} KB", bytes / KB),
        _ => format!("{}.{} MB", bytes / KB / KB, bytes / KB % KB * 10 / KB),
    }
}

/// `/portal/drafts/{id}/declare`.
#[derive(Template)]
#[template(path = "portal/form_declare.html")]
pub(crate) struct DeclarePage {
    pub at: FormFrame,
    pub asked: AskedView,
}

impl DeclarePage {
    pub(crate) fn kind(&self, code: &str) -> Declaring {
        Declaring::of(code)
    }

    /// Whether an answer is marked.
    pub(crate) fn marked(&self, code: &str, yes: bool) -> bool {
        self.form.application.declared.get(code).is_some_and(|declared| declared.yes == yes)
    }

    pub(crate) fn declared_words(&self, code: &str) -> &str {
        self.form.application.declared.get(code).map_or("", |declared| declared.words.as_str())
    }

    pub(crate) fn fault(&self, code: &str) -> &str {
        self.errors.at(code)
    }

    pub(crate) fn grade(&self, ground: &GroundView) -> &'static str {
        grade_of(self.frame.lang, ground)
    }
}

/// `/portal/drafts/{id}/check`.
#[derive(Template)]
#[template(path = "portal/form_check.html")]
pub(crate) struct FormCheckPage {
    pub at: FormFrame,
    pub asked: Result<AskedView, AppError>,
    pub papers: Vec<PaperView>,
    /// What is signed, to the byte, and its digest as the sign-in shows it.
    pub text: String,
    pub digest: String,
}

impl FormCheckPage {
    /// What is missing, with the page on which it is put right.
    pub(crate) fn missing(&self) -> Vec<(String, String)> {
        let lang = self.frame.lang;
        let at = |step: Step| step.address(&self.form.id);
        let mut all: Vec<(String, String)> = self
            .form
            .faults
            .iter()
            .map(|(field, words)| (lang.both(words).to_owned(), at(Step::of_fault(field, &self.form))))
            .collect();
        let asked = match &self.asked {
            Ok(asked) => asked,
            Err(error) => return vec![(lang.words(error).to_owned(), at(Step::What))],
        };
        let application = &self.form.application;
        let papers = papers_missing((asked, application), &self.papers, lang);
        all.extend(papers.into_iter().map(|(_, words)| (words, at(Step::Papers))));
        all
    }

    /// The changes: name, registered, new.
    pub(crate) fn changes(&self) -> Vec<(&ChangeableItem, &str)> {
        let new: &BTreeMap<String, String> = &self.form.application.changed;
        self.form.items.iter().filter_map(|item| Some((item, new.get(&item.code)?.as_str()))).collect()
    }

    /// What a new licence is to register.
    pub(crate) fn written(&self) -> Vec<(&ChangeableItem, &str)> {
        let typed = &self.form.application.changed;
        let written = self.form.licence.iter().flat_map(|licence| &licence.written);
        written.filter_map(|(item, _)| Some((item, typed.get(&item.code)?.as_str()))).collect()
    }

    /// What is declared.
    pub(crate) fn declared(&self) -> Vec<DeclaredView> {
        DeclaredView::all(&self.form.application.declared)
    }

    /// How each needed document comes.
    pub(crate) fn ways(&self) -> Vec<(&PaperAsked, &app::Both)> {
        let chosen = &self.form.application.ways;
        let asked = self.asked.iter().flat_map(AskedView::needed);
        asked
            .filter_map(|(paper, ways)| {
                let way = ways.iter().find(|way| chosen.get(&paper.code) == Some(&way.code))?;
                Some((paper, &way.name))
            })
            .collect()
    }
}

/// What is shown when a signature came back and the application could not be sent.
#[derive(Template)]
#[template(path = "portal/not_signed.html")]
pub(crate) struct NotSignedPage {
    pub frame: Frame,
    pub words: String,
    /// The page on which one goes on.
    pub back: String,
}

/// How an item is written.
pub(crate) fn item_hint(lang: Lang, item: &ChangeableItem) -> &'static str {
    match (item.code.as_str(), item.written) {
        (_, Some(WrittenAs::Day)) => lang.t("例：昭和63年1月8日、1988-01-08", "As in 1988-01-08"),
        (_, Some(WrittenAs::Month)) => lang.t("例：令和8年3月、2026-03", "As in 2026-03"),
        ("name", _) => lang.t(
            "戸籍のとおりに、姓と名の間を空けて入力してください。",
            "As in the family register, with a space between family and given name.",
        ),
        ("domicile", _) => lang.t(
            "都道府県名を入力してください。日本国籍のない方は国名を入力してください。",
            "The prefecture; without Japanese nationality, the country. In Japanese.",
        ),
        _ => "",
    }
}

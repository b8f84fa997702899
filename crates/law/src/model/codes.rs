//! Codes that the files name: items, documents, statutes.

use crate::dated::Dated;
use crate::decode::Node;
use crate::model::OnlineWay;
use crate::problem::Lang;
use crate::words::{DocumentForm, ExamPart, PersonKind, Procedure, WrittenAs};

/// An item that a register may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "登録事項")]
pub struct Item {
    /// Its code (`registration-number`, `domicile` …).
    pub code: String,
    /// Its Japanese label.
    pub label_ja: String,
    /// Its English label.
    pub label_en: String,
    /// Does it identify the person (an equal one is needed for linking)?
    pub identity: bool,
    /// Does an applicant for a licence write it? Else the authority decides it, or it follows from an examination or a sanction.
    pub applicant: bool,
    /// What of the examination it holds, where a grant records it from that.
    pub exam: Option<ExamPart>,
    /// As what kind of date an applicant writes it; none where it is no date.
    pub written: Option<WrittenAs>,
}

impl Item {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let code = node.text("code");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        let identity = node.opt_bool("identity").unwrap_or(false);
        let applicant = node.opt_bool("applicant").unwrap_or(false);
        let exam = node.opt_word("exam", ExamPart::ALL);
        let written = node.opt_word("written", WrittenAs::ALL);
        Some(Self {
            code: code?,
            label_ja: label_ja?,
            label_en: label_en?,
            identity,
            applicant,
            exam,
            written,
        })
    }
}

/// A document or an on-line way, by its code, with the greatest age at which it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "添付書類の種類")]
pub struct Document {
    /// Its code.
    pub code: String,
    /// Its Japanese label.
    pub label_ja: String,
    /// Its English label.
    pub label_en: String,
    /// What it is made of.
    pub form: DocumentForm,
    /// Greatest age in months at which it is taken.
    pub max_age_months: Vec<Dated<u32>>,
    /// Who cannot have one, so that nothing is established for them.
    pub lacking: Vec<Dated<PersonKind>>,
    /// How it may come on-line in any procedure; what a qualification allows besides stands in its own file.
    pub online: Vec<Dated<OnlineWay>>,
    /// Who has to have signed it, where it is a signed file.
    pub signatory: Vec<Dated<Signatory>>,
}

/// Who has to have signed a document that comes as a signed file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "電子署名をする者")]
pub enum Signatory {
    /// Somebody with this qualification (its id), as the certificate says.
    Qualified(String),
    /// A school corporation.
    SchoolCorporation,
}

impl Signatory {
    /// The word for a school corporation in the file; any other is the id of a qualification.
    const SCHOOL_CORPORATION: &'static str = "school-corporation";

    /// The id of the qualification, where it is somebody who has one.
    #[must_use]
    pub const fn qualification(&self) -> Option<&String> {
        match self {
            Self::Qualified(id) => Some(id),
            Self::SchoolCorporation => None,
        }
    }

    fn read(node: &Node<'_>) -> Option<Self> {
        let by = node.text("by")?;
        Some(if by == Self::SCHOOL_CORPORATION { Self::SchoolCorporation } else { Self::Qualified(by) })
    }
}

impl Document {
    /// Its label in the language asked for.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.label_ja,
            Lang::En => &self.label_en,
        }
    }

    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let code = node.text("code");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        let form = node.word("form", DocumentForm::ALL);
        let max_age_months = node.tables("max_age", |n| Dated::read(n, |n| n.number("months")));
        let online = node.tables("online", |n| Dated::read(n, |n| n.text("by").map(OnlineWay)));
        Some(Self {
            code: code?,
            label_ja: label_ja?,
            label_en: label_en?,
            form: form?,
            lacking: node.tables("lacking", |n| Dated::read(n, |n| n.word("holder", PersonKind::ALL))),
            max_age_months,
            online,
            signatory: node.tables("signatory", |n| Dated::read(n, Signatory::read)),
        })
    }
}

/// What somebody without Japanese nationality attaches instead.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "日本国籍を有しない者の添付書類")]
pub struct Alternative {
    /// Codes of the documents in whose place it stands.
    pub for_documents: Vec<String>,
    /// Of whom it speaks (code).
    pub holder: String,
    /// Of whom it speaks, in words.
    pub holder_ja: String,
    /// The document's own code (`rules/documents.toml`).
    pub document: String,
    /// What is attached beside it, by its code, and in which procedures.
    pub also: Option<String>,
    /// The procedures in which `also` is asked for.
    pub also_in: Vec<Procedure>,
    /// The document in words.
    pub label_ja: String,
    /// The document in words.
    pub label_en: String,
}

impl Alternative {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let holder = node.text("holder");
        let holder_ja = node.text("holder_ja");
        let document = node.text("document");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        Some(Self {
            for_documents: node.texts("for"),
            holder: holder?,
            holder_ja: holder_ja?,
            document: document?,
            also: node.opt_text("also"),
            also_in: node.words("also_in", Procedure::ALL),
            label_ja: label_ja?,
            label_en: label_en?,
        })
    }
}

/// A statute: short title, number, and its id in the national law database where the number gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "法令")]
pub struct Law {
    /// Short title (医師法).
    pub title: String,
    /// Number (昭和23年法律第201号).
    pub number: String,
    /// e-Gov 法令ID; none: not established.
    pub egov_id: Option<String>,
}

impl Law {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let title = node.text("title");
        let number = node.text("number");
        let egov_id = node.opt_text("egov_id");
        Some(Self { title: title?, number: number?, egov_id })
    }
}

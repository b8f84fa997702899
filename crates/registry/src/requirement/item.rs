//! One thing that is asked for: needed, or omitted and by what replaced.

use law::{Both, DeclarationKind, DocumentForm};

use super::{Ground, Known};

/// The code of the line that stands where the rules name no document for a procedure, and do not say that none is needed.
pub const UNLISTED: &str = "unlisted";

/// One document of a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "添付書類")]
pub struct Requirement {
    /// Its code (`rules/documents.toml`), or [`UNLISTED`].
    pub code: String,
    /// As the order or the form words it, in Japanese; as the list of documents has it, in English.
    pub name: Both,
    /// What it must cover, or under which condition it is asked, in the rule's words.
    pub remark: Option<String>,
    /// Needed, omitted, or to be confirmed.
    pub need: Need,
    /// Why it is asked for at all.
    pub ground: Option<Ground>,
}

/// Is a document needed?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// It is, and may come in one of these ways (never none).
    Needed {
        /// The ways, in the order of the rules; by post comes last.
        ways: Vec<Way>,
    },
    /// It is not, because something else stands in its place.
    Omitted {
        /// What stands there, by its code.
        by: String,
        /// In words.
        name: Both,
        /// What it is made of: an inquiry is asked, an entry is read.
        form: DocumentForm,
        /// The rule that omits the document, then the rule that names what stands in its place.
        grounds: [Ground; 2],
        /// By what the same case goes on where that cannot tell: codes of documents.
        otherwise: Vec<String>,
    },
    /// The rules do not say.
    ToConfirm {
        /// Why.
        reason: Both,
    },
}

/// A way in which a document may come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The code of what comes (`rules/documents.toml`).
    pub code: String,
    /// In words.
    pub name: Both,
    /// What it is made of: which field a page shows.
    pub form: DocumentForm,
    /// By post or over the counter, so that a case filed on-line waits for it.
    pub by_post: bool,
    /// On what ground it may come so.
    pub ground: Ground,
}

impl Requirement {
    /// The ways in which it may come; none where it is omitted or to be confirmed.
    #[must_use]
    pub fn ways(&self) -> &[Way] {
        match &self.need {
            Need::Needed { ways } => ways,
            Need::Omitted { .. } | Need::ToConfirm { .. } => &[],
        }
    }

    /// Whether it can come by post only: a case filed on-line waits for it.
    #[must_use]
    pub fn only_by_post(&self) -> bool {
        let ways = self.ways();
        !ways.is_empty() && ways.iter().all(|way| way.by_post)
    }

    /// The inquiry that stands in its place, by its code.
    #[must_use]
    pub fn inquiry(&self) -> Option<&str> {
        match &self.need {
            Need::Omitted { by, form: DocumentForm::Inquiry, .. } => Some(by),
            _ => None,
        }
    }
}

/// Something that the applicant declares.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "申述")]
pub struct Declaration {
    /// What.
    pub kind: DeclarationKind,
    /// The statute's own grounds or words, one a line (empty where the kind says it all).
    pub grounds: Known<Vec<String>>,
}

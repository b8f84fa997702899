//! What a case waits for: one thing, or several at once.

use std::collections::BTreeSet;

use law::CaseStage;
use serde::{Deserialize, Serialize};

/// What a case waits for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Waits {
    /// Sources that were asked and have not answered.
    pub asked: Vec<Asked>,
    /// Another means of proof, since a source cannot tell.
    pub means: Option<MeansWanted>,
    /// Papers and things by post.
    pub paper: BTreeSet<String>,
    /// A payment.
    pub payment: Option<Wish>,
    /// A supplementation.
    pub supplement: Option<Supplementation>,
}

/// A source that was asked. No answer is no answer: it is asked again, and refuses nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its code.
    pub source: String,
    /// How often there was no answer.
    pub unanswered: u32,
    /// Why the last time.
    pub why: String,
}

/// Another means of proof is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeansWanted {
    /// The source that cannot tell.
    pub source: String,
    /// Codes of what may stand in its place.
    pub ways: Vec<String>,
}

/// A payment that is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// How much.
    pub yen: u32,
    /// Our key at the collecting side, once it was asked.
    pub wish: Option<String>,
    /// The last day, ISO.
    pub until: Option<String>,
    /// Why the last try failed (refused, expired).
    pub failed: Option<String>,
}

/// Something is to be corrected or added; the same case goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[doc(alias = "補正")]
pub struct Supplementation {
    /// What, in words, or codes of documents.
    pub what: Vec<String>,
    /// By when, ISO.
    pub until: Option<String>,
}

impl Waits {
    /// What is waited for, the applicant's own turn first.
    #[must_use]
    pub fn stages(&self) -> Vec<CaseStage> {
        let open = [
            (self.means.is_some(), CaseStage::Means),
            (self.supplement.is_some(), CaseStage::Supplementation),
            (self.payment.is_some(), CaseStage::Payment),
            (!self.paper.is_empty(), CaseStage::Paper),
            (!self.asked.is_empty(), CaseStage::Asked),
        ];
        open.into_iter().filter(|(is_open, _)| *is_open).map(|(_, stage)| stage).collect()
    }

    /// Whether nothing is waited for.
    #[must_use]
    pub fn is_over(&self) -> bool {
        *self == Self::default()
    }
}

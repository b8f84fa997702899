//! What an applicant declares, for those who read it.

use std::collections::BTreeMap;

use law::{Both, DeclarationKind};
use registry::case::Declared;

/// A declaration as it was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeclaredView {
    /// What it is about.
    pub name: Both,
    /// Yes or no, in the words of the form; empty where the declaration is words alone, and where nothing was declared.
    pub answer: Both,
    /// In the applicant's own words.
    pub words: String,
}

impl DeclaredView {
    /// All that was declared.
    pub(crate) fn all(declared: &BTreeMap<String, Declared>) -> Vec<Self> {
        declared.iter().map(|(code, declared)| Self::of(code, Some(declared))).collect()
    }

    /// What was declared under a code, or that nothing was.
    pub(crate) fn of(code: &str, declared: Option<&Declared>) -> Self {
        let kind = DeclarationKind::from_code(code);
        let name = kind.map_or_else(|| Both::new(code, code), declaration_name);
        let answer = match (kind, declared.map(|declared| declared.yes)) {
            (Some(DeclarationKind::Disqualification), Some(true)) => {
                Both::new("当たるものがある", "one applies")
            }
            (Some(DeclarationKind::Disqualification), Some(false)) => Both::new("当たらない", "none applies"),
            (Some(DeclarationKind::OldCertificateDestroyed), Some(true)) => {
                Both::new("破棄する", "the applicant destroys it")
            }
            _ => Both::new("", ""),
        };
        Self { name, answer, words: declared.map_or_else(String::new, |declared| declared.words.clone()) }
    }
}

/// What a declaration is about, at its field and wherever it is read.
pub(crate) fn declaration_name(kind: DeclarationKind) -> Both {
    match kind {
        DeclarationKind::Disqualification => {
            Both::new("欠格事由に当たるかどうか", "Whether a ground of disqualification applies")
        }
        DeclarationKind::DelayReason => Both::new("期限を過ぎた理由", "Why you file after the time"),
        DeclarationKind::OldCertificateDestroyed => {
            Both::new("これまでの免許証等の破棄", "That you destroy the old certificate")
        }
    }
}

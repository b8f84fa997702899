//! What an applicant declares, for those who read it.

use std::collections::BTreeMap;

use law::{Both, DeclarationKind};
use registry::case::Declared;
use registry::requirement::Requirements;

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
    #[must_use]
    pub fn all(declared: &BTreeMap<String, Declared>) -> Vec<Self> {
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
                Both::new("破棄する", "will be destroyed")
            }
            _ => Both::new("", ""),
        };
        Self { name, answer, words: declared.map_or_else(String::new, |declared| declared.words.clone()) }
    }
}

/// What is missing of what is to be declared, each at its field.
pub(crate) fn declaration_faults(
    asked: &Requirements,
    declared: &BTreeMap<String, Declared>,
) -> Vec<(String, Both)> {
    let kinds = asked.declarations.iter().map(|declaration| declaration.kind);
    let fault = |kind: DeclarationKind| {
        let said = declared.get(kind.code());
        let whole = said.is_some_and(|said| said.is_whole(kind));
        (!whole).then(|| (kind.code().to_owned(), missing(kind, said.is_some_and(|said| said.yes))))
    };
    kinds.filter_map(fault).collect()
}

fn missing(kind: DeclarationKind, yes: bool) -> Both {
    match kind {
        DeclarationKind::Disqualification if yes => Both::new(
            "当たる欠格事由とその事情を入力してください。",
            "Enter the ground of disqualification that applies, and what happened.",
        ),
        DeclarationKind::Disqualification => Both::new(
            "欠格事由に当たるかどうかを選んでください。",
            "Choose whether a ground of disqualification applies.",
        ),
        DeclarationKind::DelayReason => {
            Both::new("期限を過ぎた理由を入力してください。", "Enter why you file after the time.")
        }
        DeclarationKind::OldCertificateDestroyed => Both::new(
            "これまでの免許証等を破棄することを確かめて、印を付けてください。",
            "Confirm that you destroy the old certificate.",
        ),
    }
}

/// What a declaration is about, at its field and wherever it is read.
pub(crate) fn declaration_name(kind: DeclarationKind) -> Both {
    match kind {
        DeclarationKind::Disqualification => {
            Both::new("欠格事由に当たるかどうか", "Whether a ground of disqualification applies")
        }
        DeclarationKind::DelayReason => Both::new("期限を過ぎた理由", "Reason for filing late"),
        DeclarationKind::OldCertificateDestroyed => {
            Both::new("これまでの免許証等の破棄", "That you destroy the old certificate")
        }
    }
}

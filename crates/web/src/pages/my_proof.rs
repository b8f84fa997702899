//! One's own proofs on the screen, and share codes.

use app::{OwnShares, ShareView};
use askama::Template;

use super::{Frame, ShownProof};
use crate::forms::{FieldErrors, Pairs, value};
use crate::html;

/// `/portal/proof`.
#[derive(Template)]
#[template(path = "portal/proof.html")]
pub(crate) struct MyProofsPage {
    pub frame: Frame,
    pub proofs: Vec<ShownProof>,
    /// For paper, or for a screen.
    pub printed: bool,
    /// This page, with what was chosen.
    pub here: String,
    /// Whether some were chosen, so that there may be more.
    pub chosen: bool,
}

impl MyProofsPage {
    fn shows(&self, proof: &ShownProof, code: &str) -> bool {
        proof.view.items.iter().any(|item| item.code == code)
    }
}

/// A share code as it is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShareForm {
    pub recipient: String,
    pub until: String,
    pub items: Vec<String>,
}

impl ShareForm {
    /// Reads the pairs.
    pub(crate) fn read(pairs: &Pairs) -> Self {
        let items = pairs.iter().filter(|(name, _)| name == "item").map(|(_, code)| code.clone());
        Self { recipient: value(pairs, "recipient"), until: value(pairs, "until"), items: items.collect() }
    }
}

/// `/portal/entries/{id}/shares`.
#[derive(Template)]
#[template(path = "portal/shares.html")]
pub(crate) struct SharesPage {
    pub frame: Frame,
    pub own: OwnShares,
    pub form: ShareForm,
    pub errors: FieldErrors,
    /// The code that was made just now: shown once.
    pub made: Option<ShareView>,
}

impl SharesPage {
    fn chosen(&self, code: &str) -> bool {
        self.form.items.iter().any(|item| item == code)
    }

    /// What a code opens, in words.
    fn items(&self, share: &ShareView) -> String {
        let lang = self.frame.lang;
        let label = |code: &String| {
            let found = self.own.items.iter().find(|item| item.code == *code);
            found.map_or(code.as_str(), |item| lang.t(&item.label, &item.label_en)).to_owned()
        };
        let words: Vec<String> = share.items.iter().map(label).collect();
        if words.is_empty() {
            return lang.t("登録されているかどうかだけ", "only whether it is registered").to_owned();
        }
        words.join(lang.t("、", ", "))
    }
}

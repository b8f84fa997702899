//! The page that shows a proof.

use app::ProofView;
use askama::Template;

use super::Frame;

/// A proof with its QR code.
#[derive(Clone, Debug)]
pub(crate) struct ShownProof {
    pub view: ProofView,
    /// The QR code as SVG: made by us, of letters that need no escape.
    pub qr: String,
    /// What stands in the QR code.
    pub address: String,
}

/// The page.
#[derive(Template)]
#[template(path = "proof/show.html")]
pub(crate) struct ShowPage {
    pub frame: Frame,
    /// Its own address.
    pub action: String,
    /// Where one came from.
    pub back: String,
    /// For paper, or for a screen.
    pub printed: bool,
    pub proof: ShownProof,
}

impl ShowPage {
    fn shows(&self, code: &str) -> bool {
        self.proof.view.items.iter().any(|item| item.code == code)
    }
}

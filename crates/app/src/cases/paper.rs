//! How an application came on paper (書面による申請), and where its scans lie.

use std::collections::BTreeSet;

use registry::hash::sha256;
use registry::ids::RegisterId;
use serde::{Deserialize, Serialize};
use store::case::CaseRow;
use store::portal::AccountKey;

/// How an application came on paper: when, with what, and who typed it and compared it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PaperFiling {
    /// The day on which it arrived, ISO: by its rules it is judged.
    pub received_on: String,
    /// Is it the corrected paper of a case that is there, and was asked to be corrected?
    pub corrects: bool,
    /// Where the applicant is written to: post code and address, as on the paper.
    pub reply_to: String,
    /// The documents that came with it, by their codes.
    pub enclosed: BTreeSet<String>,
    /// The number under which its stamps, or the receipt of money at the counter, are kept; empty where nothing was paid with it.
    pub receipt: String,
    /// How much that is, whole yen.
    pub yen: Option<u32>,
    /// Who typed it: none of them compares it.
    pub entered_by: BTreeSet<String>,
    /// Does it wait for another officer who compares it with the paper?
    pub to_compare: bool,
    /// Why the other officer gave it back; none where nobody did.
    pub returned: Option<Returned>,
    /// Who compared it; empty until then.
    pub compared_by: String,
}

/// What the officer who compared it found wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Returned {
    /// Who.
    pub by: String,
    /// In words for the one who typed it.
    pub words: String,
}

impl PaperFiling {
    /// Those who typed it and whoever compared it, as the history names them.
    #[must_use]
    pub fn officers(&self) -> String {
        let typed = self.entered_by.iter().map(String::as_str);
        let all: Vec<&str> =
            typed.chain([self.compared_by.as_str()]).filter(|name| !name.is_empty()).collect();
        all.join(" / ")
    }
}

/// The account of the desk under which the drafts and scans of a register's paper lie. Accounts of people are drawn by chance; nobody signs in
/// to this one.
pub(crate) fn desk_account(register: RegisterId) -> AccountKey {
    let digest = sha256(&[b"shikaku paper desk", &register.stored().to_be_bytes()]);
    let mut account = AccountKey::default();
    account.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    account
}

/// Under which account the papers of a case lie: its applicant's, or the desk's.
pub(crate) fn papers_account(case: &CaseRow) -> AccountKey {
    case.account.unwrap_or_else(|| desk_account(case.register))
}

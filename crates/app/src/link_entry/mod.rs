//! The link of an entry at the desk: made from paper that its holder brings, or taken back where it was wrong. Either is begun by one
//! officer and waits, as a task, for another one who has looked at the same and confirms it; one alone does neither.

mod answer;
mod begin;
mod look;
mod view;

pub use begin::{LinkFaults, LinkOrder, PaperItems};
pub use look::{EntryLinkView, PastLink, StandingLink};
pub use view::{LinkPending, ResidentSaid};

use registry::hash::{hex, sha256};
use registry::ids::{EntryId, RegisterId};
use registry::item::EntryItem;
use registry::linking::by_holder::Proven;
use serde::{Deserialize, Serialize};

use crate::{App, AppError, ErrorKind};

/// The task of confirming a link from paper.
pub(crate) const PAPER_LINK: &str = "paper-link";
/// The task of confirming that a link is taken back.
pub(crate) const UNLINK: &str = "unlink";
/// What the account is told when an entry is linked to it at the desk, and when the link is taken back.
pub(crate) const TOLD_LINKED: &str = "entry-linked";
pub(crate) const TOLD_UNLINKED: &str = "entry-unlinked";

/// What the first officer has begun, as the task keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Begun {
    officer: String,
    entry: String,
    /// The papers that were seen; of a link only.
    evidence: String,
    ground: String,
    /// What the papers say; of a link only.
    items: PaperItems,
    /// Since when the link stood that is to be taken back; of that only.
    linked_at: i64,
}

impl Begun {
    fn of_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What the second officer's form names: that it is this that was seen.
    fn digest(&self) -> String {
        hex(&sha256(&[self.to_text().as_bytes()]))
    }

    /// What the papers say, as it is compared with the entry.
    fn proven(&self) -> Vec<Proven> {
        let items = &self.items;
        [
            (EntryItem::Name, &items.name),
            (EntryItem::Born, &items.born),
            (EntryItem::Sex, &items.sex),
            (EntryItem::Address, &items.address),
            (EntryItem::Domicile, &items.domicile),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(item, value)| Proven { item, value: value.clone(), substitutes: false })
        .collect()
    }
}

/// The entry that a task of these kinds is about.
pub(crate) fn entry_of_task(about: &str) -> Option<String> {
    Begun::of_text(about).map(|begun| begun.entry)
}

/// One entry has one such task at a time.
fn task_id((register, entry): (RegisterId, EntryId)) -> Result<EntryId, AppError> {
    let digest = sha256(&[b"link-of-entry", &register.stored().to_be_bytes(), entry.stored()]);
    digest.get(..16).and_then(EntryId::from_stored).ok_or_else(|| crate::ask_koseki::own(&"no id"))
}

impl App {
    /// By what a person is asked for: the provision that lets holders be linked at all.
    pub(crate) fn linking_basis(&self) -> String {
        let rules = self.rules().on(self.today());
        rules.linking().next().map_or_else(String::new, |way| way.citation().to_owned())
    }
}

fn moved_on() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "この登録の結び付きは、その間に変わりました。いまの状態を見直してください。",
        "The link of this entry has changed meanwhile. Please look at it as it stands now.",
    )
}

//! What the desk sees.

use law::Both;
use registry::item::{EntryItem, get};
use registry::linking::in_bulk::{BasicItems, DeskReason, Held, identity_text, sides};
use registry::name::Likeness;
use store::first_link::DeskRow;

use crate::linking::{ComparedView, Mark};
use crate::view::RegisterSummary;

/// An entry that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkWaiting {
    /// The entry.
    pub entry: String,
    /// Its number, as printed.
    pub number: String,
    /// The name registered.
    pub name: String,
    /// The code of the reason, and of its items.
    pub reason: DeskReason,
    /// Since when, Unix microseconds.
    pub since: i64,
}

/// A piece of one side, and whether it is the same on the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The characters.
    pub text: String,
    /// How they stand to the other side's.
    pub likeness: Likeness,
}

/// One item on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemOfBoth {
    /// Its code.
    pub item: &'static str,
    /// In Japanese and English.
    pub words: (&'static str, &'static str),
    /// Ours.
    pub ours: Vec<Marked>,
    /// The resident register's.
    pub told: Vec<Marked>,
    /// Whether they are equal.
    pub equal: bool,
}

/// What the desk sees of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkCase {
    /// Of which register.
    pub register: RegisterSummary,
    /// Which.
    pub waiting: LinkWaiting,
    /// Whether the entry is linked already, and what waits is the number that was given.
    pub linked: bool,
    /// The day of the report, if the number came with one.
    pub reported_on: String,
    /// Both sides; only ours when exactly one person was not told.
    pub items: Vec<ItemOfBoth>,
    /// What stands for the one person who was told, and empty without exactly one: an answer that links says whom the officer saw.
    pub seen: String,
    /// What the resident register told, in words; `None` when it could not be asked now.
    pub told: Option<Both>,
}

impl LinkCase {
    /// Item by item, as the desk's other comparison has it.
    #[must_use]
    pub fn compared(&self) -> Vec<ComparedView> {
        let marks = |pieces: &[Marked]| {
            let pieces = pieces.iter().filter(|piece| !piece.text.is_empty());
            let differs = |likeness| !matches!(likeness, Likeness::Same | Likeness::Width);
            let one = |piece: &Marked| Mark { text: piece.text.clone(), differs: differs(piece.likeness) };
            pieces.map(one).collect()
        };
        // Without the other side there is nothing to compare, so nothing is marked.
        let one_side = |pieces: &[Marked]| {
            let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            vec![Mark { text, differs: false }]
        };
        let of = |item: &ItemOfBoth| {
            let (held, proven, agreement) = if self.seen.is_empty() {
                (one_side(&item.ours), Vec::new(), Both::new("", ""))
            } else {
                let words =
                    if item.equal { Both::new("一致", "equal") } else { Both::new("相違", "differs") };
                (marks(&item.ours), marks(&item.told), words)
            };
            let (ja, en) = item.words;
            ComparedView { label: Both::new(ja, en), held, proven, agreement, equal: item.equal }
        };
        self.items.iter().map(of).collect()
    }
}

/// What stands for a person in a form: the same person with the same items has the same.
pub(super) fn seen(person: &BasicItems<'_>) -> String {
    registry::hash::hex(&registry::hash::sha256(&[identity_text(person).as_bytes()]))
}

/// Both of ours: the entry, and the report if there is one.
pub(super) fn held<'a>(row: &'a DeskRow, present: &'a str) -> Held<'a> {
    let report = (!row.report.is_empty()).then(|| BasicItems::of_present(&row.report));
    Held { entry: BasicItems::of_present(present), report }
}

pub(super) fn waiting(row: &DeskRow, present: &str) -> LinkWaiting {
    let text = |item| get(present, item).unwrap_or_default().to_owned();
    LinkWaiting {
        entry: row.entry.to_string(),
        number: text(EntryItem::Number),
        name: text(EntryItem::Name),
        reason: row.reason,
        since: row.at,
    }
}

pub(super) fn of_both(ours: &BasicItems<'_>, told: &BasicItems<'_>) -> Vec<ItemOfBoth> {
    let marked = |text: &str, likeness| Marked { text: text.to_owned(), likeness };
    let of = |side: registry::linking::in_bulk::Side<'_>| ItemOfBoth {
        item: side.item.code(),
        words: side.item.words(),
        ours: side.pieces.iter().map(|piece| marked(piece.first, piece.likeness)).collect(),
        told: side.pieces.iter().map(|piece| marked(piece.second, piece.likeness)).collect(),
        equal: side.equal,
    };
    sides(ours, told).into_iter().map(of).collect()
}

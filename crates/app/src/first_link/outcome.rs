//! What is ordered, and what came of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use registry::linking::in_bulk::{DeskReason, ItemSet};

/// A first link that somebody orders.
#[derive(Clone, Debug)]
pub struct FirstLinkOrder {
    /// The qualification's id.
    pub qualification: String,
    /// The authority; may be left out where the rules know only one.
    pub authority: Option<String>,
    /// A folder on this machine for the files of inquiries and answers while they are needed.
    pub folder: PathBuf,
    /// Only tell how many entries are open.
    pub dry_run: bool,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FirstLinkProgress {
    /// Entries, or reports, looked at.
    pub seen: u64,
    /// Of them linked now.
    pub linked: u64,
    /// Of them at the desk now.
    pub desk: u64,
}

/// What came of it. `entries` is the sum of all the others but `given`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FirstLinkOutcome {
    /// Entries of the register that stand, or reports of the file.
    pub entries: u64,
    /// Linked before.
    pub linked_before: u64,
    /// At the desk before.
    pub desk_before: u64,
    /// The way is not open: by the codes of the items that neither entry nor report gives.
    pub not_open: BTreeMap<String, u64>,
    /// The way is open: in a dry run only, else they are in what follows.
    pub open: u64,
    /// Linked now.
    pub linked: u64,
    /// Of those linked before, whose number is now one that was given.
    pub given: u64,
    /// At the desk now, by reason.
    pub desk: BTreeMap<String, u64>,
    /// No answer came, or none that can be used: asked again by the next run.
    pub no_answer: u64,
    /// Reports only: no entry of that number, or unreadable.
    pub unusable: BTreeMap<String, u64>,
    /// Whether it was told to stop before its end.
    pub stopped: bool,
    /// How long it took.
    pub seconds: f64,
}

impl FirstLinkOutcome {
    pub(super) fn progress(&self) -> FirstLinkProgress {
        FirstLinkProgress { seen: self.entries, linked: self.linked, desk: self.desk.values().sum() }
    }

    pub(super) fn add(&mut self, figures: &Figures) {
        self.entries += figures.entries;
        self.linked_before += figures.linked;
        self.desk_before += figures.desk;
        self.open += figures.open;
        for (missing, count) in &figures.not_open {
            *self.not_open.entry(missing.codes()).or_default() += count;
        }
    }

    pub(super) fn goes_to_desk(&mut self, reason: DeskReason) {
        *self.desk.entry(reason.code().to_owned()).or_default() += 1;
    }
}

/// The figures of a slice before anybody was asked.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) entries: u64,
    pub(super) linked: u64,
    pub(super) desk: u64,
    /// In a dry run.
    pub(super) open: u64,
    pub(super) not_open: BTreeMap<ItemSet, u64>,
}

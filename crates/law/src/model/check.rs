//! The yearly check: what it may do of its own accord, and its numbers.

use crate::decode::Node;
use crate::words::Fact;

/// A ground on which an item is corrected without the holder's application (職権修正).
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "職権修正")]
pub struct CheckCorrection {
    /// Codes of the items.
    pub items: Vec<String>,
    /// Facts each of which allows it.
    pub when: Vec<Fact>,
}

impl CheckCorrection {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self { items: node.texts("items"), when: node.words("when", Fact::ALL) })
    }

    /// Do these facts allow it?
    pub fn allows(&self, facts: &[Fact]) -> bool {
        facts.iter().any(|fact| self.when.contains(fact))
    }
}

/// A number of the yearly check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckValue {
    /// Which (`second-reminder-days`, `quarantine-days`, `sample-size` …).
    pub what: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// The number.
    pub number: u32,
}

impl CheckValue {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let what = node.text("what");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        let number = node.number("number");
        Some(Self { what: what?, label_ja: label_ja?, label_en: label_en?, number: number? })
    }
}

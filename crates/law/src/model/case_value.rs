//! Numbers of a case that are nobody's statute: how long something may take, how many are looked at again.

use crate::decode::Node;

/// A number of cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseValue {
    /// Which (`payable-days`, `supplementation-days`, `review-one-in`).
    pub what: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// The number.
    pub number: u32,
}

impl CaseValue {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let what = node.text("what");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        let number = node.number("number");
        Some(Self { what: what?, label_ja: label_ja?, label_en: label_en?, number: number? })
    }
}

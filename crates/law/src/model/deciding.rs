//! What may be decided by rule, and what never.

use crate::decode::Node;
use crate::model::Group;
use crate::words::{PersonKind, Procedure, Weighed};

/// A fact on which a rule may decide, if it comes from one of these sources and is fresh.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "規則による決定")]
pub struct DecidingRule {
    /// The procedure.
    pub procedure: Procedure,
    /// The fact: an item of the register, or a code of its own (`identity`, `exam`, `entry`).
    pub fact: String,
    /// Codes of the sources.
    pub sources: Vec<String>,
    /// For whom.
    pub holders: Vec<PersonKind>,
    /// How many days old the source's answer may be; 0: of the same day.
    pub fresh_days: u32,
}

/// The facts without which a procedure is not decided by rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidingNeed {
    /// The procedure.
    pub procedure: Procedure,
    /// Codes of facts.
    pub facts: Vec<String>,
    /// Also each item that changes.
    pub changed_items: bool,
}

/// What is never decided by rule: all conditions that are named must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "規則で決定しない場合")]
pub struct NeverByRule {
    /// Its code.
    pub code: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// In these procedures; empty: in all.
    pub procedures: Vec<Procedure>,
    /// For these groups of qualifications; empty: for all.
    pub groups: Vec<Group>,
    /// Where one of these items is written or changed; empty: whatever the items.
    pub items: Vec<String>,
    /// For these people; empty: for all.
    pub holders: Vec<PersonKind>,
    /// Where one of these is to be weighed; empty: whatever there is.
    pub when: Vec<Weighed>,
}

impl DecidingRule {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let procedure = node.word("procedure", Procedure::ALL);
        let fact = node.text("fact");
        let fresh_days = node.number("fresh_days");
        Some(Self {
            sources: node.texts("sources"),
            holders: node.words("holders", PersonKind::ALL),
            procedure: procedure?,
            fact: fact?,
            fresh_days: fresh_days?,
        })
    }
}

impl DecidingNeed {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let procedure = node.word("procedure", Procedure::ALL);
        let facts = node.texts("facts");
        let changed_items = node.opt_bool("changed_items").unwrap_or(false);
        if facts.is_empty() && !changed_items {
            node.fault("facts か changed_items が要ります", "facts or changed_items is needed");
        }
        Some(Self { procedure: procedure?, facts, changed_items })
    }
}

impl NeverByRule {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let code = node.text("code");
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        Some(Self {
            procedures: node.words("procedures", Procedure::ALL),
            groups: node.words("groups", Group::ALL),
            items: node.texts("items"),
            holders: node.words("holders", PersonKind::ALL),
            when: node.words("when", Weighed::ALL),
            code: code?,
            label_ja: label_ja?,
            label_en: label_en?,
        })
    }
}

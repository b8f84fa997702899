//! Families of qualifications.

use crate::decode::Node;

/// A family whose members must agree.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "資格の類型")]
pub struct Family {
    /// Its id.
    pub id: String,
    /// Its Japanese description.
    pub name_ja: String,
    /// Its English description.
    pub name_en: String,
    /// What its members share.
    pub shares: Vec<FamilyAxis>,
    /// The line in its file.
    pub line: usize,
}

/// One thing that the members of a family share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyAxis {
    /// Its name (`change.deadline`, `tax.change` …; `check` lists them).
    pub axis: String,
    /// Members for which it is known to differ.
    pub except: Vec<String>,
    /// The line in its file.
    pub line: usize,
}

impl Family {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let id = node.text("id");
        let name_ja = node.text("name_ja");
        let name_en = node.text("name_en");
        let shares = node.tables("shares", |n| {
            let axis = n.text("axis");
            Some(FamilyAxis { axis: axis?, except: n.texts("except"), line: n.line() })
        });
        Some(Self { id: id?, name_ja: name_ja?, name_en: name_en?, shares, line: node.line() })
    }
}

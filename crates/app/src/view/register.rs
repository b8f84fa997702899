//! A register as people see it: its size, its figures, its law; and where the ledger stands.

use law::Both;
use serde::{Deserialize, Serialize};

/// A register in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterSummary {
    /// Rule id, as in `nurse`.
    pub qualification: String,
    /// 看護師.
    pub qualification_name: String,
    /// Registered nurse.
    pub qualification_name_en: String,
    /// Code, as in `JP-13`.
    pub authority: String,
    /// 東京都.
    pub authority_name: String,
    /// Tokyo Metropolis.
    pub authority_name_en: String,
    /// 看護師籍.
    pub register_name: String,
    /// Nurse register.
    pub register_name_en: String,
    /// All entries, deleted ones too; as of the last count. `None` until it was counted.
    pub entries: Option<u64>,
    /// Whether an import into it is under way, and how far (rows done).
    pub importing: Option<u64>,
}

/// A register's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterView {
    /// The register as in the list.
    pub register: RegisterSummary,
    /// The figures, once counted.
    pub figures: Option<RegisterFigures>,
    /// The law of its qualification today, in sentences with citations.
    pub law: Vec<LawSentence>,
}

/// Counts of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterFigures {
    /// RFC 3339, UTC: when they were counted.
    pub as_of: String,
    /// All entries.
    pub entries: u64,
    /// In force on that day.
    pub active: u64,
    /// Suspended on that day.
    pub suspended: u64,
    /// Revoked.
    pub revoked: u64,
    /// Deleted otherwise.
    pub deleted: u64,
    /// Standing entries by year of registration.
    pub by_year: Vec<Bar>,
    /// Standing entries whose year is not known.
    pub year_unknown: u64,
    /// Standing entries by age on that day, classes of five years.
    pub by_age: Vec<Bar>,
    /// Standing entries whose birth date is not fully known.
    pub age_unknown: u64,
    /// Standing entries of persons who would be 100 or older: deaths that nobody reported are likely among them.
    pub centenarians: u64,
}

/// A bar of a plot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// The first year, or the first age, of the class.
    pub from: i64,
    /// The last one, inclusive.
    pub to: i64,
    /// How many entries that stand (not deleted).
    pub count: u64,
}

/// A sentence of law with its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LawSentence {
    /// What the rule is about: 変更の届出.
    pub topic: String,
    /// Notification of a change.
    pub topic_en: String,
    /// The sentence.
    pub text: String,
    /// The sentence in English.
    pub text_en: String,
    /// The provision; empty when not established.
    pub citation: String,
    /// `statute`, `official-page`, `report`, `inferred`, `not-established`.
    pub confidence: String,
}

/// Where the ledger stands: for the desk's start page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Default)]
pub struct LedgerHead {
    /// Records in the signed log.
    pub size: u64,
    /// Hex of the root hash.
    pub root: String,
    /// RFC 3339, UTC.
    pub signed_at: Option<String>,
    /// Records written but not yet placed.
    pub waiting: u64,
}

/// What anybody may see: counts, and nothing about a person.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct StartView {
    /// Registers that hold entries.
    pub registers: usize,
    /// All their entries, as of the last counts.
    pub entries: u64,
    /// Registers whose import is under way: their names and the rows done.
    pub importing: Vec<(Both, u64)>,
    /// Where the ledger stands.
    pub ledger: LedgerHead,
}

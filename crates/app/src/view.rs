//! What use cases return: plain data, ready for a page, a table in the terminal, or JSON.

use jiff::civil::Date;
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
    /// 看護師籍.
    pub register_name: String,
    /// All entries, deleted ones too; as of the last count. `None` until it was counted.
    pub entries: Option<u64>,
    /// Whether an import into it is under way, and how far (rows done).
    pub importing: Option<u64>,
}

/// An entry in a list of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundEntry {
    /// Its id (UUID).
    pub id: String,
    /// Rule id.
    pub qualification: String,
    /// Authority code.
    pub authority: String,
    /// As printed.
    pub number: String,
    /// As registered, to the character.
    pub name: String,
    /// Empty when the register has none.
    pub kana: String,
    /// ISO, perhaps partial or empty.
    pub born: String,
    /// `active`, `suspended`, `revoked`, `deleted`.
    pub state: String,
}

/// The answer to a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// At most the limit, in the order of name and entry.
    pub entries: Vec<FoundEntry>,
    /// Whether there are more.
    pub more: bool,
}

/// One item of an entry, with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemView {
    /// Rule code, as in `birth-date`.
    pub code: String,
    /// 生年月日.
    pub label: String,
    /// As registered.
    pub value: String,
}

/// One record of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordView {
    /// From 1.
    pub version: i64,
    /// Act code, as in `correction`.
    pub act: String,
    /// 籍の訂正.
    pub act_label: String,
    /// ISO, perhaps partial or empty in a transcription.
    pub effective_on: String,
    /// RFC 3339, UTC.
    pub recorded_at: String,
    /// Who recorded it.
    pub actor: String,
    /// On what ground.
    pub ground: String,
    /// The provision.
    pub citation: String,
    /// Hex of the rule files' digest.
    pub rules_digest: String,
    /// The items that the act wrote; empty when erased.
    pub items: Vec<ItemView>,
    /// Whether the body was erased by order of law.
    pub erased: bool,
    /// Position in the log; `None` until the sequencer has placed it.
    pub position: Option<u64>,
}

/// The paper certificate as the register knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Default)]
pub struct CertificateView {
    /// 看護師免許証.
    pub name: String,
    /// Its number where the register has one.
    pub number: Option<String>,
    /// When it was written last.
    pub issued_on: Option<String>,
    /// For cards with a term (介護支援専門員証).
    pub valid_until: Option<String>,
    /// In words: 交付済み, 書換交付（2020年…）, 有効期間満了, …
    pub state: String,
}

/// A restriction in force or past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RestrictionView {
    /// 業務の停止.
    pub label: String,
    /// First day or the day itself.
    pub from: String,
    /// Last day; empty when none.
    pub until: String,
    /// Whether it binds on the day asked for.
    pub in_force: bool,
}

/// An entry with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// The entry as in a list.
    #[serde(flatten)]
    pub entry: FoundEntry,
    /// 看護師.
    pub qualification_name: String,
    /// 厚生労働大臣.
    pub authority_name: String,
    /// 看護師籍.
    pub register_name: String,
    /// The state in words.
    pub state_label: String,
    /// When deleted: reason and day in words.
    pub deletion: Option<String>,
    /// The registered items, in the order of the rules.
    pub items: Vec<ItemView>,
    /// What was suspended or admonished.
    pub restrictions: Vec<RestrictionView>,
    /// The paper.
    pub certificate: CertificateView,
    /// Oldest first.
    pub history: Vec<RecordView>,
    /// The day the view shows: today unless asked otherwise.
    pub as_of: String,
    /// When asked as known at an instant: RFC 3339.
    pub known_at: Option<String>,
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

/// A sentence of law with its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LawSentence {
    /// What the rule is about: 変更の届出.
    pub topic: String,
    /// The sentence.
    pub text: String,
    /// The provision; empty when not established.
    pub citation: String,
    /// `statute`, `official-page`, `report`, `inferred`, `not-established`.
    pub confidence: String,
}

/// One look at an entry: who, why, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DisclosureView {
    /// RFC 3339, UTC.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Why.
    pub purpose: String,
    /// The door: `desk`, `api`, `command`.
    pub channel: String,
    /// What was asked.
    pub request: String,
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

/// A search as the desk, the command and the interface ask it. Empty text means "not asked".
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Search {
    /// Rule id.
    pub qualification: Option<String>,
    /// Authority code.
    pub authority: Option<String>,
    /// As typed.
    pub number: String,
    /// As typed: any variant, family name or whole, spaces as one likes.
    pub name: String,
    /// As typed: hiragana or katakana, any width.
    pub kana: String,
    /// A whole date.
    pub born: Option<Date>,
    /// At most so many; [`crate::view::DEFAULT_LIMIT`] when `None`.
    pub limit: Option<u32>,
}

/// Results a page shows when nobody asks for another number.
pub const DEFAULT_LIMIT: u32 = 20;
/// Results at most: a list that nobody reads is a leak, not an answer.
pub const MAX_LIMIT: u32 = 200;

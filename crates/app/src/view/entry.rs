//! An entry as people see it: its items, its restrictions, its paper, its history.

use serde::Serialize;

use super::FoundEntry;

/// An entry with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// The entry as in a list.
    #[serde(flatten)]
    pub entry: FoundEntry,
    /// 看護師.
    pub qualification_name: String,
    /// Nurse (Registered Nurse).
    pub qualification_name_en: String,
    /// 厚生労働大臣.
    pub authority_name: String,
    /// Minister of Health, Labour and Welfare.
    pub authority_name_en: String,
    /// 看護師籍.
    pub register_name: String,
    /// Nurse register.
    pub register_name_en: String,
    /// The state in words.
    pub state_label: String,
    /// The same in English.
    pub state_label_en: String,
    /// When deleted: reason and day in words.
    pub deletion: Option<String>,
    /// The same in English.
    pub deletion_en: Option<String>,
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

/// One item of an entry, with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemView {
    /// Rule code, as in `birth-date`.
    pub code: String,
    /// 生年月日.
    pub label: String,
    /// Birth date.
    pub label_en: String,
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
    /// Correction of the register.
    pub act_label_en: String,
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
    /// Its kind: licence, certificate of registration, card …
    pub name_en: String,
    /// Its number where the register has one.
    pub number: Option<String>,
    /// When it was written last.
    pub issued_on: Option<String>,
    /// For cards with a term (介護支援専門員証).
    pub valid_until: Option<String>,
    /// In words: 交付済み, 書換交付, 有効期間満了, …; what nobody has recorded is not said.
    pub state: String,
    /// The same in English.
    pub state_en: String,
}

/// A restriction in force or past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RestrictionView {
    /// 業務の停止.
    pub label: String,
    /// Suspension of practice.
    pub label_en: String,
    /// First day or the day itself.
    pub from: String,
    /// Last day; empty when none.
    pub until: String,
    /// Whether it binds on the day asked for.
    pub in_force: bool,
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

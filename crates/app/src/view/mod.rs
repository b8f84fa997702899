//! What use cases return: plain data, ready for a page, a table in the terminal, or JSON.
//!
//! What has words for people has them twice: `x` in Japanese, `x_en` in English.

mod asked;
mod asked_of;
pub(crate) mod case;
mod declared;
mod entry;
mod register;

use jiff::civil::Date;
use serde::Serialize;

pub use asked::{
    AskedView, CertificateAsked, ChargeAsked, DeclarationAsked, DutyAsked, EntryHead, GroundView, NeedView,
    PaperAsked, PersonChoice, WayAsked,
};
pub use case::{
    CaseLine, CaseView, ChangeView, CorrectionView, HappenedView, PayingView, SignedPaperView, ToldView,
};
pub use declared::DeclaredView;
pub(crate) use declared::declaration_faults;
pub use entry::{CertificateView, DisclosureView, EntryView, ItemView, RecordView, RestrictionView};
pub use register::{Bar, LawSentence, LedgerHead, RegisterFigures, RegisterSummary, RegisterView, StartView};

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
    /// Whether entries of a running import may be missing that cannot be found by name, kana or birth date yet; said
    /// only when it is so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub incomplete: bool,
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

//! 情報提供ネットワークシステム: facts about a person from another institution, without the 個人番号.
//!
//! Public of it: the law (番号法 第21条 to 第23条 \[P\]). An institution knows a person by a code of its own ([`LinkageCode`]); the codes of one
//! person at two institutions share nothing. A code is got with an acquisition number ([`AcquisitionNumber`], 第21条の2): the *vault* sends that
//! number, together with what it alone can name, through J-LIS; the network then tells the code to who shows the acquisition number.
//! An inquiry is acknowledged, and its reply is fetched or pushed. Both sides keep a record of it ([`record`]).
//!
//! The wire is not public; ours is in README.md.

pub mod http;
pub mod record;
pub mod wire;

use std::fmt;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use crate::Outcome;
use crate::neutral::{is_token, token};
pub use record::DisclosureRecord;

token!(
    /// An institution in the network: who asks, who provides.
    Institution,
    32
);
token!(
    /// Our key of an inquiry: the same inquiry sent twice is one.
    InquiryId,
    64
);
token!(
    /// A code of the table of what may be asked: an affair (事務), a procedure in it (事務手続), an item (特定個人情報の項目). The real tables
    /// (データ標準レイアウト) are given to connected bodies only, so these are configuration.
    TableCode,
    32
);

/// A person's code at one institution (情報提供用個人識別符号). It does not print: whoever has it and the institution's line can ask.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "機関別符号")]
#[doc(alias = "情報提供用個人識別符号")]
pub struct LinkageCode(String);

impl LinkageCode {
    /// Reads one: opaque, 1 to 64 of `A-Z a-z 0-9 - _`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        is_token(text, 64).then(|| Self(text.to_owned()))
    }

    /// The code, for the wire and for the holder's row in the register.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for LinkageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkageCode(…)")
    }
}

/// A number for getting one person's code, once, within a time limit. It may be kept no longer than that takes, and used for nothing else
/// (番号法 第21条の2第3項・第4項 \[P\]).
#[derive(Clone, PartialEq, Eq)]
#[doc(alias = "取得番号")]
pub struct AcquisitionNumber(String);

impl AcquisitionNumber {
    /// Random bits in one: so many that none is drawn twice and none is guessed within its time limit.
    const BYTES: usize = 16;

    /// Draws one.
    ///
    /// # Errors
    /// The machine has no randomness.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; Self::BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// Reads one back that was drawn before.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 2 * Self::BYTES && is_token(text, 2 * Self::BYTES)).then(|| Self(text.to_owned()))
    }

    /// The number, for the wire.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AcquisitionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AcquisitionNumber(…)")
    }
}

/// What came of asking for a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acquisition {
    /// The network has not heard of the number through J-LIS yet.
    Pending,
    /// The code. It is given once; the number can be forgotten.
    Given(LinkageCode),
}

/// A question to another institution.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "照会")]
pub struct Inquiry {
    /// Our key.
    pub id: InquiryId,
    /// Who asks (情報照会者).
    pub inquirer: Institution,
    /// Who is to answer (情報提供者).
    pub provider: Institution,
    /// For what affair (事務).
    pub affair: TableCode,
    /// For what procedure in it (事務手続).
    pub procedure: TableCode,
    /// What is asked for: 1 to [`Inquiry::MOST_ITEMS`].
    pub items: Vec<TableCode>,
    /// The provision that allows it, as it is cited.
    pub basis: String,
    /// The person, by the inquirer's own code.
    pub person: LinkageCode,
}

impl Inquiry {
    /// Items of one inquiry.
    pub const MOST_ITEMS: usize = 50;
    /// Characters of a citation.
    pub const LONGEST_BASIS: usize = 200;
}

/// The network took an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// Which.
    pub inquiry: InquiryId,
    /// When: the time of the request in both sides' records.
    pub asked_at: Timestamp,
}

/// Where a reply stands.
#[derive(Debug, Clone, PartialEq)]
pub enum ReplyState {
    /// The provider has not answered yet.
    Pending,
    /// It has.
    Here(Reply),
}

/// What an institution answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Which inquiry.
    pub inquiry: InquiryId,
    /// Who.
    pub provider: Institution,
    /// When the inquiry was taken.
    pub asked_at: Timestamp,
    /// When it was answered.
    pub provided_at: Timestamp,
    /// One answer an item, in the order of the inquiry.
    pub items: Vec<ItemReply>,
}

/// The answer about one item.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemReply {
    /// Which.
    pub item: TableCode,
    /// What.
    pub said: Said,
}

/// What was said about an item. Its content is personal data and does not print.
#[derive(Clone, PartialEq)]
pub enum Said {
    /// What the provider's file holds, in the provider's own shape.
    Provided(serde_json::Value),
    /// The provider has nothing about the person: not the same as "no".
    NothingRecorded,
    /// The provider does not give it, in a code of its own.
    Withheld(String),
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provided(_) => f.write_str("Provided(…)"),
            Self::NothingRecorded => f.write_str("NothingRecorded"),
            Self::Withheld(code) => f.debug_tuple("Withheld").field(code).finish(),
        }
    }
}

/// The network.
pub trait Network: Send + Sync {
    /// Gets the code for an acquisition number that the vault has sent through J-LIS. Too late: refused (`expired`).
    fn acquire<'a>(
        &'a self,
        institution: &'a Institution,
        number: &'a AcquisitionNumber,
    ) -> BoxFuture<'a, Outcome<Acquisition>>;

    /// Sends an inquiry. The same one again is acknowledged as it was.
    fn inquire<'a>(&'a self, inquiry: &'a Inquiry) -> BoxFuture<'a, Outcome<Acknowledged>>;

    /// Fetches the reply to an inquiry, for where no push has come.
    fn reply<'a>(&'a self, inquiry: &'a Inquiry) -> BoxFuture<'a, Outcome<ReplyState>>;

    /// What the network's own records say about a person at an institution, to compare with ours.
    fn records<'a>(
        &'a self,
        institution: &'a Institution,
        person: &'a LinkageCode,
    ) -> BoxFuture<'a, Outcome<Vec<DisclosureRecord>>>;
}

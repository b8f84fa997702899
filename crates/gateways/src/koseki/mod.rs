//! 戸籍: facts about a life, through the network, and certificates by the code that a citizen hands over.
//!
//! Two sources that must not be mixed up:
//!
//! - **Facts** ([`Fact`], [`wire::facts`]) come as an item of a reply of the network. They say *that* somebody married or died and when; no 本籍 and
//!   no text of a name is among them \[M\], and their order cannot always be determined ([`order`]).
//! - **A certificate** ([`KosekiCertificate`], 戸籍電子証明書) is fetched with the 16-digit code that the citizen got ([`RetrievalCode`]). It has the
//!   current 本籍 and the names in exact characters.
//!
//! How a receiving body fetches a certificate is not public; the wire is ours (README.md).

pub mod code;
pub mod http;
pub mod order;
pub mod wire;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::Outcome;
use crate::neutral::token;
pub use code::RetrievalCode;
pub use order::{Sequence, sequence};

token!(
    /// The registry's key of a fact.
    FactId,
    64
);

/// Something that happened in a life, as the family register tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "戸籍関係情報")]
pub struct Fact {
    /// The registry's key.
    pub id: FactId,
    /// What.
    pub kind: FactKind,
    /// When.
    pub when: When,
    /// Its place among the facts of the person, where the registry knows it.
    pub order: Option<u32>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactKind {
    /// 婚姻
    Marriage,
    /// 離婚
    Divorce,
    /// 養子縁組
    Adoption,
    /// 離縁
    AdoptionDissolved,
    /// 帰化
    Naturalisation,
    /// 死亡; with an estimated time (推定死亡) the time is [`When::Between`].
    #[doc(alias = "死亡")]
    Death,
    /// 失踪宣告
    #[doc(alias = "失踪の宣告")]
    AdjudicatedDisappearance,
    /// 高齢者消除: the record of somebody very old of whom nothing is known was closed. The person may live: it is an act of tidying and has not the
    /// effects of a death \[M\].
    ElderDeletion,
    /// Something that this program has no word for; for a person to look at, never passed over.
    Other(String),
}

impl FactKind {
    /// Whether a name or a 本籍 can change with it; an unknown one may.
    #[must_use]
    pub fn may_change_name(&self) -> bool {
        match self {
            Self::Marriage | Self::Divorce | Self::Adoption | Self::AdoptionDissolved => true,
            Self::Naturalisation | Self::Other(_) => true,
            Self::Death | Self::AdjudicatedDisappearance | Self::ElderDeletion => false,
        }
    }
}

/// When something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// On a day.
    On(Date),
    /// On some day from the one to the other, both included.
    Between(Date, Date),
    /// The register does not say.
    Unknown,
}

/// Everything that the registry said about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The facts, in no order: see [`sequence`].
    pub facts: Vec<Fact>,
    /// What was recorded until the end of this day is among them.
    pub as_of: Date,
}

/// What the facts say about whether somebody lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nothing is recorded.
    None,
    /// Died, on a day or at an estimated time.
    Died(When),
    /// Adjudicated as disappeared: deemed dead (民法 第31条), which a later decision can revoke.
    DeemedDead(When),
    /// 高齢者消除 alone: not a death. For a person to look at.
    ElderDeleted(When),
}

impl Facts {
    /// What they say about the end of the life; a death outweighs what was recorded for want of one.
    #[must_use]
    pub fn ending(&self) -> Ending {
        let when = |wanted: &FactKind| self.facts.iter().find(|f| f.kind == *wanted).map(|f| f.when);
        if let Some(when) = when(&FactKind::Death) {
            return Ending::Died(when);
        }
        if let Some(when) = when(&FactKind::AdjudicatedDisappearance) {
            return Ending::DeemedDead(when);
        }
        when(&FactKind::ElderDeletion).map_or(Ending::None, Ending::ElderDeleted)
    }
}

/// Whether the certificate is of a register that is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateKind {
    /// 戸籍電子証明書
    Current,
    /// 除籍電子証明書: everybody has left this register.
    Removed,
}

/// A name in two parts, to the character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KosekiName {
    /// 氏
    pub surname: String,
    /// 名
    pub given: String,
}

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "戸籍電子証明書")]
pub struct KosekiCertificate {
    /// Of what register.
    pub kind: CertificateKind,
    /// 本籍, in full.
    pub domicile: String,
    /// 筆頭者
    pub head: KosekiName,
    /// Those who are or were in it.
    pub members: Vec<Member>,
    /// When it was made.
    pub issued_at: Timestamp,
    /// The last day of the code's validity.
    pub valid_until: Date,
}

/// Somebody in a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name.
    pub name: KosekiName,
    /// Its reading, where it is recorded.
    pub kana: Option<String>,
    /// Day of birth; old registers may not know it to the day.
    pub birth: Option<Date>,
    /// Whether the person has left this register (除籍).
    pub removed: bool,
    /// What is written about the person.
    pub facts: Vec<Fact>,
}

/// Who of a register is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<'a> {
    /// Nobody: the certificate is of another family, or a name was changed.
    Nobody,
    /// Exactly one.
    One(&'a Member),
    /// Several.
    Several,
}

impl KosekiCertificate {
    /// The one of whom it is known that he or she was born on a day, and by which given name. A code can be used by everybody in the same register, so
    /// having it says nothing about who shows it. The given name is compared to the character: what is merely similar is nobody.
    #[must_use]
    pub fn find(&self, given: &str, birth: Date) -> Found<'_> {
        let is_meant = |member: &&Member| member.birth == Some(birth) && member.name.given == given;
        let mut meant = self.members.iter().filter(is_meant);
        match (meant.next(), meant.next()) {
            (None, _) => Found::Nobody,
            (Some(one), None) => Found::One(one),
            (Some(_), Some(_)) => Found::Several,
        }
    }
}

/// A wish for a certificate. It stands in the record of both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRequest {
    /// The citizen's code.
    pub code: RetrievalCode,
    /// The case for which it is fetched.
    pub case: String,
    /// The provision that allows it, as it is cited.
    pub basis: String,
}

impl CertificateRequest {
    /// Characters of a case's key and of a citation.
    pub const LONGEST: usize = 200;
}

/// The registry's side that gives out certificates.
pub trait Koseki: Send + Sync {
    /// Fetches a certificate. Refused: `unknown-code`, `expired`.
    fn certificate<'a>(
        &'a self,
        request: &'a CertificateRequest,
    ) -> BoxFuture<'a, Outcome<KosekiCertificate>>;
}

//! The yearly check (年1回の確認): an entry held against the resident register, what is found, and what that leads to.
//!
//! The danger is a wrong mass deletion. So every doubt is a finding of its own that a person decides, a death of somebody with another given
//! name is a doubt, and what a finding leads to follows from the rules and from whether the number was *given* by the holder.

use jiff::civil::Date;

macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $code:literal $ja:literal $en:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code in tables and JSON.
            #[must_use]
            pub const fn code(self) -> &'static str { match self { $(Self::$variant => $code),+ } }

            /// The words for people.
            #[must_use]
            pub const fn label(self) -> (&'static str, &'static str) { match self { $(Self::$variant => ($ja, $en)),+ } }

            /// The one of a code.
            #[must_use]
            pub fn of_code(code: &str) -> Option<Self> { match code { $($code => Some(Self::$variant),)+ _ => None } }
        }
    };
}

mod change;
mod compare;
mod counts;
mod lead;
mod officers;
mod proposal;
mod threshold;

pub use change::{ChangeEnd, Reminder, still_changed};
pub use compare::compare;
pub use counts::SliceCounts;
pub use lead::{Lead, Led, lead};
pub use officers::{ApprovalRefusal, OFFICERS, approve, is_same_officer};
pub use proposal::{
    BatchCommand, BatchState, Fall, FamilyRegisterSays, ProposalState, Verdict, confirmed, sample, verdict,
};
pub use threshold::{AgeBand, Pause, Thresholds, pause_reason, pauses};

coded! {
    /// What the check found about one entry.
    #[doc(alias = "突合結果")]
    Finding {
        /// Every item that both hold is equal.
        Unchanged "unchanged" "変更なし" "unchanged",
        /// Only a minor correction of the address (軽微な修正): gives nothing.
        MinorAddress "minor-address" "住所の軽微な修正" "minor correction of the address",
        /// The registered address is another one than the resident's.
        AddressChanged "address-changed" "住所の変更" "address changed",
        /// Another surname, the same given name, birth date and sex.
        NameChanged "name-changed" "氏名の変更" "name changed",
        /// Something changed that the network does not carry: the family register is to be asked.
        DomicileToAsk "domicile-to-ask" "本籍の確認が必要" "domicile to be asked of the family register",
        /// Struck by death (消除・死亡).
        Died "died" "死亡" "died",
        /// Struck by the municipality (職権消除). Not a death.
        StruckExOfficio "struck-ex-officio" "職権消除" "struck ex officio",
        /// Struck by a move abroad. Not a death.
        MovedAbroad "moved-abroad" "国外転出" "moved abroad",
        /// The register knows nobody by the key.
        NotFound "not-found" "該当なし" "not found",
        /// The register knows several.
        Several "several" "複数該当" "several found",
        /// Told, and not to be read in one way: see [`Doubt`].
        Unclear "unclear" "要確認" "unclear",
        /// Nothing was told: says nothing about the person.
        NoAnswer "no-answer" "回答なし" "no answer",
    }
}

coded! {
    /// Why a finding is not clear, or what else a person must see beside it.
    Doubt {
        /// Nothing.
        None "" "" "",
        /// The name differs by a variant of a character only.
        Variant "variant" "氏名の字体の違い" "the name differs by a variant of a character",
        /// The registered name is the former surname or the alias that stands beside the record's name.
        BesideName "beside-name" "旧氏・通称と一致" "equal to the former surname or the alias",
        /// The surname differs as well.
        Surname "surname" "氏も異なる" "the surname differs as well",
        /// The given name differs: a twin, or somebody else.
        GivenName "given-name" "名が異なる" "the given name differs",
        /// Nothing of the name is the same.
        WholeName "whole-name" "氏名がすべて異なる" "the whole name differs",
        /// The birth date differs.
        Born "born" "生年月日が異なる" "the birth date differs",
        /// The sex differs.
        Sex "sex" "性別が異なる" "the sex differs",
        /// The record was struck by death without a day that can be.
        DeathDay "death-day" "死亡日が不明" "no possible day of death",
        /// The answer told of another birth date or of other items than asked.
        OtherPerson "other-person" "別人の回答" "the answer is about somebody else",
        /// Two answers contradict each other.
        Contradicting "contradicting" "回答が矛盾" "answers contradict each other",
        /// None came.
        Missing "missing" "回答が届かない" "no answer came",
        /// The register gives no answer about this person (提供停止).
        Stopped "stopped" "提供停止" "the register gives no answer about this person",
        /// Found dead, and an earlier deletion of the entry was taken back: somebody said that this person lives.
        Restored "restored" "以前に消除を回復した登録" "a deletion of this entry was taken back before",
        /// The entry holds no name, or no birth date that can be compared.
        NothingHeld "nothing-held" "照合できる項目がない" "the entry holds nothing to compare",
    }
}

/// What the entry holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Held<'a> {
    /// The name, to the character.
    pub name: &'a str,
    /// Day of birth, ISO, perhaps partial.
    pub born: &'a str,
    /// 男 or 女, where the register holds it.
    pub sex: Option<&'a str>,
    /// The address, where the register holds it.
    pub address: Option<&'a str>,
    /// Whether the register holds a 本籍.
    pub has_domicile: bool,
    /// The day on which the entry was begun: what changed before was registered as it then was.
    pub registered_on: &'a str,
    /// The day as of which an earlier check found the entry unchanged.
    pub checked_on: Option<Date>,
}

/// What the resident register says about one person asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told<'a> {
    /// Exactly one record.
    Found(Seen<'a>),
    /// Nobody.
    NotFound,
    /// More than one.
    Several,
    /// No answer is given about this person.
    Stopped,
    /// None came.
    Missing,
    /// Two came and contradict each other.
    Contradicting,
    /// It is about somebody else.
    OtherPerson,
}

/// A record of the resident register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen<'a> {
    /// Whether it stands.
    pub standing: Standing,
    /// The name.
    pub name: &'a str,
    /// A former surname beside it (旧氏).
    pub former_name: Option<&'a str>,
    /// An alias beside it (通称).
    pub alias: Option<&'a str>,
    /// Day of birth, ISO; unknown parts are `00`.
    pub born: &'a str,
    /// 男 or 女.
    pub sex: Option<&'a str>,
    /// The address.
    pub address: Option<&'a str>,
    /// The last change.
    pub change: Option<Change>,
    /// The day as of which this was true.
    pub as_of: Date,
}

/// Whether a record stands, and why not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// 現存
    Current,
    /// 消除（死亡）
    Deceased,
    /// 消除（国外転出）
    MovedAbroad,
    /// 消除（職権）
    StruckExOfficio,
}

/// The last change of a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    /// Why.
    pub reason: Reason,
    /// The day on which the reason arose.
    pub on: Date,
}

/// Why a record changed, as far as the check tells reasons apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// 死亡
    Died,
    /// 軽微な修正
    Minor,
    /// 職権記載等: a record made by the municipality itself, as after a naturalisation.
    MadeExOfficio,
    /// 職権修正等
    CorrectedExOfficio,
    /// Anything else.
    Other,
}

/// What was found about one entry, with what a person must see beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// The finding.
    pub finding: Finding,
    /// Why it is not clear, or what else differs.
    pub doubt: Doubt,
    /// The day of death, the day of the change.
    pub on: Option<Date>,
}

impl Found {
    const fn of(finding: Finding) -> Self {
        Self { finding, doubt: Doubt::None, on: None }
    }

    const fn unclear(doubt: Doubt) -> Self {
        Self { finding: Finding::Unclear, doubt, on: None }
    }

    /// Whether nothing needs to be written about it.
    #[must_use]
    pub const fn is_quiet(self) -> bool {
        matches!(self.finding, Finding::Unchanged | Finding::MinorAddress)
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

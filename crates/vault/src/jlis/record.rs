//! What the resident register tells of a person: types without any number in them.

use std::fmt;

use super::change::{Change, ChangeReason};
use crate::{SealedCode, SealedNumber};

/// What came of one inquiry. Only [`Told::Found`] tells of a person, and none of the four is "no answer".
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Told {
    /// Exactly one record fits.
    Found(Box<Record>),
    /// None fits.
    NotFound,
    /// More than one fits: for a person at the desk.
    Several,
    /// The register gives no answer about this person (提供停止).
    Stopped,
}

/// A record of the resident register (本人確認情報). It has no nationality and no 本籍: the network has none.
#[derive(Clone, PartialEq, Eq)]
#[doc(alias = "本人確認情報")]
pub struct Record {
    /// What the record is.
    pub standing: Standing,
    /// The four items, as they stand there.
    pub items: Items,
    /// A former surname recorded beside the name (旧氏).
    pub former_name: Option<String>,
    /// The recorded alias of a foreign resident (通称).
    pub alias: Option<String>,
    /// The reading in katakana.
    pub kana: Option<String>,
    /// Code of the municipality, five digits and a check digit.
    pub municipality: String,
    /// The last change, if the register knows one.
    pub last_change: Option<Change>,
    /// The 個人番号, if it was asked for; only the vault can open it.
    pub number: Option<SealedNumber>,
    /// The 住民票コード, if it was asked for; only the vault can open it.
    pub code: Option<SealedCode>,
}

/// Whether a record stands, and why not: four different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// 現存
    Current,
    /// 消除, 死亡
    Deceased,
    /// 消除, 転出, and no other municipality has the person: moved abroad.
    MovedAbroad,
    /// 消除, 職権消除等
    StruckExOfficio,
}

impl Standing {
    /// What a record is by its status word and its last change. `None` when the two contradict each other: a record that is struck
    /// says why, and one that stands was not struck last.
    #[must_use]
    pub fn of(status: &str, last: Option<&Change>) -> Option<Self> {
        let reason = last.map(|change| change.reason);
        match (status, reason) {
            ("現存", Some(ChangeReason::Died | ChangeReason::MovedOut | ChangeReason::StruckExOfficio)) => {
                None
            }
            ("現存", _) => Some(Self::Current),
            ("消除", Some(ChangeReason::Died)) => Some(Self::Deceased),
            ("消除", Some(ChangeReason::MovedOut)) => Some(Self::MovedAbroad),
            ("消除", Some(ChangeReason::StruckExOfficio)) => Some(Self::StruckExOfficio),
            _ => None,
        }
    }

    /// The status word: 現存 or 消除.
    #[must_use]
    pub fn word(self) -> &'static str {
        if self == Self::Current { "現存" } else { "消除" }
    }
}

/// Sex, where the resident register has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// 男 or 女.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }

    /// The sex of a word; `None` for any other.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "男" => Some(Self::Male),
            "女" => Some(Self::Female),
            _ => None,
        }
    }
}

/// A day of birth as the resident register has it: `1988-01-08`; a month or a day that is not known is `00`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Birth(String);

impl Birth {
    /// Reads one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |digits: usize| {
            let part =
                parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()));
            part.and_then(|part| part.parse::<u16>().ok())
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        let fine = parts.next().is_none() && year > 0 && month <= 12 && day <= 31;
        fine.then(|| Self(text.to_owned()))
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The four items (4情報). Asked with, sex and address may be missing, since most registers hold none.
#[derive(Clone, PartialEq, Eq)]
#[doc(alias = "4情報")]
pub struct Items {
    /// 氏名, to the character.
    pub name: String,
    /// 生年月日
    pub birth: Birth,
    /// 性別
    pub sex: Option<Sex>,
    /// 住所
    pub address: Option<String>,
}

impl Items {
    /// Whether a record's items are those that were asked for: each that was given is the same to the character.
    #[must_use]
    pub fn fit(&self, record: &Items) -> bool {
        self.name == record.name
            && self.birth == record.birth
            && (self.sex.is_none() || self.sex == record.sex)
            && (self.address.is_none() || self.address == record.address)
    }
}

// What tells who somebody is does not get into a log by accident.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Record");
        out.field("standing", &self.standing).field("last_change", &self.last_change).finish_non_exhaustive()
    }
}

impl fmt::Debug for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

impl fmt::Debug for Birth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Birth(…)")
    }
}

//! Why an entry waits for a person at the desk, and what that person may answer.

use super::items::ItemSet;

/// Why the desk decides.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DeskReason {
    /// Nobody has these four items: moved, married, written otherwise, or not in the resident register.
    Nobody,
    /// Somebody is like it, but these items differ.
    Differs(ItemSet),
    /// Somebody of the same name and birth date, who may be another person: these items differ.
    Namesake(ItemSet),
    /// More than one person has them.
    Several,
    /// The resident register gives no answer about this person.
    Stopped,
    /// Entry and report say these items differently.
    ReportDiffers(ItemSet),
    /// The number given with the report is not that of the person found.
    NumberDiffers,
    /// The person found holds another entry of this register already.
    SecondEntry,
}

impl DeskReason {
    /// One of each, for lists to choose from.
    pub const ALL: [Self; 8] = [
        Self::Nobody,
        Self::Differs(ItemSet::NONE),
        Self::Namesake(ItemSet::NONE),
        Self::Several,
        Self::Stopped,
        Self::ReportDiffers(ItemSet::NONE),
        Self::NumberDiffers,
        Self::SecondEntry,
    ];

    /// The word in the table and in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Differs(_) => "differs",
            Self::Namesake(_) => "namesake",
            Self::Several => "several",
            Self::Stopped => "stopped",
            Self::ReportDiffers(_) => "report-differs",
            Self::NumberDiffers => "number-differs",
            Self::SecondEntry => "second-entry",
        }
    }

    /// The reason of a word, with its items.
    #[must_use]
    pub fn of_code(code: &str, items: ItemSet) -> Option<Self> {
        let reason = Self::ALL.into_iter().find(|reason| reason.code() == code)?;
        Some(match reason {
            Self::Differs(_) => Self::Differs(items),
            Self::Namesake(_) => Self::Namesake(items),
            Self::ReportDiffers(_) => Self::ReportDiffers(items),
            other => other,
        })
    }

    /// The items that it is about.
    #[must_use]
    pub const fn items(self) -> ItemSet {
        match self {
            Self::Differs(items) | Self::Namesake(items) | Self::ReportDiffers(items) => items,
            _ => ItemSet::NONE,
        }
    }

    /// In Japanese and English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Nobody => ("四情報が一致する人がいない", "nobody has all four items"),
            Self::Differs(_) => ("一致しない項目がある", "items differ"),
            Self::Namesake(_) => (
                "同姓同名・同じ生年月日だが他の項目が違う",
                "same name and birth date, but other items differ",
            ),
            Self::Several => ("該当者が複数いる", "several persons fit"),
            Self::Stopped => ("住民基本台帳から提供されない", "the resident register gives no answer"),
            Self::ReportDiffers(_) => ("籍と届出の内容が違う", "entry and report differ"),
            Self::NumberDiffers => {
                ("提供された番号が該当者のものではない", "the number given is another person's")
            }
            Self::SecondEntry => {
                ("該当者にはこの籍の別の登録がある", "the person has another entry of this register")
            }
        }
    }
}

/// What the desk answers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Answer {
    /// It is this person's entry; the ground is kept.
    Link,
    /// It is not this person's.
    NotThisPerson,
    /// The holder is to be asked.
    AskHolder,
}

impl Answer {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Link, Self::NotThisPerson, Self::AskHolder];

    /// The word in the table and in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::NotThisPerson => "not-this-person",
            Self::AskHolder => "ask-holder",
        }
    }

    /// The answer of a word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.code() == code)
    }

    /// In Japanese and English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Link => ("この人の登録として結び付ける", "link the entry to this person"),
            Self::NotThisPerson => ("この人ではない", "not this person"),
            Self::AskHolder => ("本人に確かめる", "ask the holder"),
        }
    }
}

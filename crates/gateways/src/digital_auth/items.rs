//! The items of the card's face.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Items of the card's face (券面事項入力補助), each a scope of the provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[doc(alias = "4情報")]
pub struct Items {
    /// 氏名
    pub name: bool,
    /// 住所
    pub address: bool,
    /// 生年月日
    pub birthdate: bool,
    /// 性別
    pub gender: bool,
}

impl Items {
    /// All four.
    pub const ALL: Self = Self { name: true, address: true, birthdate: true, gender: true };

    /// The scopes' names.
    pub fn scopes(self) -> impl Iterator<Item = &'static str> {
        let asked = [
            (self.name, "name"),
            (self.address, "address"),
            (self.birthdate, "birthdate"),
            (self.gender, "gender"),
        ];
        asked.into_iter().filter_map(|(asked, scope)| asked.then_some(scope))
    }
}

/// What stands on the card. It comes from the card and not from a live register, so it can be older than the last move [T, §1.1].
/// What they are does not print: only whether they are there.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CardItems {
    /// Family and given name, with a full-width space between [T].
    pub name: Option<String>,
    /// One line. デジタル認証アプリ gives it so [O]; of a standard address its formatted form.
    pub address: Option<String>,
    /// The day of birth.
    pub birthdate: Option<Birthdate>,
    /// The sex.
    pub gender: Option<Gender>,
}

impl fmt::Debug for CardItems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("CardItems");
        shown.field("name", &self.name.is_some()).field("address", &self.address.is_some());
        shown.field("birthdate", &self.birthdate.is_some()).field("gender", &self.gender.is_some()).finish()
    }
}

/// A day of birth as it was given, and read where it could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Birthdate {
    /// As it was given.
    pub raw: String,
    /// The day; `None` for parts that are not known (`0000`) and for forms that are not known.
    pub day: Option<Date>,
}

/// The sex as it was given, and read where it could be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "性別")]
pub struct Gender {
    /// As it was given.
    pub raw: String,
    /// 男, 女 or unknown.
    pub sex: CardSex,
}

/// What a sex on a card means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardSex {
    /// 男
    Male,
    /// 女
    Female,
    /// 不明, or a word that is not known here.
    Unknown,
}

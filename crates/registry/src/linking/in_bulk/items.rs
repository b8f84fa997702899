//! The four basic items (基本4情報), as an entry, a report or the resident register has them.

use crate::date::PartialDate;
use crate::item::{EntryItem, get};
use crate::name::equal_identity;

/// One of the four.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BasicItem {
    /// 氏名
    Name,
    /// 生年月日
    Born,
    /// 性別
    Sex,
    /// 住所
    Address,
}

impl BasicItem {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Name, Self::Born, Self::Sex, Self::Address];

    /// The item of a register that it is.
    #[must_use]
    pub const fn entry_item(self) -> EntryItem {
        match self {
            Self::Name => EntryItem::Name,
            Self::Born => EntryItem::Born,
            Self::Sex => EntryItem::Sex,
            Self::Address => EntryItem::Address,
        }
    }

    /// Its code in the rules.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.entry_item().code()
    }

    /// In Japanese and English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Name => ("氏名", "name"),
            Self::Born => ("生年月日", "birth date"),
            Self::Sex => ("性別", "sex"),
            Self::Address => ("住所", "address"),
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Some of the four.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
pub struct ItemSet(u8);

impl ItemSet {
    /// None of them.
    pub const NONE: Self = Self(0);

    /// With one more.
    #[must_use]
    pub const fn with(self, item: BasicItem) -> Self {
        Self(self.0 | item.bit())
    }

    /// Whether it is among them.
    #[must_use]
    pub const fn has(self, item: BasicItem) -> bool {
        self.0 & item.bit() != 0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = BasicItem> {
        BasicItem::ALL.into_iter().filter(move |item| self.has(*item))
    }

    /// Their codes, separated by blanks: for the table.
    #[must_use]
    pub fn codes(self) -> String {
        self.iter().map(BasicItem::code).collect::<Vec<_>>().join(" ")
    }

    /// The set of such a text; unknown words are passed over.
    #[must_use]
    pub fn of_codes(text: &str) -> Self {
        let item = |word: &str| BasicItem::ALL.into_iter().find(|item| item.code() == word);
        text.split(' ').filter_map(item).collect()
    }
}

impl FromIterator<BasicItem> for ItemSet {
    fn from_iter<I: IntoIterator<Item = BasicItem>>(items: I) -> Self {
        items.into_iter().fold(Self::NONE, Self::with)
    }
}

/// The four items of one side. What a side does not have is empty; a day of birth that is not known to the day is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[doc(alias = "基本4情報")]
pub struct BasicItems<'a> {
    /// 氏名, to the character.
    pub name: &'a str,
    /// 生年月日, ISO.
    pub born: &'a str,
    /// 性別
    pub sex: &'a str,
    /// 住所
    pub address: &'a str,
}

impl<'a> BasicItems<'a> {
    /// What an entry's text of the present has of them.
    #[must_use]
    pub fn of_present(present: &'a str) -> Self {
        let item = |item: BasicItem| get(present, item.entry_item()).unwrap_or_default();
        Self {
            name: item(BasicItem::Name),
            born: item(BasicItem::Born),
            sex: item(BasicItem::Sex),
            address: item(BasicItem::Address),
        }
    }

    /// The value of one, if there is one that can be compared.
    #[must_use]
    pub fn get(&self, item: BasicItem) -> Option<&'a str> {
        let value = match item {
            BasicItem::Name => self.name,
            BasicItem::Born => {
                // a month or a year of birth is shared by many thousands: it is not the item
                let whole = PartialDate::from_iso(self.born).is_ok_and(|date| date.day().is_some());
                if whole { self.born } else { "" }
            }
            BasicItem::Sex => self.sex,
            BasicItem::Address => self.address,
        };
        (!value.trim().is_empty()).then_some(value)
    }

    /// Those that are not there.
    #[must_use]
    pub fn missing(&self) -> ItemSet {
        BasicItem::ALL.into_iter().filter(|item| self.get(*item).is_none()).collect()
    }

    /// Those that both sides have and that are not equal by identity.
    #[must_use]
    pub fn contradicts(&self, other: &BasicItems<'_>) -> ItemSet {
        let both = |item: &BasicItem| self.get(*item).zip(other.get(*item));
        BasicItem::ALL
            .into_iter()
            .filter(|item| both(item).is_some_and(|(own, others)| !equal_identity(own, others)))
            .collect()
    }

    /// Whether both sides have all four, and all of them equal.
    #[must_use]
    pub fn equal(&self, other: &BasicItems<'_>) -> bool {
        self.missing().is_empty() && other.missing().is_empty() && self.contradicts(other).is_empty()
    }
}

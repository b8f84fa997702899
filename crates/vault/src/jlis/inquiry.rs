//! What is asked, by types without any number in them.

use serde::{Deserialize, Serialize};

use super::line::is_plain;
use super::record::{Birth, Items};
use crate::{SealedCode, SealedNumber};

/// Characters of a file's or a request's id: a UUID has 36.
const ID_AT_MOST: usize = 64;
/// Characters of a word of the heading: a citation, a code, an operator's name.
const WORD_AT_MOST: usize = 200;
/// People in one file: everybody with a qualification is fewer; a file is not a way to ask for the whole country.
pub const COUNT_AT_MOST: u64 = 25_000_000;
/// Characters of a name or an address that are asked for. The longest recorded ones are shorter.
const ITEM_AT_MOST: usize = 400;

/// Why something cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAsked {
    /// An id is empty, too long, or has characters that an address cannot have.
    #[error("an id of letters, digits and hyphens is needed, at most {ID_AT_MOST}")]
    Id,
    /// A word of the heading is empty, too long or has control characters.
    #[error("a ground, a purpose and an operator are needed, each of at most {WORD_AT_MOST} characters")]
    Word,
    /// An item of a person is empty, too long or has control characters.
    #[error("a name or an address that cannot be sent")]
    Item,
    /// No people, or too many for one file.
    #[error("a file asks for 1 to {COUNT_AT_MOST} people")]
    Count,
    /// Who is asked for must be named by a number or a code.
    #[error("a number or a resident code is needed, items are not enough")]
    NoNumber,
    /// The vault does not hold the number (any more).
    #[error("the vault does not hold the number of request {0}")]
    Gone(u64),
}

/// The id of a file or a request: letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AskId(String);

impl AskId {
    /// Reads one.
    ///
    /// # Errors
    /// [`NotAsked::Id`].
    pub fn new(id: impl Into<String>) -> Result<Self, NotAsked> {
        let id = id.into();
        let fine = !id.is_empty()
            && id.len() <= ID_AT_MOST
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if fine { Ok(Self(id)) } else { Err(NotAsked::Id) }
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AskId {
    type Error = NotAsked;

    fn try_from(id: String) -> Result<Self, NotAsked> {
        Self::new(id)
    }
}

impl From<AskId> for String {
    fn from(id: AskId) -> Self {
        id.0
    }
}

/// Why and by whom is asked: goes with every inquiry, and is what the other side writes into its own record of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// The clause that allows it (住民基本台帳法別表).
    pub basis: String,
    /// The purpose: the code of the qualification or the run.
    pub purpose: String,
    /// Who asks.
    pub operator: String,
}

impl Ground {
    /// Whether it can be sent.
    ///
    /// # Errors
    /// [`NotAsked::Word`].
    pub fn check(&self) -> Result<(), NotAsked> {
        let fine =
            |word: &String| !word.trim().is_empty() && word.chars().count() <= WORD_AT_MOST && is_plain(word);
        let all = [&self.basis, &self.purpose, &self.operator].into_iter().all(fine);
        if all { Ok(()) } else { Err(NotAsked::Word) }
    }
}

/// Which secrets an answer shall bring. What was not asked for is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wanted {
    /// The 個人番号.
    pub number: bool,
    /// The 住民票コード.
    pub code: bool,
}

impl Wanted {
    /// As the heading has it: `-`, `number`, `code` or `number+code`.
    pub(super) const fn word(self) -> &'static str {
        match (self.number, self.code) {
            (false, false) => "-",
            (true, false) => "number",
            (false, true) => "code",
            (true, true) => "number+code",
        }
    }
}

/// What a file of inquiries says of itself. Everything in it is fixed when the file is made, so that sending it again after a stop
/// sends the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// The file: the same id with another content is refused.
    pub file_id: AskId,
    /// How many people are asked for; their request ids are 0, 1, 2 … below it.
    pub count: u64,
    /// The period that the run is of, such as `2026`; for the records of both sides.
    pub period: String,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// Why and by whom.
    pub ground: Ground,
    /// Which secrets the answers shall bring.
    pub wanted: Wanted,
}

impl Heading {
    /// Whether it can be sent.
    ///
    /// # Errors
    /// [`NotAsked`].
    pub fn check(&self) -> Result<(), NotAsked> {
        self.ground.check()?;
        if self.count == 0 || self.count > COUNT_AT_MOST {
            return Err(NotAsked::Count);
        }
        let fine = |word: &String| !word.is_empty() && word.len() <= ID_AT_MOST && is_plain(word);
        if fine(&self.period) && fine(&self.made_at) { Ok(()) } else { Err(NotAsked::Word) }
    }
}

/// By what one person is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// By 個人番号, which only the vault can open.
    Number(SealedNumber),
    /// By 住民票コード, which only the vault can open.
    Code(SealedCode),
    /// By the four items, or as many as are known.
    Items(Items),
}

/// One person who is asked for.
#[doc(alias = "照会")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// By what.
    pub key: Key,
    /// The day of birth that we hold, if we do. It is not sent: an answer with another one is about another person.
    pub born: Option<Birth>,
}

impl Inquiry {
    /// By four items; their day of birth is the one expected.
    #[must_use]
    pub fn by_items(items: Items) -> Self {
        Self { born: Some(items.birth.clone()), key: Key::Items(items) }
    }

    /// Whether a record can be that of the person asked for.
    #[must_use]
    pub fn fits(&self, record: &Items) -> bool {
        let born = self.born.as_ref().is_none_or(|born| *born == record.birth);
        born && match &self.key {
            Key::Items(asked) => asked.fit(record),
            Key::Number(_) | Key::Code(_) => true,
        }
    }

    /// Whether it can be sent: one that cannot would stop a whole file.
    #[must_use]
    pub fn can_be_asked(&self) -> bool {
        self.check().is_ok()
    }

    /// Whether it can be sent.
    pub(super) fn check(&self) -> Result<(), NotAsked> {
        let Key::Items(items) = &self.key else { return Ok(()) };
        let fine = |item: &String| !item.is_empty() && item.chars().count() <= ITEM_AT_MOST && is_plain(item);
        if fine(&items.name) && items.address.as_ref().is_none_or(fine) {
            Ok(())
        } else {
            Err(NotAsked::Item)
        }
    }
}

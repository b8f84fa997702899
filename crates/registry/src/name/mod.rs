//! Names: kept to the character as registered, found by a key, compared without guessing.
//!
//! Three things that must not be mixed: [`RegisteredName`] is what the register says; [`name_key`] is for
//! finding only; [`equal_identity`] says whether two names are the same, and leaves every other likeness to a
//! person ([`differences`] shows it).

mod compare;
mod key;
#[cfg(test)]
mod tests;
mod variants;

use std::fmt;

pub(crate) use compare::identity_form;
pub use compare::{Likeness, Piece, differences, equal_identity};
pub use key::{kana_key, name_key};

/// The longest name taken, in characters. The longest lawful names are those of foreigners with several given
/// names, well under this; the bound keeps a broken row (a lost quote swallows the rest of a file) from
/// becoming somebody's name.
pub const MAX_NAME_CHARS: usize = 150;

/// A name exactly as the register has it: variants, ideographic variation sequences and private-use
/// characters (外字) stay.
///
/// There is no order and no equality "as a person" here on purpose; `==` is equality of the characters.
#[doc(alias = "氏名")]
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RegisteredName(Box<str>);

impl RegisteredName {
    /// Takes a name as it is.
    ///
    /// # Errors
    /// A [`NameFault`], see [`check_name`].
    pub fn new(name: &str) -> Result<Self, NameFault> {
        check_name(name)?;
        Ok(Self(name.into()))
    }

    /// The name, character for character.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key by which it is found.
    pub fn key(&self) -> String {
        name_key(&self.0)
    }

    /// Its private-use characters, in order.
    pub fn private_use(&self) -> impl Iterator<Item = PrivateUse> {
        private_use(&self.0)
    }
}

impl fmt::Display for RegisteredName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A character outside every standard, kept by its code; only the authority's own font knows its shape.
#[doc(alias = "外字")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PrivateUse {
    /// The character.
    pub character: char,
    /// Its place in the name, in characters from 0.
    pub position: usize,
}

impl fmt::Display for PrivateUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "外字 U+{:04X}", u32::from(self.character))
    }
}

/// The private-use characters of a text, in order.
pub fn private_use(text: &str) -> impl Iterator<Item = PrivateUse> {
    text.chars()
        .enumerate()
        .filter(|(_, c)| is_private_use(*c))
        .map(|(position, character)| PrivateUse { character, position })
}

fn is_private_use(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

/// Why a text is no name. `Display` is English; [`NameFault::ja`] is Japanese.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NameFault {
    /// Nothing but blanks.
    #[error("the name is empty")]
    Empty,
    /// More than [`MAX_NAME_CHARS`].
    #[error("the name is longer than {MAX_NAME_CHARS} characters")]
    TooLong,
    /// A control character, line end or sign of writing direction.
    #[error("the name holds the control character U+{code:04X}", code = u32::from(*.0))]
    Control(char),
    /// The sign that stands for an undecodable character: the true one is lost.
    #[error("a character of the name was lost in an earlier conversion (U+FFFD)")]
    Lost,
    /// A variation selector that follows no character.
    #[error("the name holds a variation selector without a character before it")]
    LoneSelector,
}

impl NameFault {
    /// The reason in Japanese.
    pub fn ja(self) -> String {
        match self {
            Self::Empty => "氏名が空です".to_owned(),
            Self::TooLong => format!("{MAX_NAME_CHARS}文字を超えています"),
            Self::Control(c) => format!("制御文字 U+{:04X} が含まれています", u32::from(c)),
            Self::Lost => "以前の変換で失われた文字（U+FFFD）が含まれています".to_owned(),
            Self::LoneSelector => "異体字セレクタの前に文字がありません".to_owned(),
        }
    }

    /// A stable code for reject files and programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "name-empty",
            Self::TooLong => "name-too-long",
            Self::Control(_) => "name-control-character",
            Self::Lost => "name-lost-character",
            Self::LoneSelector => "name-lone-selector",
        }
    }
}

/// Whether a text can stand in a register as a name.
///
/// # Errors
/// The first [`NameFault`] found. A question mark or a geta (〓) in place of a character is no fault here: the
/// register may really have it.
pub fn check_name(name: &str) -> Result<(), NameFault> {
    let (mut count, mut visible, mut after_character) = (0, false, false);
    for c in name.chars() {
        if c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        {
            return Err(NameFault::Control(c));
        }
        if c == '\u{FFFD}' {
            return Err(NameFault::Lost);
        }
        let selector = key::is_selector(c);
        if selector && !after_character {
            return Err(NameFault::LoneSelector);
        }
        after_character = !selector && !c.is_whitespace();
        visible |= after_character;
        count += 1;
    }
    match (visible, count) {
        (false, _) => Err(NameFault::Empty),
        (true, _) if count > MAX_NAME_CHARS => Err(NameFault::TooLong),
        _ => Ok(()),
    }
}

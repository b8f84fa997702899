//! Comparing two names: whether they are the same, and where they differ.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::key::{is_selector, name_key};
use crate::width::narrow;

/// Whether two names are equal by identity: the same but for Unicode's normal form (NFC) and the width of
/// signs.
///
/// A variation selector, a variant (髙, 高), a private-use character or a blank makes a difference, which a
/// person at the desk decides. NFC itself unites the CJK compatibility ideographs that Unicode declares
/// canonically equal (U+FA19 and U+795E 神).
pub fn equal_identity(a: &str, b: &str) -> bool {
    a == b || identity_form(a) == identity_form(b)
}

/// NFC with every sign in one width: ASCII narrow, katakana wide.
pub(crate) fn identity_form(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().flat_map(one_width).nfc().collect())
}

/// Half-width katakana and signs (U+FF61 to U+FF9F) widen by their own compatibility mapping, full-width
/// ASCII narrows.
fn one_width(c: char) -> impl Iterator<Item = char> {
    let wide = matches!(c, '\u{FF61}'..='\u{FF9F}');
    let widened = wide.then(|| c.nfkc()).into_iter().flatten();
    widened.chain((!wide).then(|| narrow(c)))
}

/// How two pieces of two names stand to one another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Likeness {
    /// Character for character the same.
    Same,
    /// Equal by identity: another width or normal form.
    Width,
    /// Variants of one character (髙 and 高, or another variation selector): found together, decided at the
    /// desk.
    Variant,
    /// Different characters, or one name has nothing here.
    Different,
}

/// Two corresponding pieces of two names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece<'a> {
    /// The piece of the first name; may be empty.
    pub first: &'a str,
    /// The piece of the second name; may be empty.
    pub second: &'a str,
    /// How they stand to one another.
    pub likeness: Likeness,
}

/// Two names side by side, character for character, for the desk to mark what differs.
///
/// The pieces of each side, put together, are that name again. Neighbouring pieces of one kind are not
/// joined. Names longer than [`super::MAX_NAME_CHARS`] are given as one piece.
pub fn differences<'a>(first: &'a str, second: &'a str) -> Vec<Piece<'a>> {
    let (a, b) = (letters(first), letters(second));
    if a.len().max(b.len()) > super::MAX_NAME_CHARS {
        return vec![piece(first, second)];
    }
    let costs = Costs::of(&a, &b);
    let (mut i, mut j, mut pieces) = (0, 0, Vec::new());
    while i < a.len() || j < b.len() {
        let (x, y) = (a.get(i).copied(), b.get(j).copied());
        let next = match (x, y) {
            (Some(x), Some(y)) if costs.pairs(i, j, step_cost(x, y)) => piece(x, y),
            (Some(x), _) if y.is_none() || costs.drops_first(i, j) => piece(x, ""),
            _ => piece("", y.unwrap_or_default()),
        };
        i += usize::from(!next.first.is_empty());
        j += usize::from(!next.second.is_empty());
        pieces.push(next);
    }
    pieces
}

fn piece<'a>(first: &'a str, second: &'a str) -> Piece<'a> {
    Piece { first, second, likeness: likeness(first, second) }
}

fn likeness(a: &str, b: &str) -> Likeness {
    if a == b {
        Likeness::Same
    } else if equal_identity(a, b) {
        Likeness::Width
    } else if !a.is_empty() && !b.is_empty() && name_key(a) == name_key(b) {
        Likeness::Variant
    } else {
        Likeness::Different
    }
}

/// A name's letters: each character with the selectors and marks that belong to it.
fn letters(name: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = name
        .char_indices()
        .filter(|(at, c)| *at == 0 || !(is_selector(*c) || is_combining_mark(*c) || matches!(c, 'ﾞ' | 'ﾟ')))
        .map(|(at, _)| at)
        .collect();
    starts.push(name.len());
    starts
        .windows(2)
        .filter_map(|pair| name.get(*pair.first()?..*pair.last()?))
        .filter(|letter| !letter.is_empty())
        .collect()
}

/// Putting two letters side by side costs nothing when they are alike, more than leaving both alone never.
fn step_cost(a: &str, b: &str) -> u16 {
    match likeness(a, b) {
        Likeness::Same => 0,
        Likeness::Width | Likeness::Variant => 1,
        Likeness::Different => 3,
    }
}

/// The cheapest way from each pair of positions to the ends of both names.
struct Costs {
    width: usize,
    cells: Vec<u16>,
}

impl Costs {
    /// Leaving out one letter.
    const GAP: u16 = 2;

    fn of(a: &[&str], b: &[&str]) -> Self {
        let width = b.len() + 1;
        let mut costs = Self { width, cells: vec![0; (a.len() + 1) * width] };
        for i in (0..=a.len()).rev() {
            for j in (0..=b.len()).rev() {
                let cost = match (a.get(i), b.get(j)) {
                    (None, None) => 0,
                    (Some(_), None) => costs.at(i + 1, j) + Self::GAP,
                    (None, Some(_)) => costs.at(i, j + 1) + Self::GAP,
                    (Some(x), Some(y)) => (costs.at(i + 1, j + 1) + step_cost(x, y))
                        .min(costs.at(i + 1, j) + Self::GAP)
                        .min(costs.at(i, j + 1) + Self::GAP),
                };
                if let Some(cell) = costs.cells.get_mut(i * width + j) {
                    *cell = cost;
                }
            }
        }
        costs
    }

    fn at(&self, i: usize, j: usize) -> u16 {
        self.cells.get(i * self.width + j).copied().unwrap_or(u16::MAX / 2)
    }

    fn pairs(&self, i: usize, j: usize, step: u16) -> bool {
        self.at(i, j) == self.at(i + 1, j + 1) + step
    }

    fn drops_first(&self, i: usize, j: usize) -> bool {
        self.at(i, j) == self.at(i + 1, j) + Self::GAP
    }
}

//! A short key of four items by which millions are brought together. It brings together; [`super::decide`] decides.

use std::hash::{BuildHasher, Hash, Hasher};

use super::items::{BasicItem, BasicItems};
use crate::name::identity_form;
use crate::width::narrow;

/// The key: equal items have equal keys, and unequal ones hardly ever.
pub type FourItemsKey = u64;

/// The key of four items under a secret of the caller's; `None` where one is missing. Items that are equal by identity have one key.
///
/// The secret is drawn anew for each run, so that nobody can write a file whose rows all fall together.
pub fn key_of(items: &BasicItems<'_>, secret: &impl BuildHasher) -> Option<FourItemsKey> {
    let mut state = secret.build_hasher();
    for item in BasicItem::ALL {
        feed(items.get(item)?, &mut state);
        // what separates two items is in neither
        state.write_u8(0xFF);
    }
    Some(state.finish())
}

/// The four items as one text in which equal ones are equal to the byte.
#[must_use]
pub fn identity_text(items: &BasicItems<'_>) -> String {
    let forms: Vec<_> =
        BasicItem::ALL.into_iter().map(|item| identity_form(items.get(item).unwrap_or_default())).collect();
    forms.join("\n")
}

fn feed(text: &str, state: &mut impl Hasher) {
    if text.chars().all(stays) {
        // the usual name or address: the same characters as its identity form, without making one
        text.chars().for_each(|c| narrow(c).hash(state));
    } else {
        identity_form(text).chars().for_each(|c| c.hash(state));
    }
}

/// Characters that stand in the identity form as they are, whatever stands beside them, but for the width of signs: no normal form
/// composes, moves or replaces them.
fn stays(c: char) -> bool {
    matches!(c,
        ' '..='~'
        | '\u{3000}'..='\u{3007}'
        | 'ぁ'..='ゖ'
        | 'ァ'..='ヺ' | 'ー'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{E000}'..='\u{F8FF}'
        | '！'..='～'
        | '\u{20000}'..='\u{2A6DF}'
        | '\u{E0100}'..='\u{E01EF}')
}

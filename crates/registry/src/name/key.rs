//! Keys for finding. They decide nothing: two persons with one key are two persons.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::variants::representative;
use crate::width::narrow;

/// The key by which a name is found: every way of writing it that people take for the same gives the same
/// key.
///
/// In this order:
/// 1. compatibility forms are folded (NFKC: width, `㈱`, CJK compatibility ideographs), Latin letters become
///    capitals without accents;
/// 2. variation selectors (IVS), blanks, middle dots and invisible signs go;
/// 3. every character becomes the one that stands for its class of variants (`data/README.md`): 髙 → 高, 邊 邉 →
///    辺, 齋 齊 斎 → 斉.
///
/// Private-use characters stay as they are. The key of a key is itself. For finding only; never compare
/// persons by it.
#[doc(alias = "検索キー")]
pub fn name_key(name: &str) -> String {
    fold(name, |c| Some(representative(c)))
}

/// The key by which kana are found: full-width katakana without blanks and middle dots.
///
/// Hiragana become katakana, half-width becomes full-width, Latin letters capitals. Small and large kana
/// (`ヤ`, `ャ`), voiced and plain ones (`ブ`, `ヴ`) and the long mark stay apart: they make different names, and
/// a search for the beginning of a name stays exact.
pub fn kana_key(kana: &str) -> String {
    fold(kana, |c| match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60),
        _ => Some(c),
    })
}

fn fold(text: &str, map: impl Fn(char) -> Option<char>) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_plain(c) {
            out.extend(map(narrow(c).to_ascii_uppercase()));
        } else if !is_ignored(c) {
            // Rare: this name holds something that only Unicode's tables can fold.
            return fold_by_tables(text, map);
        }
    }
    out
}

fn fold_by_tables(text: &str, map: impl Fn(char) -> Option<char>) -> String {
    text.nfkd()
        .filter(|c| !is_ignored(*c) && !is_accent(*c))
        .map(|c| c.to_ascii_uppercase())
        .nfc()
        .filter_map(map)
        .collect()
}

/// Characters that the tables would leave as they are, but for width and case: known without asking them.
fn is_plain(c: char) -> bool {
    matches!(c,
        '!'..='~'
        | '\u{3005}'..='\u{3007}'
        | 'ぁ'..='ゖ' | 'ゝ' | 'ゞ'
        | 'ァ'..='ヺ' | 'ー' | 'ヽ' | 'ヾ'
        | '\u{3400}'..='\u{9FFF}'
        | '\u{E000}'..='\u{F8FF}'
        | '！'..='～'
        | '\u{20000}'..='\u{2EFFF}')
}

/// Blanks, middle dots, variation selectors and invisible signs: nobody types them to find a name.
fn is_ignored(c: char) -> bool {
    matches!(c, '・' | '･' | '·')
        || c.is_whitespace()
        || c.is_control()
        || is_selector(c)
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}')
}

/// Accents on Latin letters; the marks of kana (U+3099, U+309A) are no accents.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}') && is_combining_mark(c)
}

/// Whether this is a variation selector: of ideographs (U+E0100 to U+E01EF) or a standardised one (U+FE00 to
/// U+FE0F).
pub(super) fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

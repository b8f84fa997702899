//! The table of character variants: each character to the one that stands for its class.

use std::sync::LazyLock;

/// One class of variants a line; origin and licence in `data/README.md`.
const TABLE: &str = include_str!("../../data/variants.txt");

/// Characters of a block. A name touches two or three blocks, so the look-up stays in the cache.
const BLOCK: usize = 256;

/// The end of the planes that hold ideographs with variants; characters above stand for themselves.
const END: usize = 0x3_0000;

/// Two levels: a character's block, and in it the character that stands for it. Blocks without variants share
/// the first.
struct Table {
    block_of: Vec<u16>,
    blocks: Vec<[char; BLOCK]>,
}

static VARIANTS: LazyLock<Table> = LazyLock::new(|| Table::read(TABLE));

/// The character that stands for all variants of `c`; `c` itself where it has none.
pub(super) fn representative(c: char) -> char {
    VARIANTS.get(c).unwrap_or(c)
}

impl Table {
    fn read(text: &str) -> Self {
        let mut table = Self { block_of: vec![0; END / BLOCK], blocks: vec![['\0'; BLOCK]] };
        for class in text.lines().filter(|line| !line.starts_with('#')) {
            let mut members = class.chars();
            if let Some(head) = members.next() {
                members.for_each(|member| table.set(member, head));
            }
        }
        table
    }

    fn set(&mut self, member: char, head: char) {
        let (high, low) = split(member);
        let Some(block_of) = self.block_of.get_mut(high) else {
            return;
        };
        if *block_of == 0 {
            *block_of = u16::try_from(self.blocks.len()).unwrap_or(0);
            self.blocks.push(['\0'; BLOCK]);
        }
        let slot = self.blocks.get_mut(usize::from(*block_of)).and_then(|block| block.get_mut(low));
        if let Some(slot) = slot {
            *slot = head;
        }
    }

    fn get(&self, c: char) -> Option<char> {
        let (high, low) = split(c);
        let block = self.blocks.get(usize::from(*self.block_of.get(high)?))?;
        block.get(low).copied().filter(|head| *head != '\0')
    }
}

fn split(c: char) -> (usize, usize) {
    let code = c as usize;
    (code / BLOCK, code % BLOCK)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn a_character_stands_in_one_class_only() {
        let mut seen = std::collections::HashMap::new();
        for class in TABLE.lines().filter(|line| !line.starts_with('#')) {
            for member in class.chars() {
                assert_eq!(seen.insert(member, class), None, "{member} stands twice");
                assert_eq!(representative(member), class.chars().next().unwrap());
            }
        }
        assert!(seen.len() > 10_000, "the table is cut short");
    }

    #[test]
    fn every_member_is_in_normal_form() {
        for class in TABLE.lines().filter(|line| !line.starts_with('#')) {
            assert!(class.nfkc().eq(class.chars()), "{class}");
        }
    }

    #[test]
    fn what_has_no_variant_stands_for_itself() {
        for c in ['橋', 'あ', 'A', '\u{E000}', '\u{10FFFF}', '\0'] {
            assert_eq!(representative(c), c);
        }
    }
}

//! The characters of JIS X 0208 and JIS X 0212: what a card's certificate can hold of a name or an address.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use encoding_rs::EUC_JP;

/// What stands for a character that has no stand-in: the mark that printers set for a missing letter.
const GETA: char = '\u{3013}';

/// Characters of names outside the two standards, and what a certificate shows instead. Which stand-ins the real authority uses is not
/// published in what we could read: these are ours \[I\].
const STAND_INS: [(char, char); 11] = [
    ('髙', '高'),
    ('\u{fa11}', '崎'),
    ('𠮷', '吉'),
    ('瀨', '瀬'),
    ('栁', '柳'),
    ('黑', '黒'),
    ('德', '徳'),
    ('\u{fa10}', '塚'),
    ('\u{fa1b}', '福'),
    ('\u{fa19}', '神'),
    ('\u{f9dc}', '隆'),
];

/// A text as a certificate has it, and one digit for each of its characters: 0 as it is, 1 a substitute. A variation selector cannot be
/// shown, so what it stood behind is a substitute too.
pub(crate) fn substituted(text: &str) -> (String, String) {
    let mut shown = String::new();
    let mut map: Vec<u8> = Vec::new();
    for letter in text.chars() {
        if matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}') {
            if let Some(last) = map.last_mut() {
                *last = b'1';
            }
            continue;
        }
        let fits = letter.is_ascii_graphic() || letter == ' ' || standard().contains(&letter);
        shown.push(if fits { letter } else { stand_in(letter) });
        map.push(if fits { b'0' } else { b'1' });
    }
    (shown, map.into_iter().map(char::from).collect())
}

fn stand_in(letter: char) -> char {
    STAND_INS.iter().find(|(own, _)| *own == letter).map_or(GETA, |(_, other)| *other)
}

/// Level 1 and level 2 (JIS X 0208 rows 1–8 and 16–84) and the supplementary set (JIS X 0212). The codec also knows vendors' rows, which
/// are left out.
fn standard() -> &'static BTreeSet<char> {
    static STANDARD: OnceLock<BTreeSet<char>> = OnceLock::new();
    STANDARD.get_or_init(|| {
        let levels =
            (1..=8).chain(16..=84).flat_map(|row| (1..=94).map(move |cell| vec![0xA0 + row, 0xA0 + cell]));
        let supplement =
            (1..=94).flat_map(|row| (1..=94).map(move |cell| vec![0x8F, 0xA0 + row, 0xA0 + cell]));
        levels.chain(supplement).filter_map(|code| one(&code)).collect()
    })
}

fn one(code: &[u8]) -> Option<char> {
    let text = EUC_JP.decode_without_bom_handling_and_without_replacement(code)?;
    let mut letters = text.chars();
    letters.next().filter(|_| letters.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_standards_have_stays() {
        // level 1, level 2, supplementary (鄧), kana, full-width digits
        for text in ["亜熙鄧", "山田　花子", "東京都千代田区本町１丁目２番３号"] {
            let (shown, map) = substituted(text);
            assert_eq!(shown, text);
            assert_eq!(map, "0".repeat(text.chars().count()));
        }
    }

    #[test]
    fn what_they_lack_is_replaced_and_told() {
        assert_eq!(substituted("髙橋　翔"), ("高橋　翔".into(), "1000".into()));
        assert_eq!(substituted("𠮷田"), ("吉田".into(), "10".into()));
        assert_eq!(
            substituted("葛\u{e0100}城"),
            ("葛城".into(), "10".into()),
            "no selector in a certificate"
        );
        assert_eq!(substituted("渡\u{e000}"), ("渡〓".into(), "01".into()));
        assert_eq!(substituted("①"), ("〓".into(), "1".into()), "a vendor's row is no standard");
    }
}

//! Places in Latin letters, as the subject of a signing certificate has them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Prefecture and municipality of a municipality's code (six digits). `None` for a code that is not in the table.
pub(crate) fn place(code: &str) -> Option<(&'static str, &'static str)> {
    static PLACES: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    let places = PLACES.get_or_init(|| {
        let lines = include_str!("../../data/romaji.tsv").lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once('\t')).collect()
    });
    Some((places.get(code.get(..2)?)?, places.get(code)?))
}

/// Katakana and their sound; a small ャ, ュ or ョ takes the vowel of the one before.
const SOUNDS: &str = "アa イi ウu エe オo カka キki クku ケke コko サsa シshi スsu セse ソso タta チchi ツtsu テte トto ナna ニni ヌnu ネne ノno \
    ハha ヒhi フfu ヘhe ホho マma ミmi ムmu メme モmo ヤya ユyu ヨyo ラra リri ルru レre ロro ワwa ヲo ンn ガga ギgi グgu ゲge ゴgo \
    ザza ジji ズzu ゼze ゾzo ダda ヂji ヅzu デde ドdo バba ビbi ブbu ベbe ボbo パpa ピpi プpu ペpe ポpo";

/// A name's reading in Latin letters, each word with a capital: Hepburn, every vowel written. What is not katakana stays.
pub(crate) fn of_reading(kana: &str) -> String {
    let words = kana.split(['\u{3000}', ' ']).filter(|word| !word.is_empty()).map(|word| {
        let mut sounds: Vec<String> = Vec::new();
        for sign in word.chars() {
            let glide = match sign {
                'ャ' => "ya",
                'ュ' => "yu",
                'ョ' => "yo",
                'ー' | 'ッ' => continue,
                _ => {
                    let own = SOUNDS.split_whitespace().find_map(|pair| pair.strip_prefix(sign));
                    sounds.push(own.map_or_else(|| sign.to_string(), str::to_owned));
                    continue;
                }
            };
            let mut before = sounds.pop().unwrap_or_default();
            before.pop();
            let hard = ["sh", "ch", "j"].contains(&before.as_str());
            sounds.push(before + if hard { glide.trim_start_matches('y') } else { glide });
        }
        let joined = sounds.concat();
        let mut letters = joined.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    });
    words.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_municipality_has_latin_letters() {
        assert_eq!(place("131016"), Some(("Tokyo-to", "Chiyoda-ku")));
        assert_eq!(place("011011"), Some(("Hokkaido", "Sapporo-shi Chuo-ku")));
        assert_eq!(place("999999"), None);
        let lines =
            include_str!("../../data/municipalities.tsv").lines().filter(|line| !line.starts_with('#'));
        let missing: Vec<_> = lines.filter(|line| line.get(..6).and_then(place).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn readings_in_latin_letters() {
        assert_eq!(of_reading("サトウ　ショウコ"), "Satou Shouko");
        assert_eq!(of_reading("ヤマダ　キュウジ"), "Yamada Kyuuji");
        assert_eq!(of_reading("Smith　ジョン"), "Smith Jon");
    }
}

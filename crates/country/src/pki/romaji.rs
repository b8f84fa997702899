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
}

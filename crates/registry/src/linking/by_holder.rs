//! Matching an entry with what a person has proved, for a link (初期設定): item by item, each to the character.
//!
//! Equal is what is equal by identity (NFC and width only). Whatever else is seen here is for a person at the desk, and decides nothing.

use crate::item::{EntryItem, get};
use crate::name::{equal_identity, name_key};

/// An item as a person has proved or stated it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proven {
    /// Which.
    pub item: EntryItem,
    /// Its value; dates in ISO form.
    pub value: String,
    /// Whether some of its characters stand for others that the card cannot show (代替文字).
    pub substitutes: bool,
}

/// How an item of the entry and what was proved stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Agreement {
    /// Equal by identity.
    Equal,
    /// Equal as far as it goes, but the card shows substitute characters.
    Substitutes,
    /// Variants of the same characters.
    Variants,
    /// Only the family name differs: perhaps a former name.
    FamilyName,
    /// Different.
    Different,
    /// The person has shown nothing for it.
    NotShown,
    /// The entry does not hold it.
    NotHeld,
}

impl Agreement {
    /// In words, Japanese and English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Equal => ("一致", "equal"),
            Self::Substitutes => ("代替文字を含む", "the card shows substitute characters"),
            Self::Variants => ("字体の違い", "variants of the same characters"),
            Self::FamilyName => ("氏だけが違う（旧姓か）", "only the family name differs (a former name?)"),
            Self::Different => ("不一致", "different"),
            Self::NotShown => ("示されていない", "not shown"),
            Self::NotHeld => ("籍にない", "not in the register"),
        }
    }
}

/// An item side by side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// Which.
    pub item: EntryItem,
    /// As the register holds it.
    pub held: String,
    /// As the person proved or stated it.
    pub proven: String,
    /// How they stand to each other.
    pub agreement: Agreement,
}

/// Compares a present (line text; empty where there is no entry) with what was proved, for the items that identify a person. Name and
/// birth date are always compared, the others where the entry holds them.
#[must_use]
#[doc(alias = "初期設定")]
pub fn compare(held: &str, identity: &[EntryItem], proven: &[Proven]) -> Vec<Compared> {
    let always = [EntryItem::Name, EntryItem::Born];
    let others = identity.iter().copied().filter(|item| !always.contains(item));
    always
        .into_iter()
        .chain(others.filter(|item| get(held, *item).is_some_and(|value| !value.is_empty())))
        .map(|item| one(item, get(held, item).unwrap_or_default(), proven))
        .collect()
}

/// Whether every item that was compared is equal, to the character.
#[must_use]
pub fn all_equal(compared: &[Compared]) -> bool {
    !compared.is_empty() && compared.iter().all(|item| item.agreement == Agreement::Equal)
}

fn one(item: EntryItem, held: &str, proven: &[Proven]) -> Compared {
    let shown = proven.iter().find(|proven| proven.item == item);
    let value = shown.map_or("", |proven| proven.value.as_str());
    let agreement = if held.is_empty() {
        Agreement::NotHeld
    } else if value.is_empty() {
        Agreement::NotShown
    } else if equal_identity(held, value) {
        if shown.is_some_and(|proven| proven.substitutes) { Agreement::Substitutes } else { Agreement::Equal }
    } else {
        unlike(item, held, value)
    };
    Compared { item, held: held.to_owned(), proven: value.to_owned(), agreement }
}

fn unlike(item: EntryItem, held: &str, value: &str) -> Agreement {
    if item == EntryItem::Born {
        return Agreement::Different;
    }
    if name_key(held) == name_key(value) {
        return Agreement::Variants;
    }
    let given = |name: &str| name.split_once(['　', ' ']).map(|(_, given)| name_key(given));
    match (item, given(held), given(value)) {
        (EntryItem::Name, Some(a), Some(b)) if a == b => Agreement::FamilyName,
        _ => Agreement::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDENTITY: [EntryItem; 5] =
        [EntryItem::Domicile, EntryItem::Name, EntryItem::Born, EntryItem::Sex, EntryItem::Address];
    const HELD: &str = "B1988-01-08\nL東京都\nN髙橋　花子\nS女\n";

    fn proven(name: &str, born: &str) -> Vec<Proven> {
        let one = |item, value: &str| Proven { item, value: value.to_owned(), substitutes: false };
        vec![
            one(EntryItem::Name, name),
            one(EntryItem::Born, born),
            one(EntryItem::Sex, "女"),
            one(EntryItem::Domicile, "東京都"),
            one(EntryItem::Address, "東京都港区一丁目"),
        ]
    }

    fn agreement_of_name(name: &str) -> Agreement {
        compare(HELD, &IDENTITY, &proven(name, "1988-01-08"))[0].agreement
    }

    #[test]
    fn every_identity_item_that_the_register_holds_is_compared() {
        let all = compare(HELD, &IDENTITY, &proven("髙橋 花子", "1988-01-08"));
        let items: Vec<EntryItem> = all.iter().map(|compared| compared.item).collect();
        assert_eq!(items, [EntryItem::Name, EntryItem::Born, EntryItem::Domicile, EntryItem::Sex]);
        assert!(all_equal(&all), "another width of the blank is no difference: {all:?}");
        let mut wrong = proven("髙橋　花子", "1988-01-08");
        wrong.retain(|proven| proven.item != EntryItem::Domicile);
        assert!(!all_equal(&compare(HELD, &IDENTITY, &wrong)), "what is not shown is not equal");
    }

    #[test]
    fn whatever_is_not_equal_to_the_character_is_for_the_desk() {
        assert_eq!(agreement_of_name("高橋　花子"), Agreement::Variants);
        assert_eq!(agreement_of_name("髙\u{E0100}橋　花子"), Agreement::Variants);
        assert_eq!(agreement_of_name("鈴木　花子"), Agreement::FamilyName);
        assert_eq!(agreement_of_name("鈴木　一郎"), Agreement::Different);
        let twin = compare(HELD, &IDENTITY, &proven("髙橋　華子", "1988-01-08"));
        assert!(!all_equal(&twin));
        let mut substituted = proven("髙橋　花子", "1988-01-08");
        substituted[0].substitutes = true;
        assert_eq!(compare(HELD, &IDENTITY, &substituted)[0].agreement, Agreement::Substitutes);
    }

    #[test]
    fn an_entry_that_is_not_there_agrees_with_nobody() {
        let nothing = compare("", &IDENTITY, &proven("髙橋　花子", "1988-01-08"));
        assert!(!all_equal(&nothing) && nothing.len() == 2);
        assert!(nothing.iter().all(|compared| compared.agreement == Agreement::NotHeld));
        assert!(!all_equal(&compare(
            "N髙橋　花子\nB1988-01\n",
            &IDENTITY,
            &proven("髙橋　花子", "1988-01-08")
        )));
        assert!(!all_equal(&[]));
    }
}

use std::collections::hash_map::RandomState;

use law::LinkingWay;
use proptest::prelude::*;

use super::*;
use crate::name::{Likeness, equal_identity};

fn rule() -> LinkingWay {
    LinkingWay {
        code: WAY.to_owned(),
        label_ja: "一括".to_owned(),
        label_en: "in bulk".to_owned(),
        items: ["name", "birth-date", "sex", "address"].map(str::to_owned).to_vec(),
        every_identity_item: false,
        unique_person: true,
        proof: None,
    }
}

fn way() -> BulkWay {
    BulkWay::of(&rule()).unwrap()
}

const HANAKO: BasicItems<'static> = BasicItems {
    name: "架空\u{3000}花子",
    born: "1988-01-08",
    sex: "女",
    address: "架空県架空市一丁目２番３号",
};

fn named(name: &str) -> BasicItems<'_> {
    BasicItems { name, ..HANAKO }
}

fn of_entry(entry: BasicItems<'_>, told: &[BasicItems<'_>]) -> Verdict {
    decide(way(), &Held::entry(entry), Candidates::These(told))
}

#[test]
fn a_rule_that_asks_for_less_is_not_the_way() {
    assert!(BulkWay::of(&rule()).is_some());
    let with = |change: &dyn Fn(&mut LinkingWay)| {
        let mut rule = rule();
        change(&mut rule);
        BulkWay::of(&rule)
    };
    assert_eq!(with(&|rule| rule.unique_person = false), None);
    assert_eq!(with(&|rule| rule.code = "by-holder".to_owned()), None);
    assert_eq!(with(&|rule| rule.every_identity_item = true), None);
    assert_eq!(with(&|rule| rule.items.push("kana".to_owned())), None, "an item that nobody compares");
    for missing in 0..4 {
        assert_eq!(with(&|rule| drop(rule.items.remove(missing))), None);
    }
}

#[test]
fn all_four_of_one_person_link_and_nothing_else() {
    assert_eq!(of_entry(HANAKO, &[HANAKO]), Verdict::Link(0));
    assert_eq!(of_entry(HANAKO, &[]), Verdict::Desk(DeskReason::Nobody));
    assert_eq!(of_entry(HANAKO, &[HANAKO, HANAKO]), Verdict::Desk(DeskReason::Several));
    let several = decide(way(), &Held::entry(HANAKO), Candidates::Several);
    assert_eq!(several, Verdict::Desk(DeskReason::Several));
    let stopped = decide(way(), &Held::entry(HANAKO), Candidates::Stopped);
    assert_eq!(stopped, Verdict::Desk(DeskReason::Stopped));
}

#[test]
fn a_register_without_an_address_is_not_open_whoever_is_told() {
    let entry = BasicItems { address: "", ..HANAKO };
    let missing = [BasicItem::Address].into_iter().collect();
    assert_eq!(of_entry(entry, &[HANAKO]), Verdict::NotOpen(missing));
    let month = BasicItems { born: "1988-01", ..HANAKO };
    assert_eq!(of_entry(month, &[HANAKO]), Verdict::NotOpen([BasicItem::Born].into_iter().collect()));
    // a person whose record lacks an item is not shown to be the same
    let told = BasicItems { sex: "", ..HANAKO };
    assert!(matches!(of_entry(HANAKO, &[told]), Verdict::Desk(DeskReason::Namesake(_))));
}

#[test]
fn variants_go_to_the_desk_and_width_does_not() {
    for (entry, person) in [
        ("髙橋\u{3000}一", "高橋\u{3000}一"),
        ("渡邊\u{3000}一", "渡邉\u{3000}一"),
        ("葛\u{E0100}城\u{3000}一", "葛城\u{3000}一"),
        ("葛\u{E0100}城\u{3000}一", "葛\u{E0101}城\u{3000}一"),
        ("\u{E000}橋\u{3000}一", "高橋\u{3000}一"),
        ("高橋一", "高橋\u{3000}一"),
        ("旧姓\u{3000}一", "新姓\u{3000}一"),
    ] {
        let verdict = of_entry(named(entry), &[named(person)]);
        let differs = DeskReason::Differs([BasicItem::Name].into_iter().collect());
        assert_eq!(verdict, Verdict::Desk(differs), "{entry} {person}");
    }
    for (entry, person) in [
        ("高橋 一", "高橋\u{3000}一"),
        ("ＪＯＨＮ\u{3000}ＳＭＩＴＨ", "JOHN SMITH"),
        ("ﾊﾞｰｶﾞ\u{3000}ﾊﾞﾊﾞ", "バーガ\u{3000}ババ"),
        ("か\u{3099}", "が"),
    ] {
        assert_eq!(of_entry(named(entry), &[named(person)]), Verdict::Link(0), "{entry} {person}");
    }
}

#[test]
fn a_namesake_of_the_same_day_is_not_the_person() {
    let namesake = BasicItems { address: "架空県別市九丁目９番９号", ..HANAKO };
    let address = [BasicItem::Address].into_iter().collect();
    assert_eq!(of_entry(HANAKO, &[namesake]), Verdict::Desk(DeskReason::Namesake(address)));
    assert_eq!(of_entry(HANAKO, &[namesake, HANAKO]), Verdict::Link(1), "the other one is the person");
}

#[test]
fn a_report_brings_what_the_register_does_not_hold() {
    let entry = BasicItems { sex: "", address: "", ..HANAKO };
    let with = |report| decide(way(), &Held { entry, report: Some(report) }, Candidates::These(&[HANAKO]));
    assert_eq!(with(HANAKO), Verdict::Link(0));
    let other = BasicItems { name: "別姓\u{3000}花子", ..HANAKO };
    let name = [BasicItem::Name].into_iter().collect();
    assert_eq!(with(other), Verdict::Desk(DeskReason::ReportDiffers(name)));
    let half = BasicItems { sex: "", ..HANAKO };
    assert_eq!(with(half), Verdict::NotOpen([BasicItem::Sex].into_iter().collect()));
    // the report is the later one: its address counts, and an old one in the entry is no contradiction
    let moved = BasicItems { address: "架空県旧市", ..HANAKO };
    let held = Held { entry: moved, report: Some(HANAKO) };
    assert_eq!(decide(way(), &held, Candidates::These(&[HANAKO])), Verdict::Link(0));
}

#[test]
fn both_sides_are_shown_with_what_differs() {
    let told = BasicItems { name: "架空\u{3000}華子", ..HANAKO };
    let [name, born, ..] = sides(&HANAKO, &told);
    assert!(!name.equal && born.equal);
    let marked: Vec<_> = name.pieces.iter().filter(|p| p.likeness == Likeness::Different).collect();
    assert!(!marked.is_empty());
    let first: String = name.pieces.iter().map(|piece| piece.first).collect();
    assert_eq!(first, HANAKO.name);
}

#[test]
fn words_come_back() {
    let items = ItemSet::NONE.with(BasicItem::Sex).with(BasicItem::Name);
    assert_eq!(ItemSet::of_codes(&items.codes()), items);
    for reason in DeskReason::ALL {
        let back = DeskReason::of_code(reason.code(), items).unwrap();
        assert_eq!(back.code(), reason.code());
        assert!(back.items() == items || back.items().is_empty());
    }
    for answer in Answer::ALL {
        assert_eq!(Answer::of_code(answer.code()), Some(answer));
    }
}

/// Names that lie near each other: variants, selectors, widths, blanks, marks of kana.
fn a_name() -> impl Strategy<Value = String> {
    let letters = prop::sample::select(vec![
        "髙",
        "高",
        "渡",
        "邊",
        "邉",
        "辺",
        "葛",
        "葛\u{E0100}",
        "葛\u{E0101}",
        "\u{3000}",
        " ",
        "花",
        "華",
        "カ",
        "ｶ",
        "ﾞ",
        "が",
        "か\u{3099}",
        "Ａ",
        "A",
        "\u{FA19}",
        "神",
        "\u{E000}",
        "é",
        "e\u{301}",
        "ー",
        "-",
    ]);
    prop::collection::vec(letters, 1..5).prop_map(|letters| letters.concat())
}

fn somebody() -> impl Strategy<Value = [String; 4]> {
    let born = prop::sample::select(vec!["1988-01-08", "1988-01-09", "1988-01", ""]).prop_map(str::to_owned);
    let sex = prop::sample::select(vec!["女", "男", ""]).prop_map(str::to_owned);
    let address = prop::sample::select(vec!["市１", "市1", "市2", ""]).prop_map(str::to_owned);
    (a_name(), born, sex, address).prop_map(|(name, born, sex, address)| [name, born, sex, address])
}

fn as_items([name, born, sex, address]: &[String; 4]) -> BasicItems<'_> {
    BasicItems { name, born, sex, address }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever is held and told: a link means that the one linked has all four, equal, and that no other has.
    #[test]
    fn a_link_is_certain(
        entry in somebody(),
        report in prop::option::of(somebody()),
        told in prop::collection::vec(somebody(), 0..4),
        twin in any::<bool>(),
    ) {
        let mut told: Vec<_> = told.iter().map(as_items).collect();
        let held = Held { entry: as_items(&entry), report: report.as_ref().map(as_items) };
        if twin {
            // the product above hits an equal person seldom
            told.push(held.together());
        }
        let verdict = decide(way(), &held, Candidates::These(&told));
        let equal = |person: &BasicItems<'_>| BasicItem::ALL.into_iter().all(|item| {
            let ours = held.together().get(item);
            ours.zip(person.get(item)).is_some_and(|(own, others)| equal_identity(own, others))
        });
        let those: Vec<usize> = told.iter().enumerate().filter(|(_, p)| equal(p)).map(|(at, _)| at).collect();
        if let Verdict::Link(at) = verdict {
            prop_assert_eq!(those, vec![at]);
            prop_assert!(held.disagreement().is_empty());
        } else if held.open().is_ok() {
            prop_assert_ne!(those.len(), 1);
        }
    }

    /// Equal four items have equal keys and texts, however they are written; unequal ones have not.
    #[test]
    fn the_key_brings_equal_ones_together(one in somebody(), other in somebody()) {
        let secret = RandomState::new();
        let (one, other) = (as_items(&one), as_items(&other));
        prop_assert_eq!(key_of(&one, &secret).is_some(), one.missing().is_empty());
        if let (Some(a), Some(b)) = (key_of(&one, &secret), key_of(&other, &secret)) {
            prop_assert_eq!(a == b, one.equal(&other));
            prop_assert_eq!(identity_text(&one) == identity_text(&other), one.equal(&other));
        }
    }

    /// The short way of the key is the long one.
    #[test]
    fn the_key_is_that_of_the_identity_form(name in "\\PC{1,12}") {
        let secret = RandomState::new();
        let plain = BasicItems { name: &name, ..HANAKO };
        let formed = identity_text(&BasicItems { name: &name, ..BasicItems::default() });
        let formed = formed.split('\n').next().unwrap_or_default();
        prop_assume!(!formed.trim().is_empty() && !name.trim().is_empty());
        prop_assert_eq!(key_of(&plain, &secret), key_of(&BasicItems { name: formed, ..HANAKO }, &secret));
    }

    #[test]
    fn the_order_of_candidates_does_not_matter(entry in somebody(), told in prop::collection::vec(somebody(), 0..4)) {
        let forwards: Vec<_> = told.iter().map(as_items).collect();
        let backwards: Vec<_> = told.iter().rev().map(as_items).collect();
        let link = |verdict| match verdict { Verdict::Link(at) => Some(at), _ => None };
        let (one, other) = (link(of_entry(as_items(&entry), &forwards)), link(of_entry(as_items(&entry), &backwards)));
        prop_assert_eq!(one, other.map(|at| forwards.len() - 1 - at));
    }
}

//! The yearly check: what it may do of its own accord, and its numbers.

use crate::decode::Node;
use crate::words::Fact;

/// A ground on which an item is corrected without the holder's application (職権修正).
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "職権修正")]
pub struct CheckCorrection {
    /// Codes of the items.
    pub items: Vec<String>,
    /// Facts each of which allows it.
    pub when: Vec<Fact>,
}

impl CheckCorrection {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self { items: node.texts("items"), when: node.words("when", Fact::ALL) })
    }

    /// Do these facts allow it?
    pub fn allows(&self, facts: &[Fact]) -> bool {
        facts.iter().any(|fact| self.when.contains(fact))
    }
}

/// A number that the yearly check asks for, and what it may be.
struct KnownNumber {
    what: &'static str,
    least: u32,
    most: u32,
}

const fn at_least_one(what: &'static str) -> KnownNumber {
    KnownNumber { what, least: 1, most: u32::MAX }
}

const fn part_of(whole: u32, what: &'static str) -> KnownNumber {
    KnownNumber { what, least: 0, most: whole }
}

/// All numbers that are asked for. What is not among them is a slip of the pen, and one that is lacking would be missed in the middle of a run.
const KNOWN: &[KnownNumber] = &[
    at_least_one("second-reminder-days"),
    at_least_one("correction-days"),
    at_least_one("quarantine-days"),
    at_least_one("sample-size"),
    KnownNumber { what: "unconfirmed-at-most", least: 0, most: u32::MAX },
    at_least_one("recheck-days"),
    part_of(1_000, "recheck-falls-in-a-thousand"),
    KnownNumber { what: "family-told-days", least: 0, most: u32::MAX },
    part_of(1, "revocation-hint"),
    at_least_one("pause-people-at-least"),
    part_of(100, "pause-dead-under-40-in-a-hundred"),
    part_of(100, "pause-dead-40-59-in-a-hundred"),
    part_of(100, "pause-dead-60-79-in-a-hundred"),
    part_of(100, "pause-dead-80-and-over-in-a-hundred"),
    part_of(100, "pause-deaths-of-a-year-in-a-hundred"),
    part_of(100, "pause-deaths-of-a-day-in-a-hundred"),
    at_least_one("pause-deaths-of-a-day-at-least"),
    part_of(100, "pause-unknown-in-a-hundred"),
    part_of(100, "pause-doubts-in-a-hundred"),
];

/// A number of the yearly check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckValue {
    /// Which (`second-reminder-days`, `quarantine-days`, `pause-unknown-in-a-hundred` …).
    pub what: String,
    /// In words.
    pub label_ja: String,
    /// In words.
    pub label_en: String,
    /// The number.
    pub number: u32,
}

impl CheckValue {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let words: Vec<(&str, &KnownNumber)> = KNOWN.iter().map(|known| (known.what, known)).collect();
        let known = node.word("what", &words);
        let label_ja = node.text("label_ja");
        let label_en = node.text("label_en");
        let number = node.number("number");
        let (known, number) = (known?, number?);
        let KnownNumber { what, least, most } = *known;
        if !(least..=most).contains(&number) {
            let (ja, en) = match most {
                u32::MAX => (format!("{least} 以上"), format!("at least {least}")),
                _ => (format!("{least} から {most} まで"), format!("{least} to {most}")),
            };
            node.fault_at("number", format!("{what} の number は{ja}です"), format!("{what} is {en}"));
        }
        Some(Self { what: what.to_owned(), label_ja: label_ja?, label_en: label_en?, number })
    }

    /// The names of all numbers that are asked for.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|known| known.what)
    }
}

/// By which provision and under which codes another register is asked in the course of the check. The codes of the information network's
/// table are given to connected bodies only, so a ministry writes its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckAsking {
    /// Which register: `resident-register` or `family-register`.
    pub of: String,
    /// The provision, as it stands in both sides' records.
    pub basis: String,
    /// Who asks, at the network; empty where the register is not asked through it.
    pub inquirer: String,
    /// Who answers.
    pub provider: String,
    /// The affair (事務).
    pub affair: String,
    /// The procedure in it (事務手続).
    pub procedure: String,
    /// The item (特定個人情報の項目).
    pub item: String,
}

impl CheckAsking {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let of = node.text("of");
        let basis = node.text("basis");
        let [inquirer, provider, affair, procedure, item] =
            ["inquirer", "provider", "affair", "procedure", "item"]
                .map(|key| node.opt_text(key).unwrap_or_default());
        Some(Self { of: of?, basis: basis?, inquirer, provider, affair, procedure, item })
    }
}

/// The words of something that a holder or a family is told. `{name}`, `{qualification}`, `{item}`, `{deadline}`, `{died}`, `{association}` and
/// `{office}` are filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckWording {
    /// What is told: `first-reminder`, `second-reminder`, `corrected`, `family-told`, `number-call`.
    pub what: String,
    /// The subject.
    pub subject: String,
    /// The paragraphs.
    pub paragraphs: Vec<String>,
}

impl CheckWording {
    pub(super) fn read(node: &Node<'_>) -> Option<Self> {
        let what = node.text("what");
        let subject = node.text("subject");
        let paragraphs = node.texts("paragraphs");
        Some(Self { what: what?, subject: subject?, paragraphs })
    }
}

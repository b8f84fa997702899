//! The decision: link, desk, or not open.

use super::items::{BasicItem, BasicItems, ItemSet};
use super::reason::DeskReason;
use super::way::BulkWay;

/// What we hold of a person: the entry, and a dated statutory report if there is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Held<'a> {
    /// The entry's items.
    pub entry: BasicItems<'a>,
    /// The report's.
    pub report: Option<BasicItems<'a>>,
}

impl<'a> Held<'a> {
    /// What an entry alone says.
    #[must_use]
    pub const fn entry(entry: BasicItems<'a>) -> Self {
        Self { entry, report: None }
    }

    /// The items to ask with. The address is the report's, which is the later one; all others are the entry's where it has them.
    #[must_use]
    pub fn together(&self) -> BasicItems<'a> {
        let report = self.report.unwrap_or_default();
        let first = |item, one: &BasicItems<'a>, other: &BasicItems<'a>| {
            one.get(item).or_else(|| other.get(item)).unwrap_or_default()
        };
        BasicItems {
            name: first(BasicItem::Name, &self.entry, &report),
            born: first(BasicItem::Born, &self.entry, &report),
            sex: first(BasicItem::Sex, &self.entry, &report),
            address: first(BasicItem::Address, &report, &self.entry),
        }
    }

    /// Which of the items that do not change by moving house entry and report say differently.
    #[must_use]
    pub fn disagreement(&self) -> ItemSet {
        let differ = self.report.map(|report| self.entry.contradicts(&report)).unwrap_or_default();
        differ.iter().filter(|item| *item != BasicItem::Address).collect()
    }

    /// Whether the way is open before anybody is asked: `Err` says why not.
    ///
    /// # Errors
    /// [`Verdict::NotOpen`] or [`Verdict::Desk`].
    pub fn open(&self) -> Result<BasicItems<'a>, Verdict> {
        let differ = self.disagreement();
        if !differ.is_empty() {
            return Err(Verdict::Desk(DeskReason::ReportDiffers(differ)));
        }
        let together = self.together();
        let missing = together.missing();
        if missing.is_empty() { Ok(together) } else { Err(Verdict::NotOpen(missing)) }
    }
}

/// Whom the resident register told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Candidates<'a> {
    /// These, and there are no others: none, one or several.
    These(&'a [BasicItems<'a>]),
    /// More than one, who are not named.
    Several,
    /// It gives no answer about this person.
    Stopped,
}

/// What became of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is this candidate's, by its place among those told.
    Link(usize),
    /// These items are neither in the entry nor in a report: the way is not open.
    NotOpen(ItemSet),
    /// A person decides.
    Desk(DeskReason),
}

/// Decides by the way of the rules. The order of the candidates does not matter.
#[must_use]
pub fn decide(_way: BulkWay, held: &Held<'_>, candidates: Candidates<'_>) -> Verdict {
    let asked = match held.open() {
        Ok(asked) => asked,
        Err(verdict) => return verdict,
    };
    let told = match candidates {
        Candidates::These(told) => told,
        Candidates::Several => return Verdict::Desk(DeskReason::Several),
        Candidates::Stopped => return Verdict::Desk(DeskReason::Stopped),
    };
    let mut equal = told.iter().enumerate().filter(|(_, person)| asked.equal(person));
    match (equal.next(), equal.next()) {
        (Some((at, _)), None) => Verdict::Link(at),
        (Some(_), Some(_)) => Verdict::Desk(DeskReason::Several),
        (None, _) => Verdict::Desk(unlike(&asked, told)),
    }
}

/// Why nobody told is the person: for whoever looks at it.
fn unlike(asked: &BasicItems<'_>, told: &[BasicItems<'_>]) -> DeskReason {
    let differ = |person: &BasicItems<'_>| -> ItemSet {
        let contradicted = asked.contradicts(person);
        person.missing().iter().chain(contradicted.iter()).collect()
    };
    // the nearest one is named; of several it is the first that the register told
    match told.iter().map(differ).min_by_key(|differ| differ.iter().count()) {
        None => DeskReason::Nobody,
        Some(items) if !items.has(BasicItem::Name) && !items.has(BasicItem::Born) => {
            DeskReason::Namesake(items)
        }
        Some(items) => DeskReason::Differs(items),
    }
}

//! What a payment amounts to. Pure: a payment is the *set* of what was learned about it, and its [`Status`] is computed from the set, so
//! neither the order in which things are learned nor how often changes the result.
//!
//! ```text
//! quoted ─ numbers issued ─► awaiting ─┬─ exactly the amount, in time ────────► settled (anything beside it: to be paid back)
//!                                      ├─ short, over, late, unknown, … ──────► desk
//!                                      ├─ the day is over, nothing came ──────► expired    (a late *message* of a payment in time settles)
//!                                      └─ withdrawn, nothing came ────────────► withdrawn  (then numbers can be issued again)
//! ```
//!
//! Only a settled payment lets an entry be made: the registration tax is paid before the entry (登録免許税法 第24条 [M]).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use law::Yen;

use super::stamps::{SheetId, StampSheet};
use super::{Issued, PaymentKey, Report, ReportId, Withdrawn};

/// Something learned about a payment. The payer's return is none ([`super::PayerReturn`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The collecting side issued numbers.
    Issued(Issued),
    /// The collecting side withdrew numbers.
    Withdrawn(Withdrawn),
    /// The collecting side received money.
    Reported(Report),
    /// An officer cancelled revenue stamps.
    Stamped(StampSheet),
}

/// All that is known about one amount to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    due: Yen,
    issued: BTreeSet<Issued>,
    withdrawn: BTreeSet<PaymentKey>,
    reports: BTreeSet<Report>,
    sheets: BTreeSet<StampSheet>,
}

/// What a payment amounts to on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The amount is fixed; no numbers are issued.
    Quoted,
    /// Numbers can be paid.
    Awaiting {
        /// Until the end of this day.
        expires_on: Date,
    },
    /// Paid: exactly the amount, in time.
    Settled(Settled),
    /// Money came, but not as it should: a person decides.
    Desk(Vec<Finding>),
    /// The last day is over and nothing came.
    Expired,
    /// The numbers were withdrawn and nothing came.
    Withdrawn,
}

/// What settled a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The money.
    pub by: Means,
    /// The day for which it counts.
    pub counts_on: Date,
    /// What came beside it: a person pays it back, the entry does not wait for that.
    pub besides: Vec<Finding>,
}

/// With what something was paid; the order is that of findings on a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Means {
    /// Electronically.
    Report(ReportId),
    /// With revenue stamps.
    Stamps(SheetId),
}

/// Money that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Which money.
    pub means: Means,
    /// How much.
    pub amount: Yen,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What is wrong with money that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// Less than the amount.
    Short,
    /// More than the amount.
    Over,
    /// It counts for a day after the last one.
    Late,
    /// The amount was already paid.
    Double,
    /// It names numbers that were not issued for this.
    UnknownNumbers,
    /// Two messages with one key say two things; neither is believed.
    Contradiction,
}

/// Money that came, whichever way.
struct Money {
    counts_on: Date,
    on_paper: bool,
    means: Means,
    amount: Yen,
    wrong: Option<Wrong>,
}

impl Payment {
    /// An amount that is fixed.
    #[must_use]
    pub fn quoted(due: Yen) -> Self {
        let (issued, withdrawn) = (BTreeSet::new(), BTreeSet::new());
        Self { due, issued, withdrawn, reports: BTreeSet::new(), sheets: BTreeSet::new() }
    }

    /// The amount.
    #[must_use]
    pub fn due(&self) -> Yen {
        self.due
    }

    /// With something more that was learned. Total: nothing is refused, whatever is wrong with it shows in the status.
    #[must_use]
    pub fn apply(mut self, event: &Event) -> Self {
        match event {
            Event::Issued(issued) => _ = self.issued.insert(issued.clone()),
            Event::Withdrawn(Withdrawn { key }) => _ = self.withdrawn.insert(key.clone()),
            Event::Reported(report) => _ = self.reports.insert(report.clone()),
            Event::Stamped(sheet) => _ = self.sheets.insert(sheet.clone()),
        }
        self
    }

    /// What it amounts to on a day (Japan time).
    #[must_use]
    pub fn status(&self, today: Date) -> Status {
        let money = self.money();
        let (good, bad): (Vec<_>, Vec<_>) = money.into_iter().partition(|money| money.wrong.is_none());
        let mut findings: Vec<_> = bad.iter().filter_map(|money| Some(money.finding(money.wrong?))).collect();
        if let Some((first, others)) = good.split_first() {
            findings.extend(others.iter().map(|money| money.finding(Wrong::Double)));
            findings.sort();
            let by = first.means.clone();
            return Status::Settled(Settled { by, counts_on: first.counts_on, besides: findings });
        }
        findings.sort();
        if findings.is_empty() { self.without_money(today) } else { Status::Desk(findings) }
    }

    fn without_money(&self, today: Date) -> Status {
        let standing = self.issued.iter().filter(|issued| !self.withdrawn.contains(&issued.numbers.key));
        match standing.map(|issued| issued.expires_on).max() {
            Some(expires_on) if today <= expires_on => Status::Awaiting { expires_on },
            Some(_) => Status::Expired,
            None if self.issued.is_empty() => Status::Quoted,
            None => Status::Withdrawn,
        }
    }

    /// All money, the earliest first.
    fn money(&self) -> Vec<Money> {
        let mut told: BTreeMap<&ReportId, usize> = BTreeMap::new();
        for report in &self.reports {
            *told.entry(report.id()).or_default() += 1;
        }
        let contradicted = |id: &ReportId| told.get(id).is_some_and(|times| *times > 1);
        let electronic = self.reports.iter().map(|report| Money {
            counts_on: report.counts_on(),
            on_paper: false,
            means: Means::Report(report.id().clone()),
            amount: report.amount(),
            wrong: if contradicted(report.id()) {
                Some(Wrong::Contradiction)
            } else {
                self.wrong_with(report)
            },
        });
        let on_paper = self.sheets.iter().map(|sheet| Money {
            counts_on: sheet.cancelled_on(),
            on_paper: true,
            means: Means::Stamps(sheet.id().clone()),
            amount: sheet.total(),
            wrong: self.wrong_amount(sheet.total()),
        });
        // Of one day, electronic payments in the order of their times, which the set has already, then stamps.
        let mut money: Vec<_> = electronic.chain(on_paper).collect();
        money.sort_by_key(|money| (money.counts_on, money.on_paper));
        money
    }

    /// Numbers that were withdrawn can still have been paid a moment before: the money is there, so it counts.
    fn wrong_with(&self, report: &Report) -> Option<Wrong> {
        let Some(issued) = self.issued.iter().find(|issued| issued.numbers.key == *report.key()) else {
            return Some(Wrong::UnknownNumbers);
        };
        let late = (report.counts_on() > issued.expires_on).then_some(Wrong::Late);
        self.wrong_amount(report.amount()).or(late)
    }

    fn wrong_amount(&self, amount: Yen) -> Option<Wrong> {
        match amount.cmp(&self.due) {
            std::cmp::Ordering::Less => Some(Wrong::Short),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Wrong::Over),
        }
    }
}

impl Money {
    fn finding(&self, wrong: Wrong) -> Finding {
        Finding { means: self.means.clone(), amount: self.amount, wrong }
    }
}

#[cfg(test)]
mod tests;

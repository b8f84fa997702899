//! Reports that the statute asks for: every so many years, and on leaving the work.

use jiff::civil::Date;

use crate::calendar::{Calendar, DueDate};
use crate::dated::Established;
use crate::decode::Node;
use crate::words::HolderScope;

/// The report that the statute asks for every so many years.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "業務従事者届")]
pub struct PeriodicReport {
    /// Does the statute ask for one? If not, the rest is empty.
    pub exists: bool,
    /// Its name.
    pub name: Option<String>,
    /// Everybody, or only those at work.
    pub who: Option<HolderScope>,
    /// Every how many years.
    pub interval_years: Option<u32>,
    /// The first year in which it was due to state the facts.
    pub first_year: Option<u32>,
    /// The day whose facts are stated: month and day.
    pub reference: Option<MonthDay>,
    /// The last day in the following year: month and day.
    pub due: Option<MonthDay>,
    /// To whom.
    pub addressee: Option<String>,
    /// Through whom.
    pub via: Option<String>,
}

/// A day of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    /// 1–12.
    pub month: i8,
    /// 1–31.
    pub day: i8,
}

impl MonthDay {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let month = node.number("month");
        let day = node.number("day");
        let (month, day) = (i8::try_from(month?).ok(), i8::try_from(day?).ok());
        // Any leap year will do: 29 February is a day of the year.
        let valid = month.zip(day).filter(|(month, day)| Date::new(2000, *month, *day).is_ok());
        if valid.is_none() {
            node.fault("month と day が月日になっていません", "month and day are no day of the year");
        }
        valid.map(|(month, day)| Self { month, day })
    }
}

impl PeriodicReport {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let exists = node.bool("exists")?;
        let report = Self {
            exists,
            name: node.opt_text("name"),
            who: node.opt_word("who", HolderScope::ALL),
            interval_years: node.opt_number("interval_years"),
            first_year: node.opt_number("first_year"),
            reference: node.opt_table("reference", MonthDay::read),
            due: node.opt_table("due", MonthDay::read),
            addressee: node.opt_text("addressee"),
            via: node.opt_text("via"),
        };
        if exists && (report.interval_years.unwrap_or(0) == 0 || report.due.is_none()) {
            node.fault("interval_years と due が要ります", "interval_years and due are needed");
        }
        Some(report)
    }

    /// The last day for the report on the facts of this year; none where none is asked for.
    pub fn due_for(&self, year: i16, calendar: &Calendar) -> Option<Established<DueDate>> {
        let due = self.due.filter(|_| self.is_reference_year(year))?;
        let counted = Date::new(year.checked_add(1)?, due.month, due.day).ok()?;
        Some(calendar.rolled(counted))
    }

    /// Does a report state the facts of this year?
    pub fn is_reference_year(&self, year: i16) -> bool {
        let (Some(interval), Some(first)) = (self.interval_years, self.first_year) else {
            return false;
        };
        let (Ok(first), Ok(interval)) = (i16::try_from(first), i16::try_from(interval)) else {
            return false;
        };
        self.exists && interval > 0 && year >= first && (year - first) % interval == 0
    }
}

/// The report of somebody who leaves the work: an effort, not a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "離職届")]
pub struct LeavingReport {
    /// Does the statute ask for one?
    pub exists: bool,
    /// Is it an effort (努力義務) rather than a duty?
    pub effort: bool,
    /// Its name.
    pub name: Option<String>,
    /// To whom.
    pub addressee: Option<String>,
    /// On which occasions.
    pub occasions: Vec<String>,
}

impl LeavingReport {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        Some(Self {
            exists: node.bool("exists")?,
            effort: node.opt_bool("effort").unwrap_or(false),
            name: node.opt_text("name"),
            addressee: node.opt_text("addressee"),
            occasions: node.texts("occasions"),
        })
    }
}

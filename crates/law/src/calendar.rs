//! Closed days of offices, and the ends of periods.
//!
//! The first day is not counted (民法 第140条), a period ends with its last day (第141条), months run by the
//! calendar (第143条); an end on a closed day moves to the next working day
//! (行政機関の休日に関する法律 第2条 and its counterparts). The sources stand in `rules/calendar.toml`.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::dated::{Basis, Dated, Established, Gap, Ruled, on_day};
use crate::decode::Node;
use crate::model::{Deadline, MonthDay};

/// When offices are closed, and by which rule an end moves.
#[derive(Debug, Clone, Default)]
#[doc(alias = "行政機関の休日")]
pub struct Calendar {
    holidays: BTreeMap<Date, String>,
    /// Source and days of the table of holidays.
    covered: Option<Basis>,
    weekly: Vec<Dated<Vec<Weekday>>>,
    yearly: Vec<Dated<(MonthDay, MonthDay)>>,
    roll: Vec<Dated<Roll>>,
    counting: Vec<Dated<Counting>>,
}

/// How an end on a closed day moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roll {
    /// To the next day on which offices are open.
    NextWorkingDay,
    /// Not at all.
    Stays,
}

/// How the first day is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// The first day is not counted.
    FirstDayExcluded,
    /// The first day is counted.
    FirstDayIncluded,
}

/// The end of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "期限の日")]
pub enum Due {
    /// By the end of this day.
    On(DueDate),
    /// Without delay (遅滞なく): no day.
    WithoutDelay,
    /// Promptly (速やかに): no day.
    Promptly,
    /// The law sets no time.
    NoDeadline,
}

/// The last day on which something is in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDate {
    /// The last day.
    pub day: Date,
    /// The last day before closed days were looked at.
    pub counted: Date,
    /// The rules by which it was counted and moved.
    pub citations: Vec<String>,
}

impl DueDate {
    /// Is an arrival on this day late? (Arrival in our file counts, Japan time.)
    pub fn is_late(&self, arrival: Date) -> bool {
        arrival > self.day
    }
}

impl Calendar {
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let holidays = node.tables("holiday", |n| {
            let day = n.date("day");
            let name = n.text("name");
            Some((day?, name?))
        });
        let covered = node.opt_table("covered", Basis::read);
        if covered.is_none() {
            node.fault("[covered] がありません", "the table [covered] is missing");
        }
        Some(Self {
            holidays: holidays.into_iter().collect(),
            covered,
            weekly: node.tables("weekly", |n| Dated::read(n, |n| Some(n.words("closed", WEEKDAYS)))),
            yearly: node.tables("yearly", |n| Dated::read(n, read_span)),
            roll: node.tables("roll", |n| Dated::read(n, |n| n.word("end_on_closed_day", ROLLS))),
            counting: node.tables("counting", |n| Dated::read(n, |n| n.word("first_day", COUNTINGS))),
        })
    }

    /// Is the office closed on this day? Outside the years of the holiday table nobody knows.
    pub fn is_closed(&self, day: Date) -> Established<bool> {
        match &self.covered {
            Some(table) if table.holds_on(day) => {}
            Some(table) => {
                return Established::No(Gap::NotFormalised { day, earliest: table.from, latest: table.to });
            }
            None => return Established::No(Gap::UNKNOWN),
        }
        let weekly = on_day(self.weekly.iter(), day).yes();
        let by_week = weekly.is_some_and(|w| w.value().contains(&day.weekday()));
        let month_day = MonthDay { month: day.month(), day: day.day() };
        let by_year = self.yearly.iter().filter_map(|y| in_force(y, day)).any(|span| {
            let (first, last) = *span.value();
            if first <= last {
                first <= month_day && month_day <= last
            } else {
                month_day >= first || month_day <= last
            }
        });
        Established::Yes(by_week || by_year || self.holidays.contains_key(&day))
    }

    /// The name of the national holiday on this day.
    pub fn holiday(&self, day: Date) -> Option<&str> {
        self.holidays.get(&day).map(String::as_str)
    }

    /// The last day of a period that begins with an event on `start`.
    ///
    /// # Errors
    /// A gap where the calendar holds no rule for the days concerned.
    pub fn due(&self, deadline: Deadline, start: Date) -> Established<Due> {
        let rolls = match deadline {
            Deadline::WithoutDelay => return Established::Yes(Due::WithoutDelay),
            Deadline::Promptly => return Established::Yes(Due::Promptly),
            Deadline::NoDeadline => return Established::Yes(Due::NoDeadline),
            Deadline::Days { rolls, .. } | Deadline::Months { rolls, .. } => rolls,
        };
        let counting = match on_day(self.counting.iter(), start) {
            Established::Yes(counting) => counting,
            Established::No(gap) => return Established::No(gap),
        };
        let begin = match counting.value() {
            Counting::FirstDayIncluded => Some(start),
            Counting::FirstDayExcluded => start.tomorrow().ok(),
        };
        let Some(counted) = begin.and_then(|begin| last_day(deadline, begin)) else {
            return Established::No(Gap::UNKNOWN);
        };
        let due = if rolls {
            self.rolled(counted)
        } else {
            Established::Yes(DueDate { day: counted, counted, citations: Vec::new() })
        };
        due.map(|mut due| {
            due.citations.insert(0, counting.citation().to_owned());
            Due::On(due)
        })
    }

    /// Moves an end that falls on a closed day to the next working day.
    pub fn rolled(&self, counted: Date) -> Established<DueDate> {
        let roll = match on_day(self.roll.iter(), counted) {
            Established::Yes(roll) => roll,
            Established::No(gap) => return Established::No(gap),
        };
        let mut day = counted;
        let mut citations = Vec::new();
        if *roll.value() == Roll::NextWorkingDay {
            loop {
                match self.is_closed(day) {
                    Established::Yes(false) => break,
                    Established::Yes(true) => match day.tomorrow() {
                        Ok(next) => day = next,
                        Err(_) => return Established::No(Gap::UNKNOWN),
                    },
                    Established::No(gap) => return Established::No(gap),
                }
            }
        }
        if day != counted {
            citations.push(roll.citation().to_owned());
        }
        Established::Yes(DueDate { day, counted, citations })
    }

    /// The bases of all rules of the calendar, for the printed law.
    pub fn bases(&self) -> impl Iterator<Item = &Basis> {
        let weekly = self.weekly.iter().map(|d| &d.basis);
        let yearly = self.yearly.iter().map(|d| &d.basis);
        let roll = self.roll.iter().map(|d| &d.basis);
        self.covered
            .iter()
            .chain(weekly)
            .chain(yearly)
            .chain(roll)
            .chain(self.counting.iter().map(|d| &d.basis))
    }
}

/// The last day of a period whose first counted day is `begin`.
fn last_day(deadline: Deadline, begin: Date) -> Option<Date> {
    match deadline {
        // No statutory period is shorter than a day; a zero would end before it began.
        Deadline::Days { days, .. } => begin.checked_add((i64::from(days) - 1).days()).ok(),
        Deadline::Months { months, .. } => last_day_of_months(months, begin),
        Deadline::WithoutDelay | Deadline::Promptly | Deadline::NoDeadline => None,
    }
}

/// The last day of so many months of which `begin` is the first day (民法 第143条).
pub(crate) fn last_day_of_months(months: u32, begin: Date) -> Option<Date> {
    let corresponding = begin.checked_add(i64::from(months).months()).ok()?;
    // Without a corresponding day the period ends on the month's last day (第143条第2項ただし書).
    if corresponding.day() == begin.day() { corresponding.yesterday().ok() } else { Some(corresponding) }
}

fn in_force<T>(dated: &Dated<T>, day: Date) -> Option<Ruled<'_, T>> {
    dated.basis.holds_on(day).then(|| dated.ruled().yes()).flatten()
}

fn read_span(node: &Node<'_>) -> Option<(MonthDay, MonthDay)> {
    let first = node.opt_table("first", MonthDay::read);
    let last = node.opt_table("last", MonthDay::read);
    if first.is_none() || last.is_none() {
        node.fault("first と last が要ります", "first and last are needed");
    }
    Some((first?, last?))
}

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const ROLLS: &[(&str, Roll)] = &[("next-working-day", Roll::NextWorkingDay), ("stays", Roll::Stays)];

const COUNTINGS: &[(&str, Counting)] =
    &[("excluded", Counting::FirstDayExcluded), ("included", Counting::FirstDayIncluded)];

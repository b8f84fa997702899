//! Ends of periods and closed days.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use law::{Calendar, Deadline, DeadlineStart, Due, DueDate, Established, Gap};
use proptest::prelude::*;

use crate::common;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn days(days: u32) -> Deadline {
    Deadline::Days { days, from: DeadlineStart::Change, rolls: true }
}

fn months(months: u32) -> Deadline {
    Deadline::Months { months, from: DeadlineStart::TrainingCompleted, rolls: true }
}

fn due(calendar: &Calendar, deadline: Deadline, start: Date) -> DueDate {
    match calendar.due(deadline, start) {
        Established::Yes(Due::On(due)) => due,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_day_is_not_counted() {
    let rules = common::rules();
    let due = due(rules.calendar(), days(30), date("2024-06-10"));
    assert_eq!(due.day, date("2024-07-10"));
    assert_eq!(due.citations, ["民法第140条・第141条・第143条"]);
    assert!(!due.is_late(date("2024-07-10")));
    assert!(due.is_late(date("2024-07-11")));
}

#[test]
fn an_end_on_a_closed_day_moves_and_says_by_which_rule() {
    let rules = common::rules();
    // 29 December 2024 is a Sunday; then the year-end closing, then a weekend.
    let due = due(rules.calendar(), days(30), date("2024-11-29"));
    assert_eq!((due.counted, due.day), (date("2024-12-29"), date("2025-01-06")));
    assert_eq!(due.citations.len(), 2);
    assert!(due.citations[1].starts_with("行政機関の休日に関する法律第2条"));
}

#[test]
fn an_exception_stays_on_its_closed_day() {
    let rules = common::rules();
    let stays = Deadline::Days { days: 30, from: DeadlineStart::Change, rolls: false };
    let due = due(rules.calendar(), stays, date("2024-11-29"));
    assert_eq!((due.day, due.citations.len()), (date("2024-12-29"), 1));
}

#[test]
fn months_run_by_the_calendar() {
    let rules = common::rules();
    let counted = |deadline, start| due(rules.calendar(), deadline, date(start)).counted;
    // Counted from the 1st of a month: to the end of the last month.
    assert_eq!(counted(months(3), "2024-02-29"), date("2024-05-31"));
    // Otherwise to the day before the corresponding day.
    assert_eq!(counted(months(3), "2024-05-14"), date("2024-08-14"));
    // No corresponding day: to the end of the last month.
    assert_eq!(counted(months(1), "2023-01-30"), date("2023-02-28"));
    assert_eq!(counted(months(1), "2023-01-29"), date("2023-02-28"));
}

#[test]
fn without_delay_is_no_number() {
    let rules = common::rules();
    let due = |deadline| rules.calendar().due(deadline, date("2024-06-10"));
    assert_eq!(due(Deadline::WithoutDelay), Established::Yes(Due::WithoutDelay));
    assert_eq!(due(Deadline::Promptly), Established::Yes(Due::Promptly));
    assert_eq!(due(Deadline::NoDeadline), Established::Yes(Due::NoDeadline));
}

#[test]
fn outside_the_table_of_holidays_nobody_knows() {
    let rules = common::rules();
    let closed = rules.calendar().is_closed(date("2031-01-06"));
    assert!(matches!(closed, Established::No(Gap::NotFormalised { .. })));
    let due = rules.calendar().due(days(30), date("2030-12-20"));
    assert!(matches!(due, Established::No(Gap::NotFormalised { .. })), "{due:?}");
    assert!(matches!(Calendar::default().is_closed(date("2024-06-10")), Established::No(_)));
}

#[test]
fn the_table_of_holidays_follows_its_own_act() {
    let rules = common::rules();
    let calendar = rules.calendar();
    let mut day = date("2013-01-01");
    let mut per_year = 0;
    while day <= date("2030-12-31") {
        let holiday = calendar.holiday(day);
        if holiday.is_some() {
            per_year += 1;
            assert_eq!(calendar.is_closed(day), Established::Yes(true));
            // 国民の祝日に関する法律 第3条第2項: the next day that is no holiday itself.
            if day.weekday() == Weekday::Sunday {
                let mut next = day.tomorrow().unwrap();
                while calendar.holiday(next).is_some_and(|name| !name.contains("振替")) {
                    next = next.tomorrow().unwrap();
                }
                assert!(calendar.holiday(next).is_some_and(|n| n.contains("振替")), "{day}");
            }
        }
        // 第3条第3項: a day between two holidays.
        let between = calendar.holiday(day.yesterday().unwrap()).is_some()
            && day.tomorrow().is_ok_and(|next| calendar.holiday(next).is_some());
        assert!(!between || holiday.is_some() || day.weekday() == Weekday::Sunday, "{day}");
        if (day.month(), day.day()) == (12, 31) {
            assert!((15..=22).contains(&per_year), "{} has {per_year}", day.year());
            per_year = 0;
        }
        day = day.tomorrow().unwrap();
    }
}

proptest! {
    #[test]
    fn an_end_is_an_open_day_and_never_earlier_than_counted(start in 0..5000_i32, n in 1..400_u32) {
        let rules = common::cached();
        let start = date("2013-11-26").checked_add(start.days()).unwrap();
        let due = due(rules.calendar(), days(n), start);
        prop_assert_eq!(due.counted, start.checked_add(i64::from(n).days()).unwrap());
        prop_assert!(due.day >= due.counted);
        prop_assert_eq!(rules.calendar().is_closed(due.day), Established::Yes(false));
        // Nothing open lies between.
        let mut day = due.counted;
        while day < due.day {
            prop_assert_eq!(rules.calendar().is_closed(day), Established::Yes(true));
            day = day.tomorrow().unwrap();
        }
        prop_assert!(!due.is_late(due.day) && due.is_late(due.day.tomorrow().unwrap()));
    }

    #[test]
    fn a_later_event_is_never_due_earlier(start in 0..4900_i32, later in 0..30_i32, n in 1..60_u32, by_month: bool) {
        let rules = common::cached();
        let start = date("2013-11-26").checked_add(start.days()).unwrap();
        let after = start.checked_add(later.days()).unwrap();
        let deadline = if by_month { months(n % 12 + 1) } else { days(n) };
        prop_assert!(due(rules.calendar(), deadline, start).day <= due(rules.calendar(), deadline, after).day);
    }

    #[test]
    fn months_end_in_the_month_they_name(start in 0..4900_i32, n in 1..24_u32) {
        let rules = common::cached();
        let start = date("2013-11-26").checked_add(start.days()).unwrap();
        let counted = due(rules.calendar(), months(n), start).counted;
        let whole = start.checked_add(i64::from(n).months()).unwrap();
        // The corresponding day itself, but for the ends of months of different lengths.
        prop_assert_eq!((counted.year(), counted.month()), (whole.year(), whole.month()));
        prop_assert!(counted >= whole);
    }
}

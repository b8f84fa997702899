//! The list that takes codes back.

use aws_lc_rs::rand::SystemRandom;
use credential::{Fault, Reason, Status, StatusList, Suspension, Unsure, Verdict, judge, status_on, verify};
use jiff::civil::date;

use crate::support::{LIST, NOW, fresh_key, nurse, published, signed};

const MAX_AGE: i64 = 600;

fn list(marks: &[(u32, Status)]) -> StatusList {
    StatusList::new(LIST, (NOW, MAX_AGE), marks.iter().copied())
}

#[test]
fn a_list_is_read_as_it_was_signed() {
    let key = fresh_key();
    let marks = [
        (0, Status::Ended),
        (1, Status::Suspended),
        (777, Status::Replaced),
        (Status::MAX_INDEX, Status::Ended),
    ];
    let bytes = list(&marks).sign(&key, &SystemRandom::new()).unwrap();
    assert!(bytes.len() < 1_000, "{} bytes", bytes.len());
    let read = StatusList::read(&bytes, &published(&key)).unwrap();
    assert_eq!(read, list(&marks));
    for (index, status) in marks {
        assert_eq!(read.get(index), Some(status));
    }
    assert_eq!(read.get(2), Some(Status::Valid));
    assert_eq!(read.get(Status::MAX_INDEX + 1), None);
}

#[test]
fn a_list_is_no_code_and_a_code_no_list() {
    let key = fresh_key();
    let bytes = list(&[]).sign(&key, &SystemRandom::new()).unwrap();
    assert!(matches!(verify(&bytes, &published(&key), NOW), Err(Fault::Malformed(_))));
    let code = signed(&nurse(), &key);
    assert!(matches!(StatusList::read(&code, &published(&key)), Err(Fault::Malformed(_))));
    assert_eq!(StatusList::read(&bytes, &published(&fresh_key())).unwrap_err().code(), "unknown-key");
}

#[test]
fn in_force_needs_a_fresh_list_that_says_nothing() {
    let code = nurse();
    assert_eq!(judge(&code, Some(&list(&[])), NOW + MAX_AGE), Verdict::Valid { as_of: NOW });
    assert_eq!(judge(&code, Some(&list(&[])), NOW + MAX_AGE + 1), Verdict::Unsure(Unsure::AsOf(NOW)));
    assert_eq!(judge(&code, Some(&list(&[])), NOW - 1_000), Verdict::Unsure(Unsure::Clock));
    assert_eq!(judge(&code, None, NOW), Verdict::Unsure(Unsure::NoList));
    let other = StatusList::new("/status/1/1", (NOW, MAX_AGE), []);
    assert_eq!(judge(&code, Some(&other), NOW), Verdict::Unsure(Unsure::NoList));
}

#[test]
fn what_is_marked_is_not_in_force() {
    let code = nurse();
    let later = NOW + MAX_AGE + 1;
    for (status, reason) in [(Status::Ended, Reason::Ended), (Status::Replaced, Reason::Replaced)] {
        let marked = list(&[(777, status)]);
        assert_eq!(judge(&code, Some(&marked), NOW), Verdict::Invalid(reason));
        assert_eq!(judge(&code, Some(&marked), later), Verdict::Invalid(reason), "for good");
    }
    let suspended = list(&[(777, Status::Suspended)]);
    assert_eq!(judge(&code, Some(&suspended), NOW), Verdict::Invalid(Reason::Suspended));
    assert_eq!(
        judge(&code, Some(&suspended), later),
        Verdict::Unsure(Unsure::AsOf(NOW)),
        "it may have ended"
    );
    assert_eq!(judge(&code, Some(&list(&[(776, Status::Ended)])), NOW), Verdict::Valid { as_of: NOW });
}

#[test]
fn a_suspension_binds_from_its_first_day_to_its_last() {
    let term = |from: &str, until: &str| Suspension { from: from.to_owned(), until: until.to_owned() };
    let terms = [term("2026-01-01", "2026-01-31"), term("2026-03-01", "2026-03-01")];
    let days = [
        (date(2025, 12, 31), Status::Valid),
        (date(2026, 1, 1), Status::Suspended),
        (date(2026, 1, 31), Status::Suspended),
        (date(2026, 2, 1), Status::Valid),
        (date(2026, 3, 1), Status::Suspended),
        (date(2026, 3, 2), Status::Valid),
    ];
    for (day, expected) in days {
        assert_eq!(status_on(day, &terms), expected, "{day}");
    }
    assert_eq!(status_on(date(2099, 1, 1), &[term("2026-01-01", "")]), Status::Suspended, "without term");
}

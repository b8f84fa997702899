use jiff::civil::date;
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::payment::PaymentNumbers;
use crate::payment::stamps::Stamps;

const DUE: Yen = Yen(1_000);
const LAST: Date = date(2026, 4, 10);
const TODAY: Date = date(2026, 4, 8);

fn key(number: &str) -> PaymentKey {
    PaymentKey::parse("99999", number).unwrap()
}

fn numbers(number: &str) -> Event {
    let numbers = PaymentNumbers::new(key(number), "123456", "1").unwrap();
    let link = Url::parse("https://bank.example/pay").unwrap();
    Event::Issued(Issued { numbers, amount: DUE, expires_on: LAST, link })
}

fn paid(id: &str, number: &str, amount: u32, day: i8) -> Event {
    let counts_on = date(2026, 4, day);
    Event::Reported(Report {
        counts_on,
        paid_at: format!("{counts_on}T12:00:00+09:00").parse().unwrap(),
        id: ReportId::parse(id).unwrap(),
        key: key(number),
        amount: Yen(amount),
    })
}

fn withdrawn(number: &str) -> Event {
    Event::Withdrawn(Withdrawn { key: key(number) })
}

fn stamped(value: u32) -> Event {
    let stamps = vec![Stamps { value: Yen(value), count: 1 }];
    let id = SheetId::parse("s-1").unwrap();
    Event::Stamped(StampSheet::cancelled(id, stamps, date(2026, 4, 7), "officer-1").unwrap())
}

fn after(events: &[Event]) -> Payment {
    events.iter().fold(Payment::quoted(DUE), Payment::apply)
}

fn status(events: &[Event]) -> Status {
    after(events).status(TODAY)
}

fn report(id: &str) -> Means {
    Means::Report(ReportId::parse(id).unwrap())
}

fn finding(id: &str, amount: u32, wrong: Wrong) -> Finding {
    Finding { means: report(id), amount: Yen(amount), wrong }
}

fn settled(id: &str, day: i8, besides: Vec<Finding>) -> Status {
    Status::Settled(Settled { by: report(id), counts_on: date(2026, 4, day), besides })
}

#[test]
fn the_usual_way() {
    assert_eq!(status(&[]), Status::Quoted);
    assert_eq!(status(&[numbers("1")]), Status::Awaiting { expires_on: LAST });
    assert_eq!(status(&[numbers("1"), paid("a", "1", 1_000, 8)]), settled("a", 8, vec![]));
}

#[test]
fn the_last_day_is_in_time_and_the_next_is_not() {
    let payment = after(&[numbers("1")]);
    assert_eq!(payment.status(LAST), Status::Awaiting { expires_on: LAST });
    assert_eq!(payment.status(date(2026, 4, 11)), Status::Expired);
    assert_eq!(status(&[numbers("1"), paid("a", "1", 1_000, 10)]), settled("a", 10, vec![]));
    let late = status(&[numbers("1"), paid("a", "1", 1_000, 11)]);
    assert_eq!(late, Status::Desk(vec![finding("a", 1_000, Wrong::Late)]));
}

#[test]
fn a_late_message_of_a_payment_in_time_settles() {
    let payment = after(&[numbers("1")]);
    let weeks_later = date(2026, 5, 1);
    assert_eq!(payment.status(weeks_later), Status::Expired);
    assert_eq!(payment.apply(&paid("a", "1", 1_000, 9)).status(weeks_later), settled("a", 9, vec![]));
}

#[test]
fn short_over_and_unknown_go_to_the_desk() {
    for (amount, number, wrong) in
        [(999, "1", Wrong::Short), (1_001, "1", Wrong::Over), (1_000, "2", Wrong::UnknownNumbers)]
    {
        let status = status(&[numbers("1"), paid("a", number, amount, 8)]);
        assert_eq!(status, Status::Desk(vec![finding("a", amount, wrong)]));
    }
}

#[test]
fn short_and_then_the_whole_settles_and_the_rest_is_paid_back() {
    let all = [numbers("1"), paid("a", "1", 400, 7), paid("b", "1", 1_000, 8)];
    assert_eq!(status(&all), settled("b", 8, vec![finding("a", 400, Wrong::Short)]));
}

#[test]
fn a_second_payment_is_double_and_a_second_message_is_not() {
    let once = [numbers("1"), paid("a", "1", 1_000, 8), paid("a", "1", 1_000, 8)];
    assert_eq!(status(&once), settled("a", 8, vec![]));
    let twice = [numbers("1"), paid("b", "1", 1_000, 9), paid("a", "1", 1_000, 8)];
    assert_eq!(status(&twice), settled("a", 8, vec![finding("b", 1_000, Wrong::Double)]));
}

#[test]
fn two_messages_that_contradict_each_other_are_both_not_believed() {
    let status = status(&[numbers("1"), paid("a", "1", 1_000, 8), paid("a", "1", 900, 8)]);
    let both = vec![finding("a", 900, Wrong::Contradiction), finding("a", 1_000, Wrong::Contradiction)];
    assert_eq!(status, Status::Desk(both));
}

#[test]
fn withdrawn_numbers_can_be_followed_by_others_and_old_money_counts() {
    let withdrawn_only = [numbers("1"), withdrawn("1")];
    assert_eq!(status(&withdrawn_only), Status::Withdrawn);
    let again = [numbers("1"), withdrawn("1"), numbers("2")];
    assert_eq!(status(&again), Status::Awaiting { expires_on: LAST });
    let a_moment_before = [numbers("1"), withdrawn("1"), numbers("2"), paid("a", "1", 1_000, 8)];
    assert_eq!(status(&a_moment_before), settled("a", 8, vec![]));
}

#[test]
fn stamps_are_the_paper_twin() {
    let by = Means::Stamps(SheetId::parse("s-1").unwrap());
    let paper = |besides| Status::Settled(Settled { by: by.clone(), counts_on: date(2026, 4, 7), besides });
    assert_eq!(status(&[stamped(1_000)]), paper(vec![]));
    let both = [stamped(1_000), numbers("1"), paid("a", "1", 1_000, 8)];
    assert_eq!(status(&both), paper(vec![finding("a", 1_000, Wrong::Double)]));
    let short = Finding { means: by.clone(), amount: Yen(900), wrong: Wrong::Short };
    assert_eq!(status(&[stamped(900)]), Status::Desk(vec![short]));
}

fn any_event() -> impl Strategy<Value = Event> {
    let number = prop_oneof![Just("1"), Just("2"), Just("3")];
    let id = prop_oneof![Just("a"), Just("b"), Just("c")];
    let amount = prop_oneof![3 => Just(1_000_u32), 1 => Just(999), 1 => Just(1_001)];
    prop_oneof![
        2 => number.clone().prop_map(numbers),
        1 => number.clone().prop_map(withdrawn),
        4 => (id, number, amount, 6_i8..13).prop_map(|(id, number, amount, day)| paid(id, number, amount, day)),
        1 => prop_oneof![Just(1_000_u32), Just(500)].prop_map(stamped),
    ]
}

fn events_and_another_order() -> impl Strategy<Value = (Vec<Event>, Vec<Event>)> {
    prop::collection::vec(any_event(), 0..8).prop_flat_map(|events| {
        let twice: Vec<_> = events.iter().chain(&events).cloned().collect();
        (Just(events), Just(twice).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn neither_order_nor_repetition_matters((events, shuffled) in events_and_another_order()) {
        prop_assert_eq!(after(&events), after(&shuffled));
        prop_assert_eq!(status(&events), status(&shuffled));
    }

    #[test]
    fn it_is_settled_exactly_when_the_money_is_there(events in prop::collection::vec(any_event(), 0..8)) {
        let reports: Vec<_> = events.iter().filter_map(|event| match event {
            Event::Reported(report) => Some(report),
            _ => None,
        }).collect();
        let is_issued = |wanted: &PaymentKey| events.iter()
            .any(|event| matches!(event, Event::Issued(issued) if issued.numbers.key == *wanted));
        let is_alone = |report: &Report| reports.iter().all(|other| other.id() != report.id() || *other == report);
        let paid = reports.iter().any(|report| {
            report.amount() == DUE && report.counts_on() <= LAST && is_issued(report.key()) && is_alone(report)
        });
        let stamped = events.iter().any(|event| matches!(event, Event::Stamped(sheet) if sheet.total() == DUE));
        prop_assert_eq!(matches!(status(&events), Status::Settled(_)), paid || stamped);
    }

    #[test]
    fn no_money_is_forgotten(events in prop::collection::vec(any_event(), 0..8)) {
        let payment = after(&events);
        let told = match payment.status(TODAY) {
            Status::Settled(settled) => settled.besides.len() + 1,
            Status::Desk(findings) => findings.len(),
            _ => 0,
        };
        prop_assert_eq!(told, payment.reports.len() + payment.sheets.len());
    }

    #[test]
    fn what_is_settled_stays_so_but_for_a_contradiction(
        events in prop::collection::vec(any_event(), 0..8),
        more in any_event(),
    ) {
        let before = status(&events);
        let after = after(&events).apply(&more).status(TODAY);
        if let (Status::Settled(settled), false) = (&before, matches!(after, Status::Settled(_))) {
            let Status::Desk(findings) = after else { panic!("{after:?}") };
            let contradicted = |finding: &Finding| {
                finding.means == settled.by && finding.wrong == Wrong::Contradiction
            };
            prop_assert!(findings.iter().any(contradicted));
        }
    }
}

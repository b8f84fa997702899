use jiff::civil::date;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn wish() -> PaymentRequest {
    PaymentRequest {
        id: RequestId::parse("r-1").unwrap(),
        amount: Yen(1_000),
        expires_on: date(2026, 4, 30),
        subject: "登録免許税".to_owned(),
        way: Way::Bank,
        return_to: None,
    }
}

fn issued_json() -> Value {
    json!({"id": "r-1", "collector_number": "99999", "payment_number": "12345", "confirmation_number": "123456",
        "category": "1", "amount": 1000, "expires_on": "2026-04-30", "link": "https://bank.example/pay/1"})
}

fn report_json() -> Value {
    json!({"report_id": "p-1", "collector_number": "99999", "payment_number": "12345", "amount": 1000,
        "paid_at": "2026-04-08T23:59:00+09:00", "counts_on": "2026-04-09"})
}

fn with(mut value: Value, member: &str, new: Value) -> Vec<u8> {
    value[member] = new;
    value.to_string().into_bytes()
}

fn read_report(bytes: &[u8]) -> Result<Report, Malformed> {
    neutral::from_json(bytes).and_then(report)
}

#[test]
fn a_wish_is_written_as_the_readme_says() {
    let body: Value = serde_json::from_slice(&request(&wish()).unwrap()).unwrap();
    let expected = json!({"id": "r-1", "amount": 1000, "expires_on": "2026-04-30", "subject": "登録免許税", "way": "bank"});
    assert_eq!(body, expected);
    let too_long = PaymentRequest { subject: "税".repeat(49), ..wish() };
    assert!(request(&too_long).is_err());
    assert!(request(&PaymentRequest { amount: Yen(0), ..wish() }).is_err());
}

#[test]
fn numbers_are_read_for_this_wish_and_no_other() {
    let read = issued(issued_json().to_string().as_bytes(), &wish()).unwrap();
    assert_eq!((read.numbers.key.payment(), read.numbers.confirmation()), ("12345", "123456"));
    for (member, new) in [
        ("id", json!("r-2")),
        ("amount", json!(999)),
        ("amount", json!(-1000)),
        ("amount", json!(1000.5)),
        ("amount", json!("1000")),
        ("expires_on", json!("2026-05-01")),
        ("collector_number", json!("9999")),
        ("payment_number", json!("123456789012345678901")),
        ("payment_number", json!("../12345")),
        ("confirmation_number", json!("1234567")),
        ("category", json!("")),
        ("link", json!("javascript:alert(1)")),
        ("link", json!("https://user@bank.example/")),
        ("link", json!(format!("https://bank.example/{}", "x".repeat(2_000)))),
    ] {
        assert!(issued(&with(issued_json(), member, new.clone()), &wish()).is_err(), "{member} = {new}");
    }
}

#[test]
fn a_payment_near_midnight_counts_for_the_next_day() {
    let report = read_report(report_json().to_string().as_bytes()).unwrap();
    assert_eq!(report.counts_on(), date(2026, 4, 9));
    assert_eq!(neutral::in_japan(report.paid_at()).date(), date(2026, 4, 8));
    for (member, new) in [
        ("counts_on", json!("2026-04-07")),
        ("counts_on", json!("2026-04-16")),
        ("paid_at", json!("2026-04-08")),
        ("amount", json!(0)),
        ("report_id", json!("")),
    ] {
        assert!(read_report(&with(report_json(), member, new.clone())).is_err(), "{member} = {new}");
    }
}

#[test]
fn a_standing_is_about_the_numbers_asked_for() {
    let key = PaymentKey::parse("99999", "12345").unwrap();
    let body = json!({"collector_number": "99999", "payment_number": "12345", "withdrawn": false,
        "reports": [report_json()]});
    assert_eq!(standing(body.to_string().as_bytes(), &key).unwrap().reports.len(), 1);
    let other = PaymentKey::parse("99999", "54321").unwrap();
    assert!(standing(body.to_string().as_bytes(), &other).is_err());
    let mut smuggled = body.clone();
    smuggled["reports"][0]["payment_number"] = json!("54321");
    assert!(standing(smuggled.to_string().as_bytes(), &key).is_err());
    let many = with(body.clone(), "reports", json!(vec![report_json(); Standing::MOST_REPORTS + 1]));
    assert!(standing(&many, &key).is_err());
    assert!(withdrawn(body.to_string().as_bytes(), &key).is_err(), "not withdrawn is no answer to that");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        fuzz_payment(&bytes);
    }

    #[test]
    fn no_value_in_place_of_a_member_makes_it_panic(
        member in prop_oneof![Just("paid_at"), Just("counts_on"), Just("amount"), Just("link")],
        text in "\\PC{0,40}",
    ) {
        fuzz_payment(&with(report_json(), member, json!(text)));
        fuzz_payment(&with(issued_json(), member, json!(text)));
    }
}

#[test]
fn what_was_learned_is_kept_in_one_form_and_read_again() {
    use crate::payment::state::Event;
    let pushed = read_report(report_json().to_string().as_bytes()).unwrap();
    let utc = with(report_json(), "paid_at", json!("2026-04-08T14:59:00Z"));
    assert_eq!(kept(&Event::Reported(pushed.clone())), kept(&Event::Reported(read_report(&utc).unwrap())));
    let issued = issued(issued_json().to_string().as_bytes(), &wish()).unwrap();
    let withdrawn = Withdrawn { key: issued.numbers.key.clone() };
    for event in [Event::Issued(issued), Event::Reported(pushed), Event::Withdrawn(withdrawn)] {
        let (kind, _, bytes) = kept(&event).unwrap();
        assert_eq!(from_kept(kind, &bytes).unwrap(), event);
        assert!(from_kept("stamped", &bytes).is_err() && from_kept(kind, b"{}").is_err());
    }
}

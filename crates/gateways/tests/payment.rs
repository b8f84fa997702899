//! The client of the collecting side against its simulator: every way in which a payment can go.
#![cfg(test)]

#[path = "support/dying.rs"]
mod dying;
#[path = "support/inbox.rs"]
mod inbox;
#[path = "payment/killed.rs"]
mod killed;
mod support;

use gateways::Outcome;
use gateways::payment::http::HttpPayments;
use gateways::payment::stamps::{SheetId, StampSheet, Stamps};
use gateways::payment::state::{Event, Payment, Settled, Status, Wrong};
use gateways::payment::{Issued, PaymentRequest, Payments, Report, RequestId, Way, wire};
use gateways::push::{DeliveryId, NotBelieved, TrustedKey};
use inbox::{Came, Inbox, push_key};
use jiff::civil::{Date, date};
use law::Yen;
use proptest as _;
use reqwest::Method;
use serde_json::json;
use support::*;

/// The country's first day, and the last on which the numbers can be paid.
const TODAY: Date = date(2026, 4, 1);
const LAST: Date = date(2026, 4, 10);

fn wish(id: &str) -> PaymentRequest {
    PaymentRequest {
        id: RequestId::parse(id).unwrap(),
        amount: Yen(1_000),
        expires_on: LAST,
        subject: "登録免許税".to_owned(),
        way: Way::Bank,
        return_to: Some("http://127.0.0.1:1/return".parse().unwrap()),
    }
}

/// What a payer does on the page.
async fn act(issued: &Issued, form: &str) -> (u16, String) {
    let request =
        http().post(issued.link.clone()).header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(form.to_owned()).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

struct Desk {
    system: System,
    payments: HttpPayments,
    inbox: Inbox,
    payment: Payment,
    issued: Issued,
}

/// Numbers are issued and pushes come to us.
async fn desk() -> Desk {
    let system = System::start("payment").await;
    let inbox = Inbox::open().await;
    let told = system.tell(Method::PUT, "/control/push", json!({"target": inbox.url})).await;
    assert_eq!(told.0, 200);
    let payments = HttpPayments::new(system.client());
    let issued = answered(payments.issue(&wish("r-1")).await);
    let payment = Payment::quoted(Yen(1_000)).apply(&Event::Issued(issued.clone()));
    Desk { system, payments, inbox, payment, issued }
}

impl Desk {
    /// The reports of the pushes that came, each believed.
    async fn pushed(&self, count: usize) -> Vec<Report> {
        let key = push_key(&self.system).await;
        let all = self.inbox.wait_for(count).await;
        all.iter().map(|came| came.with(&key, |delivery| wire::pushed(delivery).unwrap()).unwrap()).collect()
    }

    async fn polled(&self) -> Vec<Report> {
        answered(self.payments.standing(&self.issued.numbers.key).await).reports
    }

    fn status(&self, reports: &[Report], today: Date) -> Status {
        let events = reports.iter().cloned().map(Event::Reported);
        events.fold(self.payment.clone(), |payment, event| payment.apply(&event)).status(today)
    }
}

/// The key of a push that is believed.
fn judged(came: &Came, key: &TrustedKey) -> Result<DeliveryId, NotBelieved> {
    came.with(key, |delivery| delivery.id().clone())
}

/// Long enough for a push that must not come.
async fn a_while() {
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
}

fn settled(status: Status) -> Settled {
    match status {
        Status::Settled(settled) => settled,
        other => panic!("not settled: {other:?}"),
    }
}

fn wrong(status: Status) -> Vec<Wrong> {
    match status {
        Status::Desk(findings) => findings.iter().map(|finding| finding.wrong).collect(),
        other => panic!("not for the desk: {other:?}"),
    }
}

#[tokio::test]
async fn numbers_are_issued_paid_and_pushed() {
    let desk = desk().await;
    assert_eq!(desk.status(&[], TODAY), Status::Awaiting { expires_on: LAST });
    let page = http().get(desk.issued.link.clone()).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("1,000円") && page.contains(desk.issued.numbers.key.payment()), "{page}");
    assert!(!page.contains("<script"));
    let (status, page) = act(&desk.issued, "action=pay").await;
    assert_eq!(status, 200);
    assert!(page.contains("http://127.0.0.1:1/return\""), "the way back says nothing of the payment: {page}");
    let reports = desk.pushed(1).await;
    let settled = settled(desk.status(&reports, TODAY));
    assert_eq!(settled.besides, []);
    assert_eq!(desk.polled().await, reports, "a poll tells what the push told");
}

#[tokio::test]
async fn the_same_wish_gets_the_same_numbers_and_another_is_refused() {
    let desk = desk().await;
    assert_eq!(answered(desk.payments.issue(&wish("r-1")).await), desk.issued);
    let other = PaymentRequest { amount: Yen(2_000), ..wish("r-1") };
    assert_eq!(refused(desk.payments.issue(&other).await), "id-used");
    let over = PaymentRequest { expires_on: date(2026, 3, 31), ..wish("r-2") };
    assert_eq!(refused(desk.payments.issue(&over).await), "expires-in-the-past");
    let sent = desk.system.received().await;
    let body: serde_json::Value =
        serde_json::from_str(sent.last().unwrap()["body"].as_str().unwrap()).unwrap();
    assert_eq!((&body["id"], &body["amount"]), (&json!("r-2"), &json!(1_000)), "whole yen on the wire");
    let next = answered(desk.payments.issue(&wish("r-3")).await);
    assert_ne!(next.numbers.key, desk.issued.numbers.key);
}

#[tokio::test]
async fn never_paid_it_expires_and_the_page_says_so() {
    let desk = desk().await;
    assert_eq!(act(&desk.issued, "action=cancel").await.0, 200);
    assert_eq!(desk.polled().await, []);
    desk.system.nation.advance(10).unwrap();
    let (status, page) = act(&desk.issued, "action=pay").await;
    assert_eq!(status, 409);
    assert!(page.contains("期限が過ぎました"));
    assert_eq!(desk.status(&desk.polled().await, date(2026, 4, 11)), Status::Expired);
}

#[tokio::test]
async fn short_and_over_go_to_the_desk() {
    for (amount, expected) in [("999", Wrong::Short), ("１００１", Wrong::Over)] {
        let desk = desk().await;
        assert_eq!(act(&desk.issued, &format!("action=pay-other&amount={amount}")).await.0, 200);
        assert_eq!(wrong(desk.status(&desk.pushed(1).await, TODAY)), [expected]);
    }
}

#[tokio::test]
async fn paid_twice_it_is_settled_once_and_the_rest_is_paid_back() {
    let desk = desk().await;
    act(&desk.issued, "action=pay-twice").await;
    let settled = settled(desk.status(&desk.pushed(2).await, TODAY));
    assert_eq!(settled.besides.iter().map(|finding| finding.wrong).collect::<Vec<_>>(), [Wrong::Double]);
}

#[tokio::test]
async fn near_midnight_it_counts_for_the_next_day() {
    let on_the_last_day = desk().await;
    on_the_last_day.system.nation.advance(9).unwrap();
    act(&on_the_last_day.issued, "action=pay&midnight=1").await;
    let reports = on_the_last_day.pushed(1).await;
    assert_eq!(reports[0].counts_on(), date(2026, 4, 11));
    assert_eq!(wrong(on_the_last_day.status(&reports, date(2026, 4, 11))), [Wrong::Late]);
    let the_day_before = desk().await;
    the_day_before.system.nation.advance(8).unwrap();
    act(&the_day_before.issued, "action=pay&midnight=1").await;
    let reports = the_day_before.pushed(1).await;
    assert_eq!(settled(the_day_before.status(&reports, LAST)).counts_on, LAST);
}

#[tokio::test]
async fn a_lost_push_is_found_by_asking() {
    let desk = desk().await;
    desk.system.tell(Method::PUT, "/control/push", json!({"mode": "lose"})).await;
    act(&desk.issued, "action=pay").await;
    a_while().await;
    assert_eq!(desk.inbox.now().len(), 0, "the push is lost");
    settled(desk.status(&desk.polled().await, TODAY));
}

#[tokio::test]
async fn a_push_that_was_not_taken_comes_again_with_the_same_key() {
    let desk = desk().await;
    desk.inbox.answer_with(&[503, 500]);
    act(&desk.issued, "action=pay").await;
    let key = push_key(&desk.system).await;
    let ids: Vec<_> = desk.inbox.wait_for(3).await.iter().map(|came| judged(came, &key).unwrap()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(settled(desk.status(&desk.pushed(3).await, TODAY)).besides, [], "three messages, one payment");
}

#[tokio::test]
async fn a_push_that_comes_twice_is_one_payment() {
    let desk = desk().await;
    desk.system.scenario("[systems.payment]\ndoubled = 1.0\n").await;
    act(&desk.issued, "action=pay").await;
    assert_eq!(settled(desk.status(&desk.pushed(2).await, TODAY)).besides, []);
}

#[tokio::test]
async fn a_late_push_of_a_payment_in_time_settles_what_had_expired() {
    let desk = desk().await;
    desk.system.tell(Method::PUT, "/control/push", json!({"mode": "hold"})).await;
    act(&desk.issued, "action=pay").await;
    a_while().await;
    let after = date(2026, 4, 20);
    assert_eq!(desk.status(&[], after), Status::Expired);
    desk.system.nation.advance(19).unwrap();
    desk.system.tell(Method::PUT, "/control/push", json!({"mode": "send"})).await;
    assert!(settled(desk.status(&desk.pushed(1).await, after)).counts_on <= date(2026, 4, 2));
}

#[tokio::test]
async fn a_forged_push_is_not_believed() {
    let desk = desk().await;
    act(&desk.issued, "action=pay-other&amount=1").await;
    let key = push_key(&desk.system).await;
    let mut came = desk.inbox.wait_for(1).await.remove(0);
    assert!(judged(&came, &key).is_ok());
    let forged = String::from_utf8(came.body.clone()).unwrap().replace("\"amount\":1", "\"amount\":1000");
    assert_ne!(forged.as_bytes(), came.body);
    let real = std::mem::replace(&mut came.body, forged.into_bytes());
    assert!(judged(&came, &key).is_err());
    let digest = gateways::push::content_digest(&came.body);
    came.headers.insert("content-digest", digest.parse().unwrap());
    assert!(judged(&came, &key).is_err(), "nor with a digest that fits");
    came.body = real;
    let other = System::start("payment").await;
    assert!(judged(&came, &push_key(&other).await).is_err(), "nor another's");
}

#[tokio::test]
async fn withdrawn_numbers_cannot_be_paid_and_paid_ones_not_withdrawn() {
    let desk = desk().await;
    let key = &desk.issued.numbers.key;
    let withdrawn = answered(desk.payments.withdraw(key).await);
    assert_eq!(answered(desk.payments.withdraw(key).await), withdrawn, "twice is once");
    assert_eq!(act(&desk.issued, "action=pay").await.0, 409);
    let payment = desk.payment.clone().apply(&Event::Withdrawn(withdrawn));
    assert_eq!(payment.status(TODAY), Status::Withdrawn);
    let again = answered(desk.payments.issue(&wish("r-2")).await);
    assert_eq!(act(&again, "action=pay").await.0, 200);
    assert_eq!(refused(desk.payments.withdraw(&again.numbers.key).await), "paid");
}

#[tokio::test]
async fn it_can_be_paid_by_typing_the_numbers_or_by_card() {
    let desk = desk().await;
    let numbers = &desk.issued.numbers;
    let form = |confirmation: &str| {
        format!(
            "collector_number={}&payment_number=+{}&confirmation_number={confirmation}",
            numbers.key.collector(),
            numbers.key.payment()
        )
    };
    let typed = async |form: String| {
        let request =
            http().post(desk.system.at("/bank")).header("content-type", "application/x-www-form-urlencoded");
        request.body(form).send().await.unwrap()
    };
    assert_eq!(typed(form("000000")).await.status(), 422);
    let found = typed(form(numbers.confirmation())).await;
    let location = found.headers().get("location").unwrap().to_str().unwrap();
    assert!(desk.issued.link.as_str().ends_with(location));
    let by_card = answered(desk.payments.issue(&PaymentRequest { way: Way::Card, ..wish("r-2") }).await);
    assert_eq!(act(&by_card, "action=pay&card=bad").await.0, 422);
    assert_eq!(act(&by_card, "action=pay&card=good").await.0, 200);
    assert_eq!(answered(desk.payments.standing(&by_card.numbers.key).await).reports.len(), 1);
}

/// Whether somebody pays or gives up, the browser comes back by the same address, and what it brings changes nothing.
#[tokio::test]
async fn the_payers_return_is_the_same_with_and_without_a_payment() {
    let desk = desk().await;
    let back = |page: &str| {
        let (_, rest) = page.split_once("class=\"button\" href=\"").expect("a way back");
        rest.split_once('"').unwrap().0.to_owned()
    };
    let (_, page) = act(&desk.issued, "action=cancel").await;
    let gave_up = back(&page);
    assert_eq!(gave_up, "http://127.0.0.1:1/return");
    assert_eq!(desk.status(&desk.polled().await, TODAY), Status::Awaiting { expires_on: LAST });
    let (_, page) = act(&desk.issued, "action=pay").await;
    assert_eq!(back(&page), gave_up, "it does not say whether");
    assert_eq!(
        desk.status(&[], TODAY),
        Status::Awaiting { expires_on: LAST },
        "before the collecting side speaks"
    );
    settled(desk.status(&desk.pushed(1).await, TODAY));
}

#[tokio::test]
async fn when_numbers_ended_others_are_issued_and_settle() {
    let desk = desk().await;
    desk.system.nation.advance(10).unwrap();
    let today = date(2026, 4, 11);
    assert_eq!(desk.status(&desk.polled().await, today), Status::Expired);
    let last = date(2026, 4, 30);
    let again = PaymentRequest { expires_on: last, ..wish("r-2") };
    let again = answered(desk.payments.issue(&again).await);
    assert_ne!(again.numbers.key, desk.issued.numbers.key);
    let payment = desk.payment.clone().apply(&Event::Issued(again.clone()));
    assert_eq!(payment.status(today), Status::Awaiting { expires_on: last });
    assert_eq!(act(&desk.issued, "action=pay").await.0, 409, "the old ones stay over");
    assert_eq!(act(&again, "action=pay").await.0, 200);
    let reports = desk.pushed(1).await;
    let payment =
        reports.into_iter().fold(payment, |payment, report| payment.apply(&Event::Reported(report)));
    assert_eq!(settled(payment.status(today)).besides, []);
}

#[tokio::test]
async fn money_for_something_else_settles_nothing_here() {
    let desk = desk().await;
    let other = answered(desk.payments.issue(&wish("r-2")).await);
    act(&other, "action=pay").await;
    assert_eq!(wrong(desk.status(&desk.pushed(1).await, TODAY)), [Wrong::UnknownNumbers]);
}

/// The paper twin: stamps settle it, the numbers are withdrawn, and who had paid all the same gets it back.
#[tokio::test]
async fn revenue_stamps_settle_and_what_was_paid_beside_them_is_found() {
    let sheet = |value| {
        let stamps = vec![Stamps { value: Yen(value), count: 1 }];
        Event::Stamped(
            StampSheet::cancelled(SheetId::parse("s-1").unwrap(), stamps, TODAY, "officer-1").unwrap(),
        )
    };
    let by_paper = desk().await;
    let withdrawn = answered(by_paper.payments.withdraw(&by_paper.issued.numbers.key).await);
    let payment = by_paper.payment.clone().apply(&Event::Withdrawn(withdrawn)).apply(&sheet(1_000));
    assert_eq!(settled(payment.status(TODAY)).besides, []);
    assert_eq!(act(&by_paper.issued, "action=pay").await.0, 409, "no longer to be paid");
    assert_eq!(wrong(by_paper.payment.clone().apply(&sheet(400)).status(TODAY)), [Wrong::Short]);

    let both = desk().await;
    act(&both.issued, "action=pay").await;
    assert_eq!(refused(both.payments.withdraw(&both.issued.numbers.key).await), "paid");
    let payment = both.payment.clone().apply(&sheet(1_000));
    let payment =
        both.pushed(1).await.into_iter().fold(payment, |p, report| p.apply(&Event::Reported(report)));
    let besides = settled(payment.status(TODAY)).besides;
    assert_eq!(besides.iter().map(|finding| finding.wrong).collect::<Vec<_>>(), [Wrong::Double]);
}

#[tokio::test]
async fn each_trouble_of_the_line_is_no_answer() {
    let desk = desk().await;
    let key = &desk.issued.numbers.key;
    desk.system.scenario("[systems.payment.outage]\nretry_after = 3600\n").await;
    let Outcome::Unavailable { until: Some(_) } = desk.payments.standing(key).await else {
        panic!("closed until")
    };
    desk.system.scenario("[systems.payment]\ncut_after_bytes = 20\n").await;
    assert_eq!(desk.payments.standing(key).await, Outcome::Unavailable { until: None });
    desk.system.scenario("[systems.payment]\ndelay_ms = 4000\n").await;
    assert_eq!(desk.payments.withdraw(key).await, Outcome::Unavailable { until: None });
    desk.system.scenario("").await;
    assert_eq!(desk.polled().await, []);
}

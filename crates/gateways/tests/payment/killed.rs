//! kill -9 of the collecting side: while people pay, and while it pushes what they paid.

use std::collections::{BTreeMap, BTreeSet};

use gateways::payment::http::HttpPayments;
use gateways::payment::{Issued, Payments};
use serde_json::json;

use super::dying::{self, Dying};
use super::inbox::{Inbox, key_at};
use super::support::{answered, client, http};
use super::{act, wire, wish};

/// The half of the tests that dies.
#[tokio::test]
#[ignore = "the child of the crash tests below: it runs by their orders only"]
async fn simulator_that_dies() {
    dying::serve("payment").await;
}

const CHILD: &str = "killed::simulator_that_dies";

async fn control(url: &str, what: serde_json::Value) {
    let put = http().put(format!("{url}/control/push")).header("content-type", "application/json");
    assert!(put.body(what.to_string()).send().await.unwrap().status().is_success());
}

async fn issued(url: &str, count: usize) -> Vec<Issued> {
    let payments = HttpPayments::new(client(url));
    let mut issued = Vec::new();
    for number in 0..count {
        issued.push(answered(payments.issue(&wish(&format!("k-{number}"))).await));
    }
    issued
}

#[tokio::test]
async fn killed_while_people_pay_it_loses_no_payment_and_makes_none_twice() {
    let home = tempfile::tempdir().unwrap();
    let inbox = Inbox::open().await;
    let first = Dying::start(home.path(), CHILD);
    control(&first.url, json!({"target": inbox.url, "mode": "hold"})).await;
    let bills = issued(&first.url, 40).await;
    let to_pay = bills.clone();
    let paying = tokio::spawn(async move {
        let mut confirmed = Vec::new();
        for issued in to_pay {
            let request =
                http().post(issued.link.clone()).header("content-type", "application/x-www-form-urlencoded");
            match request.body("action=pay").send().await {
                Ok(answer) if answer.status().is_success() => confirmed.push(issued),
                _ => break,
            }
        }
        confirmed
    });
    tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    first.kill();
    let confirmed = paying.await.unwrap();

    let second = Dying::start(home.path(), CHILD);
    let payments = HttpPayments::new(client(&second.url));
    let mut paid = 0;
    for (before, again) in bills.iter().zip(issued(&second.url, bills.len()).await) {
        assert_eq!(again.numbers, before.numbers, "the same numbers after the kill");
        let reports = answered(payments.standing(&before.numbers.key).await).reports;
        assert!(reports.len() <= 1);
        let was_confirmed = confirmed.iter().any(|issued| issued.numbers == before.numbers);
        assert!(!was_confirmed || reports.len() == 1, "confirmed to the payer and lost");
        paid += reports.len();
    }
    assert!(paid <= confirmed.len() + 1, "{paid} paid, {} confirmed", confirmed.len());
    control(&second.url, json!({"mode": "send"})).await;
    let came = inbox.wait_for(paid).await;
    assert_eq!(came.len(), paid, "what was held back before the kill is pushed after it");
    second.kill();
}

/// Some pushes were taken, the next was refused, the others wait: there it dies, and again while it sends the rest.
#[tokio::test]
async fn killed_while_it_pushes_it_tells_of_every_payment_and_of_each_the_same() {
    const PAID: usize = 30;
    const TAKEN: usize = 5;
    let home = tempfile::tempdir().unwrap();
    let inbox = Inbox::open().await;
    let first = Dying::start(home.path(), CHILD);
    control(&first.url, json!({"target": inbox.url, "mode": "hold"})).await;
    for bill in issued(&first.url, PAID).await {
        assert_eq!(act(&bill, "action=pay").await.0, 200);
    }
    let key = key_at(&first.url).await;
    let mut answers = vec![503; 20];
    answers.extend([204; TAKEN]);
    inbox.answer_with(&answers);
    control(&first.url, json!({"mode": "send"})).await;
    assert!(inbox.wait_for(TAKEN + 1).await.len() < PAID, "it dies in the middle");
    first.kill();

    inbox.answer_with(&[]);
    let second = Dying::start(home.path(), CHILD);
    inbox.wait_for(TAKEN + 8).await;
    second.kill();
    let third = Dying::start(home.path(), CHILD);
    assert_eq!(key_at(&third.url).await, key, "its key is the one that we know");

    let mut told: BTreeMap<String, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for _ in 0..200 {
        told = BTreeMap::new();
        for came in inbox.now() {
            let id = came.with(&key, |delivery| wire::pushed(delivery).unwrap().id().clone()).unwrap();
            told.entry(id.as_str().to_owned()).or_default().insert(came.body);
        }
        if told.len() == PAID {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(told.len(), PAID, "nothing that was paid stays untold");
    assert!(told.values().all(|bodies| bodies.len() == 1), "told again it says the same");
    third.kill();
}

//! kill -9 of the network between inquiry and reply: the record stands, and the reply comes; and between an acquisition number and its code.

use gateways::network::Network;
use gateways::network::http::HttpNetwork;
use gateways::network::record::{DisclosureRecord, compare};
use reqwest::Method;
use serde_json::json;

use super::dying::{self, Dying};
use super::inbox::{Inbox, key_at};
use super::support::{answered, client, http, nation_in, refused};
use super::{inquiry, institution, reply_to, wire};
use country::Person;
use gateways::network::{Acquisition, AcquisitionNumber, LinkageCode};

/// The half of the test that dies.
#[tokio::test]
#[ignore = "the child of the crash test below: it runs by its orders only"]
async fn simulator_that_dies() {
    dying::serve("network").await;
}

const CHILD: &str = "killed::simulator_that_dies";
const ASKED: usize = 24;

#[tokio::test]
async fn killed_before_it_gave_a_code_it_gives_the_same_one_and_what_had_ended_stays_so() {
    let home = tempfile::tempdir().unwrap();
    let nation = nation_in(home.path());
    let mut people = nation.people();
    let pass_on = async |url: &str, number: &AcquisitionNumber, person: &Person| {
        let body = json!({"institution": "mhlw", "acquisition_number": number.expose(),
            "resident_code": nation.resident_code(person.id)});
        let asked = http().request(Method::POST, format!("{url}/jlis/acquisitions"));
        let answer =
            asked.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
        assert!(answer.status().is_success());
    };
    let [over, open] = [AcquisitionNumber::draw().unwrap(), AcquisitionNumber::draw().unwrap()];
    let [one, other] = [people.next().unwrap(), people.next().unwrap()];
    let first = Dying::start(home.path(), CHILD);
    pass_on(&first.url, &over, &one).await;
    let ended = http().request(Method::PUT, format!("{}/control/acquisitions-end", first.url));
    assert!(
        ended
            .header("content-type", "application/json")
            .body("{}")
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );
    pass_on(&first.url, &open, &one).await;
    first.kill();

    let second = Dying::start(home.path(), CHILD);
    let network = HttpNetwork::new(client(&second.url));
    assert_eq!(refused(network.acquire(&institution("mhlw"), &over).await), "expired");
    // Sent again for somebody else it stays the first's.
    pass_on(&second.url, &open, &other).await;
    let expected = LinkageCode::parse(&nation.linkage_code("mhlw", one.id)).unwrap();
    match answered(network.acquire(&institution("mhlw"), &open).await) {
        Acquisition::Given(code) => assert_eq!(code, expected),
        Acquisition::Pending => panic!("it was forgotten"),
    }
    second.kill();
}

#[tokio::test]
async fn killed_before_it_replied_it_replies_and_has_recorded_each_inquiry_once() {
    let home = tempfile::tempdir().unwrap();
    let inbox = Inbox::open().await;
    let first = Dying::start(home.path(), CHILD);
    let body = json!({"target": inbox.url}).to_string();
    let target = http().request(Method::PUT, format!("{}/control/push", first.url));
    let answer = target.header("content-type", "application/json").body(body).send().await.unwrap();
    assert!(answer.status().is_success());
    let key = key_at(&first.url).await;
    let network = HttpNetwork::new(client(&first.url));
    let nation = nation_in(home.path());
    let people: Vec<_> = nation.people().take(ASKED).collect();
    let mut asked = Vec::new();
    for person in &people {
        let code = LinkageCode::parse(&nation.linkage_code("mhlw", person.id)).unwrap();
        let inquiry = inquiry(&format!("q-{}", person.id.0), code);
        let acknowledged = answered(network.inquire(&inquiry).await);
        asked.push((inquiry, acknowledged));
    }
    first.kill();
    assert!(inbox.now().len() < ASKED, "some replies are still owed");

    let second = Dying::start(home.path(), CHILD);
    let network = HttpNetwork::new(client(&second.url));
    for (inquiry, acknowledged) in &asked {
        assert_eq!(answered(network.inquire(inquiry).await), *acknowledged, "asked again it is the same one");
        let ours =
            DisclosureRecord::asked(inquiry, acknowledged).answered(&reply_to(&network, inquiry).await);
        let theirs = answered(network.records(&inquiry.inquirer, &inquiry.person).await);
        assert_eq!(compare(&[ours], &theirs), [], "one record, and it is ours");
    }
    let mut told = std::collections::BTreeSet::new();
    for _ in 0..200 {
        let came = inbox.now();
        told.extend(came.iter().map(|came| came.with(&key, |d| wire::pushed_inquiry(d).unwrap()).unwrap()));
        if told.len() == ASKED {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(told.len(), ASKED, "every reply was pushed in the end, under the key that we know");
    second.kill();
}

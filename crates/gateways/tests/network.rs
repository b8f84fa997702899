//! The client of 情報提供ネットワークシステム against its simulator.
#![cfg(test)]

#[path = "support/dying.rs"]
mod dying;
#[path = "support/inbox.rs"]
mod inbox;
#[path = "network/killed.rs"]
mod killed;
mod support;

use std::collections::BTreeSet;
use std::time::Duration;

use country::{LifeEventKind, Person};
use gateways::Outcome;
use gateways::koseki::{Ending, Sequence, sequence, wire as koseki};
use gateways::network::http::HttpNetwork;
use gateways::network::record::{Difference, compare};
use gateways::network::{
    Acquisition, AcquisitionNumber, DisclosureRecord, Inquiry, InquiryId, Institution, LinkageCode, Network,
    Reply, ReplyState, Said, TableCode, wire,
};
use inbox::{Inbox, push_key};
use proptest as _;
use reqwest::Method;
use serde_json::json;
use support::*;

fn institution(name: &str) -> Institution {
    Institution::parse(name).unwrap()
}

fn inquiry(id: &str, person: LinkageCode) -> Inquiry {
    Inquiry {
        id: InquiryId::parse(id).unwrap(),
        inquirer: institution("mhlw"),
        provider: institution("moj"),
        affair: TableCode::parse("qualification").unwrap(),
        procedure: TableCode::parse("yearly-check").unwrap(),
        items: vec![TableCode::parse("koseki-facts").unwrap()],
        basis: "番号法 第19条第8号".to_owned(),
        person,
    }
}

fn code(system: &System, at: &str, person: &Person) -> LinkageCode {
    LinkageCode::parse(&system.nation.linkage_code(at, person.id)).unwrap()
}

/// J-LIS passes an acquisition number on, as it does when the vault has sent it.
async fn through_jlis(system: &System, at: &str, number: &AcquisitionNumber, person: &Person) {
    let body = json!({"institution": at, "acquisition_number": number.expose(),
        "resident_code": system.nation.resident_code(person.id)});
    assert_eq!(system.tell(Method::POST, "/jlis/acquisitions", body).await.0, 200);
}

async fn reply_to(network: &HttpNetwork, inquiry: &Inquiry) -> Reply {
    for _ in 0..100 {
        match answered(network.reply(inquiry).await) {
            ReplyState::Here(reply) => return reply,
            ReplyState::Pending => tokio::time::sleep(Duration::from_millis(30)).await,
        }
    }
    panic!("no reply");
}

#[tokio::test]
async fn a_code_is_got_by_the_acquisition_number_and_two_institutions_share_nothing() {
    let system = System::start("network").await;
    let network = HttpNetwork::new(system.client());
    let person = system.nation.people().next().unwrap();
    let mut codes = Vec::new();
    for at in ["mhlw", "saitama"] {
        let number = AcquisitionNumber::draw().unwrap();
        assert_eq!(answered(network.acquire(&institution(at), &number).await), Acquisition::Pending);
        through_jlis(&system, at, &number, &person).await;
        let Acquisition::Given(code) = answered(network.acquire(&institution(at), &number).await) else {
            panic!("given")
        };
        codes.push(code);
        let elsewhere = network.acquire(&institution("osaka"), &number).await;
        assert_eq!(answered(elsewhere), Acquisition::Pending, "a number is one institution's");
    }
    assert_ne!(codes[0], codes[1]);
    let foreign = Inquiry { inquirer: institution("saitama"), ..inquiry("q-1", codes[0].clone()) };
    match network.inquire(&foreign).await {
        // Either the code is nobody's there, or somebody else's: it never leads to this person.
        Outcome::Refused { code } => assert_eq!(code, "unknown-person"),
        _ => {
            let there = system.nation.person_of_linkage("saitama", codes[0].expose());
            assert_ne!(there, Some(person.id));
        }
    }
}

#[tokio::test]
async fn an_acquisition_number_ends() {
    let system = System::start("network").await;
    let network = HttpNetwork::new(system.client());
    let person = system.nation.people().next().unwrap();
    let number = AcquisitionNumber::draw().unwrap();
    through_jlis(&system, "mhlw", &number, &person).await;
    system.tell(Method::PUT, "/control/acquisitions-end", json!({})).await;
    assert_eq!(refused(network.acquire(&institution("mhlw"), &number).await), "expired");
}

#[tokio::test]
async fn an_inquiry_is_acknowledged_answered_and_recorded_on_both_sides() {
    let system = System::start("network").await;
    let network = HttpNetwork::new(system.client());
    let person = system.nation.people().find(|person| person.died.is_some()).unwrap();
    let asked = inquiry("q-1", code(&system, "mhlw", &person));
    let acknowledged = answered(network.inquire(&asked).await);
    assert_eq!(answered(network.inquire(&asked).await), acknowledged, "twice is once");
    let ours = DisclosureRecord::asked(&asked, &acknowledged);
    let theirs = answered(network.records(&asked.inquirer, &asked.person).await);
    assert_eq!(compare(std::slice::from_ref(&ours), &theirs), []);
    let reply = reply_to(&network, &asked).await;
    let ours = [ours.answered(&reply)];
    let theirs = answered(network.records(&asked.inquirer, &asked.person).await);
    assert_eq!(compare(&ours, &theirs), []);
    assert_eq!(theirs, ours);
    let in_our_name = Inquiry { id: InquiryId::parse("q-2").unwrap(), ..asked.clone() };
    answered(network.inquire(&in_our_name).await);
    let theirs = answered(network.records(&asked.inquirer, &asked.person).await);
    assert_eq!(compare(&ours, &theirs), [(in_our_name.id, Difference::OnlyTheirs)]);
}

#[tokio::test]
async fn what_is_not_permitted_is_refused_and_recorded() {
    let system = System::start("network").await;
    let network = HttpNetwork::new(system.client());
    let person = system.nation.people().next().unwrap();
    let allowed = inquiry("q-1", code(&system, "mhlw", &person));
    let asked = Inquiry { items: vec![TableCode::parse("income").unwrap()], ..allowed.clone() };
    assert_eq!(refused(network.inquire(&asked).await), "not-permitted");
    assert_eq!(refused(network.inquire(&allowed).await), "id-used", "another inquiry under the same id");
    let theirs = answered(network.records(&asked.inquirer, &asked.person).await);
    let ours = DisclosureRecord::refused(&asked, theirs[0].asked_at, "not-permitted");
    assert_eq!(compare(&[ours], &theirs), []);
    assert_eq!(refused(network.reply(&asked).await), "not-permitted");
    let unknown = inquiry("q-9", LinkageCode::parse("nobody").unwrap());
    assert_eq!(refused(network.inquire(&unknown).await), "unknown-person");
}

#[tokio::test]
async fn no_number_and_no_name_goes_over_the_line() {
    let system = System::start("network").await;
    let network = HttpNetwork::new(system.client());
    let person = system.nation.people().next().unwrap();
    let asked = inquiry("q-1", code(&system, "mhlw", &person));
    answered(network.inquire(&asked).await);
    let reply = reply_to(&network, &asked).await;
    answered(network.records(&asked.inquirer, &asked.person).await);
    let mut all = format!("{:?}", system.received().await);
    for item in &reply.items {
        if let Said::Provided(value) = &item.said {
            all.push_str(&value.to_string());
        }
    }
    for secret in [system.nation.my_number(person.id), system.nation.resident_code(person.id)] {
        assert!(!all.contains(&secret));
    }
    assert!(!all.contains(person.name_on(system.nation.today()).given), "no text of a name: {all}");
    let in_addresses =
        |value: &serde_json::Value| value["path"].as_str().unwrap().contains(asked.person.expose());
    assert!(!system.received().await.iter().any(in_addresses));
}

#[tokio::test]
async fn a_reply_is_pushed_as_it_would_be_fetched() {
    let system = System::start("network").await;
    let network = HttpNetwork::new(system.client());
    let inbox = Inbox::open().await;
    system.tell(Method::PUT, "/control/push", json!({"target": inbox.url})).await;
    inbox.answer_with(&[500]);
    let person = system.nation.people().next().unwrap();
    let asked = inquiry("q-1", code(&system, "mhlw", &person));
    answered(network.inquire(&asked).await);
    let key = push_key(&system).await;
    let came = inbox.wait_for(2).await.remove(1);
    let which = came.with(&key, |delivery| wire::pushed_inquiry(delivery).unwrap()).unwrap();
    assert_eq!(which, asked.id);
    let pushed = came.with(&key, |delivery| wire::pushed(delivery, &asked).unwrap()).unwrap();
    assert_eq!(pushed, reply_to(&network, &asked).await);
    let other = inquiry("q-2", asked.person.clone());
    assert!(came.with(&key, |delivery| wire::pushed(delivery, &other)).unwrap().is_err());
}

async fn told(
    network: &HttpNetwork,
    system: &System,
    people: &[Person],
) -> Vec<Option<gateways::koseki::Facts>> {
    let mut told = Vec::new();
    for person in people {
        let asked = inquiry(&format!("q-{}", person.id.0), code(system, "mhlw", person));
        answered(network.inquire(&asked).await);
        told.push(asked);
    }
    let mut facts = Vec::new();
    for asked in told {
        match reply_to(network, &asked).await.items.remove(0).said {
            Said::Provided(value) => facts.push(Some(koseki::facts(&value).unwrap())),
            Said::NothingRecorded => facts.push(None),
            Said::Withheld(code) => panic!("{code}"),
        }
    }
    facts
}

fn name_changes(person: &Person) -> usize {
    let counts = |kind: &LifeEventKind| {
        matches!(
            kind,
            LifeEventKind::Marriage { .. }
                | LifeEventKind::Divorce { .. }
                | LifeEventKind::Adoption { .. }
                | LifeEventKind::Naturalisation { .. }
        )
    };
    person.events.iter().filter(|event| counts(&event.kind)).count()
}

#[tokio::test]
async fn the_facts_are_those_of_the_country() {
    let system = System::start("network").await;
    let network = HttpNetwork::new(system.client());
    system.scenario("[country]\nundeterminable_order = 0.0\n").await;
    let people: Vec<_> = system.nation.people().take(150).collect();
    let mut ends = BTreeSet::new();
    for (person, facts) in people.iter().zip(told(&network, &system, &people).await) {
        let Some(facts) = facts else {
            assert!(!matches!(person.domicile_on(system.nation.today()), country::Domicile::Japan(_)));
            continue;
        };
        let Sequence::Determined(order) = sequence(&facts.facts) else { panic!("{facts:?}") };
        assert_eq!(order.len(), name_changes(person), "{person:?}");
        match (facts.ending(), person.died) {
            (Ending::None, None) => _ = ends.insert("lives"),
            (Ending::Died(when), Some(died)) => {
                let died: jiff::civil::Date = died.to_string().parse().unwrap();
                let holds = match when {
                    gateways::koseki::When::On(day) => day == died,
                    gateways::koseki::When::Between(from, to) => (from..=to).contains(&died),
                    gateways::koseki::When::Unknown => false,
                };
                assert!(holds, "{when:?} {died}");
                ends.insert("died");
            }
            // The register never heard of some who died before the network.
            (Ending::None | Ending::ElderDeleted(_), Some(died)) => {
                assert!(died < country::Day::of(2002, 8, 5))
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(ends.len(), 2, "some live and some died");
}

#[tokio::test]
async fn an_order_that_cannot_be_told_is_said_to_be_so() {
    let system = System::start("network").await;
    let network = HttpNetwork::new(system.client());
    system.scenario("[country]\nundeterminable_order = 1.0\n").await;
    let people: Vec<_> = system.nation.people().filter(|person| name_changes(person) > 1).take(10).collect();
    for facts in told(&network, &system, &people).await.into_iter().flatten() {
        assert!(
            facts.facts.iter().filter(|fact| fact.kind.may_change_name()).count() < 2
                || matches!(sequence(&facts.facts), Sequence::Undeterminable(_, _)),
            "{facts:?}"
        );
    }
}

#[tokio::test]
async fn each_trouble_of_the_line_is_no_answer() {
    let system = System::start("network").await;
    let network = HttpNetwork::new(system.client());
    let person = system.nation.people().next().unwrap();
    let asked = inquiry("q-1", code(&system, "mhlw", &person));
    for trouble in [
        "[systems.network.outage]\n",
        "[systems.network]\ncut_after_bytes = 10\n",
        "[systems.network]\ndelay_ms = 3000\n",
    ] {
        system.scenario(trouble).await;
        assert_eq!(network.inquire(&asked).await, Outcome::Unavailable { until: None }, "{trouble}");
    }
    system.scenario("").await;
    answered(network.inquire(&asked).await);
    let reply = reply_to(&network, &asked).await;
    let theirs = answered(network.records(&asked.inquirer, &asked.person).await);
    assert_eq!(theirs.len(), 1, "asked thrice into the dark and once in the light, recorded once");
    assert_eq!(theirs[0].inquiry, reply.inquiry);
}

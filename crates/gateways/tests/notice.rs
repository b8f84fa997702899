//! The client of the carriers of notices against their simulator.
#![cfg(test)]

#[path = "support/dying.rs"]
mod dying;
#[path = "notice/killed.rs"]
mod killed;
mod support;

use gateways::Outcome;
use gateways::network::{Institution, LinkageCode};
use gateways::notice::http::HttpNotices;
use gateways::notice::{Delivery, Failure, Notice, NoticeId, Notices, PostalAddress, Recipient};
use proptest as _;
use reqwest::Method;
use serde_json::json;
use support::*;

fn notice(id: &str, to: Recipient) -> Notice {
    Notice {
        id: NoticeId::parse(id).unwrap(),
        to,
        subject: "登録事項の変更について".to_owned(),
        paragraphs: vec!["変更をお届けください。<b>".to_owned(), "ご不明な点は窓口へ。".to_owned()],
        sender: "見本省 資格課".to_owned(),
    }
}

fn by_post(id: &str, address: &str) -> Notice {
    let postcode = Some("3500062".to_owned());
    let to = PostalAddress { postcode, address: address.to_owned(), name: "見本　花子".to_owned() };
    notice(id, Recipient::Post(to))
}

fn to_portal(system: &System, id: &str, person: country::PersonId) -> Notice {
    let person = LinkageCode::parse(&system.nation.linkage_code("mhlw", person)).unwrap();
    notice(id, Recipient::Portal { institution: Institution::parse("mhlw").unwrap(), person })
}

#[tokio::test]
async fn notices_to_the_portal_arrive_or_say_why_not() {
    let system = System::start("notice").await;
    let notices = HttpNotices::new(system.client());
    let (mut arrived, mut closed, mut unwanted) = (0, 0, 0);
    let people: Vec<_> = system.nation.people().take(120).collect();
    for person in &people {
        let notice = to_portal(&system, &format!("n-{}", person.id.0), person.id);
        answered(notices.send(&notice).await);
        match answered(notices.delivery(&notice.id).await) {
            Delivery::Arrived { .. } => {
                assert!(person.died.is_none(), "nobody reads for the dead");
                arrived += 1;
            }
            Delivery::Failed { failure: Failure::AccountClosed, .. } => closed += 1,
            Delivery::Failed { failure: Failure::NoConsent, .. } => unwanted += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(arrived > 30 && closed > 5 && unwanted > 2, "{arrived} {closed} {unwanted}");
}

#[tokio::test]
async fn one_notice_is_one_however_often_it_is_sent() {
    let system = System::start("notice").await;
    let notices = HttpNotices::new(system.client());
    let letter = by_post("n-1", "埼玉県川越市元町1丁目2番3号");
    let first = answered(notices.send(&letter).await);
    system.nation.advance(1).unwrap();
    assert_eq!(answered(notices.send(&letter).await), first);
    let other = Notice { subject: "別のお知らせ".to_owned(), ..letter };
    assert_eq!(refused(notices.send(&other).await), "id-used");
    let page = http().get(system.at("/post")).send().await.unwrap().text().await.unwrap();
    assert_eq!(page.matches("/post/n-1").count(), 1, "one letter in the outbox");
}

#[tokio::test]
async fn letters_take_their_time_and_come_back() {
    let system = System::start("notice").await;
    let notices = HttpNotices::new(system.client());
    let fates = [
        ("n-1", "address-unknown", Some(Failure::AddressUnknown)),
        ("n-2", "moved", Some(Failure::Moved)),
        ("n-3", "not-taken", Some(Failure::NotTaken)),
        ("n-4", "", None),
    ];
    for (id, fate, _) in &fates {
        let letter = by_post(id, &format!("埼玉県川越市{id}"));
        if !fate.is_empty() {
            let body = json!({"address": format!("埼玉県川越市{id}"), "fate": fate});
            assert_eq!(system.tell(Method::PUT, "/control/letters", body).await.0, 200);
        }
        answered(notices.send(&letter).await);
        assert_eq!(answered(notices.delivery(&letter.id).await), Delivery::Waiting);
    }
    system.nation.advance(2).unwrap();
    for (id, _, expected) in fates {
        let delivery = answered(notices.delivery(&NoticeId::parse(id).unwrap()).await);
        match (delivery, expected) {
            (Delivery::Failed { failure, .. }, Some(expected)) => assert_eq!(failure, expected),
            (Delivery::Arrived { .. }, None) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// By the scenario and not by hand: a share of all letters comes back, each for a reason, whichever day it is asked.
#[tokio::test]
async fn a_share_of_letters_comes_back_each_for_a_reason_that_stays() {
    let system = System::start("notice").await;
    let notices = HttpNotices::new(system.client());
    system.scenario("[systems.notice]\nundelivered = 0.5\n").await;
    for number in 0..60 {
        answered(notices.send(&by_post(&format!("n-{number}"), &format!("埼玉県川越市{number}"))).await);
    }
    system.scenario("").await;
    let fates = async || {
        let mut fates = Vec::new();
        for number in 0..60 {
            fates.push(answered(notices.delivery(&NoticeId::parse(&format!("n-{number}")).unwrap()).await));
        }
        fates
    };
    assert!(fates().await.iter().all(|fate| *fate == Delivery::Waiting));
    system.nation.advance(2).unwrap();
    let first = fates().await;
    let failed = |why: Failure| {
        first
            .iter()
            .filter(|fate| matches!(fate, Delivery::Failed { failure, .. } if *failure == why))
            .count()
    };
    let each = [failed(Failure::AddressUnknown), failed(Failure::Moved), failed(Failure::NotTaken)];
    assert!(
        each.iter().all(|count| *count > 0) && (15..45).contains(&each.iter().sum::<usize>()),
        "{each:?}"
    );
    system.nation.advance(30).unwrap();
    assert_eq!(fates().await, first, "it was decided when it was posted");
}

/// Some are opened after a while, some never; who dies afterwards had got it all the same.
#[tokio::test]
async fn a_notice_in_the_box_is_opened_or_not_and_stays_there() {
    let system = System::start("notice").await;
    let notices = HttpNotices::new(system.client());
    let people: Vec<_> = system.nation.people().filter(|person| person.died.is_none()).take(120).collect();
    let mut there = Vec::new();
    for person in &people {
        let notice = to_portal(&system, &format!("n-{}", person.id.0), person.id);
        let taken = answered(notices.send(&notice).await);
        if let Delivery::Arrived { read_at, at } = answered(notices.delivery(&notice.id).await) {
            assert!(read_at.is_none_or(|read| read >= at) && at == taken.at);
            there.push((person.id, notice.id));
        }
    }
    system.nation.advance(3_650).unwrap();
    let (mut opened, mut never, mut dead) = (0, 0, 0);
    for (person, id) in there {
        let Delivery::Arrived { at, read_at } = answered(notices.delivery(&id).await) else {
            panic!("it was there");
        };
        assert!(read_at.is_none_or(|read| at <= read));
        if read_at.is_some() {
            opened += 1
        } else {
            never += 1
        }
        dead += usize::from(system.nation.person(person).unwrap().died.is_some());
    }
    assert!(opened > 20 && never > 5 && dead > 0, "{opened} {never} {dead}");
}

#[tokio::test]
async fn a_letter_is_a_page_for_printing_with_nothing_of_ours_running_in_it() {
    let system = System::start("notice").await;
    answered(HttpNotices::new(system.client()).send(&by_post("n-1", "埼玉県川越市元町1丁目2番3号")).await);
    let page = http().get(system.at("/post/n-1")).send().await.unwrap().text().await.unwrap();
    for part in ["〒350-0062", "見本　花子 様", "令和8年4月1日", "見本省 資格課", "@page", "&lt;b&gt;"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script") && !page.contains("<b>"));
    assert_eq!(http().get(system.at("/post/n-2")).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_and_what_was_not_said_is_no_answer() {
    let system = System::start("notice").await;
    let notices = HttpNotices::new(system.client());
    let nobody = LinkageCode::parse("nobody").unwrap();
    let institution = Institution::parse("mhlw").unwrap();
    let to_nobody = notice("n-1", Recipient::Portal { institution, person: nobody });
    assert_eq!(refused(notices.send(&to_nobody).await), "unknown-person");
    assert_eq!(refused(notices.delivery(&NoticeId::parse("n-9").unwrap()).await), "unknown-notice");
    let letter = by_post("n-2", "埼玉県川越市元町1丁目2番3号");
    system.scenario("[systems.notice]\ncut_after_bytes = 10\n").await;
    assert_eq!(notices.send(&letter).await, Outcome::Unavailable { until: None });
    system.scenario("").await;
    answered(notices.send(&letter).await);
    let sent = system.received().await;
    assert!(
        sent.iter().filter(|one| one["path"] == "/notices").count() > 2,
        "tried again by itself, and by us"
    );
    let letters = http().get(system.at("/post")).send().await.unwrap().text().await.unwrap();
    assert_eq!(letters.matches("/post/n-2").count(), 1, "taken before the line was cut, and not again");
}

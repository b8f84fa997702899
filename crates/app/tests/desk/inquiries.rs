//! Inquiries: who may ask learns yes or no, the same no for everything; who may not gets one answer about everybody.

use app::{ActOrder, Actor, Inquiry, InquiryAnswer, ShareOrder, today_in_japan};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use registry::act::Act;

use crate::support::{Place, everywhere, number, on_both_engines};

on_both_engines!(
    anybody_may_ask_about_a_published_name,
    unknown_number_wrong_birth_date_and_wrong_name_are_one_answer,
    without_code_or_ground_nothing_is_said_about_anybody,
    a_share_code_tells_what_its_holder_chose_and_ends,
    a_known_asker_cites_a_ground,
);

const BORN: Date = date(1975, 4, 5);

fn asked(qualification: &str, number: &str) -> Inquiry {
    Inquiry {
        qualification: qualification.to_owned(),
        number: number.to_owned(),
        name: "例示　太郎".to_owned(),
        born: Some(BORN),
        ..Inquiry::default()
    }
}

async fn ask(place: &Place, inquiry: &Inquiry) -> InquiryAnswer {
    place.app.inquire(None, inquiry).await.unwrap()
}

async fn record(place: &Place, target: &str, act: Act, items: &[(&str, &str)]) -> String {
    let order = ActOrder {
        target: target.to_owned(),
        act,
        effective_on: date(2026, 1, 1),
        ground: "見本".to_owned(),
        items: items.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect(),
        seen_version: None,
        key: None,
    };
    place.app.record_act(&everywhere(), &order).await.unwrap().entry
}

async fn physician(place: &Place) -> String {
    let items = [
        ("registration-number", "100"),
        ("name", "例示　太郎"),
        ("birth-date", "1975-04-05"),
        ("registration-date", "2001-05-01"),
        ("sex", "男"),
        ("domicile", "東京都"),
    ];
    record(place, "physician/JP", Act::NewRegistration, &items).await
}

async fn anybody_may_ask_about_a_published_name(place: &Place) {
    let id = physician(place).await;
    let answer = ask(place, &asked("physician", "第１００号")).await;
    assert_eq!((answer.answer, answer.why), ("yes", ""));
    let mut told: Vec<&str> = answer.items.iter().map(|item| item.code.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["name", "registration-date", "sex"], "and neither number, birth date nor domicile");
    let look = &place.looks().await[0];
    assert_eq!(
        (look.actor.as_str(), look.channel.as_str(), look.request.as_str()),
        ("anybody", "inquiry", "inquiry yes")
    );
    assert_eq!(look.entries, id, "its holder sees it");
    record(place, &id, Act::PracticeSuspension, &[("practice-suspension", "2026-01-01/")]).await;
    let answer = ask(place, &asked("physician", "100")).await;
    assert_eq!((answer.answer, answer.restrictions.len()), ("yes", 1), "with sanctions as the statute says");
    record(place, &id, Act::Deletion, &[("reason", "request")]).await;
    assert_eq!(ask(place, &asked("physician", "100")).await.answer, "no", "it does not stand any more");
}

async fn unknown_number_wrong_birth_date_and_wrong_name_are_one_answer(place: &Place) {
    let id = physician(place).await;
    let wrong_date = Inquiry { born: Some(date(1975, 4, 6)), ..asked("physician", "100") };
    let wrong_name = Inquiry { name: "例示　次郎".to_owned(), ..asked("physician", "100") };
    let unknown = asked("physician", "999");
    let mut answers = Vec::new();
    for inquiry in [wrong_date, wrong_name, unknown] {
        let before = place.looks().await.len();
        let mut answer = ask(place, &inquiry).await;
        answer.at.clear();
        answers.push(answer);
        assert_eq!(place.looks().await.len(), before + 1, "each leaves a record");
    }
    assert_eq!(answers[0].answer, "no");
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let looks = place.looks().await;
    assert!(looks[1].entries == id && looks[2].entries == id, "who tried is seen by the holder");
    assert_ne!(looks[0].entries, id);
    assert!(!looks[0].entries.is_empty(), "the same work where nobody has the number");
}

async fn without_code_or_ground_nothing_is_said_about_anybody(place: &Place) {
    place.import("JP-13", &[("1", "例示　太郎", "1975-04-05")]).await;
    let teacher =
        |number: &str| Inquiry { authority: "JP-13".to_owned(), ..asked("nursery-teacher", number) };
    let mut answers = Vec::new();
    for inquiry in [teacher("1"), teacher("2")] {
        let mut answer = ask(place, &inquiry).await;
        answer.at.clear();
        answers.push(answer);
    }
    assert_eq!((answers[0].answer, answers[0].why), ("unsure", "no-ground"));
    assert_eq!(answers[0], answers[1]);
    assert!(place.looks().await.is_empty(), "nothing was read");
    let which = place.app.inquire(None, &asked("nursery-teacher", "1")).await.unwrap_err();
    assert!(which.for_person.contains("機関"), "{which}");
}

async fn a_share_code_tells_what_its_holder_chose_and_ends(place: &Place) {
    place.import("JP-13", &[("1", "例示　太郎", "1975-04-05"), ("2", "例示　太郎", "1975-04-05")]).await;
    let id = place.app.find_entries(&everywhere(), &number("1")).await.unwrap().entries[0].id.clone();
    let order = ShareOrder {
        entry: id.clone(),
        items: vec!["registration-date".to_owned()],
        recipient: "見本保育園".to_owned(),
        until: today_in_japan().checked_add(7.days()).unwrap(),
    };
    let share = place.app.share_entry(&everywhere(), &order).await.unwrap();
    let with = |number: &str, code: &str| Inquiry {
        authority: "JP-13".to_owned(),
        share_code: code.to_owned(),
        ..asked("nursery-teacher", number)
    };
    let answer = ask(place, &with("1", &share.code.to_lowercase())).await;
    assert_eq!((answer.answer, answer.items.len()), ("yes", 1));
    assert_eq!(place.looks().await[0].actor, "見本保育園");
    assert_eq!(ask(place, &with("2", &share.code)).await.answer, "no", "the code is about one entry");
    assert_eq!(ask(place, &with("1", "AAAA-BBBB")).await.why, "code");
    let far = ShareOrder { until: today_in_japan().checked_add(400.days()).unwrap(), ..order.clone() };
    assert!(place.app.share_entry(&everywhere(), &far).await.is_err());
    place.app.revoke_share(&everywhere(), &id, &share.id).await.unwrap();
    assert_eq!(ask(place, &with("1", &share.code)).await.why, "code", "taken back");
    let listed = place.app.shares_of_entry(&everywhere(), &id).await.unwrap();
    assert!(listed[0].code.is_empty() && !listed[0].revoked_at.is_empty(), "the code itself is nowhere");
}

async fn a_known_asker_cites_a_ground(place: &Place) {
    place.import("JP-13", &[("1", "例示　太郎", "1975-04-05")]).await;
    let inquiry = Inquiry {
        authority: "JP-13".to_owned(),
        ground: "児童福祉法第18条の19".to_owned(),
        ..asked("nursery-teacher", "1")
    };
    assert_eq!(ask(place, &inquiry).await.why, "no-ground", "a ground of nobody is none");
    let asker = Actor { name: "見本市".to_owned(), ..everywhere() };
    let answer = place.app.inquire(Some(&asker), &inquiry).await.unwrap();
    assert_eq!((answer.answer, answer.items.len()), ("yes", 0));
    let look = &place.looks().await[0];
    assert_eq!((look.actor.as_str(), look.purpose.as_str()), ("見本市", "ground: 児童福祉法第18条の19"));
}

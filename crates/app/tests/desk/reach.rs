//! No one sees across authorities: what is beyond one's reach answers as what is not there.

use app::view::Search;
use app::{ActOrder, Actor, ErrorKind, Role};
use registry::act::Act;

use crate::support::{Place, everywhere, name, number, of_tokyo, on_both_engines};

on_both_engines!(
    a_search_ends_at_the_border,
    an_entry_beyond_reach_answers_as_one_that_is_not_there,
    acts_need_the_role_and_the_register,
);

async fn two_prefectures(place: &Place) -> (String, String) {
    place.import("JP-13", &[("1", "渡邉　花子", "1988-01-08")]).await;
    place.import("JP-14", &[("1", "渡邊　花子", "1988-01-08")]).await;
    let found = place.app.find_entries(&everywhere(), &number("1")).await.unwrap().entries;
    let of = |authority: &str| found.iter().find(|e| e.authority == authority).unwrap().id.clone();
    assert_eq!(found.len(), 2);
    (of("JP-13"), of("JP-14"))
}

async fn a_search_ends_at_the_border(place: &Place) {
    let (own, _) = two_prefectures(place).await;
    let born = Search { born: Some("1988-01-08".parse().unwrap()), ..Search::default() };
    for search in [number("1"), name("渡辺"), born] {
        let found = place.app.find_entries(&of_tokyo(), &search).await.unwrap();
        assert_eq!(found.entries.iter().map(|e| e.id.as_str()).collect::<Vec<_>>(), [own.as_str()]);
        let beyond = Search { authority: Some("JP-14".to_owned()), ..search };
        assert!(place.app.find_entries(&of_tokyo(), &beyond).await.unwrap().entries.is_empty());
    }
    let registers = place.app.list_registers(&of_tokyo()).await.unwrap();
    assert_eq!(registers.iter().map(|r| r.authority.as_str()).collect::<Vec<_>>(), ["JP-13"]);
    let beyond = place.app.show_register(&of_tokyo(), "nursery-teacher", "JP-14").await.unwrap_err();
    let nowhere = place.app.show_register(&of_tokyo(), "nursery-teacher", "JP-48").await.unwrap_err();
    assert_eq!((beyond.kind, &beyond.for_person), (ErrorKind::NotFound, &nowhere.for_person));
}

async fn an_entry_beyond_reach_answers_as_one_that_is_not_there(place: &Place) {
    let (own, beyond) = two_prefectures(place).await;
    let (app, tokyo) = (&place.app, of_tokyo());
    assert!(app.show_entry(&tokyo, &own, None, None).await.is_ok());
    let nowhere = "00000000-0000-7000-8000-000000000000";
    let answers = [
        (
            app.show_entry(&tokyo, &beyond, None, None).await.err(),
            app.show_entry(&tokyo, nowhere, None, None).await.err(),
        ),
        (app.prove_record(&tokyo, &beyond, 1).await.err(), app.prove_record(&tokyo, nowhere, 1).await.err()),
        (
            app.list_disclosures(&tokyo, &beyond).await.err(),
            app.list_disclosures(&tokyo, nowhere).await.err(),
        ),
        (
            app.record_act(&tokyo, &order(&beyond)).await.err(),
            app.record_act(&tokyo, &order(nowhere)).await.err(),
        ),
    ];
    for (beyond, nowhere) in answers {
        let (beyond, nowhere) = (beyond.unwrap(), nowhere.unwrap());
        assert_eq!(beyond.kind, ErrorKind::NotFound);
        assert_eq!(beyond.to_string(), nowhere.to_string());
    }
    let shown = place
        .looks()
        .await
        .iter()
        .filter(|look| look.actor == "tokyo" && look.entries.contains(&beyond))
        .count();
    assert_eq!(shown, 0);
}

fn order(target: &str) -> ActOrder {
    ActOrder {
        target: target.to_owned(),
        act: Act::RegisterCorrection,
        effective_on: "2024-06-01".parse().unwrap(),
        ground: "決裁".to_owned(),
        items: vec![("domicile".to_owned(), "大阪府".to_owned())],
        seen_version: None,
        key: None,
    }
}

async fn acts_need_the_role_and_the_register(place: &Place) {
    let (own, _) = two_prefectures(place).await;
    let reader = Actor { roles: vec![Role::Reader, Role::Auditor], ..everywhere() };
    assert_eq!(place.app.record_act(&reader, &order(&own)).await.unwrap_err().kind, ErrorKind::NotPermitted);
    let person = [("registration-number", "9"), ("name", "甲　乙"), ("birth-date", "1990-01-01")];
    let new = |register: &str| ActOrder {
        act: Act::NewRegistration,
        items: person.map(|(code, value)| (code.to_owned(), value.to_owned())).to_vec(),
        ..order(register)
    };
    let beyond = place.app.record_act(&of_tokyo(), &new("nursery-teacher/JP-14")).await.unwrap_err();
    assert_eq!(beyond.kind, ErrorKind::NotPermitted);
    let done = place.app.record_act(&of_tokyo(), &new("nursery-teacher/JP-13")).await.unwrap();
    let view = place.app.show_entry(&of_tokyo(), &done.entry, None, None).await.unwrap();
    assert_eq!((view.history.len(), view.history[0].actor.as_str()), (1, "tokyo"));
    assert_eq!(place.app.record_act(&of_tokyo(), &order(&own)).await.unwrap().version, 2);
}

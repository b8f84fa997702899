//! Every read of an entry is recorded: who, why, when, which; without the record there is no answer.

use app::{Actor, ErrorKind, Role};

use crate::support::{Place, everywhere, name, number, on_both_engines};

on_both_engines!(
    each_look_is_recorded_with_its_entries,
    a_look_that_cannot_be_recorded_is_not_answered,
    looks_are_shown_to_auditors_alone,
);

const PEOPLE: [(&str, &str, &str); 3] =
    [("1", "渡邉　花子", "1988-01-08"), ("2", "渡辺　葉子", "1990-02-03"), ("3", "佐藤　月子", "1991-02-03")];

async fn each_look_is_recorded_with_its_entries(place: &Place) {
    place.import("JP-13", &PEOPLE).await;
    assert!(place.looks().await.is_empty(), "an import shows nobody an entry");
    let found = place.app.find_entries(&everywhere(), &name("渡辺")).await.unwrap();
    let ids: Vec<&str> = found.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids.len(), 2);
    let look = &place.looks().await[0];
    assert_eq!(
        (look.actor.as_str(), look.purpose.as_str(), look.channel.as_str()),
        ("officer", "inquiry", "desk")
    );
    assert_eq!(look.entries.split(' ').collect::<Vec<_>>(), ids);
    // that a name was asked, but not the name: whoever was asked for may stand in no register
    assert_eq!(look.request, "find name");

    let actor = Actor { purpose: "certificate".to_owned(), ..everywhere() };
    place.app.show_entry(&actor, ids[1], None, None).await.unwrap();
    let look = &place.looks().await[0];
    assert_eq!((look.purpose.as_str(), look.entries.as_str()), ("certificate", ids[1]));
    // who was not there was asked for nevertheless
    place.app.find_entries(&everywhere(), &number("99")).await.unwrap();
    let look = &place.looks().await[0];
    assert_eq!((look.request.as_str(), look.entries.as_str()), ("find number=99", ""));
    place.app.prove_record(&actor, ids[0], 1).await.unwrap();
    let looks = place.looks().await;
    assert_eq!((looks[0].entries.as_str(), looks.len()), (ids[0], 4));
}

async fn a_look_that_cannot_be_recorded_is_not_answered(place: &Place) {
    place.import("JP-13", &PEOPLE).await;
    let id = place.app.find_entries(&everywhere(), &number("1")).await.unwrap().entries[0].id.clone();
    place.execute("DROP TABLE disclosure").await;
    let actor = everywhere();
    assert!(place.app.find_entries(&actor, &number("1")).await.is_err());
    assert!(place.app.show_entry(&actor, &id, None, None).await.is_err());
    assert!(place.app.prove_record(&actor, &id, 1).await.is_err());
}

async fn looks_are_shown_to_auditors_alone(place: &Place) {
    place.import("JP-13", &PEOPLE).await;
    let id = place.app.find_entries(&everywhere(), &number("1")).await.unwrap().entries[0].id.clone();
    place.app.show_entry(&everywhere(), &id, None, None).await.unwrap();
    let looks = place.app.list_disclosures(&everywhere(), &id).await.unwrap();
    let asked: Vec<&str> = looks.iter().map(|look| look.request.as_str()).collect();
    assert_eq!(asked, ["show", "find number=1"], "newest first");
    let reader = Actor { roles: vec![Role::Reader, Role::Registrar], ..everywhere() };
    let refused = place.app.list_disclosures(&reader, &id).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotPermitted);
}

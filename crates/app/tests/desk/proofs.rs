//! Proofs: issued from the present, taken back by the act that makes them untrue, checked by whoever has the keys.

use app::{ActOrder, ErrorKind, ProofOrder, rotate_credential_key};
use jiff::civil::date;
use registry::act::Act;
use registry::ids::{EntryId, HolderId, RegisterId};
use store::holder::{Link, link};

use crate::support::{Place, everywhere, number, of_tokyo, on_both_engines};

on_both_engines!(
    a_proof_shows_what_its_holder_chose_and_is_good,
    the_act_that_makes_it_untrue_takes_it_back,
    a_suspended_or_deleted_entry_has_no_proof,
    what_is_not_ours_is_red,
    an_old_key_still_verifies_what_it_signed,
    nobody_shows_an_entry_beyond_his_reach,
    a_holder_shows_own_entries_and_no_others,
);

const PEOPLE: [(&str, &str, &str); 2] =
    [("1", "渡邉　花子", "1988-01-08"), ("2", "佐藤　月子", "1991-02-03")];

async fn entry(place: &Place, wanted: &str) -> String {
    place.import("JP-13", &PEOPLE).await;
    place.app.find_entries(&everywhere(), &number(wanted)).await.unwrap().entries[0].id.clone()
}

fn order(entry: &str) -> ProofOrder {
    ProofOrder { entry: entry.to_owned(), ..ProofOrder::default() }
}

async fn act(place: &Place, entry: &str, act: Act, items: &[(&str, &str)]) {
    let order = ActOrder {
        target: entry.to_owned(),
        act,
        effective_on: date(2026, 1, 1),
        ground: "見本".to_owned(),
        items: items.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect(),
        seen_version: None,
        key: None,
    };
    place.app.record_act(&everywhere(), &order).await.unwrap();
}

async fn outcome(place: &Place, text: &str) -> &'static str {
    place.app.check_code(text).await.unwrap().outcome
}

async fn a_proof_shows_what_its_holder_chose_and_is_good(place: &Place) {
    let id = entry(place, "1").await;
    let all = place.app.issue_credential(&everywhere(), &order(&id)).await.unwrap();
    let codes: Vec<&str> = all.items.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(codes, ["name", "birth-date", "registration-number", "registration-date"]);
    assert_eq!(all.on_offer.len(), 5, "the domicile may be shown, and is not unless its holder says so");
    let chosen = ProofOrder { items: vec!["registration-number".to_owned()], ..order(&id) };
    let proof = place.app.issue_credential(&everywhere(), &chosen).await.unwrap();
    let look = &place.looks().await[0];
    assert_eq!((look.request.as_str(), look.entries.as_str()), ("proof screen", id.as_str()));
    let view = place.app.check_code(&proof.fragment).await.unwrap();
    let shown: Vec<(&str, &str)> = view.items.iter().map(|i| (i.code.as_str(), i.value.as_str())).collect();
    assert_eq!(shown, [("name", "渡邉　花子"), ("registration-number", "1")], "the name is always shown");
    assert_eq!((view.outcome, view.printed), ("valid", false));
    let printed = ProofOrder { printed: true, ..order(&id) };
    let printed = place.app.issue_credential(&everywhere(), &printed).await.unwrap();
    let view = place.app.check_code(&printed.fragment).await.unwrap();
    assert!(view.printed && view.expires_at > all.expires_at, "paper says so, and lives longer");
    assert!(place.app.key_set().await.unwrap().contains("\"ES256\""));
}

async fn the_act_that_makes_it_untrue_takes_it_back(place: &Place) {
    let id = entry(place, "1").await;
    let before = place.app.issue_credential(&everywhere(), &order(&id)).await.unwrap();
    act(place, &id, Act::RegisterCorrection, &[("name", "見本　花子")]).await;
    assert_eq!(outcome(place, &before.fragment).await, "replaced");
    let after = place.app.issue_credential(&everywhere(), &order(&id)).await.unwrap();
    assert_eq!(after.items[0].value, "見本　花子");
    assert_eq!(outcome(place, &after.fragment).await, "valid");
    act(place, &id, Act::Deletion, &[("reason", "request")]).await;
    assert_eq!(outcome(place, &after.fragment).await, "ended");
    // The list as it is published says the same: whoever has the keys and the list needs nothing else.
    let register = place.app.find_entries(&everywhere(), &number("2")).await.unwrap();
    assert_eq!(register.entries.len(), 1);
}

async fn a_suspended_or_deleted_entry_has_no_proof(place: &Place) {
    let id = entry(place, "1").await;
    let proof = place.app.issue_credential(&everywhere(), &order(&id)).await.unwrap();
    act(place, &id, Act::TitleSuspension, &[("title-suspension", "2026-01-01/")]).await;
    assert_eq!(outcome(place, &proof.fragment).await, "suspended");
    let refused = place.app.issue_credential(&everywhere(), &order(&id)).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Conflict);
    act(place, &id, Act::Deletion, &[("reason", "request")]).await;
    let refused = place.app.issue_credential(&everywhere(), &order(&id)).await.unwrap_err();
    assert!(refused.for_person.contains("抹消"), "{refused}");
}

async fn what_is_not_ours_is_red(place: &Place) {
    let id = entry(place, "1").await;
    let proof = place.app.issue_credential(&everywhere(), &order(&id)).await.unwrap();
    let mut forged: Vec<char> = proof.fragment.chars().collect();
    let last = forged.len() - 20;
    forged[last] = if forged[last] == 'A' { 'B' } else { 'A' };
    assert_eq!(outcome(place, &forged.into_iter().collect::<String>()).await, "forged");
    assert_eq!(outcome(place, &"A".repeat(5_000)).await, "oversized");
    assert_eq!(outcome(place, "https://example.org/").await, "malformed");
}

async fn an_old_key_still_verifies_what_it_signed(place: &Place) {
    let id = entry(place, "1").await;
    let proof = place.app.issue_credential(&everywhere(), &order(&id)).await.unwrap();
    rotate_credential_key(&place.settings).await.unwrap();
    let restarted = app::App::open(&place.settings).await.unwrap();
    assert_eq!(restarted.check_code(&proof.fragment).await.unwrap().outcome, "valid");
    let next = restarted.issue_credential(&everywhere(), &order(&id)).await.unwrap();
    assert_eq!(restarted.check_code(&next.fragment).await.unwrap().outcome, "valid");
    assert_eq!(restarted.key_set().await.unwrap().matches("\"kid\"").count(), 2);
}

async fn nobody_shows_an_entry_beyond_his_reach(place: &Place) {
    place.import("JP-01", &PEOPLE).await;
    let id = place.app.find_entries(&everywhere(), &number("1")).await.unwrap().entries[0].id.clone();
    let refused = place.app.issue_credential(&of_tokyo(), &order(&id)).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
}

async fn a_holder_shows_own_entries_and_no_others(place: &Place) {
    let own = entry(place, "1").await;
    let others = place.app.find_entries(&everywhere(), &number("2")).await.unwrap().entries[0].id.clone();
    let holder = HolderId::new(1, [1; 10]);
    let made = Link {
        register: RegisterId::of("nursery-teacher", "JP-13"),
        entry: EntryId::parse(&own).unwrap(),
        holder,
        way: "by-holder".to_owned(),
        ground: "case 1".to_owned(),
        by: "portal".to_owned(),
        at: 7,
        number: None,
    };
    let done: Result<_, store::StoreError> = place
        .app
        .db()
        .transact("link", move |tx| {
            let made = made.clone();
            Box::pin(async move { link(tx, &[made]).await })
        })
        .await;
    done.unwrap();
    // Nobody's reach but the link: the holder is no officer.
    let person = app::Actor { name: "holder".to_owned(), roles: vec![], ..of_tokyo() };
    let person = app::Actor { reach: app::Reach::Authorities(vec![]), ..person };
    let proofs = place.app.show_proofs(holder, &person, &[]).await.unwrap();
    assert_eq!(proofs.len(), 1);
    assert_eq!(outcome(place, &proofs[0].fragment).await, "valid");
    assert_eq!(place.looks().await[0].actor, "holder", "the holder's own looks are recorded too");
    let refused = place.app.show_proofs(holder, &person, &[order(&others)]).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
    act(place, &own, Act::TitleSuspension, &[("title-suspension", "2026-01-01/")]).await;
    assert!(place.app.show_proofs(holder, &person, &[]).await.unwrap().is_empty(), "nothing to show today");
    let refused = place.app.show_proofs(holder, &person, &[order(&own)]).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Conflict, "and when it is asked for, it is said why");
}

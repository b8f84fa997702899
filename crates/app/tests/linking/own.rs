//! Linking one's own entry, and seeing it.

use app::ErrorKind;
use app::linking::LinkState;

use crate::support::{Town, on_both_engines};

on_both_engines!(
    a_nurse_links_her_entry_and_sees_it,
    a_second_click_and_a_second_tab_change_nothing,
    an_outage_of_the_cards_authority_keeps_the_request,
    too_many_requests_wait,
);

async fn a_nurse_links_her_entry_and_sees_it(town: &Town) {
    town.import_resident(0).await;
    let at = town.sign_in(0).await;
    assert!(town.app.my_qualifications(&at.holder).await.unwrap().is_empty());
    let linked = town.try_to_link(&at, &Town::wish("第101号")).await;
    assert_eq!(linked.state, LinkState::Linked);

    let holder = town.again(&at).await;
    assert!(holder.holder.is_some(), "the account is a person's now");
    let own = town.app.my_qualifications(&holder).await.unwrap();
    assert_eq!(own.len(), 1);
    let entry = &own[0].entry;
    assert_eq!(entry.entry.name, town.resident(0).name);
    assert!(own[0].family.as_ref().unwrap().text.contains("届出が要ります") && !own[0].law.is_empty());
    let family = own[0].family.as_ref().unwrap();
    assert!(
        family.citation.contains("第5条") && family.confidence == "report",
        "by what, and how sure: {family:?}"
    );
    let looks = town.app.my_looks(&holder, &entry.entry.id).await.unwrap();
    let seen: Vec<(&str, &str)> = looks.iter().map(|l| (l.actor.as_str(), l.purpose.as_str())).collect();
    assert_eq!(seen, [("本人", "own-view"), ("本人", "linking")], "newest first");
    let officers = town.app.show_entry(&crate::support::officer(), &entry.entry.id, None, None).await;
    assert!(officers.is_ok());
    let looks = town.app.my_looks(&holder, &entry.entry.id).await.unwrap();
    assert_eq!((looks[0].actor.as_str(), looks[0].purpose.as_str()), ("officer", "registration"));

    let stranger = town.sign_in(1).await;
    assert!(town.app.my_qualifications(&stranger.holder).await.unwrap().is_empty());
    let refused = town.app.my_looks(&stranger.holder, &entry.entry.id).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
    let refused = town.app.my_link_request(&stranger.holder, &linked.id).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
}

async fn a_second_click_and_a_second_tab_change_nothing(town: &Town) {
    town.import_resident(0).await;
    let at = town.sign_in(0).await;
    let id = town.app.request_link(&at.holder, &Town::wish("101")).await.unwrap();
    let first = town.signed(&at, &id, at.person).await;
    let second = town.signed(&at, &id, at.person).await;
    let page = format!("/portal/link/{id}");
    assert_eq!(town.app.arrive(Some(&at.browser), &first).await.unwrap().to, page);
    assert!(town.app.arrive(Some(&at.browser), &first).await.is_err(), "the same return again");
    assert_eq!(town.app.arrive(Some(&at.browser), &second).await.unwrap().to, page);
    let signed = town.app.leave_to_sign_link(&at.holder, Some(&at.browser), &id).await.unwrap_err();
    assert_eq!(signed.kind, ErrorKind::Conflict);
    assert_eq!(
        town.try_to_link(&at, &Town::wish("101")).await.state,
        LinkState::Linked,
        "it is mine already"
    );
    assert_eq!(town.app.my_qualifications(&town.again(&at).await).await.unwrap().len(), 1);
}

async fn an_outage_of_the_cards_authority_keeps_the_request(town: &Town) {
    town.import_resident(0).await;
    let at = town.sign_in(0).await;
    let id = town.app.request_link(&at.holder, &Town::wish("101")).await.unwrap();
    let query = town.signed(&at, &id, at.person).await;
    town.bend("[systems.jpki]\noutage = {}\n");
    let arrival = town.app.arrive(Some(&at.browser), &query).await.unwrap();
    assert_eq!(arrival.to, format!("/portal/link/{id}?again=1"));
    let kept = town.app.my_link_request(&at.holder, &id).await.unwrap();
    assert_eq!(kept.state, LinkState::ToSign, "an outage decides nothing");
    town.bend("");
    let query = town.signed(&at, &id, at.person).await;
    town.app.arrive(Some(&at.browser), &query).await.unwrap();
    assert_eq!(town.app.my_link_request(&at.holder, &id).await.unwrap().state, LinkState::Linked);
}

async fn too_many_requests_wait(town: &Town) {
    town.import_resident(0).await;
    let (at, other) = (town.sign_in(0).await, town.sign_in(1).await);
    for _ in 0..10 {
        town.app.request_link(&at.holder, &Town::wish("102")).await.unwrap();
    }
    for (who, number) in [(&at, "103"), (&other, "102")] {
        let refused = town.app.request_link(&who.holder, &Town::wish(number)).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::TooMany, "{number}");
    }
    assert!(town.app.request_link(&other.holder, &Town::wish("103")).await.is_ok());
    let fields =
        |wish| town.app.check_link_wish(&wish).into_iter().map(|(field, _)| field).collect::<Vec<_>>();
    assert_eq!(fields(app::linking::LinkWish::default()), ["qualification", "number"]);
}

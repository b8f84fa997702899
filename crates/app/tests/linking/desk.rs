//! What could not be decided on line, at the desk.

use app::linking::{LinkDecision, LinkState};
use app::{Actor, ErrorKind, LinkOrder, Reach, Role};

use crate::support::{AtPortal, Town, officer, on_both_engines};

on_both_engines!(
    an_officer_sees_both_sides_and_links,
    an_officer_refuses_with_words,
    the_desk_has_its_limits,
    two_names_of_one_officer_do_not_unlink,
);

/// A nurse whose entry has her former name, and her request at the desk.
async fn former_name(town: &Town) -> (AtPortal, String) {
    let r = town.resident(0);
    let (_, given) = r.name.split_once('　').unwrap();
    let married = format!("旧橋　{given}");
    town.import(&[["101", &married, &r.birth, r.sex, "東京都"]]).await;
    let at = town.sign_in(0).await;
    let request = town.try_to_link(&at, &Town::wish("101")).await;
    town.app.ask_desk_to_link(&at.holder, &request.id).await.unwrap();
    (at, request.id)
}

async fn an_officer_sees_both_sides_and_links(town: &Town) {
    let (at, id) = former_name(town).await;
    let waiting = town.app.list_link_requests(&officer()).await.unwrap();
    assert_eq!(waiting.iter().map(|request| request.id.as_str()).collect::<Vec<_>>(), [id.as_str()]);
    let shown = town.app.show_link_request(&officer(), &id).await.unwrap();
    let entry = shown.entry.clone().unwrap();
    let name = &shown.compared[0];
    assert!(!name.equal && name.agreement.ja.contains("氏だけが違う"));
    assert!(name.held[0].differs && name.held[0].text == "旧");
    assert!(shown.compared[1..].iter().all(|item| item.equal) && shown.compared.len() == 4);
    assert!(town.looks().await[0].entries.contains(&entry), "the officer's look is on record");

    let ground = LinkDecision::Confirm("戸籍の一部事項証明".to_owned());
    town.app.decide_link(&officer(), &id, &ground).await.unwrap();
    let request = town.app.my_link_request(&at.holder, &id).await.unwrap();
    assert_eq!(request.state, LinkState::Linked);
    let own = town.app.my_qualifications(&town.again(&at).await).await.unwrap();
    assert_eq!((own.len(), own[0].way.ja.as_str()), (1, "窓口での初期設定"));
    let twice = town.app.decide_link(&officer(), &id, &ground).await.unwrap_err();
    assert_eq!(twice.kind, ErrorKind::Conflict);
}

async fn an_officer_refuses_with_words(town: &Town) {
    let (at, id) = former_name(town).await;
    let refusal = LinkDecision::Refuse("戸籍を確かめられません。".to_owned());
    town.app.decide_link(&officer(), &id, &refusal).await.unwrap();
    let request = town.app.my_link_request(&at.holder, &id).await.unwrap();
    assert_eq!((request.state, request.words.as_str()), (LinkState::Refused, "戸籍を確かめられません。"));
    assert!(town.app.list_link_requests(&officer()).await.unwrap().is_empty());
    assert_eq!(town.again(&at).await.holder, None);
}

async fn the_desk_has_its_limits(town: &Town) {
    let (_, id) = former_name(town).await;
    let confirm = LinkDecision::Confirm("戸籍".to_owned());
    let reader = Actor { roles: vec![Role::Reader, Role::Auditor], ..officer() };
    assert_eq!(town.app.decide_link(&reader, &id, &confirm).await.unwrap_err().kind, ErrorKind::NotPermitted);
    let tokyo = Actor { reach: Reach::Authorities(vec!["JP-13".to_owned()]), ..officer() };
    assert!(town.app.list_link_requests(&tokyo).await.unwrap().is_empty());
    for refused in [
        town.app.show_link_request(&tokyo, &id).await.err(),
        town.app.decide_link(&tokyo, &id, &confirm).await.err(),
    ] {
        assert_eq!(refused.unwrap().kind, ErrorKind::NotFound);
    }
    let silent = LinkDecision::Confirm(" ".to_owned());
    assert_eq!(town.app.decide_link(&officer(), &id, &silent).await.unwrap_err().kind, ErrorKind::BadInput);
}

/// What one officer begins another one confirms, and the same one is no other under a name in capitals or in wide letters.
async fn two_names_of_one_officer_do_not_unlink(town: &Town) {
    town.import_resident(0).await;
    town.linked_in_bulk("101", 0).await;
    let entry = town.entry("101").await.to_string();
    let order = LinkOrder::Unlink { ground: "別人（架空）".to_owned() };
    town.app.begin_link(&officer(), &entry, &order).await.unwrap();
    for name in ["officer", "Officer", "ＯＦＦＩＣＥＲ", "another"] {
        let actor = Actor { name: name.to_owned(), ..officer() };
        let pending = town.app.show_entry_link(&actor, &entry).await.unwrap().pending.unwrap();
        let answer = town.app.answer_begun_link(&actor, &entry, (true, "", &pending.seen)).await;
        let same = name != "another";
        assert_eq!((pending.own, answer.err().map(|e| e.kind)), (same, same.then_some(ErrorKind::Conflict)));
    }
}

//! The desk's queue: both sides, and an officer's answer.

use app::{ErrorKind, Role};
use registry::linking::in_bulk::{Answer, DeskReason};
use registry::name::Likeness;

use crate::support::{Line, NURSE, Place, officer, on_both_engines};

on_both_engines!(with_addresses: an_officer_sees_both_sides_and_decides, the_queue_as_the_pages_show_it);

async fn an_officer_sees_both_sides_and_decides(place: &Place) {
    let one_of_a_name =
        |r: &country::Resident| place.nation.by_items(&r.name, &r.birth, None, None).len() == 1;
    let residents: Vec<_> = place.residents(60).into_iter().filter(one_of_a_name).take(3).collect();
    let mut lines: Vec<Line> = (1..).zip(&residents).map(|(number, of)| Line::of(number, of)).collect();
    lines.iter_mut().for_each(|line| line.address.push('旧'));
    place.import(&lines).await;
    assert_eq!(place.link().await.desk.get("nobody"), Some(&3));
    let (app, juki) = (&place.app, &place.juki);
    let queue =
        async || app.list_link_queue(&officer(), (NURSE, "JP"), DeskReason::Nobody, None).await.unwrap();
    let waiting = queue().await;
    assert_eq!(waiting.len(), 3);
    let by_number = |number: &str| waiting.iter().find(|w| w.number == format!("第{number}号")).unwrap();
    let (first, second, third) = (by_number("1"), by_number("2"), by_number("3"));

    let case = app.show_link_case(&officer(), juki, &first.entry).await.unwrap();
    assert!(!case.seen.is_empty());
    let address = case.items.iter().find(|item| item.item == "address").unwrap();
    assert!(!address.equal && case.items.iter().filter(|item| item.equal).count() == 3);
    let marked: Vec<_> = address.ours.iter().filter(|m| m.likeness == Likeness::Different).collect();
    assert!(marked.len() == 1 && marked[0].text == "旧", "{marked:?}");
    let told: String = address.told.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(told, residents[0].address);

    let answer = async |entry: &str, answer, ground: &str, seen: &str| {
        app.answer_link_case(&officer(), juki, (entry, answer, ground, seen))
            .await
            .map_err(|error| error.kind)
    };
    assert_eq!(answer(&first.entry, Answer::Link, " ", &case.seen).await, Err(ErrorKind::BadInput));
    assert_eq!(
        answer(&first.entry, Answer::Link, "住民票の除票", "").await,
        Err(ErrorKind::Conflict),
        "unseen"
    );
    assert_eq!(place.links(&lines).await.len(), 0);
    assert_eq!(answer(&first.entry, Answer::Link, "住民票の除票", &case.seen).await, Ok(()));
    assert_eq!(place.links(&lines).await.len(), 1);
    assert_eq!(place.count("SELECT COUNT(*) FROM entry_holder WHERE way = 'desk'").await, 1);
    assert_eq!(answer(&first.entry, Answer::NotThisPerson, "誤り", "").await, Err(ErrorKind::Conflict));
    assert_eq!(answer(&second.entry, Answer::NotThisPerson, "戸籍の附票", "").await, Ok(()));
    assert_eq!(answer(&third.entry, Answer::AskHolder, "電話で確認", "").await, Ok(()));
    assert_eq!(queue().await, []);
    assert_eq!(place.link().await.linked, 0, "an officer's answer stands");
    // whoever was asked can be answered later
    let case = app.show_link_case(&officer(), juki, &third.entry).await.unwrap();
    assert_eq!(answer(&third.entry, Answer::Link, "本人の回答", &case.seen).await, Ok(()));
    assert_eq!(place.links(&lines).await.len(), 2);

    let reader = app::Actor { roles: vec![Role::Reader], ..officer() };
    let refused = app.show_link_case(&reader, juki, &second.entry).await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::NotPermitted);
    let looked = "SELECT COUNT(*) FROM disclosure WHERE request LIKE 'first-link case %'";
    assert_eq!(place.count(looked).await, 2, "each look is recorded");
}

/// What the pages ask for; no resident register is connected to this installation itself, so it answers nothing and decides nothing.
async fn the_queue_as_the_pages_show_it(place: &Place) {
    let residents = place.residents(2);
    let mut lines: Vec<Line> = (1..).zip(&residents).map(|(number, of)| Line::of(number, of)).collect();
    lines.iter_mut().for_each(|line| line.address.push('旧'));
    place.import(&lines).await;
    place.link().await;
    let app = &place.app;
    let [queue] = app.count_link_queues(&officer()).await.unwrap().try_into().unwrap();
    assert_eq!((queue.register.qualification.as_str(), queue.waiting()), (NURSE, 2));
    assert_eq!(queue.reasons.iter().map(|reason| reason.code).collect::<Vec<_>>(), ["nobody"]);
    let key = (NURSE, "JP");
    let (same, waiting) = app.show_link_queue(&officer(), key, "nobody", None).await.unwrap();
    assert_eq!((same, waiting.len()), (queue, 2));
    let after = Some(waiting[0].entry.as_str());
    let (_, rest) = app.show_link_queue(&officer(), key, "nobody", after).await.unwrap();
    assert_eq!(rest, waiting[1..]);
    let unknown = app.show_link_queue(&officer(), key, "no-such", None).await.unwrap_err();
    assert_eq!(unknown.kind, ErrorKind::NotFound);

    let entry = waiting[0].entry.as_str();
    let alone = app.show_waiting_link(&officer(), entry).await.unwrap();
    assert!(alone.told.is_none() && alone.seen.is_empty());
    let compared = alone.compared();
    assert!(compared.iter().all(|item| item.proven.is_empty() && !item.held.iter().any(|m| m.differs)));
    let held: String = compared[0].held.iter().map(|mark| mark.text.as_str()).collect();
    assert_eq!(held, waiting[0].name);
    for answer in ["link", "not-this-person", "ask-holder"] {
        let refused = app.answer_waiting_link(&officer(), (entry, answer, "根拠", "")).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Unavailable, "{answer}");
    }
    let wrong = app.answer_waiting_link(&officer(), (entry, "perhaps", "根拠", "")).await.unwrap_err();
    assert_eq!(wrong.kind, ErrorKind::BadInput);

    // Asked, with both sides; and while it does not answer, with ours.
    let both = app.show_link_case(&officer(), &place.juki, entry).await.unwrap();
    assert!(both.told.is_some());
    let marked = |case: &app::LinkCase| {
        case.compared().iter().flat_map(|item| item.held.clone()).filter(|mark| mark.differs).count()
    };
    assert_eq!(marked(&both), usize::from(!both.seen.is_empty()), "the one character");
    place.bend("[systems.juki]\noutage = {}\n");
    let outage = app.show_link_case(&officer(), &place.juki, entry).await.unwrap();
    assert!(outage.told.is_none() && outage.seen.is_empty() && marked(&outage) == 0, "{outage:?}");
}

//! The family register asked over the network, and decisions by rule: what the sources say decides, or a person does.

use country::Scenario;
use gateways::Outcome;
use gateways::network::record::End;
use gateways::network::{Institution, LinkageCode, Network};
use store::network::InquiryEnd;

use crate::support::{Place, nurse, officer, on_both_engines};

on_both_engines!(
    what_every_source_confirms_is_decided_by_rule,
    without_the_switch_an_officer_decides,
    another_day_than_the_registers_is_a_persons,
    a_certificate_settles_what_the_network_cannot_tell,
    what_has_grown_old_is_asked_again,
    no_answer_of_the_network_is_no_answer,
);

async fn what_every_source_confirms_is_decided_by_rule(place: &Place) {
    let person = place.newlywed();
    place.switch_on().await;
    let key = place.sent(&person).await;
    place.work_due().await;
    assert_eq!(place.stages(key).await, ["payment"], "the network has answered, nothing is wanted");
    let (link, _) = place.own(key).await.pay.unwrap();
    assert_eq!(place.pay(&link, "action=pay").await, 200);
    place.work().await;
    assert_eq!(place.stages(key).await, ["granted"], "{:?}", place.app.weigh_case(&officer(), key).await);
    let shown = place.app.show_case(&officer(), key).await.unwrap();
    let name = place.nation.resident(person.id).unwrap().name;
    let change = &shown.changes[0];
    assert_eq!(
        (change.old.as_str(), change.new.as_str()),
        ("旧姓　花子", name.as_str()),
        "what it has changed"
    );
    let entry = registry::ids::EntryId::parse(shown.entry.as_ref().unwrap()).unwrap();
    let mut reader = place.app.db().reader().await.unwrap();
    let rows = store::entry::by_ids(&mut reader, &[(key.register, entry)]).await.unwrap();
    drop(reader);
    let registered = registry::item::get(&rows[0].present, registry::item::EntryItem::Name);
    assert_eq!(registered, Some(name.as_str()), "it is in the register");
    let last = shown.history.last().unwrap();
    assert_eq!((last.kind.as_str(), last.actor.as_str()), ("granted", "rule"), "and shown as such");
    assert!(place.tasks().await.iter().all(|task| task == "review-by-rule"), "at most it is looked at again");
    // Both sides have the same record of the one inquiry.
    let mut reader = place.app.db().reader().await.unwrap();
    let ours = store::network::of_case(&mut reader, (key.register, key.id)).await.unwrap();
    let code = store::network::code_of(&mut reader, nurse().holder.unwrap(), "qualifications").await.unwrap();
    drop(reader);
    let code = LinkageCode::parse(&code.unwrap()).unwrap();
    let institution = Institution::parse("qualifications").unwrap();
    let network = place.app.systems().unwrap().network().unwrap();
    let Outcome::Answered(theirs) = network.records(&institution, &code).await else { unreachable!() };
    assert_eq!((ours.len(), theirs.len()), (1, 1));
    assert_eq!(ours[0].id, theirs[0].inquiry.as_str());
    assert_eq!(ours[0].asked_at, theirs[0].asked_at.as_microsecond());
    let InquiryEnd::Provided(at) = ours[0].end else { unreachable!("{ours:?}") };
    assert!(matches!(theirs[0].end, End::Provided(when) if when.as_microsecond() == at));
    place.work().await;
    place.no_job_is_left().await;
}

async fn without_the_switch_an_officer_decides(place: &Place) {
    let person = place.newlywed();
    let key = place.sent(&person).await;
    place.work_due().await;
    let (link, _) = place.own(key).await.pay.unwrap();
    place.pay(&link, "action=pay").await;
    place.work().await;
    assert_eq!(place.stages(key).await, ["examination"]);
    let why = place.app.weigh_case(&officer(), key).await.unwrap().why;
    assert_eq!(why.len(), 1, "nothing but the switch: {why:?}");
    place.grant(key).await.unwrap();
    let shown = place.app.show_case(&officer(), key).await.unwrap();
    assert_eq!(shown.history.last().unwrap().actor, "officer");
}

async fn another_day_than_the_registers_is_a_persons(place: &Place) {
    let person = place.newlywed();
    place.switch_on().await;
    let (day, _) = crate::support::last_change(&person).unwrap();
    let filled = place.filled_with(&person, country::Day(day.0 - 1).to_string()).await;
    let key = place.send(&person, filled).await;
    place.work_due().await;
    let (link, _) = place.own(key).await.pay.unwrap();
    place.pay(&link, "action=pay").await;
    place.work().await;
    assert_eq!(place.stages(key).await, ["examination"]);
    let why = place.app.weigh_case(&officer(), key).await.unwrap().why;
    assert!(
        why.iter().any(|reason| reason.ja.contains("「氏名」が「戸籍")),
        "what differs from what: {why:?}"
    );
    let code = |words: &str| words.contains("koseki") || words.contains("birth-date");
    assert!(!why.iter().any(|reason| code(&reason.ja) || code(&reason.en)), "no code is shown: {why:?}");
}

async fn a_certificate_settles_what_the_network_cannot_tell(place: &Place) {
    place.switch_on().await;
    let (key, link) = place.payable(&place.somebody()).await;
    place.pay(&link, "action=pay").await;
    place.work().await;
    let why = place.app.weigh_case(&officer(), key).await.unwrap().why;
    assert_eq!(place.stages(key).await, ["granted"], "{why:?}");
}

async fn what_has_grown_old_is_asked_again(place: &Place) {
    let person = place.newlywed();
    place.switch_on().await;
    let key = place.sent(&person).await;
    place.work_due().await;
    place.nation.advance(3).unwrap();
    let (link, _) = place.own(key).await.pay.unwrap();
    place.pay(&link, "action=pay").await;
    place.work().await;
    place.work().await;
    assert_eq!(place.stages(key).await, ["granted"]);
    let mut reader = place.app.db().reader().await.unwrap();
    let asked = store::network::of_case(&mut reader, (key.register, key.id)).await.unwrap();
    assert_eq!(asked.len(), 2, "once when it came, once more before it was decided");
}

async fn no_answer_of_the_network_is_no_answer(place: &Place) {
    let person = place.newlywed();
    place.switch_on().await;
    let filled = place.filled(&person).await;
    let outage = |system: &str| {
        let text = format!("[systems.{system}.outage]\nretry_after = 60\n");
        place.nation.set_scenario(Scenario::from_toml(&text).unwrap());
    };
    // First there is no code for the person, then there is one and nobody who answers.
    outage("juki");
    let key = place.send(&person, filled).await;
    for system in ["juki", "network"] {
        outage(system);
        place.work().await;
        let told = place.own(key).await.tells;
        assert_eq!(told[0].stage, "asked", "{system}");
        assert!(told[0].now.ja.contains("まだ回答がありません"), "{}", told[0].now.ja);
    }
    place.nation.set_scenario(Scenario::default());
    place.work().await;
    place.work().await;
    assert_eq!(place.stages(key).await, ["payment"], "asked again");
}

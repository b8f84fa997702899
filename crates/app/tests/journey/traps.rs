//! Traps of the calendar and of systems that are closed: midnight of the due day, New Year, a card's authority that does not answer.

use app::ErrorKind;
use country::{Day, Scenario};
use law::{DeclarationKind, Due};
use registry::case::Declared;
use registry::ids::CaseId;

use crate::support::{Place, nurse, on_both_engines};

on_both_engines!(
    at_midnight_of_the_due_day_a_reason_is_asked,
    a_due_day_in_the_closed_days_of_new_year_moves_on,
    a_closed_authority_of_cards_refuses_nobody,
);

/// The last day, and whether a reason for being late is asked for today.
async fn due(place: &Place, draft: CaseId) -> (String, bool) {
    let asked = place.app.show_draft(&nurse(), draft).await.unwrap().asked.unwrap();
    let Some(Due::On(last)) = asked.duty.value().unwrap().due.clone() else { unreachable!("{asked:?}") };
    let reason = asked.declarations.iter().any(|d| d.kind == DeclarationKind::DelayReason);
    (last.day.to_string(), reason)
}

fn let_it_be(place: &Place, day: Day) {
    place.nation.advance(u32::try_from(day.0 - place.nation.today().0).unwrap()).unwrap();
}

async fn at_midnight_of_the_due_day_a_reason_is_asked(place: &Place) {
    let person = place.somebody();
    let (draft, version) = place.filled(&person).await;
    assert_eq!(due(place, draft).await, ("2026-04-20".to_owned(), false), "the 19th is a Sunday");
    let_it_be(place, Day::of(2026, 4, 20));
    assert!(!due(place, draft).await.1, "the last day is a day");
    let signed = place.signed(&person, draft).await;
    // The form was shown and signed before midnight, and comes in after it: arrival counts.
    let_it_be(place, Day::of(2026, 4, 21));
    let late = place.app.submit_case(&nurse(), draft, (version, Some(signed))).await.unwrap_err();
    assert_eq!(late.kind, ErrorKind::BadInput, "{late}");
    assert!(late.for_person.contains("期限を過ぎた理由"), "{late}");
    let faults = place.app.show_form(&nurse(), draft).await.unwrap().faults;
    assert!(faults.len() == 1 && faults[0].0 == "delay-reason", "it stands at its field: {faults:?}");
    let view = place.app.show_draft(&nurse(), draft).await.unwrap();
    let mut application = view.application;
    let declared = Declared { yes: true, words: "入院していました".to_owned() };
    application.declared.insert(DeclarationKind::DelayReason.code().to_owned(), declared);
    let version = place.app.save_draft(&nurse(), draft, (&application, view.version)).await.unwrap();
    let signed = place.signed(&person, draft).await;
    place.app.submit_case(&nurse(), draft, (version, Some(signed))).await.unwrap();
}

async fn a_due_day_in_the_closed_days_of_new_year_moves_on(place: &Place) {
    let_it_be(place, Day::of(2026, 12, 10));
    let person = place.somebody();
    let (draft, _) = place.filled_with(&person, "2026-11-30".to_owned()).await;
    let (last, late) = due(place, draft).await;
    assert_eq!((last.as_str(), late), ("2027-01-04", false), "30 December to 3 January is closed");
    let_it_be(place, Day::of(2027, 1, 4));
    assert!(!due(place, draft).await.1);
    let_it_be(place, Day::of(2027, 1, 5));
    assert!(due(place, draft).await.1);
}

async fn a_closed_authority_of_cards_refuses_nobody(place: &Place) {
    let person = place.somebody();
    let (draft, version) = place.filled(&person).await;
    let signed = place.signed(&person, draft).await;
    place.nation.set_scenario(Scenario::from_toml("[systems.jpki.outage]\nretry_after = 60\n").unwrap());
    let key = place.app.submit_case(&nurse(), draft, (version, Some(signed))).await.unwrap();
    place.work().await;
    let waits = place.own(key).await.tells;
    let asked = waits.iter().find(|told| told.stage == "asked").unwrap();
    assert_eq!(asked.about, ["signing-certificate"]);
    assert!(asked.now.ja.contains("まだ回答がありません"), "{}", asked.now.ja);
    place.nation.set_scenario(Scenario::default());
    place.work().await;
    assert_eq!(place.stages(key).await, ["means"], "the authority has confirmed the card");
}

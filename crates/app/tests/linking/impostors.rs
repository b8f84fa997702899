//! Those who try with what is not theirs learn nothing, and whose it is sees that they tried.

use app::ErrorKind;
use app::linking::{LinkRequestView, LinkState};

use crate::support::{Town, on_both_engines};

on_both_engines!(
    anothers_number_and_no_number_are_one_answer,
    a_signature_of_another_card_is_not_taken,
    what_is_not_equal_to_the_character_is_not_linked,
    an_entry_of_another_person_stays_theirs,
    whoever_was_linked_in_bulk_takes_their_entry_with_the_card,
);

/// What a person sees, but for what they typed themselves and when.
fn seen(view: LinkRequestView) -> LinkRequestView {
    let none = String::new;
    LinkRequestView {
        id: none(),
        number: none(),
        document: none(),
        digest: none(),
        requested_at: none(),
        changed_at: none(),
        ..view
    }
}

async fn anothers_number_and_no_number_are_one_answer(town: &Town) {
    town.import_resident(0).await;
    let thief = town.sign_in(1).await;
    let anothers = town.try_to_link(&thief, &Town::wish("101")).await;
    let nobodys = town.try_to_link(&thief, &Town::wish("102")).await;
    assert_eq!(anothers.state, LinkState::Unequal);
    let looks = town.looks().await;
    assert_eq!(
        (looks[0].request.as_str(), looks[1].request.as_str()),
        ("link number=102", "link number=101")
    );
    assert!(looks[0].entries.is_empty() && !looks[1].entries.is_empty(), "both are on record");
    assert_eq!(seen(anothers.clone()), seen(nobodys.clone()));
    for request in [anothers, nobodys] {
        town.app.ask_desk_to_link(&thief.holder, &request.id).await.unwrap();
        let asked = town.app.my_link_request(&thief.holder, &request.id).await.unwrap();
        assert_eq!(asked.state, LinkState::AtDesk, "whatever the reason was");
    }
    assert_eq!(town.again(&thief).await.holder, None);

    let at = town.sign_in(0).await;
    assert_eq!(town.try_to_link(&at, &Town::wish("101")).await.state, LinkState::Linked);
    let holder = town.again(&at).await;
    let id = town.app.my_qualifications(&holder).await.unwrap()[0].entry.entry.id.clone();
    let looks = town.app.my_looks(&holder, &id).await.unwrap();
    assert!(looks.iter().any(|look| look.actor == "ほかのカードの持ち主" && look.purpose == "linking"));
}

async fn a_signature_of_another_card_is_not_taken(town: &Town) {
    town.import_resident(0).await;
    let (thief, victim) = (town.sign_in(1).await, town.sign_in(0).await);
    let id = town.app.request_link(&thief.holder, &Town::wish("101")).await.unwrap();
    // The victim was brought to sign the thief's request.
    let query = town.signed(&thief, &id, victim.person).await;
    let refused = town.app.arrive(Some(&thief.browser), &query).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotPermitted);
    let kept = town.app.my_link_request(&thief.holder, &id).await.unwrap();
    assert_eq!(kept.state, LinkState::ToSign);
    assert_eq!(town.again(&victim).await.holder, None);
}

async fn what_is_not_equal_to_the_character_is_not_linked(town: &Town) {
    let r = town.resident(0);
    let (_, given) = r.name.split_once('　').unwrap();
    let (twin, married) = (format!("{}子", r.name), format!("旧橋　{given}"));
    let other = if r.sex == "男" { "女" } else { "男" };
    let nurses: [[&str; 5]; 5] = [
        ["1", &twin, &r.birth, r.sex, "東京都"],
        ["2", &married, &r.birth, r.sex, "東京都"],
        ["3", &r.name, "1901-01-01", r.sex, "東京都"],
        ["4", &r.name, &r.birth, other, "東京都"],
        ["5", &r.name, &r.birth, r.sex, "大阪府"],
    ];
    town.import(&nurses).await;
    let at = town.sign_in(0).await;
    for [number, ..] in nurses {
        let tried = town.try_to_link(&at, &Town::wish(number)).await;
        assert_eq!(tried.state, LinkState::Unequal, "{number}");
    }
    assert_eq!(town.again(&at).await.holder, None);
}

async fn an_entry_of_another_person_stays_theirs(town: &Town) {
    town.import_resident(0).await;
    let at = town.sign_in(0).await;
    assert_eq!(town.try_to_link(&at, &Town::wish("101")).await.state, LinkState::Linked);
    // As if another account had taken it: the card agrees, and nothing moves.
    town.execute("DELETE FROM account_holder").await;
    assert_eq!(town.try_to_link(&at, &Town::wish("101")).await.state, LinkState::Unequal);
    assert_eq!(town.again(&at).await.holder, None);
}

async fn whoever_was_linked_in_bulk_takes_their_entry_with_the_card(town: &Town) {
    town.import_resident(0).await;
    let at = town.sign_in(0).await;
    assert_eq!(town.try_to_link(&at, &Town::wish("101")).await.state, LinkState::Linked);
    let before = town.again(&at).await.holder;
    town.execute("DELETE FROM account_holder").await;
    town.execute("DELETE FROM holder_account").await;
    assert_eq!(town.again(&at).await.holder, None);
    assert_eq!(town.try_to_link(&at, &Town::wish("101")).await.state, LinkState::Linked);
    assert_eq!(town.again(&at).await.holder, before, "the person who was linked before");
}

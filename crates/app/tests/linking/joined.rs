//! Who was linked in bulk before they came: the entry is theirs with the card or with its number, and nobody else's.

use app::linking::{LinkRequestView, LinkState};
use app::{CardErrand, ErrorKind};
use store::holder::NumberFact;

use crate::support::{AtPortal, Town, officer, on_both_engines};

on_both_engines!(
    an_entry_linked_in_bulk_is_its_holders_beside_another_one,
    an_entry_of_somebody_else_with_the_same_items_stays_theirs,
    the_number_of_the_card_shows_whose_a_former_name_is,
    anothers_number_shows_nothing,
    nobody_says_whose_a_number_is_in_an_outage,
    a_number_that_was_found_before_brings_its_entries,
    a_number_that_was_found_counts_as_given_when_its_holder_confirms_it,
    who_looked_before_an_entry_was_taken_over_is_told_afterwards,
);

/// Imports number 101 as the card of resident `n` has it, and 102 and 103 under another name.
async fn imported(town: &Town, n: usize) {
    let r = town.resident(n);
    let former = ["旧橋　花子", &r.birth, r.sex, "大阪府"];
    let [name, born, sex, domicile] = former;
    town.import(&[
        ["101", &r.name, &r.birth, r.sex, "東京都"],
        ["102", name, born, sex, domicile],
        ["103", name, born, sex, domicile],
    ])
    .await;
}

async fn numbers(town: &Town, at: &AtPortal) -> Vec<String> {
    let own = town.app.my_qualifications(&town.again(at).await).await.unwrap();
    let mut numbers: Vec<_> = own.into_iter().map(|own| own.entry.entry.number).collect();
    numbers.sort();
    numbers
}

/// Goes to the card of resident `n` for a request that was not equal, and comes back.
async fn tried_by_number(town: &Town, at: &AtPortal, (id, n): (&str, usize)) -> LinkRequestView {
    let go_to = town.app.leave_to_link_by_number(&at.holder, id).await.unwrap();
    let token = town.number_read(&go_to, n).await;
    let reading = town.app.show_reading(&at.holder, &token).await.unwrap();
    assert!(reading.number && matches!(reading.errand, CardErrand::Link(_)));
    town.app.give_number(&at.holder, &token).await.unwrap();
    town.app.my_link_request(&at.holder, id).await.unwrap()
}

async fn an_entry_linked_in_bulk_is_its_holders_beside_another_one(town: &Town) {
    let r = town.resident(0);
    let equal = [r.name.as_str(), &r.birth, r.sex, "東京都"];
    let [name, born, sex, domicile] = equal;
    town.import(&[
        ["101", name, born, sex, domicile],
        ["102", name, born, sex, domicile],
        ["103", "旧橋　花子", born, sex, domicile],
    ])
    .await;
    let before = town.linked_in_bulk("102", 0).await;
    assert_eq!(town.linked_in_bulk("103", 0).await, before, "one number is one person");
    let at = town.sign_in(0).await;
    assert_eq!(town.try_to_link(&at, &Town::wish("101")).await.state, LinkState::Linked);
    let own = town.again(&at).await.holder.unwrap();
    assert_ne!(own, before, "nobody knows yet that they are one");

    assert_eq!(town.try_to_link(&at, &Town::wish("102")).await.state, LinkState::Linked);
    assert_eq!(numbers(town, &at).await, ["101", "102", "103"]);
    let (proved, other) = (town.link("102").await, town.link("103").await);
    assert_eq!((proved.holder, other.holder), (own, own));
    assert_eq!((proved.way.as_str(), other.way.as_str()), ("by-holder", "in-bulk"));
    assert_eq!(other.ground, "first-link nurse/JP", "by what it was linked is told as before");
    let known = proved.number.unwrap();
    assert_eq!(known.fact, NumberFact::Found, "it was not given by this");
    assert_eq!(town.holder_of_number(known.number).await, Some(own));
    let mut reader = town.app.db().reader().await.unwrap();
    let past = store::holder::past_of(&mut reader, (Town::register(), proved.entry)).await.unwrap();
    assert_eq!((past.len(), past[0].link.holder), (1, before), "what stood is kept");
    assert!(store::holder::entries_of(&mut reader, before).await.unwrap().is_empty());
}

async fn an_entry_of_somebody_else_with_the_same_items_stays_theirs(town: &Town) {
    let (r, other) = (town.resident(0), town.resident(1));
    let equal = [r.name.as_str(), &r.birth, r.sex, "東京都"];
    let [name, born, sex, domicile] = equal;
    town.import(&[
        ["101", name, born, sex, domicile],
        ["102", name, born, sex, domicile],
        ["103", name, born, sex, domicile],
        ["201", &other.name, &other.birth, other.sex, "東京都"],
    ])
    .await;
    let at = town.sign_in(0).await;
    assert_eq!(town.try_to_link(&at, &Town::wish("101")).await.state, LinkState::Linked);
    // A namesake who has an account of their own.
    let namesake = town.sign_in(1).await;
    assert_eq!(town.try_to_link(&namesake, &Town::wish("201")).await.state, LinkState::Linked);
    let theirs = town.again(&namesake).await.holder.unwrap();
    town.link_to("102", theirs, None).await;
    let anothers = town.try_to_link(&at, &Town::wish("102")).await;
    assert_eq!((anothers.state, town.link("102").await.holder), (LinkState::Unequal, theirs));
    // Somebody without an account, known by another number than mine.
    let go_to = town.app.leave_to_read_card(&town.again(&at).await).await.unwrap();
    let token = town.number_read(&go_to, 0).await;
    town.app.give_number(&town.again(&at).await, &token).await.unwrap();
    let stranger = town.linked_in_bulk("103", 1).await;
    let numbered = town.try_to_link(&at, &Town::wish("103")).await;
    assert_eq!((numbered.state, town.link("103").await.holder), (LinkState::Unequal, stranger));
    assert_eq!(numbers(town, &at).await, ["101"]);
    for refused in [anothers, numbered] {
        assert!(refused.words.is_empty() && refused.by_number, "it tells nothing of why");
    }
}

async fn the_number_of_the_card_shows_whose_a_former_name_is(town: &Town) {
    imported(town, 0).await;
    let before = town.linked_in_bulk("102", 0).await;
    let at = town.sign_in(0).await;
    let request = town.try_to_link(&at, &Town::wish("102")).await;
    assert!(request.state == LinkState::Unequal && request.by_number);
    let linked = tried_by_number(town, &at, (&request.id, 0)).await;
    assert_eq!(linked.state, LinkState::Linked);
    assert_eq!(town.again(&at).await.holder, Some(before), "the account is the person's who was linked");
    let known = town.link("102").await.number.unwrap();
    assert_eq!((known.fact, known.way.as_str()), (NumberFact::Given, "card-online"));
    assert_eq!(known.number, town.number_of(0).await);
    let own = town.app.my_qualifications(&town.again(&at).await).await.unwrap();
    assert!(own[0].family.as_ref().unwrap().text.contains("届出は要りません"));
    let held = town.vault.held(None, 10).await.unwrap();
    assert!(held.iter().all(|held| held.case == "holder"), "what was compared is kept no longer: {held:?}");
    let again = town.app.leave_to_link_by_number(&at.holder, &request.id).await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::Conflict);
}

async fn anothers_number_shows_nothing(town: &Town) {
    imported(town, 0).await;
    town.linked_in_bulk("102", 0).await;
    let thief = town.sign_in(1).await;
    let mut said = Vec::new();
    // An entry of somebody else, one that nobody was linked to, one that is not there.
    for number in ["102", "103", "999"] {
        let request = town.try_to_link(&thief, &Town::wish(number)).await;
        assert!(request.by_number, "whatever the reason was");
        // With their own card, and with the card of whose entry it is: the signature is not that person's.
        for card in [1, 0] {
            let tried = tried_by_number(town, &thief, (&request.id, card)).await;
            said.push((tried.state, tried.words.clone(), tried.by_number));
        }
    }
    assert!(said.iter().all(|one| *one == (LinkState::Unequal, String::new(), true)), "{said:?}");
    assert_eq!(town.again(&thief).await.holder, None);
    assert!(town.link("102").await.number.is_some_and(|known| known.fact == NumberFact::Found));
    let held = town.vault.held(None, 10).await.unwrap();
    assert_eq!(held.len(), 1, "only what was found before: {held:?}");
    let looks = town.looks().await;
    let tries = looks.iter().filter(|look| look.request == "link number=102" && !look.entries.is_empty());
    assert_eq!(tries.count(), 3, "whose it is sees the signature and both readings");
}

async fn nobody_says_whose_a_number_is_in_an_outage(town: &Town) {
    imported(town, 0).await;
    town.linked_in_bulk("102", 0).await;
    let at = town.sign_in(0).await;
    let request = town.try_to_link(&at, &Town::wish("102")).await;
    let go_to = town.app.leave_to_link_by_number(&at.holder, &request.id).await.unwrap();
    let token = town.number_read(&go_to, 0).await;
    town.bend("[systems.juki.outage]\nretry_after = 600\n");
    let silent = town.app.give_number(&at.holder, &token).await.unwrap_err();
    assert_eq!(silent.kind, ErrorKind::Unavailable);
    let kept = town.app.my_link_request(&at.holder, &request.id).await.unwrap();
    assert_eq!(kept.state, LinkState::Unequal, "an outage decides nothing");
    assert_eq!(town.vault.held(None, 10).await.unwrap().len(), 1);
    town.bend("");
    assert_eq!(tried_by_number(town, &at, (&request.id, 0)).await.state, LinkState::Linked);
}

async fn a_number_that_was_found_before_brings_its_entries(town: &Town) {
    imported(town, 0).await;
    town.linked_in_bulk("102", 0).await;
    let at = town.sign_in(0).await;
    assert_eq!(town.try_to_link(&at, &Town::wish("101")).await.state, LinkState::Linked);
    let holder = town.again(&at).await;
    let go_to = town.app.leave_to_read_card(&holder).await.unwrap();
    let token = town.number_read(&go_to, 0).await;
    town.app.give_number(&holder, &token).await.unwrap();
    assert_eq!(numbers(town, &at).await, ["101", "102"]);
    for number in ["101", "102"] {
        let link = town.link(number).await;
        assert_eq!((Some(link.holder), link.number.unwrap().fact), (holder.holder, NumberFact::Given));
    }
    // Somebody of the same day of birth who reads another's card gets nothing of theirs.
    let relative = town.resident(1);
    town.import(&[["301", &relative.name, &relative.birth, relative.sex, "東京都"]]).await;
    let other = town.sign_in(1).await;
    assert_eq!(town.try_to_link(&other, &Town::wish("301")).await.state, LinkState::Linked);
    let other = town.again(&other).await;
    let go_to = town.app.leave_to_read_card(&other).await.unwrap();
    let token = town.number_read(&go_to, 0).await;
    let refused = town.app.give_number(&other, &token).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotPermitted);
}

async fn a_number_that_was_found_counts_as_given_when_its_holder_confirms_it(town: &Town) {
    let r = town.resident(0);
    town.import(&[["101", &r.name, &r.birth, r.sex, "東京都"], ["102", &r.name, &r.birth, r.sex, "東京都"]])
        .await;
    town.linked_in_bulk("101", 0).await;
    let at = town.sign_in(0).await;
    assert_eq!(town.try_to_link(&at, &Town::wish("101")).await.state, LinkState::Linked);
    let holder = town.again(&at).await;
    let facts = async || {
        let places = town.app.number_places(&holder).await.unwrap();
        places.into_iter().map(|place| place.fact).collect::<Vec<_>>()
    };
    let own = town.app.my_qualifications(&holder).await.unwrap();
    assert_eq!((facts().await, own[0].number_given), (vec!["found"], false), "found alone gives nothing");
    let found = town.link("101").await.number.unwrap().number;
    let give = async |n: usize| {
        let go_to = town.app.leave_to_read_card(&holder).await.unwrap();
        let token = town.number_read(&go_to, n).await;
        town.app.give_number(&holder, &token).await.map_err(|error| error.kind)
    };
    assert_eq!(give(1).await, Err(ErrorKind::NotPermitted), "another's card");
    assert_eq!(facts().await, ["found"]);
    assert_eq!(give(0).await, Ok(CardErrand::Number));
    assert_eq!(facts().await, ["given"]);
    assert_eq!(town.link("101").await.number.unwrap().number, found, "it is the one that was found");
    assert_eq!(town.vault.held(None, 10).await.unwrap().len(), 1, "and there is one");
    let own = town.app.my_qualifications(&holder).await.unwrap();
    assert!(own[0].number_given);
}

/// The looks are the entry's: whoever becomes its holder sees those from before.
async fn who_looked_before_an_entry_was_taken_over_is_told_afterwards(town: &Town) {
    let r = town.resident(0);
    town.import(&[["101", &r.name, &r.birth, r.sex, "東京都"], ["102", &r.name, &r.birth, r.sex, "東京都"]])
        .await;
    town.linked_in_bulk("102", 0).await;
    let entry = town.entry("102").await.to_string();
    town.app.show_entry(&officer(), &entry, None, None).await.unwrap();
    let at = town.sign_in(0).await;
    assert_eq!(town.try_to_link(&at, &Town::wish("101")).await.state, LinkState::Linked);
    assert_eq!(town.try_to_link(&at, &Town::wish("102")).await.state, LinkState::Linked);
    let looks = town.app.my_looks(&town.again(&at).await, &entry).await.unwrap();
    assert!(looks.iter().any(|look| look.actor == "officer"), "{looks:?}");
}

//! Whose entry it is: links on both sides, numbers given and found, links taken back.

use registry::ids::{CaseId, EntryId, HolderId, RegisterId};
use store::StoreError;
use store::holder::{self, Joining, KnownNumber, Link, LinkOutcome, NewLink, NumberFact};
use store::network::{self, InquiryEnd, NetworkInquiry};

use crate::support::{Place, on_both_engines, registration};

on_both_engines!(
    a_link_stands_on_both_sides,
    an_entry_is_one_persons,
    a_number_is_one_persons,
    what_was_given_is_not_replaced_by_what_was_found,
    a_link_taken_back_is_kept_as_past,
    links_are_walked_in_the_order_of_entries,
    what_was_asked_about_a_person_follows_who_they_prove_to_be,
);

pub(crate) fn person(n: u8) -> HolderId {
    HolderId::new(u64::from(n), [n; 10])
}

fn known(n: u8, fact: NumberFact) -> KnownNumber {
    KnownNumber { number: [n; 16], fact, way: "card-online".to_owned(), since: 5 }
}

fn new((register, entry): (RegisterId, EntryId), holder: HolderId, number: Option<KnownNumber>) -> NewLink {
    Link {
        register,
        entry,
        holder,
        way: "by-holder".to_owned(),
        ground: "case 1".to_owned(),
        by: "portal".to_owned(),
        at: 7,
        number,
    }
}

impl Place {
    pub(crate) async fn link(&self, links: Vec<NewLink>) -> Vec<LinkOutcome> {
        let made: Result<_, StoreError> = self
            .db
            .transact("link", move |tx| {
                let links = links.clone();
                Box::pin(async move { holder::link(tx, &links).await })
            })
            .await;
        made.unwrap()
    }

    async fn give(&self, entry: (RegisterId, EntryId), holder: HolderId, number: KnownNumber) -> bool {
        let given: Result<_, StoreError> = self
            .db
            .transact("give-number", move |tx| {
                let number = number.clone();
                Box::pin(async move { holder::give_number(tx, entry, holder, &number).await })
            })
            .await;
        given.unwrap()
    }

    async fn unlink(&self, entry: (RegisterId, EntryId)) -> bool {
        let ended: Result<_, StoreError> = self
            .db
            .transact("unlink", move |tx| {
                Box::pin(async move { holder::unlink(tx, entry, (9, "officer", "mistaken")).await })
            })
            .await;
        ended.unwrap()
    }

    pub(crate) async fn link_and_unlink(&self, entry: (RegisterId, EntryId)) {
        assert_eq!(self.link(vec![new(entry, person(1), None)]).await, [LinkOutcome::Linked]);
        assert!(self.unlink(entry).await);
    }

    async fn of_entry(&self, entry: (RegisterId, EntryId)) -> Option<Link> {
        holder::of_entry(&mut self.db.reader().await.unwrap(), entry).await.unwrap()
    }

    async fn entries_of(&self, person: HolderId) -> Vec<(RegisterId, EntryId)> {
        holder::entries_of(&mut self.db.reader().await.unwrap(), person).await.unwrap()
    }

    async fn nurse(&self, number: &str) -> (RegisterId, EntryId) {
        let nurses = self.nurses().await;
        let act = registration(nurses, number, "髙橋 花子");
        let entry = act.entry;
        self.write(act).await;
        (nurses, entry)
    }
}

async fn a_link_stands_on_both_sides(place: Place) {
    let entry = place.nurse("1").await;
    let link = new(entry, person(1), Some(known(1, NumberFact::Given)));
    assert_eq!(place.link(vec![link.clone()]).await, [LinkOutcome::Linked]);
    assert_eq!(place.of_entry(entry).await, Some(link.clone()));
    assert_eq!(place.entries_of(person(1)).await, [entry]);
    let mut reader = place.db.reader().await.unwrap();
    let found = holder::by_number(&mut reader, &[[2; 16], [1; 16]]).await.unwrap();
    assert_eq!(found, [None, Some(person(1))]);
    assert_eq!(place.link(vec![link]).await, [LinkOutcome::Already], "said twice, it is one link");
    assert_eq!(place.count("SELECT COUNT(*) FROM holder").await, 1);
}

async fn an_entry_is_one_persons(place: Place) {
    let (first, second) = (place.nurse("1").await, place.nurse("2").await);
    place.link(vec![new(first, person(1), None)]).await;
    let outcome = place.link(vec![new(first, person(2), None), new(second, person(2), None)]).await;
    assert_eq!(outcome, [LinkOutcome::Others(person(1)), LinkOutcome::Linked], "each for itself");
    assert_eq!(place.of_entry(first).await.unwrap().holder, person(1));
    assert_eq!(place.entries_of(person(2)).await, [second]);
}

async fn a_number_is_one_persons(place: Place) {
    let (first, second) = (place.nurse("1").await, place.nurse("2").await);
    place.link(vec![new(first, person(1), Some(known(1, NumberFact::Found)))]).await;
    let outcome = place.link(vec![new(second, person(2), Some(known(1, NumberFact::Given)))]).await;
    assert_eq!(outcome, [LinkOutcome::NumberOfAnother(person(1))]);
    assert_eq!(place.of_entry(second).await, None, "nothing was linked");
    assert_eq!(place.count("SELECT COUNT(*) FROM holder").await, 1);
    assert!(!place.give(second, person(2), known(1, NumberFact::Given)).await);
}

async fn what_was_given_is_not_replaced_by_what_was_found(place: Place) {
    let entry = place.nurse("1").await;
    place.link(vec![new(entry, person(1), None)]).await;
    let fact = async || place.of_entry(entry).await.unwrap().number.map(|number| number.fact);
    assert_eq!(fact().await, None);
    assert!(place.give(entry, person(1), known(1, NumberFact::Found)).await);
    assert_eq!(fact().await, Some(NumberFact::Found));
    assert!(place.give(entry, person(1), known(1, NumberFact::Given)).await);
    assert!(!place.give(entry, person(1), known(1, NumberFact::Found)).await);
    assert_eq!(fact().await, Some(NumberFact::Given));
    assert!(!place.give(entry, person(2), known(2, NumberFact::Given)).await, "not this person's entry");
}

async fn a_link_taken_back_is_kept_as_past(place: Place) {
    let entry = place.nurse("1").await;
    place.link_and_unlink(entry).await;
    assert_eq!((place.of_entry(entry).await, place.entries_of(person(1)).await), (None, vec![]));
    assert!(!place.unlink(entry).await, "there is none any more");
    let past = "SELECT COUNT(*) FROM entry_holder_past WHERE ended_by = 'officer' AND linked_by = 'portal'";
    assert_eq!(place.count(past).await, 1);
    assert_eq!(place.link(vec![new(entry, person(2), None)]).await, [LinkOutcome::Linked]);
}

async fn links_are_walked_in_the_order_of_entries(place: Place) {
    let mut entries = Vec::new();
    for number in 1..=5 {
        entries.push(place.nurse(&number.to_string()).await);
    }
    for (n, entry) in (1..).zip(&entries) {
        place.link(vec![new(*entry, person(n), None)]).await;
    }
    entries.sort_unstable();
    let mut reader = place.db.reader().await.unwrap();
    let mut seen = Vec::new();
    let after = entries[1];
    let see = |link: Link| {
        seen.push((link.register, link.entry));
        Ok(())
    };
    holder::walk(&mut reader, after.0, after.1, 2, see).await.unwrap();
    assert_eq!(seen, entries[2..4]);
}

/// An inquiry over the information network about somebody.
fn asked(register: RegisterId, id: &str, about: HolderId) -> NetworkInquiry {
    NetworkInquiry {
        register,
        id: id.to_owned(),
        case: CaseId::new(1, [1; 10]),
        holder: about,
        inquirer: "asks".to_owned(),
        provider: "tells".to_owned(),
        affair: "a".to_owned(),
        procedure: "p".to_owned(),
        items: "i".to_owned(),
        basis: "番号法".to_owned(),
        asked_at: 5,
        end: InquiryEnd::Provided(6),
    }
}

/// Somebody who was linked in bulk, and about whom the yearly check asked, comes and is somebody whom we know.
async fn what_was_asked_about_a_person_follows_who_they_prove_to_be(place: Place) {
    let (nurse, other) = (place.nurse("1").await, place.nurse("2").await);
    place.link(vec![new(nurse, person(1), Some(known(1, NumberFact::Found)))]).await;
    place.link(vec![new(other, person(2), None)]).await;
    for (id, about) in [("of-one", person(1)), ("of-two", person(2)), ("of-another", person(3))] {
        network::note(&place.db, asked(nurse.0, id, about)).await.unwrap();
    }
    let joined: Result<_, StoreError> = place
        .db
        .transact("join", move |tx| {
            let why = Joining { entry: None, number: Some([1; 16]), ground: "card", by: "portal", at: 11 };
            Box::pin(async move { holder::join(tx, (person(1), person(2)), &why).await })
        })
        .await;
    assert!(joined.unwrap());
    let of = async |who: HolderId| {
        let mut reader = place.db.reader().await.unwrap();
        let found = network::of_holder(&mut reader, (nurse.0, who), 10).await.unwrap();
        found.into_iter().map(|one| (one.id, one.end)).collect::<Vec<_>>()
    };
    let provided = |id: &str| (id.to_owned(), InquiryEnd::Provided(6));
    let mut found = of(person(2)).await;
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(found, [provided("of-one"), provided("of-two")]);
    assert_eq!((of(person(1)).await, of(person(3)).await), (vec![], vec![provided("of-another")]));

    // noted again by whoever was at it, it stays where it is
    network::note(&place.db, asked(nurse.0, "of-one", person(1))).await.unwrap();
    assert_eq!((of(person(1)).await, of(person(2)).await.len()), (vec![], 2));
}

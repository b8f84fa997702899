//! The number of an applicant without an entry: it comes with the application, and is the holder's when the entry is made.

use app::holders::{HolderActor, NUMBER_CASE};
use app::{Application, Applying, CaseKey, DeskDecision};
use country::Person;
use registry::ids::{EntryId, HolderId, RegisterId};
use store::holder::{KnownNumber, Link, NumberFact};
use vault::{AcceptedProofs, IntakeForm, Taken, Use};

use crate::new_licence::{applicant, complete, items, sat, until};
use crate::support::{APPLICANT, Place, everywhere, on_both_engines};

on_both_engines!(
    the_entry_is_linked_with_the_number_that_was_given,
    a_number_of_an_application_that_ends_is_deleted,
    whoever_was_linked_in_bulk_by_it_is_the_same_person,
    anothers_number_brings_nothing_of_theirs,
);

/// The vault's handle of somebody's number in a case of its own.
async fn sealed(place: &Place, person: &Person, case: &str) -> vault::SealedNumber {
    let accepted = AcceptedProofs::none().also("card-online", ["card-signature"]);
    let number = place.nation.my_number(person.id);
    let body = format!(
        "{}={number}&{}=card-online&{}=card-signature",
        IntakeForm::NUMBER,
        IntakeForm::NUMBER_PROOF,
        IntakeForm::IDENTITY_PROOF
    );
    let by = Use::new("test", case, "test").unwrap();
    let vault = place.app.systems().unwrap().vault().unwrap();
    match vault.take_form(body.into_bytes(), &accepted, &by).await.unwrap().unwrap() {
        Taken::Sealed(sealed) => sealed,
        other => unreachable!("{other:?}"),
    }
}

/// A nurse's application that was sent, with the number of whoever.
async fn applied(place: &Place, person: &Person, of: &Person) -> (Applying, CaseKey) {
    let who = applicant(place).await;
    let draft = place.app.start_new_licence(&who, ("nurse", "JP"), "").await.unwrap();
    let application = Application {
        changed: items(place, person, "nurse"),
        person: "japanese-in-japan".to_owned(),
        exam: sat(),
        sealed_number: sealed(place, of, &format!("apply {draft}")).await.to_hex(),
        ..Application::default()
    };
    let version = complete(place, &who, draft, application).await;
    let signed = place.signed_by(&who, person, draft).await;
    let key = place.app.submit_case(&who, draft, (version, Some(signed))).await.unwrap();
    (who, key)
}

/// The cases of the vault's numbers.
async fn held(place: &Place) -> Vec<String> {
    let vault = place.app.systems().unwrap().vault().unwrap();
    vault.held(None, 20).await.unwrap().into_iter().map(|held| held.case).collect()
}

async fn link_of(place: &Place, key: CaseKey) -> Link {
    let entry = place.app.show_case(&everywhere(), key).await.unwrap().entry.unwrap();
    let mut reader = place.app.db().reader().await.unwrap();
    store::holder::of_entry(&mut reader, (key.register, EntryId::parse(&entry).unwrap()))
        .await
        .unwrap()
        .unwrap()
}

async fn count(place: &Place, sql: &str) -> i64 {
    place.app.db().reader().await.unwrap().query(sql, &[], |row| row.int(0)).await.unwrap()[0]
}

/// Somebody's entry in the register of midwives, linked in bulk by the number that was found.
async fn linked_in_bulk(place: &Place, person: &Person) -> (EntryId, HolderId) {
    let order = app::ActOrder {
        target: "midwife/JP".to_owned(),
        act: registry::act::Act::NewRegistration,
        effective_on: "2015-04-10".parse().unwrap(),
        ground: "invented".to_owned(),
        items: [("registration-number", "第7号"), ("name", "旧姓　花子"), ("birth-date", "1980-01-01")]
            .map(|(code, value)| (code.to_owned(), value.to_owned()))
            .to_vec(),
        seen_version: None,
        key: None,
    };
    let made = place.app.record_act(&everywhere(), &order).await.unwrap();
    let (entry, holder) = (EntryId::parse(&made.entry).unwrap(), HolderId::new(9, [9; 10]));
    let number = sealed(place, person, NUMBER_CASE).await.to_bytes();
    let link = Link {
        register: RegisterId::of("midwife", "JP"),
        entry,
        holder,
        way: "in-bulk".to_owned(),
        ground: "first-link midwife/JP".to_owned(),
        by: "run".to_owned(),
        at: 1,
        number: Some(KnownNumber { number, fact: NumberFact::Found, way: "in-bulk".to_owned(), since: 1 }),
    };
    let linked: Result<_, store::StoreError> = place
        .app
        .db()
        .transact("link", move |tx| {
            let links = vec![link.clone()];
            Box::pin(async move { store::holder::link(tx, &links).await })
        })
        .await;
    linked.unwrap();
    (entry, holder)
}

async fn the_entry_is_linked_with_the_number_that_was_given(place: &Place) {
    let person = place.somebody();
    let (who, key) = applied(place, &person, &person).await;
    until(place, (&who, &person), (key, "granted")).await;
    let asked = "SELECT COUNT(*) FROM network_inquiry WHERE outcome = 'provided'";
    assert_eq!(count(place, asked).await, 1, "the family register was asked by it");
    let link = link_of(place, key).await;
    let known = link.number.unwrap();
    assert_eq!((known.fact, known.way.as_str()), (NumberFact::Given, "card-online"));
    place.work().await;
    assert_eq!(held(place).await, [NUMBER_CASE], "the application's own is deleted");
    let holder = applicant(place).await.holder;
    assert_eq!(holder, Some(link.holder));
    let holder = HolderActor { account: APPLICANT, holder, purpose: "own-view".to_owned() };
    let own = place.app.my_qualifications(&holder).await.unwrap();
    assert!(own[0].family.as_ref().unwrap().text.contains("届出は要りません"));
    let log = place.app.number_log(&holder, None).await.unwrap();
    assert!(log.held && !log.uses.is_empty(), "one sees what it was used for");
    place.no_job_is_left().await;
}

async fn a_number_of_an_application_that_ends_is_deleted(place: &Place) {
    let person = place.somebody();
    let (who, key) = applied(place, &person, &person).await;
    assert_eq!(held(place).await, [format!("apply {}", key.id)]);
    place.app.withdraw_case(&who, key).await.unwrap();
    place.work().await;
    assert!(held(place).await.is_empty());

    let (who, key) = applied(place, &person, &person).await;
    until(place, (&who, &person), (key, "examination")).await;
    let seen = place.app.show_case(&everywhere(), key).await.unwrap().version;
    let refusal = DeskDecision::Refuse { ground: "試験".to_owned(), citation: "法第7条".to_owned() };
    place.app.decide_case(&everywhere(), key, (refusal, seen)).await.unwrap();
    place.work().await;
    assert!(held(place).await.is_empty());
}

async fn whoever_was_linked_in_bulk_by_it_is_the_same_person(place: &Place) {
    let person = place.somebody();
    let (entry, before) = linked_in_bulk(place, &person).await;
    let (who, key) = applied(place, &person, &person).await;
    until(place, (&who, &person), (key, "granted")).await;
    assert_eq!(applicant(place).await.holder, Some(before), "the account is theirs");
    let link = link_of(place, key).await;
    assert_eq!((link.holder, link.number.unwrap().fact), (before, NumberFact::Given));
    let mut reader = place.app.db().reader().await.unwrap();
    let all = store::holder::entries_of(&mut reader, before).await.unwrap();
    assert!(all.len() == 2 && all.contains(&(RegisterId::of("midwife", "JP"), entry)), "{all:?}");
}

async fn anothers_number_brings_nothing_of_theirs(place: &Place) {
    let person = place.somebody();
    let victim = place
        .nation
        .people()
        .find(|other| other.id != person.id && place.nation.resident(other.id).is_some());
    let victim = victim.unwrap();
    let (entry, theirs) = linked_in_bulk(place, &victim).await;
    let (who, key) = applied(place, &person, &victim).await;
    until(place, (&who, &person), (key, "granted")).await;
    let link = link_of(place, key).await;
    assert_eq!(link.number, None, "it is not the applicant's");
    assert_ne!(link.holder, theirs);
    let mut reader = place.app.db().reader().await.unwrap();
    let victims = store::holder::of_entry(&mut reader, (RegisterId::of("midwife", "JP"), entry)).await;
    assert_eq!(victims.unwrap().unwrap().holder, theirs);
    drop(reader);
    place.work().await;
    assert_eq!(held(place).await, [NUMBER_CASE], "only what was found before");
}

//! Places of proofs: an act marks the place of its entry in its own commit; the next proof gets another place.

use jiff::civil::date;
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::item::EntryItem;
use store::credential::{self, ENDED, REPLACED, Wanted, live, marks, take};
use store::share::{self, ShareCode};

use crate::support::{Place, on_both_engines, registration};

on_both_engines!(
    an_act_marks_the_place_in_its_own_commit,
    a_place_is_drawn_at_random_and_never_given_twice,
    an_entry_that_changed_meanwhile_gets_no_place,
    a_new_key_ends_the_one_before,
    a_share_code_stands_until_it_is_taken_back,
);

async fn entry(place: &Place, number: &str) -> (RegisterId, EntryId) {
    let register = place.nurses().await;
    let act = registration(register, number, "高橋　花子");
    let entry = act.entry;
    place.write(act).await;
    (register, entry)
}

async fn wanted(place: &Place, (register, entry): (RegisterId, EntryId), draws: &[u32]) -> Wanted {
    let history = place.history(register, entry).await;
    let present = registry::step::fold(&history).stored().to_owned();
    let version = i64::try_from(history.len()).unwrap();
    Wanted { register, entry, version, present, draws: draws.to_vec(), at: 1 }
}

async fn list(place: &Place, register: RegisterId) -> Vec<(u32, String)> {
    let mut found = marks(&mut place.db.reader().await.unwrap(), register, 1).await.unwrap();
    found.sort();
    found
}

async fn an_act_marks_the_place_in_its_own_commit(place: Place) {
    let key = entry(&place, "1").await;
    let other = entry(&place, "2").await;
    let taken = take(&place.db, wanted(&place, key, &[7]).await).await.unwrap().unwrap();
    let others = take(&place.db, wanted(&place, other, &[8]).await).await.unwrap().unwrap();
    assert_eq!((taken.list, taken.place, taken.version), (1, 7, 1));
    let again = take(&place.db, wanted(&place, key, &[9]).await).await.unwrap().unwrap();
    assert_eq!(again, taken, "an entry has one place");
    assert_eq!(list(&place, key.0).await, []);
    // A suspension stands in the list with its days; the place lives on.
    let term = [(EntryItem::PracticeSuspended, "2026-01-01/2026-06-30")];
    place.write(place.decide(key, Act::PracticeSuspension, date(2026, 1, 1), &term).await).await;
    assert_eq!(list(&place, key.0).await, [(7, "suspended 2026-01-01/2026-06-30".to_owned())]);
    // A correction makes the proof untrue; the next gets another place, and the suspension goes with it.
    let name = [(EntryItem::Name, "見本　花子")];
    place.write(place.decide(key, Act::RegisterCorrection, date(2026, 2, 1), &name).await).await;
    assert_eq!(list(&place, key.0).await, [(7, REPLACED.to_owned())]);
    let next = take(&place.db, wanted(&place, key, &[7, 5, 6, 4]).await).await.unwrap().unwrap();
    assert_ne!(next.place, 7, "a place is never used again");
    assert!(list(&place, key.0).await.contains(&(next.place, "suspended 2026-01-01/2026-06-30".to_owned())));
    // A deletion ends it; the neighbour hears nothing of all this.
    let reason = [(EntryItem::Reason, "request")];
    place.write(place.decide(key, Act::Deletion, date(2026, 3, 1), &reason).await).await;
    let ended = list(&place, key.0).await;
    assert!(ended.contains(&(next.place, ENDED.to_owned())), "{ended:?}");
    assert!(ended.contains(&(7, REPLACED.to_owned())), "{ended:?}");
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(live(&mut reader, key.0, key.1).await.unwrap(), None);
    assert_eq!(live(&mut reader, other.0, other.1).await.unwrap(), Some(others));
    assert_eq!(credential::entry_at(&mut reader, key.0, (1, 7)).await.unwrap(), Some(key.1));
}

async fn a_place_is_drawn_at_random_and_never_given_twice(place: Place) {
    let first = entry(&place, "1").await;
    let second = entry(&place, "2").await;
    take(&place.db, wanted(&place, first, &[3]).await).await.unwrap().unwrap();
    // All draws of the first half are taken: a new list is begun.
    let taken = take(&place.db, wanted(&place, second, &[3, 3, 3, 3]).await).await.unwrap().unwrap();
    assert_eq!((taken.list, taken.place), (2, 3));
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(credential::last_list(&mut reader, first.0).await.unwrap(), Some(2));
}

async fn an_entry_that_changed_meanwhile_gets_no_place(place: Place) {
    let key = entry(&place, "1").await;
    let seen = wanted(&place, key, &[1]).await;
    let name = [(EntryItem::Name, "見本　花子")];
    place.write(place.decide(key, Act::RegisterCorrection, date(2026, 2, 1), &name).await).await;
    assert_eq!(take(&place.db, seen).await.unwrap(), None);
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(live(&mut reader, key.0, key.1).await.unwrap(), None);
}

async fn a_new_key_ends_the_one_before(place: Place) {
    credential::add_key(&place.db, ("a", &[4; 65]), 1_000, 50).await.unwrap();
    credential::add_key(&place.db, ("b", &[5; 65]), 2_000, 50).await.unwrap();
    credential::add_key(&place.db, ("b", &[5; 65]), 3_000, 50).await.unwrap();
    let keys = credential::keys(&mut place.db.reader().await.unwrap()).await.unwrap();
    let times: Vec<_> = keys.iter().map(|key| (key.name.as_str(), key.from, key.until)).collect();
    assert_eq!(times, [("a", 1_000, Some(2_050)), ("b", 2_000, None)], "said twice, it is done once");
}

async fn a_share_code_stands_until_it_is_taken_back(place: Place) {
    let (register, id) = entry(&place, "1").await;
    let code = ShareCode {
        register,
        hash: [3; 32],
        entry: id,
        items: "name sex".to_owned(),
        recipient: "見本病院".to_owned(),
        made_at: 10,
        ends_at: 99,
        revoked_at: None,
    };
    share::add(&place.db, code.clone()).await.unwrap();
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(share::by_hash(&mut reader, register, &[3; 32]).await.unwrap(), Some(code.clone()));
    assert_eq!(share::by_hash(&mut reader, register, &[4; 32]).await.unwrap(), None);
    let somebody = EntryId::from_stored(&[9; 16]).unwrap();
    assert!(
        !share::revoke(&place.db, (register, somebody), [3; 32], 20).await.unwrap(),
        "its own holder only"
    );
    assert!(share::revoke(&place.db, (register, id), [3; 32], 20).await.unwrap());
    assert!(!share::revoke(&place.db, (register, id), [3; 32], 30).await.unwrap(), "once");
    let codes = share::of_entry(&mut place.db.reader().await.unwrap(), (register, id)).await.unwrap();
    assert_eq!(codes, [ShareCode { revoked_at: Some(20), ..code }]);
}

//! What becomes of a record: written, beaten, asked again.

use std::sync::Arc;

use jiff::civil::date;
use registry::act::Act;
use registry::item::EntryItem;
use store::StoreError;
use store::disclosure::{Disclosure, latest};
use store::ledger::{Appended, Idempotency, NewRecord};
use store::writer::Writer;

use crate::agree::agree;
use crate::support::{Place, append_in, fresh_entry, on_both_engines, registration};

on_both_engines!(
    of_two_decided_upon_one_version_exactly_one_wins,
    an_act_upon_no_entry_learns_that_there_is_none,
    a_number_is_given_once_in_a_register,
    the_same_request_is_carried_out_once,
    a_key_that_did_nothing_may_be_used_again,
    a_batch_is_not_harmed_by_one_that_fails,
    a_broken_commit_leaves_nothing,
    the_writer_keeps_the_order_of_what_depends,
    the_writer_spares_the_others_when_one_is_refused,
);

fn keyed(mut record: NewRecord, key: &str, digest: u8) -> NewRecord {
    record.idempotency = Some(Idempotency { key: key.to_owned(), digest: [digest; 32] });
    record
}

async fn of_two_decided_upon_one_version_exactly_one_wins(place: Place) {
    let nurses = place.nurses().await;
    let new = registration(nurses, "1", "髙橋 花子");
    let who = (nurses, new.entry);
    place.write(new).await;
    for round in 2..12 {
        let on = date(2020, 1, 1);
        let a = place.decide(who, Act::RegisterCorrection, on, &[(EntryItem::Note, "甲")]).await;
        let b = place.decide(who, Act::RegisterCorrection, on, &[(EntryItem::Note, "乙")]).await;
        let (first, second) = (place.db.clone(), place.db.clone());
        let a = tokio::spawn(async move { append_in(&first, vec![a]).await.unwrap().remove(0) });
        let b = tokio::spawn(async move { append_in(&second, vec![b]).await.unwrap().remove(0) });
        let outcomes = [a.await.unwrap(), b.await.unwrap()];
        let winners =
            outcomes.iter().filter(|o| matches!(o, Appended::Written { version, .. } if *version == round));
        assert_eq!(winners.count(), 1, "{outcomes:?}");
        assert!(outcomes.contains(&Appended::Conflict { found: Some(round) }), "{outcomes:?}");
    }
    assert_eq!(place.history(nurses, who.1).await.len(), 11);
    agree(&place.db, true).await;
}

async fn an_act_upon_no_entry_learns_that_there_is_none(place: Place) {
    let nurses = place.nurses().await;
    let new = registration(nurses, "1", "髙橋 花子");
    let who = (nurses, new.entry);
    place.write(new).await;
    let mut astray =
        place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Note, "甲")]).await;
    astray.entry = fresh_entry();
    assert_eq!(place.append(vec![astray]).await.unwrap(), [Appended::Conflict { found: None }]);
    assert_eq!(agree(&place.db, true).await.records, 1);
}

async fn a_number_is_given_once_in_a_register(place: Place) {
    let (nurses, midwives) = (place.nurses().await, place.register("midwife", "JP").await);
    place.write(registration(nurses, "1", "髙橋 花子")).await;
    let again = place.append(vec![registration(nurses, "1", "山田 太郎")]).await.unwrap();
    assert_eq!(again, [Appended::NumberTaken]);
    assert_eq!(
        place.write(registration(midwives, "1", "山田 太郎")).await,
        1,
        "another register has its own numbers"
    );
    assert_eq!(agree(&place.db, true).await.entries, 2);
}

async fn the_same_request_is_carried_out_once(place: Place) {
    let nurses = place.nurses().await;
    let new = keyed(registration(nurses, "1", "髙橋 花子"), "form-1", 1);
    let who = (nurses, new.entry);
    place.write(new.clone()).await;
    // asked again by a program that lost the answer and made a new id for the entry
    let again = NewRecord { entry: fresh_entry(), ..new.clone() };
    assert_eq!(place.append(vec![again]).await.unwrap(), [Appended::Repeated { entry: who.1, version: 1 }]);
    let other = keyed(registration(nurses, "2", "山田 太郎"), "form-1", 2);
    assert_eq!(place.append(vec![other.clone()]).await.unwrap(), [Appended::KeyReused]);
    // the key belongs to the actor and the register
    let mut elsewhere = other.clone();
    elsewhere.basis.actor = "another officer".to_owned();
    assert_eq!(place.write(elsewhere).await, 1);
    let elsewhere =
        NewRecord { register: place.register("midwife", "JP").await, entry: fresh_entry(), ..other };
    assert_eq!(place.write(elsewhere).await, 1);
    // many at once with one key
    let correction =
        place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Note, "甲")]).await;
    let correction = keyed(correction, "form-2", 1);
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (db, act) = (place.db.clone(), correction.clone());
            tokio::spawn(async move { append_in(&db, vec![act]).await.unwrap().remove(0) })
        })
        .collect();
    let mut written = 0;
    for task in tasks {
        match task.await.unwrap() {
            Appended::Written { version: 2, .. } => written += 1,
            other => assert_eq!(other, Appended::Repeated { entry: who.1, version: 2 }),
        }
    }
    assert_eq!(written, 1);
    assert_eq!(agree(&place.db, true).await.records, 4);
}

async fn a_key_that_did_nothing_may_be_used_again(place: Place) {
    let nurses = place.nurses().await;
    let new = registration(nurses, "1", "髙橋 花子");
    let who = (nurses, new.entry);
    place.write(new).await;
    let stale =
        place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Note, "甲")]).await;
    let faster =
        place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Note, "乙")]).await;
    place.write(faster).await;
    let stale = keyed(stale, "form-1", 1);
    assert_eq!(place.append(vec![stale]).await.unwrap(), [Appended::Conflict { found: Some(2) }]);
    let anew = place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Note, "甲")]).await;
    assert_eq!(place.write(keyed(anew, "form-1", 1)).await, 3);
    assert_eq!(place.count("SELECT COUNT(*) FROM idempotency").await, 1);
}

async fn a_batch_is_not_harmed_by_one_that_fails(place: Place) {
    let nurses = place.nurses().await;
    let new = keyed(registration(nurses, "1", "髙橋 花子"), "a", 1);
    place.write(new.clone()).await;
    let outcomes = place
        .append(vec![
            registration(nurses, "1", "同番"),
            new.clone(),
            registration(nurses, "2", "山田 太郎"),
            keyed(registration(nurses, "3", "別件"), "a", 9),
            registration(nurses, "4", "渡辺 翔"),
        ])
        .await
        .unwrap();
    assert!(
        matches!(
            outcomes.as_slice(),
            [
                Appended::NumberTaken,
                Appended::Repeated { version: 1, .. },
                Appended::Written { .. },
                Appended::KeyReused,
                Appended::Written { .. }
            ]
        ),
        "{outcomes:?}"
    );
    place.sequence().await;
    assert_eq!(agree(&place.db, true).await.entries, 3);
}

async fn a_broken_commit_leaves_nothing(place: Place) {
    let nurses = place.nurses().await;
    let good = keyed(registration(nurses, "1", "髙橋 花子"), "a", 1);
    let mut bad = place
        .decide(
            (nurses, fresh_entry()),
            Act::NewRegistration,
            date(2020, 1, 1),
            &[(EntryItem::Number, "2"), (EntryItem::Name, "甲"), (EntryItem::Born, "1990-01-01")],
        )
        .await;
    // it says that it erases a body, and does not say so in the ledger: the guard refuses
    bad.erases = Some(1);
    let refused = place.append(vec![good.clone(), bad]).await;
    assert!(matches!(refused, Err(StoreError::Db(db::DbError::Constraint(_)))), "{refused:?}");
    let found = agree(&place.db, true).await;
    assert_eq!((found.entries, found.records), (0, 0));
    assert_eq!(place.count("SELECT COUNT(*) FROM idempotency").await, 0);
    assert_eq!(place.count("SELECT COUNT(*) FROM basis").await, 0);
    assert_eq!(place.write(good).await, 1, "and may be asked again");
}

async fn the_writer_keeps_the_order_of_what_depends(place: Place) {
    let nurses = place.nurses().await;
    let writer = Writer::start(place.db.clone()).unwrap();
    let tasks: Vec<_> = (0..24)
        .map(|n| {
            let (writer, new) = (writer.clone(), registration(nurses, &n.to_string(), "髙橋 花子"));
            let look = Disclosure {
                at: n,
                actor: "officer".to_owned(),
                purpose: "窓口".to_owned(),
                channel: "desk",
                request: n.to_string(),
                entries: vec![(new.register, new.entry)],
            };
            tokio::spawn(async move {
                writer.look(look).await.unwrap();
                writer.record(keyed(new, &n.to_string(), 1)).await.unwrap()
            })
        })
        .collect();
    for task in tasks {
        assert!(matches!(task.await.unwrap(), Appended::Written { version: 1, .. }));
    }
    // the same number, the same key and the same entry in one gulp: one of each is written
    let twins = [registration(nurses, "100", "甲"), registration(nurses, "100", "乙")];
    let (a, b) = tokio::join!(writer.record(twins[0].clone()), writer.record(twins[1].clone()));
    assert!(matches!(a.unwrap(), Appended::Written { .. }));
    assert_eq!(b.unwrap(), Appended::NumberTaken);
    let once = keyed(registration(nurses, "101", "丙"), "once", 1);
    let (a, b) = tokio::join!(writer.record(once.clone()), writer.record(once.clone()));
    assert!(matches!(a.unwrap(), Appended::Written { .. }));
    assert_eq!(b.unwrap(), Appended::Repeated { entry: once.entry, version: 1 });
    let who = (nurses, once.entry);
    let a = place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Note, "甲")]).await;
    let b = place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Note, "乙")]).await;
    let (a, b) = tokio::join!(writer.record(a), writer.record(b));
    assert!(matches!(a.unwrap(), Appended::Written { version: 2, .. }));
    assert_eq!(b.unwrap(), Appended::Conflict { found: Some(2) });
    let committed = tokio::time::timeout(std::time::Duration::from_secs(5), writer.committed()).await;
    committed.expect("the sequencer is told of acts");
    assert_eq!(latest(&mut place.db.reader().await.unwrap(), 100).await.unwrap().len(), 24);
    place.sequence().await;
    assert_eq!(agree(&place.db, true).await.entries, 26);
}

async fn the_writer_spares_the_others_when_one_is_refused(place: Place) {
    let nurses = place.nurses().await;
    let writer = Arc::new(Writer::start(place.db.clone()).unwrap());
    let mut bad = registration(nurses, "7", "甲");
    bad.erases = Some(1);
    let acts =
        (0..20).map(|n| if n == 7 { bad.clone() } else { registration(nurses, &n.to_string(), "髙橋 花子") });
    let tasks: Vec<_> = acts
        .map(|act| {
            let writer = Arc::clone(&writer);
            tokio::spawn(async move { writer.record(act).await })
        })
        .collect();
    for (n, task) in tasks.into_iter().enumerate() {
        match task.await.unwrap() {
            Err(StoreError::Db(db::DbError::Constraint(_))) => assert_eq!(n, 7),
            other => assert!(matches!(other, Ok(Appended::Written { .. })) && n != 7, "{n}: {other:?}"),
        }
    }
    assert_eq!(agree(&place.db, true).await.entries, 19);
}

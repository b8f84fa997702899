//! What a commit of the writer costs, and that cheapness tells nobody a lie.

use std::sync::Arc;

use jiff::civil::date;
use registry::act::Act;
use registry::item::EntryItem;
use store::disclosure::{Disclosure, latest, of_entry};
use store::ledger::{Appended, Idempotency, NewRecord, facts};
use store::lookup::Lookups;
use store::writer::Writer;

use crate::agree::agree;
use crate::support::{Place, on_both_engines, registration};

on_both_engines!(
    a_commit_of_acts_is_two_flights_and_one_of_looks_is_one,
    losers_in_a_full_commit_are_told_apart,
    facts_are_what_the_history_says,
);

fn flights(place: &Place, name: &str) -> Option<(u64, u64)> {
    let all = place.db.transactions();
    all.into_iter().find(|(found, _)| *found == name).map(|(_, stats)| (stats.committed, stats.flights))
}

fn keyed(mut record: NewRecord, key: &str) -> NewRecord {
    record.idempotency = Some(Idempotency { key: key.to_owned(), digest: [1; 32] });
    record
}

fn look(at: i64, shown: &NewRecord) -> Disclosure {
    Disclosure {
        at,
        actor: "officer".to_owned(),
        purpose: "窓口".to_owned(),
        channel: "desk",
        request: at.to_string(),
        entries: vec![(shown.register, shown.entry)],
    }
}

async fn a_commit_of_acts_is_two_flights_and_one_of_looks_is_one(place: Place) {
    let registers =
        [place.nurses().await, place.register("midwife", "JP").await, place.register("dentist", "JP").await];
    let writer = Arc::new(Writer::start(place.db.clone()).unwrap());
    let new: Vec<NewRecord> = (0..100)
        .map(|n| keyed(registration(registers[n % 3], &n.to_string(), "髙橋 花子"), &n.to_string()))
        .collect();
    let tasks: Vec<_> = new
        .iter()
        .map(|act| {
            let (writer, act) = (Arc::clone(&writer), act.clone());
            tokio::spawn(async move { writer.record(act).await.unwrap() })
        })
        .collect();
    for task in tasks {
        assert!(matches!(task.await.unwrap(), Appended::Written { version: 1, .. }));
    }
    // a hundred acts in three registers: whatever the commits, each took its statements and its commit
    let (committed, taken) = flights(&place, "write-batch").unwrap();
    assert_eq!(taken, 2 * committed);
    let tasks: Vec<_> = (0..)
        .zip(&new)
        .map(|(at, shown)| {
            let (writer, look) = (Arc::clone(&writer), look(at, shown));
            tokio::spawn(async move { writer.look(look).await.unwrap() })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let (all, taken_in_all) = flights(&place, "write-batch").unwrap();
    assert_eq!(taken_in_all - taken, all - committed, "looks and their commit go together");
    assert_eq!(flights(&place, "write-with-care"), None, "nobody lost");
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(latest(&mut reader, 200).await.unwrap().len(), 100);
    let of_one = of_entry(&mut reader, (new[7].register, new[7].entry), 10).await.unwrap();
    assert_eq!(of_one.iter().map(|l| l.request.as_str()).collect::<Vec<_>>(), ["7"]);
    place.sequence().await;
    assert_eq!(agree(&place.db, true).await.records, 100);
}

async fn losers_in_a_full_commit_are_told_apart(place: Place) {
    let nurses = place.nurses().await;
    let old: Vec<NewRecord> = (0..4).map(|n| registration(nurses, &n.to_string(), "髙橋 花子")).collect();
    let before = keyed(registration(nurses, "before", "渡辺 翔"), "before");
    place.append([old.clone(), vec![before.clone()]].concat()).await.unwrap();
    let correct = |n: usize| {
        let who = (nurses, old[n].entry);
        place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Note, "甲")])
    };
    let stale = keyed(correct(0).await, "stale");
    place.write(correct(0).await).await;
    // of no entry that there is, as it would stand had somebody decided upon a version that is to come
    let mut ahead = correct(1).await;
    ahead.version += 3;
    let good = [correct(2).await, correct(3).await, registration(nurses, "new", "佐藤 一")];
    let taken = registration(nurses, "0", "同番");
    let acts = [vec![stale, ahead, before.clone(), taken], good.to_vec()].concat();
    let writer = Arc::new(Writer::start(place.db.clone()).unwrap());
    let tasks: Vec<_> = acts
        .into_iter()
        .map(|act| {
            let writer = Arc::clone(&writer);
            tokio::spawn(async move { writer.record(act).await.unwrap() })
        })
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    assert_eq!(outcomes[0], Appended::Conflict { found: Some(2) });
    assert_eq!(outcomes[1], Appended::Conflict { found: Some(1) });
    assert_eq!(outcomes[2], Appended::Repeated { entry: before.entry, version: 1 });
    assert_eq!(outcomes[3], Appended::NumberTaken);
    assert!(outcomes[4..].iter().all(|o| matches!(o, Appended::Written { .. })), "{outcomes:?}");
    assert_eq!(place.count("SELECT COUNT(*) FROM idempotency").await, 1, "who lost keeps no key");
    place.sequence().await;
    assert_eq!(agree(&place.db, true).await.records, 5 + 1 + 3);
}

async fn facts_are_what_the_history_says(place: Place) {
    let (nurses, midwives) = (place.nurses().await, place.register("midwife", "JP").await);
    let new: Vec<NewRecord> = (0..23)
        .map(|n| registration(if n % 2 == 0 { nurses } else { midwives }, &n.to_string(), "髙橋 花子"))
        .collect();
    place.append(new.clone()).await.unwrap();
    for one in new.iter().step_by(5) {
        let who = (one.register, one.entry);
        let on = date(2020, 1, 1);
        place.write(place.decide(who, Act::RegisterCorrection, on, &[(EntryItem::Note, "甲")]).await).await;
    }
    let ids: Vec<_> = new.iter().map(|one| one.entry).chain([crate::support::fresh_entry()]).collect();
    for count in [1, 2, 5, 24] {
        let some = &ids[ids.len() - count..];
        let found = facts(&mut place.db.reader().await.unwrap(), some).await.unwrap();
        assert_eq!(found.len(), count - 1, "the last one is not there");
        for facts in found {
            assert!(facts.agree());
            let history = place.history(facts.row.register, facts.row.id).await;
            let said = |r: &registry::record::Record| {
                (r.version, r.act, r.effective_on.clone(), r.recorded_at, r.body.clone())
            };
            assert_eq!(
                facts.history.iter().map(said).collect::<Vec<_>>(),
                history.iter().map(said).collect::<Vec<_>>()
            );
        }
    }
    // through the gatherers, each gets its own
    let lookups = Lookups::start(place.db.clone());
    let tasks: Vec<_> = ids
        .iter()
        .map(|id| {
            let (lookups, id) = (lookups.clone(), *id);
            tokio::spawn(async move { lookups.facts(id).await.unwrap() })
        })
        .collect();
    for (id, task) in ids.iter().zip(tasks) {
        let found = task.await.unwrap();
        assert_eq!(found.len(), usize::from(new.iter().any(|one| one.entry == *id)));
        assert!(found.iter().all(|facts| facts.row.id == *id && facts.agree()));
    }
}

//! Who looked, before and after it is sorted in under the entries.

use db::Param;
use registry::ids::{EntryId, RegisterId};
use store::disclosure::{Disclosure, latest, of_entry, sort_in};
use store::writer::Writer;

use crate::support::{Place, fresh_entry, on_both_engines};

on_both_engines!(
    a_look_is_seen_at_once_and_sorted_in_later,
    sorted_in_by_two_at_once_each_line_stands_once,
    what_many_calls_have_left_is_sorted_in_by_the_next,
);

fn look(at: i64, entries: Vec<(RegisterId, EntryId)>) -> Disclosure {
    Disclosure {
        at,
        actor: "officer".to_owned(),
        purpose: "免許照会".to_owned(),
        channel: "api",
        request: format!("number={at}"),
        entries,
    }
}

async fn seen(place: &Place, entry: (RegisterId, EntryId)) -> Vec<i64> {
    let looks = of_entry(&mut place.db.reader().await.unwrap(), entry, 1_000).await.unwrap();
    looks.iter().map(|row| row.at).collect()
}

async fn lines(place: &Place) -> (i64, i64) {
    let pending = place.count("SELECT COUNT(*) FROM disclosure_pending").await;
    (pending, place.count("SELECT COUNT(*) FROM disclosure_entry").await)
}

async fn a_look_is_seen_at_once_and_sorted_in_later(place: Place) {
    let writer = Writer::start(place.db.clone()).unwrap();
    let (nurses, midwives) = (place.nurses().await, place.register("midwife", "JP").await);
    let (one, other) = ((nurses, fresh_entry()), (midwives, fresh_entry()));
    for at in 0..300 {
        let entries = if at % 2 == 0 { vec![one, one] } else { vec![one, other] };
        writer.look(look(at, entries)).await.unwrap();
    }
    let all: Vec<i64> = (0..300).rev().collect();
    let odd: Vec<i64> = all.iter().copied().filter(|at| at % 2 == 1).collect();
    assert_eq!((seen(&place, one).await, seen(&place, other).await), (all.clone(), odd.clone()));
    assert_eq!(lines(&place).await.1, 0);
    sort_in(&place.db).await.unwrap();
    assert_eq!(lines(&place).await, (0, 450), "shown twice in one answer, it stands there once");
    assert_eq!((seen(&place, one).await, seen(&place, other).await), (all, odd));
    // and what comes later stands beside it
    writer.look(look(300, vec![other])).await.unwrap();
    assert_eq!(seen(&place, other).await[..2], [300, 299]);
    assert_eq!(latest(&mut place.db.reader().await.unwrap(), 1_000).await.unwrap().len(), 301);
}

async fn sorted_in_by_two_at_once_each_line_stands_once(place: Place) {
    let writer = Writer::start(place.db.clone()).unwrap();
    let nurses = place.nurses().await;
    let entries: Vec<_> = (0..40).map(|_| (nurses, fresh_entry())).collect();
    for at in 0..50 {
        writer.look(look(at, entries.clone())).await.unwrap();
    }
    let (one, other) = tokio::join!(sort_in(&place.db), sort_in(&place.db));
    one.unwrap();
    other.unwrap();
    assert_eq!(lines(&place).await, (0, 2_000));
    assert_eq!(seen(&place, entries[7]).await, (0..50).rev().collect::<Vec<_>>());
}

/// Programs of one call each are never idle: the rows that they leave are counted when one begins.
async fn what_many_calls_have_left_is_sorted_in_by_the_next(place: Place) {
    let nurses = place.nurses().await;
    let entry = fresh_entry();
    let line = [entry.stored().as_slice(), fresh_entry().stored()].concat();
    let lines_of_one: &'static [u8] = Box::leak(line.into_boxed_slice());
    let rows = 4_097_u64;
    let add = "INSERT INTO disclosure_pending (register_id, block_id, lines) VALUES ($1, $2, $3)";
    let filled: Result<(), store::StoreError> = place
        .db
        .transact("fill", move |tx| {
            Box::pin(async move {
                let blocks: Vec<EntryId> = (0..rows).map(|n| EntryId::new(n, [0; 10])).collect();
                let sets: Vec<_> = blocks
                    .iter()
                    .map(|block| {
                        let block = Param::Bytes(block.stored());
                        vec![Param::Int(nurses.stored()), block, Param::Bytes(lines_of_one)]
                    })
                    .collect();
                tx.execute_many(add, &sets).await?;
                Ok(())
            })
        })
        .await;
    filled.unwrap();
    Writer::start(place.db.clone()).unwrap().look(look(1, vec![])).await.unwrap();
    assert_eq!(lines(&place).await, (0, 1));
}

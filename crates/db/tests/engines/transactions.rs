//! What a transaction promises.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use db::{Db, DbError, Param, TxStats};

use crate::support::{Place, add, on_both_engines};

on_both_engines!(
    all_or_nothing,
    a_failed_statement_cannot_pass_for_done,
    what_is_transient_is_tried_again_a_bounded_number_of_times,
    work_given_up_half_way_leaves_nothing_and_blocks_nobody,
    constraints_are_told_apart,
    writers_side_by_side_lose_nothing,
    the_engine_says_that_it_is_well,
);

async fn all_or_nothing(place: Place) {
    let failed: Result<(), DbError> = place
        .db
        .transact("half", |tx| {
            Box::pin(async move {
                add(tx, 1).await?;
                Err(DbError::Broken("changed my mind".to_owned()))
            })
        })
        .await;
    assert!(matches!(failed, Err(DbError::Broken(_))));
    assert!(place.keys().await.is_empty());
    place.execute(crate::support::ADD, vec![Param::Int(2)]).await.unwrap();
    assert_eq!(place.keys().await, [2]);
}

async fn a_failed_statement_cannot_pass_for_done(place: Place) {
    let outcome: Result<(), DbError> = place
        .db
        .transact("careless", |tx| {
            Box::pin(async move {
                add(tx, 1).await?;
                // the error is swallowed: the server would now answer COMMIT with a rollback and no error
                let _ = add(tx, 1).await;
                Ok(())
            })
        })
        .await;
    assert!(outcome.is_err(), "it must not be acknowledged");
    assert!(place.keys().await.is_empty());
}

async fn what_is_transient_is_tried_again_a_bounded_number_of_times(place: Place) {
    let succeed_at = |attempt: u32| {
        let made = Arc::new(AtomicU32::new(0));
        let db = place.db.clone();
        async move {
            let counter = Arc::clone(&made);
            let outcome: Result<u32, DbError> = db
                .transact("stubborn", move |tx| {
                    let counter = Arc::clone(&counter);
                    Box::pin(async move {
                        add(tx, i64::from(attempt)).await?;
                        let now = counter.fetch_add(1, Ordering::SeqCst) + 1;
                        if now == attempt { Ok(now) } else { Err(DbError::Busy) }
                    })
                })
                .await;
            (outcome, made.load(Ordering::SeqCst))
        }
    };
    assert!(matches!(succeed_at(3).await, (Ok(3), 3)));
    assert!(matches!(succeed_at(99).await, (Err(DbError::Busy), 5)), "given up after five");
    assert_eq!(place.keys().await, [3], "only the attempt that succeeded stands");
    let stats = stats_of(&place.db, "stubborn");
    assert_eq!((stats.committed, stats.retried, stats.failed), (1, 2 + 4, 1));
    assert!(stats.micros > 0);
}

fn stats_of(db: &Db, name: &str) -> TxStats {
    db.transactions().into_iter().find(|(found, _)| *found == name).unwrap().1
}

async fn work_given_up_half_way_leaves_nothing_and_blocks_nobody(place: Place) {
    for _ in 0..20 {
        // more often than there are connections: one that came back with an open transaction would be met again
        let given_up: Result<Result<(), DbError>, _> = tokio::time::timeout(
            Duration::from_millis(15),
            place.db.transact("slow", |tx| {
                Box::pin(async move {
                    add(tx, 1).await?;
                    tokio::time::sleep(Duration::from_secs(60)).await;
                    Ok(())
                })
            }),
        )
        .await;
        assert!(given_up.is_err());
    }
    place.execute(crate::support::ADD, vec![Param::Int(1)]).await.unwrap();
    assert_eq!(place.keys().await, [1]);
}

async fn constraints_are_told_apart(place: Place) {
    place.execute(crate::support::ADD, vec![Param::Int(1)]).await.unwrap();
    let twice = place.execute(crate::support::ADD, vec![Param::Int(1)]).await;
    assert!(matches!(twice, Err(DbError::Constraint(_))), "{twice:?}");
    let null = place.execute(crate::support::ADD, vec![Param::Null]).await;
    assert!(matches!(null, Err(DbError::Constraint(_))), "{null:?}");
    let wrong = place.execute("INSERT INTO nowhere (k) VALUES ($1)", vec![Param::Int(1)]).await;
    assert!(matches!(wrong, Err(DbError::Engine(_))), "{wrong:?}");
}

async fn writers_side_by_side_lose_nothing(place: Place) {
    place.execute("INSERT INTO t (k, i) VALUES ($1, $2)", vec![0.into(), 0.into()]).await.unwrap();
    let mut tasks = Vec::new();
    for writer in 1..=4_i64 {
        let db = place.db.clone();
        tasks.push(tokio::spawn(async move {
            for n in 0..25 {
                let done: Result<(), DbError> = db
                    .transact("count", move |tx| {
                        Box::pin(async move {
                            add(tx, writer * 1_000 + n).await?;
                            tx.execute("UPDATE t SET i = i + 1 WHERE k = $1", &[Param::Int(0)]).await?;
                            Ok(())
                        })
                    })
                    .await;
                done.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let mut reader = place.db.reader().await.unwrap();
    let count =
        reader.query("SELECT i FROM t WHERE k = $1", &[Param::Int(0)], |row| row.int(0)).await.unwrap();
    assert_eq!((count, place.keys().await.len()), (vec![100], 101));
}

async fn the_engine_says_that_it_is_well(place: Place) {
    place.execute(crate::support::ADD, vec![Param::Int(1)]).await.unwrap();
    place.db.settle().await.unwrap();
    assert!(place.db.size_bytes().await.unwrap() > 8_192);
    let health = place.db.integrity().await.unwrap();
    assert!(health.faults.is_empty() && !health.covered.is_empty(), "{health:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_solved_by_trying_again() {
    let place = Place::postgres().await;
    for key in [1, 2] {
        place.execute("INSERT INTO t (k, i) VALUES ($1, $2)", vec![Param::Int(key), 0.into()]).await.unwrap();
    }
    let both = |first: i64, second: i64| {
        let db = place.db.clone();
        async move {
            let done: Result<(), DbError> = db
                .transact("crossed", move |tx| {
                    Box::pin(async move {
                        let add_one = "UPDATE t SET i = i + 1 WHERE k = $1";
                        tx.execute(add_one, &[Param::Int(first)]).await?;
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        tx.execute(add_one, &[Param::Int(second)]).await?;
                        Ok(())
                    })
                })
                .await;
            done
        }
    };
    let (a, b) = tokio::join!(both(1, 2), both(2, 1));
    a.unwrap();
    b.unwrap();
    assert!(stats_of(&place.db, "crossed").retried >= 1, "they did meet");
    let mut reader = place.db.reader().await.unwrap();
    let counts = reader.query("SELECT i FROM t ORDER BY k", &[], |row| row.int(0)).await.unwrap();
    assert_eq!(counts, [2, 2]);
}

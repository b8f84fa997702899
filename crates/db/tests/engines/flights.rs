//! Statements that go together: in their order, with BEGIN ahead of them and COMMIT behind, and counted.

use db::{DbError, Param};

use crate::support::{ADD, Place, add, on_both_engines};

on_both_engines!(
    statements_and_their_commit_are_one_flight,
    one_that_fails_takes_the_commit_with_it,
    nothing_follows_a_commit,
    the_order_is_kept_however_many_there_are,
    what_was_taken_back_leaves_a_connection_that_works,
);

fn flights(place: &Place, name: &str) -> (u64, u64) {
    let stats = place.db.transactions().into_iter().find(|(found, _)| *found == name).unwrap().1;
    (stats.committed, stats.flights)
}

async fn statements_and_their_commit_are_one_flight(place: Place) {
    for first in [1, 3] {
        let done: Result<(), DbError> = place
            .db
            .transact("together", move |tx| {
                Box::pin(async move {
                    let one = (ADD, vec![Param::Int(first)]);
                    tx.execute_and_commit(&[one, (ADD, vec![Param::Int(first + 1)])]).await
                })
            })
            .await;
        done.unwrap();
    }
    assert_eq!(place.keys().await, [1, 2, 3, 4]);
    assert_eq!(flights(&place, "together"), (2, 2));
    place.execute(ADD, vec![Param::Int(5)]).await.unwrap();
    assert_eq!(flights(&place, "execute"), (1, 2), "BEGIN costs none of its own");
}

async fn one_that_fails_takes_the_commit_with_it(place: Place) {
    place.execute(ADD, vec![Param::Int(2)]).await.unwrap();
    // the failing one first, in the middle, last
    for keys in [[2, 10, 11], [10, 2, 11], [10, 11, 2]] {
        let failed: Result<(), DbError> = place
            .db
            .transact("harmed", move |tx| {
                Box::pin(async move {
                    let all: Vec<_> = keys.iter().map(|key| (ADD, vec![Param::Int(*key)])).collect();
                    tx.execute_and_commit(&all).await
                })
            })
            .await;
        assert!(matches!(failed, Err(DbError::Constraint(_))), "{failed:?}");
        assert_eq!(place.keys().await, [2], "{keys:?}");
    }
    let failed: Result<(), DbError> = place
        .db
        .transact("careless", |tx| {
            Box::pin(async move {
                let _ = add(tx, 2).await;
                tx.execute_and_commit(&[(ADD, vec![Param::Int(3)])]).await
            })
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(place.keys().await, [2]);
}

async fn nothing_follows_a_commit(place: Place) {
    let outcome: Result<(), DbError> = place
        .db
        .transact("late", |tx| {
            Box::pin(async move {
                tx.execute_and_commit(&[(ADD, vec![Param::Int(1)])]).await?;
                assert!(add(tx, 2).await.is_err());
                Ok(())
            })
        })
        .await;
    outcome.unwrap();
    assert_eq!(place.keys().await, [1]);
}

async fn the_order_is_kept_however_many_there_are(place: Place) {
    // each needs the one before it; the last one is the commit
    place.execute("INSERT INTO t (k, i) VALUES ($1, $2)", vec![1.into(), 0.into()]).await.unwrap();
    for round in 0..20_i64 {
        let done: Result<(), DbError> = place
            .db
            .transact("chain", move |tx| {
                Box::pin(async move {
                    let step = "UPDATE t SET i = $1 WHERE k = 1 AND i = $2";
                    let next = |n| (step, vec![Param::Int(round * 100 + n + 1), Param::Int(round * 100 + n)]);
                    let all: Vec<_> = (0..100).map(next).collect();
                    tx.execute_and_commit(&all).await
                })
            })
            .await;
        done.unwrap();
    }
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(reader.query("SELECT i FROM t", &[], |row| row.int(0)).await.unwrap(), [2_000]);
}

async fn what_was_taken_back_leaves_a_connection_that_works(place: Place) {
    place.execute(ADD, vec![Param::Int(1)]).await.unwrap();
    for round in 0..40 {
        // more often than there are connections, before and after the first statement, and by a statement that fails
        let taken_back: Result<(), DbError> = place
            .db
            .transact("changed-my-mind", move |tx| {
                Box::pin(async move {
                    match round % 4 {
                        0 => Ok(0),
                        1 => add(tx, 9).await,
                        2 => add(tx, 1).await,
                        _ => tx.execute_and_commit(&[(ADD, vec![Param::Int(1)])]).await.map(|()| 0),
                    }?;
                    Err(DbError::Broken("no".to_owned()))
                })
            })
            .await;
        assert!(taken_back.is_err());
    }
    assert_eq!(place.keys().await, [1]);
    place.execute(ADD, vec![Param::Int(2)]).await.unwrap();
    assert_eq!(place.keys().await, [1, 2]);
}

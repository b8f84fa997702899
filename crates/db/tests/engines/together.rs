//! What goes without a transaction around it, and what many read on one connection.

use std::sync::Arc;

use db::{DbError, Engine, Param};

use crate::support::{ADD, Place, on_both_engines};

on_both_engines!(
    a_statement_alone_is_committed_in_one_flight,
    a_statement_alone_that_fails_leaves_nothing,
    nothing_goes_alone_behind_something_else,
    reads_of_several_statements_are_told_apart,
    short_reads_of_many_get_their_own_answers,
    a_connection_that_was_lost_is_made_anew,
);

const ECHO: &str = "SELECT CAST($1 AS BIGINT)";

async fn alone(place: &Place, key: i64) -> Result<u64, DbError> {
    let adding = place.db.transact("alone", move |tx| {
        Box::pin(async move { tx.execute_alone(ADD, &[Param::Int(key)]).await })
    });
    adding.await
}

async fn a_statement_alone_is_committed_in_one_flight(place: Place) {
    assert_eq!(alone(&place, 1).await.unwrap(), 1);
    assert_eq!(alone(&place, 2).await.unwrap(), 1);
    assert_eq!(place.keys().await, [1, 2]);
    let stats = place.db.transactions().into_iter().find(|(name, _)| *name == "alone").unwrap().1;
    assert_eq!((stats.committed, stats.flights), (2, 2));
}

async fn a_statement_alone_that_fails_leaves_nothing(place: Place) {
    alone(&place, 1).await.unwrap();
    assert!(matches!(alone(&place, 1).await, Err(DbError::Constraint(_))));
    assert_eq!(place.keys().await, [1]);
    alone(&place, 2).await.unwrap();
    assert_eq!(place.keys().await, [1, 2], "and the connection works");
}

async fn nothing_goes_alone_behind_something_else(place: Place) {
    let both: Result<u64, DbError> = place
        .db
        .transact("both", |tx| {
            Box::pin(async move {
                tx.execute(ADD, &[Param::Int(1)]).await?;
                tx.execute_alone(ADD, &[Param::Int(2)]).await
            })
        })
        .await;
    assert!(matches!(both, Err(DbError::Engine(_))), "{both:?}");
    assert_eq!(place.keys().await, [0_i64; 0]);
}

async fn reads_of_several_statements_are_told_apart(place: Place) {
    let mut reader = place.db.reader().await.unwrap();
    let twice = "SELECT CAST($1 AS BIGINT) UNION ALL SELECT CAST($1 AS BIGINT)";
    let wanted = [(ECHO, vec![Param::Int(7)]), (twice, vec![Param::Int(8)]), (ECHO, vec![Param::Int(9)])];
    let rows = reader.query_each(&wanted, |at, row| Ok((at, row.int(0)?))).await.unwrap();
    assert_eq!(rows, [(0, 7), (1, 8), (1, 8), (2, 9)]);
}

async fn short_reads_of_many_get_their_own_answers(place: Place) {
    let db = Arc::new(place.db.clone());
    let asking: Vec<_> = (0..200)
        .map(|number| {
            let db = Arc::clone(&db);
            tokio::spawn(async move {
                let mut reader = db.quick_reader().await.unwrap();
                let told = reader.query(ECHO, &[Param::Int(number)], |row| row.int(0)).await.unwrap();
                assert_eq!(told, [number]);
            })
        })
        .collect();
    for asked in asking {
        asked.await.unwrap();
    }
}

async fn a_connection_that_was_lost_is_made_anew(place: Place) {
    let echo = async |number: i64| {
        let mut reader = place.db.quick_reader().await?;
        reader.query(ECHO, &[Param::Int(number)], |row| row.int(0)).await
    };
    for number in 0..4 {
        assert_eq!(echo(number).await.unwrap(), [number]);
    }
    if place.db.engine() == Engine::Postgres {
        let mut reader = place.db.reader().await.unwrap();
        let all = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert!(reader.query(all, &[], |row| row.int(0)).await.unwrap()[0] >= 2);
    }
    // Whoever finds out that it is gone is told so; the next has a new one.
    let mut good = 0;
    for number in 0..20 {
        good = if echo(number).await.is_ok() { good + 1 } else { 0 };
    }
    assert!(good >= 4, "{good} of the last were answered");
}

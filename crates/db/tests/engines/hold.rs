//! What one process at a time may do.

use crate::support::{Place, on_both_engines};

on_both_engines!(one_holds_at_a_time, many_who_ask_at_once_are_one);

async fn with_rows(place: &Place) {
    for k in ["1", "2"] {
        let sql: &'static str =
            if k == "1" { "INSERT INTO t (k) VALUES (1)" } else { "INSERT INTO t (k) VALUES (2)" };
        place.execute(sql, vec![]).await.unwrap();
    }
}

async fn one_holds_at_a_time(place: Place) {
    with_rows(&place).await;
    let other = db::Db::open(&place.url).await.unwrap();
    let hold = place.db.hold("t", "k", 1).await.unwrap().unwrap();
    assert!(hold.is_held());
    assert!(place.db.hold("t", "k", 1).await.unwrap().is_none());
    assert!(other.hold("t", "k", 1).await.unwrap().is_none());
    let beside = other.hold("t", "k", 2).await.unwrap();
    assert!(beside.is_some(), "another row is another matter");
    // reading and writing elsewhere goes on
    place.execute("INSERT INTO t (k) VALUES (3)", vec![]).await.unwrap();
    drop(hold);
    let mut tries = 0;
    let again = loop {
        if let Some(hold) = other.hold("t", "k", 1).await.unwrap() {
            break hold;
        }
        tries += 1;
        assert!(tries < 200, "given back, it can be had");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    assert!(place.db.hold("t", "k", 1).await.unwrap().is_none());
    drop(again);
}

async fn many_who_ask_at_once_are_one(place: Place) {
    with_rows(&place).await;
    for _ in 0..5 {
        let asked = (0..8).map(|_| {
            let db = place.db.clone();
            tokio::spawn(async move { db.hold("t", "k", 1).await.unwrap() })
        });
        let mut held = Vec::new();
        for task in asked.collect::<Vec<_>>() {
            held.extend(task.await.unwrap());
        }
        assert_eq!(held.len(), 1);
        drop(held);
        // a server sees a moment later that it was given back
        while place.db.hold("t", "k", 1).await.unwrap().is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

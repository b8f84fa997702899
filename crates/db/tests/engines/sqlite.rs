//! The embedded engine: one writer, readers beside it, other processes on the same file.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use db::{BulkRows, Column, Db, DbError, Param};
use tokio::sync::oneshot;

use crate::support::{ADD, Place, add};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_see_what_is_committed_while_a_writer_works() {
    let place = Place::sqlite().await;
    place.execute(ADD, vec![Param::Int(1)]).await.unwrap();
    let (half_done, wait) = oneshot::channel();
    let (go_on, gone_on) = oneshot::channel::<()>();
    let (mut half_done, mut gone_on) = (Some(half_done), Some(gone_on));
    let db = place.db.clone();
    let writer = tokio::spawn(async move {
        let done: Result<(), DbError> = db
            .transact("slow", move |tx| {
                let (half_done, gone_on) = (half_done.take(), gone_on.take());
                Box::pin(async move {
                    add(tx, 2).await?;
                    half_done.unwrap().send(()).unwrap();
                    gone_on.unwrap().await.unwrap();
                    Ok(())
                })
            })
            .await;
        done
    });
    wait.await.unwrap();
    // more readers at once than are kept
    let mut readers = Vec::new();
    for _ in 0..12 {
        let mut reader = place.db.reader().await.unwrap();
        assert_eq!(reader.query("SELECT k FROM t", &[], |row| row.int(0)).await.unwrap(), [1]);
        readers.push(reader);
    }
    drop(readers);
    go_on.send(()).unwrap();
    writer.await.unwrap().unwrap();
    assert_eq!(place.keys().await, [1, 2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_cannot_write() {
    let place = Place::sqlite().await;
    let mut reader = place.db.reader().await.unwrap();
    let refused =
        reader.query("INSERT INTO t (k) VALUES ($1) RETURNING k", &[Param::Int(1)], |row| row.int(0)).await;
    assert!(refused.is_err());
    assert!(place.keys().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_waits_for_the_commit_before_it() {
    let place = Place::sqlite().await;
    let other = Db::open(&place.url).await.unwrap();
    let (begun, wait) = oneshot::channel();
    let mut begun = Some(begun);
    let first = place.db.clone();
    let first = tokio::spawn(async move {
        let done: Result<(), DbError> = first
            .transact("first", move |tx| {
                let begun = begun.take();
                Box::pin(async move {
                    add(tx, 1).await?;
                    begun.unwrap().send(()).unwrap();
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    Ok(())
                })
            })
            .await;
        done
    });
    wait.await.unwrap();
    let start = Instant::now();
    let second: Result<u64, DbError> = other.transact("second", |tx| Box::pin(add(tx, 2))).await;
    second.unwrap();
    assert!(start.elapsed() > Duration::from_millis(100), "it waited");
    first.await.unwrap().unwrap();
    assert_eq!(place.keys().await, [1, 2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guards_hold_against_replacing() {
    let place = Place::sqlite().await;
    place
        .batch(
            "CREATE TRIGGER t_no_delete BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'never'); END; \
             INSERT INTO t (k, i) VALUES (1, 1);",
        )
        .await;
    let refused =
        place.execute("INSERT OR REPLACE INTO t (k, i) VALUES ($1, $2)", vec![1.into(), 2.into()]).await;
    assert!(matches!(refused, Err(DbError::Constraint(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spoilt_page_is_found() {
    const COLUMNS: &[Column] = &[Column::int("k"), Column::text("s")];
    let place = Place::sqlite().await;
    let mut rows = BulkRows::new("t", COLUMNS);
    for key in 0..20_000 {
        rows.row().int(key).text("雪が降る");
    }
    let rows = Arc::new(rows);
    let filled: Result<(), DbError> = place
        .db
        .transact("fill", move |tx| {
            let rows = Arc::clone(&rows);
            Box::pin(async move { tx.bulk(&rows).await })
        })
        .await;
    filled.unwrap();
    place.db.settle().await.unwrap();
    let path = place.url.strip_prefix("sqlite:").unwrap();
    let file = OpenOptions::new().write(true).open(path).unwrap();
    file.write_all_at(&[0xFF; 64], 8_192 * 20).unwrap();
    let again = Db::open(&place.url).await.unwrap();
    let found = again.integrity().await;
    assert!(found.as_ref().map_or(true, |health| !health.faults.is_empty()), "{found:?}");
}

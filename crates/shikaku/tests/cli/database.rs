//! Looking into a database, where no command shows what a test must see.

use std::thread::sleep;
use std::time::{Duration, Instant};

use db::Db;

use crate::support::Place;

/// One row a line, its columns as text.
pub(crate) fn rows(place: &Place, sql: &str, columns: usize) -> Vec<String> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Db::open(&place.url).await.unwrap();
        let mut reader = db.reader().await.unwrap();
        let text = |row: &db::RowRef<'_>| {
            let cells = (0..columns).map(|column| Ok(row.text(column)?.to_owned()));
            Ok(cells.collect::<Result<Vec<String>, db::DbError>>()?.join("\t"))
        };
        reader.query(sql, &[], text).await.unwrap()
    })
}

/// The number that a statement gives.
pub(crate) fn number(place: &Place, sql: &str) -> i64 {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async { ask(&Db::open(&place.url).await.unwrap(), sql).await.unwrap() })
}

/// Waits until the number that a statement gives is at least `wanted`, or `ended` says that it never will be.
pub(crate) fn wait_for(place: &Place, sql: &str, wanted: i64, mut ended: impl FnMut() -> bool) -> bool {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Db::open(&place.url).await.unwrap();
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(120) {
            // the database may be busy: asked again
            if ask(&db, sql).await.is_ok_and(|found| found >= wanted) {
                return true;
            }
            if ended() {
                return false;
            }
            sleep(Duration::from_millis(2));
        }
        panic!("nothing happened in two minutes: {sql}")
    })
}

async fn ask(db: &Db, sql: &str) -> Result<i64, db::DbError> {
    let found = db.reader().await?.query(sql, &[], |row| row.opt_int(0)).await?;
    Ok(found.into_iter().next().flatten().unwrap_or(0))
}

/// Changes rows behind the program's back.
pub(crate) fn execute(place: &Place, sql: &'static str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Db::open(&place.url).await.unwrap();
        let changed = db.transact("test", move |tx| Box::pin(async move { tx.execute(sql, &[]).await }));
        assert!(changed.await.unwrap() > 0, "{sql}");
    });
}

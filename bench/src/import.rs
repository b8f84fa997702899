//! `bench/import`: from the file to a searchable register, validation, ledger and tree included; held against bare
//! inserts of rows of the same size into one table by the bare engine, in one transaction.

use std::time::Instant;

use anyhow::Result;

use crate::place::{EngineWord, Place};
use crate::report::Measured;
use crate::{LARGEST_REGISTER, Size};

const PROFESSION: &str = "nurse";

pub(crate) async fn run(size: &Size) -> Result<Vec<String>> {
    let place = Place::fresh(size).await?;
    let count = size.entries.unwrap_or(LARGEST_REGISTER);
    let file = place.file(PROFESSION, count)?;
    let bytes = std::fs::metadata(&file)?.len();
    let report = place.import(PROFESSION, &file).await?;
    anyhow::ensure!(report.rows == report.entries + report.rejects, "rows = entries + rejects");
    let db_bytes = place.app.db().size_bytes().await?;
    let bare = bare_inserts(&place, count, usize::try_from(bytes / count.max(1)).unwrap_or(150)).await?;
    let measured = Measured {
        bench: "import",
        engine: size.engine.word(),
        size: report.rows,
        seconds: report.seconds,
        count: report.rows,
        db_bytes,
        limit: Some(("bare inserts of the same rows into one table", bare)),
        note: Some(format!("{} entries, {} rejects", report.entries, report.rejects)),
        ..Measured::default()
    };
    Ok(vec![measured.json().to_string()])
}

/// Rows a second of the bare engine, one table, one primary key, one transaction.
async fn bare_inserts(place: &Place, count: u64, row_bytes: usize) -> Result<f64> {
    let text = "x".repeat(row_bytes);
    let started = Instant::now();
    match place.size.engine {
        EngineWord::Sqlite => {
            let mut connection = rusqlite::Connection::open(place.dir.path().join("bare.db"))?;
            connection.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT)")?;
            let tx = connection.transaction()?;
            {
                let mut insert = tx.prepare("INSERT INTO t (k, v) VALUES (?1, ?2)")?;
                for key in 0..i64::try_from(count)? {
                    insert.execute((key, &text))?;
                }
            }
            tx.commit()?;
        }
        EngineWord::Postgres => {
            let (client, connection) = tokio_postgres::connect(&place.url, tokio_postgres::NoTls).await?;
            tokio::spawn(connection);
            client.batch_execute("CREATE TABLE bare (k BIGINT PRIMARY KEY, v TEXT)").await?;
            client
                .execute(
                    "INSERT INTO bare SELECT g, $1::text FROM generate_series(1, $2::bigint) g",
                    &[&text, &i64::try_from(count)?],
                )
                .await?;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    Ok(count as f64 / started.elapsed().as_secs_f64())
}

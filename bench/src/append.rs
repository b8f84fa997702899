//! `bench/append`: legal acts with durable commits, as the use case records them: facts loaded, decided, written.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use app::ActOrder;
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};

use crate::place::{Chooser, Place, actor};
use crate::report::Measured;

/// Entries acted upon, per register.
const ACTED_UPON: u32 = 50_000;

pub(crate) async fn on(place: &Place) -> Result<Vec<String>> {
    let size = &place.size;
    let jobs = place.app.start_jobs();
    let many = entries(place, None).await?;
    let largest = RegisterId::of("nurse", "JP");
    let one = entries(place, Some(largest)).await?;
    let bare = bare_commits(place).await?;
    let mut lines = Vec::new();
    for (what, pool) in [("one register", one), ("many registers", many)] {
        let pool = Arc::new(pool);
        for writers in [1u64, 8, 32] {
            let (latencies, seconds) = measure(place, &pool, writers).await?;
            let measured = Measured {
                bench: "append",
                engine: size.engine.word(),
                part: Some(format!("{what}, {writers} writers")),
                size: size.entries.unwrap_or(crate::REPORT_ENTRIES),
                seconds,
                count: u64::try_from(latencies.len())?,
                latencies,
                db_bytes: place.app.db().size_bytes().await?,
                limit: Some(("small rows into one table, 32 in each durable commit, nothing else", bare)),
                note: None,
            };
            let line = measured.json().to_string();
            eprintln!("{line}");
            lines.push(line);
        }
    }
    jobs.abort();
    Ok(lines)
}

/// Rows a second that the engine takes when a row is all there is to do: 32 in a commit, one commit after the other.
async fn bare_commits(place: &Place) -> Result<f64> {
    let db = place.app.db();
    let make = "CREATE TABLE bench_bare (id BIGINT NOT NULL PRIMARY KEY, words TEXT NOT NULL)";
    db.transact::<_, db::DbError, _>("make-bare", |tx| Box::pin(tx.batch(make))).await?;
    let (started, mut written) = (Instant::now(), 0i64);
    while started.elapsed() < Duration::from_secs(3) {
        let first = written;
        db.transact::<_, db::DbError, _>("bare", move |tx| {
            Box::pin(async move {
                let words = db::Param::Text("a legal act in a few words, and nothing else");
                let rows: Vec<_> = (first..first + 32).map(|id| vec![db::Param::Int(id), words]).collect();
                tx.execute_many("INSERT INTO bench_bare (id, words) VALUES ($1, $2)", &rows).await
            })
        })
        .await?;
        written += 32;
    }
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    let rate = written as f64 / started.elapsed().as_secs_f64();
    Ok(rate)
}

/// Entries from all over one register, or all.
async fn entries(place: &Place, only: Option<RegisterId>) -> Result<Vec<EntryId>> {
    let mut reader = place.app.db().reader().await?;
    let mut found = Vec::new();
    for register in store::register::list(&mut reader).await? {
        if only.is_some_and(|only| only != register.id) {
            continue;
        }
        let mut after = EntryId::from_stored(&[0; 16]).unwrap_or_else(|| EntryId::new(0, [0; 10]));
        let mut count = 0;
        while count < ACTED_UPON {
            let (mut seen, mut last) = (0u32, None);
            store::entry::walk(&mut reader, register.id, after, 1_000, |row| {
                seen += 1;
                last = EntryId::from_stored(row.bytes(1)?);
                let stands = !row.text(4)?.contains("\nX");
                if seen.is_multiple_of(4) && stands {
                    found.extend(last);
                    count += 1;
                }
                Ok(())
            })
            .await?;
            let Some(last) = last.filter(|_| seen == 1_000) else { break };
            after = last.following(9_000);
        }
    }
    Ok(found)
}

async fn measure(place: &Place, pool: &Arc<Vec<EntryId>>, writers: u64) -> Result<(Vec<Duration>, f64)> {
    static SERIAL: AtomicU64 = AtomicU64::new(0);
    let until = Instant::now() + Duration::from_secs(place.size.seconds);
    let started = Instant::now();
    let mut tasks = Vec::new();
    for writer in 0..writers {
        let (app, pool, seed) = (place.app.clone(), Arc::clone(pool), place.size.seed ^ (writer << 32));
        tasks.push(tokio::spawn(async move {
            let (mut chooser, mut latencies, who) = (Chooser(seed), Vec::new(), actor());
            while Instant::now() < until {
                let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
                let Some(entry) = chooser.pick(&pool) else { break };
                let order = ActOrder {
                    target: entry.to_string(),
                    act: Act::RegisterCorrection,
                    effective_on: app::today_in_japan(),
                    ground: format!("case {serial}"),
                    items: vec![(
                        "domicile".to_owned(),
                        if serial.is_multiple_of(2) { "北海道" } else { "沖縄県" }.to_owned(),
                    )],
                    seen_version: None,
                    key: Some(format!("bench-{serial}")),
                };
                let asked = Instant::now();
                match app.record_act(&who, &order).await {
                    Ok(_) => latencies.push(asked.elapsed()),
                    // Two writers met on one entry: the loser would look again; it is not counted.
                    Err(error) if error.kind == app::ErrorKind::Conflict => {}
                    Err(error) => return Err(anyhow::anyhow!("{error}")),
                }
            }
            Ok(latencies)
        }));
    }
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await??);
    }
    let seconds = started.elapsed().as_secs_f64();
    latencies.sort_unstable();
    Ok((latencies, seconds))
}

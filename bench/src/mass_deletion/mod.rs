//! `bench/mass-deletion`: deletions under one decision of two officers, act by act through the ledger, and all of them taken back: seconds, growth
//! of the ledger, marks in the status lists. Held against the bare rows that such an act writes.

mod ready;

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::Size;
use crate::place::{Place, actor};
use crate::report::Measured;
use ready::{approved, ready};

/// Deletions, if nothing is said: what the issue names.
const ENTRIES: u64 = 300_000;
/// The register that they are made in: the largest of the report.
const REGISTER: (&str, &str) = ("nurse", "JP");
/// Rows that one act of this kind writes: entry, record, body, proposal.
const ROWS: u64 = 4;

pub(crate) async fn run(size: &Size) -> Result<Vec<String>> {
    let entries = size.entries.unwrap_or(ENTRIES);
    let place = Place::fresh(size).await?;
    let file = place.file(REGISTER.0, entries)?;
    place.import(REGISTER.0, &file).await?;
    std::fs::remove_file(&file)?;
    let standing = ready(&place).await?;
    let batch = approved(&place, &standing).await?;
    let bare = bare(&place, standing.len() as u64).await?;

    let mut lines = Vec::new();
    for (part, restore) in [("deleted under one decision", false), ("taken back under one decision", true)] {
        let before = figures(&place).await?;
        let started = Instant::now();
        let id = batch.id.to_string();
        let done = if restore {
            place.app.restore_deletions(&actor(), &id, "measuring", &|_| true).await?
        } else {
            place.app.carry_out_deletions(&actor(), &id, &|_| true).await?
        };
        let seconds = started.elapsed().as_secs_f64();
        let placed = Instant::now();
        place.app.sequence_now().await?;
        let sequencing = placed.elapsed().as_secs_f64();
        let after = figures(&place).await?;
        ensure!(done.recorded == standing.len() as u64 && done.fallen == 0, "{done:?}");
        let measured = Measured {
            bench: "mass-deletion",
            engine: size.engine.word(),
            part: Some(part.to_owned()),
            size: entries,
            seconds,
            count: done.recorded,
            db_bytes: place.app.db().size_bytes().await?,
            limit: Some(("bare rows in commits of a thousand acts, nothing else", bare)),
            note: Some(
                "seconds are those of the acts; the tree is built beside, see sequencing_seconds".to_owned(),
            ),
            ..Measured::default()
        };
        lines.push(with_growth(measured.json(), (&before, &after), sequencing).to_string());
    }
    let report = place.app.audit_register(None, false, &|_| ()).await?;
    ensure!(report.findings.is_empty(), "the audit finds {:?}", report.findings.first());
    Ok(lines)
}

fn with_growth(
    mut line: Value,
    (before, after): (&BTreeMap<&str, i64>, &BTreeMap<&str, i64>),
    sequencing: f64,
) -> Value {
    let grown: serde_json::Map<_, _> = after
        .iter()
        .map(|(what, count)| ((*what).to_owned(), json!(count - before.get(what).copied().unwrap_or(0))))
        .collect();
    if let Some(members) = line.as_object_mut() {
        members.insert("growth".to_owned(), Value::Object(grown));
        members.insert("sequencing_seconds".to_owned(), json!((sequencing * 1000.0).round() / 1000.0));
        members.insert("wrong".to_owned(), json!(0));
    }
    line
}

/// What the decision lets grow: records, marked places of the status lists, bytes.
async fn figures(place: &Place) -> Result<BTreeMap<&'static str, i64>> {
    let db = place.app.db();
    let mut reader = db.reader().await?;
    let mut figures = BTreeMap::new();
    for (what, sql) in [
        ("ledger_records", "SELECT COUNT(*) FROM ledger"),
        ("ledger_slices", "SELECT COUNT(*) FROM slice"),
        ("status_list_marked", "SELECT COUNT(*) FROM credential_place WHERE mark <> ''"),
    ] {
        let count = reader.query(sql, &[], |row| row.int(0)).await?;
        figures.insert(what, count.first().copied().unwrap_or(0));
    }
    figures.insert("db_bytes", i64::try_from(db.size_bytes().await?)?);
    Ok(figures)
}

/// Acts a second when nothing but rows is written: so many rows an act, a thousand acts a commit.
async fn bare(place: &Place, acts: u64) -> Result<f64> {
    let db = place.app.db();
    let make = "CREATE TABLE bench_bare_acts (id BIGINT NOT NULL PRIMARY KEY, words TEXT NOT NULL)";
    db.transact::<_, db::DbError, _>("make-bare", |tx| Box::pin(tx.batch(make))).await?;
    let started = Instant::now();
    let wanted = i64::try_from(acts.min(100_000) * ROWS)?;
    let step = i64::try_from(1_000 * ROWS)?;
    let mut written = 0;
    while written < wanted {
        let first = written;
        db.transact::<_, db::DbError, _>("bare", move |tx| {
            Box::pin(async move {
                let words = db::Param::Text(
                    "a row of a legal act: some hundred bytes with its names, days and grounds",
                );
                let rows: Vec<_> = (first..first + step).map(|id| vec![db::Param::Int(id), words]).collect();
                tx.execute_many("INSERT INTO bench_bare_acts (id, words) VALUES ($1, $2)", &rows).await
            })
        })
        .await?;
        written += step;
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    Ok(written as f64 / ROWS as f64 / started.elapsed().as_secs_f64())
}

//! `bench/audit`: the audit over everything, the engine's own check included; held against one plain reading of the
//! rows of the present on one connection.

use std::time::Instant;

use anyhow::Result;

use crate::place::Place;
use crate::report::Measured;

pub(crate) async fn on(place: &Place) -> Result<Vec<String>> {
    let size = &place.size;
    let bare = bare_reading(place).await?;
    let mut lines = Vec::new();
    for (part, engine_check) in [("everything", true), ("without the engine's own check", false)] {
        let started = Instant::now();
        let report = place.app.audit_register(None, engine_check, &|_| {}).await?;
        let seconds = started.elapsed().as_secs_f64();
        anyhow::ensure!(report.is_clean(), "the audit found {:?}", report.findings);
        let measured = Measured {
            bench: "audit",
            engine: size.engine.word(),
            part: Some(part.to_owned()),
            size: report.entries,
            seconds,
            count: report.records,
            db_bytes: place.app.db().size_bytes().await?,
            limit: Some(("reading the rows of the present once, one connection", bare)),
            ..Measured::default()
        };
        lines.push(measured.json().to_string());
    }
    Ok(lines)
}

/// Rows a second of one walk over the entries.
async fn bare_reading(place: &Place) -> Result<f64> {
    let (started, mut rows) = (Instant::now(), 0u32);
    let mut reader = place.app.db().reader().await?;
    for register in store::register::list(&mut reader).await? {
        let mut after = registry::ids::EntryId::from_stored(&[0; 16]);
        while let Some(from) = after {
            let mut last = None;
            store::entry::walk(&mut reader, register.id, from, 20_000, |row| {
                rows += 1;
                last = registry::ids::EntryId::from_stored(row.bytes(1)?);
                Ok(())
            })
            .await?;
            after = last;
        }
    }
    Ok(f64::from(rows) / started.elapsed().as_secs_f64())
}

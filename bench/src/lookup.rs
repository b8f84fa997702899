//! `bench/lookup`: in the store, by number and by a variant of the name, one request after the other; held against
//! the bare engine's read of one row by its key.

use std::time::{Duration, Instant};

use anyhow::Result;
use registry::ids::RegisterId;
use registry::item::{EntryItem, get};
use registry::name::name_key;
use store::search::KeyKind;

use crate::place::{Chooser, Place};
use crate::report::Measured;

/// Entries sampled to be looked up again.
const SAMPLE: u32 = 20_000;

pub(crate) struct Known {
    pub(crate) register: RegisterId,
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) born: String,
}

pub(crate) async fn on(place: &Place) -> Result<Vec<String>> {
    let size = &place.size;
    let known = sample(place, size.seed).await?;
    let db = place.app.db().clone();
    let total = size.entries.unwrap_or(crate::REPORT_ENTRIES);
    let db_bytes = db.size_bytes().await?;
    let registers: Vec<RegisterId> =
        store::register::list(&mut db.reader().await?).await?.iter().map(|r| r.id).collect();
    let span = Duration::from_secs(size.seconds);
    let mut chooser = Chooser(size.seed);
    let mut reader = db.reader().await?;
    let bare = {
        let (started, mut count) = (Instant::now(), 0u32);
        while started.elapsed() < Duration::from_secs(2) {
            let register = chooser.pick(&known).map_or(0, |k| k.register.stored());
            let sql = "SELECT qualification FROM register WHERE register_id = $1";
            reader.query(sql, &[db::Param::Int(register)], |row| Ok(row.text(0)?.len())).await?;
            count += 1;
        }
        f64::from(count) / started.elapsed().as_secs_f64()
    };
    let mut lines = Vec::new();
    for part in ["number", "name"] {
        let (mut latencies, started) = (Vec::new(), Instant::now());
        while started.elapsed() < span {
            let Some(one) = chooser.pick(&known) else { break };
            let asked = Instant::now();
            let found = if part == "number" {
                store::entry::by_number(&mut reader, &[one.register], &one.number).await?.len()
            } else {
                // As typed: any variant; the key is derived in the request.
                let key = name_key(&one.name);
                let ids = store::search::by_prefix(&mut reader, &registers, KeyKind::Name, &key, 21).await?;
                store::entry::by_ids(&mut reader, &ids).await?.len()
            };
            latencies.push(asked.elapsed());
            anyhow::ensure!(found > 0, "{} is not found by {part}", one.number);
        }
        let seconds = started.elapsed().as_secs_f64();
        latencies.sort_unstable();
        let measured = Measured {
            bench: "lookup",
            engine: size.engine.word(),
            part: Some(part.to_owned()),
            size: total,
            seconds,
            count: u64::try_from(latencies.len())?,
            latencies,
            db_bytes,
            limit: Some(("one row by its key, one connection", bare)),
            note: None,
        };
        lines.push(measured.json().to_string());
    }
    Ok(lines)
}

/// Entries from all over the registers, to be looked up again.
pub(crate) async fn sample(place: &Place, seed: u64) -> Result<Vec<Known>> {
    let db = place.app.db();
    let mut reader = db.reader().await?;
    let registers = store::register::list(&mut reader).await?;
    let mut known = Vec::new();
    let mut chooser = Chooser(seed ^ 0xABCD);
    for register in &registers {
        let Some(last) = store::entry::last(&mut reader, register.id).await? else { continue };
        let mut taken = 0;
        let each = SAMPLE / u32::try_from(registers.len()).unwrap_or(1).max(1);
        let mut after = registry::ids::EntryId::from_stored(&[0; 16]).unwrap_or(last);
        while taken < each {
            let (mut seen, mut end) = (0u32, None);
            store::entry::walk(&mut reader, register.id, after, 2_000, |row| {
                seen += 1;
                end = registry::ids::EntryId::from_stored(row.bytes(1)?);
                if chooser.next().is_multiple_of(4) {
                    taken += 1;
                    known.push(Known {
                        register: register.id,
                        number: row.text(2)?.to_owned(),
                        name: get(row.text(4)?, EntryItem::Name).unwrap_or_default().to_owned(),
                        born: get(row.text(4)?, EntryItem::Born).unwrap_or_default().to_owned(),
                    });
                }
                Ok(())
            })
            .await?;
            let Some(end) = end.filter(|_| seen == 2_000) else { break };
            // Leap ahead, so that the sample comes from the whole register and not from its first page.
            after = end.following(u64::from(each) * 40);
        }
    }
    Ok(known)
}

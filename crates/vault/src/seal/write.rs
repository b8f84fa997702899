//! Writing what is ready: messages that are taken once, rows at once or one by one.

use std::collections::BTreeMap;

use db::{BulkRows, Param, Tx};

use super::{Once, Ready, ReadyRow};
use crate::VaultError;
use crate::handle::Handle;
use crate::log::fixed;
use crate::row::{COLUMNS, TABLE};

/// Look-ups in one flight.
const LOOKUPS_AT_ONCE: usize = 1_000;
pub(crate) const IN_CASE: &str = "SELECT handle FROM number WHERE blind = $1 AND case_id = $2";
pub(crate) const ADD: &str = "INSERT INTO number (handle, kind, case_id, source, sealed_at, generation, blind, sealed) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (blind, case_id) DO NOTHING";
pub(crate) const TAKE_MESSAGE: &str =
    "INSERT INTO taken_message (message, expires_at) VALUES ($1, $2) ON CONFLICT (message) DO NOTHING";
pub(crate) const FORGET_MESSAGES: &str = "DELETE FROM taken_message WHERE expires_at < $1";

pub(super) async fn take_once(tx: &mut Tx, once: &Once, now: i64) -> Result<(), VaultError> {
    let Once::Message { id, expires_at } = once else { return Ok(()) };
    tx.execute(FORGET_MESSAGES, &[Param::Int(now)]).await?;
    match tx.execute(TAKE_MESSAGE, &[Param::Bytes(id), Param::Int(*expires_at)]).await? {
        0 => Err(VaultError::Replay),
        _ => Ok(()),
    }
}

pub(super) async fn bulk(tx: &mut Tx, ready: &Ready) -> Result<Vec<Handle>, VaultError> {
    let mut rows = BulkRows::new(TABLE, COLUMNS);
    for row in &ready.rows {
        rows.row().bytes(&row.handle).text(ready.kind).text(&ready.case).text(&ready.source);
        rows.int(ready.now).int(ready.generation);
        rows.bytes(row.blinds.first().map_or(&[], <[u8; 16]>::as_slice)).bytes(&row.sealed);
    }
    tx.bulk(&rows).await?;
    Ok(ready.rows.iter().map(|row| row.handle).collect())
}

/// Looks for each number in its case, under every key that may be in use, and writes those that are not there.
pub(super) async fn careful(tx: &mut Tx, ready: &Ready) -> Result<(Vec<Handle>, usize), VaultError> {
    let mut there = look_up(tx, ready).await?;
    let missing: Vec<&ReadyRow> =
        (0..).zip(&ready.rows).filter(|(at, _)| !there.contains_key(at)).map(|(_, row)| row).collect();
    let rows: Vec<Vec<Param<'_>>> = missing.iter().map(|row| params(ready, row)).collect();
    let counts = tx.execute_many(ADD, &rows).await?;
    let made = counts.iter().filter(|count| **count > 0).count();
    if made < missing.len() {
        // somebody else was faster with the same number: what stands there now is its handle
        there = look_up(tx, ready).await?;
    }
    let handle = |(at, row): (usize, &ReadyRow)| there.get(&at).copied().unwrap_or(row.handle);
    Ok(((0..).zip(&ready.rows).map(handle).collect(), made))
}

async fn look_up(tx: &mut Tx, ready: &Ready) -> Result<BTreeMap<usize, Handle>, VaultError> {
    let questions: Vec<(usize, &[u8; 16])> = (0..)
        .zip(&ready.rows)
        .flat_map(|(at, row)| row.blinds.iter().map(move |blind| (at, blind)))
        .collect();
    let mut there = BTreeMap::new();
    for some in questions.chunks(LOOKUPS_AT_ONCE) {
        let sets: Vec<Vec<Param<'_>>> =
            some.iter().map(|(_, blind)| vec![Param::from(*blind), Param::Text(&ready.case)]).collect();
        let found = tx.query_many(IN_CASE, &sets, |set, row| Ok((set, fixed::<16>(row, 0)?))).await?;
        there.extend(found.into_iter().filter_map(|(set, handle)| Some((some.get(set)?.0, handle))));
    }
    Ok(there)
}

fn params<'r>(ready: &'r Ready, row: &'r ReadyRow) -> Vec<Param<'r>> {
    vec![
        Param::Bytes(&row.handle),
        Param::Text(ready.kind),
        Param::Text(&ready.case),
        Param::Text(&ready.source),
        Param::Int(ready.now),
        Param::Int(ready.generation),
        row.blinds.first().map_or(Param::Null, Param::from),
        Param::Bytes(&row.sealed),
    ]
}

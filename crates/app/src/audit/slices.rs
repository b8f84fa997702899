//! Slices: the records that a commit wrote, in the order in which the log takes them.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use db::Reader;
use registry::ids::{EntryId, RegisterId};
use store::audit::{self as read, PlacedSlice, SliceContent};
use store::register::Register;

use super::Shared;
use super::finding::{Finding, register_place};
use crate::AppError;

/// Slices at a time.
const WAITING_AT_ONCE: u32 = 512;
/// Bytes of a record's name in a slice's refs.
const REF_BYTES: u64 = 20;

/// A place in the log and what should stand there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    /// The record; `None` where only the tiles know what stood here.
    pub(super) record: Option<(RegisterId, EntryId, i64)>,
    /// Its commitment in the ledger; `None` when it is not there.
    pub(super) commitment: Option<[u8; 32]>,
}

impl Leaf {
    pub(super) const UNKNOWN: Self = Self { record: None, commitment: None };
}

/// What can be said of a slice.
#[derive(Debug)]
pub(super) enum Leaves {
    /// Its records.
    Known(Vec<Leaf>),
    /// So many records that cannot be named any more; why was said.
    Unknown(u64),
}

fn slice_place(shared: &Shared, slice: &PlacedSlice) -> String {
    format!("{} slice {}", shared.register_words(slice.register), slice.slice)
}

/// The leaves of several slices, read in few flights.
pub(super) async fn leaves_of(
    shared: &Shared,
    reader: &mut Reader,
    slices: &[PlacedSlice],
) -> Result<Vec<Leaves>, AppError> {
    let mut named: Vec<(RegisterId, EntryId, i64)> = Vec::new();
    let mut all = Vec::with_capacity(slices.len());
    for slice in slices {
        let Some(content) = sound_content(shared, slice) else {
            all.push(Leaves::Unknown(slice.records));
            continue;
        };
        all.push(match &content.refs {
            None => Leaves::Known(following(shared, reader, slice, content).await?),
            Some(refs) => {
                let records = refs_of(refs).map(|(id, version)| (slice.register, id, version));
                let leaves: Vec<Leaf> =
                    records.map(|record| Leaf { record: Some(record), commitment: None }).collect();
                named.extend(leaves.iter().filter_map(|leaf| leaf.record));
                Leaves::Known(leaves)
            }
        });
    }
    let mut found: HashMap<usize, [u8; 32]> = HashMap::with_capacity(named.len());
    let outcome = read::records(reader, &named, |index, row| {
        found.extend(row.bytes(2).ok().and_then(|c| c.try_into().ok()).map(|commitment| (index, commitment)));
        Ok(())
    });
    let outcome = outcome.await;
    shared.findings.readable(|| "ledger".to_owned(), outcome)?;
    let with_refs = slices
        .iter()
        .zip(&mut all)
        .filter(|(slice, _)| slice.content.as_ref().is_some_and(|c| c.refs.is_some()));
    let leaves = with_refs.filter_map(|(_, leaves)| match leaves {
        Leaves::Known(leaves) => Some(leaves),
        Leaves::Unknown(_) => None,
    });
    for (index, leaf) in leaves.flatten().enumerate() {
        leaf.commitment = found.get(&index).copied();
    }
    Ok(all)
}

fn refs_of(refs: &[u8]) -> impl Iterator<Item = (EntryId, i64)> {
    let (packed, _) = refs.as_chunks::<20>();
    packed.iter().map(|packed| {
        let (id, version) = packed.split_at(16);
        let version = version.try_into().map_or(0, u32::from_be_bytes);
        (EntryId::from_stored(id).unwrap_or(EntryId::LEAST), i64::from(version))
    })
}

/// The content of a slice if what it says of itself in several ways agrees; what does not is a finding.
fn sound_content<'a>(shared: &Shared, slice: &'a PlacedSlice) -> Option<&'a SliceContent> {
    let place = slice_place(shared, slice);
    let differs = |column: &str, expected: String, found: String| {
        let place = format!("{place} column {column}");
        shared.findings.add(Finding::new("slice-differs", place, expected, found));
    };
    let Some(content) = &slice.content else {
        shared.findings.add(Finding::new(
            "slice-missing",
            place,
            "the slice that has a place in the log",
            "none",
        ));
        return None;
    };
    let counted = match &content.refs {
        None => content.last.distance_from(content.first).map_or(0, |distance| distance.saturating_add(1)),
        Some(refs) => u64::try_from(refs.len()).unwrap_or(0) / REF_BYTES,
    };
    let list = if content.refs.is_some() { "refs" } else { "first_entry, last_entry" };
    if counted != content.records || counted != slice.records {
        // Two of three agree after a single change: the third was changed.
        let (column, expected, found) = match () {
            () if counted == slice.records => ("slice.records", counted, content.records),
            () if counted == content.records => ("log_slice.records", counted, slice.records),
            () => (list, content.records, counted),
        };
        differs(column, format!("{expected} records"), format!("{found}"));
        if column == list {
            return None;
        }
    }
    if let Some(refs) = &content.refs {
        let names: Vec<_> = refs_of(refs).collect();
        if names.first().map(|(id, _)| *id) != Some(content.first) {
            differs("first_entry", "the first of refs".to_owned(), content.first.to_string());
        }
        if names.last().map(|(id, _)| *id) != Some(content.last) {
            differs("last_entry", "the last of refs".to_owned(), content.last.to_string());
        }
        if !names.is_sorted_by(|a, b| a < b) || !refs.len().is_multiple_of(20) {
            differs("refs", "ascending records of 20 bytes".to_owned(), "another order".to_owned());
        }
    }
    Some(content)
}

/// The leaves of a slice whose entries follow each other.
async fn following(
    shared: &Shared,
    reader: &mut Reader,
    slice: &PlacedSlice,
    content: &SliceContent,
) -> Result<Vec<Leaf>, AppError> {
    let count = content.last.distance_from(content.first).map_or(0, |distance| distance.saturating_add(1));
    let mut leaves: Vec<Leaf> = Vec::new();
    let name = |index: usize| {
        let id = content.first.following(u64::try_from(index).unwrap_or(u64::MAX));
        Leaf { record: Some((slice.register, id, 1)), commitment: None }
    };
    let outcome = read::range_records(reader, slice, |row| {
        let Some(id) = row.bytes(0).ok().and_then(EntryId::from_stored) else { return Ok(()) };
        let index = id.distance_from(content.first).filter(|index| *index < count);
        let Some(index) = index.and_then(|index| usize::try_from(index).ok()) else { return Ok(()) };
        while leaves.len() <= index {
            leaves.push(name(leaves.len()));
        }
        if let Some(leaf) = leaves.get_mut(index) {
            leaf.commitment = row.bytes(2).ok().and_then(|c| c.try_into().ok());
        }
        Ok(())
    });
    let outcome = outcome.await;
    shared.findings.readable(|| format!("{} ledger", slice_place(shared, slice)), outcome)?;
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    while leaves.len() < count {
        leaves.push(name(leaves.len()));
    }
    Ok(leaves)
}

/// Slices of a register that the log has no place for yet, and slices that are nowhere.
pub(super) async fn check_waiting(shared: &Shared, register: &Register) -> Result<(), AppError> {
    let mut reader = shared.db.reader().await?;
    let mut after = EntryId::LEAST;
    loop {
        let page = read::waiting(&mut reader, register.id, after, WAITING_AT_ONCE).await;
        let place = || format!("{} slice_pending", register_place(register));
        let Some(page) = shared.findings.readable(place, page)? else { break };
        let leaves = leaves_of(shared, &mut reader, &page).await?;
        for leaf in leaves.iter().filter_map(|leaves| match leaves {
            Leaves::Known(leaves) => Some(leaves),
            Leaves::Unknown(_) => None,
        }) {
            for leaf in leaf.iter().filter(|leaf| leaf.commitment.is_none()) {
                shared.findings.add(missing_record(shared, leaf, "waiting for a position"));
            }
        }
        let waiting: u64 = page.iter().map(|slice| slice.records).sum();
        shared.waiting.fetch_add(waiting, Ordering::Relaxed);
        match page.last() {
            Some(last) if last.slice > after => after = last.slice,
            _ => break,
        }
    }
    let limit = u32::try_from(super::MAX_FINDINGS).unwrap_or(u32::MAX);
    let strays = read::stray_slices(&mut reader, register.id, limit).await;
    let place = || format!("{} slice", register_place(register));
    for (slice, position) in shared.findings.readable(place, strays)?.unwrap_or_default() {
        let found = match position {
            None => "neither".to_owned(),
            Some(position) => format!("both, at position {position}"),
        };
        let place = format!("{} {slice}", place());
        shared.findings.add(Finding::new(
            "slice-stray",
            place,
            "a position in the log, or waiting for one",
            found,
        ));
    }
    Ok(())
}

pub(super) fn missing_record(shared: &Shared, leaf: &Leaf, place: &str) -> Finding {
    let record = match leaf.record {
        Some((register, entry, version)) => {
            format!("{} entry {entry} version {version} {place}", shared.register_words(register))
        }
        None => place.to_owned(),
    };
    Finding::new("record-missing", record, "a ledger row", "none")
}

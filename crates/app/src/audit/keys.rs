//! What entries are found by: the search keys and the index of numbers, held against what the entries give.

use std::collections::HashSet;

use db::Reader;
use registry::ids::EntryId;
use store::StoreError;
use store::audit as read;
use store::entry;
use store::register::Register;

use super::Shared;
use super::finding::{Finding, entry_place, first_difference, register_place};
use super::records::Derived;
use super::sums::{GROUPS, Sums, group_of};
use crate::AppError;

/// Keys at a time: some hundredths of a second on either engine.
const KEYS_AT_ONCE: u32 = 50_000;
/// Entries at a time when groups are looked at with care.
const ENTRIES_AT_ONCE: u32 = 8_192;
/// Keys that are held in memory when groups are looked at with care: some twenty megabytes.
const KEYS_HELD: u64 = 100_000;
/// How often a pair of readings is made again when an act came between them.
const READINGS: u32 = 10;

/// Which way of finding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Finder {
    /// The table `search_key`.
    Keys,
    /// The index of `entry` by number.
    Numbers,
}

/// Stored keys of a register, summed up.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) sums: Sums,
    pub(super) count: u64,
}

/// Reads all stored keys of a register.
pub(super) async fn sum_stored(
    shared: &Shared,
    register: &Register,
    finder: Finder,
) -> Result<Stored, AppError> {
    let mut stored = Stored { sums: Sums::new(&shared.hasher), count: 0 };
    walk(shared, register, finder, |key, entry| {
        stored.sums.add(key, entry);
        stored.count += 1;
    })
    .await?;
    Ok(stored)
}

async fn walk(
    shared: &Shared,
    register: &Register,
    finder: Finder,
    mut see: impl FnMut(&str, EntryId) + Send,
) -> Result<(), AppError> {
    let mut reader = shared.db.reader().await?;
    let (mut last, mut id) = (String::new(), EntryId::LEAST);
    loop {
        let (mut disorder, mut unreadable) = (false, 0_u32);
        let after = (last.clone(), id);
        let mut take = |row: &db::RowRef<'_>| {
            let (Ok(key), Ok(entries)) = (row.text(0), row.bytes(1)) else {
                unreadable += 1;
                return Ok(());
            };
            unreadable += u32::from(!entries.len().is_multiple_of(16));
            for entry in entries.chunks_exact(16).filter_map(EntryId::from_stored) {
                see(key, entry);
                disorder |= (key, entry) <= (last.as_str(), id);
                id = entry;
                key.clone_into(&mut last);
            }
            Ok(())
        };
        let outcome = match finder {
            Finder::Keys => {
                read::key_rows(&mut reader, register.id, (&after.0, after.1), KEYS_AT_ONCE, &mut take).await
            }
            Finder::Numbers => {
                read::number_rows(&mut reader, register.id, &after.0, KEYS_AT_ONCE, &mut take).await
            }
        };
        let place = || format!("{} {}", register_place(register), finder.place());
        let read = shared.findings.readable(place, outcome)?;
        if disorder {
            shared.findings.add(Finding::new(
                "row-misplaced",
                place(),
                "keys in their order",
                "a key out of order",
            ));
        }
        if unreadable > 0 {
            let found = format!("{unreadable} that cannot be read");
            shared.findings.add(Finding::new("unreadable", place(), "keys that can be read", found));
        }
        // Only going forward ends for sure, whatever the damaged keys are.
        if read.is_none() || (last.as_str(), id) <= (after.0.as_str(), after.1) {
            return Ok(());
        }
    }
}

impl Finder {
    const fn place(self) -> &'static str {
        match self {
            Self::Keys => "search_key",
            Self::Numbers => "entry_by_number",
        }
    }

    fn of_entry(self, row: &entry::EntryRow) -> HashSet<String> {
        let mut keys = HashSet::new();
        match self {
            Self::Keys => store::import::keys_of(&row.present, |key| _ = keys.insert(key)),
            Self::Numbers => _ = keys.insert(row.number_key.clone()),
        }
        keys
    }

    async fn has(
        self,
        reader: &mut Reader,
        register: &Register,
        key: &str,
        id: EntryId,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Keys => read::has_key(reader, register.id, key, id).await,
            Self::Numbers => read::has_number(reader, register.id, key, id).await,
        }
    }
}

/// Finds out which keys are missing or stray, where the sums differ.
pub(super) async fn compare(
    shared: &Shared,
    register: &Register,
    (derived, stored, finder): (&Derived, &Stored, Finder),
) -> Result<(), AppError> {
    let sums = if finder == Finder::Keys { &derived.keys } else { &derived.numbers };
    let differing = sums.differing(&stored.sums);
    let per_group = stored.count / u64::try_from(GROUPS).unwrap_or(u64::MAX) + 1;
    let at_once = usize::try_from(KEYS_HELD / per_group).unwrap_or(GROUPS).clamp(1, GROUPS);
    for groups in differing.chunks(at_once) {
        if shared.findings.is_full() {
            shared.findings.add_uncounted();
            continue;
        }
        locate(shared, register, finder, groups).await?;
    }
    Ok(())
}

async fn locate(
    shared: &Shared,
    register: &Register,
    finder: Finder,
    groups: &[usize],
) -> Result<(), AppError> {
    let groups: HashSet<usize> = groups.iter().copied().collect();
    let mut stored = HashSet::new();
    walk(shared, register, finder, |key, entry| {
        if groups.contains(&group_of(entry)) {
            stored.insert((entry, key.to_owned()));
        }
    })
    .await?;
    let mut reader = shared.db.reader().await?;
    let (mut after, mut missing) = (EntryId::LEAST, Vec::new());
    loop {
        let (mut seen, mut last) = (0, after);
        let outcome = entry::walk(&mut reader, register.id, after, ENTRIES_AT_ONCE, |row| {
            seen += 1;
            let Some(id) = row.bytes(1).ok().and_then(EntryId::from_stored) else { return Ok(()) };
            last = last.max(id);
            // What cannot be read was said by those who compare the present.
            if !groups.contains(&group_of(id)) {
                return Ok(());
            }
            let Ok(found) = entry_of(row, register, id) else { return Ok(()) };
            let wanted = finder.of_entry(&found).into_iter().map(|key| (id, key));
            missing.extend(wanted.filter(|pair| !stored.remove(pair)));
            Ok(())
        });
        let outcome = outcome.await;
        let read = shared.findings.readable(|| format!("{} entry", register_place(register)), outcome)?;
        if read.is_none() || seen < ENTRIES_AT_ONCE || last <= after {
            break;
        }
        after = last;
    }
    for (id, key) in missing.into_iter().chain(stored) {
        confirm(shared, &mut reader, (register, finder), &key, id).await?;
    }
    Ok(())
}

fn entry_of(row: &db::RowRef<'_>, register: &Register, id: EntryId) -> Result<entry::EntryRow, db::DbError> {
    let (number_key, present) = (row.text(2)?.to_owned(), row.text(4)?.to_owned());
    Ok(entry::EntryRow { register: register.id, id, number_key, version: row.int(3)?, present })
}

/// Says that a key is missing or stray, if it still is while the entry stays at one version.
async fn confirm(
    shared: &Shared,
    reader: &mut Reader,
    (register, finder): (&Register, Finder),
    key: &str,
    id: EntryId,
) -> Result<(), AppError> {
    for _ in 0..READINGS {
        let outcome = read_twice(reader, (register, finder), key, id).await;
        let place = || format!("{} {}", entry_place(register, id, None), finder.place());
        let Some(settled) = shared.findings.readable(place, outcome)? else { return Ok(()) };
        let Some((row, is_there)) = settled else { continue };
        let due = row.as_ref().map(|row| finder.of_entry(row)).unwrap_or_default();
        let place = entry_place(register, id, row.as_ref().map(|row| row.present.as_str()));
        let (place, kind) = (format!("{place} {}", finder.place()), kind_of(finder, key));
        if due.contains(key) && !is_there {
            shared.findings.add(Finding::new("key-missing", place, kind, "none"));
        } else if is_there && !due.contains(key) {
            let (expected, found) = match due.iter().find(|due| kind_of(finder, due) == kind) {
                Some(due) => first_difference(due.as_bytes(), key.as_bytes()),
                None => (format!("no {kind}"), "one".to_owned()),
            };
            shared.findings.add(Finding::new("key-stray", format!("{place} ({kind})"), expected, found));
        }
        return Ok(());
    }
    Ok(())
}

/// The entry, and whether it is found by the key; `None` when an act came in between.
async fn read_twice(
    reader: &mut Reader,
    (register, finder): (&Register, Finder),
    key: &str,
    id: EntryId,
) -> Result<Option<(Option<entry::EntryRow>, bool)>, StoreError> {
    let wanted = [(register.id, id)];
    let before = entry::by_ids(reader, &wanted).await?.pop();
    let is_there = finder.has(reader, register, key, id).await?;
    let after = entry::by_ids(reader, &wanted).await?.pop();
    let is_same = before.map(|row| row.version) == after.as_ref().map(|row| row.version);
    Ok(is_same.then_some((after, is_there)))
}

/// The words for a key that do not say what it holds.
fn kind_of(finder: Finder, key: &str) -> &'static str {
    match (finder, key.as_bytes().first()) {
        (Finder::Numbers, _) => "number",
        (Finder::Keys, Some(b'n')) => "name key",
        (Finder::Keys, Some(b'k')) => "kana key",
        (Finder::Keys, Some(b'b')) => "birth date key",
        _ => "key of an unknown kind",
    }
}

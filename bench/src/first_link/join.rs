//! Deciding partition by partition: rows of one key lie beside each other, and `registry::linking::in_bulk` decides each entry among them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use registry::linking::in_bulk::{BasicItems, BulkWay, Candidates, Held, Verdict, decide};

use super::data;
use super::partition::{HEAD, items, path};

/// What became of the entries.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) entries: u64,
    pub(super) persons: u64,
    pub(super) right: u64,
    pub(super) wrong: u64,
    /// Whose person is there, and who was not linked.
    pub(super) left: u64,
    pub(super) not_open: u64,
    /// Over the wire only: no answer came that can be used.
    pub(super) no_answer: u64,
    pub(super) desk: BTreeMap<&'static str, u64>,
}

impl Counts {
    /// What was decided of an entry, whose person may be there or not.
    pub(super) fn count(&mut self, verdict: Verdict, is_right: impl Fn(usize) -> bool, is_there: bool) {
        match verdict {
            Verdict::Link(at) if is_right(at) => self.right += 1,
            Verdict::Link(_) => self.wrong += 1,
            Verdict::Desk(reason) => {
                *self.desk.entry(reason.code()).or_default() += 1;
                self.left += u64::from(is_there);
            }
            Verdict::NotOpen(_) => self.not_open += 1,
        }
    }

    fn add(&mut self, other: Self) {
        self.entries += other.entries;
        self.persons += other.persons;
        self.right += other.right;
        self.wrong += other.wrong;
        self.left += other.left;
        for (reason, count) in other.desk {
            *self.desk.entry(reason).or_default() += count;
        }
    }
}

/// A row: its key, whose it is, its items.
struct Row<'a> {
    key: u64,
    whose: u64,
    items: BasicItems<'a>,
}

pub(super) fn all(dir: &Path, bits: u32, way: BulkWay) -> Result<Counts> {
    let next = AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || -> Result<Counts> {
        let mut counts = Counts::default();
        loop {
            let partition = next.fetch_add(1, Ordering::Relaxed);
            if partition >= 1 << bits {
                return Ok(counts);
            }
            counts.add(one(dir, partition, way)?);
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let mut counts = Counts::default();
        for worker in workers {
            counts.add(worker.join().map_err(|_| anyhow::anyhow!("a worker stopped"))??);
        }
        Ok(counts)
    })
}

fn one(dir: &Path, partition: usize, way: BulkWay) -> Result<Counts> {
    let entries = std::fs::read(path(dir, data::ENTRIES, partition))?;
    let persons = std::fs::read(path(dir, data::PERSONS, partition))?;
    let (entries, persons) = (rows(&entries)?, rows(&persons)?);
    let mut counts =
        Counts { entries: entries.len() as u64, persons: persons.len() as u64, ..Counts::default() };
    let mut rest = persons.as_slice();
    let mut told: Vec<BasicItems<'_>> = Vec::new();
    for entry in &entries {
        let before = rest.iter().take_while(|person| person.key < entry.key).count();
        rest = rest.get(before..).unwrap_or_default();
        let same = rest.iter().take_while(|person| person.key == entry.key);
        told.clear();
        told.extend(same.map(|person| person.items));
        let verdict = decide(way, &Held::entry(entry.items), Candidates::These(&told));
        let is_right = |at: usize| rest.get(at).is_some_and(|person| person.whose == entry.whose);
        if let Verdict::Link(at) = verdict
            && !is_right(at)
        {
            // invented people: whoever looks for the reason needs them
            eprintln!("linked to somebody else: {:?}, {:x}", entry.items, entry.whose);
        }
        counts.count(verdict, is_right, entry.whose & data::STRANGER == 0);
    }
    Ok(counts)
}

/// The rows of a partition in the order of their keys.
fn rows(bytes: &[u8]) -> Result<Vec<Row<'_>>> {
    let (mut rows, mut rest) = (Vec::with_capacity(bytes.len() / 96), bytes);
    while !rest.is_empty() {
        let (head, after) = rest.split_at_checked(HEAD).context("a whole row")?;
        let (key, whose) = head.split_at(HEAD / 2);
        let end = after.iter().position(|byte| *byte == b'\n').context("an end of line")?;
        let (text, after) = after.split_at(end);
        let items = items(std::str::from_utf8(text)?).context("four items")?;
        rows.push(Row {
            key: u64::from_le_bytes(key.try_into()?),
            whose: u64::from_le_bytes(whose.try_into()?),
            items,
        });
        rest = after.get(1..).unwrap_or_default();
    }
    rows.sort_unstable_by_key(|row| row.key);
    Ok(rows)
}

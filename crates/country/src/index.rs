//! The file that finds people by their items: from a name and a birth date to the households in which somebody has them.
//!
//! It holds every name that anybody of the country will ever bear until [`LAST_DAY`], so it stays right while the calendar goes on. A find
//! is one read; what the hash brings up is then compared to the character, so the answer is exact.
//!
//! Layout, numbers little-endian: the mark, the country's fingerprint and the count of entries (8 bytes each), then for each of the 65,536
//! values of the hash's first two bytes the place of its first entry (8 bytes, and one more for the end), then the entries in ascending
//! order: hash (8 bytes), household (4 bytes).

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::country::Country;
use crate::day::Day;
use crate::event::LifeEventKind;
use crate::nation::LAST_DAY;
use crate::person::{Name, Person};
use crate::random::{Random, key_of};
use crate::resident::spelling;

/// The index's name in the nation's home.
pub(crate) const FILE: &str = "items.index";
const MARK: u64 = u64::from_le_bytes(*b"items\0\0\x03");
const HEAD: u64 = 24;
const BUCKETS: usize = 1 << 16;
const ENTRY: usize = 12;
const ENTRIES_AT: u64 = HEAD + 8 * (BUCKETS as u64 + 1);
/// The entries are sorted in so many parts, one after the other: at 124 million people a part is some ten megabytes.
const PARTS: usize = 256;
/// Entries that a worker collects of a part before it writes them: with 256 parts some 2 MB a worker.
const COLLECTED: usize = 512;

/// The opened file.
#[derive(Debug)]
pub(crate) struct Index {
    file: File,
    buckets: Vec<u64>,
}

/// Whether the index was made, or the caller asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Built {
    /// It stands, with so many entries.
    Whole(u64),
    /// Nothing of it was kept.
    Stopped,
}

impl Index {
    /// Opens the index of a country; `None` when there is none, or when it is another country's.
    pub(crate) fn open(home: &Path, country: &Country) -> Option<Index> {
        let file = File::open(home.join(FILE)).ok()?;
        let mut numbers = vec![0; ENTRIES_AT as usize];
        file.read_exact_at(&mut numbers, 0).ok()?;
        let mut numbers = numbers.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
        let (mark, own, count) = (numbers.next()?, numbers.next()?, numbers.next()?);
        let buckets: Vec<u64> = numbers.collect();
        let whole = file.metadata().ok()?.len() == ENTRIES_AT + count * ENTRY as u64;
        let sound = mark == MARK && own == fingerprint(country) && whole && buckets.is_sorted();
        (sound && buckets.last() == Some(&count)).then_some(Index { file, buckets })
    }

    /// The households in which somebody bears, bore or will bear a name and was born on a day; another one may be among them.
    pub(crate) fn households(&self, name: &str, born: Day) -> io::Result<Vec<u64>> {
        let hash = hash(name, born);
        let bucket = (hash >> 48) as usize;
        let (Some(from), Some(to)) = (self.buckets.get(bucket), self.buckets.get(bucket + 1)) else {
            return Ok(Vec::new());
        };
        let mut bytes = vec![0; (to - from) as usize * ENTRY];
        self.file.read_exact_at(&mut bytes, ENTRIES_AT + from * ENTRY as u64)?;
        let entries = bytes.as_chunks::<ENTRY>().0;
        let first = entries.partition_point(|entry| of_bytes(entry).0 < hash);
        let same = entries.iter().skip(first).map(of_bytes).take_while(|(other, _)| *other == hash);
        Ok(same.map(|(_, household)| u64::from(household)).collect())
    }
}

/// Makes the index of a country in a folder, on all cores, in memory that does not grow with the country. `watch` hears of blocks made, of
/// blocks in all and of people, and says whether to go on.
///
/// # Errors
/// A file that cannot be written; nothing is left of the index then.
pub fn build_index(
    country: &Country,
    home: &Path,
    watch: &(dyn Fn(u64, u64, u64) -> bool + Sync),
) -> io::Result<Built> {
    fs::create_dir_all(home)?;
    let parts = home.join("items.parts");
    if parts.exists() {
        fs::remove_dir_all(&parts)?;
    }
    fs::create_dir(&parts)?;
    let done = collect(country, &parts, watch).and_then(|whole| {
        if whole { sort(country, &parts, home).map(Built::Whole) } else { Ok(Built::Stopped) }
    });
    fs::remove_dir_all(&parts)?;
    done
}

/// Writes the entries of all households into the parts, unsorted. False when asked to stop.
fn collect(
    country: &Country,
    parts: &Path,
    watch: &(dyn Fn(u64, u64, u64) -> bool + Sync),
) -> io::Result<bool> {
    let files = (0..PARTS)
        .map(|part| File::create(parts.join(part.to_string())).map(Mutex::new))
        .collect::<io::Result<Vec<_>>>()?;
    let (next, people, stop) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let blocks = country.blocks().end;
    let worker = || -> io::Result<()> {
        let mut collected = vec![Vec::new(); PARTS];
        while !stop.load(Ordering::Relaxed) {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks {
                break;
            }
            let mut made = 0;
            for home in country.whole_block(block, LAST_DAY) {
                for person in &home.members {
                    made += 1;
                    push_names(person, home.number, &mut collected);
                }
            }
            for (bytes, file) in
                collected.iter_mut().zip(&files).filter(|(b, _)| b.len() >= COLLECTED * ENTRY)
            {
                hand_on(bytes, file)?;
            }
            let people = people.fetch_add(made, Ordering::Relaxed) + made;
            if !watch(block + 1, blocks, people) {
                stop.store(true, Ordering::Relaxed);
            }
        }
        collected.iter_mut().zip(&files).try_for_each(|(bytes, file)| hand_on(bytes, file))
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let outcomes: Vec<io::Result<()>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        let lost = || Err(io::Error::other("a worker of the index was lost"));
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| lost())).collect()
    });
    outcomes.into_iter().collect::<io::Result<()>>()?;
    Ok(!stop.load(Ordering::Relaxed))
}

fn hand_on(bytes: &mut Vec<u8>, file: &Mutex<File>) -> io::Result<()> {
    file.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes)?;
    bytes.clear();
    Ok(())
}

/// Every name of a life, each once.
fn push_names(person: &Person, household: u64, parts: &mut [Vec<u8>]) {
    let later = person.events.iter().filter_map(|event| match event.kind {
        LifeEventKind::Marriage { name, .. }
        | LifeEventKind::Divorce { name }
        | LifeEventKind::Adoption { name, .. }
        | LifeEventKind::Naturalisation { name, .. } => Some(name),
        _ => None,
    });
    let mut before: Option<Name> = None;
    for name in std::iter::once(person.birth_name).chain(later) {
        if before.replace(name) == Some(name) {
            continue;
        }
        let hash = hash(&spelling(name), person.born);
        if let Some(part) = parts.get_mut((hash >> 56) as usize) {
            part.extend_from_slice(&hash.to_le_bytes());
            // A country has fewer households than 2^32 (MOST_HOUSEHOLDS).
            part.extend_from_slice(&(household as u32).to_le_bytes());
        }
    }
}

/// Sorts the parts one by one into the file, which takes its place when it is whole.
fn sort(country: &Country, parts: &Path, home: &Path) -> io::Result<u64> {
    let beside = parts.join("whole");
    let mut out = BufWriter::new(File::create(&beside)?);
    out.seek(SeekFrom::Start(ENTRIES_AT))?;
    let mut buckets = Vec::with_capacity(BUCKETS + 1);
    let mut count = 0u64;
    for part in 0..PARTS {
        let mut bytes = Vec::new();
        BufReader::new(File::open(parts.join(part.to_string()))?).read_to_end(&mut bytes)?;
        let mut entries: Vec<(u64, u32)> = bytes.as_chunks::<ENTRY>().0.iter().map(of_bytes).collect();
        entries.sort_unstable();
        entries.dedup();
        for (hash, household) in entries {
            while buckets.len() <= (hash >> 48) as usize {
                buckets.push(count);
            }
            out.write_all(&hash.to_le_bytes())?;
            out.write_all(&household.to_le_bytes())?;
            count += 1;
        }
    }
    buckets.resize(BUCKETS + 1, count);
    out.seek(SeekFrom::Start(0))?;
    for number in [MARK, fingerprint(country), count].iter().chain(&buckets) {
        out.write_all(&number.to_le_bytes())?;
    }
    out.into_inner()?.sync_all()?;
    fs::rename(beside, home.join(FILE))?;
    Ok(count)
}

fn of_bytes(entry: &[u8; ENTRY]) -> (u64, u32) {
    let [a, b, c, d, e, f, g, h, household @ ..] = *entry;
    (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u32::from_le_bytes(household))
}

fn hash(name: &str, born: Day) -> u64 {
    Random::at(key_of(name), &[born.0 as u64]).bits()
}

/// Tells countries apart, and versions of the tables and of the drawing: some lives stand for all.
fn fingerprint(country: &Country) -> u64 {
    let some = (0..8).filter_map(|part| country.whole(country.households() / 8 * part, LAST_DAY));
    let lives = some.fold(0, |sum, home| key_of(&format!("{sum}{home:?}")));
    Random::at(country.seed(), &[country.households(), lives]).bits()
}

#[cfg(test)]
mod tests;

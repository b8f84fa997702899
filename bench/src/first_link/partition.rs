//! Splitting a file by the key of its rows: equal items fall into the same partition of both files.

use std::fs::File;
use std::hash::BuildHasher;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use registry::linking::in_bulk::{BasicItems, key_of};

/// Rows that a partition holds at about: some five megabytes, and one of each file is in memory at a time on each core. So memory does not
/// grow with the files.
const ROWS_EACH: u64 = 50_000;
/// Partitions at least, and at most: as many files are open at once, of each of the two.
const PARTITIONS: std::ops::RangeInclusive<u64> = 64..=256;
/// Bytes before the items: the key and the number of the person whose row it is.
pub(super) const HEAD: usize = 16;
/// Bytes gathered for each partition before they are written.
const GATHERED: usize = 32 * 1024;

/// Into how many partitions files of so many rows are split, as a power of two.
pub(super) fn bits(rows: u64) -> u32 {
    let wanted = rows.div_ceil(ROWS_EACH).next_power_of_two();
    wanted.clamp(*PARTITIONS.start(), *PARTITIONS.end()).ilog2()
}

/// What was split.
pub(super) struct Split {
    pub(super) lines: u64,
    /// Rows that have not all four items: they fall nowhere.
    pub(super) not_open: u64,
}

pub(super) fn path(dir: &Path, name: &str, partition: usize) -> PathBuf {
    dir.join(format!("{name}.{partition}"))
}

/// The items of a line `number, name, birth date, sex, address`, separated by tabs.
pub(super) fn items(line: &str) -> Option<BasicItems<'_>> {
    let mut columns = line.split('\t');
    let (name, born, sex, address) = (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
    Some(BasicItems { name, born, sex, address })
}

pub(super) fn split(dir: &Path, name: &str, bits: u32, secret: &impl BuildHasher) -> Result<Split> {
    let mut parts = Vec::with_capacity(1 << bits);
    for partition in 0..1 << bits {
        parts.push(BufWriter::with_capacity(GATHERED, File::create(path(dir, name, partition))?));
    }
    let mut file = BufReader::with_capacity(1 << 20, File::open(dir.join(name))?);
    let (mut line, mut split) = (String::new(), Split { lines: 0, not_open: 0 });
    while file.read_line(&mut line)? > 0 {
        split.lines += 1;
        let (number, rest) = line.trim_end_matches('\n').split_once('\t').context("a number")?;
        let items = items(rest).context("four items")?;
        if let Some(key) = key_of(&items, secret) {
            // the high bits choose the partition, all of them the row in it
            let part = usize::try_from(key >> (u64::BITS - bits))?;
            let out = parts.get_mut(part).context("a partition")?;
            out.write_all(&key.to_le_bytes())?;
            out.write_all(&number.parse::<u64>()?.to_le_bytes())?;
            out.write_all(rest.as_bytes())?;
            out.write_all(b"\n")?;
        } else {
            split.not_open += 1;
        }
        line.clear();
    }
    for mut part in parts {
        part.flush()?;
    }
    Ok(split)
}

//! The comparison alone: two files in the order of their keys, merged as they are read and held against each other by `registry::check`, beside one
//! hash join of the same files in DuckDB with two threads (`SHIKAKU_DUCKDB_PYTHON` names a python that has it), else in SQLite, in memory.

mod beside;
mod files;

use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use jiff::civil::Date;
use registry::check::{Change, Finding, Held, Reason, Seen, Standing, Told, compare};
use serde_json::json;

use crate::Size;
use crate::report::Measured;
use beside::beside;
use files::make;

const ENTRIES: &str = "entries.tsv";
const PERSONS: &str = "persons.tsv";
/// Threads of ours, and of the join beside it.
const THREADS: u64 = 2;
/// Characters of a key: keys of one length stand in the files as numbers do.
const KEY: usize = 12;

/// What both count.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    entries: u64,
    died: u64,
    other: u64,
    not_found: u64,
}

pub(super) fn run(size: &Size, entries: u64) -> Result<Vec<String>> {
    let dir = tempfile::Builder::new().prefix("shikaku-vs-join-").tempdir()?;
    let made = make(dir.path(), size.seed, entries)?;
    let started = Instant::now();
    let ours = merge(dir.path())?;
    let seconds = started.elapsed().as_secs_f64();
    let (what, theirs, join_seconds) = beside(dir.path())?;
    eprintln!("ours {ours:?} in {seconds:.2} s; {what} {theirs:?} in {join_seconds:.2} s");
    ensure!(ours.entries == made && theirs.entries == made, "each entry was compared once");
    ensure!(ours == theirs, "both find the same: {ours:?}, {theirs:?}");
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let limit = made as f64 / join_seconds.max(1e-9);
    let measured = Measured {
        bench: "yearly-check",
        engine: "none",
        part: Some("the comparison alone, over files".to_owned()),
        size: made,
        seconds,
        count: made,
        limit: Some((what, limit)),
        note: Some("both read the same two files from their beginning".to_owned()),
        ..Measured::default()
    };
    let mut line = measured.json();
    if let Some(members) = line.as_object_mut() {
        members.insert("join_seconds".to_owned(), json!((join_seconds * 1000.0).round() / 1000.0));
        members.insert(
            "times_the_join".to_owned(),
            json!((seconds / join_seconds.max(1e-9) * 100.0).round() / 100.0),
        );
        members.insert("died".to_owned(), json!(ours.died));
        members.insert("not_found".to_owned(), json!(ours.not_found));
    }
    Ok(vec![line.to_string()])
}

/// Ours: each thread merges its part of the keys.
fn merge(dir: &Path) -> Result<Counts> {
    let length = std::fs::metadata(dir.join(ENTRIES))?.len();
    let mut cuts = vec![None];
    for part in 1..THREADS {
        cuts.push(key_at(&dir.join(ENTRIES), length * part / THREADS)?);
    }
    cuts.push(None);
    let parts: Vec<Result<Counts>> = std::thread::scope(|scope| {
        let workers: Vec<_> = cuts
            .windows(2)
            .map(|cut| {
                scope.spawn(move || match cut {
                    [from, until] => merge_part(dir, (from.as_deref(), until.as_deref())),
                    _ => Ok(Counts::default()),
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().map_err(|_| anyhow::anyhow!("a part stopped")).and_then(|part| part))
            .collect()
    });
    let mut sum = Counts::default();
    for part in parts {
        let part = part?;
        sum.entries += part.entries;
        sum.died += part.died;
        sum.other += part.other;
        sum.not_found += part.not_found;
    }
    Ok(sum)
}

type Cut<'a> = (Option<&'a [u8]>, Option<&'a [u8]>);

fn merge_part(dir: &Path, (from, until): Cut<'_>) -> Result<Counts> {
    let mut held = open_at(&dir.join(ENTRIES), from)?;
    let mut told = open_at(&dir.join(PERSONS), from)?;
    let (mut entry, mut person) = (Vec::new(), Vec::new());
    let mut counts = Counts::default();
    next(&mut told, &mut person)?;
    while next(&mut held, &mut entry)? {
        let key = key_of(&entry);
        if until.is_some_and(|until| key >= until) {
            break;
        }
        counts.entries += 1;
        while !person.is_empty() && key_of(&person) < key {
            next(&mut told, &mut person)?;
        }
        let seen = (key_of(&person) == key).then(|| std::str::from_utf8(&person)).transpose()?;
        let held = std::str::from_utf8(&entry)?;
        match compare(&held_of(held), &seen.map_or(Told::NotFound, told_of)).finding {
            Finding::Died => counts.died += 1,
            Finding::NotFound => counts.not_found += 1,
            Finding::Unchanged => {}
            _ => counts.other += 1,
        }
    }
    Ok(counts)
}

fn key_of(line: &[u8]) -> &[u8] {
    line.get(..KEY).unwrap_or_default()
}

/// Reads the next line, without its end; false, and an empty line, at the end of the file.
fn next(file: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool> {
    line.clear();
    let some = file.read_until(b'\n', line)? > 0;
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(some)
}

/// The key of the first line that begins after a place.
fn key_at(path: &Path, place: u64) -> Result<Option<Vec<u8>>> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(place))?;
    let mut line = Vec::new();
    next(&mut file, &mut line)?;
    next(&mut file, &mut line)?;
    Ok((!line.is_empty()).then(|| key_of(&line).to_vec()))
}

/// The file from the first line on whose key is not before one: found by halving.
fn open_at(path: &Path, from: Option<&[u8]>) -> Result<impl BufRead + use<>> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
    let Some(from) = from else { return Ok(file) };
    let (mut low, mut high) = (0, file.get_ref().metadata()?.len());
    while high - low > 4_096 {
        let middle = low + (high - low) / 2;
        match key_at(path, middle)? {
            Some(key) if key.as_slice() < from => low = middle,
            _ => high = middle,
        }
    }
    file.seek(SeekFrom::Start(low))?;
    let mut line = Vec::new();
    if low > 0 {
        next(&mut file, &mut line)?;
    }
    loop {
        let at = file.stream_position()?;
        if !next(&mut file, &mut line)? || key_of(&line) >= from {
            file.seek(SeekFrom::Start(at))?;
            return Ok(file);
        }
    }
}

fn held_of(line: &str) -> Held<'_> {
    let mut fields = line.split('\t').skip(1);
    Held {
        name: fields.next().unwrap_or_default(),
        born: fields.next().unwrap_or_default(),
        sex: fields.next(),
        registered_on: "2010-04-01",
        ..Held::default()
    }
}

fn told_of(line: &str) -> Told<'_> {
    let mut fields = line.split('\t').skip(1);
    let mut field = || fields.next().unwrap_or_default();
    let standing = match field() {
        "D" => Standing::Deceased,
        "A" => Standing::MovedAbroad,
        "X" => Standing::StruckExOfficio,
        _ => Standing::Current,
    };
    let (name, born, sex, died) = (field(), field(), field(), field());
    let change = died.parse::<Date>().ok().map(|on| Change { reason: Reason::Died, on });
    Told::Found(Seen {
        standing,
        name,
        former_name: None,
        alias: None,
        born,
        sex: Some(sex),
        address: None,
        change,
        as_of: Date::constant(2026, 4, 1),
    })
}

#[cfg(test)]
mod tests {
    use std::fs::write;

    use super::*;

    /// Name, and status and name of the other side; nobody there: an empty status.
    const PEOPLE: [(&str, &str, &str); 9] = [
        ("架空　花子", "C", "架空　花子"),
        // U+FA10 and U+585A: Unicode declares them to be one character
        ("\u{FA10}本　花子", "C", "\u{585A}本　花子"),
        ("架空　\u{F9DC}", "D", "架空　\u{9686}"),
        // variants of a character are for a person to decide
        ("髙橋　花子", "C", "高橋　花子"),
        ("架空　花子", "C", "見本　花子"),
        ("架空　花子", "D", "見本　花子"),
        ("架空　花子", "D", "架空　太郎"),
        ("架空　花子", "A", "架空　花子"),
        ("架空　花子", "", ""),
    ];

    #[test]
    fn both_count_the_same_where_characters_are_one_by_unicode() {
        let dir = tempfile::tempdir().unwrap();
        let (mut held, mut told) = (String::new(), String::new());
        for (key, (name, status, other)) in PEOPLE.iter().enumerate() {
            held.push_str(&format!("{key:0KEY$}\t{name}\t1980-02-03\t女\n"));
            if !status.is_empty() {
                let died = if *status == "D" { "2020-04-05" } else { "" };
                told.push_str(&format!("{key:0KEY$}\t{status}\t{other}\t1980-02-03\t女\t{died}\n"));
            }
        }
        write(dir.path().join(ENTRIES), held).unwrap();
        write(dir.path().join(PERSONS), told).unwrap();
        let expected = Counts { entries: 9, died: 2, other: 4, not_found: 1 };
        assert_eq!(merge(dir.path()).unwrap(), expected);
        assert_eq!(beside::sqlite(dir.path()).unwrap().1, expected);
    }
}

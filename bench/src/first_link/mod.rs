//! `bench/first-link`: entries against persons by the four items, without the wire: two files are read, brought together by a keyed
//! hash of the items in partitions that fit in memory, and every pair is decided by `registry::linking::in_bulk`. Held against reading the two
//! files line by line and doing nothing, and counted against the truth.
//!
//! `--wire`: the same kind of entries go as a file of inquiries to the simulated resident register ([`wire`]).

mod data;
mod join;
mod partition;
mod wire;

use std::collections::hash_map::RandomState;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use registry::linking::in_bulk::BulkWay;
use serde_json::{Value, json};

use crate::Size;
use crate::report::Measured;
use join::Counts;

/// Entries, if nothing is said: the size that the issue names.
const ENTRIES: u64 = 3_000_000;

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct FirstLinkArgs {
    #[command(flatten)]
    size: Size,
    /// By files over the wire, to a simulated resident register in a process of its own.
    #[arg(long)]
    wire: bool,
}

pub(crate) async fn run(args: &FirstLinkArgs) -> Result<Vec<String>> {
    if args.wire { wire::run(&args.size).await } else { by_files(&args.size) }
}

fn by_files(size: &Size) -> Result<Vec<String>> {
    let entries = size.entries.unwrap_or(ENTRIES);
    let dir = tempfile::Builder::new().prefix("shikaku-first-link-").tempdir()?;
    let started = Instant::now();
    let made = data::make(dir.path(), size.seed, entries)?;
    eprintln!("{made:?} in {:.1} s", started.elapsed().as_secs_f64());
    let way = way()?;

    // the peak of what is measured, not of what was made ready
    std::fs::write("/proc/self/clear_refs", "5").unwrap_or_default();
    let started = Instant::now();
    let counts = link(dir.path(), partition::bits(made.persons), way)?;
    let seconds = started.elapsed().as_secs_f64();
    let bare = bare(dir.path())?;
    let measured = Measured {
        bench: "first-link",
        engine: "none",
        part: Some("comparison and link, without the wire".to_owned()),
        size: made.entries,
        seconds,
        count: made.entries,
        limit: Some(("reading both files line by line", bare)),
        note: Some(format!(
            "{} persons; {} strangers, of them {} with the name and birth date of somebody who is there",
            made.persons, made.strangers, made.namesakes
        )),
        ..Measured::default()
    };
    Ok(vec![line(measured.json(), made.entries - made.strangers, &counts)?])
}

/// The way, as the rules of this checkout have it.
fn way() -> Result<BulkWay> {
    let rules = app::read_rules(&app::default_rules_dir())?;
    let way = BulkWay::on(&rules.on(app::today_in_japan()));
    way.ok_or_else(|| anyhow::anyhow!("the rules have no way in bulk"))
}

fn link(dir: &Path, bits: u32, way: BulkWay) -> Result<Counts> {
    let secret = RandomState::new();
    // one core each
    let (entries, persons) = std::thread::scope(|scope| {
        let persons = scope.spawn(|| partition::split(dir, data::PERSONS, bits, &secret));
        let entries = partition::split(dir, data::ENTRIES, bits, &secret);
        (entries, persons.join())
    });
    let persons = persons.map_err(|_| anyhow::anyhow!("the persons' half stopped"))??;
    let entries = entries?;
    let mut counts = join::all(dir, bits, way)?;
    counts.not_open = entries.not_open;
    ensure!(counts.entries + entries.not_open == entries.lines, "each entry was decided once");
    ensure!(counts.persons + persons.not_open == persons.lines, "each person was there once");
    Ok(counts)
}

/// The limit: both files line by line, at the same time, and nothing done with them.
fn bare(dir: &Path) -> Result<f64> {
    let started = Instant::now();
    let read = |name: &str| -> std::io::Result<u64> {
        let (mut file, mut line, mut lines) =
            (BufReader::with_capacity(1 << 20, File::open(dir.join(name))?), Vec::new(), 0);
        while file.read_until(b'\n', &mut line)? > 0 {
            line.clear();
            lines += 1;
        }
        Ok(lines)
    };
    let lines = std::thread::scope(|scope| {
        let other = scope.spawn(|| read(data::PERSONS));
        let own = read(data::ENTRIES);
        other.join().map(|_| own)
    });
    let lines = lines.map_err(|_| anyhow::anyhow!("the bare reading stopped"))??;
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    Ok(lines as f64 / started.elapsed().as_secs_f64())
}

/// What was measured, with what was decided of the entries of so many whose persons are there.
fn line(mut line: Value, there: u64, counts: &Counts) -> Result<String> {
    #[expect(clippy::cast_precision_loss, reason = "shares for people")]
    let share = |part: u64, whole: u64| (part as f64 / whole.max(1) as f64 * 1e6).round() / 1e6;
    let of_desk: serde_json::Map<_, _> =
        counts.desk.iter().map(|(reason, count)| ((*reason).to_owned(), json!(count))).collect();
    let figures = json!({
        "recall": share(counts.right, there),
        "precision": share(counts.right, counts.right + counts.wrong),
        "wrong": counts.wrong,
        "right_left_to_desk": counts.left,
        "not_open": counts.not_open,
        "desk": of_desk,
    });
    if let (Some(line), Some(figures)) = (line.as_object_mut(), figures.as_object()) {
        line.extend(figures.clone());
    }
    eprintln!("{line}");
    ensure!(counts.wrong == 0, "{} entries were linked to somebody else", counts.wrong);
    ensure!(counts.right > 0 && counts.left > 0, "the data have both: the measurement is blind");
    Ok(line.to_string())
}

//! `bench/country`: people made from the seed, whole lives until today, on one core and on all; held against drawing as many names from the
//! same tables and doing nothing with them. And one person looked up by number and by items.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use country::{AS_OF, Country, Nation, PersonId, Random, RegisterPlan, Tables, build_index};

use crate::Size;
use crate::report::Measured;

/// People, if nothing is said: the size that the issue names.
const PEOPLE: u64 = 20_000_000;
/// A day after which something has happened to everybody: lives are not cut at the beginning.
const LATER: u32 = 365;

pub(crate) fn run(size: &Size) -> Result<Vec<String>> {
    let asked = size.entries.unwrap_or(PEOPLE);
    let tables = Tables::load()?;
    let plan = RegisterPlan::new(&tables, asked, |_| vec!["JP".to_owned()]);
    let country = Country::new(tables, size.seed, plan);
    let home = tempfile::Builder::new().prefix("shikaku-bench-").tempdir()?;
    let bare = bare_draws(size.seed, Duration::from_secs(2));
    let mut lines = Vec::new();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for (part, threads) in [("one core", 1), ("all cores", cores)] {
        let (people, seconds) = stream(&country, threads);
        lines.push(line(
            part,
            people,
            seconds,
            Some(("draws of 64 bits, forty a person", bare / 40.0 * threads as f64)),
        ));
    }
    let started = Instant::now();
    build_index(&country, home.path(), &|_, _, _| true)?;
    lines.push(line(
        "index of items, all cores",
        country.households(),
        started.elapsed().as_secs_f64(),
        None,
    ));
    let nation = Nation::new(country, AS_OF, home.path().to_owned());
    nation.advance(LATER)?;
    let span = Duration::from_secs(size.seconds);
    for (part, find) in
        [("by number", by_number as fn(&Nation, PersonId) -> Result<()>), ("by items", by_items)]
    {
        let (count, seconds) = look_up(&nation, span, find)?;
        lines.push(line(part, count, seconds, None));
    }
    Ok(lines)
}

fn line(part: &str, count: u64, seconds: f64, limit: Option<(&'static str, f64)>) -> String {
    let measured = Measured {
        bench: "country",
        engine: "none",
        part: Some(part.to_owned()),
        size: count,
        seconds,
        count,
        limit,
        ..Measured::default()
    };
    let line = measured.json().to_string();
    eprintln!("{line}");
    line
}

/// Makes everybody and counts them.
fn stream(country: &Country, threads: usize) -> (u64, f64) {
    let (next, people, started) = (AtomicU64::new(0), AtomicU64::new(0), Instant::now());
    let day = country::Day(AS_OF.0 + LATER as i32);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let block = next.fetch_add(1, Ordering::Relaxed);
                    if block >= country.blocks().end {
                        return;
                    }
                    let made: usize = country.block(block, day).map(|home| home.members.len()).sum();
                    people.fetch_add(made as u64, Ordering::Relaxed);
                }
            });
        }
    });
    (people.into_inner(), started.elapsed().as_secs_f64())
}

/// Numbers a second of the bare generator.
#[expect(clippy::cast_precision_loss, reason = "a rate")]
fn bare_draws(seed: u64, span: Duration) -> f64 {
    let (mut random, mut drawn, mut sum, started) = (Random::new(seed), 0u64, 0u64, Instant::now());
    while started.elapsed() < span {
        for _ in 0..10_000 {
            sum = sum.wrapping_add(random.bits());
        }
        drawn += 10_000;
    }
    std::hint::black_box(sum);
    drawn as f64 / started.elapsed().as_secs_f64()
}

fn look_up(nation: &Nation, span: Duration, find: fn(&Nation, PersonId) -> Result<()>) -> Result<(u64, f64)> {
    let (mut random, mut count, started) = (Random::new(7), 0, Instant::now());
    while started.elapsed() < span {
        let household = random.bits() % nation.country().households();
        find(nation, PersonId::at(household, 0))?;
        count += 1;
    }
    Ok((count, started.elapsed().as_secs_f64()))
}

fn by_number(nation: &Nation, id: PersonId) -> Result<()> {
    let found = nation.person_of_number(&nation.my_number(id));
    ensure!(found == Some(id), "{id:?} is not the person of their number");
    std::hint::black_box(nation.resident(id));
    Ok(())
}

fn by_items(nation: &Nation, id: PersonId) -> Result<()> {
    if let Some(resident) = nation.resident(id) {
        let found = nation.by_items(&resident.name, &resident.birth, Some(resident.sex), None);
        ensure!(found.contains(&id), "{id:?} is not found by their items");
    }
    Ok(())
}

//! `bench/yearly-check`: a run over registers of all professions, each entry linked to its person, with the wire to a simulated resident register in
//! a process of its own; what it finds is counted against what truly happened in the country. `--vs-join`: the comparison alone, over two files,
//! beside one hash join in DuckDB (or, where that is not to be had, in SQLite; the line says which).

mod people;
mod ready;
mod truth;
mod vs_join;
mod worker;

use std::time::Instant;

use anyhow::{Result, ensure};
use gateways::juki::JukiClient;
use gateways::transport::Peer;
use serde_json::json;
use vault::{Use, Vault};

use crate::Size;
use crate::place::{Place, actor};
use crate::report::Measured;
use crate::simulator::{self, Simulator, SimulatorArgs};
use ready::Ready;
pub(crate) use worker::{WorkerArgs, run as work};

/// People with a qualification of the social security system, in the estimate that the yearly check is planned for.
const EVERYBODY: u64 = 12_600_000;
/// The vault's case of all holders' numbers.
const NUMBER_CASE: &str = "holder";

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct YearlyCheckArgs {
    #[command(flatten)]
    size: Size,
    /// The comparison alone, over files, beside a hash join.
    #[arg(long)]
    vs_join: bool,
}

/// The process of the simulator.
pub(crate) async fn simulate(args: &SimulatorArgs) -> Result<Vec<String>> {
    simulator::serve(&people::nation(&args.home, args.seed, args.people)?).await
}

pub(crate) async fn run(args: &YearlyCheckArgs) -> Result<Vec<String>> {
    let entries = args.size.entries.unwrap_or(EVERYBODY);
    if args.vs_join {
        return vs_join::run(&args.size, entries);
    }
    let place = Place::fresh(&args.size).await?;
    let home = place.dir.path().join("country");
    let people = people::for_entries(entries)?;
    people::build(&home, args.size.seed, people)?;
    let (_simulator, url) = Simulator::start("check-simulator", &home, (args.size.seed, people))?;
    let by = Use::new("measuring", NUMBER_CASE, "bench")?;
    let client = JukiClient::new(Peer::at(url.parse()?), vault(&place, &by).await?)?;
    let started = Instant::now();
    let nation = people::nation(&home, args.size.seed, people)?;
    let ready = Ready { place: &place, nation: &nation, client: &client, by: &by }.make().await?;
    eprintln!(
        "{} entries, {} linked, in {:.1} s",
        ready.entries,
        ready.linked,
        started.elapsed().as_secs_f64()
    );

    // what only making ready needs does not lie beside the run
    drop(client);
    let writes_before = writes(&place).await?;
    let worked = worker::start(&place, &url)?;
    let report = place.app.report_check(&actor(), None).await?;
    ensure!(report.adds_up(), "the numbers add up");
    let counted = truth::count(&place, &ready.truth).await?;
    let measured = Measured {
        bench: "yearly-check",
        engine: args.size.engine.word(),
        part: Some("with the wire".to_owned()),
        size: ready.entries,
        seconds: worked.seconds,
        count: report.checked,
        db_bytes: place.app.db().size_bytes().await?,
        note: Some(format!(
            "the run is a process of its own, the simulated resident register another, on the same machine; {} pauses",
            worked.pauses
        )),
        ..Measured::default()
    };
    let mut line = measured.json();
    let figures = json!({
        "peak_rss_mb": worked.peak_rss_mb,
        "linked": ready.linked,
        "slices": report.slices,
        "writes": writes(&place).await? - writes_before,
        "findings": report.rows,
        "pauses": worked.pauses,
        "deaths": counted.deaths.json(),
        "name_changes": counted.names.json(),
        "recall": counted.deaths.recall(),
        "precision": counted.deaths.precision(),
        "wrong": counted.deaths.wrong + counted.names.wrong,
    });
    if let (Some(line), Some(figures)) = (line.as_object_mut(), figures.as_object()) {
        line.extend(figures.clone());
    }
    ensure!(counted.deaths.wrong == 0, "{} who live were found dead: {line}", counted.deaths.wrong);
    ensure!(counted.deaths.right > 0, "nobody died: the measurement is blind");
    Ok(vec![line.to_string()])
}

/// Rows that a run writes.
async fn writes(place: &Place) -> Result<i64> {
    let mut reader = place.app.db().reader().await?;
    let mut sum = 0;
    for table in ["check_finding", "check_slice", "check_sum", "disclosure", "disclosure_pending", "ledger"] {
        let counts = reader.query(&format!("SELECT COUNT(*) FROM {table}"), &[], |row| row.int(0)).await?;
        sum += counts.first().copied().unwrap_or(0);
    }
    Ok(sum)
}

async fn vault(place: &Place, by: &Use) -> Result<Vault> {
    for folder in ["vault", "keys"] {
        std::fs::create_dir(place.dir.path().join(folder))?;
    }
    let (url, key) = worker::vault_in(place.dir.path());
    vault::init(&url, &key, by).await?;
    Ok(Vault::open(&url, &key).await?)
}

//! The benchmarks of the register. Each prints words to stderr and, as its last line, one JSON object to stdout:
//! what was measured, on what size, and the ratio to a limit measured in the same run on the same machine.

mod append;
mod audit;
mod country;
mod credential;
mod first_link;
mod import;
mod inquiry;
mod journey;
mod jpki;
mod juki_batch;
mod load;
mod lookup;
mod mass_deletion;
mod place;
mod report;
mod serve;
mod simulator;
mod yearly_check;

use anyhow::Result;
use clap::{Parser, Subcommand};
use place::Place;

/// The eight professions of the report's table and their true counts, in all.
const REPORT_ENTRIES: u64 = 5_494_919;
/// The largest of them: the register that imports are measured on.
const LARGEST_REGISTER: u64 = 2_075_447;

#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Debug, Clone, clap::Args)]
struct Size {
    /// Entries in all.
    #[arg(long)]
    entries: Option<u64>,
    /// sqlite or postgres.
    #[arg(long, default_value = "sqlite")]
    engine: place::EngineWord,
    /// Seconds of each measured part.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// The seed of the invented people.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Connections of the load, where there is one.
    #[arg(long, default_value_t = 32)]
    connections: u64,
}

#[derive(Debug, Subcommand)]
enum Bench {
    /// A register's file, from the file to a searchable register.
    Import(Size),
    /// Look-ups in the store, by number and by name.
    Lookup(Size),
    /// Look-ups through HTTP as JSON.
    Serve(Size),
    /// Proofs issued and verified, against the bare signature; one core.
    Credential(Size),
    /// Inquiries through HTTP, each with its record: at full speed, and at half of the must.
    Inquiry(Size),
    /// Legal acts with durable commits: 1, 8 and 32 writers, in one register and in many.
    Append(Size),
    /// Look-ups, HTTP, inquiries, the audit and acts, one after the other in one register that is filled once.
    Register(Size),
    /// The audit over all.
    Audit(Size),
    /// Signatures of cards, validated on one core; --entries is the number of signers.
    Jpki(Size),
    /// The invented country: people made, and looked up. `--entries` is the number of people.
    Country(Size),
    /// Entries linked to persons by the four items, counted against the truth.
    FirstLink(first_link::FirstLinkArgs),
    /// Deletions under one decision, and all of them taken back; `--entries` is the size of the register.
    MassDeletion(Size),
    /// The yearly check over all professions, counted against the truth; or its comparison alone beside a hash join.
    YearlyCheck(yearly_check::YearlyCheckArgs),
    /// The simulator that the one above asks, in a process of its own.
    #[command(hide = true)]
    CheckSimulator(simulator::SimulatorArgs),
    /// The run itself, in a process of its own.
    #[command(hide = true)]
    CheckWorker(yearly_check::WorkerArgs),
    /// Changes of name through the pages of a running server, counted against the truth; `--entries` is the number of people.
    Journey(journey::JourneyArgs),
    /// The server and the simulators of the one above, each in a process of its own.
    #[command(hide = true)]
    JourneyServe(journey::ServeArgs),
    #[command(hide = true)]
    JourneyCountry(journey::CountryArgs),
    /// Files of inquiries to the resident register and back.
    JukiBatch(Size),
    /// The simulator that the one above measures against, in a process of its own.
    #[command(hide = true)]
    JukiSimulator(simulator::SimulatorArgs),
}

async fn on_one_register(size: &Size) -> Result<Vec<String>> {
    let place = Place::filled(size).await?;
    let mut lines = Vec::new();
    let mut keep = |more: Vec<String>| {
        // At once, for all of it takes many minutes.
        more.iter().for_each(|line| eprintln!("{line}"));
        lines.extend(more);
    };
    keep(lookup::on(&place).await?);
    keep(audit::on(&place).await?);
    keep(serve::on(&place).await?);
    keep(inquiry::on(&place).await?);
    keep(append::on(&place).await?);
    Ok(lines)
}

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let lines = runtime.block_on(async {
        match Cli::parse().bench {
            Bench::Import(size) => import::run(&size).await,
            Bench::Lookup(size) => lookup::on(&Place::filled(&size).await?).await,
            Bench::Serve(size) => serve::on(&Place::filled(&size).await?).await,
            Bench::Credential(size) => credential::run(&size),
            Bench::Inquiry(size) => inquiry::on(&Place::filled(&size).await?).await,
            Bench::Append(size) => append::on(&Place::filled(&size).await?).await,
            Bench::Audit(size) => audit::on(&Place::filled(&size).await?).await,
            Bench::Register(size) => on_one_register(&size).await,
            Bench::Jpki(size) => jpki::run(&size).await,
            Bench::Country(size) => country::run(&size),
            Bench::FirstLink(args) => first_link::run(&args).await,
            Bench::MassDeletion(size) => mass_deletion::run(&size).await,
            Bench::YearlyCheck(args) => yearly_check::run(&args).await,
            Bench::CheckSimulator(args) => yearly_check::simulate(&args).await,
            Bench::CheckWorker(args) => yearly_check::work(&args).await,
            Bench::Journey(args) => journey::run(&args).await,
            Bench::JourneyServe(args) => journey::serve(&args).await,
            Bench::JourneyCountry(args) => journey::country(&args).await,
            Bench::JukiBatch(size) => juki_batch::run(&size).await,
            Bench::JukiSimulator(args) => juki_batch::simulate(&args).await,
        }
    })?;
    for line in lines {
        println!("{line}");
    }
    Ok(())
}

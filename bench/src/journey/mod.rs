//! `bench/journey`: changes of name by people with a phone and a card, through the pages of a running server: sign-in, form, upload, signature,
//! payment, and the register; counted against the country's truth. `--entries` is the number of people.
//!
//! Three processes beside the engine: the server (what `shikaku serve` runs, with its jobs), the country's simulators, and the people. What each
//! costs is told apart. Some of the people try what must not succeed (`people.rs`).

mod cost;
mod count;
mod entries;
mod fill;
mod page;
mod parts;
mod people;
mod phone;
mod ready;
mod report;
mod walk;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use self::cost::Costs;
use self::people::Traveller;
use self::ready::Ready;
use self::report::{Ended, Spans};
use self::walk::{End, Walked, walk};
use crate::Size;

pub(crate) use parts::{CountryArgs, ServeArgs, country, serve};

/// People when nobody says how many.
const PEOPLE: u64 = 2_000;
/// Of so many complaints the words are shown.
const SHOWN: usize = 5;

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct JourneyArgs {
    #[command(flatten)]
    size: Size,
    /// People beside each other: as many as are needed for some to work while others wait with a page in the hand. More of them only wait, and a
    /// page that waits looks again and again.
    #[arg(long, default_value_t = 400)]
    at_once: usize,
    /// So many begin within an hour, each at its own time; else the next begins when one has ended.
    #[arg(long)]
    per_hour: Option<u32>,
}

/// What the people share.
struct Journey {
    /// Where our server is: `127.0.0.1:PORT`.
    host: String,
    people: Vec<Traveller>,
    spans: Spans,
}

pub(crate) async fn run(args: &JourneyArgs) -> Result<Vec<String>> {
    let size = &args.size;
    let wanted = usize::try_from(size.entries.unwrap_or(PEOPLE))?;
    let ready = Ready::make(size, wanted).await?;
    let (host, people) = (ready.host.clone(), ready.people.clone());
    let journey = Arc::new(Journey { host, people, spans: Spans::default() });
    let mut before = Costs::of(&ready)?;
    before.reset_peak();
    let started = Instant::now();
    let walked = go(&journey, args).await?;
    let seconds = started.elapsed().as_secs_f64();
    let costs = Costs::of(&ready)?.since(&before);
    let (peak_mb, register) = (ready.server.peak_mb(), ready.stop()?);
    let truth = register.count(&journey.people, &walked).await?;
    let people = &journey.people;
    let ended = Ended { args, people, seconds, walked: &walked, costs: &costs, peak_mb, truth: &truth };
    let lines = ended.lines(&journey.spans)?;
    anyhow::ensure!(truth.wrong == 0, "{} wrong: {}", truth.wrong, lines.join("\n"));
    Ok(lines)
}

/// Everybody's way, with its end after the beginning of all.
async fn go(journey: &Arc<Journey>, args: &JourneyArgs) -> Result<Vec<(Duration, Walked)>> {
    let count = journey.people.len();
    eprintln!("{count} people are on their way");
    let started = Instant::now();
    let between = args.per_hour.map(|people| Duration::from_secs(3_600) / people.max(1));
    let mut on_the_way = tokio::task::JoinSet::new();
    let (mut next, mut walked) = (0, Vec::with_capacity(count));
    while walked.len() < count {
        let due = between.map(|between| started + between * u32::try_from(next).unwrap_or(u32::MAX));
        let may = due.is_none_or(|due| due <= Instant::now()) && on_the_way.len() < args.at_once;
        if next < count && may {
            let (journey, at) = (Arc::clone(journey), next);
            on_the_way.spawn(async move { (at, walk(&journey, at).await) });
            next += 1;
            continue;
        }
        let pause = due
            .filter(|_| next < count)
            .map_or(Duration::from_secs(3_600), |due| due.saturating_duration_since(Instant::now()));
        tokio::select! {
            Some(one) = on_the_way.join_next(), if !on_the_way.is_empty() => {
                let (at, one) = one.context("a walk ended of itself")?;
                walked.push((started.elapsed(), one.unwrap_or_else(|error| broken(at, &error))));
            }
            () = tokio::time::sleep(pause) => {}
        }
    }
    let complaints = walked.iter().filter(|(_, one)| matches!(one.end, End::Broken | End::Stuck)).count();
    eprintln!("all are there; {complaints} were stuck or broke off");
    Ok(walked)
}

fn broken(at: usize, error: &anyhow::Error) -> Walked {
    static COMPLAINTS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    if COMPLAINTS.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < SHOWN {
        eprintln!("{error:#}");
    }
    Walked { at, end: End::Broken, paid_at: None, whole: Duration::ZERO, waited: Duration::ZERO }
}

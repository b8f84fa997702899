//! `bench/journey`: changes of name from the draft to the register, each by a virtual person with a card, as many at once as there are
//! clients; counted against the country's truth. `--entries` is the number of people.
//!
//! Over HTTP go the payment at the collecting side's page, its push to our address, and every question to the national systems. Drafts,
//! signatures and sending call the use cases behind the portal's pages.

mod people;
mod place;
mod send;
mod walk;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use self::place::Journey;
use self::walk::{Walked, walk};
use crate::Size;
use crate::report::Measured;

/// People when nobody says how many.
const PEOPLE: u64 = 1_000;
/// People on the way at once: more than the cores can do, so that systems are waited for and not idle.
const AT_ONCE: usize = 64;
/// After so long a case is not waited for any more.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) async fn run(size: &Size) -> Result<Vec<String>> {
    let wanted = size.entries.unwrap_or(PEOPLE);
    let journey = Arc::new(Journey::prepare(size, usize::try_from(wanted)?).await?);
    let count = journey.people.len();
    eprintln!("{count} people are on their way");
    let started = Instant::now();
    let mut on_the_way = tokio::task::JoinSet::new();
    let (mut next, mut walked) = (0, Vec::with_capacity(count));
    while walked.len() < count {
        while next < count && on_the_way.len() < AT_ONCE {
            let (journey, at) = (Arc::clone(&journey), next);
            on_the_way.spawn(async move { walk(&journey, at, PATIENCE).await });
            next += 1;
        }
        if let Some(one) = on_the_way.join_next().await {
            walked.push(one??);
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    let wrong = journey.wrong(&walked).await?;
    let lines = report(size, &journey, (&walked, seconds), wrong).await;
    journey.stop();
    lines
}

async fn report(
    size: &Size,
    journey: &Journey,
    (walked, seconds): (&[Walked], f64),
    wrong: usize,
) -> Result<Vec<String>> {
    let by_rule = walked.iter().filter(|one| one.by_rule).count();
    let mut lines = Vec::new();
    for (part, spans) in parts(walked) {
        let measured = Measured {
            bench: "journey",
            engine: size.engine.word(),
            part: Some(part.to_owned()),
            size: u64::try_from(walked.len())?,
            seconds,
            count: u64::try_from(spans.len())?,
            latencies: spans,
            db_bytes: journey.app.db().size_bytes().await?,
            limit: None,
            note: Some(format!(
                "{AT_ONCE} at once; the simulators, the server and the people on the same cores"
            )),
        };
        let mut line = measured.json();
        if let Some(members) = line.as_object_mut() {
            members.insert("by_rule".to_owned(), json!(by_rule));
            members.insert("at_desk".to_owned(), json!(walked.len() - by_rule));
            members.insert("wrong".to_owned(), json!(wrong));
        }
        lines.push(line.to_string());
    }
    Ok(lines)
}

/// The parts of the way, each with its sorted spans; the last is the whole.
fn parts(walked: &[Walked]) -> Vec<(&'static str, Vec<Duration>)> {
    let of = |span: fn(&Walked) -> Option<Duration>| {
        let mut spans: Vec<Duration> = walked.iter().filter_map(span).collect();
        spans.sort_unstable();
        spans
    };
    vec![
        ("form", of(|one| Some(one.form))),
        ("submit", of(|one| Some(one.submit))),
        ("paid-to-register", of(|one| one.register)),
        ("complete", of(|one| one.register.map(|_| one.whole))),
    ]
}

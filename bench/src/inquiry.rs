//! `bench/inquiry`: number, name and birth date asked through HTTP by anybody, each with its record; half of them agree, a quarter has a wrong
//! birth date, a quarter a number that nobody has. Then the same at half of the must, each sent at its own time: the latencies. Then each kind
//! alone: whether its time tells what the words do not.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;

use crate::load::{self, Load, Request};
use crate::lookup::{Known, sample};
use crate::place::{Chooser, EngineWord, Place};
use crate::report::Measured;

/// Connections of the load.
const CONNECTIONS: u64 = 32;
/// For how long the limit, and each kind alone, is measured.
const SHORT: Duration = Duration::from_secs(3);
/// What the issue asks at least, by engine.
const fn must(engine: EngineWord) -> u32 {
    match engine {
        EngineWord::Sqlite => 12_000,
        EngineWord::Postgres => 8_000,
    }
}

/// Bodies of one kind.
type Bodies = Arc<Vec<String>>;

fn bodies(
    known: &[(String, &Known)],
    number: impl Fn(&Known) -> String,
    born: impl Fn(&Known) -> String,
) -> Bodies {
    let body = |(qualification, one): &(String, &Known)| {
        let (number, born) = (number(one), born(one));
        json!({ "qualification": qualification, "number": number, "name": one.name, "born": born })
            .to_string()
    };
    Arc::new(known.iter().map(body).collect())
}

/// A load of the kinds, in turn.
fn ask(
    address: SocketAddr,
    kinds: &[Bodies],
    (span, pace): (Duration, Option<u32>),
    seed: u64,
) -> Result<Load> {
    let asked = load::Asked { address, token: "", holds: "\"answer\":\"", pace };
    load::run(asked, (CONNECTIONS, span), |number| {
        let (kinds, mut chooser) = (kinds.to_vec(), Chooser(seed ^ number));
        Box::new(move |request: &mut Request| {
            request.path.push_str("/api/inquiry");
            if let Some(body) = chooser.pick(&kinds).cloned().as_deref().and_then(|kind| chooser.pick(kind)) {
                request.body.push_str(body);
            }
        })
    })
}

/// What was measured.
struct Loads {
    bare: Load,
    whole: Load,
    paced: Load,
    alone: Vec<(&'static str, Load)>,
}

fn loads(
    address: SocketAddr,
    [right, wrong, unknown]: [Bodies; 3],
    (span, half): (Duration, u32),
    seed: u64,
) -> Result<Loads> {
    let icon = load::Asked { address, token: "", holds: "<svg", pace: None };
    let bare = load::run(icon, (CONNECTIONS, SHORT), |_| {
        Box::new(|request: &mut Request| request.path.push_str("/assets/icon.svg"))
    })?;
    let mixed = [Arc::clone(&right), Arc::clone(&right), Arc::clone(&wrong), Arc::clone(&unknown)];
    let whole = ask(address, &mixed, (span, None), seed)?;
    let paced = ask(address, &mixed, (span, Some(half)), seed)?;
    let mut alone = Vec::new();
    for (name, kind) in [("agrees", right), ("wrong birth date", wrong), ("unknown number", unknown)] {
        alone.push((name, ask(address, &[kind], (SHORT, Some(half)), seed)?));
    }
    Ok(Loads { bare, whole, paced, alone })
}

/// The sampled entries that anybody may ask about, with their qualification.
async fn open_to_anybody<'k>(place: &Place, known: &'k [Known]) -> Result<Vec<(String, &'k Known)>> {
    let registers = store::register::list(&mut place.app.db().reader().await?).await?;
    let choices = place.app.inquiry_choices().qualifications;
    let open = |id: &str| choices.iter().any(|choice| choice.open && choice.id == id);
    let asked: Vec<(String, &Known)> = known
        .iter()
        .filter_map(|one| {
            let register = registers.iter().find(|r| r.id == one.register)?;
            let whole = one.born.len() == "2000-01-01".len();
            (whole && open(&register.qualification)).then(|| (register.qualification.clone(), one))
        })
        .collect();
    ensure!(!asked.is_empty(), "nobody may be asked about");
    Ok(asked)
}

pub(crate) async fn on(place: &Place) -> Result<Vec<String>> {
    let size = &place.size;
    let known = sample(place, size.seed).await?;
    let asked = open_to_anybody(place, &known).await?;
    let own = |one: &Known| one.born.clone();
    let right = bodies(&asked, |one| one.number.clone(), own);
    let wrong = bodies(&asked, |one| one.number.clone(), |_| "1900-02-03".to_owned());
    let unknown = bodies(&asked, |one| format!("98{}", one.number), own);
    let limits = web::InquiryLimits { per_address: u32::MAX, per_number: u32::MAX };
    let config = web::Config { inquiries: limits, ..web::Config::default() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(web::serve(place.app.clone(), config, listener, std::future::pending()));
    let (span, seed, half) = (Duration::from_secs(size.seconds), size.seed, must(size.engine) / 2);
    let before = records(place).await?;
    let Loads { bare, whole, paced, alone } =
        tokio::task::spawn_blocking(move || loads(address, [right, wrong, unknown], (span, half), seed))
            .await??;
    server.abort();
    let asked_in_all = whole.latencies.len()
        + paced.latencies.len()
        + alone.iter().map(|(_, load)| load.latencies.len()).sum::<usize>();
    let recorded = records(place).await? - before;
    ensure!(usize::try_from(recorded)? >= asked_in_all, "{asked_in_all} asked, {recorded} recorded");
    let kinds: Vec<String> = alone
        .iter()
        .map(|(name, load)| format!("{name} p50 {:.3} ms p90 {:.3} ms", at(load, 50), at(load, 90)))
        .collect();
    let line = |part: &str, load: Load, limit, note: String| -> Result<String> {
        let line = Measured {
            bench: "inquiry",
            engine: size.engine.word(),
            part: Some(part.to_owned()),
            size: size.entries.unwrap_or(crate::REPORT_ENTRIES),
            seconds: load.seconds,
            count: u64::try_from(load.latencies.len())?,
            latencies: load.latencies,
            limit,
            note: Some(note),
            ..Measured::default()
        };
        Ok(line.json().to_string())
    };
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    let icons = bare.latencies.len() as f64 / bare.seconds;
    let whole_note =
        format!("{CONNECTIONS} connections, each inquiry recorded durably; load on the same cores");
    let half_note = format!("{half} a second, each sent at its own time; alone: {}", kinds.join(", "));
    Ok(vec![
        line("half", paced, None, half_note)?,
        line("all", whole, Some(("the same server and load, an icon from memory", icons)), whole_note)?,
    ])
}

/// A percentile in milliseconds.
fn at(load: &Load, percent: usize) -> f64 {
    let index = load.latencies.len().saturating_sub(1) * percent / 100;
    load.latencies.get(index).map_or(0.0, |latency| latency.as_secs_f64() * 1e3)
}

async fn records(place: &Place) -> Result<i64> {
    let mut reader = place.app.db().reader().await?;
    let counts =
        reader.query("SELECT COUNT(*) FROM disclosure WHERE entries <> ''", &[], |row| row.int(0)).await?;
    Ok(counts.first().copied().unwrap_or(0))
}

//! The first link over the wire: the entries go as one file of inquiries by the four items to the simulated resident register, the answers
//! come back as one file with the numbers sealed, and each entry is decided as the program does it. Held against copying the same file of
//! answers over a socket, and counted against the truth.
//!
//! The time in which the simulator makes its answers is not ours and is told beside.

mod entries;

use std::hash::RandomState;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use gateways::Outcome;
use gateways::juki::{
    Answers, AskId, Batch, BatchState, Ground, Heading, Juki, JukiClient, Record, SLICE, Sex, Told, Wanted,
};
use gateways::transport::Peer;
use registry::linking::in_bulk::{BasicItems, BulkWay, Candidates, decide, key_of};
use serde_json::json;
use vault::Use;

use super::data::PERSONS_EACH;
use super::join::Counts;
use super::{ENTRIES, line, way};
use crate::Size;
use crate::juki_batch::{copy_over_a_socket, people, vault};
use crate::report::Measured;
use crate::simulator::Simulator;
use entries::{Entries, Made};

/// How often it is asked how far the other side is.
const LOOK_EVERY: Duration = Duration::from_millis(200);

pub(super) async fn run(size: &Size) -> Result<Vec<String>> {
    let wanted = size.entries.unwrap_or(ENTRIES);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "about so many"
    )]
    let persons = (wanted as f64 * PERSONS_EACH * entries::SPARE) as u64;
    let dir = tempfile::Builder::new().prefix("shikaku-first-link-").tempdir()?;
    let home = dir.path().join("country");
    people::build(&home, size.seed, persons)?;
    let secret = RandomState::new();
    let file = dir.path().join("entries");
    let made =
        entries::make(&file, &people::nation(&home, size.seed, persons)?, (size.seed, wanted), &secret)?;
    eprintln!("{made:?}");
    let (_simulator, url) = Simulator::start("juki-simulator", &home, (size.seed, persons))?;
    let by = Use::new("measuring", "bench", "bench")?;
    let (vault, _scratch) = vault(dir.path(), size.engine, &by).await?;
    let client = JukiClient::new(Peer::at(url.parse()?), vault)?;
    let batch = batch(made.asked, dir.path().join("batch"), by)?;
    let mut source = Entries::open(&file)?;

    // the peak of what is measured, not of what was made ready
    std::fs::write("/proc/self/clear_refs", "5").unwrap_or_default();
    let started = Instant::now();
    let sent = client.send_batch(&batch, &mut source).await?;
    ensure!(matches!(sent, Outcome::Answered(_)), "sending: {sent:?}");
    let sending = started.elapsed();
    let started = Instant::now();
    wait(&client, &batch).await?;
    let waited = started.elapsed();
    let answers_there = home.join("juki").join(batch.heading.file_id.as_str()).join("answers");
    let bare = copy_over_a_socket(&answers_there, &dir.path().join("copy"))?;
    let started = Instant::now();
    let Outcome::Answered(answers) = client.fetch_batch(&batch).await? else { bail!("fetching") };
    let fetched = started.elapsed();
    let mut counts = settle(&answers, &mut source, way()?, &secret)?;
    let settled = started.elapsed() - fetched;
    ensure!(counts.entries == made.asked, "each entry was decided once");
    counts.not_open = made.not_open;

    let seconds = [sending, fetched, settled].map(|part| part.as_secs_f64());
    let measured = Measured {
        bench: "first-link",
        engine: size.engine.word(),
        part: Some("inquiry by files over the wire, comparison and link".to_owned()),
        size: made.entries,
        seconds: seconds.iter().sum(),
        count: made.entries,
        limit: Some(("copying the file of answers over a socket", rate(made.asked, bare))),
        note: Some(note(&made, waited)),
        ..Measured::default()
    };
    let mut whole = measured.json();
    let [sending, fetching, settling] = seconds.map(|part| (part * 1e3).round() / 1e3);
    if let Some(whole) = whole.as_object_mut() {
        let parts = json!({ "sending": sending, "fetching": fetching, "deciding": settling, "simulator": waited.as_secs_f64() });
        whole.insert("seconds_of".to_owned(), parts);
        whole.insert("no_answer".to_owned(), json!(counts.no_answer));
    }
    Ok(vec![line(whole, made.entries - made.strangers, &counts)?])
}

fn note(made: &Made, waited: Duration) -> String {
    format!(
        "{} strangers, of them {} with the name and birth date of somebody who is there; the simulator, in a process of its own, made the answers in {:.1} s",
        made.strangers,
        made.namesakes,
        waited.as_secs_f64()
    )
}

#[expect(clippy::cast_precision_loss, reason = "a rate")]
fn rate(count: u64, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64().max(1e-9)
}

fn batch(count: u64, folder: std::path::PathBuf, by: Use) -> Result<Batch> {
    let word = str::to_owned;
    let ground = Ground { basis: word("measuring"), purpose: word("first-link"), operator: word("bench") };
    let heading = Heading {
        file_id: AskId::new("first-link")?,
        count,
        period: word("2026"),
        made_at: word("2026-04-01T09:00:00+09:00"),
        ground,
        wanted: Wanted { number: true, code: false },
    };
    Ok(Batch { heading, folder, by })
}

async fn wait(client: &JukiClient, batch: &Batch) -> Result<()> {
    loop {
        match client.batch_state(&batch.heading.file_id).await {
            Outcome::Answered(BatchState::Ready { .. }) => return Ok(()),
            Outcome::Answered(BatchState::Working { .. }) => tokio::time::sleep(LOOK_EVERY).await,
            other => bail!("waiting: {other:?}"),
        }
    }
}

/// Decides every entry by what was told, a slice at a time.
fn settle(answers: &Answers, source: &mut Entries, way: BulkWay, secret: &RandomState) -> Result<Counts> {
    let mut counts = Counts::default();
    source.again()?;
    for index in 0..answers.slices() {
        let entries = source.some(SLICE)?;
        let asked: Vec<_> = entries.iter().filter_map(entries::inquiry).collect();
        let slice = answers.slice(index, &asked)?;
        ensure!(slice.findings.is_empty(), "an honest simulator: {:?}", slice.findings.first());
        for (entry, told) in entries.iter().zip(&slice.told) {
            let person;
            let candidates = match told {
                Some(Told::Found(record)) => {
                    person = [of_record(record)];
                    Candidates::These(&person)
                }
                Some(Told::NotFound) => Candidates::These(&[]),
                Some(Told::Several) => Candidates::Several,
                Some(Told::Stopped) => Candidates::Stopped,
                None => {
                    counts.no_answer += 1;
                    continue;
                }
            };
            let is_right = |_| match told {
                Some(Told::Found(record)) => key_of(&of_record(record), secret) == entry.whose,
                _ => false,
            };
            counts.entries += 1;
            counts.count(decide(way, &entry.held(), candidates), is_right, entry.whose.is_some());
        }
    }
    Ok(counts)
}

fn of_record(record: &Record) -> BasicItems<'_> {
    BasicItems {
        name: &record.items.name,
        born: record.items.birth.as_str(),
        sex: record.items.sex.map_or("", Sex::word),
        address: record.items.address.as_deref().unwrap_or_default(),
    }
}

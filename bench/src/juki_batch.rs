//! `bench/juki-batch`: files of inquiries to the resident register and back, with the simulator in a process of its own: what is
//! measured, and its memory, is ours alone. Once by the four items with the numbers sealed as they come, once by the sealed numbers;
//! held against copying the same file of answers over a socket.
//!
//! The time in which the simulator makes its answers is not ours and is not counted; the note says how long it was.

pub(crate) mod people;

use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use gateways::Outcome;
use gateways::juki::{
    Answers, AskId, Batch, BatchState, Ground, Heading, Juki, JukiClient, SLICE, Source, Told, Wanted,
};
use gateways::transport::Peer;
use vault::{KeySource, Use, Vault};

use crate::Size;
use crate::place::EngineWord;
use crate::report::Measured;
use crate::simulator::{self, Simulator, SimulatorArgs};
use people::{ByItems, ByNumber};

/// People with a qualification of the social security system, in the estimate that the yearly check is planned for.
const EVERYBODY: u64 = 12_600_000;

struct Run {
    dir: tempfile::TempDir,
    client: JukiClient,
    by: Use,
    size: Size,
    entries: u64,
}

pub(crate) async fn run(size: &Size) -> Result<Vec<String>> {
    let entries = size.entries.unwrap_or(EVERYBODY);
    let dir = tempfile::Builder::new().prefix("shikaku-juki-").tempdir()?;
    let home = dir.path().join("country");
    people::build(&home, size.seed, entries)?;
    let (_simulator, url) = Simulator::start("juki-simulator", &home, (size.seed, entries))?;
    let by = Use::new("measuring", "bench", "bench")?;
    let (vault, _scratch) = vault(dir.path(), size.engine, &by).await?;
    let client = JukiClient::new(Peer::at(url.parse()?), vault)?;
    let run = Run { dir, client, by, size: size.clone(), entries };

    let mut lines = Vec::new();
    let asked = ByItems::new(people::nation(&home, size.seed, entries)?);
    let handles = run.dir.path().join("handles");
    lines.extend(
        run.both_ways("by items", Wanted { number: true, code: false }, asked, Some(&handles)).await?,
    );
    let asked = ByNumber(File::open(&handles)?);
    lines.extend(run.both_ways("by number", Wanted::default(), asked, None).await?);
    Ok(lines)
}

impl Run {
    /// Sends a file, waits for the answers, fetches them and reads every one; keeps the handles of the numbers, if asked to.
    async fn both_ways(
        &self,
        part: &str,
        wanted: Wanted,
        mut source: impl Source,
        handles: Option<&Path>,
    ) -> Result<Vec<String>> {
        let id = part.replace(' ', "-");
        let word = str::to_owned;
        let ground = Ground { basis: word("measuring"), purpose: word("measuring"), operator: word("bench") };
        let heading = Heading {
            file_id: AskId::new(id.as_str())?,
            count: self.entries,
            period: word("2026"),
            made_at: word("2026-04-01T09:00:00+09:00"),
            ground,
            wanted,
        };
        let batch = Batch { heading, folder: self.dir.path().join(&id), by: self.by.clone() };

        let started = Instant::now();
        let sent = self.client.send_batch(&batch, &mut source).await?;
        let sending = started.elapsed().as_secs_f64();
        ensure!(matches!(sent, Outcome::Answered(_)), "sending: {sent:?}");
        let started = Instant::now();
        self.wait(&batch).await?;
        let waited = started.elapsed().as_secs_f64();
        let file = self.dir.path().join("country/juki").join(&id).join("answers");
        let bare = copy_over_a_socket(&file, &self.dir.path().join("copy"))?;

        let started = Instant::now();
        let Outcome::Answered(answers) = self.client.fetch_batch(&batch).await? else { bail!("fetching") };
        let found = self.read(&answers, &mut source, handles).await?;
        let fetching = started.elapsed().as_secs_f64();
        eprintln!("{part}: {found} of {} found, the simulator took {waited:.1} s", self.entries);
        std::fs::remove_dir_all(&batch.folder)?;

        #[expect(clippy::cast_precision_loss, reason = "figures for people")]
        let limit = self.entries as f64 / bare.as_secs_f64();
        let note = format!("the simulator, in a process of its own, made the answers in {waited:.1} s");
        Ok([("sent", sending), ("fetched, sealed, joined and read", fetching)]
            .map(|(way, seconds)| {
                let measured = Measured {
                    bench: "juki-batch",
                    engine: self.size.engine.word(),
                    part: Some(format!("{part}: {way}")),
                    size: self.entries,
                    seconds,
                    count: self.entries,
                    limit: Some(("copying the file of answers over a socket", limit)),
                    note: Some(note.clone()),
                    ..Measured::default()
                };
                measured.json().to_string()
            })
            .to_vec())
    }

    async fn wait(&self, batch: &Batch) -> Result<()> {
        loop {
            match self.client.batch_state(&batch.heading.file_id).await {
                Outcome::Answered(BatchState::Ready { .. }) => return Ok(()),
                Outcome::Answered(BatchState::Working { .. }) => {
                    tokio::time::sleep(Duration::from_millis(200)).await
                }
                other => bail!("waiting: {other:?}"),
            }
        }
    }

    /// Reads every slice; how many were found.
    async fn read(&self, answers: &Answers, source: &mut impl Source, handles: Option<&Path>) -> Result<u64> {
        let mut out = handles.map(File::create).transpose()?;
        let mut found = 0;
        for index in 0..answers.slices() {
            let first = index * SLICE;
            let asked = source.inquiries(first, SLICE.min(self.entries - first)).await?;
            let slice = answers.slice(index, &asked)?;
            ensure!(slice.findings.is_empty(), "an honest simulator: {:?}", slice.findings.first());
            let mut bytes = Vec::new();
            for told in slice.told.iter().flatten() {
                let number = match told {
                    Told::Found(record) => record.number,
                    _ => None,
                };
                found += u64::from(matches!(told, Told::Found(_)));
                // somebody of whom there are several has no number here: the file stays in step by zeroes
                bytes.extend_from_slice(&number.map_or([0; 16], vault::SealedNumber::to_bytes));
            }
            if let Some(out) = &mut out {
                out.write_all(&bytes)?;
            }
        }
        Ok(found)
    }
}

pub(crate) async fn vault(
    dir: &Path,
    engine: EngineWord,
    by: &Use,
) -> Result<(Vault, Option<testkit::Scratch>)> {
    let (url, scratch) = match engine {
        EngineWord::Sqlite => {
            let folder = dir.join("vault");
            std::fs::create_dir(&folder)?;
            (format!("sqlite:{}", folder.join("vault.db").display()), None)
        }
        EngineWord::Postgres => {
            let scratch = testkit::fresh_postgres().context("a throw-away PostgreSQL cluster")?;
            (scratch.url().to_owned(), Some(scratch))
        }
    };
    let keys = dir.join("keys");
    std::fs::create_dir(&keys)?;
    let key = KeySource::File(keys.join("vault.key"));
    vault::init(&url, &key, by).await?;
    Ok((Vault::open(&url, &key).await?, scratch))
}

/// The limit: the same bytes from a file through a socket into a file.
pub(crate) fn copy_over_a_socket(from: &Path, to: &Path) -> Result<Duration> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let mut file = File::open(from)?;
    let started = Instant::now();
    let sender = std::thread::spawn(move || -> io::Result<u64> {
        let (mut socket, _) = listener.accept()?;
        io::copy(&mut file, &mut socket)
    });
    let (mut socket, mut out, mut part) =
        (TcpStream::connect(address)?, File::create(to)?, vec![0; 64 * 1024]);
    loop {
        match socket.read(&mut part)? {
            0 => break,
            read => out.write_all(part.get(..read).unwrap_or_default())?,
        }
    }
    sender.join().map_err(|_| anyhow::anyhow!("the copy stopped"))??;
    let took = started.elapsed();
    std::fs::remove_file(to)?;
    Ok(took)
}

/// The process of the simulator.
pub(crate) async fn simulate(args: &SimulatorArgs) -> Result<Vec<String>> {
    simulator::serve(&people::nation(&args.home, args.seed, args.people)?).await
}

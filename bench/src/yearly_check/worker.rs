//! The run in a process of its own, as a registrar's command is: what made the register ready does not stand in its memory.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use app::{App, CheckEnd, CheckTools, Settings};
use gateways::juki::JukiClient;
use gateways::transport::Peer;
use serde_json::{Value, json};
use vault::{KeySource, Vault};

use crate::place::{Place, actor};
use crate::report::Measured;

/// What the process is told.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct WorkerArgs {
    /// The register.
    #[arg(long)]
    database: String,
    /// The folder of the log key, the vault and the answers.
    #[arg(long)]
    folder: PathBuf,
    /// The address of the resident register.
    #[arg(long)]
    juki: String,
}

/// What it did.
pub(super) struct Worked {
    pub(super) seconds: f64,
    pub(super) pauses: u64,
    pub(super) peak_rss_mb: Value,
}

/// Runs the check in a process and waits for it.
pub(super) fn start(place: &Place, juki: &str) -> Result<Worked> {
    let child = Command::new(std::env::current_exe()?)
        .args(["check-worker", "--database", &place.url, "--juki", juki, "--folder"])
        .arg(place.dir.path())
        .stdout(Stdio::piped())
        .spawn()?;
    let done = child.wait_with_output()?;
    ensure!(done.status.success(), "the run ended: {}", done.status);
    let said = String::from_utf8(done.stdout)?;
    let said: Value = serde_json::from_str(said.lines().last().context("it says what it did")?)?;
    let figure = |name: &str| said.get(name).with_context(|| format!("{name}: {said}"));
    Ok(Worked {
        seconds: figure("seconds")?.as_f64().context("seconds")?,
        pauses: figure("pauses")?.as_u64().context("pauses")?,
        peak_rss_mb: figure("peak_rss_mb")?.clone(),
    })
}

/// In the process: the run, to its end.
pub(crate) async fn run(args: &WorkerArgs) -> Result<Vec<String>> {
    let (url, key) = vault_in(&args.folder);
    let client = JukiClient::new(Peer::at(args.juki.parse()?), Vault::open(&url, &key).await?)?;
    let settings =
        Settings::new(args.database.clone(), app::default_rules_dir(), Some(args.folder.join("logkey")));
    let app = App::open(&settings).await?;
    let tools = CheckTools::new(client, args.folder.join("check"), "bench".to_owned());
    let started = Instant::now();
    let pauses = work(&app, &tools).await?;
    let seconds = started.elapsed().as_secs_f64();
    let peak = Measured::default().json().get("peak_rss_mb").cloned();
    Ok(vec![json!({ "seconds": seconds, "pauses": pauses, "peak_rss_mb": peak }).to_string()])
}

/// How often it paused.
async fn work(app: &App, tools: &CheckTools) -> Result<u64> {
    app.start_check(&actor(), "bench").await?;
    let mut pauses = 0;
    loop {
        match app.work_check(&actor(), tools, None, &|_| true).await? {
            CheckEnd::Done => return Ok(pauses),
            CheckEnd::Paused(why) => {
                pauses += 1;
                eprintln!("paused: {}", why.lines().last().unwrap_or_default());
                app.resume_check(&actor(), "measuring").await?;
            }
            other => bail!("the run ended: {other:?}"),
        }
    }
}

/// Where the vault of a bench lies, and its key.
pub(super) fn vault_in(folder: &Path) -> (String, KeySource) {
    let url = format!("sqlite:{}", folder.join("vault").join("vault.db").display());
    (url, KeySource::File(folder.join("keys").join("vault.key")))
}

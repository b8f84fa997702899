//! The processes beside the people: our server, and the country's simulators. Each is this program again, so that what is measured, and its
//! memory, is of one alone.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use app::{App, Settings, Systems};
use country::systems::{Portal, introduce, serve_all};
use country::{AS_OF, Country, Nation, RegisterPlan, Tables};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use vault::{KeySource, Vault};

use super::cost;

/// What a process says once it can be asked.
const READY: &str = "ready";
/// The portal's name at the simulators.
pub(super) const CLIENT: &str = "ShikakuBench1";

/// A process; it ends when this is dropped.
pub(super) struct Part(Child);

impl Part {
    /// Starts a hidden command of this program and waits until it can be asked.
    pub(super) fn start<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.args(args).stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().context("its words")?;
        let part = Self(child);
        let said = BufReader::new(stdout).lines().next().context("a process ended at once")??;
        ensure!(said == READY, "a process says {said}");
        Ok(part)
    }

    pub(super) fn pid(&self) -> u32 {
        self.0.id()
    }

    /// The largest resident set that it had, in MB.
    pub(super) fn peak_mb(&self) -> u64 {
        cost::peak_mb(self.pid())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where the parts of an installation are.
#[derive(Debug, Clone)]
pub(super) struct Places {
    pub(super) folder: PathBuf,
}

impl Places {
    pub(super) fn country(&self) -> PathBuf {
        self.folder.join("country")
    }

    pub(super) fn systems(&self) -> PathBuf {
        self.folder.join("addresses.json")
    }

    /// What the simulators are told of the portal.
    pub(super) fn portal(&self) -> PathBuf {
        self.folder.join("portal.json")
    }

    pub(super) fn portal_keys(&self) -> PathBuf {
        self.folder.join("portal")
    }

    pub(super) fn vault(&self) -> (String, KeySource) {
        let url = format!("sqlite:{}", self.folder.join("vault").join("vault.db").display());
        (url, KeySource::File(self.folder.join("key").join("vault.key")))
    }

    pub(super) fn settings(&self, database: &str) -> Settings {
        Settings::new(database.to_owned(), app::default_rules_dir(), Some(self.folder.join("logkey")))
    }
}

/// What the process of the server is told.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ServeArgs {
    #[arg(long)]
    folder: PathBuf,
    #[arg(long)]
    listen: String,
    #[arg(long)]
    database: String,
}

/// The server, as `shikaku serve --behind-proxy --systems … --vault …` runs it.
pub(crate) async fn serve(args: &ServeArgs) -> Result<Vec<String>> {
    let places = Places { folder: args.folder.clone() };
    let mut settings = places.settings(&args.database);
    let (url, key) = places.vault();
    settings.systems = Some(Systems::open(&places.systems(), Some(Vault::open(&url, &key).await?))?);
    let app = App::open(&settings).await?;
    let config = web::Config { behind_proxy: true, ..web::Config::default() };
    let listener = TcpListener::bind(&args.listen).await?;
    println!("{READY}");
    let jobs = app.start_jobs();
    let outcome = web::serve(app, config, listener, std::future::pending()).await;
    jobs.abort();
    outcome?;
    Ok(Vec::new())
}

/// What the process of the simulators is told.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct CountryArgs {
    #[arg(long)]
    folder: PathBuf,
    #[arg(long)]
    seed: u64,
    #[arg(long)]
    people: u64,
}

/// The simulators, with the portal made known to them.
pub(crate) async fn country(args: &CountryArgs) -> Result<Vec<String>> {
    let places = Places { folder: args.folder.clone() };
    let nation = nation(&places.country(), args.seed, args.people)?;
    let simulators = serve_all(&nation, &places.systems()).await?;
    let portal: Value = serde_json::from_slice(&std::fs::read(places.portal())?)?;
    let text = |name: &str| portal.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let url = text("url");
    let known = Portal {
        client_id: CLIENT.to_owned(),
        name: "架空の窓口".to_owned(),
        returns: [app::systems::SIGN_IN_RETURN, app::systems::CARD_RETURN].map(|path| format!("{url}{path}")),
        pushes: [app::systems::PAYMENT_PUSH, app::systems::NETWORK_PUSH].map(|path| format!("{url}{path}")),
        keys: portal.get("keys").cloned().unwrap_or_default(),
        vault_key: portal.get("vault_key").cloned().unwrap_or_default(),
    };
    introduce(&simulators, &known).await?;
    let mut whole: Value = serde_json::from_slice(&std::fs::read(places.systems())?)?;
    let portal = json!({ "client_id": CLIENT, "url": url, "keys": places.portal_keys() });
    whole.as_object_mut().context("addresses")?.insert("portal".to_owned(), portal);
    std::fs::write(places.systems(), whole.to_string())?;
    println!("{READY}");
    std::future::pending().await
}

/// The country of a bench: one register, and as many people as are wanted.
pub(super) fn nation(home: &Path, seed: u64, people: u64) -> Result<Nation> {
    let tables = Tables::load().map_err(|e| anyhow::anyhow!("{e}"))?;
    let plan = RegisterPlan::new(&tables, people, |_| vec![super::ready::AUTHORITY.to_owned()]);
    Ok(Nation::new(Country::new(tables, seed, plan), AS_OF, home.to_owned()))
}

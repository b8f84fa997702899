//! A PostgreSQL cluster of one's own, that may be killed.

use std::fs;
use std::path::PathBuf;
use std::process::Child;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::account::Account;
use crate::binaries::Binaries;
use crate::error::{Error, io_error};
use crate::machine::{new_folder, run, run_psql, secret};
use crate::processes;
use crate::url;
use crate::watcher::Watcher;

/// The one account in the server.
pub(crate) const USER: &str = "shikaku";

/// Whether what was acknowledged survives a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// As in production: every commit waits for the disk. For crash tests.
    Kept,
    /// The same, with the settings that `docs/operate/postgresql.md` recommends for a register of millions. For measuring.
    KeptAtSize,
    /// No waiting for the disk, for suites that only want a database quickly.
    Skipped,
}

/// Those of `docs/operate/postgresql.md`; each has its reason there.
const SETTINGS_AT_SIZE: &[&str] = &[
    "shared_buffers=2GB",
    "effective_cache_size=8GB",
    "max_wal_size=16GB",
    "checkpoint_timeout=30min",
    "wal_compression=lz4",
];

/// A running server with its own folder, port and watcher; both are gone when it is dropped or its process dies.
#[derive(Debug)]
pub struct Cluster {
    pub(crate) account: Account,
    pub(crate) binaries: Binaries,
    pub(crate) folder: PathBuf,
    pub(crate) name: &'static str,
    pub(crate) settings: &'static [&'static str],
    pub(crate) password: String,
    server: Mutex<Server>,
    // removes the folder when it is dropped, which is after `Drop` has stopped the server
    _watcher: Watcher,
}

#[derive(Debug, Default)]
pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) postmaster: Option<Child>,
}

impl Cluster {
    /// A new, empty, durable cluster (data checksums, locale C, UTF-8, a free port on 127.0.0.1).
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start; the message ends with the server's own words.
    pub fn start() -> Result<Self, Error> {
        Self::start_with(Durability::Kept)
    }

    /// The same, with a choice of durability.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_with(durability: Durability) -> Result<Self, Error> {
        let settings: &[&str] = match durability {
            Durability::Kept => &[],
            Durability::KeptAtSize => SETTINGS_AT_SIZE,
            Durability::Skipped => &["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
        };
        let cluster = Self::prepare("a", settings, secret()?)?;
        cluster.initdb()?;
        cluster.launch()?;
        Ok(cluster)
    }

    /// A folder under watch, with no data in it yet.
    pub(crate) fn prepare(
        name: &'static str,
        settings: &'static [&'static str],
        password: String,
    ) -> Result<Self, Error> {
        let binaries = Binaries::find()?;
        let account = Account::choose()?;
        let folder = new_folder()?;
        let watcher = Watcher::over(&folder)?;
        account.own(&folder)?;
        Ok(Self {
            account,
            binaries,
            folder,
            name,
            settings,
            password,
            server: Mutex::default(),
            _watcher: watcher,
        })
    }

    fn initdb(&self) -> Result<(), Error> {
        let secret = self.folder.join("password");
        fs::write(&secret, &self.password).map_err(io_error("password file"))?;
        self.account.own(&secret)?;
        let mut initdb = self.account.command(&self.binaries.program("initdb"));
        initdb
            .args(["--data-checksums", "--locale=C", "--encoding=UTF8", "--no-sync", "--no-instructions"])
            // the socket lies in a folder that only this user enters; the port is open to the whole machine
            .args(["--auth-local=trust", "--auth-host=scram-sha-256", "--username", USER, "--pwfile"])
            .arg(&secret)
            .arg("--pgdata")
            .arg(self.data());
        run(&mut initdb)?;
        fs::remove_file(&secret).map_err(io_error("password file"))
    }

    /// The address of its `postgres` database, as a superuser: `postgres://…`.
    pub fn url(&self) -> String {
        format!("postgres://{USER}:{}@127.0.0.1:{}/postgres", self.password, self.port())
    }

    /// The address of one of its databases.
    ///
    /// # Errors
    /// Never for a plain name.
    pub fn url_of(&self, database: &str) -> Result<String, Error> {
        url::with_database(&self.url(), database)
    }

    /// Its port on 127.0.0.1; the same for as long as the cluster lives.
    pub fn port(&self) -> u16 {
        self.server().port
    }

    /// Makes an empty database and returns its address.
    ///
    /// # Errors
    /// When there is one of that name, or the server is not up.
    pub fn create_database(&self, name: &str) -> Result<String, Error> {
        self.sql(&format!("CREATE DATABASE \"{name}\""))?;
        self.url_of(name)
    }

    /// Runs a statement in the `postgres` database, as a superuser; the rows come back as `a|b` lines.
    ///
    /// # Errors
    /// When the server is not up or refuses it.
    pub fn sql(&self, statement: &str) -> Result<String, Error> {
        run_psql(&self.binaries, &self.url(), statement)
    }

    /// The same in one of its databases.
    ///
    /// # Errors
    /// What `psql` said.
    pub fn sql_in(&self, database: &str, statement: &str) -> Result<String, Error> {
        run_psql(&self.binaries, &self.url_of(database)?, statement)
    }

    /// Kills every process of the server at once, as a power cut would, and waits until they are gone.
    ///
    /// # Errors
    /// When the signal cannot be sent.
    pub fn kill_9(&self) -> Result<(), Error> {
        let Some(mut postmaster) = self.server().postmaster.take() else {
            return Ok(());
        };
        let children = processes::kill_with_children(postmaster.id())?;
        postmaster.wait().map_err(io_error("postgres"))?;
        processes::wait_until_gone(&children);
        Ok(())
    }

    /// The end of the server's log, for messages.
    pub fn log_tail(&self) -> String {
        const LINES: usize = 12;
        let log = fs::read(self.log()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines.iter().skip(lines.len().saturating_sub(LINES)).copied().collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    pub(crate) fn too_late(&self, what: &'static str, waited: Duration) -> Error {
        Error::TooLate { what, seconds: waited.as_secs(), log: self.log_tail() }
    }

    pub(crate) fn server(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // the watcher removes the folder next; should this fail, it stops the server as well
        let _ = self.kill_9();
    }
}

//! A PostgreSQL cluster of one's own, that may be killed.

use std::fs::{self, File, OpenOptions};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::binaries::Binaries;
use crate::error::{Error, io_error};
use crate::processes;
use crate::url;
use crate::watcher::Watcher;

/// The one account in the server.
pub(crate) const USER: &str = "shikaku";
/// Recovery after a kill under load, on a machine that is busy with other tests.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// Between asking for a free port and taking it, another process may take it.
const PORT_TRIES: usize = 5;
/// A path to a socket may have 107 bytes, so a long TMPDIR cannot be used.
const LONGEST_TEMP: usize = 60;

/// Whether what was acknowledged survives a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// As in production: every commit waits for the disk. For crash tests and for measuring.
    Kept,
    /// No waiting for the disk, for suites that only want a database quickly.
    Skipped,
}

/// A running server with its own folder, port and watcher; both are gone when it is dropped or its process dies.
#[derive(Debug)]
pub struct Cluster {
    pub(crate) account: Account,
    pub(crate) binaries: Binaries,
    pub(crate) folder: PathBuf,
    pub(crate) name: &'static str,
    settings: &'static [&'static str],
    password: String,
    server: Mutex<Server>,
    // removes the folder when it is dropped, which is after `Drop` has stopped the server
    _watcher: Watcher,
}

#[derive(Debug, Default)]
struct Server {
    port: u16,
    postmaster: Option<Child>,
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
            Durability::Skipped => &[
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
            ],
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
            .args([
                "--data-checksums",
                "--locale=C",
                "--encoding=UTF8",
                "--no-sync",
                "--no-instructions",
            ])
            // the socket lies in a folder that only this user enters; the port is open to the whole machine
            .args([
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
                "--username",
                USER,
                "--pwfile",
            ])
            .arg(&secret)
            .arg("--pgdata")
            .arg(self.data());
        run(&mut initdb)?;
        fs::remove_file(&secret).map_err(io_error("password file"))
    }

    /// Starts the server on a free port.
    pub(crate) fn launch(&self) -> Result<(), Error> {
        let mut last = None;
        for _ in 0..PORT_TRIES {
            self.server().port = free_port()?;
            match self.start_again() {
                Err(error) if self.log_tail().contains("Address already in use") => {
                    last = Some(error)
                }
                done => return done,
            }
        }
        Err(last.unwrap_or(Error::TooLate {
            what: "a port is free",
            seconds: 0,
            log: String::new(),
        }))
    }

    /// Starts it again after [`Cluster::kill_9`], at the same address; returns when it takes connections.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_again(&self) -> Result<(), Error> {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log())
            .map_err(io_error("log"))?;
        let mut server = self.server();
        let child = self
            .postgres(server.port, log)?
            .spawn()
            .map_err(io_error("postgres"))?;
        let id = child.id();
        server.postmaster = Some(child);
        let start = Instant::now();
        while !self.is_ready(id) {
            if let Some(Ok(Some(status))) = server.postmaster.as_mut().map(Child::try_wait) {
                server.postmaster = None;
                return Err(Error::Failed {
                    program: format!("postgres ({status})"),
                    said: self.log_tail(),
                });
            }
            if start.elapsed() > READY_WITHIN {
                return Err(self.too_late("the server takes connections", READY_WITHIN));
            }
            sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn postgres(&self, port: u16, log: File) -> Result<Command, Error> {
        let mut command = self.account.command(&self.binaries.program("postgres"));
        command.arg("-D").arg(self.data());
        let socket = format!("unix_socket_directories={}", self.folder.display());
        let (port, name) = (
            format!("port={port}"),
            format!("cluster_name={}", self.name),
        );
        // all by arguments: a standby's folder is a copy, and must not come up with its primary's settings
        let own = [
            socket.as_str(),
            &port,
            &name,
            "listen_addresses=127.0.0.1",
            "max_connections=200",
        ];
        // shared memory as files in the folder, so that a killed server leaves none behind
        let fixed = [
            "dynamic_shared_memory_type=mmap",
            "timezone=UTC",
            "log_timezone=UTC",
        ];
        for setting in own.iter().chain(&fixed).chain(self.settings) {
            command.args(["-c", setting]);
        }
        let errors = log.try_clone().map_err(io_error("log"))?;
        command.stdin(Stdio::null()).stdout(log).stderr(errors);
        Ok(command)
    }

    /// The server writes its state into the eighth line of its pid file; a stale file names another process.
    fn is_ready(&self, id: u32) -> bool {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let mut lines = file.lines().map(str::trim);
        lines.next() == Some(&id.to_string()) && matches!(lines.nth(6), Some("ready" | "standby"))
    }

    /// The address of its `postgres` database, as a superuser: `postgres://…`.
    pub fn url(&self) -> String {
        format!(
            "postgres://{USER}:{}@127.0.0.1:{}/postgres",
            self.password,
            self.port()
        )
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
        lines
            .iter()
            .skip(lines.len().saturating_sub(LINES))
            .copied()
            .collect::<Vec<_>>()
            .join("\n")
    }

    pub(crate) fn password(&self) -> &str {
        &self.password
    }

    pub(crate) fn settings(&self) -> &'static [&'static str] {
        self.settings
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    pub(crate) fn too_late(&self, what: &'static str, waited: Duration) -> Error {
        Error::TooLate {
            what,
            seconds: waited.as_secs(),
            log: self.log_tail(),
        }
    }

    fn server(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // the watcher removes the folder next; should this fail, it stops the server as well
        let _ = self.kill_9();
    }
}

/// Runs a program to its end.
///
/// # Errors
/// With what it wrote, when it cannot be started or ends badly.
pub(crate) fn run(command: &mut Command) -> Result<String, Error> {
    let program = Path::new(command.get_program()).display().to_string();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(io_error(program.clone()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::Failed { program, said })
}

pub(crate) fn run_psql(binaries: &Binaries, url: &str, statement: &str) -> Result<String, Error> {
    let mut psql = Command::new(binaries.program("psql"));
    psql.args([
        "--no-psqlrc",
        "--quiet",
        "--no-align",
        "--tuples-only",
        "--set=ON_ERROR_STOP=1",
    ]);
    psql.args(["--dbname", url, "--command", statement]);
    run(&mut psql)
}

/// A folder that only we may enter; the watcher removes it.
fn new_folder() -> Result<PathBuf, Error> {
    let temp = std::env::temp_dir();
    let root = if temp.as_os_str().len() > LONGEST_TEMP {
        PathBuf::from("/tmp")
    } else {
        temp
    };
    let folder = tempfile::Builder::new()
        .prefix("shikaku-pg-")
        .tempdir_in(root)
        .map_err(io_error("temp folder"))?;
    Ok(folder.keep())
}

fn free_port() -> Result<u16, Error> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(io_error("127.0.0.1"))?;
    Ok(listener.local_addr().map_err(io_error("127.0.0.1"))?.port())
}

/// The port is open to every user of the machine, so the superuser has a password.
fn secret() -> Result<String, Error> {
    fs::read_to_string("/proc/sys/kernel/random/uuid")
        .map(|text| text.trim().to_owned())
        .map_err(io_error("/proc/sys/kernel/random/uuid"))
}

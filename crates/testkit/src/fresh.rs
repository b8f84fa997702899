//! Databases that a single test uses.

use std::env;
use std::process;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

use crate::binaries::Binaries;
use crate::cluster::{Cluster, Durability};
use crate::error::{Error, io_error};
use crate::machine::run_psql;
use crate::url;

/// The environment's word for a server that is there already: the address of a database in which
/// `CREATE DATABASE` is allowed. `./test` sets it, so that every test process shares one server.
pub const ADMIN_URL: &str = "SHIKAKU_TEST_POSTGRES";

/// An empty database of one test, gone with this value.
#[derive(Debug)]
pub struct Scratch {
    url: String,
    keep: Keep,
}

#[derive(Debug)]
enum Keep {
    Folder { _folder: TempDir },
    Database { admin: String, name: String, binaries: Binaries },
}

impl Scratch {
    /// Its address, `sqlite:PATH` or `postgres://…`.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Keep::Database { admin, name, binaries } = &self.keep {
            // a database left behind is gone with its server
            let _ = run_psql(binaries, admin, &format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"));
        }
    }
}

/// The address of an SQLite database in a new folder; the file is not there yet.
///
/// # Errors
/// When the folder cannot be made.
pub fn fresh_sqlite() -> Result<Scratch, Error> {
    let folder = tempfile::Builder::new().prefix("shikaku-db-").tempdir().map_err(io_error("temp folder"))?;
    let url = format!("sqlite:{}", folder.path().join("shikaku.db").display());
    Ok(Scratch { url, keep: Keep::Folder { _folder: folder } })
}

/// An empty PostgreSQL database on the shared server.
///
/// # Errors
/// When there is no server and none can be started: a test that needs one fails, it is never skipped.
pub fn fresh_postgres() -> Result<Scratch, Error> {
    let admin = shared_postgres()?.to_owned();
    let binaries = Binaries::find()?;
    let name = unique_name();
    run_psql(&binaries, &admin, &format!("CREATE DATABASE \"{name}\""))?;
    let url = url::with_database(&admin, &name)?;
    Ok(Scratch { url, keep: Keep::Database { admin, name, binaries } })
}

/// The administrator's address of the shared server: the one named by [`ADMIN_URL`], else one that is started for this
/// process, quick rather than durable.
///
/// # Errors
/// When none can be started.
pub fn shared_postgres() -> Result<&'static str, Error> {
    static GIVEN: OnceLock<Option<String>> = OnceLock::new();
    static OWN: OnceLock<Result<(Cluster, String), Error>> = OnceLock::new();
    if let Some(url) = GIVEN.get_or_init(|| env::var(ADMIN_URL).ok().filter(|url| !url.is_empty())) {
        return Ok(url);
    }
    // a static is never dropped: the watcher stops this one when the process ends
    match OWN.get_or_init(|| {
        Cluster::start_with(Durability::Skipped).map(|c| {
            let url = c.url();
            (c, url)
        })
    }) {
        Ok((_, url)) => Ok(url),
        Err(error) => Err(Error::Failed { program: "the shared server".to_owned(), said: error.to_string() }),
    }
}

/// Unlike any other on a server that several processes, and several runs, share.
fn unique_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let nanoseconds =
        SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_nanos()).unwrap_or_default();
    format!("t_{nanoseconds:x}_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

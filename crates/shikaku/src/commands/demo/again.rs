//! The story from the beginning: what the demonstration has made itself is thrown away, so that it is made again. Nothing else ever is.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use app::AppError;
use db::{Db, DbError};
use tokio::net::TcpListener;

use super::folder;
use crate::cli::Common;
use crate::output::Failure;

/// Everything in a database of PostgreSQL that the demonstration has made.
const SQL_EMPTY: &str = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
/// Simulators that have ended give back their ports within this time.
const PORTS_WITHIN: Duration = Duration::from_secs(5);
/// And are looked for so often.
const PORTS_EVERY: Duration = Duration::from_millis(20);
/// What stays of the country: where its systems are, so that they come back there.
const STAYS: &str = "addresses.json";

/// The file that says which register the demonstration has made.
fn mark_of(common: &Common) -> PathBuf {
    folder(common).with_extension("made")
}

/// Remembers that the register is the demonstration's own: it was not there before.
pub(super) fn mark(common: &Common) -> Result<(), Failure> {
    let path = mark_of(common);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(path, &common.database)?)
}

/// Whether it is.
pub(super) fn is_ours(common: &Common) -> bool {
    std::fs::read_to_string(mark_of(common)).is_ok_and(|of| of == common.database)
}

/// Throws away the register, the country's calendar and what its systems keep, the vault and the keys; waits until the simulators' ports
/// are free.
pub(super) async fn throw_away(common: &Common, simulators: &[String]) -> Result<(), Failure> {
    if !is_ours(common) {
        return Err(Failure::usage(
            "この登録簿は、実演が作ったものではありません。",
            "This register was not made by the demonstration.",
        ));
    }
    let files = folder(common);
    match common.database.strip_prefix("sqlite:") {
        Some(path) => {
            for end in ["", "-wal", "-shm"] {
                gone(std::fs::remove_file(format!("{path}{end}")))?;
            }
        }
        None => empty(&common.database).await?,
    }
    for other in ["vault", "keys", "first-link", "check"] {
        gone(std::fs::remove_dir_all(files.with_extension(other)))?;
    }
    gone(std::fs::remove_dir_all(&files))?;
    all_but(&files.with_extension("country"), STAYS)?;
    for url in simulators {
        free(url).await;
    }
    Ok(())
}

async fn empty(url: &str) -> Result<(), Failure> {
    let db = Db::open(url).await.map_err(AppError::from)?;
    let emptied: Result<(), DbError> = db.transact("demo-again", |tx| Box::pin(tx.batch(SQL_EMPTY))).await;
    Ok(emptied.map_err(AppError::from)?)
}

/// What is not there need not go.
fn gone(removed: std::io::Result<()>) -> Result<(), Failure> {
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn all_but(folder: &Path, stays: &str) -> Result<(), Failure> {
    for file in std::fs::read_dir(folder)? {
        let file = file?;
        if file.file_name() == stays {
            continue;
        }
        let path = file.path();
        gone(if file.file_type()?.is_dir() {
            std::fs::remove_dir_all(path)
        } else {
            std::fs::remove_file(path)
        })?;
    }
    Ok(())
}

/// Waits until the port of an address is free; whoever else took it keeps it.
async fn free(url: &str) {
    let Some(address) = url.strip_prefix("http://") else { return };
    let began = Instant::now();
    while TcpListener::bind(address).await.is_err() && began.elapsed() < PORTS_WITHIN {
        tokio::time::sleep(PORTS_EVERY).await;
    }
}

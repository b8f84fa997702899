//! The embedded engine: one file, one writer, several readers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::OwnedMutexGuard;

use super::Missing;
use crate::DbError;
use crate::transact::Stats;

/// Pages the embedded engine keeps in memory for its writer, in KiB. A process has two databases, the register and the vault, each with a writer
/// and some readers: all of their caches may be full, and the process is to stay under 300 MB. The system keeps the same pages, so that a larger
/// cache was measured to be no faster (`bench import`, `bench lookup`).
const SQLITE_WRITER_CACHE_KIB: i64 = 32_768;
/// The same for each reader.
const SQLITE_READER_CACHE_KIB: i64 = 4_096;
/// Readers kept for reuse; more are opened under load and closed after.
const SQLITE_READERS_KEPT: usize = 8;
/// Statements kept prepared on each connection: more than the store has.
const SQLITE_STATEMENTS_KEPT: usize = 256;
/// How long the embedded engine waits for another process's commit before it says that it is busy.
const SQLITE_BUSY: Duration = Duration::from_secs(10);
/// Frames in the write-ahead log at which it is folded back: 16 MB, which an act waits for some tens of milliseconds at most.
const SQLITE_CHECKPOINT_PAGES: i64 = 2_048;

/// The embedded engine: one writer, several readers.
#[derive(Debug)]
pub struct SqliteDb {
    pub(super) path: PathBuf,
    pub(super) readers: Mutex<Vec<Connection>>,
    pub(super) writer: Arc<tokio::sync::Mutex<Connection>>,
    pub(crate) stats: Stats,
}

impl SqliteDb {
    pub(super) fn open(path: &Path, missing: Missing) -> Result<Self, DbError> {
        let unreachable = |why: String| DbError::Unreachable(format!("{} ({why})", path.display()));
        if missing == Missing::Refuse && !path.exists() {
            return Err(unreachable("ファイルがありません / no such file".to_owned()));
        }
        if missing == Missing::Create
            && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(|e| unreachable(e.to_string()))?;
        }
        let writer = Connection::open(path).map_err(|e| unreachable(e.to_string()))?;
        writer.busy_timeout(SQLITE_BUSY)?;
        writer.set_prepared_statement_cache_capacity(SQLITE_STATEMENTS_KEPT);
        // FULL: a commit that was acknowledged survives the loss of power. Larger pages: fewer for the same row.
        // Recursive triggers: without them INSERT OR REPLACE deletes rows past the append-only guards.
        writer.execute_batch(&format!(
            "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
             PRAGMA recursive_triggers=ON; PRAGMA trusted_schema=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-{SQLITE_WRITER_CACHE_KIB}; \
             PRAGMA wal_autocheckpoint={SQLITE_CHECKPOINT_PAGES}; PRAGMA journal_size_limit=268435456;"
        ))?;
        Ok(Self {
            path: path.to_owned(),
            readers: Mutex::default(),
            writer: Arc::new(tokio::sync::Mutex::new(writer)),
            stats: Stats::default(),
        })
    }

    pub(super) fn open_reader(&self) -> Result<Connection, DbError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(&self.path, flags)?;
        reader.busy_timeout(SQLITE_BUSY)?;
        reader.set_prepared_statement_cache_capacity(SQLITE_STATEMENTS_KEPT);
        reader.execute_batch(&format!(
            "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-{SQLITE_READER_CACHE_KIB};"
        ))?;
        Ok(reader)
    }
}

/// A connection of the embedded engine and where it goes back to.
#[derive(Debug)]
pub(crate) enum Handle {
    Reader(Option<Connection>, Arc<SqliteDb>),
    Writer(OwnedMutexGuard<Connection>),
}

impl Handle {
    pub(crate) fn connection(&self) -> Result<&Connection, DbError> {
        match self {
            Self::Reader(connection, _) => {
                connection.as_ref().ok_or_else(|| DbError::Engine("the connection was given back".to_owned()))
            }
            Self::Writer(guard) => Ok(guard),
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if let Self::Reader(connection, home) = self
            && let Some(connection) = connection.take()
        {
            let mut kept = home.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() < SQLITE_READERS_KEPT {
                kept.push(connection);
            }
        }
    }
}

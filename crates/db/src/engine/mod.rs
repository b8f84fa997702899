//! The only module that names an engine: opening, connections, what each can tell of itself.

mod address;
mod alone;
mod conn;
mod flight;
mod hold;
mod pooler;
mod postgres;
mod shared;
mod sqlite;
mod tls;
mod words;

use std::path::Path;
use std::sync::{Arc, PoisonError};

pub(crate) use conn::Conn;
use flight::Session;
pub use hold::Hold;
pub use postgres::PostgresDb;
pub(crate) use sqlite::Handle;
pub use sqlite::SqliteDb;

use crate::DbError;
use crate::reader::Reader;
use crate::session::Tx;
use crate::transact::Stats;

/// Which engine a database is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// The embedded engine.
    Sqlite,
    /// The server.
    Postgres,
}

impl Engine {
    /// The word in messages and benches.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A database on one of the two engines.
#[derive(Clone, Debug)]
pub enum Db {
    /// A file.
    Sqlite(Arc<SqliteDb>),
    /// A server, or several of which one is the primary.
    Postgres(Arc<PostgresDb>),
}
/// Whether opening may make a new file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Refuse,
    Create,
}

impl Db {
    /// Opens what is there.
    ///
    /// # Errors
    /// [`DbError::Url`], or [`DbError::Unreachable`] when there is nothing.
    pub async fn open(url: &str) -> Result<Self, DbError> {
        Self::connect(url, Missing::Refuse).await
    }

    /// Opens it, making the file of the embedded engine (and its folder) when there is none. On the server the
    /// database itself must exist.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn create(url: &str) -> Result<Self, DbError> {
        Self::connect(url, Missing::Create).await
    }

    async fn connect(url: &str, missing: Missing) -> Result<Self, DbError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return SqliteDb::open(Path::new(path), missing).map(|db| Self::Sqlite(Arc::new(db)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return PostgresDb::open(url).await.map(|db| Self::Postgres(Arc::new(db)));
        }
        Err(DbError::Url(without_password(url)))
    }

    /// Which engine this is: for words and benches; statements do not ask.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Whether many reads in one flight cost less than each alone: they do where a read is a round trip.
    #[must_use]
    pub const fn gathers_reads(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// A connection for reading. On the embedded engine a statement runs at once on the calling thread: short reads
    /// take microseconds, and long ones go by slices.
    ///
    /// # Errors
    /// When none can be had.
    pub async fn reader(&self) -> Result<Reader, DbError> {
        let conn = match self {
            Self::Sqlite(db) => {
                let kept = db.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let connection = kept.map_or_else(|| db.open_reader(), Ok)?;
                Conn::Sqlite(Handle::Reader(Some(connection), Arc::clone(db)))
            }
            Self::Postgres(db) => Conn::Postgres(Session::reading(db.client().await?)),
        };
        Ok(Reader(conn))
    }

    /// The same database, for a thread with a runtime of its own: connections to the server are made anew, and live in the
    /// runtime that asks for them first. Who reads for long on such a thread is not woken by another for each piece that comes.
    ///
    /// # Errors
    /// [`DbError::Unreachable`] when no pool can be made.
    pub fn beside(&self) -> Result<Self, DbError> {
        Ok(match self {
            Self::Sqlite(db) => Self::Sqlite(Arc::clone(db)),
            Self::Postgres(db) => Self::Postgres(Arc::new(db.beside()?)),
        })
    }

    pub(crate) async fn begin(&self) -> Result<Tx, DbError> {
        let conn = match self {
            Self::Sqlite(db) => Conn::Sqlite(Handle::Writer(Arc::clone(&db.writer).lock_owned().await)),
            // BEGIN goes along with the first statements.
            Self::Postgres(db) => Conn::Postgres(Session::beginning(db.client().await?)),
        };
        let mut tx = Tx::begun(conn);
        if self.engine() == Engine::Sqlite {
            // IMMEDIATE: two deferred transactions that both come to write would collide after their reads.
            tx.conn()?.batch("BEGIN IMMEDIATE").await?;
        }
        Ok(tx)
    }

    /// Runs the engine's own checks: page structure and order of keys (SQLite), checksums and index order where the
    /// extension `amcheck` is there (PostgreSQL). An empty list is health.
    ///
    /// # Errors
    /// When the check itself cannot run.
    pub async fn integrity(&self) -> Result<Health, DbError> {
        let mut reader = self.reader().await?;
        match self {
            Self::Sqlite(_) => {
                let lines =
                    reader.query("PRAGMA quick_check(20)", &[], |row| Ok(row.text(0)?.to_owned())).await?;
                Ok(Health {
                    covered: "PRAGMA quick_check".to_owned(),
                    faults: lines.into_iter().filter(|line| line != "ok").collect(),
                })
            }
            Self::Postgres(_) => postgres::integrity(&mut reader).await,
        }
    }

    /// Bytes the database takes on disk, with its log where that is a file of ours.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn size_bytes(&self) -> Result<u64, DbError> {
        match self {
            Self::Sqlite(db) => {
                let size = |path: &Path| std::fs::metadata(path).map_or(0, |m| m.len());
                let mut wal = db.path.clone().into_os_string();
                wal.push("-wal");
                Ok(size(&db.path) + size(Path::new(&wal)))
            }
            Self::Postgres(_) => {
                let mut reader = self.reader().await?;
                let size = reader
                    .query("SELECT pg_database_size(current_database())", &[], |row| row.int(0))
                    .await?;
                Ok(size.first().map_or(0, |size| u64::try_from(*size).unwrap_or(0)))
            }
        }
    }

    /// Folds the write-ahead log back and lets the planner see the tables as they are: after much was written.
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn settle(&self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(db) => {
                let writer = db.writer.lock().await;
                writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
                writer.execute_batch("PRAGMA optimize")?;
                Ok(())
            }
            Self::Postgres(db) => Ok(db.client().await?.batch_execute("ANALYZE").await?),
        }
    }

    pub(crate) fn stats(&self) -> &Stats {
        match self {
            Self::Sqlite(db) => &db.stats,
            Self::Postgres(db) => &db.stats,
        }
    }
}

/// What the engine's own check said.
#[derive(Clone, Debug)]
pub struct Health {
    /// What was checked, in the engine's words.
    pub covered: String,
    /// What was found.
    pub faults: Vec<String>,
}
/// What opens a table that the embedded engine keeps in the order of its primary key, and what keeps text in the
/// order of its bytes, where the engine needs words for it. The schema writes `/*clustered*/` and `/*bytewise*/`.
#[must_use]
pub fn clustered_ddl(engine: Engine, portable: &str) -> String {
    match engine {
        Engine::Sqlite => portable.replace("/*clustered*/", "WITHOUT ROWID"),
        Engine::Postgres => portable.replace("/*bytewise*/", "COLLATE \"C\""),
    }
}

/// What a message may show of a URL that is not understood: its scheme, user and host where they are plain, and never
/// anything that could be a password, however the rest is mistyped.
fn without_password(url: &str) -> String {
    let plain = url.split(['?', '=']).next().unwrap_or_default();
    match plain.split_once("://") {
        Some((scheme, rest)) => match (url.matches('@').count(), rest.split_once('@')) {
            (0, _) => format!("{scheme}://{}", rest.split(':').next().unwrap_or_default()),
            (1, Some((who, place))) => {
                format!("{scheme}://{}@{place}", who.split(':').next().unwrap_or_default())
            }
            _ => format!("{scheme}://…"),
        },
        None => plain.split([':', '@', ' ']).next().unwrap_or_default().to_owned(),
    }
}

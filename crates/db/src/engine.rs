//! The only module that names an engine: opening, statements, connections.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use futures_util::{TryStreamExt, future::try_join_all, pin_mut};
use rusqlite::{Connection, OpenFlags};
use tokio::sync::OwnedMutexGuard;
use tokio_postgres::NoTls;

use crate::transact::Stats;
use crate::{DbError, Param, RowRef};

/// Pages the embedded engine keeps in memory for its writer, in KiB: with readers' caches well under the 300 MB that
/// the whole process may use.
const SQLITE_WRITER_CACHE_KIB: i64 = 65_536;
/// The same for each reader.
const SQLITE_READER_CACHE_KIB: i64 = 8_192;
/// Readers kept for reuse; more are opened under load and closed after.
const SQLITE_READERS_KEPT: usize = 8;
/// Statements kept prepared on each connection: more than the store has.
const SQLITE_STATEMENTS_KEPT: usize = 128;
/// How long the embedded engine waits for another process's commit before it says that it is busy.
const SQLITE_BUSY: Duration = Duration::from_secs(10);
/// Frames in the write-ahead log at which it is folded back: fewer foldings of more pages than the default 1,000.
const SQLITE_CHECKPOINT_PAGES: i64 = 8_192;
/// Connections to the server: enough for two cores of ours; look-ups are coalesced, so more would only wait.
const POSTGRES_CONNECTIONS: usize = 16;
/// How long one attempt to reach the server may take.
const POSTGRES_CONNECT: Duration = Duration::from_secs(5);

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

/// The embedded engine: one writer, several readers.
#[derive(Debug)]
pub struct SqliteDb {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    writer: Arc<tokio::sync::Mutex<Connection>>,
    pub(crate) stats: Stats,
}

/// The server behind a pool.
#[derive(Debug)]
pub struct PostgresDb {
    pool: Pool,
    pub(crate) stats: Stats,
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
            Self::Postgres(db) => Conn::Postgres(db.client().await?),
        };
        Ok(Reader(conn))
    }

    pub(crate) async fn begin(&self) -> Result<Tx, DbError> {
        let conn = match self {
            Self::Sqlite(db) => Conn::Sqlite(Handle::Writer(Arc::clone(&db.writer).lock_owned().await)),
            Self::Postgres(db) => Conn::Postgres(db.client().await?),
        };
        // A `Tx` before it begins: given up between BEGIN and its answer, the connection must not go back to the pool.
        let mut tx = Tx { conn: Some(conn), failed: false };
        // IMMEDIATE: two deferred transactions that both come to write would collide after their reads.
        let begin = if self.engine() == Engine::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" };
        tx.conn()?.batch(begin).await?;
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
            Self::Postgres(_) => postgres_integrity(&mut reader).await,
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

async fn postgres_integrity(reader: &mut Reader) -> Result<Health, DbError> {
    let text = |row: &RowRef<'_>| Ok(row.text(0)?.to_owned());
    let checksums = reader.query("SELECT current_setting('data_checksums')", &[], text).await?;
    let failures = reader
        .query(
            "SELECT COALESCE(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()",
            &[],
            |row| row.int(0),
        )
        .await?;
    let mut faults: Vec<String> = failures
        .into_iter()
        .filter(|count| *count > 0)
        .map(|count| format!("{count} pages failed their checksum"))
        .collect();
    let mut covered = format!("data_checksums={}", checksums.first().map_or("?", String::as_str));
    let amcheck =
        reader.query("SELECT extname::text FROM pg_extension WHERE extname = 'amcheck'", &[], text).await?;
    if !amcheck.is_empty() {
        covered.push_str(", amcheck");
        let indexes = reader
            .query(
                "SELECT c.oid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
                 JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE a.amname = 'btree' AND n.nspname = current_schema() AND i.indisvalid ORDER BY 1",
                &[],
                text,
            )
            .await?;
        for index in indexes {
            let check = "SELECT 'ok'::text FROM (SELECT bt_index_check($1::text::regclass)) AS checked";
            if let Err(error) = reader.query(check, &[Param::Text(&index)], text).await {
                faults.push(format!("{index}: {error}"));
            }
        }
    }
    Ok(Health { covered, faults })
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

impl SqliteDb {
    fn open(path: &Path, missing: Missing) -> Result<Self, DbError> {
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

    fn open_reader(&self) -> Result<Connection, DbError> {
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

impl PostgresDb {
    async fn open(url: &str) -> Result<Self, DbError> {
        // Several hosts and `target_session_attrs=read-write` are the driver's own: after a failover the pool's next
        // connection finds the new primary.
        let mut config: tokio_postgres::Config =
            url.parse().map_err(|e| DbError::Url(format!("{}: {e}", without_password(url))))?;
        config.connect_timeout(POSTGRES_CONNECT).application_name("shikaku");
        config.tcp_user_timeout(Duration::from_secs(10)).keepalives_idle(Duration::from_secs(10));
        let manager = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, NoTls, manager))
            .max_size(POSTGRES_CONNECTIONS)
            .build()
            .map_err(|e| DbError::Unreachable(e.to_string()))?;
        let db = Self { pool, stats: Stats::default() };
        drop(db.client().await?);
        Ok(db)
    }

    async fn client(&self) -> Result<Object, DbError> {
        self.pool.get().await.map_err(|e| match e {
            deadpool_postgres::PoolError::Backend(e) => match DbError::from(e) {
                DbError::Engine(text) | DbError::Interrupted(text) => DbError::Unreachable(text),
                other => other,
            },
            other => DbError::Unreachable(other.to_string()),
        })
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

#[derive(Debug)]
pub(crate) enum Conn {
    Sqlite(Handle),
    Postgres(Object),
}

impl Conn {
    async fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        match self {
            Self::Sqlite(handle) => Ok(handle.connection()?.execute_batch(sql)?),
            Self::Postgres(client) => Ok(client.batch_execute(sql).await?),
        }
    }

    async fn for_each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
    ) -> Result<(), DbError> {
        match self {
            Self::Sqlite(handle) => {
                let mut statement = handle.connection()?.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next()? {
                    see(&RowRef::Sqlite(row))?;
                }
                Ok(())
            }
            Self::Postgres(client) => {
                let statement = client.prepare_cached(sql).await?;
                let rows = client.query_raw(&statement, params.iter().copied()).await?;
                pin_mut!(rows);
                while let Some(row) = rows.try_next().await? {
                    see(&RowRef::Postgres(&row))?;
                }
                Ok(())
            }
        }
    }

    async fn query<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut map: impl FnMut(&RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        let mut out = Vec::new();
        self.for_each(sql, params, |row| {
            out.push(map(row)?);
            Ok(())
        })
        .await?;
        Ok(out)
    }

    async fn query_many<T: Send>(
        &mut self,
        sql: &str,
        sets: &[Vec<Param<'_>>],
        mut map: impl FnMut(usize, &RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        let mut out = Vec::new();
        match self {
            Self::Sqlite(_) => {
                for (index, params) in sets.iter().enumerate() {
                    self.for_each(sql, params, |row| {
                        out.push(map(index, row)?);
                        Ok(())
                    })
                    .await?;
                }
            }
            Self::Postgres(client) => {
                let statement = client.prepare_cached(sql).await?;
                let flights = sets.iter().map(async |params| {
                    let rows = client.query_raw(&statement, params.iter().copied()).await?;
                    rows.try_collect::<Vec<_>>().await
                });
                for (index, rows) in try_join_all(flights).await?.iter().enumerate() {
                    for row in rows {
                        out.push(map(index, &RowRef::Postgres(row))?);
                    }
                }
            }
        }
        Ok(out)
    }

    async fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, DbError> {
        match self {
            Self::Sqlite(handle) => {
                let mut statement = handle.connection()?.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                Ok(u64::try_from(statement.raw_execute()?).unwrap_or(0))
            }
            Self::Postgres(client) => {
                let statement = client.prepare_cached(sql).await?;
                Ok(client.execute_raw(&statement, params.iter().copied()).await?)
            }
        }
    }

    async fn execute_many(&mut self, sql: &str, rows: &[Vec<Param<'_>>]) -> Result<Vec<u64>, DbError> {
        match self {
            Self::Sqlite(handle) => {
                let mut statement = handle.connection()?.prepare_cached(sql)?;
                let mut counts = Vec::with_capacity(rows.len());
                for row in rows {
                    bind(&mut statement, row)?;
                    counts.push(u64::try_from(statement.raw_execute()?).unwrap_or(0));
                }
                Ok(counts)
            }
            Self::Postgres(client) => {
                // Polled together the driver sends them in one flight: one round trip for all.
                let statement = client.prepare_cached(sql).await?;
                let flights = rows.iter().map(|row| client.execute_raw(&statement, row.iter().copied()));
                Ok(try_join_all(flights).await?)
            }
        }
    }
}

/// Binds `$1 …` by name: the embedded engine numbers them by first appearance.
fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &[Param<'_>]) -> Result<(), DbError> {
    for index in 1..=statement.parameter_count() {
        let place =
            statement.parameter_name(index).and_then(|name| name.get(1..)).and_then(|n| n.parse().ok());
        let param = place
            .and_then(|place: usize| params.get(place.wrapping_sub(1)))
            .ok_or_else(|| DbError::Engine(format!("parameter {index} of a statement has no value")))?;
        statement.raw_bind_parameter(index, param)?;
    }
    Ok(())
}

/// A connection for reading.
#[derive(Debug)]
pub struct Reader(Conn);

impl Reader {
    /// All rows, mapped.
    ///
    /// # Errors
    /// The engine's.
    pub async fn query<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        map: impl FnMut(&RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        self.0.query(sql, params, map).await
    }

    /// Sees each row in place, without collecting: for slices of large tables.
    ///
    /// # Errors
    /// The engine's, or what `see` says.
    pub async fn for_each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
    ) -> Result<(), DbError> {
        self.0.for_each(sql, params, see).await
    }

    /// One statement for many sets of parameters, in one flight; `map` is told which set a row belongs to.
    ///
    /// # Errors
    /// The engine's.
    pub async fn query_many<T: Send>(
        &mut self,
        sql: &str,
        sets: &[Vec<Param<'_>>],
        map: impl FnMut(usize, &RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        self.0.query_many(sql, sets, map).await
    }

    /// Prepares a statement without running it: what the test of all statements does.
    ///
    /// # Errors
    /// When the engine does not understand it.
    pub async fn prepares(&mut self, sql: &str) -> Result<(), DbError> {
        match &mut self.0 {
            Conn::Sqlite(handle) => Ok(handle.connection()?.prepare(sql).map(|_| ())?),
            Conn::Postgres(client) => Ok(client.prepare(sql).await.map(|_| ())?),
        }
    }
}

/// A transaction; dropped without commit it is rolled back. Once a statement has failed in it, it cannot be committed.
#[derive(Debug)]
pub struct Tx {
    pub(crate) conn: Option<Conn>,
    failed: bool,
}

impl Tx {
    pub(crate) fn conn(&mut self) -> Result<&mut Conn, DbError> {
        self.conn.as_mut().ok_or_else(|| DbError::Engine("the transaction has ended".to_owned()))
    }

    /// Remembers that something failed: the server would answer a later COMMIT with a rollback and no error, the
    /// embedded engine would commit the rest. Neither may pass for done.
    pub(crate) fn noted<T>(&mut self, outcome: Result<T, DbError>) -> Result<T, DbError> {
        self.failed |= outcome.is_err();
        outcome
    }

    /// Several statements without parameters (schema).
    ///
    /// # Errors
    /// The engine's.
    pub async fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        let outcome = self.conn()?.batch(sql).await;
        self.noted(outcome)
    }

    /// All rows, mapped.
    ///
    /// # Errors
    /// The engine's.
    pub async fn query<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        map: impl FnMut(&RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        let outcome = self.conn()?.query(sql, params, map).await;
        self.noted(outcome)
    }

    /// One statement; the number of rows it touched.
    ///
    /// # Errors
    /// The engine's.
    pub async fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, DbError> {
        let outcome = self.conn()?.execute(sql, params).await;
        self.noted(outcome)
    }

    /// One statement for many rows of parameters, in one flight; for each, the number of rows it touched.
    ///
    /// # Errors
    /// The engine's.
    pub async fn execute_many(&mut self, sql: &str, rows: &[Vec<Param<'_>>]) -> Result<Vec<u64>, DbError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let outcome = self.conn()?.execute_many(sql, rows).await;
        self.noted(outcome)
    }

    /// One statement for many sets of parameters, in one flight; `map` is told which set a row belongs to.
    ///
    /// # Errors
    /// The engine's.
    pub async fn query_many<T: Send>(
        &mut self,
        sql: &str,
        sets: &[Vec<Param<'_>>],
        map: impl FnMut(usize, &RowRef<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        let outcome = self.conn()?.query_many(sql, sets, map).await;
        self.noted(outcome)
    }

    pub(crate) async fn commit(mut self) -> Result<(), DbError> {
        if self.failed {
            return Err(DbError::Engine(
                "a statement failed in this transaction: nothing of it was committed".to_owned(),
            ));
        }
        let outcome = self.conn()?.batch("COMMIT").await;
        if outcome.is_ok() {
            self.conn = None;
        }
        outcome
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        match self.conn.take() {
            Some(Conn::Sqlite(handle)) => {
                // Some errors end the transaction by themselves, and a refused BEGIN never began one.
                if let Ok(connection) = handle.connection()
                    && !connection.is_autocommit()
                    && let Err(error) = connection.execute_batch("ROLLBACK")
                {
                    tracing::warn!(%error, "a transaction could not be rolled back");
                }
            }
            // The connection is closed rather than given back with an open transaction in it.
            Some(Conn::Postgres(client)) => drop(Object::take(client)),
            None => {}
        }
    }
}

//! The server behind a pool.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod};
use tokio_postgres::NoTls;
use tokio_postgres::config::SslMode;

use super::Health;
use super::address::{Encryption, without_encryption};
use super::pooler::refuse_transaction_pooling;
use super::shared::Shared;
use super::tls::Tls;
use super::without_password;
use crate::reader::Reader;
use crate::transact::Stats;
use crate::{DbError, Param, RowRef};

/// Connections to the server: enough for two cores of ours; look-ups are coalesced, so more would only wait.
const POSTGRES_CONNECTIONS: usize = 16;
/// Every statement of ours finds its rows by a key, and joins row by row: that is right at any size. Left to itself, a
/// plan made while a table was small reads the whole of it, and goes on so when it has grown (seen: 960 rows read for one, a sixth of the rate).
const POSTGRES_PLANS: &str =
    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";
/// How long one attempt to reach the server may take.
const POSTGRES_CONNECT: Duration = Duration::from_secs(5);

/// The server behind a pool.
#[derive(Debug)]
pub struct PostgresDb {
    pool: Pool,
    way: Way,
    shared: Shared,
    pub(crate) stats: Stats,
}

/// How the server is reached.
#[derive(Clone)]
struct Way {
    config: tokio_postgres::Config,
    /// None: on one machine, or in a network of its own.
    encryption: Option<Tls>,
}

impl std::fmt::Debug for Way {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // the driver's own words leave the password out
        out.debug_struct("Way").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Way {
    fn pool(&self) -> Result<Pool, DbError> {
        let (mut config, keeping) =
            (self.config.clone(), ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let manager = match &self.encryption {
            None => Manager::from_config(config.ssl_mode(SslMode::Disable).clone(), NoTls, keeping),
            Some(tls) => {
                Manager::from_config(config.ssl_mode(SslMode::Require).clone(), tls.clone(), keeping)
            }
        };
        Pool::builder(manager)
            .max_size(POSTGRES_CONNECTIONS)
            .post_create(Hook::async_fn(|client, _| {
                Box::pin(
                    async move { client.batch_execute(POSTGRES_PLANS).await.map_err(HookError::Backend) },
                )
            }))
            .build()
            .map_err(|e| DbError::Unreachable(e.to_string()))
    }
}

impl PostgresDb {
    /// The same server behind a pool of its own.
    pub(super) fn beside(&self) -> Result<Self, DbError> {
        Self::by(self.way.clone())
    }

    fn by(way: Way) -> Result<Self, DbError> {
        Ok(Self { pool: way.pool()?, way, shared: Shared::default(), stats: Stats::default() })
    }

    pub(super) async fn open(url: &str) -> Result<Self, DbError> {
        // Several hosts and `target_session_attrs=read-write` are the driver's own: after a failover the pool's next
        // connection finds the new primary.
        let (url, encryption) = without_encryption(url)?;
        let url = url.as_str();
        let mut config: tokio_postgres::Config =
            url.parse().map_err(|e| DbError::Url(format!("{}: {e}", without_password(url))))?;
        config.connect_timeout(POSTGRES_CONNECT).application_name("shikaku");
        config.tcp_user_timeout(Duration::from_secs(10)).keepalives_idle(Duration::from_secs(10));
        let encryption = match encryption {
            Encryption::Off => None,
            Encryption::On { name, roots } => Some(Tls::new(name, roots.as_deref())?),
        };
        let db = Self::by(Way { config, encryption })?;
        let (one, other) = (db.client().await?, db.client().await?);
        refuse_transaction_pooling(&one, &other).await?;
        drop((one, other));
        Ok(db)
    }

    /// A connection that others read on as well.
    pub(super) async fn shared_client(&self) -> Result<Arc<Object>, DbError> {
        self.shared.client(self).await
    }

    pub(super) async fn client(&self) -> Result<Object, DbError> {
        self.pool.get().await.map_err(|e| match e {
            PoolError::Backend(e) | PoolError::PostCreateHook(HookError::Backend(e)) => {
                match DbError::from(e) {
                    DbError::Engine(text) | DbError::Interrupted(text) => DbError::Unreachable(text),
                    other => other,
                }
            }
            other => DbError::Unreachable(other.to_string()),
        })
    }
}

pub(super) async fn integrity(reader: &mut Reader) -> Result<Health, DbError> {
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

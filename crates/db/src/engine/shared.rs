//! Connections on which the short reads of many go behind each other.
//!
//! Many questions on one connection cost less than one on each of many: they are sent together and answered one after the other, and neither side is
//! woken for each.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use deadpool_postgres::Object;
use tokio::sync::Mutex;

use super::Db;
use super::conn::Conn;
use super::flight::Session;
use super::postgres::PostgresDb;
use crate::DbError;
use crate::reader::Reader;

/// So many: as the cores of a small machine.
const SHARED: usize = 2;

#[derive(Debug, Default)]
pub(super) struct Shared {
    clients: [Mutex<Option<Arc<Object>>>; SHARED],
    next: AtomicUsize,
}

impl Shared {
    /// One of them, in turn; one that was lost is made anew.
    pub(super) async fn client(&self, db: &PostgresDb) -> Result<Arc<Object>, DbError> {
        let place = self.next.fetch_add(1, Ordering::Relaxed) % SHARED;
        let Some(client) = self.clients.get(place) else { return db.client().await.map(Arc::new) };
        let mut kept = client.lock().await;
        if let Some(client) = kept.as_ref().filter(|client| !client.is_closed()) {
            return Ok(Arc::clone(client));
        }
        let client = Arc::new(db.client().await?);
        *kept = Some(Arc::clone(&client));
        Ok(client)
    }
}

impl Db {
    /// A connection for reads that find a few rows by their keys. On the server many go over one connection, so a read that takes its time would
    /// keep others waiting: it wants [`Self::reader`].
    ///
    /// # Errors
    /// When none can be had.
    pub async fn quick_reader(&self) -> Result<Reader, DbError> {
        match self {
            Self::Sqlite(_) => self.reader().await,
            Self::Postgres(db) => Ok(Reader(Conn::Postgres(Session::sharing(db.shared_client().await?)))),
        }
    }
}

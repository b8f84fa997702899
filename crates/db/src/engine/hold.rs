//! What one process at a time may do, held by its own life: when it ends, in whatever way, another may at once.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool_postgres::Object;

use super::Db;
use crate::DbError;

/// A server that ends idle transactions (`idle_in_transaction_session_timeout`, a minute as we recommend) hears from the
/// holder so often.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// A holder that goes removes its file while another waits for it: tried anew, but not for ever.
const FILES_TRIED: u32 = 100;

/// Held until dropped.
#[derive(Debug)]
pub struct Hold(Kind);

#[derive(Debug)]
enum Kind {
    File { path: PathBuf, _file: File },
    Row { lost: Arc<AtomicBool>, alive: tokio::task::JoinHandle<()> },
}

impl Hold {
    /// False when the server has lost it: another may hold it now.
    #[must_use]
    pub fn is_held(&self) -> bool {
        match &self.0 {
            Kind::File { .. } => true,
            Kind::Row { lost, .. } => !lost.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        match &self.0 {
            // Removed while it is still locked: whoever has opened it meanwhile sees that it is gone, and makes another.
            Kind::File { path, .. } => _ = std::fs::remove_file(path),
            Kind::Row { alive, .. } => alive.abort(),
        }
    }
}

impl Db {
    /// Holds a row of a table for this process; `None` when another holds it. On the server the row itself is locked, by
    /// a session of its own; beside the embedded engine's file a file is, for there a lock of a row would be one of all.
    ///
    /// # Errors
    /// The engine's.
    pub async fn hold(&self, table: &str, key: &str, id: i64) -> Result<Option<Hold>, DbError> {
        match self {
            Self::Sqlite(db) => {
                let mut path = db.path.clone().into_os_string();
                path.push(format!("-hold-{table}-{id}"));
                file(&PathBuf::from(path))
            }
            Self::Postgres(db) => row(db.client().await?, table, key, id).await,
        }
    }
}

fn file(path: &Path) -> Result<Option<Hold>, DbError> {
    let failed = |e: std::io::Error| DbError::Engine(format!("{}: {e}", path.display()));
    for _ in 0..FILES_TRIED {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => {
                return Ok(Some(Hold(Kind::File { path: path.to_owned(), _file: file })));
            }
            // It was removed between the opening and the locking.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(e)) => return Err(failed(e)),
        }
    }
    Ok(None)
}

/// Whether the open file is the one that lies there.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |m: &std::fs::Metadata| (m.dev(), m.ino());
    matches!((file.metadata(), std::fs::metadata(path)), (Ok(a), Ok(b)) if place(&a) == place(&b))
}

/// Elsewhere an open file cannot be removed.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

async fn row(client: Object, table: &str, key: &str, id: i64) -> Result<Option<Hold>, DbError> {
    // Out of the pool: it ends with the hold, and its transaction with it.
    let client = Object::take(client);
    let lock = format!("BEGIN; SELECT 1 FROM {table} WHERE {key} = {id} FOR UPDATE NOWAIT");
    match client.batch_execute(&lock).await.map_err(DbError::from) {
        Ok(()) => {}
        Err(DbError::Busy) => return Ok(None),
        Err(error) => return Err(error),
    }
    let lost = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&lost);
    let alive = tokio::spawn(async move {
        loop {
            tokio::time::sleep(SIGN_OF_LIFE).await;
            if let Err(error) = client.batch_execute("SELECT 1").await {
                tracing::warn!(%error, "the server has let go of what was held");
                told.store(true, Ordering::Relaxed);
                return;
            }
        }
    });
    Ok(Some(Hold(Kind::Row { lost, alive })))
}

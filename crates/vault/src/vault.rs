//! The vault: opening it, its keys, its clock, its log.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use db::{Db, Param};

use crate::keys::{
    Kek, KeySource, Keyring, OF_THE_VAULT, Part, fresh_parts, load, make_generation, store_wrapped,
};
use crate::log::{Keys, LogHead, LogLine, LogReport, NewLine, Verb, append, digest_of};
use crate::{SealedNumber, Use, VaultError, crypto, log, schema};

/// Times that an operation loads the keys anew and tries again: each time somebody changed them meanwhile, which they do
/// twice in a re-keying.
const STALE_AT_MOST: u32 = 4;
/// The first generation of keys.
const FIRST_GENERATION: i64 = 1;

/// Unix microseconds; a test or an invented country has its own.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) url: String,
    pub(crate) kek: Arc<Kek>,
    ring: RwLock<Arc<Keyring>>,
    clock: Clock,
}

/// The vault of 個人番号. Cheap to clone.
///
/// Everything else in the program holds [`SealedNumber`](crate::SealedNumber)s; what opens them is in this crate only.
#[doc(alias = "番号の金庫")]
#[derive(Clone)]
pub struct Vault(pub(crate) Arc<Inner>);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault")
            .field("engine", &self.0.db.engine())
            .field("ring", &self.ring())
            .finish_non_exhaustive()
    }
}

/// Makes an empty vault at `url` (`sqlite:PATH` or `postgres://…`), and the key when its file is not there yet; tells
/// whether the key was made.
///
/// # Errors
/// [`VaultError::AlreadyThere`]: nothing is changed then; [`VaultError::Key`].
pub async fn init(url: &str, key: &KeySource, by: &Use) -> Result<bool, VaultError> {
    // what is there is looked for before a key is made, and a database that is not there yet is made after it
    if let Ok(db) = Db::open(url).await {
        schema::must_be_free(&db).await?;
    }
    let (kek, made) = key.read_or_make(url)?;
    let db = Db::create(url).await?;
    schema::must_be_free(&db).await?;
    let keks = [Arc::new(kek)];
    let parts = Arc::new(fresh_parts()?);
    let log_key = Arc::new(crypto::fresh_secret()?);
    let now = system_now();
    let ddl = Arc::new(schema::ddl(db.engine()));
    let entry = Arc::new(NewLine {
        verb: Verb::Init,
        for_what: by.clone(),
        handles: 0,
        made: 0,
        digest: digest_of(&[]),
        detail: String::new(),
    });
    db.transact("vault-init", move |tx| {
        let (keks, parts, log_key) = (keks.clone(), Arc::clone(&parts), Arc::clone(&log_key));
        let (ddl, entry) = (Arc::clone(&ddl), Arc::clone(&entry));
        Box::pin(async move {
            tx.batch(&ddl).await?;
            tx.execute(schema::NOTE_VERSION, &[Param::Int(schema::VERSION), Param::Int(now)]).await?;
            make_generation(tx, (FIRST_GENERATION, now), &parts, &keks).await?;
            for kek in &keks {
                store_wrapped(tx, kek, (OF_THE_VAULT, Part::Log), &log_key).await?;
            }
            log::start(tx).await?;
            let ring = Keyring {
                epoch: log::FIRST_EPOCH,
                generations: Vec::new(),
                intake: Vec::new(),
                log: crypto::Mac::new(&log_key),
            };
            append(tx, &ring, (&entry, now), Keys::Stay).await?;
            Ok::<_, VaultError>(())
        })
    })
    .await?;
    Ok(made)
}

impl Vault {
    /// Opens a vault that is there; makes and changes nothing.
    ///
    /// # Errors
    /// [`VaultError::NotHere`], [`VaultError::Version`], [`VaultError::WrongKey`], [`VaultError::Key`].
    pub async fn open(url: &str, key: &KeySource) -> Result<Self, VaultError> {
        Self::open_with_clock(url, key, Arc::new(system_now)).await
    }

    /// The same by another clock than the system's.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_with_clock(url: &str, key: &KeySource, clock: Clock) -> Result<Self, VaultError> {
        let db = Db::open(url).await.map_err(|error| match error {
            db::DbError::Unreachable(_) if url.starts_with("sqlite:") => VaultError::NotHere,
            other => other.into(),
        })?;
        schema::check(&db).await?;
        let kek = Arc::new(key.read(url)?);
        let ring = RwLock::new(Arc::new(load(&mut db.reader().await?, &kek).await?));
        Ok(Self(Arc::new(Inner { db, url: url.to_owned(), kek, ring, clock })))
    }

    /// The log, from the first line to the last: that each follows from the one before, that this vault wrote it, that
    /// the deletions are those it tells of. `kept`: a head kept elsewhere, which must be one of its lines.
    ///
    /// # Errors
    /// The engine's.
    pub async fn verify_log(&self, kept: Option<&LogHead>) -> Result<LogReport, VaultError> {
        let ring = self.ring();
        log::verify(&mut self.0.db.reader().await?, &ring, kept).await
    }

    /// At most `most` lines of the log after a place.
    ///
    /// # Errors
    /// The engine's.
    pub async fn log_lines(&self, after: i64, most: u32) -> Result<Vec<LogLine>, VaultError> {
        log::lines(&mut self.0.db.reader().await?, after, i64::from(most)).await
    }

    /// At most `most` lines about one number alone before a place, the latest first: what was done with it, for the person whose it
    /// is. Lines about many numbers at once are not among them, since they name none.
    ///
    /// # Errors
    /// The engine's.
    pub async fn log_lines_of(
        &self,
        sealed: &SealedNumber,
        (before, most): (i64, u32),
    ) -> Result<Vec<LogLine>, VaultError> {
        let of = (before, i64::from(most));
        log::lines_of_one(&mut self.0.db.reader().await?, &sealed.to_bytes(), of).await
    }

    /// Where the log ends now.
    ///
    /// # Errors
    /// The engine's.
    pub async fn log_head(&self) -> Result<LogHead, VaultError> {
        log::head(&mut self.0.db.reader().await?).await
    }

    pub(crate) fn now(&self) -> i64 {
        (self.0.clock)()
    }

    pub(crate) fn ring(&self) -> Arc<Keyring> {
        Arc::clone(&self.0.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Loads the keys again: somebody changed them.
    pub(crate) async fn reload(&self) -> Result<Arc<Keyring>, VaultError> {
        let fresh = Arc::new(load(&mut self.0.db.reader().await?, &self.0.kek).await?);
        *self.0.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
        Ok(fresh)
    }

    /// Does something with the keys in use, and again when they changed meanwhile.
    pub(crate) async fn with_keys<T, W>(&self, work: impl Fn(Arc<Keyring>) -> W) -> Result<T, VaultError>
    where
        W: Future<Output = Result<T, VaultError>>,
    {
        for _ in 0..STALE_AT_MOST {
            match work(self.ring()).await {
                Err(VaultError::Stale) => self.reload().await?,
                outcome => return outcome,
            };
        }
        Err(VaultError::Stale)
    }

    /// Writes a line of the log and makes it durable: what follows may be answered then.
    pub(crate) async fn note(&self, entry: NewLine) -> Result<LogLine, VaultError> {
        let entry = Arc::new(entry);
        self.with_keys(|ring| {
            let (entry, now) = (Arc::clone(&entry), self.now());
            self.0.db.transact("vault-log", move |tx| {
                let (entry, ring) = (Arc::clone(&entry), Arc::clone(&ring));
                Box::pin(async move { append(tx, &ring, (&entry, now), Keys::Stay).await })
            })
        })
        .await
    }
}

fn system_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

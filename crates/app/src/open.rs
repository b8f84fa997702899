//! Opening a register: its database, its rules, the key of its log.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use db::Db;
use law::Rules;
use registry::ids::RegisterId;
use store::log::LogKey;
use store::lookup::Lookups;
use store::register::Register;
use store::writer::Writer;

use crate::key_files::{make_log_key, read_log_key};
use crate::papers::{self, PaperKeys, Scanner};
use crate::portal::KnownSessions;
use crate::proofs::{Proofs, ensure_credential_key, read_credential_key};
use crate::rules_files::read_rules;
use crate::sign_in::SignIns;
use crate::systems::Systems;
use crate::time::now_micros;
use crate::{AppError, ErrorKind};

/// Where everything is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// The folder of the rule files.
    pub rules: PathBuf,
    /// The file with the key that signs checkpoints; outside the database.
    pub log_key: PathBuf,
    /// The file with the key that signs proofs; outside the database as well.
    pub credential_key: PathBuf,
    /// Whether this is the demonstration: its accounts are shown on the sign-in page.
    pub demo: bool,
    /// The national systems, where this installation reaches them.
    pub systems: Option<Systems>,
    /// Who looks through the papers that people send.
    pub scanner: Scanner,
}

impl Settings {
    /// With the log key where it lies when nobody says: beside the embedded database, else in `data/`. The key of proofs lies beside it.
    #[must_use]
    pub fn new(database: String, rules: PathBuf, log_key: Option<PathBuf>) -> Self {
        let beside = database.strip_prefix("sqlite:").map_or_else(
            || PathBuf::from("data/shikaku.logkey"),
            |path| Path::new(path).with_extension("logkey"),
        );
        let log_key = log_key.unwrap_or(beside);
        let credential_key = log_key.with_extension("credkey");
        let scanner = Scanner::None;
        Self { database, rules, log_key, credential_key, demo: false, scanner, systems: None }
    }

    /// The file with the keys of papers: beside the key of the log.
    fn paper_key(&self) -> PathBuf {
        self.log_key.with_extension("paperkey")
    }
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) rules: Arc<Rules>,
    pub(crate) key: LogKey,
    pub(crate) writer: Writer,
    pub(crate) lookups: Lookups,
    pub(crate) sign_ins: SignIns,
    pub(crate) proofs: Proofs,
    pub(crate) demo: bool,
    systems: Option<Systems>,
    pub(crate) scanner: Scanner,
    pub(crate) paper_keys: PaperKeys,
    /// For answers while deletions are carried out: beside the key of the log.
    pub(crate) check_folder: PathBuf,
    /// Tells the worker of the outbox that there is something to do now.
    pub(crate) news: tokio::sync::Notify,
    pub(crate) known_sessions: KnownSessions,
    registers: RwLock<Arc<Vec<Register>>>,
}

/// The program over one register: what pages and commands call. Cheap to clone.
#[derive(Clone)]
pub struct App(pub(crate) Arc<Inner>);

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("engine", &self.0.db.engine()).finish_non_exhaustive()
    }
}

/// Makes an empty register, and the key of its log when there is none.
///
/// # Errors
/// When there is one already; nothing is changed then.
pub async fn init_register(settings: &Settings) -> Result<(), AppError> {
    read_rules(&settings.rules)?;
    let db = Db::create(&settings.database).await?;
    store::schema::init(&db, now_micros()).await?;
    if !settings.log_key.exists() {
        make_log_key(&settings.log_key)?;
    }
    papers::make_keys(&settings.paper_key())?;
    ensure_credential_key(&db, &settings.credential_key).await
}

/// Brings a register to this version; tells the versions before and after.
///
/// # Errors
/// When there is none, or it is of a later version than this program.
pub async fn migrate_register(settings: &Settings) -> Result<(i64, i64), AppError> {
    let db = open_database(&settings.database).await?;
    let versions = store::migrate::migrate(&db).await?;
    ensure_credential_key(&db, &settings.credential_key).await?;
    papers::make_keys(&settings.paper_key())?;
    Ok(versions)
}

/// Opens the database; a missing file says what to do.
pub(crate) async fn open_database(url: &str) -> Result<Db, AppError> {
    Db::open(url).await.map_err(|error| match error {
        db::DbError::Unreachable(detail) if url.starts_with("sqlite:") => AppError::new(
            ErrorKind::BadInput,
            format!("登録簿がありません: {detail}。`shikaku init` で作ってください。"),
            format!("there is no register: {detail}; make one with `shikaku init`"),
        ),
        other => other.into(),
    })
}

impl App {
    /// Opens a register that is there; makes and migrates nothing (invariant 10).
    ///
    /// # Errors
    /// With a sentence that says what to do.
    pub async fn open(settings: &Settings) -> Result<Self, AppError> {
        let rules = Arc::new(read_rules(&settings.rules)?);
        let db = open_database(&settings.database).await?;
        store::schema::check(&db).await?;
        let key = read_log_key(&settings.log_key)?;
        let proofs = Proofs::new(read_credential_key(&settings.credential_key)?);
        let writer = Writer::start(db.clone())?;
        let registers = store::register::list(&mut db.reader().await?).await?;
        Ok(Self(Arc::new(Inner {
            rules,
            key,
            lookups: Lookups::start(db.clone()),
            db,
            writer,
            sign_ins: SignIns::default(),
            proofs,
            demo: settings.demo,
            systems: settings.systems.clone(),
            scanner: settings.scanner.clone(),
            paper_keys: PaperKeys::read(&settings.paper_key())?,
            check_folder: settings.log_key.with_extension("check"),
            news: tokio::sync::Notify::new(),
            known_sessions: KnownSessions::default(),
            registers: RwLock::new(Arc::new(registers)),
        })))
    }

    /// The rules in use.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.0.rules
    }

    /// The national systems, where this installation reaches them.
    #[must_use]
    pub fn systems(&self) -> Option<&Systems> {
        self.0.systems.as_ref()
    }

    /// The database: for benches and the wiring; pages cannot reach it.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The verifier key of the log, as existing tools read it.
    #[must_use]
    pub fn log_verifier(&self) -> String {
        self.0.key.0.verifier().to_string()
    }

    pub(crate) fn registers(&self) -> Arc<Vec<Register>> {
        Arc::clone(&self.0.registers.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn register_of(&self, id: RegisterId) -> Option<Register> {
        self.registers().iter().find(|register| register.id == id).cloned()
    }

    /// A register of a case or a draft: one that another program has made since is read.
    pub(crate) async fn register_known(&self, id: RegisterId) -> Result<Option<Register>, AppError> {
        if let Some(register) = self.register_of(id) {
            return Ok(Some(register));
        }
        self.reload_registers().await?;
        Ok(self.register_of(id))
    }

    /// The register that fits: one that another program has made since is learned of.
    pub(crate) async fn register_that(
        &self,
        fits: impl Fn(&Register) -> bool,
    ) -> Result<Option<Register>, AppError> {
        if !self.registers().iter().any(&fits) {
            self.learn_registers().await?;
        }
        Ok(self.registers().iter().find(|register| fits(register)).cloned())
    }

    /// Learns of registers that another program has made.
    pub(crate) async fn learn_registers(&self) -> Result<(), AppError> {
        let there = store::register::count(&mut self.0.db.reader().await?).await?;
        if usize::try_from(there).ok() == Some(self.registers().len()) {
            return Ok(());
        }
        self.reload_registers().await
    }

    /// Reads the list of registers again: after one was made.
    pub(crate) async fn reload_registers(&self) -> Result<(), AppError> {
        let fresh = store::register::list(&mut self.0.db.reader().await?).await?;
        *self.0.registers.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        Ok(())
    }

    /// Makes the register of a qualification and an authority unless it is there.
    pub(crate) async fn ensure_register(
        &self,
        qualification: &str,
        authority: &str,
    ) -> Result<RegisterId, AppError> {
        let (q, a) = (qualification.to_owned(), authority.to_owned());
        let id = self
            .0
            .db
            .transact("ensure-register", move |tx| {
                let (q, a) = (q.clone(), a.clone());
                Box::pin(async move { store::register::ensure(tx, &q, &a).await })
            })
            .await?;
        self.reload_registers().await?;
        Ok(id)
    }
}

//! Opening a register: its database, its rules, the key of its log.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use db::Db;
use law::Rules;
use registry::ids::RegisterId;
use registry::log::SigningKey;
use store::log::LogKey;
use store::lookup::Lookups;
use store::register::Register;
use store::writer::Writer;

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
        Self { database, rules, log_key, credential_key, demo: false, systems: None }
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

fn key_error(path: &Path, why: &dyn std::fmt::Display) -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        format!(
            "台帳の署名鍵を読めません: {}（{why}）。--log-key で場所を指定してください。",
            path.display()
        ),
        format!("cannot read the key of the log: {} ({why}); say where it is with --log-key", path.display()),
    )
}

fn read_log_key(path: &Path) -> Result<LogKey, AppError> {
    let text = std::fs::read_to_string(path).map_err(|e| key_error(path, &e))?;
    SigningKey::parse_private(text.trim()).map(LogKey).map_err(|e| key_error(path, &e))
}

fn make_log_key(path: &Path) -> Result<(), AppError> {
    let (mut seed, mut name) = ([0; 32], [0; 4]);
    getrandom::fill(&mut seed).map_err(|e| key_error(path, &e))?;
    getrandom::fill(&mut name).map_err(|e| key_error(path, &e))?;
    // The name tells this installation's log from all others.
    let name = format!("shikaku.invalid/{}", registry::hash::hex(&name));
    let text = SigningKey::private_text(&name, &seed).map_err(|e| key_error(path, &e))?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| key_error(path, &e))?;
    }
    write_secret(path, &text).map_err(|e| key_error(path, &e))
}

/// Writes a text, with a line's end, into a file that only its owner reads; one that is there is not touched.
pub(crate) fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    write_secret_bytes(path, format!("{text}\n").as_bytes())
}

/// The same for bytes, to the byte.
pub(crate) fn write_secret_bytes(path: &Path, secret: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(secret)?;
    file.sync_all()
}

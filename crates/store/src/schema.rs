//! Making and checking the schema.

use db::{Db, Engine, Param, clustered_ddl};

use crate::StoreError;

/// The version that this program writes and reads.
pub const VERSION: i64 = 7;

/// What version 4 added, a file a part: fresh registers and migrated ones take the same text.
macro_rules! version_4 {
    () => {
        concat!(
            include_str!("../sql/parts/holder.sql"),
            include_str!("../sql/parts/credential.sql"),
            include_str!("../sql/parts/case.sql"),
            include_str!("../sql/parts/portal.sql"),
            include_str!("../sql/parts/link_request.sql"),
            include_str!("../sql/parts/exam.sql"),
            include_str!("../sql/parts/first_link.sql"),
            include_str!("../sql/parts/check.sql"),
            include_str!("../sql/parts/network.sql"),
            include_str!("../sql/parts/deciding.sql"),
            include_str!("../sql/parts/deletion.sql"),
            include_str!("../sql/parts/change.sql"),
            include_str!("../sql/parts/confirmation.sql")
        )
    };
    (sqlite) => {
        concat!(
            include_str!("../sql/parts/holder.guards.sqlite.sql"),
            include_str!("../sql/parts/case.guards.sqlite.sql"),
            include_str!("../sql/parts/deciding.guards.sqlite.sql"),
            include_str!("../sql/parts/deletion.guards.sqlite.sql")
        )
    };
    (postgres) => {
        concat!(
            include_str!("../sql/parts/holder.guards.postgres.sql"),
            include_str!("../sql/parts/case.guards.postgres.sql"),
            include_str!("../sql/parts/deciding.guards.postgres.sql"),
            include_str!("../sql/parts/deletion.guards.postgres.sql")
        )
    };
}

/// What version 5 added, in the same way.
macro_rules! version_5 {
    () => {
        concat!(include_str!("../sql/parts/looks.sql"), include_str!("../sql/parts/certificate_watch.sql"))
    };
    (sqlite) => {
        concat!(include_str!("../sql/parts/looks.guards.sqlite.sql"))
    };
    (postgres) => {
        concat!(include_str!("../sql/parts/looks.guards.postgres.sql"))
    };
}

/// What version 6 added, in the same way. It has no guards.
macro_rules! version_6 {
    () => {
        concat!(include_str!("../sql/parts/found_otherwise.sql"))
    };
}

/// What version 7 added, in the same way. It has no guards.
macro_rules! version_7 {
    () => {
        concat!(include_str!("../sql/parts/network_by_holder.sql"))
    };
}

/// The portable schema.
pub const SCHEMA: &str =
    concat!(include_str!("../sql/schema.sql"), version_4!(), version_5!(), version_6!(), version_7!());
const SQLITE_GUARDS: &str =
    concat!(include_str!("../sql/guards.sqlite.sql"), version_4!(sqlite), version_5!(sqlite));
/// The guards on PostgreSQL.
pub const POSTGRES_GUARDS: &str =
    concat!(include_str!("../sql/guards.postgres.sql"), version_4!(postgres), version_5!(postgres));
/// What version 4 added, for registers of before.
pub(crate) const SQLITE_4: &str = concat!(version_4!(), version_4!(sqlite));
pub(crate) const POSTGRES_4: &str = concat!(version_4!(), version_4!(postgres));
/// What version 5 added.
pub(crate) const SQLITE_5: &str = concat!(version_5!(), version_5!(sqlite));
pub(crate) const POSTGRES_5: &str = concat!(version_5!(), version_5!(postgres));
/// What version 6 added.
pub(crate) const SQLITE_6: &str = version_6!();
pub(crate) const POSTGRES_6: &str = version_6!();
/// What version 7 added.
pub(crate) const SQLITE_7: &str = version_7!();
pub(crate) const POSTGRES_7: &str = version_7!();

/// How a table lies on a distributed PostgreSQL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Placement {
    /// A copy on every node.
    Reference,
    /// By its column `register_id`, all such tables together.
    ByRegister,
    /// By the named column.
    By(&'static str),
    /// Beside the sequencer, on the coordinator.
    Local,
}

/// Every table and its placement; a test holds the schema against it.
pub const TABLES: &[(&str, Placement)] = &[
    ("schema_version", Placement::Reference),
    ("register", Placement::Reference),
    ("entry", Placement::ByRegister),
    ("basis", Placement::ByRegister),
    ("ledger", Placement::ByRegister),
    ("ledger_body", Placement::ByRegister),
    ("slice", Placement::ByRegister),
    ("slice_pending", Placement::ByRegister),
    ("search_key", Placement::ByRegister),
    ("key_run", Placement::ByRegister),
    ("staged_key", Placement::ByRegister),
    ("contact", Placement::ByRegister),
    ("idempotency", Placement::ByRegister),
    ("import_job", Placement::ByRegister),
    ("register_statistics", Placement::ByRegister),
    ("holder", Placement::By("holder_id")),
    ("number_holder", Placement::By("number_ref")),
    ("entry_holder", Placement::ByRegister),
    ("entry_holder_past", Placement::ByRegister),
    ("holder_entry", Placement::By("holder_id")),
    ("holder_code", Placement::By("holder_id")),
    ("network_inquiry", Placement::ByRegister),
    ("deciding_switch", Placement::Reference),
    ("entry_confirmation", Placement::By("number")),
    ("credential_key", Placement::Reference),
    ("credential_place", Placement::ByRegister),
    ("share_code", Placement::ByRegister),
    ("case_file", Placement::ByRegister),
    ("case_event", Placement::ByRegister),
    ("case_record", Placement::ByRegister),
    ("applicant_case", Placement::By("account_id")),
    ("draft", Placement::By("account_id")),
    ("upload", Placement::By("account_id")),
    ("payment", Placement::ByRegister),
    ("payment_event", Placement::ByRegister),
    ("payment_number", Placement::By("number_key")),
    ("payment_stray", Placement::By("report_id")),
    ("outbox", Placement::ByRegister),
    ("desk_task", Placement::ByRegister),
    ("inbox", Placement::By("account_id")),
    ("numbering", Placement::ByRegister),
    ("portal_account", Placement::By("account_id")),
    ("account_holder", Placement::By("account_id")),
    ("holder_account", Placement::By("holder_id")),
    ("portal_session", Placement::By("token_hash")),
    ("portal_away", Placement::By("browser_hash")),
    ("link_request", Placement::ByRegister),
    ("account_request", Placement::By("account_id")),
    ("exam_passed", Placement::By("sitting_key")),
    ("first_link_desk", Placement::ByRegister),
    ("check_run", Placement::Local),
    ("check_slice", Placement::ByRegister),
    ("check_finding", Placement::ByRegister),
    ("check_sum", Placement::Local),
    ("check_event", Placement::Local),
    ("check_follow", Placement::ByRegister),
    ("check_change", Placement::ByRegister),
    ("certificate_watch", Placement::ByRegister),
    ("deletion_batch", Placement::ByRegister),
    ("deletion_event", Placement::ByRegister),
    ("deletion_proposal", Placement::ByRegister),
    ("log_slice", Placement::Local),
    ("log_tile", Placement::Local),
    ("log_checkpoint", Placement::Local),
    ("disclosure", Placement::By("disclosure_id")),
    ("disclosure_entry", Placement::ByRegister),
    ("disclosure_pending", Placement::ByRegister),
    ("account", Placement::Reference),
    ("session", Placement::By("token_hash")),
    ("api_token", Placement::Reference),
];

pub(crate) const HAS_SCHEMA_SQLITE: &str =
    "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'";
pub(crate) const HAS_SCHEMA_POSTGRES: &str = "SELECT COUNT(*) FROM information_schema.tables \
     WHERE table_schema = current_schema() AND table_name = 'schema_version'";
pub(crate) const NOTE_VERSION: &str = "INSERT INTO schema_version (version, applied_at) VALUES ($1, $2)";
pub(crate) const READ_VERSION: &str = "SELECT MAX(version) FROM schema_version";

/// Makes an empty register.
///
/// # Errors
/// [`StoreError::AlreadyThere`].
pub async fn init(db: &Db, now_micros: i64) -> Result<(), StoreError> {
    if is_there(db).await? {
        return Err(StoreError::AlreadyThere);
    }
    let guards = match db.engine() {
        Engine::Sqlite => SQLITE_GUARDS,
        Engine::Postgres => POSTGRES_GUARDS,
    };
    let ddl = format!("{}\n{guards}", clustered_ddl(db.engine(), SCHEMA));
    db.transact("init", move |tx| {
        let ddl = ddl.clone();
        Box::pin(async move {
            tx.batch(&ddl).await?;
            tx.execute(NOTE_VERSION, &[Param::Int(VERSION), Param::Int(now_micros)]).await?;
            Ok(())
        })
    })
    .await
}

/// Whether a register is there.
///
/// # Errors
/// The engine's.
pub async fn is_there(db: &Db) -> Result<bool, StoreError> {
    let question = match db.engine() {
        Engine::Sqlite => HAS_SCHEMA_SQLITE,
        Engine::Postgres => HAS_SCHEMA_POSTGRES,
    };
    let counts = db.reader().await?.query(question, &[], |row| row.int(0)).await?;
    Ok(counts.first().is_some_and(|count| *count > 0))
}

/// Checks that a register of this version is there; changes nothing (invariant 10).
///
/// # Errors
/// [`StoreError::NoRegister`] or [`StoreError::Version`].
pub async fn check(db: &Db) -> Result<(), StoreError> {
    if !is_there(db).await? {
        return Err(StoreError::NoRegister);
    }
    match version(db).await? {
        VERSION => Ok(()),
        found => Err(StoreError::Version { found, wanted: VERSION }),
    }
}

/// The version of the register that is there.
///
/// # Errors
/// The engine's.
pub async fn version(db: &Db) -> Result<i64, StoreError> {
    let found = db.reader().await?.query(READ_VERSION, &[], |row| row.opt_int(0)).await?;
    Ok(found.first().copied().flatten().unwrap_or(0))
}

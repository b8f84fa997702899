//! Making and checking the vault's schema.

use db::{Db, Engine, Param, clustered_ddl};

use crate::VaultError;

/// The version that this program writes and reads.
pub const VERSION: i64 = 1;

/// The portable schema.
pub const SCHEMA: &str = include_str!("../sql/schema.sql");
const SQLITE_GUARDS: &str = include_str!("../sql/guards.sqlite.sql");
const POSTGRES_GUARDS: &str = include_str!("../sql/guards.postgres.sql");

pub(crate) const HAS_TABLE_SQLITE: &str =
    "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = $1";
pub(crate) const HAS_TABLE_POSTGRES: &str = "SELECT COUNT(*) FROM information_schema.tables \
     WHERE table_schema = current_schema() AND CAST(table_name AS TEXT) = $1";
pub(crate) const NOTE_VERSION: &str = "INSERT INTO vault_schema (version, applied_at) VALUES ($1, $2)";
pub(crate) const READ_VERSION: &str = "SELECT MAX(version) FROM vault_schema";

/// The table of versions of a register: where it stands there must be no vault.
const OF_A_REGISTER: &str = "schema_version";
const OF_A_VAULT: &str = "vault_schema";

/// The whole text for an engine.
pub(crate) fn ddl(engine: Engine) -> String {
    let guards = match engine {
        Engine::Sqlite => SQLITE_GUARDS,
        Engine::Postgres => POSTGRES_GUARDS,
    };
    format!("{}\n{guards}", clustered_ddl(engine, SCHEMA))
}

/// Refuses a database in which a vault or a register stands.
pub(crate) async fn must_be_free(db: &Db) -> Result<(), VaultError> {
    if has_table(db, OF_A_VAULT).await? || has_table(db, OF_A_REGISTER).await? {
        return Err(VaultError::AlreadyThere);
    }
    Ok(())
}

/// Checks that a vault of this version is there; changes nothing.
pub(crate) async fn check(db: &Db) -> Result<(), VaultError> {
    if !has_table(db, OF_A_VAULT).await? {
        return Err(VaultError::NotHere);
    }
    let found = db.reader().await?.query(READ_VERSION, &[], |row| row.opt_int(0)).await?;
    match found.first().copied().flatten().unwrap_or(0) {
        VERSION => Ok(()),
        found => Err(VaultError::Version { found, wanted: VERSION }),
    }
}

async fn has_table(db: &Db, name: &str) -> Result<bool, VaultError> {
    let question = match db.engine() {
        Engine::Sqlite => HAS_TABLE_SQLITE,
        Engine::Postgres => HAS_TABLE_POSTGRES,
    };
    let counts = db.reader().await?.query(question, &[Param::Text(name)], |row| row.int(0)).await?;
    Ok(counts.first().is_some_and(|count| *count > 0))
}

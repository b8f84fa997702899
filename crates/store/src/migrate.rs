//! Bringing a register that an earlier program made to this version, step by step.

use db::{Db, Engine, Param, clustered_ddl};

use crate::schema::{self, NOTE_VERSION, VERSION};
use crate::{StoreError, disclosure, writer};

/// The first version that there was.
const FIRST: i64 = 1;

/// What a version changed, as it was written then: later changes of the schema do not reach back into these.
struct Step {
    version: i64,
    sqlite: &'static str,
    postgres: &'static str,
    /// What rows there are is taken over in commits of its own, between the tables and the note of the version.
    takes_over_looks: bool,
}

const STEPS: &[Step] = &[
    Step {
        version: 2,
        sqlite: include_str!("../sql/migrate.2.sql"),
        postgres: include_str!("../sql/migrate.2.sql"),
        takes_over_looks: false,
    },
    Step {
        version: 3,
        sqlite: include_str!("../sql/migrate.3.sqlite.sql"),
        postgres: include_str!("../sql/migrate.3.postgres.sql"),
        takes_over_looks: true,
    },
    Step { version: 4, sqlite: schema::SQLITE_4, postgres: schema::POSTGRES_4, takes_over_looks: false },
    Step { version: 5, sqlite: schema::SQLITE_5, postgres: schema::POSTGRES_5, takes_over_looks: false },
    Step { version: 6, sqlite: schema::SQLITE_6, postgres: schema::POSTGRES_6, takes_over_looks: false },
    Step { version: 7, sqlite: schema::SQLITE_7, postgres: schema::POSTGRES_7, takes_over_looks: false },
];

/// Brings the register to this version; tells the versions before and after. A program that is killed goes on when it is
/// called again: the note of a version comes last, and what was done before it does no harm when done again.
///
/// # Errors
/// [`StoreError::NoRegister`], or [`StoreError::Version`] when it is later than this program.
pub async fn migrate(db: &Db) -> Result<(i64, i64), StoreError> {
    if !schema::is_there(db).await? {
        return Err(StoreError::NoRegister);
    }
    let found = schema::version(db).await?;
    if !(FIRST..=VERSION).contains(&found) {
        return Err(StoreError::Version { found, wanted: VERSION });
    }
    for step in STEPS.iter().filter(|step| step.version > found) {
        let sql = if db.engine() == Engine::Sqlite { step.sqlite } else { step.postgres };
        let ddl = clustered_ddl(db.engine(), sql);
        if step.takes_over_looks {
            run(db, &ddl, None).await?;
            disclosure::take_over(db).await?;
            run(db, "", Some(step.version)).await?;
        } else {
            run(db, &ddl, Some(step.version)).await?;
        }
    }
    schema::check(db).await?;
    Ok((found, VERSION))
}

async fn run(db: &Db, ddl: &str, note: Option<i64>) -> Result<(), StoreError> {
    let ddl = ddl.to_owned();
    db.transact("migrate", move |tx| {
        let ddl = ddl.clone();
        Box::pin(async move {
            tx.batch(&ddl).await?;
            if let Some(version) = note {
                tx.execute(NOTE_VERSION, &[Param::Int(version), Param::Int(writer::now_micros())]).await?;
            }
            Ok(())
        })
    })
    .await
}

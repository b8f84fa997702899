//! Bringing a register that an earlier program made to this version, step by step.

use db::{Db, Param, clustered_ddl};

use crate::schema::{self, NOTE_VERSION, VERSION};
use crate::{StoreError, writer};

/// The first version that there was.
const FIRST: i64 = 1;

/// What each version changed, as it was written then: later changes of the schema do not reach back into these.
const STEPS: &[(i64, &str)] = &[(2, include_str!("../sql/migrate.2.sql"))];

/// Brings the register to this version; tells the versions before and after. Each step is one commit with its note, so
/// that a program that is killed goes on with the next step when it is called again.
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
    for (version, sql) in STEPS.iter().filter(|(version, _)| *version > found) {
        let (ddl, version) = (clustered_ddl(db.engine(), sql), *version);
        db.transact("migrate", move |tx| {
            let ddl = ddl.clone();
            Box::pin(async move {
                tx.batch(&ddl).await?;
                tx.execute(NOTE_VERSION, &[Param::Int(version), Param::Int(writer::now_micros())]).await?;
                Ok::<(), StoreError>(())
            })
        })
        .await?;
    }
    schema::check(db).await?;
    Ok((found, VERSION))
}

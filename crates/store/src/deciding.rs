//! Which authority has which procedure decided by rule, since when and until when.

use db::{Db, DbError, Param, Reader, RowRef};

use crate::StoreError;

pub(crate) const ADD: &str = "INSERT INTO deciding_switch (authority, procedure, switched_at, from_day, until_day, \
     switched_by, ground) VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const LATEST: &str = "SELECT authority, procedure, switched_at, from_day, until_day, switched_by, ground \
     FROM deciding_switch WHERE authority = $1 AND procedure = $2 ORDER BY switched_at DESC LIMIT 1";
pub(crate) const ALL: &str = "SELECT authority, procedure, switched_at, from_day, until_day, switched_by, ground \
     FROM deciding_switch ORDER BY authority, procedure, switched_at DESC";

/// What an authority has said of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "規則による決定の有効化")]
pub struct DecidingSwitch {
    /// The authority's code.
    pub authority: String,
    /// The procedure's code.
    pub procedure: String,
    /// When it said so, Unix microseconds.
    pub at: i64,
    /// From which day, ISO; empty: not at all.
    pub from: String,
    /// Until which day, ISO.
    pub until: Option<String>,
    /// Who.
    pub by: String,
    /// On what ground.
    pub ground: String,
}

impl DecidingSwitch {
    /// Whether the procedure is decided by rule on this day (ISO).
    #[must_use]
    pub fn is_on(&self, day: &str) -> bool {
        !self.from.is_empty()
            && self.from.as_str() <= day
            && self.until.as_deref().is_none_or(|until| day <= until)
    }
}

/// Keeps what authorities say, all of it or nothing.
///
/// # Errors
/// The engine's.
pub async fn switch(db: &Db, switches: Vec<DecidingSwitch>) -> Result<(), StoreError> {
    db.transact("switch-deciding", move |tx| {
        let switches = switches.clone();
        Box::pin(async move {
            let rows: Vec<_> = switches.iter().map(row_of).collect();
            tx.execute_many(ADD, &rows).await?;
            Ok(())
        })
    })
    .await
}

fn row_of(switch: &DecidingSwitch) -> Vec<Param<'_>> {
    vec![
        Param::Text(&switch.authority),
        Param::Text(&switch.procedure),
        Param::Int(switch.at),
        Param::Text(&switch.from),
        switch.until.as_deref().into(),
        Param::Text(&switch.by),
        Param::Text(&switch.ground),
    ]
}

fn map(row: &RowRef<'_>) -> Result<DecidingSwitch, DbError> {
    Ok(DecidingSwitch {
        authority: row.text(0)?.to_owned(),
        procedure: row.text(1)?.to_owned(),
        at: row.int(2)?,
        from: row.text(3)?.to_owned(),
        until: row.opt_text(4)?.map(str::to_owned),
        by: row.text(5)?.to_owned(),
        ground: row.text(6)?.to_owned(),
    })
}

/// What holds for an authority and a procedure.
///
/// # Errors
/// The engine's.
pub async fn of(
    reader: &mut Reader,
    authority: &str,
    procedure: &str,
) -> Result<Option<DecidingSwitch>, StoreError> {
    let params = [Param::Text(authority), Param::Text(procedure)];
    Ok(reader.query(LATEST, &params, map).await?.into_iter().next())
}

/// All that was ever said, the latest of a pair first.
///
/// # Errors
/// The engine's.
pub async fn all(reader: &mut Reader) -> Result<Vec<DecidingSwitch>, StoreError> {
    Ok(reader.query(ALL, &[], map).await?)
}

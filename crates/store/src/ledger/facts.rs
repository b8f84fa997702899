//! What acts are decided upon: the present of entries, and what their acts said so far.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use db::{DbError, Param, Reader, RowRef};
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::record::{Basis, Record};

use crate::entry::{self, EntryRow};
use crate::many_rows::{AN_INT, BYTES, ManyRows};
use crate::{StoreError, entry_id};

/// An entry with its acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its present.
    pub row: EntryRow,
    /// Its acts, oldest first: without who, why and place in the log, which no decision asks for.
    pub history: Vec<Record>,
}

impl Facts {
    /// Whether both were read as of one moment: not so when an act was recorded between the two.
    #[must_use]
    pub fn agree(&self) -> bool {
        i64::try_from(self.history.len()) == Ok(self.row.version)
    }
}

// LEFT, so that both engines go from the wanted to their acts and not over all acts.
pub(crate) static ACTS_OF: LazyLock<ManyRows> = LazyLock::new(|| {
    ManyRows::typed(
        "SELECT l.register_id, l.entry_id, l.version, l.act, l.effective_on, l.recorded_at, t.body FROM (VALUES",
        &[AN_INT, BYTES],
        ") AS wanted \
         LEFT JOIN ledger l ON l.register_id = wanted.column1 AND l.entry_id = wanted.column2 \
         LEFT JOIN ledger_body t \
         ON t.register_id = l.register_id AND t.entry_id = l.entry_id AND t.version = l.version \
         ORDER BY l.register_id, l.entry_id, l.version",
    )
});

/// The facts of some entries, wherever among the registers they are, in any order; what is not there is left out.
///
/// # Errors
/// The engine's, or an act that this program does not know.
pub async fn facts(reader: &mut Reader, ids: &[EntryId]) -> Result<Vec<Facts>, StoreError> {
    let wanted: HashSet<EntryId> = ids.iter().copied().collect();
    let rows = entry::by_ids_anywhere(reader, &wanted.into_iter().collect::<Vec<_>>()).await?;
    with_acts(reader, rows).await
}

/// The facts of entries whose register is known: for many, a fraction of the work.
///
/// # Errors
/// As [`facts`].
pub async fn facts_in(reader: &mut Reader, keys: &[(RegisterId, EntryId)]) -> Result<Vec<Facts>, StoreError> {
    let rows = entry::by_ids(reader, keys).await?;
    with_acts(reader, rows).await
}

async fn with_acts(reader: &mut Reader, rows: Vec<EntryRow>) -> Result<Vec<Facts>, StoreError> {
    let mut acts: HashMap<(RegisterId, EntryId), Vec<Record>> = HashMap::with_capacity(rows.len());
    let keys: Vec<Param<'_>> = rows
        .iter()
        .flat_map(|row| [Param::Int(row.register.stored()), Param::Bytes(row.id.stored())])
        .collect();
    for (sql, params) in ACTS_OF.statements(&keys) {
        let see = |row: &RowRef<'_>| {
            if row.opt_int(0)?.is_some() {
                let key = (RegisterId::from_stored(row.int(0)?), entry_id(row, 1)?);
                acts.entry(key).or_default().push(act(row)?);
            }
            Ok(())
        };
        reader.for_each(sql, &params, see).await?;
    }
    let facts = |row: EntryRow| {
        let history = acts.remove(&(row.register, row.id)).unwrap_or_default();
        Facts { row, history }
    };
    Ok(rows.into_iter().map(facts).collect())
}

fn act(row: &RowRef<'_>) -> Result<Record, DbError> {
    let code = row.text(3)?;
    let unknown = || DbError::Column { column: 3, detail: format!("unknown act {code}") };
    Ok(Record {
        version: row.int(2)?,
        act: Act::of_code(code).ok_or_else(unknown)?,
        effective_on: row.text(4)?.to_owned(),
        recorded_at: row.int(5)?,
        basis: Basis {
            actor: String::new(),
            ground: String::new(),
            citation: String::new(),
            rules_digest: [0; 32],
        },
        body: row.opt_text(6)?.map(str::to_owned),
        position: None,
    })
}

//! Look-ups by number, and the facts that acts are decided upon: gathered on the server, where a read is a round trip; on
//! the embedded engine each is read at once where it is asked.

use std::collections::HashMap;

use db::Db;
use registry::ids::{EntryId, RegisterId};

use crate::StoreError;
use crate::entry::{self, EntryRow};
use crate::gather::Gather;
use crate::ledger::{Facts, facts};

type Number = (RegisterId, String);

#[derive(Clone, Debug)]
struct Gathered {
    numbers: Gather<Number, Option<EntryRow>>,
    facts: Gather<EntryId, Vec<Facts>>,
}

/// A handle for look-ups; cheap to clone.
#[derive(Clone, Debug)]
pub struct Lookups {
    db: Db,
    gathered: Option<Gathered>,
}

impl Lookups {
    /// Starts the gatherers, where gathering pays.
    #[must_use]
    pub fn start(db: Db) -> Self {
        let gathered = db.gathers_reads().then(|| Gathered {
            numbers: Gather::start(&db, numbers_in_one_flight),
            facts: Gather::start(&db, facts_in_one_flight),
        });
        Self { db, gathered }
    }

    /// The entry of a number in a register.
    ///
    /// # Errors
    /// The engine's.
    pub async fn by_number(
        &self,
        register: RegisterId,
        number_key: &str,
    ) -> Result<Option<EntryRow>, StoreError> {
        if let Some(gathered) = &self.gathered {
            return gathered.numbers.ask((register, number_key.to_owned())).await;
        }
        let mut reader = self.db.reader().await?;
        Ok(entry::by_number(&mut reader, &[register], number_key).await?.into_iter().next())
    }

    /// What an act upon the entry is decided upon: its present and what its acts said, wherever among the registers it is.
    ///
    /// # Errors
    /// The engine's.
    pub async fn facts(&self, id: EntryId) -> Result<Vec<Facts>, StoreError> {
        if let Some(gathered) = &self.gathered {
            return gathered.facts.ask(id).await;
        }
        facts(&mut self.db.reader().await?, &[id]).await
    }
}

async fn numbers_in_one_flight(db: Db, asked: Vec<Number>) -> Result<Vec<Option<EntryRow>>, StoreError> {
    let wanted: Vec<(RegisterId, &str)> = asked.iter().map(|(r, number)| (*r, number.as_str())).collect();
    let mut reader = db.reader().await?;
    let rows = entry::by_numbers(&mut reader, &wanted).await?;
    let found: HashMap<(RegisterId, &str), &EntryRow> =
        rows.iter().map(|row| ((row.register, row.number_key.as_str()), row)).collect();
    Ok(wanted.iter().map(|key| found.get(key).map(|row| (*row).clone())).collect())
}

async fn facts_in_one_flight(db: Db, asked: Vec<EntryId>) -> Result<Vec<Vec<Facts>>, StoreError> {
    let found = facts(&mut db.reader().await?, &asked).await?;
    let of = |id: &EntryId| found.iter().filter(|facts| facts.row.id == *id).cloned().collect();
    Ok(asked.iter().map(of).collect())
}

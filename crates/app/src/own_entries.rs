//! An applicant's own entries, and how their number is known.

use registry::ids::{EntryId, HolderId, RegisterId};
use registry::requirement::NumberFact;
use store::draft::Draft;
use store::entry::EntryRow;
use store::holder::Link;

use crate::{App, AppError, Applying, ErrorKind};

impl App {
    /// How the number of somebody is known who has no entry in the register yet: given for another one, or not at all.
    pub(crate) async fn own_number(&self, who: &Applying) -> Result<NumberFact, AppError> {
        let Some(holder) = who.holder else { return Ok(NumberFact::None) };
        let links = self.links_of(holder).await?;
        let given = links.iter().filter_map(|link| link.number.as_ref());
        let is_given = given.into_iter().any(|number| number.fact == store::holder::NumberFact::Given);
        Ok(if is_given { NumberFact::Given } else { NumberFact::None })
    }

    /// The links that stand of a person.
    pub(crate) async fn links_of(&self, holder: HolderId) -> Result<Vec<Link>, AppError> {
        let mut reader = self.0.db.quick_reader().await?;
        let entries = store::holder::entries_of(&mut reader, holder).await?;
        let links = store::holder::of_entries(&mut reader, &entries).await?;
        Ok(links.into_iter().filter(|link| link.holder == holder).collect())
    }

    /// An entry of the applicant, and how their number is known to its register. Another's entry is as none.
    pub(crate) async fn own_entry(
        &self,
        who: &Applying,
        entry: EntryId,
    ) -> Result<(EntryRow, NumberFact), AppError> {
        let registers: Vec<_> = self.registers().iter().map(|register| register.id).collect();
        let mut reader = self.0.db.quick_reader().await?;
        let row = store::entry::by_id(&mut reader, &registers, entry).await?.ok_or_else(not_own)?;
        let link = store::holder::of_entry(&mut reader, (row.register, entry)).await?;
        owned(who, row, link)
    }

    /// The same for an entry of a register, in one flight; one that is there no longer is looked for in the others.
    pub(crate) async fn own_entry_in(
        &self,
        who: &Applying,
        (register, entry): (RegisterId, EntryId),
    ) -> Result<(EntryRow, NumberFact), AppError> {
        let mut reader = self.0.db.quick_reader().await?;
        let (row, link) = store::holder::with_entry(&mut reader, (register, entry)).await?;
        drop(reader);
        match row {
            Some(row) => owned(who, row, link),
            None => self.own_entry(who, entry).await,
        }
    }
}

fn owned(who: &Applying, row: EntryRow, link: Option<Link>) -> Result<(EntryRow, NumberFact), AppError> {
    let link = link.filter(|link| Some(link.holder) == who.holder).ok_or_else(not_own)?;
    let fact = link.number.map_or("", |number| number.fact.code());
    Ok((row, NumberFact::of_code(fact)))
}

/// The entry that a new licence will make: nothing of it stands.
pub(crate) fn entry_to_be(draft: &Draft) -> EntryRow {
    EntryRow {
        register: draft.register,
        id: EntryId::new(0, [0; 10]),
        number_key: String::new(),
        version: 0,
        present: String::new(),
    }
}

fn not_own() -> AppError {
    AppError::new(
        ErrorKind::NotFound,
        "あなたの資格として見つかりません。",
        "There is no such qualification of yours.",
    )
}

//! Who is called: a register is read in the order of its entries, or a list in the order of its numbers. Nobody is shown anything here.

use std::collections::{BTreeSet, HashMap};

use registry::ids::{EntryId, RegisterId};
use registry::present::{Existence, existence_of};
use store::holder::NumberFact;

use super::Ready;
use crate::yearly_check::before_all;
use crate::{App, AppError};

/// Entries that are read at once, and stand in one record of a look.
const AT_ONCE: u32 = 500;

/// How far a call was read: up to which entry of the register, or how many numbers of the list.
#[derive(Clone, Copy)]
pub(super) enum Reached {
    Entry(EntryId),
    Numbers(usize),
}

/// Entries that were read.
pub(super) struct Page {
    pub(super) last: EntryId,
    pub(super) read: u64,
    pub(super) standing: u64,
    /// Those whose holder has not given a number.
    pub(super) called: Vec<(EntryId, String)>,
}

impl Ready {
    /// Before the first entry, or the first number of the list.
    pub(super) fn begin(&self) -> Reached {
        if self.only.is_some() { Reached::Numbers(0) } else { Reached::Entry(before_all()) }
    }
}

impl App {
    /// The next entries of a register with those who are called; `None` after the last.
    pub(super) async fn page_called(
        &self,
        register: RegisterId,
        after: EntryId,
    ) -> Result<Option<Page>, AppError> {
        let mut rows = Vec::new();
        let see = |row: &db::RowRef<'_>| {
            let id = EntryId::from_stored(row.bytes(1)?)
                .ok_or_else(|| db::DbError::Column { column: 1, detail: "not 16 bytes".to_owned() })?;
            rows.push((id, row.text(4)?.to_owned()));
            Ok(())
        };
        store::entry::walk(&mut self.0.db.reader().await?, register, after, AT_ONCE, see).await?;
        let Some((last, _)) = rows.last() else { return Ok(None) };
        let (last, read) = (*last, rows.len() as u64);
        rows.retain(|(_, present)| existence_of(present) == Existence::Registered);
        let standing = rows.len() as u64;
        Ok(Some(Page { last, read, standing, called: self.not_given(register, rows).await? }))
    }

    /// The next entries of a call; `None` after the last.
    pub(super) async fn next_called(
        &self,
        ready: &Ready,
        reached: Reached,
    ) -> Result<Option<(Page, Reached)>, AppError> {
        let register = ready.register.id;
        match (reached, &ready.only) {
            (Reached::Numbers(read), Some(roster)) => {
                let keys = roster.keys().iter().skip(read).take(AT_ONCE as usize);
                let asked: Vec<_> = keys.map(|key| (register, key.as_str())).collect();
                if asked.is_empty() {
                    return Ok(None);
                }
                let page = self.page_listed(register, &asked).await?;
                Ok(Some((page, Reached::Numbers(read + asked.len()))))
            }
            (Reached::Entry(after), _) => {
                let page = self.page_called(register, after).await?;
                Ok(page.map(|page| {
                    let next = Reached::Entry(page.last);
                    (page, next)
                }))
            }
            (Reached::Numbers(_), None) => Ok(None),
        }
    }

    /// The entries of some numbers of a list, in its order. Which of them are in no register nobody is told.
    async fn page_listed(
        &self,
        register: RegisterId,
        asked: &[(RegisterId, &str)],
    ) -> Result<Page, AppError> {
        let found = store::entry::by_numbers(&mut self.0.db.reader().await?, asked).await?;
        let mut found: HashMap<String, (EntryId, String)> = found
            .into_iter()
            .filter(|row| existence_of(&row.present) == Existence::Registered)
            .map(|row| (row.number_key, (row.id, row.present)))
            .collect();
        let rows: Vec<_> = asked.iter().filter_map(|(_, key)| found.remove(*key)).collect();
        let standing = rows.len() as u64;
        let called = self.not_given(register, rows).await?;
        Ok(Page { last: before_all(), read: asked.len() as u64, standing, called })
    }

    async fn not_given(
        &self,
        register: RegisterId,
        mut entries: Vec<(EntryId, String)>,
    ) -> Result<Vec<(EntryId, String)>, AppError> {
        let keys: Vec<_> = entries.iter().map(|(id, _)| (register, *id)).collect();
        let links = store::holder::of_entries(&mut self.0.db.reader().await?, &keys).await?;
        let gave: BTreeSet<EntryId> = links
            .iter()
            .filter(|link| link.number.as_ref().is_some_and(|known| known.fact == NumberFact::Given))
            .map(|link| link.entry)
            .collect();
        entries.retain(|(id, _)| !gave.contains(id));
        Ok(entries)
    }
}

//! A slice of a register: who is to be asked for, and why the others are not.

use registry::ids::{EntryId, HolderId};
use registry::linking::in_bulk::{BasicItems, Held, ItemSet, Verdict};
use registry::present::{Existence, existence_of};
use store::holder::NumberRef;

use super::SLICE;
use super::open::Run;
use super::outcome::Figures;
use crate::{App, AppError};

/// An entry that can be asked for.
pub(super) struct Case {
    pub(super) entry: EntryId,
    /// The entry's text of the present.
    pub(super) present: String,
    /// What a report says and gives.
    pub(super) report: Option<Report>,
    /// Whose the entry is already: what a report gives is noted for them, or for nobody.
    pub(super) linked: Option<HolderId>,
}

/// A report with a number.
#[derive(PartialEq, Eq)]
pub(super) struct Report {
    /// Its items, as a line text.
    pub(super) items: String,
    /// Its day, ISO.
    pub(super) on: String,
    /// The vault's handle.
    pub(super) number: NumberRef,
    /// How the number was proved.
    pub(super) way: String,
}

impl Case {
    pub(super) fn held(&self) -> Held<'_> {
        let report = self.report.as_ref().map(|report| BasicItems::of_present(&report.items));
        Held { entry: BasicItems::of_present(&self.present), report }
    }
}

/// What was read.
pub(super) struct Slice {
    pub(super) cases: Vec<Case>,
    pub(super) figures: Figures,
    /// The last entry read; none at the end of the register.
    pub(super) last: Option<EntryId>,
}

impl App {
    pub(super) async fn read_slice(&self, run: &Run, after: EntryId) -> Result<Slice, AppError> {
        let mut reader = self.0.db.reader().await?;
        let (mut read, mut first, mut last) = (0, None, None);
        let mut slice = Slice { cases: Vec::new(), figures: Figures::default(), last: None };
        let mut not_open: Vec<(EntryId, ItemSet)> = Vec::new();
        store::entry::walk(&mut reader, run.register, after, SLICE, |row| {
            read += 1;
            last = EntryId::from_stored(row.bytes(1)?);
            first = first.or(last);
            let (Some(entry), present) = (last, row.text(4)?) else { return Ok(()) };
            if existence_of(present) != Existence::Registered {
                return Ok(());
            }
            slice.figures.entries += 1;
            match Held::entry(BasicItems::of_present(present)).open() {
                Err(Verdict::NotOpen(missing)) => not_open.push((entry, missing)),
                // an entry alone contradicts nothing
                Ok(_) | Err(_) => {
                    let present = present.to_owned();
                    slice.cases.push(Case { entry, present, report: None, linked: None });
                }
            }
            Ok(())
        })
        .await?;
        if let Some(stretch) = first.zip(last) {
            let (linked, queued) =
                store::first_link::settled_between(&mut reader, run.register, stretch).await?;
            let figures = &mut slice.figures;
            let mut settled = |entry: &EntryId| {
                let (is_linked, waits) = (linked.contains(entry), queued.contains(entry));
                figures.linked += u64::from(is_linked);
                figures.desk += u64::from(waits && !is_linked);
                is_linked || waits
            };
            slice.cases.retain(|case| !settled(&case.entry));
            not_open.retain(|(entry, _)| !settled(entry));
        }
        for (_, missing) in not_open {
            *slice.figures.not_open.entry(missing).or_default() += 1;
        }
        if run.dry_run {
            slice.figures.open = slice.cases.len() as u64;
        }
        slice.last = last.filter(|_| read == SLICE);
        Ok(slice)
    }
}

//! What the records of a register refer to: bases and slices, read when first named and kept for a while.

use std::collections::{HashMap, HashSet};

use db::Reader;
use registry::hash::hex;
use registry::ids::EntryId;
use registry::record::{Basis, basis_id};
use store::audit::{self as read, SliceContent};
use store::register::Register;

use super::Shared;
use super::explain::{AlteredByte, altered_byte, altered_text};
use super::finding::{Finding, register_place};
use super::rows::LedgerRow;
use crate::AppError;

/// Bases or slices kept at a time: a batch of acts names at most as many as it has records, and most come again soon.
const KEPT: usize = 20_000;
/// Bases read at a time.
const BASES_AT_ONCE: u32 = 10_000;

/// Bases and slices of one register that records have named so far.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The digest of the basis; `None` when the basis is missing or altered, which is said once.
    bases: HashMap<[u8; 16], Option<[u8; 32]>>,
    /// The slice; `None` when it is missing, which is said once.
    slices: HashMap<EntryId, Option<SliceContent>>,
}

impl Known {
    /// Reads what these records name and is not known yet.
    pub(super) async fn learn(
        &mut self,
        shared: &Shared,
        reader: &mut Reader,
        register: &Register,
        records: &[LedgerRow],
    ) -> Result<(), AppError> {
        if self.bases.len() > KEPT {
            self.bases.clear();
        }
        if self.slices.len() > KEPT {
            self.slices.clear();
        }
        let (mut bases, mut slices) = (HashSet::new(), HashSet::new());
        let mut last: Option<&LedgerRow> = None;
        for record in records {
            // The records of an import share both: asking the map for each would cost more than the comparison.
            if last.is_none_or(|last| last.basis != record.basis) && !self.bases.contains_key(&record.basis) {
                bases.insert(record.basis);
            }
            if last.is_none_or(|last| last.slice != record.slice) && !self.slices.contains_key(&record.slice)
            {
                slices.insert(record.slice);
            }
            last = Some(record);
        }
        self.learn_bases(shared, reader, register, bases.into_iter().collect()).await?;
        self.learn_slices(shared, reader, register, slices.into_iter().collect()).await
    }

    async fn learn_bases(
        &mut self,
        shared: &Shared,
        reader: &mut Reader,
        register: &Register,
        ids: Vec<[u8; 16]>,
    ) -> Result<(), AppError> {
        let found = read::bases(reader, register.id, &ids).await;
        let place = || format!("{} basis", register_place(register));
        let found = shared.findings.readable(place, found)?.unwrap_or_default();
        self.bases.extend(ids.iter().map(|id| (*id, None)));
        let present: HashSet<_> = found.iter().map(|(id, _)| *id).collect();
        for (id, basis) in found {
            // An altered one is told by `check_bases`; what rests on it cannot be hashed again.
            let digest = basis.digest();
            self.bases.insert(id, (basis_id(&digest) == id).then_some(digest));
        }
        for id in ids.into_iter().filter(|id| !present.contains(id)) {
            shared.findings.add(Finding::new("basis-missing", basis_place(register, &id), "a basis", "none"));
        }
        Ok(())
    }

    async fn learn_slices(
        &mut self,
        shared: &Shared,
        reader: &mut Reader,
        register: &Register,
        ids: Vec<EntryId>,
    ) -> Result<(), AppError> {
        let found = read::slices(reader, register.id, &ids).await;
        let place = || format!("{} slice", register_place(register));
        let found = shared.findings.readable(place, found)?.unwrap_or_default();
        self.slices.extend(ids.iter().map(|id| (*id, None)));
        self.slices.extend(found.into_iter().map(|slice| (slice.slice, slice.content)));
        for id in ids.into_iter().filter(|id| self.slices.get(id).is_none_or(Option::is_none)) {
            let place = format!("{} slice {id}", register_place(register));
            shared.findings.add(Finding::new("slice-missing", place, "the slice that records name", "none"));
        }
        Ok(())
    }

    /// The digest of a basis that was learnt; `None` when there is none to be trusted.
    pub(super) fn basis(&self, id: &[u8; 16]) -> Option<&[u8; 32]> {
        self.bases.get(id)?.as_ref()
    }

    /// Whether the record's slice lists it. A missing slice is told once, not for each of its records.
    pub(super) fn slice_lists(&self, record: &LedgerRow) -> bool {
        let Some(Some(slice)) = self.slices.get(&record.slice) else { return true };
        let Some(refs) = &slice.refs else {
            // A span that does not fit the count is told by `slices`, once and not for each record outside of it.
            let is_sound = slice
                .last
                .distance_from(slice.first)
                .is_some_and(|d| d.checked_add(1) == Some(slice.records));
            return !is_sound
                || record.version == 1 && slice.first <= record.entry && record.entry <= slice.last;
        };
        let mut wanted = [0; 20];
        let (id, version) = wanted.split_at_mut(16);
        id.copy_from_slice(record.entry.stored());
        version.copy_from_slice(&u32::try_from(record.version).unwrap_or(u32::MAX).to_be_bytes());
        let (listed, _) = refs.as_chunks::<20>();
        // Refs ascend; where they do not any more, `tree` says so, and this must not say it again for each record.
        listed.binary_search(&wanted).is_ok() || listed.contains(&wanted)
    }
}

pub(super) fn basis_place(register: &Register, id: &[u8]) -> String {
    format!("{} basis {}", register_place(register), hex(id))
}

/// Reads every basis of a register and holds it against its id, which is its digest.
pub(super) async fn check_bases(
    shared: &Shared,
    reader: &mut Reader,
    register: &Register,
) -> Result<(), AppError> {
    let mut after = Vec::new();
    loop {
        let page = read::bases_after(reader, register.id, &after, BASES_AT_ONCE).await;
        let place = || format!("{} after", basis_place(register, &after));
        let Some(page) = shared.findings.readable(place, page)? else { return Ok(()) };
        for (id, basis) in &page {
            if basis_id(&basis.digest()) != *id {
                shared.findings.add(altered_basis(register, id, basis));
            }
        }
        match page.last() {
            Some((last, _)) if last.as_slice() > after.as_slice() => after = last.to_vec(),
            _ => return Ok(()),
        }
    }
}

fn altered_basis(register: &Register, id: &[u8; 16], basis: &Basis) -> Finding {
    let place = basis_place(register, id);
    let fits = |changed: Basis| basis_id(&changed.digest()) == *id;
    let text = |set: fn(&mut Basis, String)| {
        move |text: &str| {
            let mut changed = basis.clone();
            set(&mut changed, text.to_owned());
            fits(changed)
        }
    };
    let digest = |bytes: &[u8]| {
        bytes.try_into().is_ok_and(|rules_digest| fits(Basis { rules_digest, ..basis.clone() }))
    };
    let byte: Option<AlteredByte> = altered_text("actor", &basis.actor, text(|b, t| b.actor = t))
        .or_else(|| altered_text("ground", &basis.ground, text(|b, t| b.ground = t)))
        .or_else(|| altered_text("citation", &basis.citation, text(|b, t| b.citation = t)))
        .or_else(|| altered_byte("rules_digest", &basis.rules_digest, digest))
        .or_else(|| altered_byte("basis_id", id, |bytes| bytes == basis_id(&basis.digest())));
    match byte {
        Some(byte) => {
            let (expected, found) = byte.sides();
            Finding::new("basis-altered", format!("{place} column {}", byte.column), expected, found)
        }
        None => {
            let found = hex(&basis_id(&basis.digest()));
            Finding::new(
                "basis-altered",
                place,
                format!("content with digest {}…", hex(id)),
                format!("{found}…"),
            )
        }
    }
}

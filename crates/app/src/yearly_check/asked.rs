//! Whom a slice asks for: each person once an authority, however many entries there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use gateways::juki::{Birth, Inquiry, Key};
use registry::hash::sha256;
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, get};
use registry::present::{Existence, existence_of};
use store::check::{Checked, Slice, read_slice};
use vault::SealedNumber;

use crate::{App, AppError};

/// The entries of a slice, and the inquiry that tells of each.
pub(super) struct Asked {
    /// One a person.
    pub(super) inquiries: Arc<Vec<Inquiry>>,
    /// Each entry with the place of its person's inquiry, in the order of inquiries.
    pub(super) entries: Vec<(usize, Checked)>,
    /// Entries that no longer stand, which nobody asks about.
    pub(super) deleted: u64,
}

impl App {
    /// Reads a slice. `several`: tails of the ids of holders with several entries, sorted.
    pub(super) async fn asked_in(&self, slice: &Slice, several: &[u64]) -> Result<Asked, AppError> {
        let mut reader = self.0.db.reader().await?;
        let rows = read_slice(&mut reader, (slice.of.register, slice.of.after, slice.of.last)).await?;
        let mut further = self.further_entries(&slice.of.authority, &rows, several).await?;
        let mut inquiries = Vec::with_capacity(rows.len());
        let mut asked = Asked { inquiries: Arc::default(), entries: Vec::new(), deleted: 0 };
        for row in rows {
            if existence_of(&row.present) != Existence::Registered {
                asked.deleted += 1;
                continue;
            }
            let others = match further.remove(&row.entry) {
                Some(Further::AskedElsewhere) => continue,
                Some(Further::AskedHere(others)) => others,
                None => Vec::new(),
            };
            let Some(number) = row.number else { continue };
            let born = get(&row.present, EntryItem::Born).and_then(whole_day);
            let place = inquiries.len();
            inquiries.push(Inquiry { key: Key::Number(SealedNumber::from_bytes(number)), born });
            asked.entries.push((place, row));
            asked.entries.extend(others.into_iter().map(|other| (place, other)));
        }
        asked.inquiries = Arc::new(inquiries);
        Ok(asked)
    }

    /// For entries of holders with several: whether this one asks, and for which others.
    async fn further_entries(
        &self,
        authority: &str,
        rows: &[Checked],
        several: &[u64],
    ) -> Result<BTreeMap<EntryId, Further>, AppError> {
        let mut further = BTreeMap::new();
        let registers = self.registers();
        let of_authority = |id: RegisterId| registers.iter().any(|r| r.id == id && r.authority == authority);
        let mut reader = self.0.db.reader().await?;
        for row in rows.iter().filter(|row| several.binary_search(&tail(row.holder.stored())).is_ok()) {
            let mut keys = store::holder::entries_of(&mut reader, row.holder).await?;
            keys.retain(|(register, _)| of_authority(*register));
            let links = store::holder::of_entries(&mut reader, &keys).await?;
            let stands = store::entry::by_ids(&mut reader, &keys).await?;
            let present = |entry: EntryId| {
                let found = stands.iter().find(|row| row.id == entry);
                found.filter(|row| existence_of(&row.present) == Existence::Registered)
            };
            let asks = links
                .iter()
                .filter(|link| link.number.is_some() && present(link.entry).is_some())
                .map(|link| (link.register, link.entry))
                .min();
            if asks != Some((row.register, row.entry)) {
                further.insert(row.entry, Further::AskedElsewhere);
                continue;
            }
            let others = links.iter().filter(|link| link.entry != row.entry);
            let others = others.filter_map(|link| Some(Checked::of(link, present(link.entry)?)));
            further.insert(row.entry, Further::AskedHere(others.collect()));
        }
        Ok(further)
    }
}

enum Further {
    /// Another entry of the person asks.
    AskedElsewhere,
    /// This one asks, for these as well.
    AskedHere(Vec<Checked>),
}

fn tail(holder: &[u8; 16]) -> u64 {
    let [.., a, b, c, d, e, f, g, h] = *holder;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// Only a day that is known to the day is held against the answer's.
pub(super) fn whole_day(born: &str) -> Option<Birth> {
    born.parse::<jiff::civil::Date>().ok().and_then(|day| Birth::parse(&day.to_string()))
}

impl Asked {
    /// The digest of whom is asked for, which names the file: the same people are the same file.
    pub(super) fn digest(&self, slice: &Slice) -> [u8; 32] {
        let mut bytes = Vec::with_capacity(self.inquiries.len() * 16 + 64);
        bytes.extend_from_slice(&slice.run);
        bytes.extend_from_slice(&slice.of.number.to_be_bytes());
        for inquiry in self.inquiries.iter() {
            if let Key::Number(number) = &inquiry.key {
                bytes.extend_from_slice(&number.to_bytes());
            }
        }
        sha256(&[&bytes])
    }
}

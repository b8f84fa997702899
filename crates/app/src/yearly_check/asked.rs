//! Whom a slice asks for: each person once an authority, however many entries there are.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use gateways::juki::{Birth, Inquiry, Key};
use registry::hash::sha256;
use registry::ids::{EntryId, HolderId, RegisterId};
use registry::item::{EntryItem, get};
use registry::present::{Existence, existence_of};
use store::check::{Checked, Slice, read_slice};
use store::entry::EntryRow;
use store::holder::Link;
use vault::SealedNumber;

use crate::{App, AppError};

/// Persons whose entries are looked for together: some thousand rows in memory.
const HOLDERS_AT_ONCE: usize = 1_024;

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
        let registers: HashSet<RegisterId> =
            self.registers().iter().filter(|r| r.authority == authority).map(|r| r.id).collect();
        let several: Vec<&Checked> =
            rows.iter().filter(|row| several.binary_search(&tail(row.holder.stored())).is_ok()).collect();
        let mut reader = self.0.db.reader().await?;
        for some in several.chunks(HOLDERS_AT_ONCE) {
            let holders: Vec<HolderId> = some.iter().map(|row| row.holder).collect();
            let mut entries = store::holder::entries_of_many(&mut reader, &holders).await?;
            entries.values_mut().for_each(|keys| keys.retain(|(register, _)| registers.contains(register)));
            // who has one with this authority asks for it alone
            entries.retain(|_, keys| keys.len() > 1);
            let keys: Vec<_> = entries.into_values().flatten().collect();
            let stands = store::entry::by_ids(&mut reader, &keys).await?.into_iter();
            let stands: HashMap<EntryId, EntryRow> = stands
                .filter(|row| existence_of(&row.present) == Existence::Registered)
                .map(|row| (row.id, row))
                .collect();
            let mut links: HashMap<HolderId, Vec<Link>> = HashMap::new();
            for link in store::holder::of_entries(&mut reader, &keys).await? {
                links.entry(link.holder).or_default().push(link);
            }
            for row in some {
                let Some(links) = links.get(&row.holder) else { continue };
                further.insert(row.entry, further_of(row, links, &stands));
            }
        }
        Ok(further)
    }
}

/// The first of a person's entries with this authority that stands and knows the number asks, for all of them.
fn further_of(row: &Checked, links: &[Link], stands: &HashMap<EntryId, EntryRow>) -> Further {
    let may_ask = |link: &&Link| link.number.is_some() && stands.contains_key(&link.entry);
    let asks = links.iter().filter(may_ask).map(|link| (link.register, link.entry)).min();
    if asks != Some((row.register, row.entry)) {
        return Further::AskedElsewhere;
    }
    let others = links.iter().filter(|link| link.entry != row.entry);
    Further::AskedHere(others.filter_map(|link| Some(Checked::of(link, stands.get(&link.entry)?))).collect())
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

//! Finding entries by derived keys.

use db::{Param, Reader};
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, get};
use registry::name::{kana_key, name_key};

use crate::{StoreError, entry_id};

/// What kind of key: its letter stands first in the stored key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyKind {
    /// A name or former name, every variant folded.
    Name,
    /// Kana.
    Kana,
    /// A whole birth date.
    Born,
}

impl KeyKind {
    const fn letter(self) -> char {
        match self {
            Self::Name => 'n',
            Self::Kana => 'k',
            Self::Born => 'b',
        }
    }
}

/// The stored form of a key.
#[must_use]
pub fn stored_key(kind: KeyKind, value: &str) -> String {
    let mut key = String::with_capacity(value.len() + 1);
    key.push(kind.letter());
    key.push_str(value);
    key
}

/// Calls `see` with every key of an entry, derived from the text of its present. The same function makes the keys and
/// audits them.
pub fn keys_of(present: &str, mut see: impl FnMut(String)) {
    let name = get(present, EntryItem::Name).map(|name| stored_key(KeyKind::Name, &name_key(name)));
    if let Some(former) = get(present, EntryItem::FormerName) {
        let former = stored_key(KeyKind::Name, &name_key(former));
        if name.as_ref() != Some(&former) {
            see(former);
        }
    }
    name.map(&mut see);
    if let Some(kana) = get(present, EntryItem::Kana) {
        see(stored_key(KeyKind::Kana, &kana_key(kana)));
    }
    // A partial birth date finds nobody by its day.
    if let Some(born) = get(present, EntryItem::Born).filter(|born| born.len() == "2000-01-01".len()) {
        see(stored_key(KeyKind::Born, born));
    }
}

pub(crate) const BY_PREFIX: &str = "SELECT entry_id FROM search_key \
     WHERE register_id = $1 AND key >= $2 AND key < $3 ORDER BY key, entry_id LIMIT $4";
pub(crate) const ADD: &str = "INSERT INTO search_key (register_id, key, entry_id) VALUES ($1, $2, $3) \
     ON CONFLICT (register_id, key, entry_id) DO NOTHING";
pub(crate) const REMOVE: &str =
    "DELETE FROM search_key WHERE register_id = $1 AND key = $2 AND entry_id = $3";

/// Registers asked in one flight: the first flight of a frequent name already fills a page, and a rare one needs a
/// few flights over the registers of the whole country (219).
const REGISTERS_A_FLIGHT: usize = 64;

/// Entries whose key begins with `prefix`, register by register, at most `limit` in all.
///
/// # Errors
/// The engine's.
pub async fn by_prefix(
    reader: &mut Reader,
    registers: &[RegisterId],
    kind: KeyKind,
    prefix: &str,
    limit: usize,
) -> Result<Vec<(RegisterId, EntryId)>, StoreError> {
    let from = stored_key(kind, prefix);
    // The last code point: above every character of a name, in the order of bytes.
    let until = format!("{from}\u{10FFFF}");
    let mut found = Vec::new();
    for flight in registers.chunks(REGISTERS_A_FLIGHT) {
        let wanted = i64::try_from(limit - found.len()).unwrap_or(i64::MAX);
        let sets: Vec<_> = flight
            .iter()
            .map(|r| {
                vec![Param::Int(r.stored()), Param::Text(&from), Param::Text(&until), Param::Int(wanted)]
            })
            .collect();
        let hits = reader
            .query_many(BY_PREFIX, &sets, |index, row| Ok((flight.get(index).copied(), entry_id(row, 0)?)))
            .await?;
        found.extend(hits.into_iter().filter_map(|(register, id)| Some((register?, id))));
        if found.len() >= limit {
            found.truncate(limit);
            break;
        }
    }
    Ok(found)
}

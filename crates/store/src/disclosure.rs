//! Who looked: one durable record a request, before the first byte of the answer.

use db::{Param, Reader};
use registry::ids::EntryId;

use crate::StoreError;

/// A look, as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// Unix microseconds.
    pub at: i64,
    /// The account's login or the operating-system user.
    pub actor: String,
    /// Why.
    pub purpose: String,
    /// The door.
    pub channel: &'static str,
    /// What was asked, in short.
    pub request: String,
    /// What was shown.
    pub entries: Vec<EntryId>,
}

impl Disclosure {
    pub(crate) fn entries_text(&self) -> String {
        let mut text = String::with_capacity(self.entries.len() * 37);
        for (index, id) in self.entries.iter().enumerate() {
            if index > 0 {
                text.push(' ');
            }
            text.push_str(&id.to_string());
        }
        text
    }
}

pub(crate) const ADD: &str = "INSERT INTO disclosure \
     (disclosure_id, disclosed_at, actor, purpose, channel, request, entries) VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const LATEST: &str = "SELECT disclosed_at, actor, purpose, channel, request, entries FROM disclosure \
     ORDER BY disclosure_id DESC LIMIT $1";
pub(crate) const OF_ENTRY: &str = "SELECT disclosed_at, actor, purpose, channel, request, entries FROM disclosure \
     WHERE entries LIKE $1 ORDER BY disclosure_id DESC LIMIT $2";

/// A record read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisclosureRow {
    /// Unix microseconds.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// Why.
    pub purpose: String,
    /// The door.
    pub channel: String,
    /// What was asked.
    pub request: String,
    /// The ids shown, separated by spaces.
    pub entries: String,
}

/// The latest looks at an entry.
///
/// # Errors
/// The engine's.
pub async fn of_entry(
    reader: &mut Reader,
    entry: EntryId,
    limit: u32,
) -> Result<Vec<DisclosureRow>, StoreError> {
    let pattern = format!("%{entry}%");
    Ok(reader.query(OF_ENTRY, &[Param::Text(&pattern), Param::Int(i64::from(limit))], map).await?)
}

/// The latest looks of all.
///
/// # Errors
/// The engine's.
pub async fn latest(reader: &mut Reader, limit: u32) -> Result<Vec<DisclosureRow>, StoreError> {
    Ok(reader.query(LATEST, &[Param::Int(i64::from(limit))], map).await?)
}

fn map(row: &db::RowRef<'_>) -> Result<DisclosureRow, db::DbError> {
    Ok(DisclosureRow {
        at: row.int(0)?,
        actor: row.text(1)?.to_owned(),
        purpose: row.text(2)?.to_owned(),
        channel: row.text(3)?.to_owned(),
        request: row.text(4)?.to_owned(),
        entries: row.text(5)?.to_owned(),
    })
}

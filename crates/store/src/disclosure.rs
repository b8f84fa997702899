//! Who looked: one durable record a request, before the first byte of the answer.

use db::{BulkRows, Column, Param, Reader, Tx};
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
    fn entries_text(&self) -> String {
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

const COLUMNS: [Column; 7] = [
    Column::bytes("disclosure_id"),
    Column::int("disclosed_at"),
    Column::text("actor"),
    Column::text("purpose"),
    Column::text("channel"),
    Column::text("request"),
    Column::text("entries"),
];

/// Looks of one commit; from so many on they go in one stream.
const STREAM_FROM: usize = 4;

/// Writes the looks of one commit.
///
/// # Errors
/// The engine's: then nothing may be shown.
pub(crate) async fn write(tx: &mut Tx, looks: &[Disclosure], first: EntryId) -> Result<(), StoreError> {
    let mut rows = BulkRows::new("disclosure", &COLUMNS);
    for (index, look) in (0..).zip(looks) {
        let row = rows.row().bytes(first.following(index).stored()).int(look.at);
        row.text(&look.actor).text(&look.purpose).text(look.channel).text(&look.request);
        row.text(&look.entries_text());
    }
    if looks.len() < STREAM_FROM {
        tx.bulk_few(&rows).await?
    } else {
        tx.bulk(&rows).await?
    }
    Ok(())
}

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

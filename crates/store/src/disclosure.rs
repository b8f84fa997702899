//! Who looked: one durable record a request, before the first byte of the answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use db::{BulkRows, Column, Db, Param, Reader, Tx};
use registry::ids::{EntryId, RegisterId};

use crate::{StoreError, entry_id};

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
    pub entries: Vec<(RegisterId, EntryId)>,
}

impl Disclosure {
    fn entries_text(&self) -> String {
        let mut text = String::with_capacity(self.entries.len() * 37);
        for (index, (_, id)) in self.entries.iter().enumerate() {
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
/// Rows of one statement: what a commit's looks showed goes in few statements, in the flight of the looks themselves.
const AT_ONCE: [usize; 4] = [64, 16, 4, 1];
/// One statement a size.
pub(crate) static ADD_OF_ENTRY: LazyLock<[String; 4]> = LazyLock::new(|| {
    AT_ONCE.map(|rows| {
        let values: Vec<String> =
            (0..rows).map(|row| format!("(${}, ${}, ${})", 3 * row + 1, 3 * row + 2, 3 * row + 3)).collect();
        format!(
            "{} INTO disclosure_entry (register_id, entry_id, disclosure_id) VALUES {} ON CONFLICT DO NOTHING",
            "INSERT",
            values.join(", ")
        )
    })
});

pub(crate) const OF_ENTRY: &str = "SELECT disclosure_id FROM disclosure_entry \
     WHERE register_id = $1 AND entry_id = $2 ORDER BY disclosure_id DESC LIMIT $3";
pub(crate) const BY_ID: &str = "SELECT disclosed_at, actor, purpose, channel, request, entries FROM disclosure \
     WHERE disclosure_id = $1";

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

/// Writes the looks of one commit, each under its own id and under each entry that it showed, in one flight.
///
/// # Errors
/// The engine's: then nothing may be shown.
pub(crate) async fn write(tx: &mut Tx, looks: &[Disclosure], first: EntryId) -> Result<(), StoreError> {
    let ids: Vec<EntryId> = (0..).zip(looks).map(|(index, _)| first.following(index)).collect();
    let mut rows = BulkRows::new("disclosure", &COLUMNS);
    for (look, id) in looks.iter().zip(&ids) {
        let row = rows.row().bytes(id.stored()).int(look.at);
        row.text(&look.actor).text(&look.purpose).text(look.channel).text(&look.request);
        row.text(&look.entries_text());
    }
    let shown: Vec<[Param<'_>; 3]> = looks
        .iter()
        .zip(&ids)
        .flat_map(|(look, id)| {
            look.entries.iter().map(|(register, entry)| {
                [Param::Int(register.stored()), Param::Bytes(entry.stored()), Param::Bytes(id.stored())]
            })
        })
        .collect();
    let of_entries = in_statements(&shown);
    if looks.len() < STREAM_FROM {
        tx.bulk_few_and(&rows, &of_entries).await?;
    } else {
        tx.bulk_and(&rows, &of_entries).await?;
    }
    Ok(())
}

/// The rows under entries, in as few statements as their sizes allow.
fn in_statements<'a>(shown: &[[Param<'a>; 3]]) -> Vec<(&'static str, Vec<Param<'a>>)> {
    let mut statements = Vec::new();
    let mut rest = shown;
    for (size, sql) in AT_ONCE.iter().zip(ADD_OF_ENTRY.iter()) {
        let whole = rest.len() - rest.len() % size;
        let (some, after) = rest.split_at(whole);
        statements.extend(some.chunks(*size).map(|rows| (sql.as_str(), rows.concat())));
        rest = after;
    }
    statements
}

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

/// The latest looks at an entry, newest first.
///
/// # Errors
/// The engine's.
pub async fn of_entry(
    reader: &mut Reader,
    (register, entry): (RegisterId, EntryId),
    limit: u32,
) -> Result<Vec<DisclosureRow>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(entry.stored()), Param::Int(i64::from(limit))];
    let ids = reader.query(OF_ENTRY, &params, |row| entry_id(row, 0)).await?;
    // By id, one flight: the two tables may lie on different machines.
    let sets: Vec<_> = ids.iter().map(|id| vec![Param::Bytes(id.stored())]).collect();
    Ok(reader.query_many(BY_ID, &sets, |_, row| map(row)).await?)
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

// ---------------------------------------------------------------------------------- records of before version 3

pub(crate) const FROM_ID: &str = "SELECT disclosure_id, entries FROM disclosure \
     WHERE disclosure_id > $1 AND entries <> '' ORDER BY disclosure_id LIMIT $2";
pub(crate) const WHOSE: &str = "SELECT e.register_id, e.entry_id FROM register r \
     JOIN entry e ON e.register_id = r.register_id WHERE e.entry_id = $1";

/// Records taken over in one commit.
const TAKEN_OVER_AT_ONCE: i64 = 1_000;

/// Puts the looks of before under their entries. Doing it again does no harm.
pub(crate) async fn take_over(db: &Db) -> Result<(), StoreError> {
    let mut after = [0; 16];
    loop {
        let mut reader = db.reader().await?;
        let params = [Param::Bytes(&after), Param::Int(TAKEN_OVER_AT_ONCE)];
        let looks =
            reader.query(FROM_ID, &params, |row| Ok((entry_id(row, 0)?, row.text(1)?.to_owned()))).await?;
        let Some((last, _)) = looks.last() else { return Ok(()) };
        after = *last.stored();
        let shown =
            |entries: &str| entries.split(' ').filter_map(|id| EntryId::parse(id).ok()).collect::<Vec<_>>();
        let wanted: Vec<EntryId> = looks
            .iter()
            .flat_map(|(_, entries)| shown(entries))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let sets: Vec<_> = wanted.iter().map(|id| vec![Param::Bytes(id.stored())]).collect();
        let whose: BTreeMap<EntryId, i64> = reader
            .query_many(WHOSE, &sets, |_, row| Ok((entry_id(row, 1)?, row.int(0)?)))
            .await?
            .into_iter()
            .collect();
        let found: Vec<(i64, EntryId, EntryId)> = looks
            .iter()
            .flat_map(|(look, entries)| shown(entries).into_iter().map(|entry| (entry, *look)))
            .filter_map(|(entry, look)| Some((*whose.get(&entry)?, entry, look)))
            .collect();
        db.transact("take-over-looks", move |tx| {
            let found = found.clone();
            Box::pin(async move {
                let rows: Vec<_> = found
                    .iter()
                    .map(|(register, entry, look)| {
                        [Param::Int(*register), Param::Bytes(entry.stored()), Param::Bytes(look.stored())]
                    })
                    .collect();
                Ok::<(), StoreError>(tx.execute_each(&in_statements(&rows)).await?)
            })
        })
        .await?;
    }
}

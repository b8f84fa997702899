//! Who looked: one durable record a request, before the first byte of the answer.

pub(crate) mod pending;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use db::{Db, Param, Reader};
use registry::ids::{EntryId, RegisterId};

use crate::many_rows::{A_TEXT, AN_INT, Asked, BYTES, ManyRows};
use crate::{StoreError, entry_id};
pub use pending::{pending_page, sort_in};
pub(crate) use walk::{IS_LISTED, LAST, SHOWN_BY, UNDER_ENTRIES};
pub use walk::{is_listed, last, page, page_of_register, shows};

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

pub(crate) const LATEST: &str = "SELECT disclosed_at, actor, purpose, channel, request, entries FROM disclosure \
     ORDER BY disclosure_id DESC LIMIT $1";
pub(crate) static ADD: LazyLock<ManyRows> = LazyLock::new(|| {
    let head = "INSERT INTO disclosure \
         (disclosure_id, disclosed_at, actor, purpose, channel, request, entries)";
    ManyRows::written(head, &[BYTES, AN_INT, A_TEXT, A_TEXT, A_TEXT, A_TEXT, A_TEXT], "")
});
pub(crate) static ADD_OF_ENTRY: LazyLock<ManyRows> = LazyLock::new(|| {
    let head = "INSERT INTO disclosure_entry (register_id, entry_id, disclosure_id)";
    ManyRows::written(head, &[AN_INT, BYTES, BYTES], " ON CONFLICT DO NOTHING")
});

pub(crate) const OF_ENTRY: &str = "SELECT disclosure_id FROM disclosure_entry \
     WHERE register_id = $1 AND entry_id = $2 ORDER BY disclosure_id DESC LIMIT $3";
pub(crate) const BY_ID: &str = "SELECT disclosed_at, actor, purpose, channel, request, entries FROM disclosure \
     WHERE disclosure_id = $1";

/// The looks of one commit, each under its own id, and what they showed.
pub(crate) struct Looks<'l> {
    named: Vec<(&'l Disclosure, EntryId, String)>,
    first: EntryId,
    blocks: BTreeMap<RegisterId, Vec<u8>>,
}

impl<'l> Looks<'l> {
    pub(crate) fn of(looks: &'l [Disclosure], first: EntryId) -> Self {
        let named = (0..).zip(looks).map(|(index, look)| (look, first.following(index), look.entries_text()));
        let named: Vec<_> = named.collect();
        let shown = |(look, id, _): &(&'l Disclosure, EntryId, String)| {
            let id = *id;
            look.entries.iter().map(move |(register, entry)| (*register, *entry, id))
        };
        Self { first, blocks: pending::blocks(named.iter().flat_map(shown)), named }
    }

    /// What writes them. Of none it has to be known what became of it: the database takes all of them or none.
    pub(crate) fn statements(&self) -> Vec<Asked<'_>> {
        let mut rows = Vec::new();
        for (look, id, entries) in &self.named {
            rows.extend([Param::Bytes(id.stored()), Param::Int(look.at), Param::Text(&look.actor)]);
            rows.extend([Param::Text(&look.purpose), Param::Text(look.channel), Param::Text(&look.request)]);
            rows.push(Param::Text(entries));
        }
        let blocks: Vec<_> = self
            .blocks
            .iter()
            .flat_map(|(register, lines)| {
                [Param::Int(register.stored()), Param::Bytes(self.first.stored()), Param::Bytes(lines)]
            })
            .collect();
        let mut statements = ADD.statements(&rows);
        statements.extend(pending::ADD_BLOCK.statements(&blocks));
        statements
    }
}

fn under_entry<'a>(register: i64, entry: &'a EntryId, look: &'a EntryId) -> [Param<'a>; 3] {
    [Param::Int(register), Param::Bytes(entry.stored()), Param::Bytes(look.stored())]
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
    let mut ids = reader.query(OF_ENTRY, &params, |row| entry_id(row, 0)).await?;
    ids.extend(pending::pending_of(reader, (register, entry)).await?);
    // a run over a whole register has one record for each slice: those in whose range the entry was
    ids.extend(crate::check::looks_at(reader, (register, entry)).await?);
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.dedup();
    ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
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
const TAKEN_OVER_AT_ONCE: u32 = 1_000;

/// Puts the looks of before under their entries. Doing it again does no harm.
pub(crate) async fn take_over(db: &Db) -> Result<(), StoreError> {
    let mut after = EntryId::LEAST;
    loop {
        let mut reader = db.reader().await?;
        let looks = page(&mut reader, after, TAKEN_OVER_AT_ONCE).await?;
        let Some((last, _)) = looks.last() else { return Ok(()) };
        after = *last;
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
                    .flat_map(|(register, entry, look)| under_entry(*register, entry, look))
                    .collect();
                tx.execute_each(&ADD_OF_ENTRY.statements(&rows)).await?;
                Ok::<(), StoreError>(())
            })
        })
        .await?;
    }
}

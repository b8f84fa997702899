//! Who looked, before it is sorted in under the entries.
//!
//! A line under an entry lies wherever the entry's id falls: written with the look, each look would dirty a page of its own,
//! and the log of the engine would grow by a page a look. So the lines of a commit go into one row at the end of a small
//! table, in the same commit; the writer sorts them in later, many together, when a page takes many lines at once. Readers
//! see both. Sorting in twice does no harm, so that several programs may do it beside each other.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use db::{Db, Param, Reader};
use registry::ids::{EntryId, RegisterId};

use super::ADD_OF_ENTRY;
use crate::many_rows::{AN_INT, Asked, BYTES, ManyRows};
use crate::{StoreError, entry_id};

/// A line under an entry: register, entry, look.
pub(crate) type Line = (RegisterId, EntryId, EntryId);

/// Entry and look of a line, 16 bytes each.
const LINE_BYTES: usize = 32;
/// Lines that are sorted in with one commit: a millisecond, so that nobody who looks meanwhile waits for it.
const LINES_AT_ONCE: usize = 128;
/// Rows that go with one commit: each is a statement.
const ROWS_AT_ONCE: usize = 32;
/// Rows read at a time.
const BLOCKS_AT_ONCE: i64 = 256;
/// Lines that are sorted at a time, some ten megabytes: the more, the more of them share a page.
pub(crate) const LINES_SORTED: usize = 131_072;

pub(crate) static ADD_BLOCK: LazyLock<ManyRows> = LazyLock::new(|| {
    let head = "INSERT INTO disclosure_pending (register_id, block_id, lines)";
    ManyRows::written(head, &[AN_INT, BYTES, BYTES], "")
});
pub(crate) const DROP_BLOCK: &str = "DELETE FROM disclosure_pending WHERE register_id = $1 AND block_id = $2";
pub(crate) const OF_REGISTER: &str = "SELECT block_id, lines FROM disclosure_pending \
     WHERE register_id = $1 AND block_id > $2 ORDER BY block_id LIMIT $3";
pub(crate) const OF_ALL: &str = "SELECT register_id, block_id, lines FROM disclosure_pending \
     WHERE (register_id, block_id) > ($1, $2) ORDER BY register_id, block_id LIMIT $3";
pub(crate) const COUNT: &str = "SELECT COUNT(*) FROM disclosure_pending";

/// The lines of a commit, a row a register.
pub(super) fn blocks(lines: impl Iterator<Item = Line>) -> BTreeMap<RegisterId, Vec<u8>> {
    let mut blocks: BTreeMap<RegisterId, Vec<u8>> = BTreeMap::new();
    for (register, entry, look) in lines {
        let block = blocks.entry(register).or_default();
        block.extend_from_slice(entry.stored());
        block.extend_from_slice(look.stored());
    }
    blocks
}

/// The lines of a row: entry and look.
fn lines(row: &db::RowRef<'_>, column: usize) -> Result<Vec<(EntryId, EntryId)>, db::DbError> {
    let broken = || db::DbError::Column { column, detail: "not lines of 32 bytes".to_owned() };
    let bytes = row.bytes(column)?;
    let (whole, rest) = bytes.as_chunks::<LINE_BYTES>();
    if !rest.is_empty() {
        return Err(broken());
    }
    let line = |bytes: &[u8; LINE_BYTES]| {
        let (entry, look) = bytes.split_at(LINE_BYTES / 2);
        Some((EntryId::from_stored(entry)?, EntryId::from_stored(look)?))
    };
    whole.iter().map(|bytes| line(bytes).ok_or_else(broken)).collect()
}

/// Lines of a register that are not sorted in, a part at a time: those of rows after one, and the last row of the part.
///
/// # Errors
/// The engine's; a row that is no lines.
pub async fn pending_page(
    reader: &mut Reader,
    register: RegisterId,
    after: EntryId,
) -> Result<Option<(EntryId, Vec<(EntryId, EntryId)>)>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(after.stored()), Param::Int(BLOCKS_AT_ONCE)];
    let mut rows = reader.query(OF_REGISTER, &params, |row| Ok((entry_id(row, 0)?, lines(row, 1)?))).await?;
    let Some((last, _)) = rows.last() else { return Ok(None) };
    Ok(Some((*last, rows.iter_mut().flat_map(|(_, lines)| std::mem::take(lines)).collect())))
}

/// The looks at an entry that are not sorted in.
pub(super) async fn pending_of(
    reader: &mut Reader,
    (register, entry): (RegisterId, EntryId),
) -> Result<Vec<EntryId>, StoreError> {
    let (mut after, mut found) = (EntryId::LEAST, Vec::new());
    while let Some((last, lines)) = pending_page(reader, register, after).await? {
        after = last;
        found.extend(lines.iter().filter(|(of, _)| *of == entry).map(|(_, look)| *look));
    }
    Ok(found)
}

/// Rows that are not sorted in.
pub(crate) async fn count(reader: &mut Reader) -> Result<i64, StoreError> {
    Ok(reader.query(COUNT, &[], |row| row.int(0)).await?.first().copied().unwrap_or(0))
}

/// Lines on their way to their places, and the rows that they come from.
pub(crate) struct SortIn {
    lines: Vec<Line>,
    blocks: Vec<(RegisterId, EntryId)>,
}

/// What is done in one commit: some lines, or, when all have their places, some rows that go.
#[derive(Clone, Default, Debug)]
pub(crate) struct Part {
    lines: Vec<Line>,
    blocks: Vec<(RegisterId, EntryId)>,
}

impl SortIn {
    /// Some of what waits; none, when nothing does.
    pub(crate) async fn load(reader: &mut Reader) -> Result<Option<Self>, StoreError> {
        let mut found = Self { lines: Vec::new(), blocks: Vec::new() };
        let mut after = (i64::MIN, EntryId::LEAST);
        while found.lines.len() < LINES_SORTED {
            let params = [Param::Int(after.0), Param::Bytes(after.1.stored()), Param::Int(BLOCKS_AT_ONCE)];
            let rows = reader
                .query(OF_ALL, &params, |row| {
                    // a row that is no lines stays where it is: the audit names it
                    Ok((row.int(0)?, entry_id(row, 1)?, lines(row, 2).ok()))
                })
                .await?;
            let Some((register, block, _)) = rows.last() else { break };
            after = (*register, *block);
            for (register, block, lines) in rows {
                let Some(lines) = lines else { continue };
                let register = RegisterId::from_stored(register);
                found.lines.extend(lines.into_iter().map(|(entry, look)| (register, entry, look)));
                found.blocks.push((register, block));
            }
        }
        found.lines.sort_unstable();
        found.lines.dedup();
        // taken from the end
        found.lines.reverse();
        Ok((!found.blocks.is_empty()).then_some(found))
    }

    /// What comes next; none, when all is done.
    pub(crate) fn next(&self) -> Option<Part> {
        let end = |len: usize, at_once: usize| len.saturating_sub(at_once)..;
        let mut part = Part::default();
        if self.lines.is_empty() {
            part.blocks = self.blocks.get(end(self.blocks.len(), ROWS_AT_ONCE))?.to_vec();
        } else {
            part.lines =
                self.lines.get(end(self.lines.len(), LINES_AT_ONCE))?.iter().rev().copied().collect();
        }
        (!part.is_empty()).then_some(part)
    }

    /// That is done.
    pub(crate) fn done(&mut self, part: &Part) {
        self.lines.truncate(self.lines.len().saturating_sub(part.lines.len()));
        self.blocks.truncate(self.blocks.len().saturating_sub(part.blocks.len()));
    }
}

impl Part {
    pub(crate) const fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.blocks.is_empty()
    }

    pub(crate) fn statements(&self) -> Vec<Asked<'_>> {
        let lines: Vec<_> = self
            .lines
            .iter()
            .flat_map(|(register, entry, look)| super::under_entry(register.stored(), entry, look))
            .collect();
        let mut statements = ADD_OF_ENTRY.statements(&lines);
        statements.extend(self.blocks.iter().map(|(register, block)| {
            (DROP_BLOCK, vec![Param::Int(register.stored()), Param::Bytes(block.stored())])
        }));
        statements
    }

    /// Does it in a commit of its own.
    pub(crate) async fn write(&self, db: &Db) -> Result<(), StoreError> {
        let part = self.clone();
        db.transact("sort-in-looks", move |tx| {
            let part = part.clone();
            Box::pin(async move { Ok(tx.execute_and_commit(&part.statements()).await?) })
        })
        .await
    }
}

/// Sorts in whatever waits.
///
/// # Errors
/// The engine's: what was not sorted in stands where it stood.
pub async fn sort_in(db: &Db) -> Result<(), StoreError> {
    loop {
        // the reader goes back before the writer is asked for
        let found = SortIn::load(&mut db.reader().await?).await?;
        let Some(mut sorting) = found else { return Ok(()) };
        while let Some(part) = sorting.next() {
            part.write(db).await?;
            sorting.done(&part);
        }
    }
}

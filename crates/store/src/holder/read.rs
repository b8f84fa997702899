//! Reading links.

use std::collections::HashMap;
use std::sync::LazyLock;

use db::{DbError, Param, Reader, RowRef};
use registry::ids::{EntryId, HolderId, RegisterId};

use super::{KnownNumber, Link, NumberFact, NumberRef, holder_id};
use crate::many_rows::{AN_INT, BYTES, ManyRows};
use crate::{StoreError, entry_id, fixed};

pub(crate) const OF_ENTRY: &str = "SELECT register_id, entry_id, holder_id, way, ground, linked_by, linked_at, \
     number_ref, number_fact, number_way, number_since FROM entry_holder WHERE register_id = $1 AND entry_id = $2";
pub(crate) const WALK: &str = "SELECT register_id, entry_id, holder_id, way, ground, linked_by, linked_at, \
     number_ref, number_fact, number_way, number_since FROM entry_holder \
     WHERE register_id = $1 AND entry_id > $2 ORDER BY entry_id LIMIT $3";
/// [`OF_ENTRY`] for many.
// LEFT, so that it goes from the wanted to their links, in their order, however small the table was when the plan was made.
pub(crate) static OF_ENTRIES: LazyLock<ManyRows> = LazyLock::new(|| {
    ManyRows::typed(
        "SELECT h.register_id, h.entry_id, h.holder_id, h.way, h.ground, h.linked_by, h.linked_at, \
         h.number_ref, h.number_fact, h.number_way, h.number_since FROM (VALUES",
        &[AN_INT, BYTES],
        ") AS wanted LEFT JOIN entry_holder h ON h.register_id = wanted.column1 AND h.entry_id = wanted.column2",
    )
});
pub(crate) const ENTRIES_OF: &str =
    "SELECT register_id, entry_id FROM holder_entry WHERE holder_id = $1 ORDER BY register_id, entry_id";
/// [`ENTRIES_OF`] for many.
pub(crate) static ENTRIES_OF_MANY: LazyLock<ManyRows> = LazyLock::new(|| {
    ManyRows::typed(
        "SELECT h.holder_id, h.register_id, h.entry_id FROM (VALUES",
        &[BYTES],
        ") AS wanted LEFT JOIN holder_entry h ON h.holder_id = wanted.column1",
    )
});
pub(crate) const PAST_OF: &str = "SELECT holder_id, way, ground, linked_by, linked_at, ended_at, ended_by, ended_ground \
     FROM entry_holder_past WHERE register_id = $1 AND entry_id = $2 ORDER BY linked_at DESC LIMIT 50";
pub(crate) const HOLDER_OF_NUMBER: &str = "SELECT holder_id FROM number_holder WHERE number_ref = $1";
pub(crate) const NUMBER_COUNTS: &str = "SELECT number_fact, COUNT(*) FROM entry_holder WHERE register_id = $1 GROUP BY number_fact ORDER BY number_fact";

pub(super) fn map(row: &RowRef<'_>) -> Result<Link, DbError> {
    let fact = NumberFact::of_code(row.text(8)?);
    let number = match (fact, row.opt_int(10)?) {
        (Some(fact), Some(since)) => {
            Some(KnownNumber { number: fixed(row, 7)?, fact, way: row.text(9)?.to_owned(), since })
        }
        _ => None,
    };
    Ok(Link {
        register: RegisterId::from_stored(row.int(0)?),
        entry: entry_id(row, 1)?,
        holder: holder_id(row, 2)?,
        way: row.text(3)?.to_owned(),
        ground: row.text(4)?.to_owned(),
        by: row.text(5)?.to_owned(),
        at: row.int(6)?,
        number,
    })
}

/// The link of an entry.
///
/// # Errors
/// The engine's.
pub async fn of_entry(
    reader: &mut Reader,
    (register, entry): (RegisterId, EntryId),
) -> Result<Option<Link>, StoreError> {
    Ok(of_entries(reader, &[(register, entry)]).await?.pop())
}

/// The links of entries, many in one statement; entries without one are left out.
///
/// # Errors
/// The engine's.
pub async fn of_entries(
    reader: &mut Reader,
    entries: &[(RegisterId, EntryId)],
) -> Result<Vec<Link>, StoreError> {
    if let [(register, entry)] = entries {
        let params = [Param::Int(register.stored()), Param::Bytes(entry.stored())];
        return Ok(reader.query(OF_ENTRY, &params, map).await?);
    }
    let keys: Vec<Param<'_>> = entries
        .iter()
        .flat_map(|(register, entry)| [Param::Int(register.stored()), Param::Bytes(entry.stored())])
        .collect();
    OF_ENTRIES.found(reader, &keys, map).await
}

/// The entries of a person, in all registers.
///
/// # Errors
/// The engine's.
pub async fn entries_of(
    reader: &mut Reader,
    holder: HolderId,
) -> Result<Vec<(RegisterId, EntryId)>, StoreError> {
    let map = |row: &RowRef<'_>| Ok((RegisterId::from_stored(row.int(0)?), entry_id(row, 1)?));
    Ok(reader.query(ENTRIES_OF, &[Param::Bytes(holder.stored())], map).await?)
}

/// The entries of many persons, many in one statement; persons without one are left out.
///
/// # Errors
/// The engine's.
pub async fn entries_of_many(
    reader: &mut Reader,
    holders: &[HolderId],
) -> Result<HashMap<HolderId, Vec<(RegisterId, EntryId)>>, StoreError> {
    let keys: Vec<Param<'_>> = holders.iter().map(|holder| Param::Bytes(holder.stored())).collect();
    let mut entries: HashMap<HolderId, Vec<(RegisterId, EntryId)>> = HashMap::with_capacity(holders.len());
    for (sql, params) in ENTRIES_OF_MANY.statements(&keys) {
        let see = |row: &RowRef<'_>| {
            if let Some(register) = row.opt_int(1)? {
                let entry = (RegisterId::from_stored(register), entry_id(row, 2)?);
                entries.entry(holder_id(row, 0)?).or_default().push(entry);
            }
            Ok(())
        };
        reader.for_each(sql, &params, see).await?;
    }
    Ok(entries)
}

/// The person of each number that is known, in the order asked; in one flight.
///
/// # Errors
/// The engine's.
pub async fn by_number(
    reader: &mut Reader,
    numbers: &[NumberRef],
) -> Result<Vec<Option<HolderId>>, StoreError> {
    let sets: Vec<_> = numbers.iter().map(|number| vec![Param::Bytes(number)]).collect();
    let mut holders = vec![None; numbers.len()];
    let found = reader.query_many(HOLDER_OF_NUMBER, &sets, |at, row| Ok((at, holder_id(row, 0)?))).await?;
    for (at, holder) in found {
        if let Some(place) = holders.get_mut(at) {
            *place = Some(holder);
        }
    }
    Ok(holders)
}

/// A slice of a register's links in the order of entries, after one of them.
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn walk(
    reader: &mut Reader,
    register: RegisterId,
    after: EntryId,
    limit: u32,
    mut see: impl FnMut(Link) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(after.stored()), Param::Int(i64::from(limit))];
    Ok(reader.for_each(WALK, &params, |row| map(row).and_then(&mut see)).await?)
}

/// How many of a register's links know the number, by how they know it.
///
/// # Errors
/// The engine's.
pub async fn number_counts(
    reader: &mut Reader,
    register: RegisterId,
) -> Result<Vec<(Option<NumberFact>, u64)>, StoreError> {
    let map = |row: &RowRef<'_>| Ok((NumberFact::of_code(row.text(0)?), crate::count(row, 1)?));
    Ok(reader.query(NUMBER_COUNTS, &[Param::Int(register.stored())], map).await?)
}

/// A link that was taken back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Past {
    /// As it stood; its number is not kept.
    pub link: Link,
    /// Until when, Unix microseconds.
    pub ended_at: i64,
    /// By whom.
    pub ended_by: String,
    /// Why.
    pub ended_ground: String,
}

/// The links of an entry that were taken back, the latest first.
///
/// # Errors
/// The engine's.
pub async fn past_of(
    reader: &mut Reader,
    (register, entry): (RegisterId, EntryId),
) -> Result<Vec<Past>, StoreError> {
    let map = |row: &RowRef<'_>| {
        Ok(Past {
            link: Link {
                register,
                entry,
                holder: holder_id(row, 0)?,
                way: row.text(1)?.to_owned(),
                ground: row.text(2)?.to_owned(),
                by: row.text(3)?.to_owned(),
                at: row.int(4)?,
                number: None,
            },
            ended_at: row.int(5)?,
            ended_by: row.text(6)?.to_owned(),
            ended_ground: row.text(7)?.to_owned(),
        })
    };
    let params = [Param::Int(register.stored()), Param::Bytes(entry.stored())];
    Ok(reader.query(PAST_OF, &params, map).await?)
}

/// The portal account of a person, if there is one.
///
/// # Errors
/// The engine's.
pub async fn account_of(
    reader: &mut Reader,
    person: HolderId,
) -> Result<Option<crate::portal::AccountKey>, StoreError> {
    let map = |row: &RowRef<'_>| fixed::<16>(row, 0);
    Ok(reader
        .query(crate::portal::ACCOUNT_OF, &[Param::Bytes(person.stored())], map)
        .await?
        .into_iter()
        .next())
}

//! The table of the present.

use std::sync::LazyLock;

use db::{DbError, Param, Reader, RowRef};
use registry::ids::{EntryId, RegisterId};

use crate::many_rows::{A_TEXT, AN_INT, BYTES, ManyRows};
use crate::{StoreError, entry_id};

/// An entry as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Its register.
    pub register: RegisterId,
    /// Its id.
    pub id: EntryId,
    /// The number it is found by.
    pub number_key: String,
    /// Records in its history.
    pub version: i64,
    /// The line text of the present.
    pub present: String,
}

pub(crate) const BY_NUMBER: &str = "SELECT register_id, entry_id, number_key, version, present FROM entry \
     WHERE register_id = $1 AND number_key = $2";
pub(crate) const BY_ID: &str = "SELECT register_id, entry_id, number_key, version, present FROM entry \
     WHERE register_id = $1 AND entry_id = $2";
// Over all registers in one statement: the reference table drives, one index seek a register.
pub(crate) const BY_NUMBER_ANYWHERE: &str = "SELECT e.register_id, e.entry_id, e.number_key, e.version, e.present \
     FROM register r JOIN entry e ON e.register_id = r.register_id WHERE e.number_key = $1";
pub(crate) const BY_ID_ANYWHERE: &str = "SELECT e.register_id, e.entry_id, e.number_key, e.version, e.present \
     FROM register r JOIN entry e ON e.register_id = r.register_id WHERE e.entry_id = $1";
pub(crate) const FROM_ID: &str = "SELECT register_id, entry_id, number_key, version, present FROM entry \
     WHERE register_id = $1 AND entry_id > $2 ORDER BY entry_id LIMIT $3";
pub(crate) const LAST_ID: &str =
    "SELECT entry_id FROM entry WHERE register_id = $1 ORDER BY entry_id DESC LIMIT 1";

pub(crate) fn map(row: &RowRef<'_>) -> Result<EntryRow, DbError> {
    Ok(EntryRow {
        register: RegisterId::from_stored(row.int(0)?),
        id: entry_id(row, 1)?,
        number_key: row.text(2)?.to_owned(),
        version: row.int(3)?,
        present: row.text(4)?.to_owned(),
    })
}

/// The entry of a number in each of the registers, in one flight.
///
/// # Errors
/// The engine's.
pub async fn by_number(
    reader: &mut Reader,
    registers: &[RegisterId],
    number_key: &str,
) -> Result<Vec<EntryRow>, StoreError> {
    if let [only] = registers {
        return Ok(reader
            .query(BY_NUMBER, &[Param::Int(only.stored()), Param::Text(number_key)], map)
            .await?);
    }
    let mut rows = reader.query(BY_NUMBER_ANYWHERE, &[Param::Text(number_key)], map).await?;
    rows.retain(|row| registers.contains(&row.register));
    Ok(rows)
}

/// [`BY_NUMBER`] for many look-ups: the server answers several times as many in one statement as in one each.
// LEFT, so that it goes from the wanted to their entries, however small the table was when it made its plan.
pub(crate) static BY_NUMBERS: LazyLock<ManyRows> = LazyLock::new(|| {
    ManyRows::typed(
        "SELECT e.register_id, e.entry_id, e.number_key, e.version, e.present FROM (VALUES",
        &[AN_INT, A_TEXT],
        ") AS wanted LEFT JOIN entry e ON e.register_id = wanted.column1 AND e.number_key = wanted.column2",
    )
});

/// The entries of many (register, number), in any order; what is not there is left out.
///
/// # Errors
/// The engine's.
pub async fn by_numbers(
    reader: &mut Reader,
    asked: &[(RegisterId, &str)],
) -> Result<Vec<EntryRow>, StoreError> {
    if let [(register, number)] = asked {
        return by_number(reader, &[*register], number).await;
    }
    let keys: Vec<Param<'_>> =
        asked.iter().flat_map(|(r, number)| [Param::Int(r.stored()), Param::Text(number)]).collect();
    BY_NUMBERS.found(reader, &keys, map).await
}

/// Ids in one statement of [`by_ids_anywhere`]: the next larger one is filled up with its last id.
const AT_ONCE: [usize; 3] = [4, 16, 64];

/// [`BY_ID_ANYWHERE`] for so many.
pub(crate) static BY_IDS_ANYWHERE: LazyLock<[String; 3]> = LazyLock::new(|| {
    AT_ONCE.map(|count| {
        let places = (1..=count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        BY_ID_ANYWHERE.replace("e.entry_id = $1", &format!("e.entry_id IN ({places})"))
    })
});

/// The entries of some ids, wherever among the registers they are, in any order; what is not there is left out.
///
/// # Errors
/// The engine's.
pub async fn by_ids_anywhere(reader: &mut Reader, ids: &[EntryId]) -> Result<Vec<EntryRow>, StoreError> {
    let most = AT_ONCE.last().copied().unwrap_or(1);
    let mut rows = Vec::with_capacity(ids.len());
    for some in ids.chunks(most) {
        if let [only] = some {
            rows.append(&mut reader.query(BY_ID_ANYWHERE, &[Param::Bytes(only.stored())], map).await?);
            continue;
        }
        let sizes = AT_ONCE.iter().zip(BY_IDS_ANYWHERE.iter());
        let Some((size, sql)) = sizes.into_iter().find(|(size, _)| **size >= some.len()) else { continue };
        let filled = some.iter().chain(some.last().into_iter().cycle()).take(*size);
        let params: Vec<Param<'_>> = filled.map(|id| Param::Bytes(id.stored())).collect();
        rows.append(&mut reader.query(sql, &params, map).await?);
    }
    Ok(rows)
}

/// The entry of an id, wherever among the registers it is.
///
/// # Errors
/// The engine's.
pub async fn by_id(
    reader: &mut Reader,
    registers: &[RegisterId],
    id: EntryId,
) -> Result<Option<EntryRow>, StoreError> {
    let mut rows = reader.query(BY_ID_ANYWHERE, &[Param::Bytes(id.stored())], map).await?;
    rows.retain(|row| registers.contains(&row.register));
    Ok(rows.into_iter().next())
}

/// [`BY_ID`] for many.
// LEFT, so that it goes from the wanted to their entries, in their order, however small the table was when it made its plan.
pub(crate) static BY_IDS: LazyLock<ManyRows> = LazyLock::new(|| {
    ManyRows::typed(
        "SELECT e.register_id, e.entry_id, e.number_key, e.version, e.present FROM (VALUES",
        &[AN_INT, BYTES],
        ") AS wanted LEFT JOIN entry e ON e.register_id = wanted.column1 AND e.entry_id = wanted.column2",
    )
});

/// Entries by register and id, many in one statement, as far as they are there.
///
/// # Errors
/// The engine's.
pub async fn by_ids(
    reader: &mut Reader,
    wanted: &[(RegisterId, EntryId)],
) -> Result<Vec<EntryRow>, StoreError> {
    if let [(register, id)] = wanted {
        let params = [Param::Int(register.stored()), Param::Bytes(id.stored())];
        return Ok(reader.query(BY_ID, &params, map).await?);
    }
    let keys: Vec<Param<'_>> =
        wanted.iter().flat_map(|(r, id)| [Param::Int(r.stored()), Param::Bytes(id.stored())]).collect();
    BY_IDS.found(reader, &keys, map).await
}

/// A slice of a register in the order of ids, after one of them: for walks over all that hold no lock.
///
/// # Errors
/// The engine's, or what `see` says.
pub async fn walk(
    reader: &mut Reader,
    register: RegisterId,
    after: EntryId,
    limit: u32,
    see: impl FnMut(&RowRef<'_>) -> Result<(), DbError> + Send,
) -> Result<(), StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(after.stored()), Param::Int(i64::from(limit))];
    Ok(reader.for_each(FROM_ID, &params, see).await?)
}

/// The last entry of a register.
///
/// # Errors
/// The engine's.
pub async fn last(reader: &mut Reader, register: RegisterId) -> Result<Option<EntryId>, StoreError> {
    let last = reader.query(LAST_ID, &[Param::Int(register.stored())], |row| entry_id(row, 0)).await?;
    Ok(last.into_iter().next())
}

//! Reading what is checked: links and entries of a register side by side, in the order of entries, once.

use db::{DbError, Param, Reader, RowRef};
use registry::ids::{EntryId, HolderId, RegisterId};

use crate::entry::EntryRow;
use crate::holder::{Link, NumberFact};
use crate::{StoreError, entry_id, fixed};

/// Linked entries of a slice at most: what is in memory at once (some 30 MB, of which a worker holds three), and one file to
/// the resident register.
pub const SLICE_ENTRIES: u64 = 25_000;

pub(crate) const BOUNDARY: &str = "SELECT entry_id FROM entry_holder WHERE register_id = $1 AND entry_id > $2 \
     AND number_ref IS NOT NULL ORDER BY entry_id LIMIT 1 OFFSET $3";
pub(crate) const LINKED: &str = "SELECT entry_id FROM entry_holder WHERE register_id = $1 AND number_ref IS NOT NULL \
     ORDER BY entry_id DESC LIMIT 1";
pub(crate) const LINKS: &str = "SELECT entry_id, holder_id, number_ref, number_fact, linked_at FROM entry_holder \
     WHERE register_id = $1 AND entry_id > $2 AND entry_id <= $3 AND number_ref IS NOT NULL ORDER BY entry_id";
pub(crate) const ENTRIES: &str = "SELECT entry_id, version, present FROM entry \
     WHERE register_id = $1 AND entry_id > $2 AND entry_id <= $3 ORDER BY entry_id";
pub(crate) const SEVERAL: &str = "SELECT holder_id FROM holder_entry GROUP BY holder_id HAVING COUNT(*) > 1";

/// An entry whose holder's number is known.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The register.
    pub register: RegisterId,
    /// The entry.
    pub entry: EntryId,
    /// Whose it is.
    pub holder: HolderId,
    /// The vault's handle; `None` for a further entry of a person whose number another register of the authority knows.
    pub number: Option<[u8; 16]>,
    /// How this register knows it.
    pub fact: Option<NumberFact>,
    /// Since when the link stands.
    pub linked_at: i64,
    /// The entry's version.
    pub version: i64,
    /// Its present.
    pub present: Box<str>,
}

impl Checked {
    /// An entry by its link and as it stands.
    #[must_use]
    pub fn of(link: &Link, stands: &EntryRow) -> Self {
        Self {
            register: link.register,
            entry: link.entry,
            holder: link.holder,
            number: link.number.as_ref().map(|known| known.number),
            fact: link.number.as_ref().map(|known| known.fact),
            linked_at: link.at,
            version: stands.version,
            present: stands.present.as_str().into(),
        }
    }
}

/// The last entry of a register whose holder's number is known.
///
/// # Errors
/// The engine's.
pub async fn linked(reader: &mut Reader, register: RegisterId) -> Result<Option<EntryId>, StoreError> {
    let last = reader.query(LINKED, &[Param::Int(register.stored())], |row| entry_id(row, 0)).await?;
    Ok(last.into_iter().next())
}

/// The last entry of the slice that begins after one, when there are as many entries as make a slice.
///
/// # Errors
/// The engine's.
pub async fn next_boundary(
    reader: &mut Reader,
    (register, after): (RegisterId, EntryId),
    entries: u64,
) -> Result<Option<EntryId>, StoreError> {
    let skip = Param::Int(crate::stored(entries.saturating_sub(1)));
    let params = [Param::Int(register.stored()), Param::Bytes(after.stored()), skip];
    Ok(reader.query(BOUNDARY, &params, |row| entry_id(row, 0)).await?.into_iter().next())
}

/// The linked entries after one and up to another: two sorted flows, merged.
///
/// # Errors
/// The engine's.
pub async fn read_slice(
    reader: &mut Reader,
    (register, after, last): (RegisterId, EntryId, EntryId),
) -> Result<Vec<Checked>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(after.stored()), Param::Bytes(last.stored())];
    let link = |row: &RowRef<'_>| -> Result<Checked, DbError> {
        let holder = HolderId::from_stored(row.bytes(1)?)
            .ok_or_else(|| DbError::Column { column: 1, detail: "not 16 bytes".to_owned() })?;
        Ok(Checked {
            register,
            entry: entry_id(row, 0)?,
            holder,
            number: Some(fixed(row, 2)?),
            fact: NumberFact::of_code(row.text(3)?),
            linked_at: row.int(4)?,
            version: 0,
            present: Box::default(),
        })
    };
    let mut checked = reader.query(LINKS, &params, link).await?;
    let mut at = 0;
    let see = |row: &RowRef<'_>| {
        let id = entry_id(row, 0)?;
        while checked.get(at).is_some_and(|link| link.entry < id) {
            at += 1;
        }
        if let Some(link) = checked.get_mut(at).filter(|link| link.entry == id) {
            link.version = row.int(1)?;
            link.present = row.text(2)?.into();
            at += 1;
        }
        Ok(())
    };
    reader.for_each(ENTRIES, &params, see).await?;
    // a link without its entry is for the audit to find
    checked.retain(|link| link.version > 0);
    Ok(checked)
}

/// The tails of the ids of holders with several entries, sorted: eight bytes each. A tail that is two holders' costs one needless look.
///
/// # Errors
/// The engine's.
pub async fn holders_with_several(reader: &mut Reader) -> Result<Vec<u64>, StoreError> {
    let mut tails = Vec::new();
    let see = |row: &RowRef<'_>| {
        let [.., a, b, c, d, e, f, g, h] = fixed::<16>(row, 0)?;
        tails.push(u64::from_be_bytes([a, b, c, d, e, f, g, h]));
        Ok(())
    };
    reader.for_each(SEVERAL, &[], see).await?;
    tails.sort_unstable();
    tails.shrink_to_fit();
    Ok(tails)
}

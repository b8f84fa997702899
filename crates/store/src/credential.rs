//! Places of credentials in the status lists, and the history of the keys that sign them.
//!
//! An entry has a place once its holder shows it; the place is drawn at random, so neighbours in a list have nothing to do with each other.
//! Acts mark it in their own transaction ([`Effect`]): whatever a proof said before is taken back with the commit that makes it untrue.

mod keys;

use db::{Db, Param, Reader, Tx};
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, lines_of};
use registry::present::{Existence, existence_of};

use crate::ledger::NewRecord;
use crate::many_rows::Asked;
use crate::{StoreError, entry_id, ledger};

pub use keys::{KeyRow, add_key, keys};

pub(crate) use keys::{ADD_KEY, END_KEYS, KEYS};

/// The mark of a place whose entry ended.
pub const ENDED: &str = "ended";
/// The mark of a place whose entry says something else by now.
pub const REPLACED: &str = "replaced";
/// What a mark begins with whose place is suspended on some days: the terms follow, `from/until`, separated by spaces.
pub const SUSPENDED: &str = "suspended";

pub(crate) const LIVE: &str = "SELECT list_no, place, version FROM credential_place \
     WHERE register_id = $1 AND entry_id = $2 AND live = 1";
pub(crate) const LAST_LIST: &str =
    "SELECT list_no FROM credential_place WHERE register_id = $1 ORDER BY list_no DESC LIMIT 1";
pub(crate) const TAKE: &str = "INSERT INTO credential_place \
     (register_id, list_no, place, entry_id, version, live, mark, changed_at) \
     VALUES ($1, $2, $3, $4, $5, 1, $6, $7) ON CONFLICT DO NOTHING";
pub(crate) const MARK: &str = "UPDATE credential_place SET live = $3, mark = $4, changed_at = $5 \
     WHERE register_id = $1 AND entry_id = $2 AND live = 1";
pub(crate) const MARKS: &str = "SELECT place, mark FROM credential_place \
     WHERE register_id = $1 AND list_no = $2 AND mark <> ''";

/// A place in a register's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The list, counted from 1.
    pub list: i64,
    /// The place in it.
    pub place: u32,
    /// The version of the entry for which it was taken.
    pub version: i64,
}

fn place(row: &db::RowRef<'_>) -> Result<Place, db::DbError> {
    let number = u32::try_from(row.int(1)?);
    let place = number.map_err(|_| db::DbError::Column { column: 1, detail: "no place".to_owned() })?;
    Ok(Place { list: row.int(0)?, place, version: row.int(2)? })
}

/// The place that an entry has now.
///
/// # Errors
/// The engine's.
pub async fn live(
    reader: &mut Reader,
    register: RegisterId,
    entry: EntryId,
) -> Result<Option<Place>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(entry.stored())];
    Ok(reader.query(LIVE, &params, place).await?.into_iter().next())
}

/// An entry that wants a place.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its register.
    pub register: RegisterId,
    /// The entry.
    pub entry: EntryId,
    /// The version that was seen.
    pub version: i64,
    /// Its present as seen: a suspension that is already decided goes with the place.
    pub present: String,
    /// Random places, tried one after the other; when all are taken, the list is full enough and the next is begun.
    pub draws: Vec<u32>,
    /// Unix microseconds.
    pub at: i64,
}

/// Takes a place for an entry, or gives the one that it has; none when the entry has changed since it was seen.
///
/// # Errors
/// The engine's.
pub async fn take(db: &Db, wanted: Wanted) -> Result<Option<Place>, StoreError> {
    db.transact("take-place", move |tx| {
        let wanted = wanted.clone();
        Box::pin(async move { take_in(tx, &wanted).await })
    })
    .await
}

async fn take_in(tx: &mut Tx, wanted: &Wanted) -> Result<Option<Place>, StoreError> {
    let (register, entry) = (Param::Int(wanted.register.stored()), Param::Bytes(wanted.entry.stored()));
    // No act can come between the version and the place: it waits for this entry.
    ledger::lock(tx, wanted.register, wanted.entry).await?;
    let version = tx.query(ledger::VERSION_OF, &[register, entry], |row| row.int(0)).await?;
    if version.first() != Some(&wanted.version) {
        return Ok(None);
    }
    let live = tx.query(LIVE, &[register, entry], place).await?;
    if let Some(live) = live.into_iter().next() {
        return Ok(Some(live));
    }
    let last = tx.query(LAST_LIST, &[register], |row| row.int(0)).await?;
    let last = last.first().copied().unwrap_or(1);
    let mark = mark_of(&wanted.present).unwrap_or_default();
    let mut draws = wanted.draws.iter();
    for list in [last, last.saturating_add(1)] {
        // Half of the draws for each.
        for place in draws.by_ref().take(wanted.draws.len().div_ceil(2)) {
            let params = [
                register,
                Param::Int(list),
                Param::Int(i64::from(*place)),
                entry,
                Param::Int(wanted.version),
                Param::Text(&mark),
                Param::Int(wanted.at),
            ];
            if tx.execute(TAKE, &params).await? == 1 {
                return Ok(Some(Place { list, place: *place, version: wanted.version }));
            }
        }
    }
    Err(db::DbError::Contention("no free place was drawn".to_owned()).into())
}

/// The marks of a list: place and mark.
///
/// # Errors
/// The engine's.
pub async fn marks(
    reader: &mut Reader,
    register: RegisterId,
    list: i64,
) -> Result<Vec<(u32, String)>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Int(list)];
    let rows = reader.query(MARKS, &params, |row| Ok((row.int(0)?, row.text(1)?.to_owned()))).await?;
    Ok(rows.into_iter().filter_map(|(place, mark)| Some((u32::try_from(place).ok()?, mark))).collect())
}

/// The last list of a register; none while nobody has shown an entry of it.
///
/// # Errors
/// The engine's.
pub async fn last_list(reader: &mut Reader, register: RegisterId) -> Result<Option<i64>, StoreError> {
    let found = reader.query(LAST_LIST, &[Param::Int(register.stored())], |row| row.int(0)).await?;
    Ok(found.first().copied())
}

/// What an act does to the place of its entry: whether the place lives on, and its mark.
fn effect(before: &str, after: &str) -> Option<(bool, String)> {
    if before == after {
        return None;
    }
    if existence_of(after) != Existence::Registered {
        return Some((false, ENDED.to_owned()));
    }
    if same_items(before, after) {
        return Some((true, mark_of(after).unwrap_or_default()));
    }
    Some((false, REPLACED.to_owned()))
}

/// What binds a holder on some days is said by the list; everything else, by the proof.
const fn is_of_the_list(item: EntryItem) -> bool {
    matches!(item, EntryItem::PracticeSuspended | EntryItem::TitleSuspended | EntryItem::Admonished)
}

fn same_items(before: &str, after: &str) -> bool {
    let own = |(item, _): &(EntryItem, &str)| !is_of_the_list(*item);
    lines_of(before).filter(own).eq(lines_of(after).filter(own))
}

/// The mark of an entry that stands: the terms of its suspensions.
fn mark_of(present: &str) -> Option<String> {
    let is_term = |item| matches!(item, EntryItem::PracticeSuspended | EntryItem::TitleSuspended);
    let terms: Vec<&str> =
        lines_of(present).filter(|(item, _)| is_term(*item)).map(|(_, value)| value).collect();
    (!terms.is_empty()).then(|| format!("{SUSPENDED} {}", terms.join(" ")))
}

/// What an act does to the place of its entry in the status list.
pub(crate) struct Effect<'r> {
    act: &'r NewRecord,
    live: bool,
    mark: String,
}

impl<'r> Effect<'r> {
    /// `None` when the place stays as it is.
    pub(crate) fn of(act: &'r NewRecord) -> Option<Self> {
        let (live, mark) = effect(act.before.as_deref()?, &act.after)?;
        Some(Self { act, live, mark })
    }

    /// What marks the place, where there is one; a part of the act's commit.
    pub(crate) fn statement(&self, at: i64) -> Asked<'_> {
        let params = vec![
            Param::Int(self.act.register.stored()),
            Param::Bytes(self.act.entry.stored()),
            Param::Int(i64::from(self.live)),
            Param::Text(&self.mark),
            Param::Int(at),
        ];
        (MARK, params)
    }
}

/// Takes back what was shown of an entry, though no act has changed it: it was shown by somebody whose entry it is not.
pub(crate) async fn take_back(
    tx: &mut Tx,
    (register, entry): (RegisterId, EntryId),
    at: i64,
) -> Result<(), StoreError> {
    let (ended, mark) = (Param::Int(0), Param::Text(REPLACED));
    let params = [Param::Int(register.stored()), Param::Bytes(entry.stored()), ended, mark, Param::Int(at)];
    tx.execute(MARK, &params).await?;
    Ok(())
}

/// The entry of a place: for tests and for who answers for a list.
///
/// # Errors
/// The engine's.
pub async fn entry_at(
    reader: &mut Reader,
    register: RegisterId,
    (list, place): (i64, u32),
) -> Result<Option<EntryId>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Int(list), Param::Int(i64::from(place))];
    Ok(reader.query(ENTRY_AT, &params, |row| entry_id(row, 0)).await?.into_iter().next())
}

pub(crate) const ENTRY_AT: &str =
    "SELECT entry_id FROM credential_place WHERE register_id = $1 AND list_no = $2 AND place = $3";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_ends_replaces_or_suspends() {
        let before = "#1\nN見本　花子\n";
        let cases = [
            ("#1\nN見本　花子\n", None),
            ("#1\nN例　花子\n", Some((false, REPLACED.to_owned()))),
            ("#1\nN見本　花子\nXdeath 2026-01-01\n", Some((false, ENDED.to_owned()))),
            ("#1\nN見本　花子\na2026-01-01\n", Some((true, String::new()))),
            (
                "#1\nN見本　花子\np2026-01-01/2026-02-01\nt2026-03-01/\n",
                Some((true, "suspended 2026-01-01/2026-02-01 2026-03-01/".to_owned())),
            ),
        ];
        for (after, expected) in cases {
            assert_eq!(effect(before, after), expected, "{after}");
        }
    }
}

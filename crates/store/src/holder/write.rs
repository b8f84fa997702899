//! Writing links: both sides in the caller's transaction.

use db::{Param, Tx};
use registry::ids::{EntryId, HolderId, RegisterId};

use super::{KnownNumber, Link, holder_id};
use crate::StoreError;

pub(crate) const ADD_HOLDER: &str =
    "INSERT INTO holder (holder_id, created_at) VALUES ($1, $2) ON CONFLICT (holder_id) DO NOTHING";
pub(crate) const ADD_NUMBER: &str =
    "INSERT INTO number_holder (number_ref, holder_id) VALUES ($1, $2) ON CONFLICT (number_ref) DO NOTHING";
pub(crate) const ADD_LINK: &str = "INSERT INTO entry_holder (register_id, entry_id, holder_id, way, ground, \
     linked_by, linked_at, number_ref, number_fact, number_way, number_since) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (register_id, entry_id) DO NOTHING";
pub(crate) const ADD_OF_HOLDER: &str = "INSERT INTO holder_entry (holder_id, register_id, entry_id, linked_at) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (holder_id, register_id, entry_id) DO NOTHING";
pub(crate) const SET_NUMBER: &str = "UPDATE entry_holder SET number_ref = $3, number_fact = $4, number_way = $5, \
     number_since = $6 WHERE register_id = $1 AND entry_id = $2 AND holder_id = $7 \
     AND (number_fact <> 'given' OR $4 = 'given')";
pub(crate) const ADD_PAST: &str = "INSERT INTO entry_holder_past (register_id, entry_id, linked_at, holder_id, way, \
     ground, linked_by, ended_at, ended_by, ended_ground) \
     SELECT register_id, entry_id, linked_at, holder_id, way, ground, linked_by, $3, $4, $5 FROM entry_holder \
     WHERE register_id = $1 AND entry_id = $2";
pub(crate) const DROP_LINK: &str = "DELETE FROM entry_holder WHERE register_id = $1 AND entry_id = $2";
pub(crate) const DROP_OF_HOLDER: &str =
    "DELETE FROM holder_entry WHERE holder_id = $1 AND register_id = $2 AND entry_id = $3";

/// A link to be made.
pub type NewLink = Link;

/// What became of a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkOutcome {
    /// It stands.
    Linked,
    /// The entry is this person's already: nothing was changed.
    Already,
    /// The entry is another person's: nothing was changed. For a person at the desk.
    Others(HolderId),
    /// The number is another person's: nothing was changed. For a person at the desk.
    NumberOfAnother(HolderId),
}

/// Makes links, each for itself; the rows of all go in few flights. No entry may occur twice. A holder that is not there yet is made.
///
/// # Errors
/// The engine's: then none stands.
pub async fn link(tx: &mut Tx, links: &[NewLink]) -> Result<Vec<LinkOutcome>, StoreError> {
    let mut outcomes = vec![LinkOutcome::Linked; links.len()];
    claim_numbers(tx, links, &mut outcomes).await?;
    let open = open_ones(links, &outcomes);
    let rows: Vec<Vec<Param<'_>>> = open.iter().map(|(_, link)| row_of(link)).collect();
    let counts = tx.execute_many(ADD_LINK, &rows).await?;
    for ((at, link), _) in open.iter().zip(&counts).filter(|(_, count)| **count == 0) {
        let whose = holder_of(tx, (link.register, link.entry)).await?;
        if let Some(place) = outcomes.get_mut(*at) {
            *place = match whose {
                Some(holder) if holder != link.holder => LinkOutcome::Others(holder),
                _ => LinkOutcome::Already,
            };
        }
    }
    let made = open_ones(links, &outcomes);
    let holders: Vec<_> =
        made.iter().map(|(_, l)| vec![Param::Bytes(l.holder.stored()), Param::Int(l.at)]).collect();
    tx.execute_many(ADD_HOLDER, &holders).await?;
    let rows: Vec<_> = made
        .iter()
        .map(|(_, l)| {
            let entry = [Param::Int(l.register.stored()), Param::Bytes(l.entry.stored()), Param::Int(l.at)];
            [&[Param::Bytes(l.holder.stored())][..], &entry[..]].concat()
        })
        .collect();
    tx.execute_many(ADD_OF_HOLDER, &rows).await?;
    Ok(outcomes)
}

fn open_ones<'l>(links: &'l [NewLink], outcomes: &[LinkOutcome]) -> Vec<(usize, &'l NewLink)> {
    let all = links.iter().enumerate().zip(outcomes);
    all.filter(|(_, outcome)| **outcome == LinkOutcome::Linked).map(|(link, _)| link).collect()
}

/// Takes the numbers for their persons: a number is one person's, whoever asks.
async fn claim_numbers(
    tx: &mut Tx,
    links: &[NewLink],
    outcomes: &mut [LinkOutcome],
) -> Result<(), StoreError> {
    let numbered: Vec<(usize, &NewLink, &KnownNumber)> =
        links.iter().enumerate().filter_map(|(at, link)| Some((at, link, link.number.as_ref()?))).collect();
    let rows: Vec<_> = numbered
        .iter()
        .map(|(_, link, known)| vec![Param::Bytes(&known.number), Param::Bytes(link.holder.stored())])
        .collect();
    let counts = tx.execute_many(ADD_NUMBER, &rows).await?;
    for ((at, link, known), _) in numbered.iter().zip(&counts).filter(|(_, count)| **count == 0) {
        let params = [Param::Bytes(&known.number)];
        let whose = tx.query(super::HOLDER_OF_NUMBER, &params, |row| holder_id(row, 0)).await?;
        if let (Some(place), Some(whose)) = (outcomes.get_mut(*at), whose.into_iter().next())
            && whose != link.holder
        {
            *place = LinkOutcome::NumberOfAnother(whose);
        }
    }
    Ok(())
}

fn row_of(link: &NewLink) -> Vec<Param<'_>> {
    let mut row = vec![
        Param::Int(link.register.stored()),
        Param::Bytes(link.entry.stored()),
        Param::Bytes(link.holder.stored()),
        Param::Text(&link.way),
        Param::Text(&link.ground),
        Param::Text(&link.by),
        Param::Int(link.at),
    ];
    row.extend(match &link.number {
        Some(known) => [
            Param::Bytes(&known.number),
            Param::Text(known.fact.code()),
            Param::Text(&known.way),
            Param::Int(known.since),
        ],
        None => [Param::Null, Param::Text(""), Param::Text(""), Param::Null],
    });
    row
}

async fn holder_of(
    tx: &mut Tx,
    (register, entry): (RegisterId, EntryId),
) -> Result<Option<HolderId>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(entry.stored())];
    let found = tx.query(super::OF_ENTRY, &params, |row| holder_id(row, 2)).await?;
    Ok(found.into_iter().next())
}

/// Notes the number of a holder at an entry that is linked to them. What the holder gave is not replaced by what was found. Tells
/// whether it was noted.
///
/// # Errors
/// The engine's.
pub async fn give_number(
    tx: &mut Tx,
    (register, entry): (RegisterId, EntryId),
    holder: HolderId,
    known: &KnownNumber,
) -> Result<bool, StoreError> {
    // before the number is claimed: one that is noted at no entry would be nobody's for good
    if holder_of(tx, (register, entry)).await? != Some(holder) {
        return Ok(false);
    }
    let number = [Param::Bytes(&known.number), Param::Bytes(holder.stored())];
    tx.execute(ADD_NUMBER, &number).await?;
    let whose = tx.query(super::HOLDER_OF_NUMBER, &number[..1], |row| holder_id(row, 0)).await?;
    if whose.first() != Some(&holder) {
        return Ok(false);
    }
    let params = [
        Param::Int(register.stored()),
        Param::Bytes(entry.stored()),
        Param::Bytes(&known.number),
        Param::Text(known.fact.code()),
        Param::Text(&known.way),
        Param::Int(known.since),
        Param::Bytes(holder.stored()),
    ];
    Ok(tx.execute(SET_NUMBER, &params).await? > 0)
}

/// Takes a link back; what stood is kept with who ended it and why. Tells whether there was one.
///
/// # Errors
/// The engine's.
pub async fn unlink(
    tx: &mut Tx,
    (register, entry): (RegisterId, EntryId),
    (at, by, ground): (i64, &str, &str),
) -> Result<bool, StoreError> {
    let Some(holder) = holder_of(tx, (register, entry)).await? else { return Ok(false) };
    let key = [Param::Int(register.stored()), Param::Bytes(entry.stored())];
    let [of_register, of_entry] = &key;
    let past = [*of_register, *of_entry, Param::Int(at), Param::Text(by), Param::Text(ground)];
    tx.execute(ADD_PAST, &past).await?;
    tx.execute(DROP_LINK, &key).await?;
    let own = [Param::Bytes(holder.stored()), *of_register, *of_entry];
    tx.execute(DROP_OF_HOLDER, &own).await?;
    Ok(true)
}

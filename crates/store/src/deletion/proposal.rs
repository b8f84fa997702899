//! Proposals.

use db::{DbError, Param, Reader, RowRef, Tx};
use registry::check::{ProposalState, Verdict};
use registry::ids::EntryId;

use super::BatchKey;
use super::batch::key_of;
use crate::{StoreError, count, entry_id, fixed};

/// A proposal to be added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewProposal {
    /// The entry.
    pub entry: EntryId,
    /// The version that was compared.
    pub version: i64,
    /// The day of death, ISO.
    pub died_on: String,
    /// The number asked with.
    pub number: [u8; 16],
    /// Code of `registry::check::Doubt`.
    pub doubt: String,
    /// What allows it.
    pub citation: String,
    /// Whether only a yes of the family register removes a doubt.
    pub one_by_one: bool,
}

/// A proposal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// The entry.
    pub entry: EntryId,
    /// The version that was compared.
    pub version: i64,
    /// The day of death.
    pub died_on: String,
    /// The number asked with.
    pub number: [u8; 16],
    /// Code of the doubt.
    pub doubt: String,
    /// What allows it.
    pub citation: String,
    /// Where it stands.
    pub state: ProposalState,
    /// Why it fell out, or what keeps it from being restored.
    pub reason: String,
    /// `sample`, `doubt`, or empty: whether the family register is asked.
    pub asks: String,
    /// What it said.
    pub said: String,
}

/// `asks` of a proposal in the random sample.
const SAMPLE: &str = "sample";
/// `asks` of a proposal with a doubt.
const DOUBT: &str = "doubt";

pub(super) const ADD: &str = "INSERT INTO deletion_proposal (register_id, batch_id, entry_id, entry_version, died_on, number_ref, \
     doubt, citation, state, reason, checked_round, asks, said, settled_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', '', 0, $9, '', NULL) ON CONFLICT DO NOTHING";
pub(super) const PAGE: &str = "SELECT entry_id, entry_version, died_on, number_ref, doubt, citation, state, reason, \
     asks, said FROM deletion_proposal WHERE register_id = $1 AND batch_id = $2 AND state = $3 AND entry_id > $4 \
     ORDER BY entry_id LIMIT $5";
pub(super) const UNCHECKED: &str = "SELECT entry_id, entry_version, died_on, number_ref, doubt, citation, state, reason, \
     asks, said FROM deletion_proposal WHERE register_id = $1 AND batch_id = $2 AND state = 'proposed' \
     AND checked_round < $3 AND entry_id > $4 ORDER BY entry_id LIMIT $5";
pub(super) const ASKED: &str = "SELECT entry_id, entry_version, died_on, number_ref, doubt, citation, state, reason, \
     asks, said FROM deletion_proposal WHERE register_id = $1 AND batch_id = $2 AND asks <> '' AND entry_id > $3 \
     ORDER BY entry_id LIMIT $4";
pub(super) const NOT_ASKED: &str = "SELECT entry_id FROM deletion_proposal \
     WHERE register_id = $1 AND batch_id = $2 AND state = 'proposed' AND asks = '' ORDER BY entry_id";
pub(super) const COUNTS: &str = "SELECT state, reason, asks, said, checked_round, COUNT(*) FROM deletion_proposal \
     WHERE register_id = $1 AND batch_id = $2 GROUP BY state, reason, asks, said, checked_round \
     ORDER BY state, reason, asks, said, checked_round";

pub(super) fn map(row: &RowRef<'_>) -> Result<Proposal, DbError> {
    let state = row.text(6)?;
    let unknown = || DbError::Column { column: 6, detail: format!("unknown state {state}") };
    Ok(Proposal {
        entry: entry_id(row, 0)?,
        version: row.int(1)?,
        died_on: row.text(2)?.to_owned(),
        number: fixed(row, 3)?,
        doubt: row.text(4)?.to_owned(),
        citation: row.text(5)?.to_owned(),
        state: ProposalState::of_code(state).ok_or_else(unknown)?,
        reason: row.text(7)?.to_owned(),
        asks: row.text(8)?.to_owned(),
        said: row.text(9)?.to_owned(),
    })
}

/// Adds proposals; an entry with an open one is not proposed again. Tells how many were added.
pub(crate) async fn add_in(tx: &mut Tx, key: BatchKey, new: &[NewProposal]) -> Result<u64, StoreError> {
    let rows: Vec<_> = new
        .iter()
        .map(|new| {
            let rest = [
                Param::Bytes(new.entry.stored()),
                Param::Int(new.version),
                Param::Text(&new.died_on),
                Param::Bytes(&new.number),
                Param::Text(&new.doubt),
                Param::Text(&new.citation),
                Param::Text(if new.one_by_one { DOUBT } else { "" }),
            ];
            [&key_of(&key)[..], &rest].concat()
        })
        .collect();
    Ok(tx.execute_many(ADD, &rows).await?.iter().sum())
}

/// Proposals of a batch in one state, in the order of entries, after one.
///
/// # Errors
/// The engine's.
pub async fn page(
    reader: &mut Reader,
    key: BatchKey,
    (state, after): (ProposalState, EntryId),
    limit: u32,
) -> Result<Vec<Proposal>, StoreError> {
    let rest = [Param::Text(state.code()), Param::Bytes(after.stored()), Param::Int(i64::from(limit))];
    Ok(reader.query(PAGE, &[&key_of(&key)[..], &rest].concat(), map).await?)
}

/// Open proposals that were not confirmed in this round, after one.
///
/// # Errors
/// The engine's.
pub async fn unchecked(
    reader: &mut Reader,
    key: BatchKey,
    (round, after): (i64, EntryId),
    limit: u32,
) -> Result<Vec<Proposal>, StoreError> {
    let rest = [Param::Int(round), Param::Bytes(after.stored()), Param::Int(i64::from(limit))];
    Ok(reader.query(UNCHECKED, &[&key_of(&key)[..], &rest].concat(), map).await?)
}

/// Proposals about which the family register is asked, after one.
///
/// # Errors
/// The engine's.
pub async fn asked(
    reader: &mut Reader,
    key: BatchKey,
    after: EntryId,
    limit: u32,
) -> Result<Vec<Proposal>, StoreError> {
    let rest = [Param::Bytes(after.stored()), Param::Int(i64::from(limit))];
    Ok(reader.query(ASKED, &[&key_of(&key)[..], &rest].concat(), map).await?)
}

/// The entries of open proposals about which nobody is asked: what a sample is drawn from.
///
/// # Errors
/// The engine's.
pub async fn not_asked(reader: &mut Reader, key: BatchKey) -> Result<Vec<EntryId>, StoreError> {
    Ok(reader.query(NOT_ASKED, &key_of(&key), |row| entry_id(row, 0)).await?)
}

/// How many proposals are in one state and of one kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Count {
    /// Where they stand.
    pub state: ProposalState,
    /// Why they fell out.
    pub reason: String,
    /// Whether the family register is asked.
    pub asks: String,
    /// What it said.
    pub said: String,
    /// The round in which they were looked at last.
    pub round: i64,
    /// How many.
    pub proposals: u64,
}

/// How many there are of each kind.
///
/// # Errors
/// The engine's.
pub async fn counts(reader: &mut Reader, key: BatchKey) -> Result<Vec<Count>, StoreError> {
    let map = |row: &RowRef<'_>| {
        let state = row.text(0)?;
        let unknown = || DbError::Column { column: 0, detail: format!("unknown state {state}") };
        Ok(Count {
            state: ProposalState::of_code(state).ok_or_else(unknown)?,
            reason: row.text(1)?.to_owned(),
            asks: row.text(2)?.to_owned(),
            said: row.text(3)?.to_owned(),
            round: row.int(4)?,
            proposals: count(row, 5)?,
        })
    };
    Ok(reader.query(COUNTS, &key_of(&key), map).await?)
}

impl Proposal {
    /// Whether it is in the random sample.
    #[must_use]
    pub fn is_sample(&self) -> bool {
        self.asks == SAMPLE
    }

    /// Whether only a yes of the family register removes its doubt.
    #[must_use]
    pub fn is_one_by_one(&self) -> bool {
        self.asks == DOUBT
    }
}

impl Count {
    /// Whether they are in the random sample.
    #[must_use]
    pub fn is_sample(&self) -> bool {
        self.asks == SAMPLE
    }

    /// What the family register said.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        Verdict::of_code(&self.said)
    }
}

//! Taking numbers in: one or many, each found once in its case.

mod write;

use std::sync::Arc;

use db::DbError;

use crate::crypto::random;
use crate::handle::{Handle, hex};
use crate::keys::Keyring;
use crate::log::{Keys, NewLine, Verb, append, digest_of};
use crate::number::MyNumber;
use crate::proof::{Proof, Source};
use crate::row::{Kept, blind, bound};
use crate::{SealedNumber, Use, Vault, VaultError};

pub(crate) use write::{ADD, FORGET_MESSAGES, IN_CASE, TAKE_MESSAGE};
use write::{bulk, careful, take_once};

/// Numbers in one call: a slice of a run (50,000) and its log line are one commit, and take about 20 MB meanwhile.
pub const NUMBERS_AT_MOST: usize = 50_000;
/// From here on the rows go in as one bulk, and only when one is there already one by one.
const BULK_PAYS: usize = 64;
/// Bytes of a handle that the numbers of one call share, so that their rows lie together; the rest of each is its own.
const SHARED_BYTES: usize = 4;

/// Something that must be true in the same transaction as the sealing.
#[derive(Clone)]
pub(crate) enum Once {
    Always,
    /// A message is taken for the first time, and remembered until then (Unix microseconds).
    Message {
        id: [u8; 32],
        expires_at: i64,
    },
}

/// Numbers made ready outside of the transaction: each of them once, in the order of the index.
struct Ready {
    kind: &'static str,
    case: String,
    source: String,
    generation: i64,
    now: i64,
    rows: Vec<ReadyRow>,
    /// For each number that was given, its row.
    places: Vec<usize>,
    /// Whether rows may stand under an older index as well.
    rekeying: bool,
}

struct ReadyRow {
    handle: Handle,
    /// By the current key first, then by those that are going out.
    blinds: Vec<[u8; 16]>,
    sealed: Vec<u8>,
}

impl Vault {
    /// Takes in a number that an inquiry found; the same number in the same case has the same handle.
    #[cfg_attr(not(test), expect(dead_code, reason = "the inquiries at J-LIS use it"))]
    pub(crate) async fn seal(&self, number: &MyNumber, by: &Use) -> Result<SealedNumber, VaultError> {
        self.seal_from(number, &Source::FoundByInquiry, by).await
    }

    /// Takes in a number from where it came.
    pub(crate) async fn seal_from<K: Kept>(
        &self,
        number: &K,
        source: &Source,
        by: &Use,
    ) -> Result<K::Sealed, VaultError> {
        self.seal_once(number, source, by, Once::Always).await
    }

    /// The same, if at the same time something is true.
    pub(crate) async fn seal_once<K: Kept>(
        &self,
        number: &K,
        source: &Source,
        by: &Use,
        once: Once,
    ) -> Result<K::Sealed, VaultError> {
        let handles = self.seal_all(std::slice::from_ref(number), source, by, once).await?;
        handles.first().copied().ok_or_else(|| VaultError::Damaged("no handle".to_owned()))
    }

    /// Takes in many that an inquiry found, with one line of the log for all; the handles are in the order of the numbers.
    pub(crate) async fn seal_many<K: Kept>(
        &self,
        numbers: &[K],
        by: &Use,
    ) -> Result<Vec<K::Sealed>, VaultError> {
        self.seal_all(numbers, &Source::FoundByInquiry, by, Once::Always).await
    }

    /// Takes in many that holders gave, with one line of the log for all; the handles are in the order of the numbers.
    pub(crate) async fn seal_given<K: Kept>(
        &self,
        numbers: &[K],
        proof: Proof,
        by: &Use,
    ) -> Result<Vec<K::Sealed>, VaultError> {
        self.seal_all(numbers, &Source::GivenByHolder(proof), by, Once::Always).await
    }

    async fn seal_all<K: Kept>(
        &self,
        numbers: &[K],
        source: &Source,
        by: &Use,
        once: Once,
    ) -> Result<Vec<K::Sealed>, VaultError> {
        if numbers.len() > NUMBERS_AT_MOST {
            return Err(VaultError::TooMany { most: NUMBERS_AT_MOST });
        }
        let handles = self
            .with_keys(|ring| {
                let once = &once;
                async move {
                    let ready = Arc::new(ready(numbers, source, by, &ring, self.now())?);
                    let bulk = ready.rows.len() >= BULK_PAYS && !ready.rekeying;
                    if bulk {
                        match self.commit(&ready, &ring, by, (once, Way::Bulk)).await {
                            Err(VaultError::Db(DbError::Constraint(_))) => {}
                            outcome => return outcome,
                        }
                    }
                    self.commit(&ready, &ring, by, (once, Way::Careful)).await
                }
            })
            .await?;
        Ok(handles.into_iter().map(K::sealed).collect())
    }

    async fn commit(
        &self,
        ready: &Arc<Ready>,
        ring: &Arc<Keyring>,
        by: &Use,
        (once, way): (&Once, Way),
    ) -> Result<Vec<Handle>, VaultError> {
        let (ready, ring, by, once) =
            (Arc::clone(ready), Arc::clone(ring), Arc::new(by.clone()), once.clone());
        self.0
            .db
            .transact("vault-seal", move |tx| {
                let (ready, ring) = (Arc::clone(&ready), Arc::clone(&ring));
                let (by, once) = (Arc::clone(&by), once.clone());
                Box::pin(async move {
                    take_once(tx, &once, ready.now).await?;
                    let (of_rows, made) = match way {
                        Way::Bulk => (bulk(tx, &ready).await?, ready.rows.len()),
                        Way::Careful => careful(tx, &ready).await?,
                    };
                    let handles: Vec<Handle> =
                        ready.places.iter().filter_map(|place| of_rows.get(*place).copied()).collect();
                    let entry = entry(&handles, made, &ready, &by);
                    append(tx, &ring, (&entry, ready.now), Keys::Stay).await?;
                    Ok::<_, VaultError>(handles)
                })
            })
            .await
    }
}

/// How the rows go in.
#[derive(Clone, Copy)]
enum Way {
    /// All at once: none is there yet, else the database refuses and it is tried the other way.
    Bulk,
    /// Those that are not there yet.
    Careful,
}

fn entry(handles: &[Handle], made: usize, ready: &Ready, by: &Use) -> NewLine {
    let detail = match handles {
        [one] => format!("{} {} {}", ready.kind, ready.source, hex(one)),
        _ => format!("{} {}", ready.kind, ready.source),
    };
    NewLine {
        verb: Verb::Seal,
        for_what: by.clone(),
        handles: handles.len(),
        made: i64::try_from(made).unwrap_or(i64::MAX),
        digest: digest_of(handles),
        detail,
    }
}

fn ready<K: Kept>(
    numbers: &[K],
    source: &Source,
    by: &Use,
    ring: &Keyring,
    now: i64,
) -> Result<Ready, VaultError> {
    let current = ring.current()?;
    let blinds: Vec<[u8; 16]> = numbers.iter().map(|number| blind(current, number)).collect();
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_unstable_by_key(|at| blinds.get(*at));
    let shared: [u8; SHARED_BYTES] = random()?;
    let mut ready = Ready {
        kind: K::KIND,
        case: by.case().to_owned(),
        source: source.stored(),
        generation: current.number,
        now,
        rows: Vec::with_capacity(numbers.len()),
        places: vec![0; numbers.len()],
        rekeying: ring.generations.len() > 1,
    };
    for at in order {
        let (Some(number), Some(own)) = (numbers.get(at), blinds.get(at)) else { continue };
        if ready.rows.last().is_none_or(|last: &ReadyRow| last.blinds.first() != Some(own)) {
            let handle = fresh_handle(shared)?;
            let bound_to = bound(current.number, K::KIND, &handle, by.case());
            let others = ring.generations.iter().skip(1).map(|older| blind(older, number));
            ready.rows.push(ReadyRow {
                handle,
                blinds: std::iter::once(*own).chain(others).collect(),
                sealed: current.data.seal(number.plain(), &bound_to)?,
            });
        }
        if let Some(place) = ready.places.get_mut(at) {
            *place = ready.rows.len() - 1;
        }
    }
    Ok(ready)
}

fn fresh_handle(shared: [u8; SHARED_BYTES]) -> Result<Handle, VaultError> {
    let mut handle: Handle = random()?;
    handle.iter_mut().zip(shared).for_each(|(to, from)| *to = from);
    Ok(handle)
}

//! What the audit found, and the words for where.

use std::sync::{Mutex, PoisonError};

use registry::ids::EntryId;
use registry::item::{EntryItem, get};
use serde::Serialize;
use store::StoreError;
use store::register::Register;

use crate::AppError;

/// Findings kept in full. One broken page gives a few hundred; beyond that a person looks at the register and not at
/// the list, and the list must not grow with the damage.
pub const MAX_FINDINGS: usize = 1_000;

/// One thing that is not as it must be. No item of an entry is shown, only places, bytes and digests: the list may be
/// handed on without handing on the register.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// A code: `record-altered`, `tile-differs` …
    pub what: &'static str,
    /// Register, entry, number, version and column; or position and tile.
    #[serde(rename = "where")]
    pub place: String,
    /// What should stand there.
    pub expected: String,
    /// What stands there.
    pub found: String,
}

impl Finding {
    pub(super) fn new(
        what: &'static str,
        place: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self { what, place: place.into(), expected: expected.into(), found: found.into() }
    }
}

/// The list while it grows, from several threads.
#[derive(Debug, Default)]
pub(super) struct Findings(Mutex<(Vec<Finding>, u64)>);

impl Findings {
    pub(super) fn add(&self, finding: Finding) {
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if list.0.len() < MAX_FINDINGS {
            list.0.push(finding);
        } else {
            list.1 += 1;
        }
    }

    /// Counts something found when there is no more room to say what.
    pub(super) fn add_uncounted(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1 += 1;
    }

    pub(super) fn is_full(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.len() >= MAX_FINDINGS
    }

    /// The list in a stable order without doubles, and how many more there were.
    pub(super) fn take(&self) -> (Vec<Finding>, u64) {
        let (mut list, more) = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        list.sort();
        list.dedup();
        (list, more)
    }

    /// What was read; or, when the engine cannot make sense of its own pages, a finding. A database that is away or
    /// busy is no finding: then there is no audit now.
    pub(super) fn readable<T>(
        &self,
        place: impl FnOnce() -> String,
        outcome: Result<T, StoreError>,
    ) -> Result<Option<T>, AppError> {
        use db::DbError::{Broken, Column, Engine};
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(StoreError::Db(error @ (Engine(_) | Column { .. } | Broken(_)))) => {
                self.add(Finding::new("unreadable", place(), "readable rows", error.to_string()));
                Ok(None)
            }
            Err(other) => Err(other.into()),
        }
    }
}

/// `nurse/JP`.
pub(super) fn register_place(register: &Register) -> String {
    format!("{}/{}", register.qualification, register.authority)
}

/// `nurse/JP entry 0190…`, with the number where the present tells it.
pub(super) fn entry_place(register: &Register, entry: EntryId, present: Option<&str>) -> String {
    let number = present.and_then(|present| get(present, EntryItem::Number));
    let number = number.map(|number| format!(" number {number}")).unwrap_or_default();
    format!("{} entry {entry}{number}", register_place(register))
}

/// Where two texts part, told without telling what they say: `byte 12 of 143 is 0xe9`.
pub(super) fn first_difference(expected: &[u8], found: &[u8]) -> (String, String) {
    let at = expected.iter().zip(found).take_while(|(a, b)| a == b).count();
    let side = |bytes: &[u8]| match bytes.get(at) {
        Some(byte) => format!("byte {at} of {} is {byte:#04x}", bytes.len()),
        None => format!("ends after {} bytes", bytes.len()),
    };
    (side(expected), side(found))
}

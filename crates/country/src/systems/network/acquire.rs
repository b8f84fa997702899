//! How an institution gets a person's code: an acquisition number comes through J-LIS, and whoever shows it is told the code.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::journal::Journal;
use super::super::neutral::{broken, json_answer, refusal};
use super::Shared;
use crate::person::PersonId;

/// How long an acquisition number can be used. That there is a limit is law; how long it is, is invented.
const ACQUISITION: Duration = Duration::from_secs(30 * 60);

/// A line of the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
enum Entry {
    /// Came through J-LIS at this second, by the clock of the machine.
    Passed { institution: String, acquisition_number: String, person: u64, at: u64 },
    /// The time of all that were there was made to pass by the control.
    Ended,
}

/// One acquisition number.
#[derive(Debug, Clone, Copy)]
struct Acquisition {
    person: PersonId,
    at: u64,
    is_over: bool,
}

/// The acquisition numbers that came through J-LIS, by institution and number. They are written down before J-LIS hears that they were taken:
/// it does not send one twice.
#[derive(Debug)]
pub(super) struct Acquisitions {
    journal: Journal,
    all: HashMap<(String, String), Acquisition>,
}

impl Acquisitions {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let (journal, entries) = Journal::open(path)?;
        let mut acquisitions = Self { journal, all: HashMap::new() };
        entries.into_iter().for_each(|entry| acquisitions.note(entry));
        Ok(acquisitions)
    }

    fn add(&mut self, entry: Entry) -> io::Result<()> {
        self.journal.append(&entry)?;
        self.note(entry);
        Ok(())
    }

    fn note(&mut self, entry: Entry) {
        match entry {
            Entry::Passed { institution, acquisition_number, person, at } => {
                let acquisition = Acquisition { person: PersonId(person), at, is_over: false };
                // Drawn twice by one institution it is the first's: the code of another must not come of it.
                self.all.entry((institution, acquisition_number)).or_insert(acquisition);
            }
            Entry::Ended => self.all.values_mut().for_each(|one| one.is_over = true),
        }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[derive(Deserialize)]
pub(super) struct FromJlis {
    institution: String,
    acquisition_number: String,
    resident_code: String,
}

pub(super) async fn pass_on(State(network): Shared, Json(from): Json<FromJlis>) -> Response {
    let Some(person) = network.nation.person_of_code(&from.resident_code) else {
        return refusal(StatusCode::NOT_FOUND, "unknown-person");
    };
    let FromJlis { institution, acquisition_number, .. } = from;
    let passed = Entry::Passed { institution, acquisition_number, person: person.0, at: now() };
    match network.acquisitions().add(passed) {
        Ok(()) => json_answer(&json!({})),
        Err(error) => broken(&error),
    }
}

#[derive(Deserialize)]
pub(super) struct Shown {
    institution: String,
    acquisition_number: String,
}

pub(super) async fn give_code(State(network): Shared, Json(shown): Json<Shown>) -> Response {
    let key = (shown.institution, shown.acquisition_number);
    let Some(acquisition) = network.acquisitions().all.get(&key).copied() else {
        return json_answer(&json!({ "state": "pending" }));
    };
    if acquisition.is_over || now().saturating_sub(acquisition.at) > ACQUISITION.as_secs() {
        return refusal(StatusCode::GONE, "expired");
    }
    // Kept until its time is over, since the answer may be lost on the way.
    let code = network.nation.linkage_code(&key.0, acquisition.person);
    json_answer(&json!({ "state": "given", "acquisition_number": key.1, "linkage_code": code }))
}

pub(super) async fn end_acquisitions(State(network): Shared) -> Response {
    match network.acquisitions().add(Entry::Ended) {
        Ok(()) => json_answer(&json!({})),
        Err(error) => broken(&error),
    }
}

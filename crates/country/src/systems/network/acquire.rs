//! How an institution gets a person's code: an acquisition number comes through J-LIS, and whoever shows it is told the code.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::super::neutral::{json_answer, refusal};
use super::Shared;
use crate::person::PersonId;

/// How long an acquisition number can be used. That there is a limit is law; how long it is, is invented.
const ACQUISITION: Duration = Duration::from_secs(30 * 60);
/// The acquisition numbers that came through J-LIS, by institution and number.
pub(super) type Acquisitions = HashMap<(String, String), Acquisition>;

/// One of them.
#[derive(Debug)]
pub(super) struct Acquisition {
    person: PersonId,
    since: Instant,
    /// Set when the time limit was made to pass by the control.
    is_over: bool,
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
    let acquisition = Acquisition { person, since: Instant::now(), is_over: false };
    // Drawn twice by one institution it is the first's: the code of another must not come of it.
    network.acquisitions().entry((from.institution, from.acquisition_number)).or_insert(acquisition);
    json_answer(&json!({}))
}

#[derive(Deserialize)]
pub(super) struct Shown {
    institution: String,
    acquisition_number: String,
}

pub(super) async fn give_code(State(network): Shared, Json(shown): Json<Shown>) -> Response {
    let all = network.acquisitions();
    let key = (shown.institution, shown.acquisition_number);
    let Some(acquisition) = all.get(&key) else {
        return json_answer(&json!({ "state": "pending" }));
    };
    if acquisition.is_over || acquisition.since.elapsed() > ACQUISITION {
        return refusal(StatusCode::GONE, "expired");
    }
    // Kept until its time is over, since the answer may be lost on the way.
    let code = network.nation.linkage_code(&key.0, acquisition.person);
    json_answer(&json!({ "state": "given", "acquisition_number": key.1, "linkage_code": code }))
}

pub(super) async fn end_acquisitions(State(network): Shared) -> Response {
    network.acquisitions().values_mut().for_each(|one| one.is_over = true);
    json_answer(&json!({}))
}

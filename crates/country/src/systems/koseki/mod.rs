//! 戸籍: certificates by the citizen's code. The facts that go through the network are [`facts`].
//!
//! | | |
//! |---|---|
//! | `POST /counter/codes` `{"person": number}` | a citizen gets a code (at a counter, or from マイナポータル); for tests and demonstrations |
//! | `POST /certificates` `{"code", "case", "basis"}` | a body fetches the certificate |

mod certificate;
pub(super) mod facts;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Site;
use super::journal::Journal;
use super::neutral::{broken, json_answer, refusal};
use crate::day::Day;
use crate::nation::Nation;
use crate::person::PersonId;

/// Months for which a code is valid: public.
const MONTHS: i32 = 3;
/// Digits of a code: public.
const DIGITS: u64 = 10_u64.pow(16);

/// A code that was given out.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Code {
    code: String,
    person: u64,
    valid_until: String,
}

#[derive(Debug)]
struct Registry {
    nation: Nation,
    codes: Mutex<(Journal, Vec<Code>)>,
}

type Shared = State<Arc<Registry>>;

pub(super) fn router(site: &Site) -> io::Result<Router> {
    let codes = Journal::open(&site.folder()?.join("codes"))?;
    let registry = Arc::new(Registry { nation: site.nation.clone(), codes: Mutex::new(codes) });
    Ok(Router::new()
        .route("/counter/codes", post(give_code))
        .route("/certificates", post(give_certificate))
        .with_state(registry))
}

#[derive(Deserialize)]
struct Citizen {
    person: u64,
}

async fn give_code(State(registry): Shared, Json(Citizen { person }): Json<Citizen>) -> Response {
    if certificate::family(&registry.nation, PersonId(person)).is_none() {
        return refusal(StatusCode::NOT_FOUND, "no-koseki");
    }
    match registry.new_code(person) {
        Ok(code) => json_answer(&json!({ "code": code.code, "valid_until": code.valid_until })),
        Err(error) => broken(&error),
    }
}

impl Registry {
    fn new_code(&self, person: u64) -> io::Result<Code> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        let code = Code {
            code: format!("{:016}", u64::from_le_bytes(bytes) % DIGITS),
            person,
            valid_until: months_later(self.nation.today(), MONTHS).to_string(),
        };
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        codes.0.append(&code)?;
        codes.1.push(code.clone());
        Ok(code)
    }
}

/// The day of the same number so many months later, or the last of that month.
fn months_later(day: Day, months: i32) -> Day {
    let (year, month, number) = day.parts();
    let month = month - 1 + months;
    let (year, month) = (year + month.div_euclid(12), month.rem_euclid(12) + 1);
    let next = if month == 12 { Day::of(year + 1, 1, 1) } else { Day::of(year, month + 1, 1) };
    Day::of(year, month, number).min(Day(next.0 - 1))
}

#[derive(Deserialize)]
struct Wish {
    code: String,
    case: String,
    basis: String,
}

async fn give_certificate(State(registry): Shared, Json(wish): Json<Wish>) -> Response {
    if wish.case.is_empty() || wish.basis.is_empty() {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, "no-ground");
    }
    let code = {
        let codes = registry.codes.lock().unwrap_or_else(PoisonError::into_inner);
        codes.1.iter().find(|code| code.code == wish.code).cloned()
    };
    let Some(code) = code else { return refusal(StatusCode::NOT_FOUND, "unknown-code") };
    if Day::parse(&code.valid_until).is_none_or(|last| last < registry.nation.today()) {
        return refusal(StatusCode::GONE, "expired");
    }
    match certificate::certificate(&registry.nation, PersonId(code.person), &code.valid_until) {
        Some(certificate) => json_answer(&certificate),
        None => refusal(StatusCode::GONE, "no-koseki"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_with_their_last_day() {
        assert_eq!(months_later(Day::of(2026, 4, 1), 3), Day::of(2026, 7, 1));
        assert_eq!(months_later(Day::of(2026, 11, 30), 3), Day::of(2027, 2, 28));
        assert_eq!(months_later(Day::of(2026, 9, 30), 3), Day::of(2026, 12, 30));
    }
}

//! The carriers of notices: the boxes of マイナポータル, and a printer whose letters lie in an outbox to look at.
//!
//! | | |
//! |---|---|
//! | `POST /notices`, `GET /notices/{id}` | a notice, and what became of it |
//! | `GET /post`, `GET /post/{id}` | the outbox, and a letter as a page for printing |
//! | `PUT /control/letters` `{"address", "fate"}` | what becomes of letters to an address: `moved`, `address-unknown`, `not-taken` |

mod letter;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Site;
use super::journal::Journal;
use super::neutral::{broken, day_of, instant, json_answer, on_day, page, refusal};
use crate::day::Day;
use crate::nation::Nation;
use crate::person::PersonId;
use crate::random::{Random, key_of};

/// Shares of people without an account at マイナポータル, and of those with one who do not want notices there. Invented.
const NO_ACCOUNT: f64 = 0.2;
const NO_CONSENT: f64 = 0.1;
/// Days that a letter takes, and the second of the day at which it is in the box. Invented.
const POST_DAYS: i32 = 2;
const POST_SECOND: i64 = 14 * 3_600;

/// A notice as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Notice {
    notice_id: String,
    to: Recipient,
    subject: String,
    paragraphs: Vec<String>,
    sender: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "kebab-case")]
enum Recipient {
    Portal { institution: String, linkage_code: String },
    Post { postcode: Option<String>, address: String, name: String },
}

/// A line of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
enum Entry {
    Taken { notice: Notice, at: i64 },
    Fate { address: String, fate: String },
}

#[derive(Debug)]
struct Outbox {
    journal: Journal,
    taken: BTreeMap<String, (Notice, i64)>,
    fates: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Carriers {
    nation: Nation,
    outbox: Mutex<Outbox>,
}

type Shared = State<Arc<Carriers>>;

pub(super) fn router(site: &Site) -> io::Result<Router> {
    let (journal, entries) = Journal::open(&site.folder()?.join("outbox"))?;
    let mut outbox = Outbox { journal, taken: BTreeMap::new(), fates: BTreeMap::new() };
    entries.into_iter().for_each(|entry| outbox.note(entry));
    let carriers = Arc::new(Carriers { nation: site.nation.clone(), outbox: Mutex::new(outbox) });
    Ok(Router::new()
        .route("/notices", post(take))
        .route("/notices/{id}", get(tell))
        .route("/post", get(show_outbox))
        .route("/post/{id}", get(show_letter))
        .route("/control/letters", put(control))
        .with_state(carriers))
}

impl Outbox {
    fn add(&mut self, entry: Entry) -> io::Result<()> {
        self.journal.append(&entry)?;
        self.note(entry);
        Ok(())
    }

    fn note(&mut self, entry: Entry) {
        match entry {
            Entry::Taken { notice, at } => {
                self.taken.insert(notice.notice_id.clone(), (notice, at));
            }
            Entry::Fate { address, fate } => {
                self.fates.insert(address, fate);
            }
        }
    }

    /// Letters, the newest first.
    fn letters(&self) -> Vec<(&Notice, i64)> {
        let is_letter = |notice: &Notice| matches!(notice.to, Recipient::Post { .. });
        let all = self.taken.values().filter(|(notice, _)| is_letter(notice));
        let mut letters: Vec<_> = all.map(|(notice, at)| (notice, *at)).collect();
        letters.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        letters
    }
}

impl Carriers {
    fn outbox(&self) -> MutexGuard<'_, Outbox> {
        self.outbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What became of a notice until now.
    fn fate(&self, outbox: &Outbox, notice: &Notice, taken_at: i64) -> Value {
        match &notice.to {
            Recipient::Portal { institution, linkage_code } => {
                self.in_portal(institution, linkage_code, taken_at)
            }
            Recipient::Post { address, .. } => {
                let there = Day(day_of(taken_at).0 + POST_DAYS);
                if self.nation.today() < there {
                    return json!({ "state": "waiting" });
                }
                let at = instant(on_day(there, POST_SECOND));
                match outbox.fates.get(address) {
                    Some(fate) => json!({ "state": "failed", "at": at, "failure": fate }),
                    None => json!({ "state": "arrived", "at": at }),
                }
            }
        }
    }

    fn in_portal(&self, institution: &str, code: &str, at: i64) -> Value {
        let failed = |why| json!({ "state": "failed", "at": instant(at), "failure": why });
        let person = self.nation.person_of_linkage(institution, code).and_then(|id| self.nation.person(id));
        let Some(person) = person.filter(|person| person.died.is_none()) else {
            return failed("account-closed");
        };
        let mut random = account(&self.nation, person.id);
        if random.chance(NO_ACCOUNT) {
            return failed("account-closed");
        }
        if random.chance(NO_CONSENT) {
            return failed("no-consent");
        }
        json!({ "state": "arrived", "at": instant(at) })
    }
}

/// Whether somebody has an account, and wants notices there, is always the same.
fn account(nation: &Nation, person: PersonId) -> Random {
    Random::at(nation.country().seed(), &[key_of("portal-account"), person.0])
}

async fn take(State(carriers): Shared, Json(notice): Json<Notice>) -> Response {
    let mut outbox = carriers.outbox();
    if let Some((before, at)) = outbox.taken.get(&notice.notice_id) {
        return if *before == notice {
            taken(&notice, *at)
        } else {
            refusal(StatusCode::CONFLICT, "id-used")
        };
    }
    if let Recipient::Portal { institution, linkage_code } = &notice.to
        && carriers.nation.person_of_linkage(institution, linkage_code).is_none()
    {
        return refusal(StatusCode::NOT_FOUND, "unknown-person");
    }
    let at = carriers.nation.now_unix();
    match outbox.add(Entry::Taken { notice: notice.clone(), at }) {
        Ok(()) => taken(&notice, at),
        Err(error) => broken(&error),
    }
}

fn taken(notice: &Notice, at: i64) -> Response {
    json_answer(&json!({ "notice_id": notice.notice_id, "taken_at": instant(at) }))
}

async fn tell(State(carriers): Shared, Path(id): Path<String>) -> Response {
    let outbox = carriers.outbox();
    let Some((notice, at)) = outbox.taken.get(&id) else {
        return refusal(StatusCode::NOT_FOUND, "unknown-notice");
    };
    let mut fate = carriers.fate(&outbox, notice, *at);
    if let Some(members) = fate.as_object_mut() {
        members.insert("notice_id".to_owned(), json!(id));
    }
    json_answer(&fate)
}

#[derive(Deserialize)]
struct Control {
    address: String,
    fate: String,
}

async fn control(State(carriers): Shared, Json(Control { address, fate }): Json<Control>) -> Response {
    if !matches!(fate.as_str(), "moved" | "address-unknown" | "not-taken") {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, "no-such-control");
    }
    match carriers.outbox().add(Entry::Fate { address, fate }) {
        Ok(()) => json_answer(&json!({})),
        Err(error) => broken(&error),
    }
}

async fn show_outbox(State(carriers): Shared) -> Response {
    letter::outbox(&carriers.outbox().letters())
}

async fn show_letter(State(carriers): Shared, Path(id): Path<String>) -> Response {
    match carriers.outbox().taken.get(&id) {
        Some((
            Notice { to: Recipient::Post { postcode, address, name }, subject, paragraphs, sender, .. },
            at,
        )) => letter::letter(&letter::Letter {
            to: (postcode.as_deref(), address, name),
            subject,
            paragraphs,
            sender,
            day: day_of(*at),
            number: &id,
        }),
        _ => page(StatusCode::NOT_FOUND, "見つかりません", "<p><a href=\"/post\">発送の一覧へ</a></p>"),
    }
}

//! The carriers of notices: the boxes of マイナポータル, and a printer whose letters lie in an outbox to look at.
//!
//! | | |
//! |---|---|
//! | `POST /notices`, `GET /notices/{id}` | a notice, and what became of it |
//! | `GET /post`, `GET /post/{id}` | the outbox, and a letter as a page for printing |
//! | `PUT /control/letters` `{"address", "fate"}` | what becomes of letters to an address: `moved`, `address-unknown`, `not-taken` |

mod fate;
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
use serde_json::json;

use super::Site;
use super::journal::Journal;
use super::neutral::{broken, day_of, instant, json_answer, page, refusal};
use crate::nation::Nation;

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
    Taken {
        notice: Notice,
        at: i64,
        /// Why it will come back, if it will.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comes_back: Option<String>,
    },
    Fate {
        address: String,
        fate: String,
    },
}

/// A notice that was taken.
#[derive(Debug)]
struct Sent {
    notice: Notice,
    at: i64,
    comes_back: Option<String>,
}

#[derive(Debug)]
struct Outbox {
    journal: Journal,
    taken: BTreeMap<String, Sent>,
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
            Entry::Taken { notice, at, comes_back } => {
                self.taken.insert(notice.notice_id.clone(), Sent { notice, at, comes_back });
            }
            Entry::Fate { address, fate } => {
                self.fates.insert(address, fate);
            }
        }
    }

    /// Letters, the newest first.
    fn letters(&self) -> Vec<(&Notice, i64)> {
        let is_letter = |notice: &Notice| matches!(notice.to, Recipient::Post { .. });
        let all = self.taken.values().filter(|sent| is_letter(&sent.notice));
        let mut letters: Vec<_> = all.map(|sent| (&sent.notice, sent.at)).collect();
        letters.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        letters
    }
}

impl Carriers {
    fn outbox(&self) -> MutexGuard<'_, Outbox> {
        self.outbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn take(State(carriers): Shared, Json(notice): Json<Notice>) -> Response {
    let mut outbox = carriers.outbox();
    if let Some(before) = outbox.taken.get(&notice.notice_id) {
        return if before.notice == notice {
            taken(&notice, before.at)
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
    let comes_back = fate::comes_back(&carriers.nation, &notice);
    match outbox.add(Entry::Taken { notice: notice.clone(), at, comes_back }) {
        Ok(()) => taken(&notice, at),
        Err(error) => broken(&error),
    }
}

fn taken(notice: &Notice, at: i64) -> Response {
    json_answer(&json!({ "notice_id": notice.notice_id, "taken_at": instant(at) }))
}

async fn tell(State(carriers): Shared, Path(id): Path<String>) -> Response {
    let outbox = carriers.outbox();
    let Some(sent) = outbox.taken.get(&id) else {
        return refusal(StatusCode::NOT_FOUND, "unknown-notice");
    };
    let mut fate = carriers.fate(&outbox, sent);
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
    if !fate::FATES.contains(&fate.as_str()) {
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
        Some(Sent {
            notice:
                Notice { to: Recipient::Post { postcode, address, name }, subject, paragraphs, sender, .. },
            at,
            ..
        }) => letter::letter(&letter::Letter {
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

//! 情報提供ネットワークシステム, with the ministry of justice as the institution that answers (`moj`, item `koseki-facts`).
//!
//! | | |
//! |---|---|
//! | `POST /jlis/acquisitions` | J-LIS passes an acquisition number on, with the 住民票コード: the line between the two, which an institution never sees |
//! | `POST /linkage-codes` | an institution shows its acquisition number and gets the code |
//! | `POST /inquiries`, `GET /inquiries/{id}/reply` | inquiry and reply |
//! | `POST /records` | what the network wrote down |
//! | `GET /push-key`, `PUT /control/push` | whose signature pushes bear, and where replies are pushed |
//!
//! Codes are computed from the nation's keys, one key an institution: there is no table that could join them.

mod acquire;
mod file;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use self::acquire::{Acquisitions, end_acquisitions, give_code, pass_on};
use self::file::{Asked, Entry, File};
use super::Site;
use super::koseki::facts::facts;
use super::neutral::{broken, instant, json_answer, refusal};
use super::push::{Push, Signer, target};
use crate::nation::Nation;
use crate::person::PersonId;
use crate::random::{Random, key_of};

/// The name of the key with which replies are signed.
pub(super) const PUSH_KEY: &str = "network-1";
/// The institution that provides, and what it provides.
const PROVIDER: &str = "moj";
const ITEM: &str = "koseki-facts";
/// For which procedures of which affair the table allows it; the real table is not public, the names are ours.
const AFFAIR: &str = "qualification";
const PROCEDURES: [&str; 4] = ["registration", "correction", "deletion", "yearly-check"];
/// How long the provider takes to answer. Invented.
const REPLY_AFTER: Duration = Duration::from_millis(100);
/// How often it is looked whether a reply can be pushed.
const LOOK: Duration = Duration::from_millis(100);

/// What an installation may ask here, in the shape of its file of systems. One institution asks for everybody.
pub(super) fn table() -> Value {
    let [registration, correction, ..] = PROCEDURES;
    let procedures = json!({ "new-registration": registration, "change": correction });
    let koseki = json!({ "provider": PROVIDER, "affair": AFFAIR, "item": ITEM, "procedures": procedures });
    json!({ "institutions": { "*": "qualifications" }, "koseki": koseki })
}

#[derive(Debug)]
struct Network {
    nation: Nation,
    acquisitions: Mutex<Acquisitions>,
    file: Mutex<File>,
    signer: Signer,
}

type Shared = State<Arc<Network>>;

pub(super) fn router(site: &Site) -> io::Result<Router> {
    let folder = site.folder()?;
    let network = Arc::new(Network {
        nation: site.nation.clone(),
        acquisitions: Mutex::new(Acquisitions::open(&folder.join("acquisitions"))?),
        file: Mutex::new(File::open(&folder.join("inquiries"))?),
        signer: Signer::in_folder(&folder, PUSH_KEY)?,
    });
    tokio::spawn(push_all(Arc::downgrade(&network)));
    Ok(Router::new()
        .route("/jlis/acquisitions", post(pass_on))
        .route("/linkage-codes", post(give_code))
        .route("/inquiries", post(ask))
        .route("/inquiries/{id}/reply", get(reply))
        .route("/records", post(records))
        .route("/push-key", get(async |State(network): Shared| json_answer(&network.signer.public())))
        .route("/control/push", put(control))
        .route("/control/acquisitions-end", put(end_acquisitions))
        .with_state(network))
}

impl Network {
    fn file(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn acquisitions(&self) -> MutexGuard<'_, Acquisitions> {
        self.acquisitions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn ask(State(network): Shared, Json(asked): Json<Asked>) -> Response {
    let mut file = network.file();
    if let Some(record) = file.of(&asked.inquiry_id) {
        return match (record.asked == asked, &record.refused) {
            (true, None) => acknowledged(&record.asked, record.asked_at),
            (true, Some(code)) => refusal(StatusCode::FORBIDDEN, code),
            (false, _) => refusal(StatusCode::CONFLICT, "id-used"),
        };
    }
    let at = network.nation.now_unix();
    let refused = obstacle(&network.nation, &asked);
    let entry = Entry::Asked { asked: asked.clone(), at, refused: refused.map(str::to_owned) };
    if let Err(error) = file.add(entry) {
        return broken(&error);
    }
    match refused {
        Some(code) => refusal(StatusCode::FORBIDDEN, code),
        None => acknowledged(&asked, at),
    }
}

/// Why an inquiry is not allowed.
fn obstacle(nation: &Nation, asked: &Asked) -> Option<&'static str> {
    let is_in_table = asked.provider == PROVIDER
        && asked.affair == AFFAIR
        && PROCEDURES.contains(&asked.procedure.as_str())
        && asked.items.iter().all(|item| item == ITEM);
    if !is_in_table || asked.basis.is_empty() {
        return Some("not-permitted");
    }
    nation.person_of_linkage(&asked.inquirer, &asked.linkage_code).is_none().then_some("unknown-person")
}

fn acknowledged(asked: &Asked, at: i64) -> Response {
    json_answer(&json!({ "inquiry_id": asked.inquiry_id, "asked_at": instant(at) }))
}

async fn reply(State(network): Shared, Path(id): Path<String>) -> Response {
    let known = network.file().of(&id).map(|record| record.refused.clone());
    match known {
        None => return refusal(StatusCode::NOT_FOUND, "unknown-inquiry"),
        Some(Some(code)) => return refusal(StatusCode::FORBIDDEN, &code),
        Some(None) => {}
    }
    match network.answer(&id) {
        Ok(Some(mut body)) => {
            if let Some(members) = body.as_object_mut() {
                members.insert("state".to_owned(), json!("here"));
            }
            json_answer(&body)
        }
        Ok(None) => json_answer(&json!({ "state": "pending", "inquiry_id": id })),
        Err(error) => broken(&error),
    }
}

impl Network {
    /// The reply, once the provider has had its time; from then on that it was provided stands in the record.
    fn answer(&self, id: &str) -> io::Result<Option<Value>> {
        let mut file = self.file();
        let Some(record) = file.of(id).filter(|record| record.since.elapsed() >= REPLY_AFTER).cloned() else {
            return Ok(None);
        };
        let provided_at = match record.provided_at {
            Some(at) => at,
            None => {
                let at = self.nation.now_unix().max(record.asked_at);
                file.add(Entry::Provided { inquiry_id: id.to_owned(), at })?;
                at
            }
        };
        Ok(Some(json!({
            "inquiry_id": id, "provider": record.asked.provider, "asked_at": instant(record.asked_at),
            "provided_at": instant(provided_at), "items": self.items(&record.asked),
        })))
    }

    fn items(&self, asked: &Asked) -> Vec<Value> {
        let person = self.nation.person_of_linkage(&asked.inquirer, &asked.linkage_code);
        let told =
            person.and_then(|person| facts(&self.nation, self.perhaps_another(person, &asked.inquiry_id)));
        let item = |item: &String| match &told {
            Some(value) => json!({ "item": item, "result": "provided", "value": value }),
            None => json!({ "item": item, "result": "nothing-recorded" }),
        };
        asked.items.iter().map(item).collect()
    }

    /// The scenario's share of answers is about somebody else: the head of the next household.
    fn perhaps_another(&self, person: PersonId, inquiry: &str) -> PersonId {
        let share = self.nation.scenario().country.wrong_person;
        let place = [key_of("network-wrong-person"), key_of(inquiry)];
        if Random::at(self.nation.country().seed(), &place).chance(share) {
            PersonId::at((person.household() + 1) % self.nation.country().households(), 0)
        } else {
            person
        }
    }
}

#[derive(Deserialize)]
struct Whose {
    institution: String,
    linkage_code: String,
}

async fn records(State(network): Shared, Json(whose): Json<Whose>) -> Response {
    let file = network.file();
    let records: Vec<_> =
        file.about(&whose.institution, &whose.linkage_code).map(file::Record::told).collect();
    json_answer(&json!({ "records": records }))
}

#[derive(Deserialize)]
struct Control {
    /// Where replies are pushed; to nowhere without it.
    target: Option<String>,
}

async fn control(State(network): Shared, Json(Control { target: url }): Json<Control>) -> Response {
    if url.as_ref().is_some_and(|text| target(text).is_none()) {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, "no-such-control");
    }
    match network.file().add(Entry::Target { url }) {
        Ok(()) => json_answer(&json!({})),
        Err(error) => broken(&error),
    }
}

/// Pushes replies until they were taken. It ends when the simulator does.
async fn push_all(network: Weak<Network>) {
    while let Some(network) = network.upgrade() {
        let next = {
            let file = network.file();
            file.target().and_then(target).zip(file.not_pushed().map(str::to_owned))
        };
        if let Some((url, id)) = next
            && let Ok(Some(body)) = network.answer(&id)
        {
            let push = Push { id: format!("reply-{id}"), body: body.to_string() };
            if network.signer.send(&url, &push).await {
                _ = network.file().add(Entry::Pushed { inquiry_id: id });
            }
        }
        drop(network);
        tokio::time::sleep(LOOK).await;
    }
}

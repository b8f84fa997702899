//! A reading: from the portal's question to the form that goes back to it.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawForm, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post, put};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::kept::{Kept, clock, unguessable};
use super::pages::{self, Ask};
use super::pins::{PinKind, Tried};
use super::registry::{Registered, Registry, is_client_id, is_return_address};
use super::wallet::{Holder, Wallet};
use super::{Fields, jose, typed};
use crate::PersonId;
use crate::systems::Site;

/// Seconds that a person has for a reading.
const READING_HOLDS: i64 = 15 * 60;
/// Seconds for which the sealed number can be opened.
const NUMBER_HOLDS: i64 = 10 * 60;
/// The names of the items, in the order in which they are shown.
const ITEMS: [&str; 4] = ["name", "address", "birthdate", "gender"];

/// A portal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Portal {
    client_id: String,
    name: String,
    return_uris: Vec<String>,
    /// The public key of its vault (JWK, P-256); none for a portal that gets no numbers.
    vault_key: Option<Value>,
}

impl Registered for Portal {
    fn id(&self) -> &str {
        &self.client_id
    }

    fn fault(&self) -> Option<&'static str> {
        if !is_client_id(&self.client_id) {
            return Some("client_id: 1 to 255 letters and digits");
        }
        if self.return_uris.is_empty() || !self.return_uris.iter().all(|uri| is_return_address(uri)) {
            return Some("return_uris: HTTP addresses of at most 255 characters");
        }
        let sealable = |key: &Value| jose::seal(b"", key).is_some() && key.get("kid").is_some();
        self.vault_key.as_ref().is_some_and(|key| !sealable(key)).then_some("vault_key: a P-256 key with kid")
    }
}

/// A portal's question.
#[derive(Debug, Clone)]
struct Question {
    portal: Portal,
    return_uri: String,
    state: String,
    items: Vec<&'static str>,
    /// The case for which the number is asked.
    case: Option<String>,
}

struct Reader {
    wallet: Wallet,
    portals: Registry<Portal>,
    questions: Mutex<Kept<Question>>,
}

type Shared = State<Arc<Reader>>;

pub(super) fn router(site: &Site) -> io::Result<Router> {
    let portals = Registry::open(&site.folder()?.join("clients.json"))?;
    let wallet = Wallet::open(site)?;
    let reader = Arc::new(Reader { wallet, portals, questions: Mutex::default() });
    Ok(Router::new()
        .route("/", get(start))
        .route("/assets/card.css", get(pages::style))
        .route("/read", get(read))
        .route("/read/{id}", get(choose))
        .route("/read/{id}/card/{person}", get(ask_pin).post(take_pin))
        .route("/read/{id}/cancel", post(cancel))
        .route("/control/clients", put(register))
        .route("/control/unlock/{person}", post(unlock))
        .with_state(reader))
}

impl Reader {
    fn questions(&self) -> MutexGuard<'_, Kept<Question>> {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn question(&self, id: &str) -> Option<(Question, Ask)> {
        let question = self.questions().get(id)?.clone();
        let number = question.case.as_ref().map(|_| "number");
        let host = url::Url::parse(&question.return_uri).ok()?;
        let ask = Ask {
            who: question.portal.name.clone(),
            host: host.host_str().unwrap_or_default().to_owned(),
            items: question.items.iter().copied().chain(number).filter_map(pages::item).collect(),
            signs: None,
            path: format!("/read/{id}"),
        };
        Some((question, ask))
    }

    fn parse(&self, query: &str) -> Result<Question, (&'static str, &'static str)> {
        const WRONG: (&str, &str) = ("要求が正しくありません。", "The request is not right.");
        let fields = Fields::parse(query.as_bytes()).ok_or(WRONG)?;
        let portal = fields.get("client_id").and_then(|id| self.portals.get(id));
        let portal = portal.ok_or(("登録されていないサービスです。", "This service is not registered."))?;
        let return_uri =
            fields.get("return_uri").filter(|uri| portal.return_uris.iter().any(|known| known == uri));
        let return_uri =
            return_uri.ok_or(("戻り先が登録されていません。", "This return address is not registered."))?;
        let state = fields.get("state").filter(|state| state.len() <= 255).ok_or(WRONG)?;
        let asked = fields.get("items").unwrap_or_default();
        if asked.split(' ').any(|item| !item.is_empty() && !ITEMS.contains(&item)) {
            return Err(WRONG);
        }
        let items: Vec<_> =
            ITEMS.into_iter().filter(|item| asked.split(' ').any(|asked| asked == *item)).collect();
        let case = fields.get("case").filter(|case| case.len() <= 255).map(str::to_owned);
        if items.is_empty() && case.is_none() || case.is_some() && portal.vault_key.is_none() {
            return Err(WRONG);
        }
        let (return_uri, state) = (return_uri.to_owned(), state.to_owned());
        Ok(Question { portal, return_uri, state, items, case })
    }

    /// What a card says of its holder, in the forms of the sign-in's userinfo.
    fn reading(&self, question: &Question, holder: &Holder) -> Option<Vec<(&'static str, String)>> {
        let all = holder.items();
        let mut fields = vec![("state", question.state.clone())];
        fields.extend(all.into_iter().filter(|(name, _)| question.items.contains(name)));
        if let (Some(case), Some(key)) = (&question.case, &question.portal.vault_key) {
            let number = json!({
                "my_number": self.wallet.nation.my_number(holder.id), "case": case,
                "exp": clock() + NUMBER_HOLDS, "jti": unguessable().ok()?,
            });
            fields.push(("sealed_number", jose::seal(number.to_string().as_bytes(), key)?));
        }
        Some(fields)
    }
}

fn gone() -> Response {
    pages::stranger((
        "手続の時間が過ぎました。もとのサービスからやり直してください。",
        "The time is over. Please begin again at the service.",
    ))
}

async fn start(State(reader): Shared) -> Response {
    let lines = [(
        "プロトコル（独自の中立仕様） Protocol (neutral, ours)",
        "GET /read?client_id=&return_uri=&state=&items=&case=",
    )];
    pages::start(&reader.wallet, ("券面事項入力補助（模擬）", "Reading the card (simulator)"), &lines)
}

async fn read(State(reader): Shared, RawQuery(query): RawQuery) -> Response {
    let question = match reader.parse(&query.unwrap_or_default()) {
        Ok(question) => question,
        Err(words) => return pages::stranger(words),
    };
    let Ok(id) = unguessable() else { return pages::broken() };
    reader.questions().put(id.clone(), clock() + READING_HOLDS, question);
    Redirect::to(&format!("/read/{id}")).into_response()
}

async fn choose(State(reader): Shared, Path(id): Path<String>, RawQuery(query): RawQuery) -> Response {
    let Some((_, ask)) = reader.question(&id) else { return gone() };
    let words = Fields::parse(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    pages::choose(&reader.wallet, &ask, words.get("q").unwrap_or_default())
}

async fn ask_pin(State(reader): Shared, Path((id, person)): Path<(String, u64)>) -> Response {
    answer_pin(&reader, &id, PersonId(person), None)
}

async fn take_pin(State(reader): Shared, Path((id, person)): Path<(String, u64)>, form: RawForm) -> Response {
    answer_pin(&reader, &id, PersonId(person), Some(typed(&form)))
}

fn answer_pin(reader: &Reader, id: &str, person: PersonId, pin: Option<String>) -> Response {
    let Some((question, ask)) = reader.question(id) else { return gone() };
    let Some(holder) = reader.wallet.holder(person) else {
        return pages::problem(StatusCode::NOT_FOUND, &ask, super::wallet::Unusable::NoCard.words());
    };
    if let Err(why) = holder.usable {
        return pages::problem(StatusCode::FORBIDDEN, &ask, why.words());
    }
    let action = format!("{}/card/{}", ask.path, person.0);
    let kind = PinKind::FourDigits;
    let tried = match pin.map(|pin| reader.wallet.pins.attempt(person, kind, &pin)).transpose() {
        Ok(tried) => tried,
        Err(_) => return pages::broken(),
    };
    if tried != Some(Tried::Right) {
        return pages::pin(&reader.wallet, &ask, &holder, (kind, &action, tried));
    }
    let Some(fields) = reader.reading(&question, &holder) else { return pages::broken() };
    reader.questions().take(id);
    let shown = fields.iter().filter_map(|(name, value)| {
        let sealed = *name == "sealed_number";
        let (words, _) = pages::item(if sealed { "number" } else { name })?;
        Some((words, if sealed { "（暗号化済み）".to_owned() } else { value.clone() }))
    });
    pages::send(&ask, &question.return_uri, &shown.collect::<Vec<_>>(), &fields)
}

/// The way back without anything: a redirection with the state and the reason, nothing of a person.
async fn cancel(State(reader): Shared, Path(id): Path<String>) -> Response {
    let Some(question) = reader.questions().take(&id) else { return gone() };
    let Ok(mut back) = url::Url::parse(&question.return_uri) else { return pages::broken() };
    back.query_pairs_mut().append_pair("error", "access_denied").append_pair("state", &question.state);
    Redirect::to(back.as_str()).into_response()
}

async fn register(State(reader): Shared, body: Bytes) -> Response {
    match reader.portals.put(&body) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(words) => (StatusCode::BAD_REQUEST, format!("{words}\n")).into_response(),
    }
}

async fn unlock(State(reader): Shared, Path(person): Path<u64>) -> StatusCode {
    match reader.wallet.pins.unlock(PersonId(person)) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

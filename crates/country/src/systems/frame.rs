//! What all simulators share: a layer that strikes by the scenario and remembers, and the controls.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post, put};
use futures_util::{Stream, StreamExt};
use serde::{Deserialize, Serialize, Serializer};

use crate::nation::Nation;
use crate::random::{Random, key_of};
use crate::scenario::{Faults, Scenario};

/// Requests that are remembered: a test asks for what it has just sent.
const REMEMBERED: usize = 2_000;
/// Bytes of a body that are remembered; a batch of gigabytes passes by.
const REMEMBERED_BYTES: usize = 64 * 1024;
/// The longest scenario that is taken; the longest example has some hundred bytes.
const LONGEST_SCENARIO: usize = 64 * 1024;

/// A request as it came in. Nothing is left out: the people are invented, and a test must see what a client lets out.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Received {
    /// Its number at this system, from 1.
    pub number: u64,
    /// GET, POST, …
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The beginning of the body; told as text, what is no UTF-8 replaced.
    #[serde(serialize_with = "as_text")]
    pub body: Vec<u8>,
    /// Bytes of the body that have come.
    pub length: usize,
    /// Whether the body came to its end.
    pub whole: bool,
}

fn as_text<S: Serializer>(body: &[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&String::from_utf8_lossy(body))
}

/// One system's frame.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    nation: Nation,
    system: &'static str,
    count: Arc<AtomicU64>,
    received: Arc<Mutex<VecDeque<Received>>>,
}

impl Frame {
    pub(super) fn new(nation: Nation, system: &'static str) -> Frame {
        Frame { nation, system, count: Arc::default(), received: Arc::default() }
    }

    /// The routes of a system within the frame.
    pub(super) fn around(self, routes: Router) -> Router {
        let controls = Router::new()
            .route("/control/received", get(tell_received))
            .route("/control/scenario", put(take_scenario).get(tell_scenario))
            .route("/control/advance", post(advance))
            .route("/control/today", get(tell_today))
            .with_state(self.clone());
        routes.merge(controls).layer(from_fn_with_state(self, strike))
    }

    /// Whether the faults of the line strike this request: the same ones at the same share, so that a test can be repeated.
    fn is_struck(&self, faults: &Faults, number: u64) -> bool {
        Random::at(self.nation.country().seed(), &[key_of(self.system), number]).chance(faults.share)
    }

    fn remember(&self, received: Received) {
        let mut all = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() == REMEMBERED {
            all.pop_front();
        }
        all.push_back(received);
    }

    fn note_body(&self, number: u64, part: Option<&Bytes>) {
        let mut all = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(received) = all.iter_mut().rev().find(|received| received.number == number) else {
            return;
        };
        let Some(part) = part else {
            received.whole = true;
            return;
        };
        received.length += part.len();
        let room = REMEMBERED_BYTES.saturating_sub(received.body.len());
        if let Some(kept) = part.get(..part.len().min(room)) {
            received.body.extend_from_slice(kept);
        }
    }
}

/// The layer around a system's routes, and around paths that it has not; the controls pass by.
async fn strike(State(frame): State<Frame>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/control/") || frame.system == super::START {
        return next.run(request).await;
    }
    let number = frame.count.fetch_add(1, Ordering::Relaxed) + 1;
    let request = remembering(&frame, number, request);
    let faults = frame.nation.scenario().faults(frame.system);
    if !frame.is_struck(&faults, number) {
        return next.run(request).await;
    }
    if faults.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(faults.delay_ms)).await;
    }
    if let Some(outage) =
        faults.outage.filter(|outage| outage.until.is_none_or(|until| frame.nation.today() < until))
    {
        let mut closed = (StatusCode::SERVICE_UNAVAILABLE, "closed\n").into_response();
        if let Some(seconds) = outage.retry_after {
            closed.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        return closed;
    }
    let answer = next.run(request).await;
    match faults.cut_after_bytes {
        Some(bytes) => answer.map(|body| Body::from_stream(cut(body.into_data_stream(), bytes))),
        None => answer,
    }
}

fn remembering(frame: &Frame, number: u64, request: Request) -> Request {
    let headers = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    frame.remember(Received {
        number,
        method: request.method().to_string(),
        path: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
        headers: headers.collect(),
        body: Vec::new(),
        length: 0,
        whole: false,
    });
    let frame = frame.clone();
    request.map(|body| {
        let end = frame.clone();
        let parts = body.into_data_stream().inspect(move |part| {
            if let Ok(part) = part {
                frame.note_body(number, Some(part));
            }
        });
        let told = futures_util::stream::once(async move {
            end.note_body(number, None);
            Ok(Bytes::new())
        });
        Body::from_stream(parts.chain(told))
    })
}

/// The first bytes of a body and then an error, at which the server closes the connection.
fn cut(
    parts: impl Stream<Item = Result<Bytes, axum::Error>> + Send + 'static,
    bytes: u64,
) -> impl Stream<Item = Result<Bytes, axum::Error>> + Send + 'static {
    let mut left = usize::try_from(bytes).unwrap_or(usize::MAX);
    parts.map(Some).chain(futures_util::stream::once(async { None })).map(move |part| match part {
        Some(Ok(mut part)) if left > 0 => {
            part.truncate(left);
            left -= part.len();
            Ok(part)
        }
        // Also at the end of a shorter body: the line breaks whatever was on it.
        _ => Err(axum::Error::new("cut by the scenario")),
    })
}

async fn tell_received(State(frame): State<Frame>) -> Json<Vec<Received>> {
    let all = frame.received.lock().unwrap_or_else(PoisonError::into_inner);
    Json(all.iter().cloned().collect())
}

async fn tell_scenario(State(frame): State<Frame>) -> String {
    frame.nation.scenario().to_toml()
}

async fn take_scenario(State(frame): State<Frame>, text: String) -> Result<StatusCode, (StatusCode, String)> {
    if text.len() > LONGEST_SCENARIO {
        return Err((StatusCode::PAYLOAD_TOO_LARGE, format!("at most {LONGEST_SCENARIO} bytes\n")));
    }
    let scenario =
        Scenario::from_toml(&text).map_err(|error| (StatusCode::BAD_REQUEST, format!("{error}\n")))?;
    frame
        .nation
        .keep_scenario(scenario)
        .map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Days {
    days: u32,
}

async fn advance(
    State(frame): State<Frame>,
    Query(Days { days }): Query<Days>,
) -> Result<String, (StatusCode, String)> {
    match frame.nation.advance(days) {
        Ok(day) => Ok(format!("{day}\n")),
        Err(error) => Err((StatusCode::CONFLICT, format!("{error}\n"))),
    }
}

async fn tell_today(State(frame): State<Frame>) -> String {
    format!("{}\n", frame.nation.today())
}

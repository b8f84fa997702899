//! The network of resident registers: immediate inquiries, and files of them. Everything that came is in a folder for each file, so a
//! simulator that was killed goes on where it was.

mod acquisition;
mod answer;
mod frame;
mod immediate;
mod work;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path as UrlPath, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

use super::Site;
use crate::nation::Nation;

/// What a file's folder holds: the inquiries as they come, the answers when all are there, or why it was refused.
const INQUIRIES: &str = "inquiries";
const ANSWERS: &str = "answers";
const REFUSED: &str = "refused";
/// The end of a file in which its trailer is: four numbers.
const TAIL: u64 = 256;
/// The longest immediate inquiry.
const LONGEST_MESSAGE: usize = 16 * 1024;
/// Bytes that are sent at once.
const PART: usize = 64 * 1024;

#[derive(Debug, Clone)]
struct Juki {
    nation: Nation,
    folder: PathBuf,
    /// The information network, where it runs.
    network: Option<String>,
    /// Files that a thread answers, with the inquiries answered so far.
    working: Arc<Mutex<BTreeMap<String, Arc<AtomicU64>>>>,
    /// Held while something is appended to a file: two that send the same one do not mix.
    appending: Arc<Mutex<()>>,
}

/// The routes.
pub(super) fn router(site: &Site) -> io::Result<Router> {
    let network = site.addresses.get("network").cloned();
    let (nation, folder) = (site.nation.clone(), site.folder()?);
    let juki = Juki { nation, folder, network, working: Arc::default(), appending: Arc::default() };
    // what a killed one left
    for file in fs::read_dir(&juki.folder)? {
        if let Some(id) = file?.file_name().to_str() {
            juki.work_on(id);
        }
    }
    let inquiries = Router::new()
        .route("/v1/inquiries", post(immediate::inquire))
        .route("/v1/acquisitions", post(acquisition::take))
        .layer(DefaultBodyLimit::max(LONGEST_MESSAGE));
    let files = Router::new()
        .route("/v1/files/{id}", get(state).put(receive).delete(forget))
        .route("/v1/files/{id}/answers", get(answers))
        .layer(DefaultBodyLimit::disable());
    Ok(inquiries.merge(files).with_state(juki))
}

fn refuse(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "code": code }))).into_response()
}

impl Juki {
    /// The folder of a file; `None` for what is no id, which could lead out of here.
    fn folder_of(&self, id: &str) -> Option<PathBuf> {
        let fine =
            !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        fine.then(|| self.folder.join(id))
    }

    /// How a file stands; `None` for one that is not known.
    fn state(&self, id: &str) -> io::Result<Option<Value>> {
        let Some(folder) = self.folder_of(id).filter(|folder| folder.join(INQUIRIES).exists()) else {
            return Ok(None);
        };
        let received = fs::metadata(folder.join(INQUIRIES))?.len();
        Ok(Some(if let Ok(meta) = fs::metadata(folder.join(ANSWERS)) {
            json!({ "file_id": id, "state": "ready", "received": received, "bytes": meta.len() })
        } else if let Ok(code) = fs::read_to_string(folder.join(REFUSED)) {
            json!({ "file_id": id, "state": "refused", "received": received, "code": code })
        } else if is_whole(&folder.join(INQUIRIES))? {
            let all = self.working.lock().unwrap_or_else(PoisonError::into_inner);
            let answered = all.get(id).map_or(0, |answered| answered.load(Ordering::Relaxed));
            json!({ "file_id": id, "state": "working", "received": received, "answered": answered })
        } else {
            json!({ "file_id": id, "state": "receiving", "received": received })
        }))
    }

    /// Lets a thread answer a file that is whole, unless one does or it is done.
    fn work_on(&self, id: &str) {
        let working =
            matches!(self.state(id), Ok(Some(state)) if state.get("state") == Some(&json!("working")));
        let mut all = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(folder) = self.folder_of(id).filter(|folder| {
            let done = folder.join(ANSWERS).exists() || folder.join(REFUSED).exists();
            working && !done && !all.contains_key(id)
        }) else {
            return;
        };
        let answered = Arc::<AtomicU64>::default();
        all.insert(id.to_owned(), Arc::clone(&answered));
        let (juki, id) = (self.clone(), id.to_owned());
        std::thread::spawn(move || {
            if let Err(error) = work::answer(&juki.nation, &folder, &id, &answered) {
                tracing::error!(file = id, %error, "a file could not be answered");
            }
            juki.working.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        });
    }
}

/// Whether a file ends with a trailer.
fn is_whole(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let last = tail.strip_suffix(b"\n").and_then(|tail| tail.rsplit(|byte| *byte == b'\n').next());
    Ok(last.is_some_and(|line| line.starts_with(b"T\t")))
}

async fn state(State(juki): State<Juki>, UrlPath(id): UrlPath<String>) -> Response {
    // whoever sent the last byte can have been cut off before the request ended: the file is whole all the same, and is answered
    juki.work_on(&id);
    match juki.state(&id) {
        Ok(Some(state)) => Json(state).into_response(),
        Ok(None) => refuse(StatusCode::NOT_FOUND, "unknown-file"),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Debug, Deserialize)]
struct From {
    offset: u64,
}

/// Takes what comes, from the byte on up to which it has the file: what arrived before a cut stays.
async fn receive(
    State(juki): State<Juki>,
    UrlPath(id): UrlPath<String>,
    Query(From { offset }): Query<From>,
    body: Body,
) -> Response {
    let Some(folder) = juki.folder_of(&id) else { return refuse(StatusCode::BAD_REQUEST, "form") };
    match append(&juki.appending, &folder, offset, body).await {
        Ok(true) => {}
        Ok(false) => return refuse(StatusCode::CONFLICT, "offset"),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
    state(State(juki), UrlPath(id)).await
}

/// Appends a body; false when it does not begin where the file ends, or the file is whole.
async fn append(appending: &Mutex<()>, folder: &Path, offset: u64, body: Body) -> io::Result<bool> {
    fs::create_dir_all(folder)?;
    let path = folder.join(INQUIRIES);
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let mut end = file.metadata()?.len();
    if end != offset || (end > 0 && is_whole(&path)?) {
        return Ok(false);
    }
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.next().await {
        let part = part.map_err(io::Error::other)?;
        // somebody else's connection that was thought dead; nobody writes between the look and the writing
        let _alone = appending.lock().unwrap_or_else(PoisonError::into_inner);
        if file.metadata()?.len() != end {
            return Ok(false);
        }
        file.write_all(&part)?;
        end += part.len() as u64;
    }
    Ok(true)
}

async fn forget(State(juki): State<Juki>, UrlPath(id): UrlPath<String>) -> Response {
    let busy = juki.working.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&id);
    match juki.folder_of(&id).filter(|folder| folder.exists()) {
        Some(folder) if busy && !folder.join(ANSWERS).exists() => refuse(StatusCode::CONFLICT, "working"),
        Some(folder) if fs::remove_dir_all(&folder).is_ok() => StatusCode::NO_CONTENT.into_response(),
        Some(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        None => refuse(StatusCode::NOT_FOUND, "unknown-file"),
    }
}

/// The file of answers from a byte on.
async fn answers(State(juki): State<Juki>, UrlPath(id): UrlPath<String>, headers: HeaderMap) -> Response {
    let Some(folder) = juki.folder_of(&id).filter(|folder| folder.exists()) else {
        return refuse(StatusCode::NOT_FOUND, "unknown-file");
    };
    let Ok(file) = File::open(folder.join(ANSWERS)) else {
        return refuse(StatusCode::CONFLICT, "not-ready");
    };
    let half = juki.nation.scenario().faults("juki").half_file;
    let whole = file.metadata().map_or(0, |meta| meta.len());
    let end = if half { whole / 2 } else { whole };
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let from = range.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<u64>().ok());
    let first = from.unwrap_or(0);
    if first >= end {
        return refuse(StatusCode::RANGE_NOT_SATISFIABLE, "range");
    }
    let mut answer = match send(file, first, end - first) {
        Ok(body) => body.into_response(),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_LENGTH, (end - first).into());
    if from.is_some() {
        if let Ok(range) = format!("bytes {first}-{}/{end}", end - 1).parse() {
            headers.insert(header::CONTENT_RANGE, range);
        }
        *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    answer
}

fn send(mut file: File, first: u64, length: u64) -> io::Result<Body> {
    file.seek(SeekFrom::Start(first))?;
    let file = tokio::fs::File::from_std(file).take(length);
    Ok(Body::from_stream(stream::try_unfold(file, |mut file| async move {
        let mut part = vec![0; PART];
        let read = file.read(&mut part).await?;
        part.truncate(read);
        Ok::<_, io::Error>((read > 0).then(|| (Bytes::from(part), file)))
    })))
}

//! How all clients of this crate talk HTTP: bounded in time, in bytes and in tries.

use std::time::{Duration, SystemTime};

use futures_util::StreamExt;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Url};

use crate::Outcome;

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(3);
/// How long a question may take, answer included, if nothing else is said.
const WHOLE: Duration = Duration::from_secs(10);
/// The longest answer that is read, if nothing else is said: the published systems answer with some kilobytes.
const LONGEST_ANSWER: usize = 1024 * 1024;
/// Tries of a question that may be asked twice, and the pause before the second; it doubles.
const TRIES: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// A peer's "come back later" is believed up to here.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 3600);

/// How a peer is reached.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Where its paths begin; ends with a slash.
    pub base: Url,
    /// Certificates that its certificate must lead to (PEM); none: the machine's own.
    pub roots: Option<Vec<u8>>,
    /// Our certificate and its key (PEM) for a peer that asks for one.
    pub identity: Option<Vec<u8>>,
    /// How long a question may take.
    pub whole: Duration,
    /// The longest answer that is read, bytes.
    pub longest_answer: usize,
}

impl Peer {
    /// A peer at an address, with the usual limits.
    #[must_use]
    pub fn at(mut base: Url) -> Self {
        if !base.path().ends_with('/') {
            let path = format!("{}/", base.path());
            base.set_path(&path);
        }
        Self { base, roots: None, identity: None, whole: WHOLE, longest_answer: LONGEST_ANSWER }
    }
}

/// Why a client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// A certificate or a key cannot be read.
    #[error("the certificates for this peer cannot be used: {0}")]
    Certificates(#[source] reqwest::Error),
}

/// A question.
#[derive(Debug, Clone)]
pub struct Question {
    /// GET, POST, …
    pub method: Method,
    /// Below the peer's base, without a leading slash; may hold a query.
    pub path: String,
    /// Headers beside those of HTTP itself; a secret value is marked sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// Whether asking twice does no harm: only then is it asked again after a failure.
    pub may_repeat: bool,
}

impl Question {
    /// Asks for what is there.
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        let path = path.into();
        Self { method: Method::GET, path, headers: HeaderMap::new(), body: Vec::new(), may_repeat: true }
    }

    /// Sends a body of a media type; not repeated unless it is said that it may be.
    #[must_use]
    pub fn post(path: impl Into<String>, media_type: &'static str, body: Vec<u8>) -> Self {
        let path = path.into();
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media_type))]);
        Self { method: Method::POST, path, headers, body, may_repeat: false }
    }

    /// Says that asking twice does no harm.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.may_repeat = true;
        self
    }

    /// With a header whose value is kept out of what is printed.
    #[must_use]
    pub fn with_secret(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
        self
    }
}

/// An answer of any status but "not now".
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The media type, without parameters, in lower case; empty when it is missing.
    pub media_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// A client of one peer.
#[derive(Debug, Clone)]
pub struct Client {
    peer: Peer,
    pub(crate) http: reqwest::Client,
}

impl Client {
    /// A client. It follows no redirection: a peer says itself what it has to say.
    ///
    /// # Errors
    /// When the peer's certificates or our identity cannot be read.
    pub fn new(peer: Peer) -> Result<Self, PeerError> {
        let mut http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        if let Some(roots) = &peer.roots {
            let roots = reqwest::Certificate::from_pem_bundle(roots).map_err(PeerError::Certificates)?;
            http = http.tls_certs_only(roots);
        }
        if let Some(identity) = &peer.identity {
            http = http.identity(reqwest::Identity::from_pem(identity).map_err(PeerError::Certificates)?);
        }
        Ok(Self { http: http.build().map_err(PeerError::Certificates)?, peer })
    }

    /// The peer.
    #[must_use]
    pub fn peer(&self) -> &Peer {
        &self.peer
    }

    /// Asks. Failures to reach the peer, a time that ran out and the statuses 429, 502, 503 and 504 are
    /// [`Outcome::Unavailable`]; an answer that is too long is [`Outcome::Unintelligible`].
    pub async fn ask(&self, question: &Question) -> Outcome<Answer> {
        let tries = if question.may_repeat { TRIES } else { 1 };
        let mut pause = FIRST_PAUSE;
        for _ in 1..tries {
            match self.ask_once(question).await {
                // It says itself when it is back: asking before would be rude.
                Outcome::Unavailable { until: None } => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                outcome => return outcome,
            }
        }
        self.ask_once(question).await
    }

    async fn ask_once(&self, question: &Question) -> Outcome<Answer> {
        let Ok(url) = self.peer.base.join(&question.path) else {
            return Outcome::unintelligible("no address can be made of the path", &[]);
        };
        let request = self
            .http
            .request(question.method.clone(), url)
            .headers(question.headers.clone())
            .body(question.body.clone())
            .timeout(self.peer.whole);
        match request.send().await {
            Ok(response) => self.read(response).await,
            Err(error) => {
                tracing::warn!(peer = %self.peer.base, error = %error.without_url(), "no answer");
                Outcome::Unavailable { until: None }
            }
        }
    }

    /// Reads a short answer.
    pub(crate) async fn read(&self, response: reqwest::Response) -> Outcome<Answer> {
        let status = response.status().as_u16();
        if matches!(status, 429 | 502..=504) {
            return Outcome::Unavailable { until: until(response.headers()) };
        }
        let media_type = media_type(response.headers());
        let mut body = Vec::new();
        let mut parts = response.bytes_stream();
        while let Some(part) = parts.next().await {
            // Cut in the middle: nothing of it is an answer.
            let Ok(part) = part else { return Outcome::Unavailable { until: None } };
            body.extend_from_slice(&part);
            if body.len() > self.peer.longest_answer {
                return Outcome::unintelligible("the answer is too long", &body);
            }
        }
        Outcome::Answered(Answer { status, media_type, body })
    }
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// When a peer says that it is back; seconds only, the other form of RFC 9110 §10.2.3 is taken as not said.
pub(crate) fn until(headers: &HeaderMap) -> Option<SystemTime> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    SystemTime::now().checked_add(Duration::from_secs(seconds).min(LONGEST_PAUSE))
}

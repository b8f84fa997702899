//! Long transfers: a body that is made while it is sent, an answer that is used while it comes. Bounded in time without progress, and
//! in time altogether; the memory is the caller's.

use std::time::Duration;

use futures_util::{Stream, StreamExt};
use reqwest::Body;
use reqwest::header::CONTENT_RANGE;

use crate::Outcome;
use crate::transport::{Answer, Client, Question, until};

/// A peer that sends or takes nothing for so long is not there: a connection that is alive moves within seconds.
const IDLE: Duration = Duration::from_secs(60);
/// One transfer: twelve million people over a slow line (10 Mbit/s, 3 GB) take an hour. What was cut goes on in the next one.
const TRANSFER: Duration = Duration::from_secs(4 * 3600);

/// The beginning of a long answer.
pub(crate) struct LongAnswer {
    response: reqwest::Response,
    /// The status code.
    pub(crate) status: u16,
    /// Where in the file it begins, by its `Content-Range`; 0 when it has none.
    pub(crate) offset: u64,
    deadline: tokio::time::Instant,
}

impl LongAnswer {
    /// The next bytes; `None` at the end that the peer meant. A connection that was cut, or stands still, is
    /// [`Outcome::Unavailable`].
    pub(crate) async fn next(&mut self) -> Outcome<Option<Vec<u8>>> {
        let soon = (tokio::time::Instant::now() + IDLE).min(self.deadline);
        match tokio::time::timeout_at(soon, self.response.chunk()).await {
            Ok(Ok(part)) => Outcome::Answered(part.map(Vec::from)),
            Ok(Err(_)) | Err(_) => Outcome::Unavailable { until: None },
        }
    }

    /// A short answer to a long question: a refusal, read as any other.
    pub(crate) async fn short(self, client: &Client) -> Outcome<Answer> {
        client.read(self.response).await
    }
}

impl Client {
    /// Asks for a long answer. Outages are [`Outcome::Unavailable`], as everywhere.
    pub(crate) async fn open(&self, question: &Question) -> Outcome<LongAnswer> {
        let Ok(url) = self.peer().base.join(&question.path) else {
            return Outcome::unintelligible("no address can be made of the path", &[]);
        };
        let request = self.http.request(question.method.clone(), url).headers(question.headers.clone());
        let deadline = tokio::time::Instant::now() + TRANSFER;
        match tokio::time::timeout(IDLE, request.send()).await {
            Ok(Ok(response)) if !matches!(response.status().as_u16(), 429 | 502..=504) => {
                let (status, offset) = (response.status().as_u16(), offset(&response));
                Outcome::Answered(LongAnswer { response, status, offset, deadline })
            }
            Ok(Ok(response)) => Outcome::Unavailable { until: until(response.headers()) },
            Ok(Err(error)) => {
                tracing::warn!(peer = %self.peer().base, error = %error.without_url(), "no answer");
                Outcome::Unavailable { until: None }
            }
            Err(_) => Outcome::Unavailable { until: None },
        }
    }

    /// Sends a body while it is made. It never repeats: how to go on is the protocol's affair. An error in the body ends the
    /// connection, so that the peer does not take half a body for a whole one.
    pub(crate) async fn send<B, E>(
        &self,
        question: &Question,
        body: impl Stream<Item = Result<B, E>> + Send + 'static,
    ) -> Outcome<Answer>
    where
        B: Into<bytes::Bytes> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + Send + 'static,
    {
        let Ok(url) = self.peer().base.join(&question.path) else {
            return Outcome::unintelligible("no address can be made of the path", &[]);
        };
        let body = Body::wrap_stream(body.map(|part| part.map(Into::into)));
        let request =
            self.http.request(question.method.clone(), url).headers(question.headers.clone()).body(body);
        match tokio::time::timeout(TRANSFER, request.send()).await {
            Ok(Ok(response)) => self.read(response).await,
            Ok(Err(error)) => {
                tracing::warn!(peer = %self.peer().base, error = %error.without_url(), "a transfer was cut");
                Outcome::Unavailable { until: None }
            }
            Err(_) => Outcome::Unavailable { until: None },
        }
    }
}

/// How long a part of a body may wait to be taken.
pub(crate) const TAKEN_WITHIN: Duration = IDLE;

/// Where a partial answer begins (RFC 9110 §14.4): `bytes 100-199/*`.
fn offset(response: &reqwest::Response) -> u64 {
    let value = response.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
    let first =
        value.and_then(|value| value.strip_prefix("bytes ")).and_then(|range| range.split('-').next());
    first.and_then(|first| first.parse().ok()).unwrap_or_default()
}

//! The `openidconnect` crate on our transport: its requests go out by it, and its failures are outcomes.

use std::future::Future;
use std::pin::Pin;

use openidconnect::core::CoreErrorResponseType;
use openidconnect::http::Response;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, RequestTokenError, StandardErrorResponse};

use crate::Outcome;
use crate::transport::{Client, Question};

/// Longest access token, characters: state and nonce are 255 at most [P], other providers' tokens some thousands.
const LONGEST_ACCESS_TOKEN: usize = 8 * 1024;

/// An error of the token endpoint.
pub(super) type ErrorAnswer = StandardErrorResponse<CoreErrorResponseType>;

/// Our transport as the crate wants it.
#[derive(Debug, Clone)]
pub(super) struct Exchange(pub(super) Client);

/// What the transport said instead of an answer.
#[derive(Debug, thiserror::Error)]
#[error("the provider was not reached")]
pub(super) struct Lost(Outcome<()>);

impl<'c> AsyncHttpClient<'c> for Exchange {
    type Error = Lost;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Lost>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl Exchange {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Lost> {
        let (parts, body) = request.into_parts();
        let (path, headers) = (parts.uri.to_string(), parts.headers);
        // A code is good once and an assertion is fresh: nothing of this is asked a second time.
        let question = Question { method: parts.method, path, headers, body, may_repeat: false };
        match self.0.ask(&question).await {
            Outcome::Answered(answer) if answer.status >= 500 => {
                Err(Lost(Outcome::Unavailable { until: None }))
            }
            // Any other status the crate reads itself.
            Outcome::Answered(answer) => Response::builder()
                .status(answer.status)
                .body(answer.body)
                .map_err(|_| Lost(Outcome::unintelligible("no status of HTTP", &[]))),
            other => Err(Lost(other.map(|_| ()))),
        }
    }
}

/// Which outcome a token request is that failed.
pub(super) fn failed<T>(error: RequestTokenError<Lost, ErrorAnswer>) -> Outcome<T> {
    match error {
        RequestTokenError::ServerResponse(answer) => Outcome::refused(answer.error().as_ref()),
        RequestTokenError::Request(Lost(outcome)) => outcome.and_then(nothing),
        RequestTokenError::Parse(_, body) => {
            Outcome::unintelligible("the provider's answer with tokens cannot be read", &body)
        }
        RequestTokenError::Other(_) => Outcome::unintelligible("the provider's refusal is empty", &[]),
    }
}

/// Gives an outcome that is no answer the type of another question; an answer would say nothing here.
pub(super) fn nothing<T, U>(_: T) -> Outcome<U> {
    Outcome::unintelligible("not an answer to this question", &[])
}

/// Whether an access token can stand in a header (RFC 6750 §2.1), at a bearable length.
pub(super) fn sendable(token: &str) -> bool {
    !token.is_empty()
        && token.len() <= LONGEST_ACCESS_TOKEN
        && token.bytes().all(|byte| byte.is_ascii_graphic())
}

//! What a request asks with: its query, its posted form. What cannot be read is refused by a bare status, which the guard
//! makes a page of.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::forms::{Broken, Pairs, read_pairs};

/// The pairs of the query.
pub(crate) struct Asked(pub Pairs);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        query(parts).map(Self).map_err(|Broken| StatusCode::BAD_REQUEST)
    }
}

/// The same where a broken query has an answer of its own.
pub(crate) struct Query(pub Result<Pairs, Broken>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(query(parts)))
    }
}

fn query(parts: &Parts) -> Result<Pairs, Broken> {
    read_pairs(parts.uri.query().unwrap_or_default().as_bytes())
}

/// The pairs of a posted form.
pub(crate) struct Posted(pub Pairs);

/// What browsers send where a form asks for nothing else.
const FORM: &str = "application/x-www-form-urlencoded";

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let essence = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case(FORM) {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
        }
        let body = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        read_pairs(&body).map(Self).map_err(|Broken| StatusCode::BAD_REQUEST.into_response())
    }
}

//! `GET /api/entries` and `GET /api/entries/{id}`.

use std::sync::Arc;

use app::Actor;
use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::problem::Problem;
use super::query;
use crate::asked::Query;
use crate::edge::Edge;
use crate::permission::{Action, permit};

/// `GET /api/entries?…`
pub(crate) async fn find(
    State(edge): State<Edge>,
    Extension(action): Extension<Action>,
    headers: HeaderMap,
    Query(pairs): Query,
) -> Result<Response, Problem> {
    let actor = bearer(&edge, &headers, action).await?;
    let search = query::search(&pairs?)?;
    Ok(json(&edge.app.find_entries(&actor, &search).await?))
}

/// `GET /api/entries/{id}?as_of=…&known_at=…`
pub(crate) async fn show(
    State(edge): State<Edge>,
    Extension(action): Extension<Action>,
    headers: HeaderMap,
    // An address that is no text names no entry.
    id: Result<Path<String>, PathRejection>,
    Query(pairs): Query,
) -> Result<Response, Problem> {
    let actor = bearer(&edge, &headers, action).await?;
    let id = id.map(|Path(id)| id).unwrap_or_default();
    let (as_of, known_at) = query::moment(&pairs?)?;
    Ok(json(&edge.app.show_entry(&actor, &id, as_of, known_at).await?))
}

/// Who holds the token of the request (RFC 6750, section 2.1), when that account may do this.
pub(super) async fn bearer(edge: &Edge, headers: &HeaderMap, action: Action) -> Result<Arc<Actor>, Problem> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = value
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match token {
        Some((_, token)) => {
            let actor = edge.app.bearer(token.trim()).await?;
            permit(Some(action), &actor.roles)?;
            Ok(actor)
        }
        None => Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "Authorization: Bearer にトークンを付けてください。",
            "Send a token in Authorization: Bearer.",
        )),
    }
}

pub(super) fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => {
            let mut response = body.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            response
        }
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            Problem::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "応答を作れませんでした。",
                "The answer could not be written.",
            )
            .into_response()
        }
    }
}

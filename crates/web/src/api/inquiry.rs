//! `POST /api/inquiry`: the inquiry for programs. Without a token it is anybody's; with one, the asker may cite its legal ground.

use std::sync::Arc;

use app::{Actor, Inquiry};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde::Deserialize;

use super::body::Json;
use super::entries::{bearer, json};
use super::problem::Problem;
use crate::address::Address;
use crate::edge::Edge;
use crate::permission::Action;
use crate::proof::may_ask;

/// A body of an inquiry, at most.
pub(crate) const MAX_INQUIRY_BYTES: usize = 4 * 1024;

/// What is asked; a field that is not listed here is an error.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Body {
    qualification: String,
    authority: String,
    number: String,
    name: String,
    born: String,
    share_code: String,
    ground: String,
}

/// `POST /api/inquiry`
pub(crate) async fn inquire(
    State(edge): State<Edge>,
    Address(address): Address,
    headers: HeaderMap,
    body: Result<Json<Body>, Problem>,
) -> Result<Response, Problem> {
    let asker: Option<Arc<Actor>> = match headers.get(header::AUTHORIZATION) {
        Some(_) => Some(bearer(&edge, &headers, Action::FindEntries).await?),
        None => None,
    };
    // Told after the token was looked at: nobody without a right learns what a body lacks.
    let Json(body) = body?;
    for (name, value) in [("number", &body.number), ("name", &body.name), ("born", &body.born)] {
        if value.trim().is_empty() {
            return Err(Problem::of_parameter(
                name,
                format!("{name} は必要です。"),
                format!("{name} is needed."),
            ));
        }
    }
    let born = app::parse_date(&body.born)
        .map_err(|error| Problem::of_parameter("born", error.for_person, error.for_person_en))?;
    let inquiry = Inquiry {
        qualification: body.qualification,
        authority: body.authority,
        number: body.number,
        name: body.name,
        born: Some(born),
        share_code: body.share_code,
        ground: body.ground,
    };
    // Who is known by a token answers for what it asks; everybody else is counted.
    if asker.is_none() {
        may_ask(&edge, address, &inquiry)?;
    }
    Ok(json(&edge.app.inquire(asker.as_deref(), &inquiry).await?))
}

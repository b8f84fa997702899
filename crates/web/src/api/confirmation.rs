//! `POST /api/confirmation`: whether a 登録済証明書 is ours, and whether the entry is still as it says. Whoever knows its number has it before
//! them; the number stands in the body and in no address.

use app::ConfirmationView;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::body::Json;
use super::entries::json;
use super::problem::Problem;
use crate::address::Address;
use crate::edge::Edge;
use crate::proof::may_confirm;

/// What is asked; a field that is not listed here is an error.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    number: String,
}

/// The answer: programs rely on its fields.
#[derive(Serialize)]
pub(super) struct Confirmed {
    number: String,
    qualification: String,
    qualification_en: String,
    authority: String,
    authority_en: String,
    items: Vec<ConfirmedItem>,
    issued_on: String,
    /// Is the entry still as it says?
    current: bool,
}

#[derive(Serialize)]
struct ConfirmedItem {
    label: String,
    label_en: String,
    value: String,
}

impl From<ConfirmationView> for Confirmed {
    fn from(view: ConfirmationView) -> Self {
        let item =
            |(name, value): (app::Both, String)| ConfirmedItem { label: name.ja, label_en: name.en, value };
        Self {
            number: view.number,
            qualification: view.qualification.ja,
            qualification_en: view.qualification.en,
            authority: view.authority.ja,
            authority_en: view.authority.en,
            items: view.items.into_iter().map(item).collect(),
            issued_on: view.issued_on,
            current: view.is_current,
        }
    }
}

/// `POST /api/confirmation`
pub(crate) async fn check_confirmation(
    State(edge): State<Edge>,
    Address(address): Address,
    Json(body): Json<Body>,
) -> Result<Response, Problem> {
    may_confirm(&edge, address, &body.number)?;
    Ok(json(&Confirmed::from(edge.app.check_confirmation(&body.number).await?)))
}

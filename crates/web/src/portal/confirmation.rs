//! The 登録済証明書 of one's own: those of an entry, and one to be shown or printed.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::case::Mine;
use super::door::AtPortal;
use crate::pages::{ConfirmationsPage, MyConfirmationPage};
use crate::proof::address_of;
use crate::visit::page;

/// `GET /portal/cases/{register}/{case}/confirmation`
pub(crate) async fn confirmation(
    at: AtPortal,
    headers: HeaderMap,
    Path(path): Path<(String, String)>,
) -> Response {
    let Some(mine) = Mine::of(at, &path) else { return StatusCode::NOT_FOUND.into_response() };
    match mine.app().show_confirmation(&mine.who, mine.key).await {
        Ok(view) => {
            let address = address_of(&headers, mine.at.visitor.edge.config.https, "/confirmation");
            let (frame, back) = (mine.at.frame(), mine.address());
            page(&MyConfirmationPage { frame, view, address, back, of_entry: false })
        }
        Err(error) => mine.at.refuse(error),
    }
}

/// `GET /portal/entries/{id}/confirmations`
pub(crate) async fn confirmations(at: AtPortal, Path(id): Path<String>) -> Response {
    match at.visitor.edge.app.own_confirmations(&at.holder, &id).await {
        Ok(own) => page(&ConfirmationsPage { frame: at.frame(), own }),
        Err(error) => at.refuse(error),
    }
}

/// `GET /portal/entries/{id}/confirmations/{case}`
pub(crate) async fn confirmation_of_entry(
    at: AtPortal,
    headers: HeaderMap,
    Path((id, case)): Path<(String, String)>,
) -> Response {
    match at.visitor.edge.app.show_own_confirmation(&at.holder, (&id, &case)).await {
        Ok(view) => {
            let address = address_of(&headers, at.visitor.edge.config.https, "/confirmation");
            let back = format!("/portal/entries/{id}/confirmations");
            page(&MyConfirmationPage { frame: at.frame(), view, address, back, of_entry: true })
        }
        Err(error) => at.refuse(error),
    }
}

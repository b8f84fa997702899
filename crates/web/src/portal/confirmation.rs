//! The 登録済証明書 that was issued in one's own case: to be shown or printed.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::case::Mine;
use super::door::AtPortal;
use crate::pages::MyConfirmationPage;
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
            page(&MyConfirmationPage { frame: mine.at.frame(), view, address, back: mine.address() })
        }
        Err(error) => mine.at.refuse(error),
    }
}

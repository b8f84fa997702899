//! One's own entries, and who looked at them.

use axum::extract::Path;
use axum::response::Response;

use super::door::AtPortal;
use crate::pages::{LooksPage, MyPage};
use crate::visit::page;

/// `GET /portal`
pub(crate) async fn home(at: AtPortal) -> Response {
    let app = &at.visitor.edge.app;
    let qualifications = match app.my_qualifications(&at.holder).await {
        Ok(qualifications) => qualifications,
        Err(error) => return at.refuse(error),
    };
    match app.my_link_requests(&at.holder).await {
        Ok(requests) => page(&MyPage { frame: at.frame(), qualifications, requests }),
        Err(error) => at.refuse(error),
    }
}

/// `GET /portal/entries/{id}/disclosures`
pub(crate) async fn looks(at: AtPortal, Path(id): Path<String>) -> Response {
    let app = &at.visitor.edge.app;
    match app.my_looks(&at.holder, &id).await {
        Ok(looks) => page(&LooksPage { frame: at.frame(), looks, purposes: app.purposes() }),
        Err(error) => at.refuse(error),
    }
}

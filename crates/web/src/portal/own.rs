//! One's own entries, and who looked at them.

use app::linking::LinkRequestView;
use app::view::CaseLine;
use app::{AppError, Applying, DraftLine};
use axum::extract::Path;
use axum::response::Response;

use super::door::AtPortal;
use crate::pages::{LookWords, LooksPage, MyPage};
use crate::visit::page;

/// `GET /portal`
pub(crate) async fn home(at: AtPortal) -> Response {
    // Beside each other: none needs what another finds.
    let both = tokio::join!(at.visitor.edge.app.my_qualifications(&at.holder), going_on(&at));
    match both {
        (Ok(qualifications), Ok((requests, drafts, cases, unread))) => {
            page(&MyPage { frame: at.frame(), qualifications, requests, drafts, cases, unread })
        }
        (Err(error), _) | (_, Err(error)) => at.refuse(error),
    }
}

/// What is begun, what is under way, and how much is new.
async fn going_on(
    at: &AtPortal,
) -> Result<(Vec<LinkRequestView>, Vec<DraftLine>, Vec<CaseLine>, usize), AppError> {
    let (app, who) = (&at.visitor.edge.app, Applying::from(&at.holder));
    tokio::try_join!(
        app.my_link_requests(&at.holder),
        app.draft_lines(&who),
        app.list_own_cases(&who),
        app.unread_messages(&who),
    )
}

/// `GET /portal/entries/{id}/disclosures`
pub(crate) async fn looks(at: AtPortal, Path(id): Path<String>) -> Response {
    let app = &at.visitor.edge.app;
    match tokio::try_join!(app.my_looks(&at.holder, &id), app.my_inquiries(&at.holder, &id)) {
        Ok((looks, inquiries)) => {
            let words = LookWords::new(at.visitor.lang, app.purposes(), app.inquiry_choices());
            page(&LooksPage { frame: at.frame(), looks: words.all(&looks), inquiries })
        }
        Err(error) => at.refuse(error),
    }
}

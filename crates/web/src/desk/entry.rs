//! An entry, and who looked at it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use crate::asked::Asked;
use crate::forms::{FieldErrors, Moment, MomentForm};
use crate::pages::{DisclosuresPage, EntryPage, LookWords, Place};
use crate::visit::{SignedIn, page, page_with};

/// `GET /desk/entries/{id}?as_of=…&known_at=…`
pub(crate) async fn entry(officer: SignedIn, Path(id): Path<String>, Asked(pairs): Asked) -> Response {
    let app = &officer.visitor.edge.app;
    let form = MomentForm::read(&pairs);
    // What was typed wrongly is said at its field, above the entry as it stands today.
    let (moment, errors) = match form.parse(officer.visitor.lang) {
        Ok(moment) => (moment, FieldErrors::default()),
        Err(errors) => (Moment::default(), errors),
    };
    let status = if errors.any() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    match app.show_entry(&officer.actor, &id, moment.as_of, moment.known_at).await {
        Ok(entry) => {
            page_with(status, &EntryPage { frame: officer.frame(Place::Search), entry, form, errors })
        }
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/entries/{id}/disclosures`
pub(crate) async fn disclosures(officer: SignedIn, Path(id): Path<String>) -> Response {
    let app = &officer.visitor.edge.app;
    match app.list_disclosures(&officer.actor, &id).await {
        Ok(looks) => {
            let words = LookWords::new(officer.visitor.lang, app.purposes(), app.inquiry_choices());
            let looks = words.all(&looks);
            page(&DisclosuresPage { frame: officer.frame(Place::Search), entry: id, looks })
        }
        Err(error) => officer.refuse(error),
    }
}

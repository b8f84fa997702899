//! The search and its results.

use app::ErrorKind;
use axum::http::StatusCode;
use axum::response::Response;

use crate::asked::Asked;
use crate::forms::{FieldErrors, SearchForm};
use crate::pages::{HomePage, Place, ResultsPage, largest, qualifications, status_of};
use crate::visit::{SignedIn, page, page_with};

/// `GET /desk`
pub(crate) async fn home(officer: SignedIn) -> Response {
    match officer.visitor.edge.app.list_registers(&officer.actor).await {
        Ok(registers) => page(&HomePage {
            frame: officer.frame(Place::Search),
            form: SearchForm::default(),
            errors: FieldErrors::default(),
            qualifications: qualifications(&registers, officer.visitor.lang),
            registers: largest(&registers),
        }),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/entries?…`
pub(crate) async fn results(officer: SignedIn, Asked(pairs): Asked) -> Response {
    let app = &officer.visitor.edge.app;
    let registers = match app.list_registers(&officer.actor).await {
        Ok(registers) => registers,
        Err(error) => return officer.refuse(error),
    };
    let form = SearchForm::read(&pairs);
    let mut shown = ResultsPage {
        frame: officer.frame(Place::Search),
        errors: FieldErrors::default(),
        refused: String::new(),
        qualifications: qualifications(&registers, officer.visitor.lang),
        registers,
        found: None,
        form,
    };
    let search = match shown.form.parse(officer.visitor.lang) {
        Ok(search) => search,
        Err(errors) => {
            shown.errors = errors;
            return page_with(StatusCode::BAD_REQUEST, &shown);
        }
    };
    match app.find_entries(&officer.actor, &search).await {
        Ok(found) => {
            shown.found = Some(found);
            page(&shown)
        }
        Err(error) if error.kind == ErrorKind::BadInput => {
            officer.visitor.lang.words(&error).clone_into(&mut shown.refused);
            page_with(status_of(error.kind), &shown)
        }
        Err(error) => officer.refuse(error),
    }
}

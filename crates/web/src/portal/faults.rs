//! What is said above a page of the form, and at its fields.

use app::AppError;
use axum::http::StatusCode;

use super::door::AtPortal;
use crate::forms::FieldErrors;
use crate::pages::{Go, status_of};

/// What is wrong, and with which status it is said.
pub(super) struct Faults {
    pub(super) status: StatusCode,
    pub(super) errors: FieldErrors,
    pub(super) refused: String,
    /// The card to which one goes on, now that what was typed is saved.
    pub(super) go: Option<Go>,
}

impl Faults {
    pub(super) fn on_to(self, go: Option<Go>) -> Self {
        Self { go, ..self }
    }

    pub(super) fn none() -> Self {
        let (errors, refused) = (FieldErrors::default(), String::new());
        Self { status: StatusCode::OK, errors, refused, go: None }
    }

    /// Nothing is wrong, and something is said.
    pub(super) fn said(refused: &str) -> Self {
        Self { refused: refused.to_owned(), ..Self::none() }
    }

    pub(super) fn at_fields(errors: FieldErrors) -> Self {
        Self { status: StatusCode::BAD_REQUEST, errors, ..Self::none() }
    }

    /// A use case said no.
    pub(super) fn refused(at: &AtPortal, error: &AppError) -> Self {
        let refused = at.visitor.lang.words(error).to_owned();
        Self { status: status_of(error.kind), refused, ..Self::none() }
    }
}

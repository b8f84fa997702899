//! Showing a step that is confirmed, and taking its form: what every such step has in common.

use app::AppError;
use axum::http::StatusCode;
use axum::response::Response;

use crate::forms::{FieldErrors, Pairs, StepForm, value};
use crate::pages::{DeskStep, Place, StepPage, status_of};
use crate::visit::{SignedIn, page, page_with};

/// The page of a step.
pub(crate) fn shown(officer: &SignedIn, step: DeskStep) -> Response {
    page(&StepPage {
        frame: officer.frame(Place::Check),
        step,
        form: StepForm::default(),
        errors: FieldErrors::default(),
        refused: String::new(),
    })
}

/// The form of a step; else the page that says what is wrong: the form is old, something is missing, or it is about what is no longer so.
pub(crate) fn taken(
    officer: &SignedIn,
    step: DeskStep,
    pairs: &Pairs,
) -> Result<(DeskStep, StepForm), Box<Response>> {
    if !officer.owns(&value(pairs, "form_key")) {
        return Err(Box::new(officer.refuse(crate::form_key::old_form())));
    }
    let form = StepForm::read(pairs);
    if form.seen != step.seen {
        let words = officer.visitor.lang.t(
            "この画面を開いたあとに、内容が変わりました。いまの内容を確かめてください。",
            "This changed after you opened the page. Look at what it is now.",
        );
        let page = StepPage { form: StepForm { confirm: String::new(), ..form }, ..bare(officer, step) };
        let page = StepPage { refused: words.to_owned(), ..page };
        return Err(Box::new(page_with(StatusCode::CONFLICT, &page)));
    }
    match form.check(officer.visitor.lang, (step.ground.is_some(), step.confirm)) {
        Ok(()) => Ok((step, form)),
        Err(errors) => {
            let page = StepPage { form, errors, ..bare(officer, step) };
            Err(Box::new(page_with(StatusCode::BAD_REQUEST, &page)))
        }
    }
}

/// The page of a step that was refused: a ground that cannot be kept stands at its field, everything else above the form.
pub(crate) fn refused(officer: &SignedIn, (step, form): (DeskStep, StepForm), error: AppError) -> Response {
    let words = officer.visitor.lang.words(&error).to_owned();
    let mut page = StepPage { form, ..bare(officer, step) };
    match error.kind {
        app::ErrorKind::BadInput => page.errors.add("ground", words),
        app::ErrorKind::Conflict | app::ErrorKind::NotPermitted => page.refused = words,
        _ => return officer.refuse(error),
    }
    page_with(status_of(error.kind), &page)
}

fn bare(officer: &SignedIn, step: DeskStep) -> StepPage {
    StepPage {
        frame: officer.frame(Place::Check),
        step,
        form: StepForm::default(),
        errors: FieldErrors::default(),
        refused: String::new(),
    }
}

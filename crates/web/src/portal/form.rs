//! The pages of a form: what is typed is saved first, and then said to be wrong, so that nothing is lost.

use app::view::AskedView;
use app::{AppError, Application, Applying, CaseId, ErrorKind, FormView, OpenForm};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::apply::form_of;
use super::card::{CardFor, card_words, saved_to_go};
use super::door::AtPortal;
pub(super) use super::faults::Faults;
use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::{
    FieldErrors, Pairs, read_applicant, read_declared, read_exam, read_items, read_what, read_written, value,
};
use crate::pages::{
    AskedPage, DeclarePage, ExamPage, FormCheckPage, FormFrame, Go, ItemsPage, PapersPage, Step, WhatPage,
    WrittenPage,
};
use crate::visit::{PORTAL, page_with};

/// A page of the form. One that this application does not have leads to the next one.
pub(super) async fn shown(
    at: &AtPortal,
    (draft, form, step): (CaseId, OpenForm, Step),
    faults: Faults,
) -> Response {
    if !Step::of(&form.view).contains(&step) {
        return Redirect::to(&Step::Check.address(&draft.to_string())).into_response();
    }
    let asked = form.view.asked.clone();
    let licence = form.view.licence.clone();
    let mut frame = FormFrame::new(at.frame(), form.view.clone(), step);
    frame.errors = faults.errors;
    frame.refused = faults.refused;
    frame.go = faults.go;
    if let Some(licence) = licence {
        match (step, licence.exam) {
            (Step::Items, _) => return page_with(faults.status, &WrittenPage { at: frame }),
            (Step::Exam, Some(asked)) => return page_with(faults.status, &ExamPage { at: frame, asked }),
            _ => {}
        }
    }
    match (step, asked) {
        (Step::What, _) => page_with(faults.status, &WhatPage { at: frame }),
        (Step::Items | Step::Exam, _) => page_with(faults.status, &ItemsPage { at: frame }),
        (Step::Check, asked) => check_page(at, &form, (frame, asked), faults.status).await,
        // Without something that changed there is nothing to be asked for.
        (_, Err(_)) => Redirect::to(&Step::What.address(&frame.form.id)).into_response(),
        (Step::Asked, Ok(asked)) => page_with(faults.status, &AskedPage { at: frame, asked }),
        (Step::Declare, Ok(asked)) => page_with(faults.status, &DeclarePage { at: frame, asked }),
        (Step::Papers, Ok(asked)) => match at.visitor.edge.app.papers_of_form(&form).await {
            Ok(papers) => page_with(faults.status, &PapersPage { at: frame, asked, papers }),
            Err(error) => at.refuse(error),
        },
    }
}

async fn check_page(
    at: &AtPortal,
    form: &OpenForm,
    (frame, asked): (FormFrame, Result<AskedView, AppError>),
    status: StatusCode,
) -> Response {
    let app = &at.visitor.edge.app;
    match app.papers_of_form(form).await {
        Ok(papers) => {
            let signed = app.text_to_sign(form);
            let (text, digest) = (signed.text, signed.digest);
            page_with(status, &FormCheckPage { at: frame, asked, papers, text, digest })
        }
        Err(error) => at.refuse(error),
    }
}

async fn show(at: &AtPortal, id: &str, step: Step) -> Response {
    match form_of(at, id).await {
        Ok((draft, form)) => shown(at, (draft, form, step), Faults::none()).await,
        Err(response) => response,
    }
}

/// `GET /portal/drafts/{id}/what`
pub(crate) async fn what(at: AtPortal, Path(id): Path<String>) -> Response {
    show(&at, &id, Step::What).await
}

/// `GET /portal/drafts/{id}`
pub(crate) async fn asked(at: AtPortal, Path(id): Path<String>) -> Response {
    show(&at, &id, Step::Asked).await
}

/// `GET /portal/drafts/{id}/exam`
pub(crate) async fn exam(at: AtPortal, Path(id): Path<String>) -> Response {
    show(&at, &id, Step::Exam).await
}

/// `GET /portal/drafts/{id}/papers`
pub(crate) async fn papers(at: AtPortal, Path(id): Path<String>) -> Response {
    show(&at, &id, Step::Papers).await
}

/// `GET /portal/drafts/{id}/declare`
pub(crate) async fn declare(at: AtPortal, Path(id): Path<String>) -> Response {
    show(&at, &id, Step::Declare).await
}

/// `GET /portal/drafts/{id}/check`
pub(crate) async fn check(at: AtPortal, Path(id): Path<String>, Asked(pairs): Asked) -> Response {
    let said = Faults::said(card_words(at.visitor.lang, &pairs, CardFor::Signature));
    match form_of(&at, &id).await {
        Ok((draft, form)) => shown(&at, (draft, form, Step::Check), said).await,
        Err(response) => response,
    }
}

/// What a page was filled in with.
struct Filled {
    application: Application,
    errors: FieldErrors,
}

impl From<(Application, FieldErrors)> for Filled {
    fn from((application, errors): (Application, FieldErrors)) -> Self {
        Self { application, errors }
    }
}

/// Keeps what was typed upon the version that was seen; else the page says who was faster, and what was typed stays on it.
pub(super) async fn keep(
    at: &AtPortal,
    pairs: &Pairs,
    (draft, form, step): (CaseId, OpenForm, Step),
    application: &Application,
) -> Result<OpenForm, Response> {
    let (app, who) = (&at.visitor.edge.app, Applying::from(&at.holder));
    let seen = value(pairs, "version").parse().unwrap_or(0);
    match app.save_form(&who, &form, (application, seen)).await {
        Ok(saved) => Ok(saved),
        Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::BadInput) => {
            Err(shown(at, (draft, form.typed(application), step), Faults::refused(at, &error)).await)
        }
        // Sent meanwhile, in another tab: it leads to its case.
        Err(error) if error.kind == ErrorKind::NotFound => {
            Err(form_of(at, &draft.to_string()).await.err().unwrap_or_else(|| at.refuse(error)))
        }
        Err(error) => Err(at.refuse(error)),
    }
}

async fn save(
    at: AtPortal,
    (id, pairs, step): (String, Pairs, Step),
    read: impl FnOnce(&Pairs, &FormView, &AtPortal) -> Filled,
) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let (draft, form) = match form_of(&at, &id).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let Filled { application, mut errors } = read(&pairs, &form.view, &at);
    let form = match keep(&at, &pairs, (draft, form, step), &application).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    if value(&pairs, "do") == "pause" {
        return Redirect::to(PORTAL).into_response();
    }
    if let Some(go) = Go::of(&value(&pairs, "do")).filter(|_| step == Step::Items) {
        return saved_to_go(&form.view.id, go);
    }
    let view = &form.view;
    let here = |field: &String| Step::of_fault(field, view) == step;
    let unsaid: Vec<_> =
        view.faults.iter().filter(|(field, _)| here(field) && errors.at(field).is_empty()).collect();
    for (field, words) in unsaid {
        errors.add(field.clone(), at.visitor.lang.both(words));
    }
    if errors.any() {
        return shown(&at, (draft, form, step), Faults::at_fields(errors)).await;
    }
    Redirect::to(&step.next(view).address(&view.id)).into_response()
}

/// `POST /portal/drafts/{id}/what`
pub(crate) async fn save_what(at: AtPortal, Path(id): Path<String>, Posted(pairs): Posted) -> Response {
    let read = |pairs: &Pairs, form: &FormView, at: &AtPortal| match &form.licence {
        Some(licence) => {
            read_applicant(pairs, (form, licence), (&at.visitor.edge.app, at.visitor.lang)).into()
        }
        None => read_what(pairs, form, at.visitor.lang).into(),
    };
    save(at, (id, pairs, Step::What), read).await
}

/// `POST /portal/drafts/{id}/items`
pub(crate) async fn save_items(at: AtPortal, Path(id): Path<String>, Posted(pairs): Posted) -> Response {
    let read = |pairs: &Pairs, form: &FormView, at: &AtPortal| {
        let with = (&at.visitor.edge.app, at.visitor.lang);
        match &form.licence {
            Some(licence) => read_written(pairs, (form, licence), with).into(),
            None => read_items(pairs, form, with).into(),
        }
    };
    save(at, (id, pairs, Step::Items), read).await
}

/// `POST /portal/drafts/{id}/exam`
pub(crate) async fn save_exam(at: AtPortal, Path(id): Path<String>, Posted(pairs): Posted) -> Response {
    let read = |pairs: &Pairs, form: &FormView, at: &AtPortal| match form
        .licence
        .as_ref()
        .and_then(|l| l.exam.as_ref())
    {
        Some(asked) => read_exam(pairs, (form, asked), at.visitor.lang).into(),
        None => Filled { application: form.application.clone(), errors: FieldErrors::default() },
    };
    save(at, (id, pairs, Step::Exam), read).await
}

/// `POST /portal/drafts/{id}/declare`
pub(crate) async fn save_declared(at: AtPortal, Path(id): Path<String>, Posted(pairs): Posted) -> Response {
    let read = |pairs: &Pairs, form: &FormView, _: &AtPortal| {
        let application = match &form.asked {
            Ok(asked) => read_declared(pairs, form, asked),
            Err(_) => form.application.clone(),
        };
        Filled { application, errors: FieldErrors::default() }
    };
    save(at, (id, pairs, Step::Declare), read).await
}

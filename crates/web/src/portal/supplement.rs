//! Correcting an application and sending it again: the same case goes on.

use app::view::CaseView;
use app::{Application, ChangeableItem, ErrorKind, SUPPLEMENTED};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::case::{Mine, take_file};
use super::door::AtPortal;
use crate::form_key::old_form;
use crate::forms::{FieldErrors, read_birth_date, read_exam_entry, value};
use crate::pages::{SupplementPage, is_new};
use crate::sent::Sent;
use crate::visit::page_with;

async fn supplement_page(
    mine: &Mine,
    status: StatusCode,
    (form, errors, refused): (Option<Application>, FieldErrors, String),
) -> Response {
    let case = match mine.case().await {
        Ok(case) => case,
        Err(response) => return response,
    };
    // Sent again in another tab: the case says where it stands.
    if !case.may.contains(&"supplement") {
        return Redirect::to(&mine.address()).into_response();
    }
    let papers = match mine.app().list_case_papers(&mine.who, mine.key).await {
        Ok(papers) => papers,
        Err(error) => return mine.at.refuse(error),
    };
    let items = match mine.app().list_correctable(&mine.who, mine.key).await {
        Ok(items) => items,
        Err(error) => return mine.at.refuse(error),
    };
    let form = form.unwrap_or_else(|| case.form.clone());
    page_with(status, &SupplementPage { frame: mine.at.frame(), case, items, form, papers, errors, refused })
}

/// `GET /portal/cases/{register}/{case}/supplement`
pub(crate) async fn supplement_form(at: AtPortal, Path(path): Path<(String, String)>) -> Response {
    match Mine::of(at, &path) {
        Some(mine) => {
            supplement_page(&mine, StatusCode::OK, (None, FieldErrors::default(), String::new())).await
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `POST /portal/cases/{register}/{case}/supplement`
pub(crate) async fn supplement(at: AtPortal, Path(path): Path<(String, String)>, sent: Sent) -> Response {
    if !at.owns(&value(&sent.pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let Some(mine) = Mine::of(at, &path) else { return StatusCode::NOT_FOUND.into_response() };
    let case = match mine.case().await {
        Ok(case) => case,
        Err(response) => return response,
    };
    let items = match mine.app().list_correctable(&mine.who, mine.key).await {
        Ok(items) => items,
        Err(error) => return mine.at.refuse(error),
    };
    let (corrected, mut errors) = corrected(&mine, (case, &items), &sent);
    let only_file = value(&sent.pairs, "do") == "add";
    match take_file(&mine, sent, SUPPLEMENTED).await {
        Ok(_) => {}
        Err(error) if error.kind == ErrorKind::BadInput => {
            errors.add("file", mine.at.visitor.lang.words(&error))
        }
        Err(error) => return mine.done(Err(error)).await,
    }
    match mine.app().check_correction(&mine.who, mine.key, &corrected).await {
        Ok(faults) => {
            let unsaid: Vec<_> =
                faults.into_iter().filter(|(field, _)| errors.at(field).is_empty()).collect();
            unsaid
                .into_iter()
                .for_each(|(field, words)| errors.add(field, mine.at.visitor.lang.both(&words)));
        }
        Err(error) => return mine.done(Err(error)).await,
    }
    if errors.any() || only_file {
        let status = if errors.any() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        return supplement_page(&mine, status, (Some(corrected), errors, String::new())).await;
    }
    let outcome = mine.app().supplement_case(&mine.who, mine.key, &corrected).await;
    mine.done(outcome).await
}

/// The application with what was typed.
fn corrected(
    mine: &Mine,
    (case, items): (CaseView, &[ChangeableItem]),
    sent: &Sent,
) -> (Application, FieldErrors) {
    let (is_new, mut form, mut errors) = (is_new(&case), case.form, FieldErrors::default());
    for item in items {
        form.changed.insert(item.code.clone(), value(&sent.pairs, &item.code));
    }
    if is_new {
        // What is empty is not applied for.
        form.changed.retain(|_, value| !value.is_empty());
        read_birth_date(&mut form, (mine.app(), mine.at.visitor.lang), &mut errors);
        read_exam_entry(&sent.pairs, &mut form);
    } else if !form.changed.is_empty() {
        let typed = value(&sent.pairs, "happened_on");
        match mine.app().day_of_change(&typed) {
            Ok(day) => form.happened_on = day,
            Err(words) => {
                errors.add("happened_on", mine.at.visitor.lang.both(&words));
                form.happened_on = typed;
            }
        }
    }
    for (code, declared) in form.declared.iter_mut().filter(|(_, declared)| !declared.words.is_empty()) {
        declared.words = value(&sent.pairs, &format!("{code}-words"));
    }
    (form, errors)
}

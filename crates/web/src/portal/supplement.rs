//! Correcting an application and sending it again: the same case goes on.

use app::view::CaseView;
use app::{AppError, Application, ErrorKind, NewPaper, SUPPLEMENTED};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::case::Mine;
use super::door::AtPortal;
use crate::form_key::old_form;
use crate::forms::{FieldErrors, papers_missing, read_asked_again, read_corrected, value};
use crate::pages::SupplementPage;
use crate::sent::{Sent, SentFile};
use crate::visit::page_with;

/// The page with an application as it is corrected so far; without one, as it was sent.
async fn supplement_page(
    mine: &Mine,
    status: StatusCode,
    (form, errors): (Option<Application>, FieldErrors),
) -> Response {
    match page_of(mine, (form, errors)).await {
        // Sent again in another tab: the case says where it stands.
        Ok(None) => Redirect::to(&mine.address()).into_response(),
        Ok(Some(page)) => page_with(status, &page),
        Err(error) => mine.at.refuse(error),
    }
}

async fn page_of(
    mine: &Mine,
    (form, errors): (Option<Application>, FieldErrors),
) -> Result<Option<SupplementPage>, AppError> {
    let (case, papers) = mine.app().show_own_case_and_papers(&mine.who, mine.key).await?;
    if !case.may.contains(&"supplement") {
        return Ok(None);
    }
    let form = form.unwrap_or_else(|| case.form.clone());
    let correctable = mine.app().list_correctable(&mine.who, mine.key, &form).await?;
    Ok(Some(SupplementPage { frame: mine.at.frame(), case, correctable, form, papers, errors }))
}

/// `GET /portal/cases/{register}/{case}/supplement`
pub(crate) async fn supplement_form(at: AtPortal, Path(path): Path<(String, String)>) -> Response {
    match Mine::of(at, &path) {
        Some(mine) => supplement_page(&mine, StatusCode::OK, (None, FieldErrors::default())).await,
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
    let only_file = value(&sent.pairs, "do") == "add";
    let (corrected, errors) = match take_correction(&mine, case, sent).await {
        Ok(taken) => taken,
        Err(error) => return mine.done(Err(error)).await,
    };
    if errors.any() || only_file {
        let status = if errors.any() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        return supplement_page(&mine, status, (Some(corrected), errors)).await;
    }
    let outcome = mine.app().supplement_case(&mine.who, mine.key, &corrected).await;
    mine.done(outcome).await
}

/// What was typed, with the files that came; each fault at its field.
async fn take_correction(
    mine: &Mine,
    case: CaseView,
    sent: Sent,
) -> Result<(Application, FieldErrors), AppError> {
    let (app, lang) = (mine.app(), mine.at.visitor.lang);
    let before = app.list_correctable(&mine.who, mine.key, &case.form).await?;
    let (mut corrected, mut errors) = read_corrected(&sent.pairs, (case.form, &before), (app, lang));
    // What is asked for follows from what was corrected.
    let after = app.list_correctable(&mine.who, mine.key, &corrected).await?;
    read_asked_again(&sent.pairs, &mut corrected, &after);
    let papers: Vec<&str> =
        after.asked.iter().flat_map(|asked| asked.needed()).map(|(paper, _)| paper.code.as_str()).collect();
    for file in sent.files {
        let document = match file.field.strip_prefix("file-") {
            None => SUPPLEMENTED,
            Some(code) if papers.contains(&code) => code,
            Some(_) => continue,
        };
        let document = document.to_owned();
        take_file(mine, (document, file), &mut errors).await?;
    }
    let mut faults: Vec<(String, String)> = app
        .check_correction(&mine.who, mine.key, &corrected)
        .await?
        .into_iter()
        .map(|(field, words)| (field, lang.both(&words).to_owned()))
        .collect();
    if let Some(asked) = &after.asked {
        let papers = app.list_case_papers(&mine.who, mine.key).await?;
        let missing = papers_missing((asked, &corrected), &papers, lang);
        // Its code was used when the application was sent first.
        faults.extend(missing.into_iter().filter(|(field, _)| field != "koseki_code"));
    }
    for (field, words) in faults {
        if errors.at(&field).is_empty() {
            errors.add(field, words);
        }
    }
    Ok((corrected, errors))
}

/// Keeps a file that came with a correction, for a paper or as something else that was asked for.
async fn take_file(
    mine: &Mine,
    (document, file): (String, SentFile),
    errors: &mut FieldErrors,
) -> Result<(), AppError> {
    let paper = NewPaper { document, file_name: file.file_name, bytes: file.bytes };
    match mine.app().send_case_paper(&mine.who, mine.key, paper).await {
        Ok(_) => Ok(()),
        Err(error) if error.kind == ErrorKind::BadInput => {
            errors.add(file.field, mine.at.visitor.lang.words(&error));
            Ok(())
        }
        Err(error) => Err(error),
    }
}

//! Applications on paper: what is being entered, which paper a new one is, what it says, and the second officer who compares it.

use app::{AppError, CaseKey, EntryId, ErrorKind, NewPaper, PaperFilingView, PaperStart};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::{FieldErrors, Pairs, read_paper, read_paper_start, value};
use crate::pages::{PaperComparePage, PaperEntryPage, PaperListPage, PaperStartPage, Place};
use crate::sent::{Sent, SentFile};
use crate::visit::{SignedIn, page, page_with};

/// `GET /desk/paper`
pub(crate) async fn papers(officer: SignedIn) -> Response {
    match officer.visitor.edge.app.list_paper_filings(&officer.actor).await {
        Ok(lines) => page(&PaperListPage { frame: officer.frame(Place::Cases), lines }),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/paper/new?register=…&number=…`
pub(crate) async fn paper_start(officer: SignedIn, Asked(pairs): Asked) -> Response {
    let today = officer.visitor.edge.app.today().to_string();
    let start = PaperStart {
        register: value(&pairs, "register"),
        number: value(&pairs, "number"),
        received_on: today,
        ..PaperStart::default()
    };
    started(&officer, start, (StatusCode::OK, FieldErrors::default()))
}

fn started(
    officer: &SignedIn,
    mut start: PaperStart,
    (status, errors): (StatusCode, FieldErrors),
) -> Response {
    match officer.visitor.edge.app.paper_choices(&officer.actor) {
        Ok(choices) => {
            if start.id.is_empty() {
                start.id.clone_from(&choices.id);
            }
            let frame = officer.frame(Place::Cases);
            page_with(status, &PaperStartPage { frame, choices, start, errors })
        }
        Err(error) => officer.refuse(error),
    }
}

/// `POST /desk/paper/new`
pub(crate) async fn begin_paper(officer: SignedIn, Posted(pairs): Posted) -> Response {
    if !officer.owns(&value(&pairs, "form_key")) {
        return officer.refuse(old_form());
    }
    let start = read_paper_start(&pairs);
    match officer.visitor.edge.app.begin_paper_filing(&officer.actor, &start).await {
        Ok(key) => Redirect::to(&format!("/desk/paper/{}", key.address())).into_response(),
        Err(faults) => {
            let mut errors = FieldErrors::default();
            for (field, error) in faults {
                if field.is_empty() {
                    return officer.refuse(error);
                }
                errors.add(field, officer.visitor.lang.words(&error));
            }
            started(&officer, start, (StatusCode::BAD_REQUEST, errors))
        }
    }
}

/// `GET /desk/paper/{register}/{case}`: the form, or what the second officer compares; what has become a case is looked at there.
pub(crate) async fn paper(officer: SignedIn, Path((register, case)): Path<(String, String)>) -> Response {
    let key = match CaseKey::parse(&register, &case) {
        Ok(key) => key,
        Err(error) => return officer.refuse(error),
    };
    let app = &officer.visitor.edge.app;
    match app.show_paper_filing(&officer.actor, key).await {
        Ok(view) => shown(&officer, view, (StatusCode::OK, FieldErrors::default(), "")),
        Err(error) if error.kind == ErrorKind::NotFound && app.is_case(&officer.actor, key).await => {
            Redirect::to(&format!("/desk/cases/{}", key.address())).into_response()
        }
        Err(error) => officer.refuse(error),
    }
}

fn shown(
    officer: &SignedIn,
    view: PaperFilingView,
    (status, errors, typed_yen): (StatusCode, FieldErrors, &str),
) -> Response {
    let frame = officer.frame(Place::Cases);
    if view.filing.to_compare {
        return page_with(status, &PaperComparePage { frame, view, errors, words: String::new() });
    }
    page_with(status, &PaperEntryPage { frame, view, errors, typed_yen: typed_yen.to_owned() })
}

/// `GET /desk/paper/{register}/{case}/scans/{id}`
pub(crate) async fn scan(
    officer: SignedIn,
    Path((register, case, id)): Path<(String, String, String)>,
) -> Response {
    let key = CaseKey::parse(&register, &case).ok().zip(EntryId::parse(&id).ok());
    let Some((key, scan)) = key else { return StatusCode::NOT_FOUND.into_response() };
    match officer.visitor.edge.app.open_scan(&officer.actor, key, scan).await {
        Ok((view, bytes)) => crate::paper::file(&view, bytes),
        Err(error) => officer.refuse(error),
    }
}

/// `POST /desk/paper/{register}/{case}`: what was typed and the scans together; or the second officer's answer.
pub(crate) async fn save_paper(
    officer: SignedIn,
    Path((register, case)): Path<(String, String)>,
    sent: Sent,
) -> Response {
    if !officer.owns(&value(&sent.pairs, "form_key")) {
        return officer.refuse(old_form());
    }
    let outcome = match CaseKey::parse(&register, &case) {
        Ok(key) => match value(&sent.pairs, "do").as_str() {
            "confirm" | "return" | "discard" => answered(&officer, key, &sent.pairs).await,
            _ => typed(&officer, key, sent).await,
        },
        Err(error) => Err(error),
    };
    outcome.unwrap_or_else(|error| officer.refuse(error))
}

/// The second officer's answer, or the end of what was begun by mistake.
async fn answered(officer: &SignedIn, key: CaseKey, pairs: &Pairs) -> Result<Response, AppError> {
    let (app, actor) = (&officer.visitor.edge.app, &officer.actor);
    let (words, seen) = (value(pairs, "words"), value(pairs, "version").parse().unwrap_or(-1));
    let (done, next) = match value(pairs, "do").as_str() {
        "confirm" => {
            let done = app.confirm_paper_filing(actor, key, seen).await.map(|_| ());
            (done, format!("/desk/cases/{}", key.address()))
        }
        "return" => {
            let done = app.return_paper_filing(actor, key, (&words, seen)).await;
            (done, format!("/desk/paper/{}", key.address()))
        }
        _ => (app.discard_paper_filing(actor, key, (&words, seen)).await, "/desk/paper".to_owned()),
    };
    let error = match done {
        Ok(()) => return Ok(Redirect::to(&next).into_response()),
        Err(error) if matches!(error.kind, ErrorKind::BadInput | ErrorKind::Conflict) => error,
        Err(error) => return Err(error),
    };
    // What was typed stays, above the application as it stands now.
    let view = app.show_paper_filing(actor, key).await?;
    let mut errors = FieldErrors::default();
    errors.add("words", officer.visitor.lang.words(&error));
    let status =
        if error.kind == ErrorKind::BadInput { StatusCode::BAD_REQUEST } else { StatusCode::CONFLICT };
    let frame = officer.frame(Place::Cases);
    if view.filing.to_compare {
        return Ok(page_with(status, &PaperComparePage { frame, view, errors, words }));
    }
    Ok(page_with(status, &PaperEntryPage { frame, view, errors, typed_yen: String::new() }))
}

/// What the paper says: kept whatever is missing, and handed on where nothing is.
async fn typed(officer: &SignedIn, key: CaseKey, sent: Sent) -> Result<Response, AppError> {
    let (app, actor, lang) = (&officer.visitor.edge.app, &officer.actor, officer.visitor.lang);
    let seen: i64 = value(&sent.pairs, "version").parse().unwrap_or(-1);
    let before = app.show_paper_filing(actor, key).await?;
    let (application, mut errors) = read_paper(&sent.pairs, &before, (app, lang));
    let version = match app.save_paper_filing(actor, key, (&application, seen)).await {
        Ok(version) => version,
        Err(error) if matches!(error.kind, ErrorKind::BadInput | ErrorKind::Conflict) => {
            return Ok(unsaved(officer, (before, application), &error));
        }
        Err(error) => return Err(error),
    };
    let yen = value(&sent.pairs, "yen");
    let (order, removed) = (value(&sent.pairs, "do"), value(&sent.pairs, "remove"));
    if let Ok(scan) = EntryId::parse(&removed) {
        match app.remove_scan(actor, key, scan).await {
            Err(error) if error.kind != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    take_scans(officer, key, (sent.files, &mut errors)).await?;
    if order == "hand" && !errors.any() {
        for (field, words) in app.hand_paper_filing(actor, key, version).await? {
            errors.add(field, lang.both(&words));
        }
    }
    if !errors.any() {
        return Ok(Redirect::to(&format!("/desk/paper/{}", key.address())).into_response());
    }
    let view = app.show_paper_filing(actor, key).await?;
    Ok(shown(officer, view, (StatusCode::BAD_REQUEST, errors, &yen)))
}

/// What was typed stays on the page; the version is the one that stands now.
fn unsaved(
    officer: &SignedIn,
    (mut view, application): (PaperFilingView, app::Application),
    error: &AppError,
) -> Response {
    if let Some(filing) = application.paper.as_deref() {
        view.filing.received_on.clone_from(&filing.received_on);
        view.filing.reply_to.clone_from(&filing.reply_to);
        view.filing.receipt.clone_from(&filing.receipt);
        view.filing.yen = filing.yen;
        view.filing.enclosed.clone_from(&filing.enclosed);
    }
    view.form.application = application;
    let mut errors = FieldErrors::default();
    errors.add("item", officer.visitor.lang.words(error));
    let status =
        if error.kind == ErrorKind::BadInput { StatusCode::BAD_REQUEST } else { StatusCode::CONFLICT };
    shown(officer, view, (status, errors, ""))
}

/// Keeps the scans that were sent; what is wrong with one stands at its field.
async fn take_scans(
    officer: &SignedIn,
    key: CaseKey,
    (files, errors): (Vec<SentFile>, &mut FieldErrors),
) -> Result<(), AppError> {
    for file in files.into_iter().filter(|file| file.field == "scan") {
        let new =
            NewPaper { document: app::SCANNED.to_owned(), file_name: file.file_name, bytes: file.bytes };
        match officer.visitor.edge.app.add_scan(&officer.actor, key, new).await {
            Ok(_) => {}
            Err(error) if error.kind == ErrorKind::Internal => return Err(error),
            Err(error) => errors.add("scan", officer.visitor.lang.words(&error)),
        }
    }
    Ok(())
}

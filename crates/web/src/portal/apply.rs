//! Choosing a procedure, and the pages that only show: what it asks, what will be signed, the way to the card.

use app::{Applying, CaseId, EntryId, ErrorKind, OpenForm, Procedure};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::door::AtPortal;
use super::form::{Faults, shown};
use super::sign_in::{away, browser};
use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::value;
use crate::pages::{ProceduresPage, Step, status_of};
use crate::visit::{page, page_with};

/// `GET /portal/entries/{id}/procedures`
pub(crate) async fn procedures(at: AtPortal, Path(id): Path<String>) -> Response {
    procedures_page(&at, &id, (StatusCode::OK, String::new())).await
}

async fn procedures_page(at: &AtPortal, id: &str, (status, refused): (StatusCode, String)) -> Response {
    let Some(entry) = entry_id(id) else { return StatusCode::NOT_FOUND.into_response() };
    match at.visitor.edge.app.list_procedures(&Applying::from(&at.holder), entry).await {
        Ok(choices) => page_with(status, &ProceduresPage { frame: at.frame(), choices, refused }),
        Err(error) => at.refuse(error),
    }
}

/// `POST /portal/entries/{id}/procedures`
pub(crate) async fn begin(at: AtPortal, Path(id): Path<String>, Posted(pairs): Posted) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let procedure = Procedure::from_code(&value(&pairs, "procedure"));
    let Some((entry, procedure)) = entry_id(&id).zip(procedure) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match at.visitor.edge.app.start_case(&Applying::from(&at.holder), entry, procedure).await {
        Ok(draft) => Redirect::to(&Step::What.address(&draft.to_string())).into_response(),
        Err(error) if error.kind == ErrorKind::TooMany => {
            let refused = at.visitor.lang.words(&error).to_owned();
            procedures_page(&at, &id, (status_of(error.kind), refused)).await
        }
        Err(error) => at.refuse(error),
    }
}

fn entry_id(text: &str) -> Option<EntryId> {
    EntryId::parse(text).ok()
}

/// A draft of an address. One that was sent meanwhile (in another tab, by a second press) leads to its case.
pub(super) async fn form_of(at: &AtPortal, id: &str) -> Result<(CaseId, OpenForm), Response> {
    let draft = CaseId::parse(id).map_err(|_| StatusCode::NOT_FOUND.into_response())?;
    let (app, who) = (&at.visitor.edge.app, Applying::from(&at.holder));
    match app.open_form(&who, draft).await {
        Ok(form) => Ok((draft, form)),
        Err(error) if error.kind == ErrorKind::NotFound => match app.sent_before(&who, draft).await {
            Ok(Some(key)) => Err(Redirect::to(&format!("/portal/cases/{}", key.address())).into_response()),
            _ => Err(at.refuse(error)),
        },
        Err(error) => Err(at.refuse(error)),
    }
}

/// `GET /portal/drafts/{id}/sign?version=…`: a link and not a form, since a page's policy does not let a form lead to another site.
pub(crate) async fn sign_draft(
    at: AtPortal,
    headers: HeaderMap,
    Path(id): Path<String>,
    Asked(pairs): Asked,
) -> Response {
    let Ok(draft) = CaseId::parse(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let seen = value(&pairs, "version").parse().unwrap_or(0);
    let browser = browser(&at.visitor, &headers);
    let (app, who) = (&at.visitor.edge.app, Applying::from(&at.holder));
    match app.leave_to_sign_case(&who, browser.as_deref(), (draft, seen)).await {
        Ok(departure) => away(&at.visitor, &departure),
        Err(error) => match form_of(&at, &id).await {
            Ok((draft, form)) => shown(&at, (draft, form, Step::Check), Faults::refused(&at, &error)).await,
            Err(response) => response,
        },
    }
}

/// `POST /portal/drafts/{id}/discard`
pub(crate) async fn discard(at: AtPortal, Path(id): Path<String>, Posted(pairs): Posted) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let (draft, form) = match form_of(&at, &id).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let seen = value(&pairs, "version").parse().unwrap_or(0);
    match at.visitor.edge.app.discard_draft(&Applying::from(&at.holder), draft, seen).await {
        Ok(()) => Redirect::to(crate::visit::PORTAL).into_response(),
        Err(error) => shown(&at, (draft, form, Step::Check), Faults::refused(&at, &error)).await,
    }
}

/// `GET /portal/papers/{id}`: a file that one has sent oneself.
pub(crate) async fn paper(at: AtPortal, Path(id): Path<String>) -> Response {
    let Some(paper) = entry_id(&id) else { return StatusCode::NOT_FOUND.into_response() };
    match at.visitor.edge.app.open_paper(&at.holder.account, paper).await {
        Ok((view, bytes)) => crate::paper::file(&view, bytes),
        Err(error) => at.refuse(error),
    }
}

/// `GET /portal/messages`
pub(crate) async fn messages(at: AtPortal) -> Response {
    let (app, who) = (&at.visitor.edge.app, Applying::from(&at.holder));
    let cases = match app.list_own_cases(&who).await {
        Ok(cases) => cases,
        Err(error) => return at.refuse(error),
    };
    match app.list_messages(&who).await {
        Ok(messages) => {
            let address = |case: &Option<String>| {
                let found = cases.iter().find(|line| Some(line.key.id.to_string()) == *case);
                found.map(|line| format!("/portal/cases/{}", line.key.address())).unwrap_or_default()
            };
            let messages = messages.into_iter().map(|m| (m.clone(), address(&m.case))).collect();
            page(&crate::pages::MessagesPage { frame: at.frame(), messages })
        }
        Err(error) => at.refuse(error),
    }
}

//! The papers of an application: in which way each comes, and the files.

use app::view::AskedView;
use app::{CaseId, ErrorKind, NewPaper};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};

use super::apply::form_of;
use super::door::AtPortal;
use super::form::{Faults, keep, shown};
use crate::form_key::old_form;
use crate::forms::{FieldErrors, papers_missing, read_ways, value};
use crate::pages::Step;
use crate::sent::Sent;
use crate::visit::PORTAL;

/// `POST /portal/drafts/{id}/papers`: ways and files together, so that it works without scripts.
pub(crate) async fn save_papers(at: AtPortal, Path(id): Path<String>, sent: Sent) -> Response {
    if !at.owns(&value(&sent.pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let (draft, form) = match form_of(&at, &id).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let Ok(asked) = form.view.asked.clone() else {
        return Redirect::to(&Step::What.address(&form.view.id)).into_response();
    };
    let application = read_ways(&sent.pairs, &form.view, &asked);
    let form = match keep(&at, &sent.pairs, (draft, form, Step::Papers), &application).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    let (order, removed) = (value(&sent.pairs, "do"), value(&sent.pairs, "remove"));
    let mut errors = match take_papers(&at, draft, (&asked, sent)).await {
        Ok(errors) => errors,
        Err(response) => return response,
    };
    if !removed.is_empty() || order == "send" && !errors.any() {
        return Redirect::to(&Step::Papers.address(&form.view.id)).into_response();
    }
    if order == "pause" && !errors.any() {
        return Redirect::to(PORTAL).into_response();
    }
    if order == "next" {
        let papers = at.visitor.edge.app.papers_of_form(&form).await.unwrap_or_default();
        for (field, words) in papers_missing((&asked, &form.view.application), &papers, at.visitor.lang) {
            if errors.at(&field).is_empty() {
                errors.add(field, words);
            }
        }
    }
    if errors.any() {
        return shown(&at, (draft, form, Step::Papers), Faults::at_fields(errors)).await;
    }
    Redirect::to(&Step::Papers.next(&form.view).address(&form.view.id)).into_response()
}

/// Takes a paper back, or the files that were sent; what is wrong with one stands at its field.
async fn take_papers(
    at: &AtPortal,
    draft: CaseId,
    (asked, sent): (&AskedView, Sent),
) -> Result<FieldErrors, Response> {
    let (app, account) = (&at.visitor.edge.app, &at.holder.account);
    let mut errors = FieldErrors::default();
    if let Ok(paper) = app::EntryId::parse(&value(&sent.pairs, "remove")) {
        return match app.take_back_paper(account, draft, paper).await {
            // Taken back in another tab before: it is gone, as wished.
            Ok(()) => Ok(errors),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(errors),
            Err(error) => Err(at.refuse(error)),
        };
    }
    for file in sent.files {
        let document = file.field.strip_prefix("file-").unwrap_or_default();
        let Some((paper, _)) = asked.needed().find(|(paper, _)| paper.code == document) else { continue };
        let new = NewPaper { document: paper.code.clone(), file_name: file.file_name, bytes: file.bytes };
        match app.send_paper(account, draft, new).await {
            Ok(_) => {}
            Err(error) if error.kind == ErrorKind::Internal => return Err(at.refuse(error)),
            Err(error) => errors.add(file.field, at.visitor.lang.words(&error)),
        }
    }
    Ok(errors)
}

//! A new licence: choosing the qualification, seeing what it asks, beginning.

use app::{Applying, ErrorKind};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::door::AtPortal;
use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::{FieldErrors, value};
use crate::pages::{LicencePage, LicencesPage, Step, status_of};
use crate::visit::{page, page_with};

/// `GET /portal/new?q=…`
pub(crate) async fn licences(at: AtPortal, Asked(pairs): Asked) -> Response {
    let wanted = value(&pairs, "q");
    let all = at.visitor.edge.app.licence_choices();
    let choices = all.into_iter().filter(|choice| choice.answers_to(&wanted)).collect();
    page(&LicencesPage { frame: at.frame(), wanted, choices })
}

/// What was chosen, and what is wrong with it.
#[derive(Default)]
struct Chosen {
    person: String,
    authority: String,
    errors: FieldErrors,
    refused: String,
}

async fn licence_page(
    at: &AtPortal,
    qualification: &str,
    (status, chosen): (StatusCode, Chosen),
) -> Response {
    let who = Applying::from(&at.holder);
    let Chosen { person, authority, errors, refused } = chosen;
    match at.visitor.edge.app.show_licence(&who, (qualification, &person)).await {
        Ok(view) => {
            let has_entry = at.holder.holder.is_some();
            page_with(status, &LicencePage { frame: at.frame(), view, has_entry, authority, errors, refused })
        }
        Err(error) => at.refuse(error),
    }
}

/// `GET /portal/new/{qualification}?person=…`
pub(crate) async fn licence(at: AtPortal, Path(id): Path<String>, Asked(pairs): Asked) -> Response {
    let chosen = Chosen { person: value(&pairs, "person"), ..Chosen::default() };
    licence_page(&at, &id, (StatusCode::OK, chosen)).await
}

/// `POST /portal/new/{qualification}`
pub(crate) async fn begin_licence(at: AtPortal, Path(id): Path<String>, Posted(pairs): Posted) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let (authority, person) = (value(&pairs, "authority"), value(&pairs, "person"));
    let mut chosen = Chosen { person: person.clone(), authority: authority.clone(), ..Chosen::default() };
    if authority.is_empty() {
        let words = at.visitor.lang.t("申請先の都道府県を選んでください。", "Choose the prefecture.");
        chosen.errors.add("authority", words);
        return licence_page(&at, &id, (StatusCode::BAD_REQUEST, chosen)).await;
    }
    let who = Applying::from(&at.holder);
    match at.visitor.edge.app.start_new_licence(&who, (&id, &authority), &person).await {
        Ok(draft) => Redirect::to(&Step::What.address(&draft.to_string())).into_response(),
        Err(error) if error.kind == ErrorKind::TooMany => {
            at.visitor.lang.words(&error).clone_into(&mut chosen.refused);
            licence_page(&at, &id, (status_of(error.kind), chosen)).await
        }
        Err(error) => at.refuse(error),
    }
}

//! Whose an entry is: linked from paper, or taken back; begun by one officer, confirmed by another.

use app::{AppError, ErrorKind, LinkFaults, LinkOrder, PaperItems};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::asked::Posted;
use crate::form_key::old_form;
use crate::forms::{FieldErrors, Pairs, value};
use crate::pages::{EntryLinkPage, LinkForm, Place};
use crate::visit::{SignedIn, page_with};

/// `GET /desk/entries/{id}/link`
pub(crate) async fn entry_link(officer: SignedIn, Path(id): Path<String>) -> Response {
    let as_it_is = (StatusCode::OK, FieldErrors::default(), String::new());
    shown(&officer, &id, LinkForm::default(), as_it_is).await
}

async fn shown(
    officer: &SignedIn,
    id: &str,
    form: LinkForm,
    (status, errors, refused): (StatusCode, FieldErrors, String),
) -> Response {
    match officer.visitor.edge.app.show_entry_link(&officer.actor, id).await {
        Ok(link) => {
            let frame = officer.frame(Place::Linking);
            page_with(status, &EntryLinkPage { frame, link, form, errors, refused })
        }
        Err(error) => officer.refuse(error),
    }
}

fn form_of(pairs: &Pairs) -> LinkForm {
    LinkForm {
        items: PaperItems {
            name: value(pairs, "name"),
            born: value(pairs, "born"),
            sex: value(pairs, "sex"),
            address: value(pairs, "address"),
            domicile: value(pairs, "domicile"),
        },
        evidence: value(pairs, "evidence"),
        ground: value(pairs, "ground"),
        words: value(pairs, "words"),
    }
}

/// `POST /desk/entries/{id}/link`
pub(crate) async fn change_link(
    officer: SignedIn,
    Path(id): Path<String>,
    Posted(pairs): Posted,
) -> Response {
    if !officer.owns(&value(&pairs, "form_key")) {
        return officer.refuse(old_form());
    }
    let form = form_of(&pairs);
    match ordered(&officer, &id, (&pairs, &form)).await {
        Ok(()) => Redirect::to(&format!("/desk/entries/{id}/link")).into_response(),
        Err(faults) => refused(&officer, &id, form, faults).await,
    }
}

async fn ordered(officer: &SignedIn, id: &str, (pairs, form): (&Pairs, &LinkForm)) -> Result<(), LinkFaults> {
    let (app, actor) = (&officer.visitor.edge.app, &officer.actor);
    let answers = async |confirms: bool| {
        let seen = value(pairs, "seen");
        let answer = app.answer_begun_link(actor, id, (confirms, &form.words, &seen)).await;
        answer.map_err(|error| {
            let field = if error.kind == ErrorKind::BadInput { "words" } else { "" };
            vec![(field, error)]
        })
    };
    match value(pairs, "do").as_str() {
        "link" => {
            let order = LinkOrder::Link {
                items: form.items.clone(),
                evidence: form.evidence.clone(),
                ground: form.ground.clone(),
            };
            app.begin_link(actor, id, &order).await
        }
        "unlink" => app.begin_link(actor, id, &LinkOrder::Unlink { ground: form.ground.clone() }).await,
        "confirm" => answers(true).await,
        "decline" => answers(false).await,
        _ => Err(vec![(
            "",
            AppError::new(ErrorKind::Conflict, "操作を選んでください。", "Choose what to do."),
        )]),
    }
}

/// What was typed stays, above the link as it stands now.
async fn refused(officer: &SignedIn, id: &str, form: LinkForm, faults: LinkFaults) -> Response {
    let lang = officer.visitor.lang;
    let (mut errors, mut sentence, mut status) =
        (FieldErrors::default(), String::new(), StatusCode::BAD_REQUEST);
    for (field, error) in faults {
        match (field, error.kind) {
            ("", ErrorKind::Conflict) => {
                status = StatusCode::CONFLICT;
                sentence = lang.words(&error).to_owned();
            }
            ("", _) => return officer.refuse(error),
            (field, _) => errors.add(field, lang.words(&error)),
        }
    }
    shown(officer, id, form, (status, errors, sentence)).await
}

//! One's own proofs on the screen, and share codes.

use app::{Applying, ErrorKind, ProofOrder, ShareOrder, ShareView};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::door::AtPortal;
use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::{FieldErrors, Pairs, value};
use crate::pages::{MyProofsPage, ShareForm, SharesPage};
use crate::proof::{REFRESH, RENEWED, check_address, drawn};
use crate::visit::{PORTAL, page_with};

/// What is to be shown: the chosen entries, or all.
fn orders(pairs: &Pairs) -> Vec<ProofOrder> {
    let all = |wanted: &str| -> Vec<String> {
        pairs.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.clone()).collect()
    };
    let printed = value(pairs, "kind") == "printed";
    let order = |entry: String| ProofOrder { entry, printed, items: all("item") };
    all("entry").into_iter().map(order).collect()
}

/// `GET /portal/proof?entry=…&item=…&kind=…`
pub(crate) async fn proofs(at: AtPortal, headers: HeaderMap, Asked(pairs): Asked) -> Response {
    let Some(holder) = at.holder.holder else { return Redirect::to(PORTAL).into_response() };
    let edge = &at.visitor.edge;
    let orders = orders(&pairs);
    let views = match edge.app.show_proofs(holder, &at.holder.actor(), &orders).await {
        Ok(views) => views,
        Err(error) => return at.refuse(error),
    };
    let label = at.visitor.lang.t("資格者証の QR コード", "QR code of the proof");
    let check = check_address(&headers, edge.config.https);
    let drawn: Result<Vec<_>, _> = views.into_iter().map(|view| drawn(&check, view, label)).collect();
    match drawn {
        Ok(proofs) => {
            let printed = value(&pairs, "kind") == "printed";
            let here = at.visitor.here.clone();
            let chosen = !orders.is_empty();
            let mut response =
                page_with(StatusCode::OK, &MyProofsPage { frame: at.frame(), proofs, printed, here, chosen });
            if !printed {
                response.headers_mut().insert(REFRESH, RENEWED);
            }
            response
        }
        Err(error) => at.refuse(error),
    }
}

/// What was typed, and what came of it.
#[derive(Default)]
struct Made {
    form: ShareForm,
    errors: FieldErrors,
    made: Option<ShareView>,
}

async fn shares_page(at: &AtPortal, id: &str, (status, made): (StatusCode, Made)) -> Response {
    match at.visitor.edge.app.own_shares(&Applying::from(&at.holder), id).await {
        Ok(own) => {
            let Made { form, errors, made } = made;
            page_with(status, &SharesPage { frame: at.frame(), own, form, errors, made })
        }
        Err(error) => at.refuse(error),
    }
}

/// `GET /portal/entries/{id}/shares`
pub(crate) async fn shares(at: AtPortal, Path(id): Path<String>) -> Response {
    shares_page(&at, &id, (StatusCode::OK, Made::default())).await
}

/// `POST /portal/entries/{id}/shares`: the page shows the code, once.
pub(crate) async fn share(at: AtPortal, Path(id): Path<String>, Posted(pairs): Posted) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let lang = at.visitor.lang;
    let form = ShareForm::read(&pairs);
    let mut errors = FieldErrors::default();
    if form.recipient.is_empty() {
        errors.add("recipient", lang.t("だれに見せるかを入力してください。", "Enter for whom it is."));
    }
    let until = app::parse_date(&form.until);
    let order = match until {
        Ok(until) if !errors.any() => ShareOrder {
            entry: id.clone(),
            items: form.items.clone(),
            recipient: form.recipient.clone(),
            until,
        },
        until => {
            if let Err(error) = until {
                errors.add("until", lang.words(&error));
            }
            let typed = Made { form, errors, made: None };
            return shares_page(&at, &id, (StatusCode::BAD_REQUEST, typed)).await;
        }
    };
    match at.visitor.edge.app.share_own_entry(&Applying::from(&at.holder), &order).await {
        Ok(share) => {
            shares_page(&at, &id, (StatusCode::OK, Made { made: Some(share), ..Made::default() })).await
        }
        // What is still wrong is the end or the name; the words say which.
        Err(error) if error.kind == ErrorKind::BadInput => {
            errors.add("until", lang.words(&error));
            shares_page(&at, &id, (StatusCode::BAD_REQUEST, Made { form, errors, made: None })).await
        }
        Err(error) => at.refuse(error),
    }
}

/// `POST /portal/entries/{id}/shares/{share}/end`
pub(crate) async fn end_share(
    at: AtPortal,
    Path((id, share)): Path<(String, String)>,
    Posted(pairs): Posted,
) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    match at.visitor.edge.app.end_own_share(&Applying::from(&at.holder), &id, &share).await {
        // Ended in another tab before: it is ended, as wished.
        Ok(()) => Redirect::to(&format!("/portal/entries/{id}/shares")).into_response(),
        Err(error) if error.kind == ErrorKind::NotFound => {
            Redirect::to(&format!("/portal/entries/{id}/shares")).into_response()
        }
        Err(error) => at.refuse(error),
    }
}

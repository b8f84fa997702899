//! The proof of an entry: on the screen, renewed while it is shown, or for paper.

use app::{AppError, ErrorKind, ProofOrder, ProofView};
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

use super::qr;
use crate::asked::Asked;
use crate::forms::{Pairs, value};
use crate::pages::{Place, ShowPage, ShownProof};
use crate::visit::{SignedIn, page};

/// A code on a screen is renewed this often, so that it is never near its end (the rules' `screen-life`); by a header, which needs no script.
pub(crate) const RENEWED: HeaderValue = HeaderValue::from_static("30");
pub(crate) const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// The address of the page that checks, as the visitor's browser reaches this site. It is not part of what is signed.
pub(crate) fn check_address(headers: &HeaderMap, https: bool) -> String {
    address_of(headers, https, "/check")
}

/// The address of a page of this site, as the visitor's browser reaches it.
pub(crate) fn address_of(headers: &HeaderMap, https: bool, path: &str) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("{}://{host}{path}", if https { "https" } else { "http" })
}

fn order(entry: &str, pairs: &Pairs) -> ProofOrder {
    let items = pairs.iter().filter(|(name, _)| name == "item").map(|(_, code)| code.clone());
    ProofOrder { entry: entry.to_owned(), printed: value(pairs, "kind") == "printed", items: items.collect() }
}

/// A proof with its QR code.
pub(crate) fn drawn(check: &str, view: ProofView, label: &str) -> Result<ShownProof, AppError> {
    let address = format!("{check}{}", view.fragment);
    let qr = qr::svg(&address, label).ok_or_else(|| {
        AppError::new(
            ErrorKind::Conflict,
            "示す事項が多すぎて、コードに入りません。事項を減らしてください。",
            "Too much is shown for one code. Choose fewer items.",
        )
    })?;
    Ok(ShownProof { view, qr, address })
}

/// `GET /desk/entries/{id}/proof?kind=…&item=…`
pub(crate) async fn show(
    officer: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Asked(pairs): Asked,
) -> Response {
    let order = order(&id, &pairs);
    let edge = &officer.visitor.edge;
    let label = officer.visitor.lang.t("資格者証の QR コード", "QR code of the proof");
    let check = check_address(&headers, edge.config.https);
    let issued = edge.app.issue_credential(&officer.actor, &order).await;
    match issued.and_then(|view| drawn(&check, view, label)) {
        Ok(proof) => {
            let mut response = page(&ShowPage {
                frame: officer.frame(Place::Search),
                action: format!("/desk/entries/{id}/proof"),
                back: format!("/desk/entries/{id}"),
                printed: order.printed,
                proof,
            });
            if !order.printed {
                response.headers_mut().insert(REFRESH, RENEWED);
            }
            response
        }
        Err(error) => officer.refuse(error),
    }
}

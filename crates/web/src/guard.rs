//! What holds for every answer and every posted form.

use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use app::{AppError, ErrorKind};

use crate::edge::Edge;
use crate::lang::Lang;
use crate::visit::Visitor;

/// A posted form of ours is far smaller; an upload will have a limit of its own.
pub(crate) const MAX_FORM_BYTES: usize = 16 * 1024;

/// Nothing but our own style sheet and images; no script at all, not framed, forms only to ourselves.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page that checks proofs has a script of ours, which reads the camera, pictures, our keys and lists, and nothing else.
const CHECK_PAGE: &str = "/check";
/// The worker that keeps it fetches that page: a worker's own policy binds it, not that of the page.
const CHECK_WORKER: &str = "/check-worker.js";
const CHECK_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; worker-src 'self'; img-src 'self' blob:; media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);
const WITH_CAMERA: HeaderValue =
    HeaderValue::from_static("camera=(self), geolocation=(), microphone=(), payment=()");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// The headers of every page (OWASP secure headers, without the ones that browsers have dropped).
const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (PERMISSIONS, HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()")),
];

/// Two years, as the HSTS preload lists ask.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Refuses forms that another site posts, makes pages of bare refusals, keeps the choice of a language, adds the headers.
pub(crate) async fn pages(State(edge): State<Edge>, request: Request<Body>, next: Next) -> Response {
    let https = edge.config.https;
    let checks = [CHECK_PAGE, CHECK_WORKER, crate::routes::PICTURE].contains(&request.uri().path());
    let choice = Lang::choice(request.uri().query(), request.headers());
    let mut parts = bare(&request);
    // The page that reads a card posts from its own site, without a session: what it brings is known by its own state.
    let foreign = is_foreign(request.headers()) && request.uri().path() != app::systems::CARD_RETURN;
    let mut response = if request.method() == Method::POST && foreign {
        Visitor::unknown(edge, (&parts.method, &parts.uri, &parts.headers)).refuse(self::foreign())
    } else {
        let response = next.run(request).await;
        if is_bare_refusal(&response) { as_page(&edge, &mut parts, response).await } else { response }
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    if checks {
        headers.insert(header::CONTENT_SECURITY_POLICY, CHECK_POLICY);
        headers.insert(PERMISSIONS, WITH_CAMERA);
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if let Some(choice) = choice {
        headers.append(header::SET_COOKIE, choice);
    }
    // Pages hold personal data; assets say themselves how long they may be kept.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The head of a request, to be looked at again once its handler has refused it.
fn bare(request: &Request<Body>) -> Parts {
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.method = request.method().clone();
    parts.uri = request.uri().clone();
    parts.headers = request.headers().clone();
    parts
}

/// A refusal that no handler has made a page of: it comes from the router or from reading the request.
fn is_bare_refusal(response: &Response) -> bool {
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    !is_page && (response.status().is_client_error() || response.status().is_server_error())
}

/// The page of a bare refusal, in the words of whoever asked; what the router says of other methods stays.
async fn as_page(edge: &Edge, parts: &mut Parts, refusal: Response) -> Response {
    let Ok(visitor) = Visitor::from_request_parts(parts, edge).await;
    let status = refusal.status();
    let mut response = visitor.refuse_with(status, refusal_words(status));
    if let Some(allowed) = refusal.headers().get(header::ALLOW) {
        response.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    response
}

/// A status in words.
pub(crate) fn refusal_words(status: StatusCode) -> AppError {
    let (kind, ja, en) = match status {
        StatusCode::NOT_FOUND => {
            (ErrorKind::NotFound, "お探しのページはありません。", "There is no such page.")
        }
        StatusCode::METHOD_NOT_ALLOWED => (
            ErrorKind::BadInput,
            "このアドレスは、この方法では使えません。",
            "This address does not take that method.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            ErrorKind::BadInput,
            "送られた内容が大きすぎるため、受け付けられません。",
            "What was sent is too large to be accepted.",
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (
            ErrorKind::BadInput,
            "この形式の内容は受け付けられません。画面の様式から送ってください。",
            "This kind of content is not accepted. Please send the form of the page.",
        ),
        status if status.is_server_error() => {
            (ErrorKind::Internal, "内部の誤りが起きました。", "Something went wrong on our side.")
        }
        _ => (
            ErrorKind::BadInput,
            "送られた内容を読み取れませんでした。文字の符号が壊れている可能性があります。",
            "What was sent could not be read: its encoding may be broken.",
        ),
    };
    AppError::new(kind, ja, en)
}

/// Whether the browser says that another site sent this. Old browsers send neither header; for them stand the cookie's
/// `SameSite` and the form's key.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, sender)| sender != host),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

fn foreign() -> AppError {
    AppError::new(
        ErrorKind::NotPermitted,
        "別のサイトから送られた操作は受け付けられません。",
        "This was sent from another site and cannot be accepted.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn forms_of_other_sites_are_foreign() {
        assert!(is_foreign(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(is_foreign(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(is_foreign(&headers(&[("origin", "https://evil.example"), ("host", "desk.example")])));
        assert!(is_foreign(&headers(&[("origin", "null"), ("host", "desk.example")])));
        assert!(!is_foreign(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!is_foreign(&headers(&[("origin", "http://127.0.0.1:80"), ("host", "127.0.0.1:80")])));
        assert!(!is_foreign(&headers(&[("host", "desk.example")])));
    }
}

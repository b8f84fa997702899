//! What holds for every answer and every posted form.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
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

/// The headers of every page (OWASP secure headers, without the ones that browsers have dropped).
const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
    ),
];

/// Two years, as the HSTS preload lists ask.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Refuses forms that another site posts, keeps the choice of a language, and adds the headers.
pub(crate) async fn pages(State(edge): State<Edge>, request: Request<Body>, next: Next) -> Response {
    let foreign = request.method() == Method::POST && is_foreign(request.headers());
    let https = edge.config.https;
    let choice = Lang::choice(request.uri().query(), request.headers());
    let mut response = if foreign { refuse_foreign(edge, &request) } else { next.run(request).await };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
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

fn refuse_foreign(edge: Edge, request: &Request<Body>) -> Response {
    let visitor = Visitor::unknown(edge, (request.method(), request.uri(), request.headers()));
    visitor.refuse(AppError::new(
        ErrorKind::NotPermitted,
        "別のサイトから送られた操作は受け付けられません。",
        "This was sent from another site and cannot be accepted.",
    ))
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

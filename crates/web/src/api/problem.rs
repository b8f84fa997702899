//! Errors as problem details (RFC 9457).

use app::AppError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::forms::Broken;
use crate::pages::status_of;

/// A problem of the type `about:blank`: the title is the status's own phrase, the detail says what happened.
#[derive(Serialize, Debug)]
pub(crate) struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    /// In Japanese, as everything for people here.
    detail: String,
    /// The same in English: an extension member.
    detail_en: String,
    /// The parameter that was wrong: an extension member.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>, detail_en: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            detail_en: detail_en.into(),
            parameter: None,
        }
    }

    /// A parameter that is wrong.
    pub(crate) fn of_parameter(name: &str, detail: impl Into<String>, detail_en: impl Into<String>) -> Self {
        Self { parameter: Some(name.to_owned()), ..Self::new(StatusCode::BAD_REQUEST, detail, detail_en) }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let status = status_of(error.kind);
        if status.is_server_error() {
            tracing::error!(detail = %error.for_operator, "{}", error.for_person_en);
        }
        Self::new(status, error.for_person, error.for_person_en)
    }
}

impl From<Broken> for Problem {
    fn from(Broken: Broken) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "引数を読み取れません。UTF-8 をパーセント符号化して送ってください。",
            "The parameters cannot be read: send UTF-8, percent-encoded.",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

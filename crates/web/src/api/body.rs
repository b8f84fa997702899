//! What programs post: JSON, read whole within its limit. What is wrong with it is a problem like any other.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// The body of a request. It is the last argument of its handler.
pub(crate) struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await.map_err(|refusal| cut_off(refusal.status()))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| unreadable(&error))
    }
}

fn cut_off(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(status, "送られた内容が大きすぎます。", "The body is too long.");
    }
    Problem::new(
        StatusCode::BAD_REQUEST,
        "送られた内容が途中で切れています。",
        "The body did not arrive whole.",
    )
}

/// Where it cannot be read; the parser's own words are English, and its name for an object is one of ours.
fn unreadable(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::new(
        StatusCode::BAD_REQUEST,
        format!(
            "内容を読み取れません（{line}行{column}文字目）。JSON の形と、項目の名前・種類を確かめてください。"
        ),
        format!("The body cannot be read: {}", error.to_string().replace("struct Body", "an object")),
    )
}

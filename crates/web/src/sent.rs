//! Forms with files (RFC 7578, multipart/form-data): read whole, within limits.

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::forms::Pairs;

/// What a form with files may hold: several papers of the longest kind at once, so that one that is too long is said at its field.
pub(crate) const MAX_SENT_BYTES: usize = 48 * 1024 * 1024;
/// Parts of a form at most: fields and files of the longest page, several times over.
const MAX_PARTS: usize = 200;
/// Characters of a text field that is sent beside files: as much as a plain form of ours may hold.
const MAX_TEXT_BYTES: usize = crate::guard::MAX_FORM_BYTES;

/// A file that was sent.
#[derive(Debug)]
pub(crate) struct SentFile {
    /// The field's name.
    pub field: String,
    /// The name that the browser gives.
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// A form with files.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub pairs: Pairs,
    pub files: Vec<SentFile>,
}

impl Sent {
    async fn take(&mut self, field: Field<'_>) -> Result<(), Response> {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(IntoResponse::into_response)?;
        match file_name {
            // A field for a file in which none was chosen.
            Some(file_name) if file_name.is_empty() && bytes.is_empty() => {}
            Some(file_name) => self.files.push(SentFile { field: name, file_name, bytes: bytes.to_vec() }),
            None if bytes.len() > MAX_TEXT_BYTES => return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response()),
            None => {
                let text =
                    String::from_utf8(bytes.to_vec()).map_err(|_| StatusCode::BAD_REQUEST.into_response())?;
                self.pairs.push((name, text));
            }
        }
        Ok(())
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response())?;
        let mut sent = Self::default();
        for _ in 0..MAX_PARTS {
            match parts.next_field().await.map_err(IntoResponse::into_response)? {
                Some(field) => sent.take(field).await?,
                None => return Ok(sent),
            }
        }
        Err(StatusCode::BAD_REQUEST.into_response())
    }
}

//! The cards of the country before a page, and 券面事項入力補助: items of the card, and the 個人番号 sealed to the vault's key.
//!
//! The reading of a card by a portal is a **neutral protocol of ours**: the published sign-in has no scope for the number. A portal sends
//! the browser to `/read`; the person picks a card, types the PIN, sees what goes and sends it by a form to the portal's registered
//! address: never in a URL. The number is sealed to a key that was *registered* for the portal's vault, so the portal cannot put its own
//! in its place, and relays what it cannot read.
//!
//! What the pages of both card-reading simulators share lives here too.

pub(in crate::systems) mod jose;
pub(in crate::systems) mod kept;
pub(in crate::systems) mod pages;
pub(in crate::systems) mod pins;
mod reading;
pub(in crate::systems) mod registry;
pub(in crate::systems) mod wallet;

use std::collections::BTreeMap;
use std::io;

use axum::Router;
use axum::extract::RawForm;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::Site;

/// The routes of this system.
pub(in crate::systems) fn router(site: &Site) -> io::Result<Router> {
    reading::router(site)
}

/// Fields of a query or a form.
#[derive(Debug, Default)]
pub(in crate::systems) struct Fields(BTreeMap<String, String>);

impl Fields {
    /// Reads them; `None` when one is there twice (RFC 6749 §3.1).
    pub(in crate::systems) fn parse(text: &[u8]) -> Option<Fields> {
        let mut fields = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(text) {
            if fields.insert(name.into_owned(), value.into_owned()).is_some() {
                return None;
            }
        }
        Some(Fields(fields))
    }

    /// A field; an empty one counts as left out (RFC 6749 §3.1).
    pub(in crate::systems) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// What was typed as a PIN.
pub(in crate::systems) fn typed(form: &RawForm) -> String {
    Fields::parse(&form.0).and_then(|fields| fields.get("pin").map(str::to_owned)).unwrap_or_default()
}

/// JSON that no cache keeps.
pub(in crate::systems) fn json(status: StatusCode, value: &Value) -> Response {
    let mut answer = (status, value.to_string()).into_response();
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.headers_mut().insert("cache-control", HeaderValue::from_static("no-store"));
    answer
}

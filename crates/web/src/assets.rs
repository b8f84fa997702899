//! The built assets, inside the program: nothing to install beside it.

use std::sync::LazyLock;

use axum::extract::RawQuery;
use axum::http::header;
use axum::response::{IntoResponse, Response};

const STYLE: &str = include_str!("../static/desk.css");
/// The script of the page that checks proofs, and the worker that keeps that page.
pub(crate) const CHECK_SCRIPT: &str = include_str!("../static/check.js");
pub(crate) const CHECK_WORKER: &str = include_str!("../static/check-worker.js");
const ICON: &str = include_str!("../static/icon.svg");

/// A year: the address of the style sheet changes with its content.
const FOR_LONG: &str = "public, max-age=31536000, immutable";
/// A day: the icon has one address.
const FOR_A_DAY: &str = "public, max-age=86400";

/// The version of an asset: FNV-1a, 64 bits; it tells one build from another and keeps no secret.
fn version(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

static VERSION: LazyLock<String> = LazyLock::new(|| version(STYLE));
static CHECK_ADDRESS: LazyLock<String> =
    LazyLock::new(|| format!("/assets/check.js?v={}", version(CHECK_SCRIPT)));

static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| format!("/assets/desk.css?v={}", *VERSION));

/// The address of the style sheet, with its version.
pub(crate) fn style_address() -> &'static str {
    &STYLE_ADDRESS
}

/// The address of the script that checks, with its version.
pub(crate) fn check_address() -> &'static str {
    &CHECK_ADDRESS
}

/// `GET /assets/desk.css`
pub(crate) async fn style(RawQuery(query): RawQuery) -> Response {
    let present = query.as_deref().and_then(|query| query.strip_prefix("v=")) == Some(VERSION.as_str());
    let keep = if present { FOR_LONG } else { "no-cache" };
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, keep)], STYLE)
        .into_response()
}

/// `GET /assets/icon.svg`
pub(crate) async fn icon() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, FOR_A_DAY)], ICON).into_response()
}

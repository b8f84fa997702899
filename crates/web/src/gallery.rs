//! The samples of all pages, for looking at them (`cargo run -p web --example gallery --features gallery`).

use axum::Router;
use axum::response::Html;
use axum::routing::get;

use crate::assets;
use crate::pages::samples;

/// Every page with every sample in both languages: its name, as in `ja/entry/usual`, and its HTML.
#[must_use]
pub fn pages() -> Vec<(String, String)> {
    let all = samples::all().into_iter();
    let name = |sample: &samples::Sample| format!("{}/{}/{}", sample.lang.tag(), sample.page, sample.case);
    all.map(|sample| (name(&sample), sample.html.unwrap_or_default())).collect()
}

/// Serves them: `/` lists their addresses.
pub fn router() -> Router {
    let pages = pages();
    let link = |(name, _): &(String, String)| format!("<li><a href=\"/gallery/{name}\">{name}</a></li>");
    let list: String = pages.iter().map(link).collect();
    let mut router = Router::new()
        .route("/assets/desk.css", get(assets::style))
        .route("/assets/icon.svg", get(assets::icon))
        .route("/", get(async move || Html(format!("<!DOCTYPE html><title>gallery</title><ul>{list}</ul>"))));
    for (name, html) in pages {
        router = router.route(&format!("/gallery/{name}"), get(async move || Html(html)));
    }
    router
}

//! For machines that watch the program: whether it can work, and what it has done.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::api::Problem;
use crate::edge::Edge;

/// The text format of Prometheus.
const METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /healthz`: alive, and the database answers.
pub(crate) async fn health(State(edge): State<Edge>) -> Response {
    match edge.app.check_health().await {
        Ok(()) => {
            let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
            (headers, "{\"status\":\"ok\"}").into_response()
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

async fn metrics(State(edge): State<Edge>) -> Response {
    let text = edge.metrics.text(&edge.app.transactions());
    ([(header::CONTENT_TYPE, METRICS), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

/// What is served at an address of its own, so that no figure is public by accident.
pub(crate) fn router(edge: Edge) -> Router {
    Router::new().route("/metrics", get(metrics)).route("/healthz", get(health)).with_state(edge)
}

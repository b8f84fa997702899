//! The state of the edge, and the server.

use std::future::Future;
use std::io;
use std::sync::Arc;

use app::App;
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::attempts::Attempts;
use crate::config::Config;
use crate::connections::{CountingListener, Peer};
use crate::metrics::Metrics;
use crate::quota::Quota;
use crate::{health, proof, push, routes};

/// What every handler has.
#[derive(Clone)]
pub(crate) struct Edge {
    pub app: App,
    pub config: Arc<Config>,
    pub attempts: Arc<Attempts>,
    /// Browsers that were sent to the sign-in by the card.
    pub departures: Arc<Attempts>,
    pub metrics: Arc<Metrics>,
    pub quota: Arc<Quota>,
    /// Places for pictures that are read.
    pub pictures: Arc<Semaphore>,
    /// Pushes that were not believed.
    pub not_believed: Arc<Quota>,
}

impl Edge {
    fn new(app: App, config: Config) -> Self {
        let quota = Arc::new(Quota::new(config.inquiries));
        Self {
            app,
            config: Arc::new(config),
            attempts: Arc::default(),
            departures: Arc::default(),
            metrics: Arc::default(),
            quota,
            pictures: Arc::new(Semaphore::new(proof::AT_ONCE)),
            not_believed: Arc::new(Quota::new(push::NOT_BELIEVED)),
        }
    }
}

/// Where the server listens.
#[derive(Debug)]
pub struct Listeners {
    /// For everybody: pages and API.
    pub pages: TcpListener,
    /// For those who run it: `/metrics`, and `/healthz` once more.
    pub metrics: Option<TcpListener>,
}

impl From<TcpListener> for Listeners {
    fn from(pages: TcpListener) -> Self {
        Self { pages, metrics: None }
    }
}

/// All routes of this installation, with the default settings.
pub fn router(app: App) -> Router {
    routes::all(Edge::new(app, Config::default()))
}

/// Serves until `shutdown` ends; then takes no new requests and finishes those under way.
///
/// # Errors
/// When the listener fails for good.
pub async fn serve(
    app: App,
    config: Config,
    listeners: impl Into<Listeners>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let Listeners { pages, metrics } = listeners.into();
    let edge = Edge::new(app, config);
    // Figures are worth nothing once the pages have gone, so this ends with them and is not waited for.
    let watched = metrics.map(|listener| {
        let router = health::router(edge.clone());
        tokio::spawn(async move { axum::serve(listener, router).await })
    });
    let listener = CountingListener { listener: pages, open: edge.metrics.open.clone() };
    let service = routes::all(edge).into_make_service_with_connect_info::<Peer>();
    let outcome = axum::serve(listener, service).with_graceful_shutdown(shutdown).await;
    if let Some(watched) = watched {
        watched.abort();
    }
    outcome
}

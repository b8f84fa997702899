//! The state of the edge, and the server.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use app::App;
use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use crate::attempts::Attempts;
use crate::config::Config;
use crate::routes;

/// What every handler has.
#[derive(Clone)]
pub(crate) struct Edge {
    pub app: App,
    pub config: Arc<Config>,
    pub attempts: Arc<Attempts>,
}

/// All routes of this installation, with the default settings.
pub fn router(app: App) -> Router {
    router_with(app, Config::default())
}

/// All routes of this installation.
pub fn router_with(app: App, config: Config) -> Router {
    routes::all(Edge { app, config: Arc::new(config), attempts: Arc::default() })
}

/// Serves until `shutdown` ends; then takes no new requests and finishes those under way.
///
/// # Errors
/// When the listener fails for good.
pub async fn serve(
    app: App,
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // Answers are small and written at once: waiting to fill a packet would only cost time.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
    });
    let service = router_with(app, config).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(shutdown).await
}

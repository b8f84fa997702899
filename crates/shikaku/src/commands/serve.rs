//! `shikaku serve`.

use app::App;
use tokio::net::TcpListener;

use crate::cli::{Common, ServeArgs};
use crate::output::{Failure, Outcome, print};
use crate::session::{open, stop_signal};

pub(crate) async fn run(common: &Common, args: &ServeArgs) -> Result<Outcome, Failure> {
    let app = open(common).await?;
    let listener = bind(&args.listen).await?;
    announce(&listener)?;
    serve(app, listener).await?;
    Ok(Outcome::Done)
}

pub(crate) async fn bind(address: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|e| {
        Failure::usage(
            format!("{address} で待ち受けできません（{e}）。--listen で別のアドレスを指定してください。"),
            format!("cannot listen on {address} ({e}); give another address with --listen"),
        )
    })
}

/// The addresses to open: a line each, for people and for scripts.
pub(crate) fn announce(listener: &TcpListener) -> Result<(), Failure> {
    let address = listener.local_addr()?;
    print(&format!("start http://{address}/"));
    print(&format!("desk http://{address}/desk"));
    print(&format!("api http://{address}/api/entries"));
    Ok(())
}

pub(crate) async fn serve(app: App, listener: TcpListener) -> Result<(), Failure> {
    let jobs = app.start_jobs();
    let outcome = web::serve(app, web::Config::default(), listener, stop_signal()).await;
    jobs.abort();
    outcome.map_err(Failure::internal)
}

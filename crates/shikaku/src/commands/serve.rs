//! `shikaku serve`.

use std::time::Duration;

use app::papers::Scanner;
use app::{App, Settings};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use web::{Config, Listeners, Provider};

use super::read_picture;
use crate::cli::{Common, ServeArgs};
use crate::output::{Failure, Outcome, print};
use crate::session::{settings_with_systems, stop_signal};

pub(crate) async fn run(common: &Common, args: &ServeArgs) -> Result<Outcome, Failure> {
    let config = Config {
        https: args.https,
        behind_proxy: args.behind_proxy,
        provider: provider(args)?,
        picture_reader: read_picture::program(),
        ..Config::default()
    };
    let settings =
        Settings { scanner: scanner(args)?, ..settings_with_systems(common, &args.systems).await? };
    let app = App::open(&settings).await?;
    let pages = bind(&args.listen, "--listen").await?;
    let metrics = match &args.metrics_listen {
        Some(address) => Some(bind(address, "--metrics-listen").await?),
        None => None,
    };
    announce(&pages)?;
    if let Some(listener) = &metrics {
        print(&format!("metrics http://{}/metrics", listener.local_addr()?));
    }
    let jobs = [Some(app.start_jobs()), follow_up(&app, args)?];
    let outcome = web::serve(app, config, Listeners { pages, metrics }, stop_signal()).await;
    jobs.into_iter().flatten().for_each(|job| job.abort());
    outcome.map_err(Failure::internal)?;
    Ok(Outcome::Done)
}

/// What follows from the yearly check, where this program shall see to it and can: without the resident register and the vault nobody can be
/// asked, and such a program serves pages only.
fn follow_up(app: &App, args: &ServeArgs) -> Result<Option<JoinHandle<()>>, Failure> {
    let can = app.systems().is_some_and(|systems| systems.juki().is_some());
    if args.follow_up == 0 || !can {
        return Ok(None);
    }
    let every = Duration::from_secs(args.follow_up.saturating_mul(60));
    Ok(Some(app.start_follow_up(args.check_folder.clone(), every)?))
}

/// Who looks through papers. A command that is not there would refuse them all, so it is looked for at once.
fn scanner(args: &ServeArgs) -> Result<Scanner, Failure> {
    match &args.scanner {
        None => Ok(Scanner::None),
        Some(command) if command.is_file() => Ok(Scanner::Command(command.clone())),
        Some(command) => Err(Failure::usage(
            format!("--scanner のコマンドがありません: {}", command.display()),
            format!("--scanner: there is no such command: {}", command.display()),
        )),
    }
}

/// The sign-in service of the office. Its link leads to this site or is encrypted: a password would go there.
fn provider(args: &ServeArgs) -> Result<Option<Provider>, Failure> {
    let (Some(name), Some(start)) = (&args.provider_name, &args.provider_link) else { return Ok(None) };
    let inside = start.starts_with('/') && !start.starts_with("//");
    if !inside && !start.starts_with("https://") {
        return Err(Failure::usage(
            format!("--provider-link は / で始まるパスか https:// のアドレスです: {start}"),
            format!("--provider-link is a path that begins with / or an https:// address: {start}"),
        ));
    }
    Ok(Some(Provider { name: name.clone(), start: start.clone() }))
}

/// Listens at the address of a flag.
pub(crate) async fn bind(address: &str, flag: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|e| {
        Failure::usage(
            format!("{address} で待ち受けできません（{e}）。{flag} で別のアドレスを指定してください。"),
            format!("cannot listen on {address} ({e}); give another address with {flag}"),
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

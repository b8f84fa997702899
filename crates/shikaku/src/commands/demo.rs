//! `shikaku demo`: an invented country, its registers filled from files, and serve. The page opens at once; the
//! registers fill behind it, the small ones first, and a stop goes on where it was.

mod again;
mod codes;
mod fill;
mod numbers;
mod stage;
mod systems;
mod tamper;
mod year;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::{App, init_register};
use web::Config;

use self::stage::Play;
use crate::cli::{Common, DemoArgs};
use crate::commands::read_picture;
use crate::commands::serve::{announce, bind};
use crate::output::{Failure, Outcome, print, say};
use crate::session::{actor, settings, stop_signal};

/// Letters of a digest that tell one database's folder from another's.
const NAME_LENGTH: usize = 16;
/// The login of the demo's program, whose token is printed for trying the JSON interface.
const API_LOGIN: &str = "officer";

/// How a round of the demonstration ended.
#[derive(PartialEq, Eq)]
enum End {
    Stopped,
    /// The story is to begin again: with the addresses of the simulators that have ended.
    Again(Vec<String>),
}

pub(crate) async fn run(common: &Common, args: &DemoArgs) -> Result<Outcome, Failure> {
    let listener = bind(&args.listen, "--listen").await?;
    let mut round = Round { common, args, listener: listener.into_std()?, is_first: true };
    while let End::Again(simulators) = round.play().await? {
        again::throw_away(common, &simulators).await?;
        round.is_first = false;
    }
    Ok(Outcome::Done)
}

/// From an empty register, or the one that is there, to the stop or the beginning of the next round.
struct Round<'a> {
    common: &'a Common,
    args: &'a DemoArgs,
    listener: TcpListener,
    is_first: bool,
}

impl Round<'_> {
    async fn play(&self) -> Result<End, Failure> {
        let (common, args) = (self.common, self.args);
        let mut settings = settings(common);
        settings.demo = true;
        if let Err(missing) = App::open(&settings).await {
            init_register(&settings).await.map_err(|_| missing)?;
            again::mark(common)?;
            eprintln!("{}", say(common.lang(), "空の登録簿を作りました。", "Made an empty register."));
        }
        let listener = tokio::net::TcpListener::from_std(self.listener.try_clone()?)?;
        let running = systems::start(common, args, listener.local_addr()?).await?;
        settings.systems = running.as_ref().map(|running| running.systems.clone());
        let app = App::open(&settings).await?;
        app.make_demo_accounts().await?;
        app.switch_deciding_for_demo(&actor(common)).await?;
        if self.is_first {
            tell(&app, &listener, running.as_ref()).await?;
        }
        let play = running.as_ref().map(|running| Play::new(&app, common, running));
        let stop = Arc::new(AtomicBool::new(false));
        let filler = fill::start((&app, play.clone()), common, args, Arc::clone(&stop));
        let jobs = app.start_jobs();
        let story = play.as_ref().map(Play::stage);
        let config = Config { story, picture_reader: read_picture::program(), ..Config::default() };
        let begins_again = Arc::new(AtomicBool::new(false));
        let ends = ended(play.clone(), Arc::clone(&begins_again));
        let served = web::serve(app, config, listener, ends).await;
        stop.store(true, Ordering::Relaxed);
        jobs.abort();
        let filled = tokio::task::spawn_blocking(move || filler.join()).await.map_err(Failure::internal)?;
        if let Ok(Err(failure)) = filled {
            failure.tell(common.lang());
        }
        served.map_err(Failure::internal)?;
        if begins_again.load(Ordering::Relaxed) {
            return Ok(End::Again(running.map(|running| running.addresses()).unwrap_or_default()));
        }
        Ok(End::Stopped)
    }
}

/// Until the person asks to stop, or the story is to begin again.
async fn ended(play: Option<Play>, begins_again: Arc<AtomicBool>) {
    let Some(play) = play else { return stop_signal().await };
    tokio::select! {
        () = stop_signal() => {}
        () = play.begins_again() => begins_again.store(true, Ordering::Relaxed),
    }
}

/// Says where everything is: once, since a story that begins again stays where it was.
async fn tell(
    app: &App,
    listener: &tokio::net::TcpListener,
    running: Option<&systems::Running>,
) -> Result<(), Failure> {
    if let Some(running) = running {
        running.tell();
        print(&format!("story http://{}/demo", listener.local_addr()?));
    }
    announce(listener)?;
    let token = app.issue_token(API_LOGIN, "demo", 1).await?;
    print(&format!("token {token}"));
    for account in app.demo_accounts() {
        print(&format!("account {} {} {}", account.login, account.password, account.display_name));
    }
    Ok(())
}

/// Beside the embedded database, else in the system's temporary folder, under a name that is that database's own.
fn folder(common: &Common) -> PathBuf {
    let in_temporary = || {
        let digest = registry::hash::sha256(&[common.database.as_bytes()]);
        let name: String = registry::hash::hex(&digest).chars().take(NAME_LENGTH).collect();
        std::env::temp_dir().join(format!("shikaku-demo-{name}"))
    };
    common
        .database
        .strip_prefix("sqlite:")
        .map_or_else(in_temporary, |path| Path::new(path).with_extension("files"))
}

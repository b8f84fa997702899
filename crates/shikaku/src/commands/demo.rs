//! `shikaku demo`: an invented country, its registers filled from files, and serve. The page opens at once; the
//! registers fill behind it, the small ones first, and a stop goes on where it was.

mod systems;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use app::{App, ImportOptions, ImportProgress, init_register};
use country::{Country, Nation, PlannedRegister, RegisterPlan, Tables, build_index};

use crate::cli::{Common, DemoArgs};
use crate::commands::serve::{announce, bind};
use crate::output::{Failure, Outcome, Progress, print, say};
use crate::session::{actor, settings, stop_signal};

/// The login of the demo's program, whose token is printed for trying the JSON interface.
const API_LOGIN: &str = "officer";

pub(crate) async fn run(common: &Common, args: &DemoArgs) -> Result<Outcome, Failure> {
    let lang = common.lang();
    let mut settings = settings(common);
    settings.demo = true;
    if let Err(missing) = App::open(&settings).await {
        init_register(&settings).await.map_err(|_| missing)?;
        eprintln!("{}", say(lang, "空の登録簿を作りました。", "Made an empty register."));
    }
    let listener = bind(&args.listen, "--listen").await?;
    let running = systems::start(common, args, listener.local_addr()?).await?;
    settings.systems = running.as_ref().map(|running| running.systems.clone());
    let app = App::open(&settings).await?;
    app.make_demo_accounts().await?;
    app.switch_deciding_for_demo(&actor(common)).await?;
    announce(&listener)?;
    let token = app.issue_token(API_LOGIN, "demo", 1).await?;
    print(&format!("token {token}"));
    for account in app.demo_accounts() {
        print(&format!("account {} {} {}", account.login, account.password, account.display_name));
    }
    let nation = running.as_ref().map(|running| running.nation.clone());
    let stop = Arc::new(AtomicBool::new(false));
    let filler = start_filling((&app, nation), common, args, Arc::clone(&stop));
    let jobs = app.start_jobs();
    let served = web::serve(app, web::Config::default(), listener, stop_signal()).await;
    stop.store(true, Ordering::Relaxed);
    jobs.abort();
    let filled = tokio::task::spawn_blocking(move || filler.join()).await.map_err(Failure::internal)?;
    if let Ok(Err(failure)) = filled {
        failure.tell(lang);
    }
    served.map_err(Failure::internal)?;
    Ok(Outcome::Done)
}

type Filling = std::thread::JoinHandle<Result<(), Failure>>;

fn start_filling(
    (app, nation): (&App, Option<Nation>),
    common: &Common,
    args: &DemoArgs,
    stop: Arc<AtomicBool>,
) -> Filling {
    let (app, common, runtime) = (app.clone(), common.clone(), tokio::runtime::Handle::current());
    let (seed, people) = (args.seed, args.people);
    std::thread::spawn(move || {
        let outcome = fill(&app, &common, (seed, people), &runtime, &stop)
            .and_then(|()| nation.map_or(Ok(()), |nation| make_index(&nation, common.lang(), &stop)));
        if let Err(failure) = &outcome {
            failure.tell(common.lang());
        }
        outcome
    })
}

fn fill(
    app: &App,
    common: &Common,
    (seed, people): (u64, u64),
    runtime: &tokio::runtime::Handle,
    stop: &AtomicBool,
) -> Result<(), Failure> {
    let lang = common.lang();
    let started = Instant::now();
    let tables = Tables::load().map_err(Failure::internal)?;
    let on = app.rules().on(app::today_in_japan());
    let plan = RegisterPlan::new(&tables, people, |id| {
        on.authorities_of(id).iter().map(|authority| authority.code.clone()).collect()
    });
    let country = Country::new(tables, seed, plan);
    let mut planned: Vec<PlannedRegister> = country.plan().registers().to_vec();
    planned.sort_by_key(|register| register.count);
    let total: u64 = planned.iter().map(|register| register.count).sum();
    let filled = runtime.block_on(app.filled_registers())?;
    planned.retain(|r| !filled.iter().any(|(q, a)| *q == r.qualification && *a == r.authority));
    if planned.is_empty() {
        eprintln!(
            "{}",
            say(lang, format!("登録簿 {total} 件は取込み済みです。"), format!("{total} entries are there."))
        );
        return Ok(());
    }
    let waiting: u64 = planned.iter().map(|register| register.count).sum();
    let ready = total.saturating_sub(waiting);
    let progress = Progress::new(lang);
    let mut done = ready;
    for register in &planned {
        if stop.load(Ordering::Relaxed) {
            progress.finish();
            return Ok(());
        }
        let file = make_file(app, common, &country, register)?;
        let name = app.rules().qualification(register.qualification).map_or("", |q| q.name_ja());
        let name = format!("{name} {}", register.authority);
        let watch = |p: ImportProgress| {
            progress.at(&name, (done + p.rows, total), done + p.rows - ready);
            !stop.load(Ordering::Relaxed)
        };
        let options = ImportOptions {
            qualification: register.qualification.to_owned(),
            authority: Some(register.authority.clone()),
            mapping: None,
            encoding: None,
            dry_run: false,
            rejects: None,
            file: file.clone(),
        };
        let report = runtime.block_on(app.import_register(&actor(common), &options, &watch))?;
        if report.stopped {
            progress.finish();
            return Ok(());
        }
        std::fs::remove_file(&file)?;
        done += register.count;
    }
    progress.finish();
    let seconds = started.elapsed().as_secs();
    eprintln!(
        "{}",
        say(
            lang,
            format!("登録簿ができました: {total} 件、{seconds} 秒。"),
            format!("The registers are filled: {total} entries, {seconds} s."),
        )
    );
    Ok(())
}

/// The index that finds people by their items, when the registers are filled.
fn make_index(nation: &Nation, lang: law::Lang, stop: &AtomicBool) -> Result<(), Failure> {
    if nation.has_index() || stop.load(Ordering::Relaxed) {
        return Ok(());
    }
    let progress = Progress::of(lang, ("人", "people"));
    let what = say(lang, "人を探す索引", "index of people");
    let watch = |done, total, people| {
        progress.at(&what, (done, total), people);
        !stop.load(Ordering::Relaxed)
    };
    build_index(nation.country(), nation.home(), &watch)?;
    nation.open_index();
    progress.finish();
    Ok(())
}

/// The register's file, made from the seed: the same each time, so a stopped import goes on with it.
fn make_file(
    app: &App,
    common: &Common,
    country: &Country,
    register: &PlannedRegister,
) -> Result<PathBuf, Failure> {
    let folder = folder(common);
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}-{}.csv", register.qualification, register.authority));
    let on = app.rules().on(app::today_in_japan());
    let items: Vec<String> = on
        .qualification(register.qualification)
        .and_then(|q| q.register().yes())
        .map(|r| r.value().items.clone())
        .unwrap_or_default();
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    country.write_file(register, &items, File::create(&path)?).map_err(Failure::internal)?;
    Ok(path)
}

/// Beside the embedded database, else in the system's temporary folder.
fn folder(common: &Common) -> PathBuf {
    common.database.strip_prefix("sqlite:").map_or_else(
        || std::env::temp_dir().join("shikaku-demo"),
        |path| Path::new(path).with_extension("files"),
    )
}

//! The registers filled from files that are made from the seed, the small ones first.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use app::{App, Both, ImportOptions, ImportProgress};
use country::{Country, Nation, PlannedRegister, RegisterPlan, Tables, build_index};

use super::folder;
use super::stage::Play;
use crate::cli::{Common, DemoArgs};
use crate::output::{Failure, Progress, say};
use crate::session::actor;

pub(super) type Filling = std::thread::JoinHandle<Result<(), Failure>>;

/// Fills the registers and makes the index, behind the pages.
pub(super) fn start(
    (app, play): (&App, Option<Play>),
    common: &Common,
    args: &DemoArgs,
    stop: Arc<AtomicBool>,
) -> Filling {
    let (app, common, runtime) = (app.clone(), common.clone(), tokio::runtime::Handle::current());
    let (seed, people) = (args.seed, args.people);
    std::thread::spawn(move || {
        let busy = |ja: &str, en: &str| play.iter().for_each(|play| play.busy(Some(Both::new(ja, en))));
        busy("登録簿を作っています。", "The registers are being filled.");
        let mut outcome = fill(&app, &common, (seed, people), &runtime, &stop);
        if let (Ok(()), Some(play)) = (&outcome, &play) {
            busy("人を探す索引を作っています。", "The index of people is being made.");
            outcome = make_index(play.nation(), common.lang(), &stop);
        }
        play.iter().for_each(|play| play.busy(None));
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

//! `shikaku country`: the invented country alone.

mod advance;
mod portal;
mod truth;

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use country::systems::{Simulator, serve_all};
use country::{Built, CountryFolder, FolderError, Nation, Scenario, build_index};
use serde_json::json;

use crate::cli::{AddressesFile, Common, CountryCommand, CountryDir};
use crate::output::{Failure, Outcome, Progress, print, print_json, say};
use crate::session::{stop_asked, stop_signal};

pub(super) use portal::register as register_portal;

pub(crate) async fn run(common: &Common, command: &CountryCommand) -> Result<Outcome, Failure> {
    match command {
        CountryCommand::Build { at, seed, people } => build(common, &at.dir, (*seed, *people)).await,
        CountryCommand::Serve { at, file, scenario, portal } => {
            let (scenario, portal) = (scenario.as_deref(), portal.as_deref());
            serve(common, at, &addresses(at, file), (scenario, portal)).await
        }
        CountryCommand::Advance { at, file, days } => {
            advance::run(common, &at.dir, &addresses(at, file), *days)
        }
        CountryCommand::Truth { at, from, to, all } => {
            truth::run(common, &open(&at.dir)?, (from.as_deref(), to.as_deref()), *all)
        }
    }
}

fn addresses(at: &CountryDir, file: &AddressesFile) -> PathBuf {
    file.addresses.clone().unwrap_or_else(|| at.dir.join("addresses.json"))
}

/// What a country is made from; who keeps its registers is read from the rules.
pub(super) fn description(common: &Common, size: (u64, u64)) -> Result<CountryFolder, Failure> {
    let dir = common.rules.clone().unwrap_or_else(app::default_rules_dir);
    let rules = app::read_rules(&dir)?;
    let on = rules.on(app::today_in_japan());
    let keepers = |id: &str| on.authorities_of(id).iter().map(|authority| authority.code.clone()).collect();
    CountryFolder::new(size, keepers).map_err(failure)
}

async fn build(common: &Common, dir: &Path, size: (u64, u64)) -> Result<Outcome, Failure> {
    let (lang, started) = (common.lang(), Instant::now());
    description(common, size)?.write(dir).map_err(failure)?;
    let nation = open(dir)?;
    if !nation.has_index() {
        let (stop, country, home) = (stop_asked(), nation.country().clone(), dir.to_owned());
        let building = move || {
            let progress = Progress::of(lang, ("人", "people"));
            let what = say(lang, "人を探す索引", "index of people");
            let watch = |done, total, people| {
                progress.at(&what, (done, total), people);
                !stop.load(Ordering::Relaxed)
            };
            let built = build_index(&country, &home, &watch);
            progress.finish();
            built
        };
        let built = tokio::task::spawn_blocking(building).await.map_err(Failure::internal)??;
        if built == Built::Stopped {
            eprintln!(
                "{}",
                say(
                    lang,
                    "途中で止めました。同じコマンドで初めから作ります。",
                    "Stopped; the same command makes it from the beginning."
                )
            );
            return Ok(Outcome::Stopped);
        }
    }
    let (country, seconds) = (nation.country(), started.elapsed().as_secs_f64());
    let (households, entries) = (country.households(), country.plan().entries());
    if common.json {
        print_json(&json!({
            "seed": size.0, "people": size.1, "households": households, "entries": entries,
            "day": nation.today().to_string(), "seconds": seconds,
        }));
    } else {
        print(&say(
            lang,
            format!("国ができました: {households} 世帯、登録 {entries} 件、{seconds:.1} 秒。"),
            format!("The country stands: {households} households, {entries} entries, {seconds:.1} s."),
        ));
    }
    Ok(Outcome::Done)
}

async fn serve(
    common: &Common,
    at: &CountryDir,
    addresses: &Path,
    (scenario, portal): (Option<&Path>, Option<&str>),
) -> Result<Outcome, Failure> {
    let nation = open(&at.dir)?;
    if !nation.finds_by_items() {
        return Err(Failure::usage(
            "この国には人を探す索引がありません。先に shikaku country build を実行してください。",
            "this country has no index of its people; run shikaku country build first",
        ));
    }
    if let Some(path) = scenario {
        let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
        let scenario = Scenario::from_toml(&text).map_err(|e| unreadable(path, &e))?;
        nation.keep_scenario(scenario)?;
    }
    let simulators = serve_all(&nation, addresses).await?;
    if let Some(url) = portal {
        register_portal(&at.dir, &simulators, addresses, url.trim_end_matches('/')).await?;
    }
    if common.json {
        print_json(&serde_json::from_slice(&std::fs::read(addresses)?).map_err(Failure::internal)?);
    } else {
        print(&format!("day {}", nation.today()));
        announce(&simulators);
        if portal.is_some() {
            let (vault, key) = portal::vault_places(&at.dir);
            let systems = addresses.display();
            print(&format!("serve --systems {systems} --vault {vault} --vault-key {}", key.display()));
        }
    }
    stop_signal().await;
    Ok(Outcome::Done)
}

/// A line for each system, for people and for scripts.
pub(super) fn announce(simulators: &[Simulator]) {
    for simulator in simulators {
        print(&format!("{} {}/", simulator.system, simulator.url));
    }
}

pub(super) fn open(dir: &Path) -> Result<Nation, Failure> {
    CountryFolder::open(dir).map_err(failure)
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    let path = path.display();
    Failure::usage(format!("{path} を使えません: {error}"), format!("{path} cannot be used: {error}"))
}

pub(super) fn failure(error: FolderError) -> Failure {
    match error {
        FolderError::Missing(dir) => Failure::usage(
            format!("{} に国がありません。shikaku country build で作ります。", dir.display()),
            format!("there is no country in {}; shikaku country build makes one", dir.display()),
        ),
        FolderError::Another(dir) => Failure::usage(
            format!("{} には別の国（別の種、人口または登録権者）があります。", dir.display()),
            format!(
                "{} holds another country: another seed, number of people or other authorities",
                dir.display()
            ),
        ),
        FolderError::Unreadable { path, why } => unreadable(&path, &why),
        FolderError::File(_) | FolderError::Tables(_) => Failure::internal(error),
    }
}

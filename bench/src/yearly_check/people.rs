//! The country of the bench: all professions, in the shares that the country's table has.

use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use country::{AS_OF, Built, Country, Nation, RegisterPlan, TRUE_PEOPLE, Tables, build_index};

/// The plan for so many people: registers as the rules know them.
fn plan(tables: &Tables, people: u64) -> Result<RegisterPlan> {
    let rules = app::read_rules(&app::default_rules_dir())?;
    let on = rules.on(app::today_in_japan());
    let codes = |id: &str| on.authorities_of(id).iter().map(|authority| authority.code.clone()).collect();
    Ok(RegisterPlan::new(tables, people, codes))
}

fn tables() -> Result<Tables> {
    Tables::load().map_err(|error| anyhow::anyhow!("{error}"))
}

/// How many people have about so many entries.
pub(super) fn for_entries(entries: u64) -> Result<u64> {
    let all = plan(&tables()?, TRUE_PEOPLE)?.entries();
    ensure!(all > 0, "the country has registers");
    Ok(u64::try_from(u128::from(TRUE_PEOPLE) * u128::from(entries) / u128::from(all))?.max(2_000))
}

pub(super) fn country(seed: u64, people: u64) -> Result<Country> {
    let tables = tables()?;
    let plan = plan(&tables, people)?;
    Ok(Country::new(tables, seed, plan))
}

/// Builds the index by which the simulator finds people by their items.
pub(super) fn build(home: &Path, seed: u64, people: u64) -> Result<()> {
    let built = build_index(&country(seed, people)?, home, &|_, _, _| true)?;
    ensure!(matches!(built, Built::Whole(_)), "the index is whole");
    Ok(())
}

pub(super) fn nation(home: &Path, seed: u64, people: u64) -> Result<Nation> {
    Ok(Nation::new(country(seed, people)?, AS_OF, home.to_owned()))
}

/// The simulator in a process of its own: this program again.
pub(super) struct Simulator(Child);

impl Simulator {
    pub(super) fn start(home: &Path, seed: u64, people: u64) -> Result<(Self, String)> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["check-simulator", "--seed", &seed.to_string(), "--people", &people.to_string()])
            .arg("--home")
            .arg(home)
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().context("its words")?;
        let simulator = Self(child);
        let mut lines = io::BufRead::lines(io::BufReader::new(stdout));
        let url = lines.next().context("the simulator says where it is")??;
        Ok((simulator, url))
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

//! The country of the bench: all professions, in the shares that the country's table has.

use std::path::Path;

use anyhow::{Result, ensure};
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

//! What goes wrong in the country, and when: a TOML file that bends it. Without one everything is as it should be.
//!
//! One documented example for each fault stands in `crates/country/scenarios/`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::event::{LifeEvent, LifeEventKind};
use crate::household::Household;
use crate::person::{Person, Role};
use crate::random::{Random, key_of};

/// Share of people whose events in the family register stand in no certain order, if a scenario says nothing. Invented: old registers
/// carry only days, and two events of one day or of one page have no order, but nobody publishes how often.
pub const UNDETERMINABLE_ORDER: f64 = 0.01;

/// What goes wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scenario {
    /// What is true of the whole country.
    pub country: CountryFaults,
    /// What goes wrong with one system, by its name (`juki`, `network`, …); `all` stands for every system without an own table.
    pub systems: BTreeMap<String, Faults>,
}

/// What is true of the whole country.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CountryFaults {
    /// Many die on one day. They are truly dead: every system says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mass_death: Option<MassDeath>,
    /// Share of answers that tell of another person than was asked for.
    pub wrong_person: f64,
    /// Share of people about whom the resident register gives no answer (提供停止); none if not given.
    pub stopped: f64,
    /// Share of people whose key at the resident register (number, code) is somebody else's by now, for good.
    pub reassigned: f64,
    /// Share of the households that the resident register has lost: it knows nobody of them.
    pub lost_shard: f64,
    /// Share of people whose events in the family register stand in no certain order; [`UNDETERMINABLE_ORDER`] if not given.
    pub undeterminable_order: f64,
}

impl Default for CountryFaults {
    fn default() -> CountryFaults {
        CountryFaults {
            mass_death: None,
            wrong_person: 0.0,
            stopped: 0.0,
            reassigned: 0.0,
            lost_shard: 0.0,
            undeterminable_order: UNDETERMINABLE_ORDER,
        }
    }
}

/// Deaths beside those of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MassDeath {
    /// Share of the living who die.
    pub share: f64,
    /// The day.
    #[serde(serialize_with = "as_iso", deserialize_with = "from_iso")]
    pub on: Day,
}

/// What goes wrong with one system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Faults {
    /// Share of the requests that the faults of the line (outage, delay, cut) strike; all if not given.
    pub share: f64,
    /// The system is closed: 503 to everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outage: Option<Outage>,
    /// An answer begins so many milliseconds late.
    pub delay_ms: u64,
    /// The connection is cut when so many bytes of an answer's body have been sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_after_bytes: Option<u64>,
    /// A file ends in the middle, without its trailer, as if it were whole.
    pub half_file: bool,
    /// Share of the lines of a file (of messages, where there are no files) that come twice.
    pub doubled: f64,
    /// Share of the lines of a file of answers that do not come, though the file is whole.
    pub missing: f64,
    /// Share of the letters that are posted and come back.
    pub undelivered: f64,
    /// The lines of a file come in another order than they were asked for.
    pub out_of_order: bool,
    /// What the trailer's count is off by.
    pub lying_total: i64,
}

impl Default for Faults {
    fn default() -> Faults {
        Faults {
            share: 1.0,
            outage: None,
            delay_ms: 0,
            cut_after_bytes: None,
            half_file: false,
            doubled: 0.0,
            missing: 0.0,
            undelivered: 0.0,
            out_of_order: false,
            lying_total: 0,
        }
    }
}

/// A system is closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outage {
    /// Open again on this day of the invented calendar; without it, when the scenario is changed.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "as_iso_some",
        deserialize_with = "from_iso_some"
    )]
    pub until: Option<Day>,
    /// What it says in `Retry-After`, seconds; without it, it does not say when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// A scenario cannot be used: where and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the scenario cannot be used: {0}")]
pub struct ScenarioError(String);

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    /// What is wrong, with its line and column, for a person to read.
    pub fn from_toml(text: &str) -> Result<Scenario, ScenarioError> {
        let scenario: Scenario = toml::from_str(text).map_err(|error| ScenarioError(error.to_string()))?;
        let country = &scenario.country;
        let mut shares = vec![
            ("wrong_person", country.wrong_person),
            ("stopped", country.stopped),
            ("reassigned", country.reassigned),
            ("lost_shard", country.lost_shard),
            ("undeterminable_order", country.undeterminable_order),
        ];
        shares.extend(country.mass_death.map(|death| ("mass_death.share", death.share)));
        for faults in scenario.systems.values() {
            shares.extend([
                ("share", faults.share),
                ("doubled", faults.doubled),
                ("missing", faults.missing),
                ("undelivered", faults.undelivered),
            ]);
        }
        if let Some((name, share)) = shares.into_iter().find(|(_, share)| !(0.0..=1.0).contains(share)) {
            return Err(ScenarioError(format!("{name} = {share} is no share: 0 to 1")));
        }
        let unknown = |name: &&String| *name != ALL && !crate::systems::NAMES.contains(&name.as_str());
        if let Some(name) = scenario.systems.keys().find(unknown) {
            let known = crate::systems::NAMES.join(", ");
            return Err(ScenarioError(format!(
                "there is no system {name:?}; there are {known}, and {ALL:?}"
            )));
        }
        Ok(scenario)
    }

    /// The scenario as a file has it.
    pub fn to_toml(&self) -> String {
        // Everything in it has a form in TOML.
        toml::to_string(self).unwrap_or_default()
    }

    /// What goes wrong with a system.
    pub fn faults(&self, system: &str) -> Faults {
        self.systems.get(system).or_else(|| self.systems.get(ALL)).cloned().unwrap_or_default()
    }
}

impl MassDeath {
    /// Lets those of a household die who are struck. No child is born afterwards to a couple that lost one.
    pub(crate) fn strike(&self, seed: u64, mut home: Household) -> Household {
        let struck = |person: &Person| {
            let declared =
                |event: &LifeEvent| matches!(event.kind, LifeEventKind::AdjudicatedDisappearance { .. });
            person.alive_on(self.on)
                && !person.events.iter().any(declared)
                && Random::at(seed, &[key_of("mass-death"), person.id.0]).chance(self.share)
        };
        let mut parent_died = false;
        for person in &mut home.members {
            if struck(person) {
                parent_died |= person.role != Role::Child;
                person.died = Some(self.on);
                person.events.retain(|event| event.date < self.on);
                person.events.push(LifeEvent { date: self.on, kind: LifeEventKind::Death });
            }
        }
        home.members.retain(|person| !(parent_died && person.role == Role::Child && person.born > self.on));
        home
    }
}

/// Stands for every system without a table of its own.
const ALL: &str = "all";

fn as_iso<S: serde::Serializer>(day: &Day, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(day)
}

fn as_iso_some<S: serde::Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
    match day {
        Some(day) => to.collect_str(day),
        None => to.serialize_none(),
    }
}

fn from_iso<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
    let text = String::deserialize(from)?;
    Day::parse(&text).ok_or_else(|| serde::de::Error::custom("a day is written 2026-04-01"))
}

fn from_iso_some<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
    from_iso(from).map(Some)
}

#[cfg(test)]
mod tests;

//! Tables for the overview: who has given a number, and the deaths that are notified, expected, found and deleted.

use std::collections::BTreeMap;

use law::CountKind;
use registry::check::{Finding, ProposalState};
use store::deletion;

use super::report;
use crate::{Actor, App, AppError};

/// How far a register knows the numbers of its holders.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NumbersKnown {
    /// Rule id.
    pub qualification: String,
    /// Authority code.
    pub authority: String,
    /// Entries that belong to a person, whether or not the number is known.
    pub linked: u64,
    /// Of those: the holder gave the number to this register.
    pub given: u64,
    /// The number was found by inquiry, which allows nothing by itself.
    pub found: u64,
}

/// The deaths of one qualification (主な資格における死亡届出数): what was published, and what the check adds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeathRow {
    /// Rule id.
    pub qualification: String,
    /// Holders, as published.
    pub holders: Option<u32>,
    /// Deaths notified in a year, as published.
    pub notified: Option<u32>,
    /// Deaths to be expected in a year, as published.
    pub expected: Option<u32>,
    /// Deaths that the run found.
    pub found: u64,
    /// Of those proposed, deleted.
    pub deleted: u64,
    /// The sources of the published figures.
    pub sources: Vec<String>,
}

impl App {
    /// How far the registers within reach know the numbers of their holders.
    ///
    /// # Errors
    /// Registrars and auditors only.
    pub async fn count_numbers(&self, actor: &Actor) -> Result<Vec<NumbersKnown>, AppError> {
        report::may_see(actor)?;
        let mut reader = self.0.db.reader().await?;
        let mut known = Vec::new();
        for register in self.registers().iter().filter(|of| actor.reach.covers(&of.authority)) {
            let counts = store::holder::number_counts(&mut reader, register.id).await?;
            known.push(NumbersKnown {
                qualification: register.qualification.clone(),
                authority: register.authority.clone(),
                linked: counts.iter().map(|(_, count)| count).sum(),
                given: of(&counts, Some(store::holder::NumberFact::Given)),
                found: of(&counts, Some(store::holder::NumberFact::Found)),
            });
        }
        Ok(known)
    }

    /// The report's table of deaths, with what a run (the latest, when none is named) found and what was deleted of it.
    ///
    /// # Errors
    /// Registrars and auditors only; when there is no run.
    pub async fn death_table(&self, actor: &Actor, period: Option<&str>) -> Result<Vec<DeathRow>, AppError> {
        let run = self.report_check(actor, period).await?;
        let mut found: BTreeMap<&str, u64> = BTreeMap::new();
        for count in run.counts.iter().filter(|count| count.finding == Finding::Died) {
            *found.entry(&count.qualification).or_default() += count.entries;
        }
        let mut deleted: BTreeMap<String, u64> = BTreeMap::new();
        let mut reader = self.0.db.reader().await?;
        for register in self.registers().iter().filter(|of| actor.reach.covers(&of.authority)) {
            let key = (register.id, deletion::batch_of(register.id, &run.run.id));
            let counts = deletion::counts(&mut reader, key).await?;
            let of_batch = counts.iter().filter(|count| count.state == ProposalState::Deleted);
            *deleted.entry(register.qualification.clone()).or_default() +=
                of_batch.map(|count| count.proposals).sum::<u64>();
        }
        let rules = self.0.rules.on(self.check_day());
        let row = |id: &str| {
            let of = rules.qualification(id);
            let count = |kind| of.and_then(|of| of.count(kind));
            let kinds = [CountKind::Holders, CountKind::DeathNotices, CountKind::ExpectedDeathNotices];
            let [holders, notified, expected] = kinds.map(|kind| count(kind).map(|count| count.number));
            let mut sources: Vec<String> = kinds
                .into_iter()
                .filter_map(|kind| count(kind).map(|count| format!("{}（{}）", count.source, count.as_of)))
                .collect();
            sources.dedup();
            DeathRow {
                qualification: id.to_owned(),
                holders,
                notified,
                expected,
                found: found.get(id).copied().unwrap_or(0),
                deleted: deleted.get(id).copied().unwrap_or(0),
                sources,
            }
        };
        let ids: Vec<String> = self.0.rules.qualifications().map(|id| id.to_string()).collect();
        let rows = ids.iter().map(|id| row(id));
        // what was neither published nor found needs no line
        Ok(rows.filter(|row| row.notified.is_some() || row.found > 0).collect())
    }
}

type Counts = [(Option<store::holder::NumberFact>, u64)];

fn of(counts: &Counts, wanted: Option<store::holder::NumberFact>) -> u64 {
    counts.iter().filter(|(fact, _)| *fact == wanted).map(|(_, count)| count).sum()
}

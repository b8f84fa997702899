//! What the page shows.

use law::Both;
use registry::check::Finding;

use super::follows::what_follows;
use crate::App;
use crate::yearly_check::RunCommand;

/// How the names of the numbers begin by which a run pauses.
const PAUSING: &str = "pause-";

/// How many entries have a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FindingCount {
    /// Its code.
    pub code: &'static str,
    /// In words.
    pub words: Both,
    /// What follows from it.
    pub follows: Both,
    /// Entries.
    pub entries: u64,
}

impl FindingCount {
    /// So many entries with a finding.
    pub(in crate::yearly_check) fn of(finding: Finding, entries: u64) -> Self {
        let (ja, en) = finding.label();
        let follows = what_follows(finding);
        Self { code: finding.code(), words: Both::new(ja, en), follows, entries }
    }
}

/// A profession or a prefecture, and what was found there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckedGroup {
    /// What it is called.
    pub name: Both,
    /// By finding; every finding stands in it once.
    pub findings: Vec<FindingCount>,
}

impl CheckedGroup {
    /// Entries checked.
    #[must_use]
    pub fn checked(&self) -> u64 {
        self.findings.iter().map(|finding| finding.entries).sum()
    }

    /// Entries with a finding.
    #[must_use]
    pub fn of(&self, code: &str) -> u64 {
        self.findings.iter().filter(|finding| finding.code == code).map(|finding| finding.entries).sum()
    }
}

/// A line of the report's table 主な資格における死亡届出数, and beside it what this run found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeathLine {
    /// The profession.
    pub name: Both,
    /// Holders, as published.
    pub holders: Option<u64>,
    /// Deaths notified a year, as published: without the check.
    pub notified: u64,
    /// Deaths expected a year, as published.
    pub expected: Option<u64>,
    /// Entries that this run checked.
    pub checked: u64,
    /// Deaths that this run found: with the check.
    pub found: u64,
    /// Of those, the entries that two officers had deleted.
    pub deleted: u64,
}

/// The page's data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckOverview {
    /// Such as `2026`.
    pub period: String,
    /// `running`, `paused`, `done`.
    pub state: String,
    /// Why it is paused.
    pub reason: Both,
    /// RFC 3339: when it began, and when its state changed last.
    pub started_at: String,
    /// See `started_at`.
    pub changed_at: String,
    /// By whom the state was changed last.
    pub changed_by: String,
    /// What the officer may do with it now.
    pub commands: Vec<RunCommand>,
    /// Slices done.
    pub done: u64,
    /// Slices.
    pub slices: u64,
    /// Entries an hour of late; `None` where that cannot be told yet, or nothing runs.
    pub per_hour: Option<u64>,
    /// Minutes that are left at this rate.
    pub minutes_left: Option<u64>,
    /// All together.
    pub total: CheckedGroup,
    /// By profession, in the order of the rules.
    pub professions: Vec<CheckedGroup>,
    /// By prefecture: the registers that prefectures keep.
    pub prefectures: Vec<CheckedGroup>,
    /// The report's table.
    pub deaths: Vec<DeathLine>,
    /// Where its published figures come from, and of when they are; in Japanese.
    pub sources: Vec<String>,
    /// The numbers by which a run pauses today.
    pub limits: Vec<PauseLimit>,
}

/// A number of the rules by which a run pauses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PauseLimit {
    /// What it limits, in words.
    pub words: Both,
    /// The number.
    pub number: u32,
    /// By what; in Japanese.
    pub citation: String,
}

impl App {
    pub(super) fn pause_limits(&self) -> Vec<PauseLimit> {
        let rules = self.0.rules.on(self.check_day());
        let pausing = rules.check_values().filter(|ruled| ruled.value().what.starts_with(PAUSING));
        let limit = pausing.map(|ruled| {
            let value = ruled.value();
            PauseLimit {
                words: Both::new(&value.label_ja, &value.label_en),
                number: value.number,
                citation: ruled.citation().to_owned(),
            }
        });
        limit.collect()
    }
}

//! The committed tables, read once: names, places, deaths, professions.

use crate::life::Mortality;
use crate::names::Names;
use crate::places::Places;
use crate::profile::Profile;
use crate::several::HeldBefore;

/// A table of `data/` is not as it should be. The tables are compiled in, so a test would have seen it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("country/data/{table}, line {line}: {what}")]
pub struct TableError {
    /// File name in `crates/country/data/`.
    pub table: &'static str,
    /// Line in it, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: &'static str,
}

/// All tables that the country is made from. Loading takes some ten milliseconds and some three megabytes.
#[derive(Debug, Clone)]
pub struct Tables {
    pub(crate) names: Names,
    pub(crate) places: Places,
    pub(crate) mortality: Mortality,
    profiles: Vec<Profile>,
    held_before: Vec<HeldBefore>,
}

impl Tables {
    /// Reads the tables compiled into the program.
    ///
    /// # Errors
    /// The first line of a table that cannot be read.
    pub fn load() -> Result<Tables, TableError> {
        Ok(Tables {
            names: Names::load()?,
            places: Places::load()?,
            mortality: Mortality::load()?,
            profiles: Profile::load_all()?,
            held_before: HeldBefore::load_all()?,
        })
    }

    /// The shapes of the registers, in the order of `data/registers.tsv`.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// Who held which qualification before another.
    pub(crate) fn held_before(&self) -> &[HeldBefore] {
        &self.held_before
    }

    /// The shape of one qualification's registers, by the id of its rule file.
    pub fn profile(&self, qualification: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.qualification == qualification)
    }
}

/// One line of a tab-separated table.
pub(crate) struct Line {
    table: &'static str,
    number: usize,
    cells: Vec<&'static str>,
}

/// The lines of a table without its comments.
pub(crate) fn lines(table: &'static str, text: &'static str) -> impl Iterator<Item = Line> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#') && !line.is_empty())
        .map(move |(at, line)| Line { table, number: at + 1, cells: line.split('\t').collect() })
}

impl Line {
    /// The text of a column, from 0.
    pub(crate) fn text(&self, column: usize) -> Result<&'static str, TableError> {
        self.cells.get(column).copied().ok_or_else(|| self.error("a column is missing"))
    }

    /// The number of a column, from 0.
    pub(crate) fn number<N: std::str::FromStr>(&self, column: usize) -> Result<N, TableError> {
        self.text(column)?.parse().map_err(|_| self.error("not a number of the kind expected"))
    }

    pub(crate) fn error(&self, what: &'static str) -> TableError {
        TableError { table: self.table, line: self.number, what }
    }
}

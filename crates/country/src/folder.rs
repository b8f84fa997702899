//! A country in a folder: what it is made from, and what its simulators keep.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::AS_OF;
use crate::country::Country;
use crate::nation::{Nation, write_whole};
use crate::plan::RegisterPlan;
use crate::tables::{TableError, Tables};

/// The file that says what the country is made from.
const FILE: &str = "country.toml";

/// What a country is made from, as its folder keeps it: the same file is the same country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryFolder {
    /// The seed.
    pub seed: u64,
    /// People asked for.
    pub people: u64,
    /// Who keeps the registers of each qualification, as the rules said when the country was made.
    pub authorities: BTreeMap<String, Vec<String>>,
}

/// A country's folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is none.
    #[error("there is no country in {0}")]
    Missing(PathBuf),
    /// There is another one.
    #[error("there is another country in {0}: another seed, number of people or other authorities")]
    Another(PathBuf),
    /// Its file cannot be understood.
    #[error("{path}: {why}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its line.
        why: String,
    },
    /// A file cannot be read or written.
    #[error("a file of the country's folder cannot be read or written")]
    File(#[from] std::io::Error),
    /// The committed tables are not as they should be.
    #[error(transparent)]
    Tables(#[from] TableError),
}

impl CountryFolder {
    /// What a country of so many people is made from; `authorities_of` as in [`RegisterPlan::new`].
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn new(
        (seed, people): (u64, u64),
        authorities_of: impl Fn(&str) -> Vec<String>,
    ) -> Result<CountryFolder, FolderError> {
        let tables = Tables::load()?;
        let ids = tables.profiles().iter().map(|profile| profile.qualification);
        let authorities = ids.map(|id| (id.to_owned(), authorities_of(id))).collect();
        Ok(CountryFolder { seed, people, authorities })
    }

    /// Reads what stands in a folder.
    ///
    /// # Errors
    /// Nothing there, or nothing that can be understood.
    pub fn read(folder: &Path) -> Result<CountryFolder, FolderError> {
        let path = folder.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(FolderError::Missing(folder.to_owned()));
            }
            Err(error) => return Err(error.into()),
        };
        toml::from_str(&text).map_err(|error| FolderError::Unreadable { path, why: error.to_string() })
    }

    /// Writes it into a folder, which may hold the same country already, but no other one.
    ///
    /// # Errors
    /// Another country, or a file that cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), FolderError> {
        match CountryFolder::read(folder) {
            Ok(there) if there == *self => return Ok(()),
            Ok(_) => return Err(FolderError::Another(folder.to_owned())),
            Err(FolderError::Missing(_)) => {}
            Err(error) => return Err(error),
        }
        std::fs::create_dir_all(folder)?;
        // Two numbers and lists of texts: nothing that TOML cannot hold.
        let text = toml::to_string(self).map_err(std::io::Error::other)?;
        Ok(write_whole(&folder.join(FILE), text.as_bytes())?)
    }

    /// The country.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn country(&self) -> Result<Country, FolderError> {
        let tables = Tables::load()?;
        let plan = RegisterPlan::new(&tables, self.people, |id| {
            self.authorities.get(id).cloned().unwrap_or_default()
        });
        Ok(Country::new(tables, self.seed, plan))
    }

    /// The nation that lives in a folder, on the day on which its calendar stands.
    ///
    /// # Errors
    /// As [`CountryFolder::read`].
    pub fn open(folder: &Path) -> Result<Nation, FolderError> {
        let country = CountryFolder::read(folder)?.country()?;
        Ok(Nation::new(country, AS_OF, folder.to_owned()))
    }
}

#[cfg(test)]
mod tests;

//! The keys in memory: those of each generation in use, the newest first.

use std::sync::Arc;

use crate::VaultError;
use crate::crypto::{Mac, Sealer};
use crate::intake::IntakeKey;

/// What a key is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// Seals the numbers.
    Data,
    /// The blind index over them.
    Index,
    /// What phones encrypt to.
    Intake,
    /// Vouches for the lines of the log; one for the life of the vault.
    Log,
}

impl Part {
    /// Of each generation.
    pub(crate) const EACH: [Self; 3] = [Self::Data, Self::Index, Self::Intake];
    const ALL: [Self; 4] = [Self::Data, Self::Index, Self::Intake, Self::Log];

    /// As it is stored.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Index => "index",
            Self::Intake => "intake",
            Self::Log => "log",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }
}

/// The keys of one generation.
pub(crate) struct Generation {
    pub(crate) number: i64,
    pub(crate) data: Sealer,
    pub(crate) index: Mac,
}

/// All keys in use, as they stood at an epoch.
pub(crate) struct Keyring {
    /// Counts every change of keys: a writer whose keys are of another epoch loads them again.
    pub(crate) epoch: i64,
    /// The generations whose rows may be there, the newest first.
    pub(crate) generations: Vec<Arc<Generation>>,
    /// The intake keys that are accepted, the published one first.
    pub(crate) intake: Vec<Arc<IntakeKey>>,
    pub(crate) log: Mac,
}

impl Keyring {
    /// The generation that seals.
    pub(crate) fn current(&self) -> Result<&Arc<Generation>, VaultError> {
        self.generations.first().ok_or_else(|| VaultError::Damaged("no generation of keys".to_owned()))
    }

    /// The generation of a row.
    pub(crate) fn generation(&self, number: i64) -> Option<&Arc<Generation>> {
        self.generations.iter().find(|generation| generation.number == number)
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let numbers: Vec<_> = self.generations.iter().map(|generation| generation.number).collect();
        f.debug_struct("Keyring")
            .field("epoch", &self.epoch)
            .field("generations", &numbers)
            .finish_non_exhaustive()
    }
}

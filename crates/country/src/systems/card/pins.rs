//! The PINs of the cards, and how often each was typed wrong: kept in the nation's home, so a restart unlocks nothing.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::jose::sha256;
use crate::PersonId;
use crate::nation::{Nation, write_whole};

/// Wrong PINs until a card locks: 3 of four digits, 5 of the signing one [T].
const TRIES: (u32, u32) = (3, 5);
/// Characters of signing PINs without those that look alike; 6 to 16 of them are allowed [P], ours are 8.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const SIGNING_LETTERS: usize = 8;
/// Both simulators that read cards write the one file: one after the other.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Which PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::systems) enum PinKind {
    /// Four digits: user authentication and the items of the face, typed once for both.
    FourDigits,
    /// 6 to 16 letters and digits: signing.
    Signing,
}

/// What came of a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::systems) enum Tried {
    /// It was right; the count begins anew.
    Right,
    /// It was wrong; so many tries are left, at least one.
    Wrong(u32),
    /// The card is locked, by this try or before: the municipality unlocks it.
    Locked,
}

/// Wrong tries since the last right one.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Wrong {
    four_digits: u32,
    signing: u32,
}

/// The PINs of a nation's cards.
#[derive(Debug, Clone)]
pub(in crate::systems) struct Pins {
    seed: u64,
    path: PathBuf,
}

impl Pins {
    pub(in crate::systems) fn of(nation: &Nation, folder: &Path) -> Pins {
        Pins { seed: nation.country().seed(), path: folder.join("wrong-pins.json") }
    }

    /// The right PIN. Pages of the simulator show it: the cards are invented.
    pub(in crate::systems) fn pin(&self, person: PersonId, kind: PinKind) -> String {
        let (word, number) = match kind {
            PinKind::FourDigits => ("four-digits", false),
            PinKind::Signing => ("signing", true),
        };
        let drawn = sha256(&[b"pin:", word.as_bytes(), &self.seed.to_be_bytes(), &person.0.to_be_bytes()]);
        if number {
            let letter =
                |byte: &u8| LETTERS.get(usize::from(*byte) % LETTERS.len()).copied().map_or('A', char::from);
            drawn.iter().take(SIGNING_LETTERS).map(letter).collect()
        } else {
            drawn.iter().take(4).map(|byte| char::from(b'0' + byte % 10)).collect()
        }
    }

    /// Tries a PIN. The count is on the disk before anybody hears whether it was right.
    pub(in crate::systems) fn attempt(
        &self,
        person: PersonId,
        kind: PinKind,
        typed: &str,
    ) -> io::Result<Tried> {
        let _held = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = self.read()?;
        let wrong = all.entry(person.0).or_default();
        let (count, most) = match kind {
            PinKind::FourDigits => (&mut wrong.four_digits, TRIES.0),
            PinKind::Signing => (&mut wrong.signing, TRIES.1),
        };
        if *count >= most {
            return Ok(Tried::Locked);
        }
        // Letters count as capitals, as card readers send them [M].
        let right = typed.trim().to_ascii_uppercase() == self.pin(person, kind);
        let before = std::mem::replace(count, if right { 0 } else { *count + 1 });
        let left = most - *count;
        if !right || before > 0 {
            self.write(&all)?;
        }
        Ok(match (right, left) {
            (true, _) => Tried::Right,
            (false, 0) => Tried::Locked,
            (false, left) => Tried::Wrong(left),
        })
    }

    /// How many tries are left; 0 is locked.
    pub(in crate::systems) fn left(&self, person: PersonId, kind: PinKind) -> io::Result<u32> {
        let wrong = self.read()?.get(&person.0).copied().unwrap_or_default();
        Ok(match kind {
            PinKind::FourDigits => TRIES.0.saturating_sub(wrong.four_digits),
            PinKind::Signing => TRIES.1.saturating_sub(wrong.signing),
        })
    }

    /// What the counter of a municipality does: both PINs as new.
    pub(in crate::systems) fn unlock(&self, person: PersonId) -> io::Result<()> {
        let _held = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = self.read()?;
        all.remove(&person.0);
        self.write(&all)
    }

    fn read(&self) -> io::Result<BTreeMap<u64, Wrong>> {
        match std::fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error),
        }
    }

    fn write(&self, all: &BTreeMap<u64, Wrong>) -> io::Result<()> {
        write_whole(&self.path, serde_json::to_string(all)?.as_bytes())
    }
}

#[cfg(test)]
mod tests;

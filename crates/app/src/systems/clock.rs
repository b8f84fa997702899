//! What time it is for the national systems.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// Japan is nine hours ahead, all year.
const JAPAN: Offset = Offset::constant(9);

/// The machine's clock, or that of an invented country: its calendar's day at the machine's time of day.
#[derive(Debug)]
pub(super) enum Clock {
    Machine,
    Calendar(Calendar),
}

/// The file with the day. It is read again when it has changed: the day is asked for many times a page.
#[derive(Debug)]
pub(super) struct Calendar {
    path: PathBuf,
    seen: Mutex<Option<(Edition, Date)>>,
}

/// By what one state of a file is told from the next: each is a file of its own, moved into its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edition {
    file: u64,
    changed: SystemTime,
}

impl Edition {
    fn of(path: &Path) -> Option<Self> {
        let known = std::fs::metadata(path).ok()?;
        #[cfg(unix)]
        let file = std::os::unix::fs::MetadataExt::ino(&known);
        #[cfg(not(unix))]
        let file = known.len();
        Some(Self { file, changed: known.modified().ok()? })
    }
}

impl Calendar {
    pub(super) const fn at(path: PathBuf) -> Self {
        Self { path, seen: Mutex::new(None) }
    }

    fn day(&self) -> Option<Date> {
        let edition = Edition::of(&self.path)?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, day)) = seen.filter(|(of, _)| *of == edition) {
            return Some(day);
        }
        let day = std::fs::read_to_string(&self.path).ok()?.trim().parse().ok()?;
        *seen = Some((edition, day));
        Some(day)
    }
}

impl Clock {
    /// Where the calendar's file cannot be read the machine's time is told: certificates of the invented country fail then, none is
    /// believed that should not be.
    pub(super) fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        match self {
            Self::Machine => now,
            Self::Calendar(calendar) => {
                let there = calendar.day().map(|day| day.to_datetime(JAPAN.to_datetime(now).time()));
                there.and_then(|there| JAPAN.to_timestamp(there).ok()).unwrap_or(now)
            }
        }
    }
}

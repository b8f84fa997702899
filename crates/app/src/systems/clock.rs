//! What time it is for the national systems.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// Japan is nine hours ahead, all year.
const JAPAN: Offset = Offset::constant(9);

/// The machine's clock, or that of an invented country: its calendar's day at the machine's time of day.
#[derive(Debug)]
pub(super) enum Clock {
    Machine,
    Calendar(PathBuf),
}

impl Clock {
    /// Where the calendar's file cannot be read the machine's time is told: certificates of the invented country fail then, none is
    /// believed that should not be.
    pub(super) fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        match self {
            Self::Machine => now,
            Self::Calendar(path) => {
                let day =
                    std::fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<Date>().ok());
                let there = day.map(|day| day.to_datetime(JAPAN.to_datetime(now).time()));
                there.and_then(|there| JAPAN.to_timestamp(there).ok()).unwrap_or(now)
            }
        }
    }
}

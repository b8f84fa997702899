//! An invented country: its people, the files of its registers, and simulators of the national systems.
//!
//! Everything follows from a seed. Nothing is kept: a household, a register's row, a file is made again whenever it is asked for, so
//! twenty million people need no more memory than one. The people of the registers are people of the country: the holder in row *i* of
//! a register is the head of the household *first household of the register + i*, or of that of an entry that they had before, so what is
//! true of an entry can always be told.
//!
//! What is made: names with their variants and 外字, lives (marriage, divorce, moves, naturalisation, death), households, registers with
//! what is wrong in real ones (names not corrected, deaths never notified), and a [`Nation`] with a calendar that servers answer out of.
//! The tables in `data/` name their sources; weights and rates without a source are marked as invented.
//!
//! What is not made: nobody marries twice, and adult children and parents have no link (`README.md`).

#![deny(missing_docs)]

mod codes;
mod columns;
mod country;
mod day;
mod encoding;
mod entry;
mod event;
mod file;
mod folder;
mod forger;
mod household;
mod index;
mod life;
mod names;
mod nation;
mod people;
mod person;
pub mod pki;
mod places;
mod plan;
mod profile;
mod random;
mod register;
mod reports;
mod residence;
mod resident;
mod rubbish;
mod scenario;
mod several;
mod story;
pub mod systems;
mod tables;
mod truth;
mod weighted;

pub use codes::{CODE_MARK, MOST_HOUSEHOLDS, NUMBER_MARK};
pub use country::{BLOCK, Country};
pub use day::Day;
pub use encoding::Encoding;
pub use entry::{Deletion, Entry, Sanction};
pub use event::{Home, LifeEvent, LifeEventKind};
pub use file::{RegisterFile, WriteError, Written, write_register};
pub use folder::{CountryFolder, FolderError};
pub use forger::{Forged, Forgery, Stretch, forge};
pub use household::Household;
pub use index::{Built, build_index};
pub use nation::{LAST_DAY, Nation, SCANNED};
pub use person::{Domicile, Name, Person, PersonId, Role, Sex};
pub use places::{Address, Municipality, PREFECTURES, Prefecture};
pub use plan::{PlannedRegister, RegisterPlan, TRUE_PEOPLE};
pub use profile::Profile;
pub use random::Random;
pub use register::{Holder, Register};
pub use resident::{Change, FOREIGNERS_FROM, NETWORK_FROM, Resident, ResidentStatus};
pub use rubbish::{Fault, FaultCounts, Rubbish};
pub use scenario::{CountryFaults, Faults, MassDeath, Outage, Scenario, ScenarioError, UNDETERMINABLE_ORDER};
pub use story::{Cast, Player, Turn};
pub use tables::{TableError, Tables};
pub use truth::{HolderTruth, truth};

/// The day on which the country stands at first, and of which the registers' files are: deaths and changes up to the day before have
/// happened. A constant, since no clock is read. [`Nation::advance`] lets days pass.
pub const AS_OF: Day = Day::of(2026, 4, 1);

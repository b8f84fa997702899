//! The pure core: entries, legal acts, ledger records, names and dates, the Merkle log.

#![deny(missing_docs)]

pub mod act;
pub mod case;
pub mod check;
pub mod hash;
pub mod ids;
pub mod item;
pub mod linking;
pub mod present;
pub mod record;
pub mod requirement;
pub mod stage;
pub mod step;

pub mod confirmation;
pub mod date;
pub mod exam;
pub mod log;
pub mod name;
pub mod number;
pub mod source;
mod width;

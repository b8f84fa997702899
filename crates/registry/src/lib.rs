//! The pure core: entries, legal acts, ledger records, names and dates, the Merkle log.

pub mod date;
pub mod log;
pub mod name;
pub mod number;
mod width;

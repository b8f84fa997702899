//! For tests only: throw-away PostgreSQL clusters, and fresh databases on both engines; a folder of rules to be changed.
//!
//! Most tests want [`fresh_sqlite`] and [`fresh_postgres`]: an address of a database that nobody else uses and that
//! is gone with the value. Crash and failover tests want a [`Cluster`] of their own, which they may kill.
//!
//! Nothing stays behind: a small watcher outside of the test's process stops the server and removes its folder when
//! that process is gone, be it by a panic, a time-out or `kill -9`.
//!
//! ```no_run
//! # fn main() -> Result<(), testkit::Error> {
//! let primary = testkit::Cluster::start()?;
//! let standby = testkit::Cluster::standby_of(&primary)?;
//! primary.kill_9()?;
//! standby.promote()?;
//! println!("{}", standby.url());
//! # Ok(())
//! # }
//! ```
#![deny(missing_docs)]

mod account;
mod binaries;
mod cluster;
mod error;
mod folder;
mod fresh;
mod machine;
mod processes;
mod standby;
mod start;
mod url;
mod watcher;

pub use cluster::{Cluster, Durability};
pub use error::Error;
pub use folder::copy_folder;
pub use fresh::{ADMIN_URL, Scratch, fresh_postgres, fresh_sqlite, shared_postgres};

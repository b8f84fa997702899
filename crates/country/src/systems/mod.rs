//! The simulators of the national systems: honest servers on real sockets that answer out of the [`Nation`].
//!
//! Each system is a folder with a `router`; what all share is in [`frame`]: the faults of the scenario's line (closed, late, cut), what was
//! received, and the controls. This crate depends on none of the clients: each side is written from the published text.

mod card;
mod digital_auth;
mod frame;
mod hpki;
mod introduce;
mod journal;
mod jpki;
mod juki;
mod koseki;
mod network;
mod neutral;
mod notice;
mod payment;
mod push;
mod serve;
mod start;
mod tsa;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;

use crate::nation::Nation;
use crate::pki::Cards;

pub use digital_auth::Pseudonyms;
pub use introduce::{Portal, introduce};
pub use serve::{Simulator, serve_all, serve_one};

/// Every system that there is or will be, by the name that the addresses' file and scenarios use.
pub const NAMES: [&str; 10] =
    ["digital-auth", "jpki", "hpki", "juki", "network", "koseki", "payment", "notice", "card", "tsa"];
/// The page that shows the way to them; no system, so nothing goes wrong with it.
pub const START: &str = "start";

/// What a system's router is made of.
#[derive(Debug, Clone)]
pub struct Site {
    /// The nation that it answers out of.
    pub nation: Nation,
    /// Its people's cards: one hand for all systems, so that what one has made the other knows.
    pub cards: Cards,
    /// The system's name.
    pub system: &'static str,
    /// Its own address, such as `http://127.0.0.1:40123`, without a slash at the end.
    pub url: String,
    /// The addresses of all systems that run, by their names.
    pub addresses: Arc<BTreeMap<&'static str, String>>,
}

impl Site {
    /// The folder for what this system must keep, below the nation's home; made if it is not there.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn folder(&self) -> io::Result<PathBuf> {
        let folder = self.nation.home().join(self.system);
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

/// Makes the routes of a system.
type MakeRouter = fn(&Site) -> io::Result<Router>;

/// The systems that run: one line each.
const SYSTEMS: &[(&str, MakeRouter)] = &[
    ("digital-auth", digital_auth::router),
    ("jpki", jpki::router),
    ("hpki", hpki::router),
    ("network", network::router),
    ("koseki", koseki::router),
    ("payment", payment::router),
    ("notice", notice::router),
    ("card", card::router),
    ("juki", juki::router),
    ("tsa", tsa::router),
    (START, start::router),
    // one line each, in the order of NAMES
];

#[cfg(test)]
mod tests;

//! The sockets: each system on a port of its own, all addresses in one file.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::frame::Frame;
use super::introduce::to_clients;
use super::{MakeRouter, SYSTEMS, Site};
use crate::nation::{Nation, write_whole};
use crate::pki::Cards;

/// A system that runs, until this is dropped.
#[derive(Debug)]
pub struct Simulator {
    /// Its name.
    pub system: &'static str,
    /// Its address, such as `http://127.0.0.1:40123`, without a slash at the end.
    pub url: String,
    task: JoinHandle<()>,
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Starts every system, each on a free port of this machine, and writes their addresses into a file:
/// `{"day":"2026-04-01","calendar":"…","systems":{"juki":{"url":"http://127.0.0.1:40123"},…}}`, whole or not at all, with the authorities
/// and keys that a client is to believe.
///
/// Where the file is there from before, a system takes the port that it had, if that is still free: a client that kept the address goes on.
///
/// # Errors
/// No port, a system that cannot be made, or a file that cannot be written.
pub async fn serve_all(nation: &Nation, addresses: &Path) -> io::Result<Vec<Simulator>> {
    let before = std::fs::read(addresses).ok();
    let before: serde_json::Value =
        before.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let port = |system: &str| {
        let url = before.get("systems")?.get(system)?.get("url")?.as_str()?;
        url.rsplit_once(':')?.1.parse().ok()
    };
    let simulators = serve(nation, SYSTEMS, port).await?;
    // From now on the day stands in a file: whoever reads the addresses finds it there.
    nation.advance(0)?;
    write_addresses(nation, &simulators, addresses)?;
    Ok(simulators)
}

/// Starts one system alone, for a test of it; `None` for a name that no system has.
///
/// # Errors
/// No port, or a system that cannot be made.
pub async fn serve_one(nation: &Nation, system: &str) -> io::Result<Option<Simulator>> {
    let one: Vec<(&'static str, MakeRouter)> =
        SYSTEMS.iter().copied().filter(|(name, _)| *name == system).collect();
    Ok(serve(nation, &one, |_| None).await?.pop())
}

pub(super) async fn serve(
    nation: &Nation,
    systems: &[(&'static str, MakeRouter)],
    port: impl Fn(&str) -> Option<u16>,
) -> io::Result<Vec<Simulator>> {
    let mut listeners = Vec::new();
    let mut addresses = BTreeMap::new();
    for (system, make) in systems {
        let listener = listen(port(system)).await?;
        addresses.insert(*system, format!("http://{}", listener.local_addr()?));
        listeners.push((*system, *make, listener));
    }
    let addresses = Arc::new(addresses);
    let cards = Cards::open(nation)?;
    let mut simulators = Vec::new();
    for (system, make, listener) in listeners {
        let url = addresses.get(system).cloned().unwrap_or_default();
        let site = Site {
            nation: nation.clone(),
            cards: cards.clone(),
            system,
            url: url.clone(),
            addresses: Arc::clone(&addresses),
        };
        let routes = make(&site)?;
        simulators.push(start(nation, system, url, routes, listener));
    }
    Ok(simulators)
}

fn start(
    nation: &Nation,
    system: &'static str,
    url: String,
    routes: Router,
    listener: TcpListener,
) -> Simulator {
    let routes = Frame::new(nation.clone(), system).around(routes);
    let task = tokio::spawn(async move {
        // It ends only with the program: an error of one connection is that connection's.
        if let Err(error) = axum::serve(listener, routes).await {
            tracing::error!(system, %error, "the simulator stopped");
        }
    });
    Simulator { system, url, task }
}

async fn listen(port: Option<u16>) -> io::Result<TcpListener> {
    if let Some(port) = port
        && let Ok(listener) = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await
    {
        return Ok(listener);
    }
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
}

fn write_addresses(nation: &Nation, simulators: &[Simulator], path: &Path) -> io::Result<()> {
    let mut systems = serde_json::Map::new();
    let cards = Cards::open(nation)?;
    for simulator in simulators {
        let Simulator { system, url, .. } = simulator;
        let (nation, cards) = (nation.clone(), cards.clone());
        let site = Site { nation, cards, system, url: url.clone(), addresses: Arc::default() };
        systems.insert((*system).to_owned(), to_clients(&site)?.into());
    }
    let calendar = std::path::absolute(nation.calendar())?;
    let whole =
        serde_json::json!({ "day": nation.today().to_string(), "calendar": calendar, "systems": systems });
    write_whole(path, format!("{whole:#}\n").as_bytes())
}

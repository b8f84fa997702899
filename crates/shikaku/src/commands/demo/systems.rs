//! The country's simulators beside the demo, the vault, and the portal made known to each other.

use std::net::SocketAddr;
use std::path::PathBuf;

use app::Systems;
use country::Nation;
use country::systems::{Simulator, serve_all};

use super::folder;
use crate::cli::{Common, DemoArgs};
use crate::output::{Failure, print};

/// The file that says all of it, also to `shikaku serve --systems`.
const FILE: &str = "addresses.json";

/// The nation, the clients, and the simulators, which run until this is dropped.
pub(super) struct Running {
    pub(super) nation: Nation,
    pub(super) systems: Systems,
    simulators: Vec<Simulator>,
    file: PathBuf,
}

impl Running {
    /// A line for each, for people and for scripts.
    pub(super) fn tell(&self) {
        for simulator in &self.simulators {
            print(&format!("system {} {}/", simulator.system, simulator.url));
        }
        print(&format!("systems {}", self.file.display()));
    }

    /// Where a system's pages are; nothing where it does not run.
    pub(super) fn address(&self, system: &str) -> String {
        let of = self.simulators.iter().find(|simulator| simulator.system == system);
        of.map(|simulator| simulator.url.clone()).unwrap_or_default()
    }

    /// Ends them all; tells where they were.
    pub(super) fn addresses(self) -> Vec<String> {
        self.simulators.iter().map(|simulator| simulator.url.clone()).collect()
    }
}

/// Starts everything; the country's folder lies beside the database. Another country that is there from before stays and is named, and
/// then no system runs.
pub(super) async fn start(
    common: &Common,
    args: &DemoArgs,
    pages: SocketAddr,
) -> Result<Option<Running>, Failure> {
    let dir = folder(common).with_extension("country");
    let made_from = crate::commands::country::description(common, (args.seed, args.people))?;
    if let Err(error) = made_from.write(&dir) {
        crate::commands::country::failure(error).tell(common.lang());
        return Ok(None);
    }
    let nation = crate::commands::country::open(&dir)?;
    let file = dir.join(FILE);
    let simulators = serve_all(&nation, &file).await?;
    let url = format!("http://{}", reached_at(pages));
    let vault = crate::commands::country::register_portal(&dir, &simulators, &file, &url).await?;
    let systems = Systems::open(&file, Some(vault))?;
    Ok(Some(Running { nation, systems, simulators, file }))
}

/// Where a browser of this machine reaches a listener.
fn reached_at(mut pages: SocketAddr) -> SocketAddr {
    if pages.ip().is_unspecified() {
        pages.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    pages
}

//! The country's simulators beside the demo, the vault, and the portal made known to each other.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use app::systems::{CARD_RETURN, NETWORK_PUSH, PAYMENT_PUSH, SIGN_IN_RETURN};
use app::{PortalKeys, Systems};
use country::Nation;
use country::systems::{Portal, Simulator, introduce, serve_all};
use serde_json::{Value, json};
use vault::{KeySource, Use, Vault, VaultError};

use super::folder;
use crate::cli::{Common, DemoArgs};
use crate::output::{Failure, print};

/// The portal's name at the simulators.
const CLIENT: &str = "ShikakuDemo1";
const NAME: &str = "国家資格の窓口（デモ）";
/// The file that says all of it, also to `shikaku serve --systems`.
const FILE: &str = "addresses.json";

/// The nation, the clients, and the simulators, which run until this is dropped.
pub(super) struct Running {
    pub(super) nation: Nation,
    pub(super) systems: Systems,
    _simulators: Vec<Simulator>,
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
    let vault = vault_beside(&dir).await?;
    let file = dir.join(FILE);
    let simulators = serve_all(&nation, &file).await?;
    let keys = std::path::absolute(dir.with_extension("keys"))?;
    let url = format!("http://{}", reached_at(pages));
    let portal = Portal {
        client_id: CLIENT.to_owned(),
        name: NAME.to_owned(),
        returns: [SIGN_IN_RETURN, CARD_RETURN].map(|path| format!("{url}{path}")),
        pushes: [PAYMENT_PUSH, NETWORK_PUSH].map(|path| format!("{url}{path}")),
        keys: PortalKeys::read_or_make(&keys)?.public(),
        vault_key: serde_json::to_value(vault.intake_key().await?).map_err(Failure::internal)?,
    };
    introduce(&simulators, &portal).await?;
    add_portal(&file, &json!({ "client_id": CLIENT, "url": url, "keys": keys }))?;
    let systems = Systems::open(&file, Some(vault))?;
    for simulator in &simulators {
        print(&format!("system {} {}/", simulator.system, simulator.url));
    }
    print(&format!("systems {}", file.display()));
    Ok(Some(Running { nation, systems, _simulators: simulators }))
}

/// The demo's own vault; its key lies in another folder, as everywhere.
async fn vault_beside(dir: &Path) -> Result<Vault, Failure> {
    let (place, keys) = (dir.with_extension("vault"), dir.with_extension("keys"));
    std::fs::create_dir_all(&place)?;
    std::fs::create_dir_all(&keys)?;
    let url = format!("sqlite:{}", place.join("vault.db").display());
    let key = KeySource::File(keys.join("vault.key"));
    match Vault::open(&url, &key).await {
        Err(VaultError::NotHere) => {
            let by = Use::new("demo", "operation", "shikaku demo").map_err(VaultError::from)?;
            vault::init(&url, &key, &by).await?;
            Ok(Vault::open(&url, &key).await?)
        }
        opened => Ok(opened?),
    }
}

/// Where a browser of this machine reaches a listener.
fn reached_at(mut pages: SocketAddr) -> SocketAddr {
    if pages.ip().is_unspecified() {
        pages.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    pages
}

/// Adds the portal to the file of addresses.
fn add_portal(file: &PathBuf, portal: &Value) -> Result<(), Failure> {
    let mut whole: Value = serde_json::from_slice(&std::fs::read(file)?).map_err(Failure::internal)?;
    if let Some(members) = whole.as_object_mut() {
        members.insert("portal".to_owned(), portal.clone());
    }
    let beside = file.with_extension("new");
    std::fs::write(&beside, format!("{whole:#}\n"))?;
    Ok(std::fs::rename(beside, file)?)
}

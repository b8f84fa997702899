//! A portal made known to the simulators, with keys and a vault of its own beside the country's folder.

use std::path::Path;

use app::PortalKeys;
use app::systems::{CARD_RETURN, NETWORK_PUSH, PAYMENT_PUSH, SIGN_IN_RETURN};
use country::systems::{Portal, Simulator, introduce};
use serde_json::{Value, json};
use vault::{KeySource, Use, Vault, VaultError};

use crate::output::Failure;

/// The portal's name at the simulators.
const CLIENT: &str = "ShikakuDemo1";
const NAME: &str = "国家資格の窓口（デモ）";

/// Registers a portal that is reached at an address, adds it to the file of addresses, and opens its vault.
pub(crate) async fn register(
    dir: &Path,
    simulators: &[Simulator],
    file: &Path,
    url: &str,
) -> Result<Vault, Failure> {
    let vault = vault_beside(dir).await?;
    let keys = std::path::absolute(dir.with_extension("keys"))?;
    let portal = Portal {
        client_id: CLIENT.to_owned(),
        name: NAME.to_owned(),
        returns: [SIGN_IN_RETURN, CARD_RETURN].map(|path| format!("{url}{path}")),
        pushes: [PAYMENT_PUSH, NETWORK_PUSH].map(|path| format!("{url}{path}")),
        keys: PortalKeys::read_or_make(&keys)?.public(),
        vault_key: serde_json::to_value(vault.intake_key().await?).map_err(Failure::internal)?,
    };
    introduce(simulators, &portal).await?;
    add_portal(file, &json!({ "client_id": CLIENT, "url": url, "keys": keys }))?;
    Ok(vault)
}

/// Where the vault and its key lie: in two folders, as everywhere.
pub(crate) fn vault_places(dir: &Path) -> (String, std::path::PathBuf) {
    let database = dir.with_extension("vault").join("vault.db");
    (format!("sqlite:{}", database.display()), dir.with_extension("keys").join("vault.key"))
}

async fn vault_beside(dir: &Path) -> Result<Vault, Failure> {
    std::fs::create_dir_all(dir.with_extension("vault"))?;
    std::fs::create_dir_all(dir.with_extension("keys"))?;
    let (url, key) = vault_places(dir);
    let key = KeySource::File(key);
    match Vault::open(&url, &key).await {
        Err(VaultError::NotHere) => {
            let by = Use::new("demo", "operation", "shikaku demo").map_err(VaultError::from)?;
            vault::init(&url, &key, &by).await?;
            Ok(Vault::open(&url, &key).await?)
        }
        opened => Ok(opened?),
    }
}

/// Adds the portal to the file of addresses.
fn add_portal(file: &Path, portal: &Value) -> Result<(), Failure> {
    let mut whole: Value = serde_json::from_slice(&std::fs::read(file)?).map_err(Failure::internal)?;
    if let Some(members) = whole.as_object_mut() {
        members.insert("portal".to_owned(), portal.clone());
    }
    let beside = file.with_extension("new");
    std::fs::write(&beside, format!("{whole:#}\n"))?;
    Ok(std::fs::rename(beside, file)?)
}

//! Who runs the command, and the register it runs on.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::{Actor, App, Channel, Reach, Role, Settings, Systems};
use vault::{KeyFault, KeySource, Vault, VaultError};

use crate::cli::{Common, SystemsArgs};
use crate::output::Failure;

/// The settings that the flags say.
pub(crate) fn settings(common: &Common) -> Settings {
    let rules = common.rules.clone().unwrap_or_else(app::default_rules_dir);
    Settings::new(common.database.clone(), rules, common.log_key.clone())
}

/// Opens the register.
pub(crate) async fn open(common: &Common) -> Result<App, Failure> {
    Ok(App::open(&settings(common)).await?)
}

/// Opens the register with the national systems and the vault that the flags name.
pub(crate) async fn open_with_systems(common: &Common, args: &SystemsArgs) -> Result<App, Failure> {
    Ok(App::open(&settings_with_systems(common, args).await?).await?)
}

/// The settings with the national systems and the vault that the flags name.
pub(crate) async fn settings_with_systems(common: &Common, args: &SystemsArgs) -> Result<Settings, Failure> {
    let mut settings = settings(common);
    if let Some(file) = &args.systems {
        let vault = match &args.vault {
            Some(url) => Some(Vault::open(url, &vault_key((&args.vault_key, &args.key))?).await?),
            None => None,
        };
        settings.systems = Some(Systems::open(file, vault)?);
    }
    Ok(settings)
}

/// The key of the vault: the file that is named, else the environment.
pub(crate) fn vault_key((file, text): (&Option<PathBuf>, &Option<String>)) -> Result<KeySource, Failure> {
    match (file, text) {
        (Some(path), _) => Ok(KeySource::File(path.clone())),
        (None, Some(text)) => Ok(KeySource::Text(text.clone().into())),
        (None, None) => Err(VaultError::from(KeyFault::None).into()),
    }
}

/// The actor of a command: the operating-system user, with the purpose given. Whoever can run commands on the
/// database's own machine reaches all of it; that is recorded, not prevented.
pub(crate) fn actor(common: &Common) -> Actor {
    Actor {
        name: operating_system_user(),
        purpose: common.purpose.clone(),
        channel: Channel::Command,
        roles: Role::ALL.to_vec(),
        reach: Reach::All,
    }
}

/// The name of the real user, from the system's own table rather than the environment, which anybody can set.
fn operating_system_user() -> String {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if let Ok(own) = std::fs::metadata("/proc/self") {
            let table = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
            let uid = own.uid().to_string();
            let named = table.lines().find_map(|line| {
                let mut fields = line.split(':');
                let name = fields.next()?;
                (fields.nth(1)? == uid).then(|| name.to_owned())
            });
            return named.unwrap_or(format!("uid-{uid}"));
        }
    }
    std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_else(|_| "unknown".to_owned())
}

/// Set when the person asks to stop (Ctrl-C, or the system's TERM): work ends at its next safe point.
pub(crate) fn stop_asked() -> Arc<AtomicBool> {
    let asked = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&asked);
    tokio::spawn(async move {
        stop_signal().await;
        flag.store(true, Ordering::Relaxed);
    });
    asked
}

/// Resolves when the person asks to stop.
pub(crate) async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

//! The file that says where the national systems are and whom to believe there. `shikaku country serve` writes one for its simulators
//! (`addresses.json`), `shikaku demo` one with the portal; for real systems an operator writes it (docs/operate/systems.md).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::{AppError, ErrorKind};

/// The longest file that is read: an honest one has some kilobytes of certificates.
const LONGEST: u64 = 1024 * 1024;

/// What stands in the file. What is not known is passed over, so that a simulator may say more.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct SystemsFile {
    /// Of an invented country: the file with the day of its calendar. Without it the day is that of the clock.
    pub(super) calendar: Option<PathBuf>,
    pub(super) systems: BTreeMap<String, SystemFile>,
    pub(super) portal: Option<PortalFile>,
}

/// One system.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct SystemFile {
    pub(super) url: String,
    /// デジタル認証アプリ: the issuer, where it is not the address.
    pub(super) issuer: Option<String>,
    /// 公的個人認証: `real` or `test` certificates.
    #[serde(default)]
    pub(super) cards: CardsWord,
    /// Authorities that are trusted, PEM, by the word of what they certify: `signing`, `authentication`, `health`, `schools`, `stamps`.
    #[serde(default)]
    pub(super) anchors: BTreeMap<String, String>,
    /// Authorities between those and the holders, PEM.
    #[serde(default)]
    pub(super) between: String,
    /// Whose pushes are believed.
    pub(super) push_key: Option<PushKeyFile>,
    /// 情報提供ネットワークシステム: what may be asked, and as whom.
    #[serde(default)]
    pub(super) table: super::NetworkTable,
    /// Files with certificates (PEM) to which the peer's must lead, and with our own and its key.
    pub(super) roots: Option<PathBuf>,
    pub(super) identity: Option<PathBuf>,
}

/// Whether the cards of a trial are meant.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CardsWord {
    #[default]
    Real,
    Test,
}

/// A key in base64.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct PushKeyFile {
    pub(super) id: String,
    pub(super) algorithm: String,
    pub(super) key: String,
}

/// Our own portal, as it is registered at the sign-in and at the reader of cards.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct PortalFile {
    pub(super) client_id: String,
    /// Where people reach it: `https://example.invalid`, without a slash at the end.
    pub(super) url: String,
    /// The folder with its keys ([`super::PortalKeys`]).
    pub(super) keys: PathBuf,
}

impl SystemsFile {
    /// Reads the file; paths in it are from its own folder.
    pub(super) fn read(path: &Path) -> Result<Self, AppError> {
        let long = std::fs::metadata(path).map_err(|e| unusable(path, &e))?.len() > LONGEST;
        if long {
            return Err(unusable(path, &format!("more than {LONGEST} bytes")));
        }
        let text = std::fs::read(path).map_err(|e| unusable(path, &e))?;
        let mut file: Self = serde_json::from_slice(&text).map_err(|e| unusable(path, &e))?;
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        let keys = file.portal.as_mut().map(|portal| &mut portal.keys);
        let systems = file.systems.values_mut().flat_map(|one| [one.roots.as_mut(), one.identity.as_mut()]);
        for inside in systems.flatten().chain(file.calendar.as_mut()).chain(keys) {
            *inside = folder.join(&*inside);
        }
        Ok(file)
    }
}

/// The file, or one that it names, cannot be used.
pub(super) fn unusable(path: &Path, why: &dyn std::fmt::Display) -> AppError {
    let path = path.display();
    AppError::new(
        ErrorKind::BadInput,
        format!("{path} を使えません（{why}）。"),
        format!("{path} cannot be used ({why})"),
    )
}

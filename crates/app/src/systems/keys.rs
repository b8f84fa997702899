//! The portal's own keys: by which it says who it is at the sign-in, and to which signed documents are sealed for it.

use std::path::Path;

use gateways::jose::{DecryptionKey, SigningKey};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::file::unusable;
use crate::AppError;
use crate::key_files::write_secret_bytes;

/// The two files (PKCS #8, P-256).
const SIGNING: &str = "portal-signing.p8";
const SEALING: &str = "portal-sealing.p8";

/// The portal's keys, as they lie in a folder.
#[derive(Debug)]
pub struct PortalKeys {
    pub(super) signing: SigningKey,
    pub(super) opens: DecryptionKey,
}

impl PortalKeys {
    /// The keys of a folder.
    ///
    /// # Errors
    /// When one is missing or is no key.
    pub fn read(folder: &Path) -> Result<Self, AppError> {
        let signing = folder.join(SIGNING);
        let sealing = folder.join(SEALING);
        Ok(Self {
            signing: SigningKey::from_pkcs8(&secret(&signing)?).map_err(|e| unusable(&signing, &e))?,
            opens: DecryptionKey::from_pkcs8(&secret(&sealing)?).map_err(|e| unusable(&sealing, &e))?,
        })
    }

    /// The keys of a folder, made where they are not there.
    ///
    /// # Errors
    /// When a file cannot be written, or is no key.
    pub fn read_or_make(folder: &Path) -> Result<Self, AppError> {
        std::fs::create_dir_all(folder).map_err(|e| unusable(folder, &e))?;
        for name in [SIGNING, SEALING] {
            let path = folder.join(name);
            if !path.exists() {
                let key = SigningKey::generate_pkcs8().map_err(|e| unusable(&path, &e))?;
                write_secret_bytes(&path, &key).map_err(|e| unusable(&path, &e))?;
            }
        }
        Self::read(folder)
    }

    /// The public halves (JWKS), as the sign-in wants them registered.
    #[must_use]
    pub fn public(&self) -> Value {
        let keys: Vec<_> = std::iter::once(self.signing.jwk()).chain(self.opens.jwk().ok()).collect();
        json!({ "keys": keys })
    }
}

fn secret(path: &Path) -> Result<Zeroizing<Vec<u8>>, AppError> {
    std::fs::read(path).map(Zeroizing::new).map_err(|e| unusable(path, &e))
}

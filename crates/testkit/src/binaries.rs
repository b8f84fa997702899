//! Where the server's programs are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::fresh::ADMIN_URL;

/// Debian keeps the server's programs out of PATH, one folder per major version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder that holds `initdb`, `postgres` and their companions.
#[derive(Clone, Debug)]
pub(crate) struct Binaries(PathBuf);

impl Binaries {
    /// The newest version of Debian's folders, else the first folder of PATH.
    pub(crate) fn find() -> Result<Self, Error> {
        let path = env::var_os("PATH").unwrap_or_default();
        newest(Path::new(DEBIAN))
            .into_iter()
            .chain(env::split_paths(&path))
            .find(|folder| folder.join("initdb").is_file())
            .map(Self)
            .ok_or(Error::NotInstalled(ADMIN_URL))
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

fn newest(root: &Path) -> Option<PathBuf> {
    fs::read_dir(root)
        .ok()?
        .filter_map(|version| {
            let version = version.ok()?.path();
            let number: u32 = version.file_name()?.to_str()?.parse().ok()?;
            Some((number, version.join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .max()
        .map(|(_, folder)| folder)
}

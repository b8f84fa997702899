//! What a worker of the check needs beside the register.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gateways::juki::JukiClient;
use gateways::network::http::HttpNetwork;
use gateways::notice::http::HttpNotices;

use crate::systems::Systems;
use crate::{AppError, ErrorKind};

/// The resident register's client, a folder for what is under way, and the worker's name.
#[derive(Clone, Debug)]
pub struct CheckTools {
    pub(super) juki: JukiClient,
    pub(super) folder: PathBuf,
    pub(super) worker: String,
    /// Held as long as the name is this worker's; none where the caller gave it one.
    held: Option<Arc<File>>,
    pub(super) network: Option<HttpNetwork>,
    pub(super) notices: Option<HttpNotices>,
}

impl CheckTools {
    /// With a client that is there. The folder is private to this account; each worker names itself differently.
    #[must_use]
    pub fn new(juki: JukiClient, folder: PathBuf, worker: String) -> Self {
        Self { juki, folder, worker, held: None, network: None, notices: None }
    }

    /// With the resident register as this installation reaches it; the worker gets a name of its own, that of one that is no more where there
    /// is one.
    ///
    /// # Errors
    /// When the resident register or the vault is not among the systems; when the folder cannot be used.
    pub fn of(systems: Option<&Systems>, folder: PathBuf) -> Result<Self, AppError> {
        let juki = systems.and_then(Systems::juki).ok_or_else(|| {
            AppError::new(
                ErrorKind::BadInput,
                "住基ネットの接続先と金庫が設定されていません（--systems、--vault）。",
                "The resident register and the vault are not set: --systems, --vault.",
            )
        })?;
        let (own, held) = own_name(&folder).map_err(super::ask::folder)?;
        Ok(Self {
            network: systems.and_then(Systems::network).cloned(),
            notices: systems.and_then(Systems::notices).cloned(),
            held: Some(Arc::new(held)),
            ..Self::new(juki.clone(), folder, own)
        })
    }

    /// Names of workers whose leases nobody keeps: those of this folder that are no more, and who had this one's name before it.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub(super) fn gone(&self) -> Result<Vec<String>, AppError> {
        if self.held.is_none() {
            return Ok(Vec::new());
        }
        let mut gone = vec![self.worker.clone()];
        for place in 0..WORKERS {
            let path = place_of(&self.folder, place);
            if !path.exists() {
                break;
            }
            gone.extend(free_name(&path).map_err(super::ask::folder)?.map(|(name, _)| name));
        }
        Ok(gone)
    }
}

/// Workers that share a folder: more than any machine runs beside each other.
const WORKERS: usize = 1_024;
/// Bytes of a name.
const NAME_BYTES: usize = 8;

/// The first name of a folder that no living worker has, and what holds it. The system lets go of it with the process, however that ends: so
/// whoever gets hold of a name knows that the worker before is no more. What the dead left of answers goes.
fn own_name(folder: &Path) -> io::Result<(String, File)> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    let mut own = None;
    for place in 0..WORKERS {
        let path = place_of(folder, place);
        if own.is_some() && !path.exists() {
            break;
        }
        let Some((name, held)) = free_name(&path)? else { continue };
        remove_left(folder, &name)?;
        own.get_or_insert((name, held));
    }
    own.ok_or_else(|| io::Error::other("too many workers in one folder"))
}

fn place_of(folder: &Path, place: usize) -> PathBuf {
    folder.join(format!("worker-{place}"))
}

/// The name in a file, and what holds it; nothing where a living worker does.
fn free_name(path: &Path) -> io::Result<Option<(String, File)>> {
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let mut name = String::new();
    file.read_to_string(&mut name)?;
    if name.len() == 2 * NAME_BYTES {
        return Ok(Some((name, file)));
    }
    // by chance, so that workers of two machines never share one
    let mut random = [0; NAME_BYTES];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let name = registry::hash::hex(&random);
    file.set_len(0)?;
    io::Seek::rewind(&mut file)?;
    file.write_all(name.as_bytes())?;
    Ok(Some((name, file)))
}

/// Removes the answers that a worker of this name had when it was killed: names and addresses do not lie about.
fn remove_left(folder: &Path, name: &str) -> io::Result<()> {
    let end = format!("-{name}");
    for left in std::fs::read_dir(folder)? {
        let left = left?;
        if left.file_type()?.is_dir() && left.file_name().to_str().is_some_and(|of| of.ends_with(&end)) {
            std::fs::remove_dir_all(left.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_living_workers_and_then_the_next_ones() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("check");
        let (first, second, third) =
            (own_name(&folder).unwrap(), own_name(&folder).unwrap(), own_name(&folder).unwrap());
        assert!(first.0 != second.0 && second.0 != third.0 && first.0 != third.0);
        for (of, _) in [&first, &second, &third] {
            std::fs::create_dir(folder.join(format!("yc-1-{of}"))).unwrap();
        }
        let (was, other) = (first.0.clone(), third.0.clone());
        drop((first, third));
        let again = own_name(&folder).unwrap();
        assert_eq!(again.0, was, "whoever had it is no more");
        let left = |of: &str| folder.join(format!("yc-1-{of}")).exists();
        assert!(!left(&was) && !left(&other), "nor are the answers of the dead");
        assert!(left(&second.0), "a living one's are");
        std::fs::write(folder.join("worker-2"), "torn").unwrap();
        let mended = own_name(&folder).unwrap();
        assert_eq!(mended.0.len(), 2 * NAME_BYTES, "a name that was half written is made anew");
        assert_ne!(mended.0, other);
    }
}

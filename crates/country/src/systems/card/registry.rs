//! Who may ask: relying parties and portals, registered by a file or by `PUT /control/clients`.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::nation::write_whole;

/// Something that is registered under a name of its own.
pub(in crate::systems) trait Registered: Clone + Serialize + DeserializeOwned {
    /// The name.
    fn id(&self) -> &str;
    /// What is wrong with it, in words.
    fn fault(&self) -> Option<&'static str>;
}

/// What is registered, kept in a file.
#[derive(Debug)]
pub(in crate::systems) struct Registry<T> {
    path: PathBuf,
    all: Mutex<BTreeMap<String, T>>,
}

impl<T: Registered> Registry<T> {
    /// What is registered in a file; nothing where there is none.
    pub(in crate::systems) fn open(path: &Path) -> io::Result<Self> {
        let all = match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::other)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { path: path.to_owned(), all: Mutex::new(all) })
    }

    pub(in crate::systems) fn get(&self, id: &str) -> Option<T> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// Registers, or changes what is registered.
    ///
    /// # Errors
    /// The words of what is wrong with it.
    pub(in crate::systems) fn put(&self, text: &[u8]) -> Result<(), String> {
        let new: T = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        if let Some(fault) = new.fault() {
            return Err(fault.to_owned());
        }
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(new.id().to_owned(), new);
        let text = serde_json::to_vec_pretty(&*all).map_err(|error| error.to_string())?;
        write_whole(&self.path, &text).map_err(|error| error.to_string())
    }
}

/// `[0-9a-zA-Z]`, 1 to 255 characters [P].
pub(in crate::systems) fn is_client_id(id: &str) -> bool {
    (1..=255).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// An address to come back to: 1 to 255 characters [P], HTTP, without a fragment.
pub(in crate::systems) fn is_return_address(address: &str) -> bool {
    let url = url::Url::parse(address);
    address.len() <= 255
        && url.is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.fragment().is_none())
}

//! A batch and its folder: what must be remembered so that sending and fetching go on after a stop.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vault::jlis::{Heading, Mark};

use super::OwnFault;

/// A batch: what its file says of itself, where it is kept here, and for what it is used.
///
/// The folder holds no number. It holds the answers (names and addresses) until it is removed by whoever made it.
#[derive(Debug, Clone)]
pub struct Batch {
    /// What the file of inquiries says of itself; the folder belongs to it.
    pub heading: Heading,
    /// A folder of its own on a disk of this machine, readable by this program only; made when it is not there.
    pub folder: PathBuf,
    /// The use, for the vault's log: one line for each block.
    pub by: vault::Use,
}

const HEADING: &str = "heading.json";
const SENT: &str = "sent.json";
const FETCHED: &str = "fetched.json";
const ANSWERS: &str = "answers";

/// The marks of what was sent, the oldest first: the other side may have any of them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Sent {
    pub(super) marks: Vec<Mark>,
}

/// How far the answers were fetched.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Fetched {
    pub(super) mark: Option<Mark>,
    pub(super) as_of: String,
    /// Bytes of each slice's file that belong to the blocks before the mark.
    pub(super) lengths: Vec<u64>,
    pub(super) whole: bool,
}

impl Sent {
    /// The digest of all inquiries, once all were encoded.
    pub(super) fn chain(&self, count: u64) -> Option<[u8; 32]> {
        self.marks.last().filter(|mark| mark.lines == count).map(|mark| mark.chain)
    }
}

impl Batch {
    /// Makes the folder this batch's, or sees that it is.
    pub(super) fn claim(&self) -> Result<(), OwnFault> {
        self.heading.check()?;
        make_private(&self.folder)?;
        match read::<Heading>(&self.folder.join(HEADING))? {
            Some(heading) if heading == self.heading => Ok(()),
            Some(_) => Err(OwnFault::OtherBatch),
            None => Ok(write(&self.folder.join(HEADING), &self.heading)?),
        }
    }

    pub(super) fn sent(&self) -> io::Result<Sent> {
        Ok(read(&self.folder.join(SENT))?.unwrap_or_default())
    }

    pub(super) fn keep_sent(&self, sent: &Sent) -> io::Result<()> {
        write(&self.folder.join(SENT), sent)
    }

    pub(super) fn fetched(&self) -> io::Result<Fetched> {
        Ok(read(&self.folder.join(FETCHED))?.unwrap_or_default())
    }

    pub(super) fn keep_fetched(&self, fetched: &Fetched) -> io::Result<()> {
        write(&self.folder.join(FETCHED), fetched)
    }

    /// Where the answers lie.
    pub(super) fn answers(&self) -> PathBuf {
        self.folder.join(ANSWERS)
    }

    /// Forgets what was fetched: it was broken, and is fetched anew next time.
    pub(super) fn forget_fetched(&self) -> io::Result<()> {
        for gone in [fs::remove_file(self.folder.join(FETCHED)), fs::remove_dir_all(self.answers())] {
            gone.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
        }
        Ok(())
    }
}

/// Makes a folder that only this account can look into.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    match fs::read(path) {
        // what cannot be read was cut by a failing disk: it is as if it were not there, and is done again
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes it beside and moves it there: after a kill it is the old one or the new one.
fn write<T: Serialize>(path: &Path, value: &T) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = File::create(&beside)?;
    file.write_all(&serde_json::to_vec(value)?)?;
    file.flush()?;
    fs::rename(beside, path)
}

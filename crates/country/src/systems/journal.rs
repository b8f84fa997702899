//! What a simulator must not forget, line by line in a file: an act is written before anybody hears of it, so that a simulator that is killed goes on
//! where it was. It does not wait for the disk: a power cut is no part of the story, and the disk is that of the register, which does wait.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A file of JSON lines that only grows.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
}

impl Journal {
    /// Opens it, or makes it, and gives what it holds. Half a line at the end is what a program was writing when it was killed: nobody heard of it,
    /// so it is cut off.
    ///
    /// # Errors
    /// The file cannot be used, or a whole line of it is not of this kind.
    pub(super) fn open<T: DeserializeOwned>(path: &Path) -> io::Result<(Journal, Vec<T>)> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let lines = bytes.get(..whole).unwrap_or_default();
        let entries = serde_json::Deserializer::from_slice(lines).into_iter().collect::<Result<_, _>>()?;
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::End(0))?;
        Ok((Journal { file }, entries))
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// It cannot be written; then it did not happen.
    pub(super) fn append(&mut self, entry: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_there_and_half_a_line_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (mut journal, none) = Journal::open::<u32>(&path).unwrap();
        assert!(none.is_empty());
        journal.append(&1).unwrap();
        journal.append(&2).unwrap();
        std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"34").unwrap();
        let (mut journal, two) = Journal::open::<u32>(&path).unwrap();
        assert_eq!(two, [1, 2]);
        journal.append(&5).unwrap();
        assert_eq!(Journal::open::<u32>(&path).unwrap().1, [1, 2, 5]);
        std::fs::write(&path, "one\n").unwrap();
        assert!(Journal::open::<u32>(&path).is_err(), "a whole line that is none is no accident");
    }
}

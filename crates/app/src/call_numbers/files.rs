//! The files of a call: one list for spreadsheets, and letters of a page each, to be printed by any browser. Under other names until all is there.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::LETTERS;
use super::text::{END, HEAD, Sheet, line};
use crate::{AppError, ErrorKind};

/// What a file is called until it is whole.
const PART: &str = "part";

/// The files while they are written.
pub(super) struct CallFiles<'s> {
    folder: PathBuf,
    sheet: &'s Sheet,
    list: BufWriter<File>,
    letters: Option<BufWriter<File>>,
    written: Vec<PathBuf>,
    whole: bool,
}

/// A call that did not come to its end, whatever stopped it, leaves nothing: names of half a register are nobody's list.
impl Drop for CallFiles<'_> {
    fn drop(&mut self) {
        if !self.whole {
            // what cannot be removed is named as unfinished
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

impl<'s> CallFiles<'s> {
    pub(super) fn new(folder: &Path, sheet: &'s Sheet) -> Result<Self, AppError> {
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(|error| unwritable(folder, &error))?;
        let list = folder.join("list.csv");
        let mut file = part_of(&list)?;
        file.write_all(HEAD.as_bytes()).map_err(|error| unwritable(&list, &error))?;
        Ok(Self {
            folder: folder.to_owned(),
            sheet,
            list: file,
            letters: None,
            written: vec![list],
            whole: false,
        })
    }

    pub(super) fn add(&mut self, number: u64, cells: [&str; 3]) -> Result<(), AppError> {
        let row = line(number, cells);
        self.list.write_all(row.as_bytes()).map_err(|error| unwritable(&self.folder, &error))?;
        if (number - 1).is_multiple_of(LETTERS) {
            self.end_letters()?;
            let path = self.folder.join(format!("letters-{:05}.html", (number - 1) / LETTERS + 1));
            let mut file = part_of(&path)?;
            file.write_all(self.sheet.head().as_bytes()).map_err(|error| unwritable(&path, &error))?;
            self.letters = Some(file);
            self.written.push(path);
        }
        let text = self.sheet.letter(number, cells);
        let Some(file) = &mut self.letters else { return Ok(()) };
        file.write_all(text.as_bytes()).map_err(|error| unwritable(&self.folder, &error))
    }

    fn end_letters(&mut self) -> Result<(), AppError> {
        let Some(mut file) = self.letters.take() else { return Ok(()) };
        let ended = file.write_all(END.as_bytes()).and_then(|()| file.flush());
        ended.map_err(|error| unwritable(&self.folder, &error))
    }

    /// All of it is there: the files get their names.
    pub(super) fn finish(mut self) -> Result<Vec<PathBuf>, AppError> {
        self.end_letters()?;
        self.list.flush().map_err(|error| unwritable(&self.folder, &error))?;
        for path in &self.written {
            std::fs::rename(path.with_extension(PART), path).map_err(|error| unwritable(path, &error))?;
        }
        self.whole = true;
        Ok(std::mem::take(&mut self.written))
    }
}

/// A file that only its owner reads.
fn part_of(path: &Path) -> Result<BufWriter<File>, AppError> {
    let part = path.with_extension(PART);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&part).map(BufWriter::new).map_err(|error| unwritable(&part, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> AppError {
    let place = path.display();
    AppError::new(
        ErrorKind::BadInput,
        format!("書き込めません（{place}）。まだないフォルダを指定してください。"),
        format!("Cannot write {place}. Name a folder that is not there yet."),
    )
    .with_detail(error)
}

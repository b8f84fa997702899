//! The files of a call: one list for spreadsheets, and letters of a page each, to be printed by any browser. Under other names until all is there.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::{AppError, ErrorKind};

/// Letters in a file: what a browser prints without trouble.
const SHEETS: u64 = 500;
/// A byte order mark, so that a spreadsheet opens it as UTF-8, and the headings.
const HEAD: &str = "\u{FEFF}通番,登録番号,氏名,フリガナ\r\n";
const STYLE: &str = include_str!("letter.css");
/// What a file is called until it is whole.
const PART: &str = "part";

/// What is the same on every letter.
pub(super) struct Sheet {
    pub(super) subject: String,
    /// `{name}` is filled in.
    pub(super) paragraphs: Vec<String>,
    pub(super) sender: String,
    pub(super) to: String,
    pub(super) day: String,
}

/// The files while they are written.
pub(super) struct CallFiles<'s> {
    folder: PathBuf,
    sheet: &'s Sheet,
    list: BufWriter<File>,
    letters: Option<BufWriter<File>>,
    written: Vec<PathBuf>,
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
        Ok(Self { folder: folder.to_owned(), sheet, list: file, letters: None, written: vec![list] })
    }

    pub(super) fn add(&mut self, number: u64, cells: [&str; 3]) -> Result<(), AppError> {
        let mut line = number.to_string();
        for cell in cells {
            line.push(',');
            push_cell(cell, &mut line);
        }
        line.push_str("\r\n");
        self.list.write_all(line.as_bytes()).map_err(|error| unwritable(&self.folder, &error))?;
        self.letter(number, cells)
    }

    fn letter(&mut self, number: u64, [entry, name, _]: [&str; 3]) -> Result<(), AppError> {
        let full = (number - 1).is_multiple_of(SHEETS);
        if full {
            self.end_letters()?;
            let path = self.folder.join(format!("letters-{:05}.html", (number - 1) / SHEETS + 1));
            let mut file = part_of(&path)?;
            let head = format!(
                "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style></head><body>\n",
                escape(&self.sheet.subject)
            );
            file.write_all(head.as_bytes()).map_err(|error| unwritable(&path, &error))?;
            self.letters = Some(file);
            self.written.push(path);
        }
        let text = self.page(number, entry, name);
        let Some(file) = &mut self.letters else { return Ok(()) };
        file.write_all(text.as_bytes()).map_err(|error| unwritable(&self.folder, &error))
    }

    fn page(&self, number: u64, entry: &str, name: &str) -> String {
        let Sheet { subject, paragraphs, sender, to, day } = self.sheet;
        let text: String = paragraphs
            .iter()
            .map(|text| format!("<p>{}</p>", escape(&text.replace("{name}", name))))
            .collect();
        format!(
            "<section class=\"sheet\"><p class=\"to\">{} 様</p><p class=\"way\">{} 経由　通番 {number}　登録番号 {}</p>\
             <p class=\"from\">{}<br>{}</p><h1>{}</h1><div class=\"text\">{text}</div></section>\n",
            escape(name),
            escape(to),
            escape(entry),
            escape(day),
            escape(sender),
            escape(subject),
        )
    }

    fn end_letters(&mut self) -> Result<(), AppError> {
        let Some(mut file) = self.letters.take() else { return Ok(()) };
        let ended = file.write_all(b"</body></html>\n").and_then(|()| file.flush());
        ended.map_err(|error| unwritable(&self.folder, &error))
    }

    /// All of it is there: the files get their names.
    pub(super) fn finish(mut self) -> Result<Vec<PathBuf>, AppError> {
        self.end_letters()?;
        self.list.flush().map_err(|error| unwritable(&self.folder, &error))?;
        for path in &self.written {
            std::fs::rename(path.with_extension(PART), path).map_err(|error| unwritable(path, &error))?;
        }
        Ok(self.written)
    }

    /// Leaves nothing. What cannot be removed is named as unfinished.
    pub(super) fn take_back(self) {
        let _ = std::fs::remove_dir_all(&self.folder);
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

/// A cell as RFC 4180 has it; one that a spreadsheet would take for a formula is made text.
fn push_cell(cell: &str, out: &mut String) {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\r', '\n']) {
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(&cell);
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_stands_in_it() {
        let written = |cell| {
            let mut out = String::new();
            push_cell(cell, &mut out);
            out
        };
        assert_eq!(written("架空　花子"), "架空　花子");
        assert_eq!(written("=1+1"), "'=1+1");
        assert_eq!(written("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(escape("<b>&\"x"), "&lt;b&gt;&amp;&quot;x");
    }
}

//! The reject file: line, column, reason and the original line of every row that was not taken over.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use registry::source::{Encoding, Record, RowFault};

use super::scan::unreadable;
use crate::{AppError, ErrorKind};

/// A byte order mark, so that a spreadsheet opens it as UTF-8, and the headings.
const HEAD: &str = "\u{FEFF}行,列,項目,理由コード,理由,reason,元の行\r\n";

/// Why a row was rejected.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    /// The row itself.
    Row(RowFault),
    /// Its number is not its own: code, Japanese, English.
    Number(&'static str, &'static str, &'static str),
}

/// The number occurs more than once in the file.
pub(super) const DOUBLED: Fault = Fault::Number(
    "number-doubled",
    "同じ登録番号の行がファイルにほかにもあります（すべて取り込みません）",
    "other rows of the file have the same number; none is taken over",
);
/// The number is in the register already.
pub(super) const TAKEN: Fault = Fault::Number(
    "number-taken",
    "この登録番号は籍にすでにあります",
    "the register holds this number already",
);

/// Appends one CSV line a fault.
pub(super) fn describe(record: &Record<'_>, faults: &[Fault], encoding: Encoding, out: &mut Vec<u8>) {
    let original = readable(record.content(), encoding);
    for fault in faults {
        let (column, item, code, ja, en) = match fault {
            Fault::Row(fault) => {
                let (ja, en) = super::parse::words(fault.reason);
                let column = fault.column.map(|c| c.to_string()).unwrap_or_default();
                (column, fault.heading.map_or("", |h| h.label()), fault.reason.code(), ja, en)
            }
            Fault::Number(code, ja, en) => (
                String::new(),
                registry::source::Heading::Number.label(),
                *code,
                (*ja).to_owned(),
                (*en).to_owned(),
            ),
        };
        let line = record.line.to_string();
        for (index, cell) in [line.as_str(), &column, item, code, &ja, &en, &original].iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            quote(cell, out);
        }
        out.extend_from_slice(b"\r\n");
    }
}

/// The original line: decoded where it can be, else with each strange byte as `\xHH`, so that nothing is lost.
fn readable(bytes: &[u8], encoding: Encoding) -> String {
    let decoded = match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
        Encoding::Cp932 => {
            encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into)
        }
    };
    decoded.unwrap_or_else(|| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            if byte.is_ascii_graphic() || *byte == b' ' {
                text.push(char::from(*byte));
            } else {
                text.push_str(&format!("\\x{byte:02X}"));
            }
            text
        })
    })
}

fn quote(cell: &str, out: &mut Vec<u8>) {
    if !cell.contains(['"', ',', '\n', '\r']) {
        out.extend_from_slice(cell.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

/// The file, made when the first reject comes; a stopped import's file is cut back to what its job had committed.
pub(super) struct RejectFile {
    /// `None`: they are counted only.
    path: Option<PathBuf>,
    file: Option<File>,
    length: u64,
}

fn in_the_way(path: &Path, ja: &str, en: &str) -> AppError {
    let path = path.display();
    AppError::new(ErrorKind::BadInput, format!("{path}: {ja}"), format!("{path}: {en}"))
}

/// How long a reject file is; `None` when there is nothing.
fn length_of(path: &Path) -> Result<Option<u64>, AppError> {
    let mut file = match File::open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|e| unreadable(path, &e))?,
    };
    let mut head = Vec::with_capacity(HEAD.len());
    let limit = u64::try_from(HEAD.len()).unwrap_or(0);
    Read::by_ref(&mut file).take(limit).read_to_end(&mut head).map_err(|e| unreadable(path, &e))?;
    if head.is_empty() || head == HEAD.as_bytes() {
        return Ok(Some(file.metadata().map_err(|e| unreadable(path, &e))?.len()));
    }
    Err(in_the_way(
        path,
        "取り込めなかった行のファイルではないものが同じ場所にあります。--rejects で別の場所を指定してください。",
        "this is no reject file and is not written over; give another place with --rejects",
    ))
}

impl RejectFile {
    /// Opens or prepares it: what stands there must be a reject file, or nothing.
    pub(super) fn open(path: &Path, committed: u64) -> Result<Self, AppError> {
        let mut this = Self { path: Some(path.to_owned()), file: None, length: committed };
        let found = length_of(path)?;
        if committed == 0 {
            // One of an earlier try: it would speak of rows that are taken over now.
            if found.is_some_and(|length| length > 0) {
                std::fs::remove_file(path).map_err(|e| unreadable(path, &e))?;
            }
            return Ok(this);
        }
        if found.is_none_or(|length| length < committed) {
            return Err(in_the_way(
                path,
                "止まった取込みの「取り込めなかった行」のファイルがここにありません。--rejects に最初と同じ場所を指定してください。",
                "the reject file of the stopped import is not here; give the same place with --rejects as before",
            ));
        }
        let mut file = OpenOptions::new().write(true).open(path).map_err(|e| unreadable(path, &e))?;
        file.set_len(committed).map_err(|e| unreadable(path, &e))?;
        file.seek(SeekFrom::End(0)).map_err(|e| unreadable(path, &e))?;
        this.file = Some(file);
        Ok(this)
    }

    /// For a dry run beside an import that was begun: what it rejects of the rows that are left, in a new place; without
    /// one they are counted only. The import's own file is for the import.
    pub(super) fn of_dry_run(path: Option<&Path>) -> Result<Self, AppError> {
        if let Some(path) = path
            && length_of(path)?.is_some_and(|length| length > 0)
        {
            return Err(in_the_way(
                path,
                "取込みの途中です。試しの結果を書くには、まだ使われていない場所を --rejects に指定してください。",
                "the import was begun: to keep what a dry run rejects, give a new place with --rejects",
            ));
        }
        Ok(Self { path: path.map(Path::to_owned), file: None, length: 0 })
    }

    pub(super) fn write(&mut self, lines: &[u8]) -> Result<(), AppError> {
        let Some(path) = self.path.as_deref().filter(|_| !lines.is_empty()) else { return Ok(()) };
        let failed = |e: std::io::Error| unreadable(path, &e);
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let mut file = File::create(path).map_err(failed)?;
                file.write_all(HEAD.as_bytes()).map_err(failed)?;
                // The job will name this file: its own name must be as durable as the job.
                sync_folder(path).map_err(failed)?;
                self.length = u64::try_from(HEAD.len()).unwrap_or(0);
                none.insert(file)
            }
        };
        file.write_all(lines).map_err(failed)?;
        self.length += u64::try_from(lines.len()).unwrap_or(0);
        Ok(())
    }

    /// Makes everything written durable; gives the length.
    pub(super) fn durable(&mut self) -> Result<u64, AppError> {
        if let (Some(file), Some(path)) = (&self.file, &self.path) {
            match file.sync_data() {
                // A device (/dev/null) keeps nothing that could be lost.
                Err(e) if e.kind() == std::io::ErrorKind::InvalidInput => {}
                outcome => outcome.map_err(|e| unreadable(path, &e))?,
            }
        }
        Ok(self.length)
    }

    pub(super) fn finish(&mut self) -> Result<(), AppError> {
        self.durable().map(|_| ())
    }
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

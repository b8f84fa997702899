//! What an import is asked, how far it is, and what came of it.

use std::path::PathBuf;
use std::time::Instant;

use registry::source::Encoding;
use store::import::ImportJob;

use super::scan::Source;

/// What to import.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// Rule id.
    pub qualification: String,
    /// Authority code; may be left out where the rules know only one.
    pub authority: Option<String>,
    /// A mapping for a file without our headings.
    pub mapping: Option<PathBuf>,
    /// Given instead of found.
    pub encoding: Option<Encoding>,
    /// Judge every row, write nothing into the register.
    pub dry_run: bool,
    /// Where rejects go; `FILE.rejects.csv` when not said.
    pub rejects: Option<PathBuf>,
    /// The file.
    pub file: PathBuf,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportProgress {
    /// `scan`, `rows` or `keys`.
    pub phase: &'static str,
    /// Done in this phase: bytes, rows' bytes, or keys.
    pub done: u64,
    /// In all.
    pub total: u64,
    /// Rows judged so far.
    pub rows: u64,
    /// Rows rejected so far.
    pub rejects: u64,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportReport {
    /// Rows of the file.
    pub rows: u64,
    /// Entries written.
    pub entries: u64,
    /// Rows rejected.
    pub rejects: u64,
    /// Wall time of this call.
    pub seconds: f64,
    /// The reject file, when there are rejects.
    pub reject_file: Option<PathBuf>,
    /// Whether it went on after a stop.
    pub resumed: bool,
    /// Whether it was told to stop before its end.
    pub stopped: bool,
    /// What the person should know: columns that are not taken over.
    pub notes: Vec<law::Both>,
}

pub(super) fn report(job: &ImportJob, source: &Source, started: Instant) -> ImportReport {
    ImportReport {
        rows: job.rows,
        entries: job.entries,
        rejects: job.rejects,
        seconds: started.elapsed().as_secs_f64(),
        reject_file: (job.rejects > 0).then(|| source.rejects.clone()),
        resumed: false,
        stopped: false,
        notes: source.notes.clone(),
    }
}

pub(super) fn stopped(started: Instant) -> ImportReport {
    ImportReport {
        rows: 0,
        entries: 0,
        rejects: 0,
        seconds: started.elapsed().as_secs_f64(),
        reject_file: None,
        resumed: false,
        stopped: true,
        notes: Vec::new(),
    }
}

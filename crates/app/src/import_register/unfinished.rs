//! The job of an import, and imports of other files into the same register that were stopped and are not gone on with: the file was mended, or is
//! gone. The entries that they brought stand in the register and must be found like all others, and while such an import
//! is open no act can be recorded. So the next import closes them; their own file goes on from there if it comes back.

use law::Both;
use registry::ids::RegisterId;
use store::import::ImportJob;

use super::scan::{Scan, Source};
use super::{Watch, keys};
use crate::time::now_micros;
use crate::{App, AppError, ErrorKind};

/// Whether the job has come to the end of its file, and not only been closed.
pub(super) const fn is_through(job: &ImportJob, size: u64) -> bool {
    job.finished_at.is_some() && job.byte_offset >= size
}

/// A job that was closed before its file's end, opened again: its further keys may sort before those written.
pub(super) fn reopened(job: ImportJob) -> ImportJob {
    ImportJob { finished_at: None, keyed: None, ..job }
}

impl App {
    /// The job that was begun before, or a new one.
    pub(super) async fn job_of(
        &self,
        register: RegisterId,
        source: &Source,
        scan: &Scan,
    ) -> Result<ImportJob, AppError> {
        let settings = source.settings();
        let found = store::import::read(&mut self.0.db.reader().await?, register, &scan.digest).await?;
        match found {
            Some(job) if job.settings != settings => Err(AppError::new(
                ErrorKind::BadInput,
                format!(
                    "この取込みは別の設定（{}）で始まっています。同じ設定で続けてください。",
                    job.settings
                ),
                format!("this import was begun with other settings ({}); go on with the same", job.settings),
            )),
            Some(job) => Ok(job),
            None => Ok(ImportJob {
                register,
                file_digest: scan.digest,
                settings,
                byte_offset: source.first_row.0,
                line: source.first_row.1,
                rows: 0,
                entries: 0,
                rejects: 0,
                rejects_offset: 0,
                first_entry: None,
                last_entry: None,
                keyed: None,
                started_at: now_micros(),
                finished_at: None,
            }),
        }
    }

    /// Closes the stopped imports of other files; `None` when told to stop, else a note for the person on each.
    pub(super) async fn close_others(
        &self,
        register: RegisterId,
        digest: &[u8; 32],
        watch: Watch<'_>,
    ) -> Result<Option<Vec<Both>>, AppError> {
        let open = store::import::unfinished(&mut self.0.db.reader().await?).await?;
        let mut notes = Vec::new();
        for mut job in open.into_iter().filter(|job| job.register == register && job.file_digest != *digest) {
            let runs = keys::derive_runs(&self.0.db, &job).await?;
            if !self.write_keys(runs, &mut job, watch).await? {
                return Ok(None);
            }
            store::import::settle_keys(&self.0.db, &job).await?;
            store::import::forget_staged(&self.0.db, &job).await?;
            job.finished_at = Some(now_micros());
            store::import::keep(&self.0.db, &job).await?;
            let rows = job.rows;
            notes.push(Both::new(
                format!(
                    "別のファイルの取込みが{rows}行で止まっていました。そこまでの登録を検索できるようにして閉じました。"
                ),
                format!(
                    "The import of another file had stopped after {rows} rows; what it brought can be found now."
                ),
            ));
        }
        Ok(Some(notes))
    }
}

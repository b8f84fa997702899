//! Import of a register's file: scanned once for its numbers, then taken over in chunks, then made findable.
//!
//! ```text
//! scan    digest, layout, doubled numbers                         (nothing is written)
//! chunks  parse · judge · hash on one core │ write on the other    (entries, records, staged keys, log, job: one commit a chunk)
//! keys    merge the sorted runs of search keys into the index      (each commit says how far it came)
//! ```
//!
//! If the machine dies anywhere, the same command goes on after the last commit: the job's row says where.

mod alone;
mod keys;
mod parse;
mod rejects;
mod report;
mod scan;
mod text;
mod unfinished;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use registry::ids::RegisterId;
use registry::record::Basis;
use store::import::ImportJob;
use store::log::LogTail;

use crate::time::{now_micros, today_in_japan};
use crate::{Actor, App, AppError, ErrorKind};
use keys::KeyRuns;
use parse::{Chunk, Parser};
use rejects::RejectFile;
pub use report::{ImportOptions, ImportProgress, ImportReport};
use report::{report, stopped};
use scan::{Scan, Source};

/// Where progress is told; returning `false` asks to stop at the next safe point.
pub type Watch<'w> = &'w (dyn Fn(ImportProgress) -> bool + Sync);

/// Chunks made ahead of the writer: one being written, one ready.
const CHUNKS_AHEAD: usize = 1;
/// From so many entries on, the engine is given a moment to fold its log back and look at its tables anew.
const SETTLED_FROM: u64 = 50_000;
/// Keys written in one commit.
const KEYS_A_COMMIT: usize = 100_000;

impl App {
    /// Imports a file; the same call again after a stop goes on where it was.
    ///
    /// # Errors
    /// When the file, its headings or its mapping cannot be used, or another file's rejects are in the way. What was
    /// written before stays, and the same call goes on.
    pub async fn import_register(
        &self,
        actor: &Actor,
        options: &ImportOptions,
        watch: Watch<'_>,
    ) -> Result<ImportReport, AppError> {
        let started = Instant::now();
        let authority = self.one_authority(&options.qualification, options.authority.as_deref())?;
        let register = RegisterId::of(&options.qualification, &authority);
        if !options.dry_run {
            self.ensure_register(&options.qualification, &authority).await?;
        }
        let mut source = Source::open(self, options, today_in_japan())?;
        refuse_itself(&source)?;
        let hold = if options.dry_run { None } else { Some(self.alone_in(register).await?) };
        // Should the server let go of it (a failover), this stops at the next safe point: another may have begun.
        let ours = |p: ImportProgress| watch(p) && hold.as_ref().is_none_or(db::Hold::is_held);
        let watch: Watch<'_> = &ours;
        let scan = scan::scan(self, &source, register, watch).await?;
        let Some(scan) = scan else { return Ok(stopped(started)) };
        let mut job = self.job_of(register, &source, &scan).await?;
        let resumed = job.rows > 0;
        if !unfinished::is_through(&job, source.size) {
            if !options.dry_run {
                match self.close_others(register, &scan.digest, watch).await? {
                    Some(notes) => source.notes.extend(notes),
                    None => return Ok(stopped(started)),
                }
            }
            job = unfinished::reopened(job);
            let basis = self.import_basis(actor, options, &scan);
            let done = self.take_over(&source, &scan, &basis, (&mut job, options), watch).await?;
            if !done {
                return Ok(ImportReport { resumed, stopped: true, ..report(&job, &source, started) });
            }
        }
        if job.rows != job.entries + job.rejects {
            return Err(AppError::new(
                ErrorKind::Internal,
                "取込みの行数が合いません。監査を実行してください。",
                format!("rows {} != entries {} + rejects {}", job.rows, job.entries, job.rejects),
            ));
        }
        Ok(ImportReport { resumed, ..report(&job, &source, started) })
    }

    fn import_basis(&self, actor: &Actor, options: &ImportOptions, scan: &Scan) -> Basis {
        let citation = self
            .0
            .rules
            .on(today_in_japan())
            .act_citation(registry::act::Act::Transcription.code(), &options.qualification)
            .unwrap_or_default()
            .to_owned();
        Basis {
            actor: actor.name.clone(),
            ground: format!("{}{}", crate::entry_words::FILE_GROUND, registry::hash::hex(&scan.digest)),
            citation,
            rules_digest: *self.0.rules.digest().as_bytes(),
        }
    }

    /// Chunks, then keys. False when it was told to stop.
    async fn take_over(
        &self,
        source: &Source,
        scan: &Scan,
        basis: &Basis,
        (job, options): (&mut ImportJob, &ImportOptions),
        watch: Watch<'_>,
    ) -> Result<bool, AppError> {
        // A dry run of an import that was begun goes on in its reject file only if nobody is writing to it.
        let begun = options.dry_run && job.rows > 0;
        let alone =
            if begun && options.rejects.is_none() { self.alone_in(job.register).await.ok() } else { None };
        let mut rejects = if begun && alone.is_none() {
            RejectFile::of_dry_run(options.rejects.as_deref())?
        } else {
            RejectFile::open(&source.rejects, job.rejects_offset)?
        };
        let resumed_at = job.rows;
        let mut runs = KeyRuns::new()?;
        if job.byte_offset < source.size {
            let told = self
                .write_chunks(source, scan, basis, (job, options, &mut rejects, &mut runs), watch)
                .await?;
            if !told {
                return Ok(false);
            }
        }
        rejects.finish()?;
        if options.dry_run {
            return Ok(true);
        }
        if resumed_at > 0 {
            // The runs of the first part went with the process that made them: they are derived again.
            runs = keys::derive_runs(&self.0.db, job).await?;
        }
        if !self.write_keys(runs, job, watch).await? {
            return Ok(false);
        }
        // Acts may have been recorded while it ran.
        store::import::settle_keys(&self.0.db, job).await?;
        store::import::forget_staged(&self.0.db, job).await?;
        if job.entries >= SETTLED_FROM {
            self.0.db.settle().await?;
        }
        self.sequence_now().await?;
        self.count_register(job.register).await?;
        // Last of all: a job that is finished is never taken up again.
        job.finished_at = Some(now_micros());
        store::import::keep(&self.0.db, job).await?;
        Ok(true)
    }

    async fn write_chunks(
        &self,
        source: &Source,
        scan: &Scan,
        basis: &Basis,
        (job, options, rejects, runs): (&mut ImportJob, &ImportOptions, &mut RejectFile, &mut KeyRuns),
        watch: Watch<'_>,
    ) -> Result<bool, AppError> {
        let (send, mut receive) = tokio::sync::mpsc::channel::<Result<Chunk, AppError>>(CHUNKS_AHEAD);
        let stop = AtomicBool::new(false);
        let mut tail = LogTail::default();
        let mut parser =
            Parser::new(source, scan, basis.clone(), job.clone(), std::mem::replace(runs, KeyRuns::new()?))?;
        let app = self.clone();
        std::thread::scope(|scope| {
            let maker = scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    match parser.chunk() {
                        Ok(None) => break,
                        Ok(Some(chunk)) => {
                            if send.blocking_send(Ok(chunk)).is_err() {
                                break;
                            }
                        }
                        Err(error) => {
                            let _ = send.blocking_send(Err(error));
                            break;
                        }
                    }
                }
                drop(send);
                parser.into_runs()
            });
            let handle = tokio::runtime::Handle::current();
            let outcome = tokio::task::block_in_place(|| {
                handle.block_on(async {
                    while let Some(chunk) = receive.recv().await {
                        let chunk = chunk?;
                        rejects.write(&chunk.rejects)?;
                        *job = ImportJob { rejects_offset: rejects.durable()?, ..chunk.job };
                        if !options.dry_run {
                            store::import::write_chunk(&app.0.db, Arc::new(chunk.entries), job, &mut tail)
                                .await
                                .map_err(taken_meanwhile)?;
                        }
                        let progress = ImportProgress {
                            phase: "rows",
                            done: job.byte_offset,
                            total: source.size,
                            rows: job.rows,
                            rejects: job.rejects,
                        };
                        if !watch(progress) {
                            stop.store(true, Ordering::Relaxed);
                            return Ok(false);
                        }
                    }
                    Ok(true)
                })
            });
            stop.store(true, Ordering::Relaxed);
            receive.close();
            while receive.try_recv().is_ok() {}
            match maker.join() {
                Ok(made) => *runs = made?,
                Err(_) => {
                    return Err(AppError::new(
                        ErrorKind::Internal,
                        "取込みが中断しました。",
                        "the reader stopped",
                    ));
                }
            }
            outcome
        })
    }

    async fn write_keys(
        &self,
        runs: KeyRuns,
        job: &mut ImportJob,
        watch: Watch<'_>,
    ) -> Result<bool, AppError> {
        let total = runs.len();
        let mut merge = runs.merge(job.keyed.clone())?;
        let mut done = 0;
        while let Some(batch) = merge.batch(job.register, KEYS_A_COMMIT)? {
            done += u64::try_from(batch.len()).unwrap_or(0);
            store::import::write_keys(&self.0.db, batch, job).await?;
            let progress =
                ImportProgress { phase: "keys", done, total, rows: job.rows, rejects: job.rejects };
            if !watch(progress) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The rejects must not go over the file that they come from.
fn refuse_itself(source: &Source) -> Result<(), AppError> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    if real(&source.rejects).is_some_and(|path| real(source.path()) == Some(path)) {
        return Err(AppError::new(
            ErrorKind::BadInput,
            "--rejects が取り込むファイルそのものを指しています。",
            "--rejects names the file to import itself; the rejects need a file of their own",
        ));
    }
    Ok(())
}

/// A number was free when the file was scanned and is not now: a second import or an act came in between. The next run
/// scans again.
fn taken_meanwhile(error: store::StoreError) -> AppError {
    match error {
        store::StoreError::Db(db::DbError::Constraint(detail)) => AppError::new(
            ErrorKind::Unavailable,
            "同じ籍に別の処理が書き込みました。同じコマンドをもう一度実行してください。",
            "Something else wrote into this register meanwhile. Run the same command again.",
        )
        .with_detail(detail),
        other => other.into(),
    }
}

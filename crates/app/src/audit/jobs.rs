//! The parts of the audit side by side, on as many threads as the machine has cores.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;
use std::time::Duration;

use registry::ids::RegisterId;
use registry::log::TreeHead;
use store::register::Register;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

use super::Shared;
use super::checkpoints::Checkpoints;
use super::finding::Finding;
use super::keys::{Finder, Stored, compare, sum_stored};
use super::looks::check_looks;
use super::records::{Derived, check_register};
use super::slices::check_waiting;
use super::tree::check_log;
use crate::{AppError, ErrorKind};

/// Threads at most: each holds a slice of a register and a connection with its cache (some forty megabytes).
const MOST_THREADS: usize = 4;

/// A part that runs alone.
#[derive(Clone, Debug)]
enum Job {
    Engine,
    Log,
    Looks,
    Register(Register),
    Find(Register, Finder),
}

/// What the parts found out beside findings.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The head of the tree built again.
    pub(super) head: Option<TreeHead>,
    /// What the engine's own check covered.
    pub(super) engine: Option<String>,
}

/// Sums of a register until all are there.
#[derive(Debug, Default)]
struct Waiting {
    derived: Option<Derived>,
    keys: Option<Stored>,
    numbers: Option<Stored>,
}

/// The jobs not yet begun, and what comes of the others.
struct Board {
    end: u64,
    kept: Option<TreeHead>,
    jobs: Mutex<VecDeque<Job>>,
    outcome: Mutex<Outcome>,
    waiting: Mutex<HashMap<RegisterId, Waiting>>,
}

/// Runs all parts; `tell` is called now and then with the phase.
pub(super) async fn run(
    shared: &Shared,
    end: u64,
    kept: Option<TreeHead>,
    every: Duration,
    tell: impl Fn(u8),
) -> Result<Outcome, AppError> {
    let board = Arc::new(Board {
        end,
        kept,
        jobs: Mutex::new(jobs_of(shared)),
        outcome: Mutex::default(),
        waiting: Mutex::default(),
    });
    let threads = available_parallelism().map_or(1, usize::from).clamp(1, MOST_THREADS);
    let mut workers = JoinSet::new();
    for _ in 0..threads {
        let worker = Worker { board: Arc::clone(&board), shared: shared.beside()? };
        // A thread of its own: on the embedded engine a scan is a call that does not return for a while. A runtime of its
        // own: what the server sends in pieces of eight thousand bytes is read by the thread that waits for it, and nobody
        // is woken half a million times a register.
        workers.spawn_blocking(move || {
            let runtime = Builder::new_current_thread().enable_all().build().map_err(|e| internal(&e))?;
            runtime.block_on(worker.work())
        });
    }
    loop {
        match tokio::time::timeout(every, workers.join_next()).await {
            Err(_) => tell(u8::from(shared.records.load(Ordering::Relaxed) >= end)),
            Ok(None) => break,
            Ok(Some(Ok(result))) => result?,
            Ok(Some(Err(panic))) => return Err(internal(&panic)),
        }
    }
    tell(1);
    Ok(std::mem::take(&mut *lock(&board.outcome)))
}

/// The longest first, so that no thread is left alone with one of them.
fn jobs_of(shared: &Shared) -> VecDeque<Job> {
    let mut jobs = VecDeque::new();
    if shared.options.engine_check {
        jobs.push_back(Job::Engine);
    }
    jobs.push_back(Job::Log);
    jobs.push_back(Job::Looks);
    jobs.extend(shared.registers.iter().cloned().map(Job::Register));
    for finder in finders(shared) {
        jobs.extend(shared.registers.iter().map(|register| Job::Find(register.clone(), *finder)));
    }
    jobs
}

/// The server guards its indexes itself (checksums of pages, `amcheck`) and would answer for this one from the table;
/// the embedded engine's quick check does not compare index and table, so there the audit does.
fn finders(shared: &Shared) -> &'static [Finder] {
    if shared.reads_number_index() { &[Finder::Keys, Finder::Numbers] } else { &[Finder::Keys] }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn internal(why: &dyn std::fmt::Display) -> AppError {
    AppError::new(ErrorKind::Internal, "監査が途中で止まりました。", "The audit stopped half way.")
        .with_detail(why)
}

/// One thread of the audit.
struct Worker {
    board: Arc<Board>,
    shared: Shared,
}

impl Worker {
    async fn work(&self) -> Result<(), AppError> {
        loop {
            let job = lock(&self.board.jobs).pop_front();
            let Some(job) = job.filter(|_| !self.shared.stop.load(Ordering::Relaxed)) else { return Ok(()) };
            if let Err(error) = self.run(job).await {
                self.shared.stop.store(true, Ordering::Relaxed);
                return Err(error);
            }
        }
    }

    async fn run(&self, job: Job) -> Result<(), AppError> {
        let shared = &self.shared;
        match job {
            Job::Engine => self.check_engine().await,
            Job::Log => {
                let keys = (shared.options.verifier_keys.as_slice(), shared.options.origin.as_str());
                let checkpoints = Checkpoints::new(shared, keys, self.board.kept);
                let head = check_log(shared, self.board.end, checkpoints).await?;
                lock(&self.board.outcome).head = Some(head);
                Ok(())
            }
            Job::Looks => check_looks(shared).await,
            Job::Register(register) => {
                let derived = check_register(shared, &register).await?;
                check_waiting(shared, &register).await?;
                self.note(&register, |waiting| waiting.derived = Some(derived)).await
            }
            Job::Find(register, finder) => {
                let stored = sum_stored(shared, &register, finder).await?;
                self.note(&register, |waiting| match finder {
                    Finder::Keys => waiting.keys = Some(stored),
                    Finder::Numbers => waiting.numbers = Some(stored),
                })
                .await
            }
        }
    }

    async fn check_engine(&self) -> Result<(), AppError> {
        let health = self.shared.db.integrity().await.map_err(store::StoreError::from);
        let place = || "the engine's own check".to_owned();
        if let Some(health) = self.shared.findings.readable(place, health)? {
            for fault in health.faults {
                self.shared.findings.add(Finding::new("engine", health.covered.clone(), "no fault", fault));
            }
            lock(&self.board.outcome).engine = Some(health.covered);
        }
        Ok(())
    }

    /// Notes a sum; the one who brings the last of them compares.
    async fn note(&self, register: &Register, put: impl FnOnce(&mut Waiting)) -> Result<(), AppError> {
        let whole = {
            let mut all = lock(&self.board.waiting);
            put(all.entry(register.id).or_default());
            let needs_numbers = self.shared.reads_number_index();
            let is_whole = all.get(&register.id).is_some_and(|w| {
                w.derived.is_some() && w.keys.is_some() && w.numbers.is_some() == needs_numbers
            });
            if is_whole { all.remove(&register.id) } else { None }
        };
        let Some(Waiting { derived: Some(derived), keys: Some(keys), numbers }) = whole else {
            return Ok(());
        };
        compare(&self.shared, register, (&derived, &keys, Finder::Keys)).await?;
        match numbers {
            Some(numbers) => compare(&self.shared, register, (&derived, &numbers, Finder::Numbers)).await,
            None => Ok(()),
        }
    }
}

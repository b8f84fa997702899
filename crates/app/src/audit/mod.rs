//! The audit: folds every history and compares it with the present, computes every commitment again, builds the tree
//! again and compares every tile, root and checkpoint, derives the search keys again, and lets the engine check itself.
//! One changed byte is found and its place is named. Nothing is written: disagreement is an incident, never a repair.
//!
//! ```text
//! records      each register by slices of its ledger: commitments, fold, present, number       one job a register
//! tree         positions from 0: leaves, tiles, roots, checkpoints                             one job
//! keys         the stored search keys (and the index of numbers), summed and compared          one or two a register
//! looks        records of looks against the lists by entry; beside it the engine's own check   one job each
//! ```
//!
//! The jobs run side by side. Acts go on meanwhile: what looks wrong in a scan is looked at again as of one instant
//! before it is a finding, and the tree is checked as far as it reached at the start.

mod checkpoints;
mod entry;
mod explain;
mod finding;
mod jobs;
mod keys;
mod known;
mod looks;
mod records;
mod rows;
mod shared;
mod slices;
mod sums;
mod tree;

use std::hash::RandomState;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use db::Db;
use registry::ids::RegisterId;
use registry::log::{Checkpoint, TreeHead, VerifierKey};
use serde::Serialize;
use store::audit as read;

pub use finding::{Finding, MAX_FINDINGS};

use crate::{AppError, ErrorKind};
use finding::Findings;
use shared::{Common, Shared, StopAtEnd};

/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// What the audit is to hold the register against.
#[derive(Clone, Debug)]
pub struct AuditOptions {
    /// The text of a signed checkpoint that was kept elsewhere: only it shows that the whole log was not rewritten.
    pub from: Option<String>,
    /// Keys that sign this log's checkpoints. Without one no signature is checked, and the report says so.
    pub verifier_keys: Vec<VerifierKey>,
    /// The log's name, as it stands in its checkpoints.
    pub origin: String,
    /// Whether the engine checks its own pages as well.
    pub engine_check: bool,
}

/// How far the audit is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Records folded.
    pub done_records: u64,
    /// Records in the log when it began.
    pub total_records: u64,
    /// 0 while records are folded, 1 while the rest is compared.
    pub phase: u8,
}

/// What the audit says.
#[derive(Clone, Debug, Serialize)]
pub struct AuditReport {
    /// Ledger records read.
    pub records: u64,
    /// Entries read.
    pub entries: u64,
    /// Positions that the log had when the audit began.
    pub tree_size: u64,
    /// The root of the tree built again from the records, base64.
    pub root: String,
    /// Records that wait for a position: no fault, the sequencer is about to place them.
    pub waiting: u64,
    /// What was found, at most [`MAX_FINDINGS`].
    pub findings: Vec<Finding>,
    /// How many more there were.
    pub further_findings: u64,
    /// What was checked, a sentence each, Japanese and English.
    pub covered: Vec<String>,
    /// What was not.
    pub not_covered: Vec<String>,
}

impl AuditReport {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.further_findings == 0
    }
}

/// Audits the whole installation. Memory does not grow with the register; the machine's cores are all used.
///
/// # Errors
/// [`ErrorKind::BadInput`] when the checkpoint of the options cannot be opened; [`ErrorKind::Unavailable`] when the
/// database goes away. A page that the engine cannot read is no error but a finding.
pub async fn audit(
    db: &Db,
    options: AuditOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<AuditReport, AppError> {
    let kept = kept_checkpoint(&options)?;
    let findings = Findings::default();
    let mut reader = db.reader().await?;
    let registers = store::register::list(&mut reader).await;
    let registers = findings.readable(|| "register".to_owned(), registers)?.unwrap_or_default();
    let end = read::log_end(&mut reader).await;
    let end = findings.readable(|| "log_slice".to_owned(), end)?.unwrap_or(0);
    drop(reader);
    let common = Arc::new(Common {
        options,
        registers,
        findings,
        hasher: RandomState::new(),
        records: AtomicU64::new(0),
        entries: AtomicU64::new(0),
        waiting: AtomicU64::new(0),
        unknowable: AtomicU64::new(0),
        stop: AtomicBool::new(false),
    });
    let _stop = StopAtEnd(Arc::clone(&common));
    let shared = Shared { db: db.clone(), common };
    check_registers(&shared).await?;
    let tell = |phase| {
        progress(Progress {
            done_records: shared.records.load(Ordering::Relaxed),
            total_records: end,
            phase,
        });
    };
    let outcome = jobs::run(&shared, end, kept, TELL_EVERY, tell).await?;
    Ok(report(&shared, end, outcome))
}

fn kept_checkpoint(options: &AuditOptions) -> Result<Option<TreeHead>, AppError> {
    let Some(note) = &options.from else { return Ok(None) };
    match Checkpoint::open(note.as_bytes(), &options.origin, &options.verifier_keys) {
        Ok(checkpoint) => Ok(Some(checkpoint.head)),
        Err(error) => Err(AppError::new(
            ErrorKind::BadInput,
            "示されたチェックポイントは、この台帳の鍵で署名されたものではありません。",
            "The checkpoint given is not one that this log's key has signed.",
        )
        .with_detail(error)),
    }
}

/// A register's number follows from its name, and no row stands under a number that is no register's.
async fn check_registers(shared: &Shared) -> Result<(), AppError> {
    for register in &shared.registers {
        let expected = RegisterId::of(&register.qualification, &register.authority);
        if expected != register.id {
            let place = format!("register {}", finding::register_place(register));
            let (expected, found) = (expected.stored().to_string(), register.id.stored().to_string());
            shared.findings.add(Finding::new("register-differs", place, expected, found));
        }
    }
    let mut reader = shared.db.reader().await?;
    let used = read::registers_with_rows(&mut reader).await;
    let used = shared.findings.readable(|| "register_id".to_owned(), used)?.unwrap_or_default();
    let strange: Vec<_> = used.into_iter().filter(|(_, id)| shared.register(*id).is_none()).collect();
    if strange.is_empty() {
        return Ok(());
    }
    // A register may have been made since the list was read.
    let now = store::register::list(&mut reader).await;
    let now = shared.findings.readable(|| "register".to_owned(), now)?.unwrap_or_default();
    for (table, id) in strange.into_iter().filter(|(_, id)| now.iter().all(|register| register.id != *id)) {
        let place = format!("{table} register {}", id.stored());
        shared.findings.add(Finding::new("register-missing", place, "a register of this number", "none"));
    }
    Ok(())
}

fn report(shared: &Shared, end: u64, outcome: jobs::Outcome) -> AuditReport {
    let (findings, further_findings) = shared.findings.take();
    let unknowable = shared.unknowable.load(Ordering::Relaxed);
    let (covered, not_covered) = coverage(shared, outcome.engine.as_deref(), unknowable);
    AuditReport {
        records: shared.records.load(Ordering::Relaxed),
        entries: shared.entries.load(Ordering::Relaxed),
        tree_size: end,
        root: outcome.head.map(|head| head.root.to_string()).unwrap_or_default(),
        waiting: shared.waiting.load(Ordering::Relaxed),
        findings,
        further_findings,
        covered,
        not_covered,
    }
}

fn coverage(shared: &Shared, engine: Option<&str>, unknowable: u64) -> (Vec<String>, Vec<String>) {
    let options = &shared.options;
    let own = |text: &&str| (*text).to_owned();
    let mut covered: Vec<String> = [
        "台帳の全記録: 頭部・ソルト・本文からコミットメントを再計算 / every ledger record: commitment computed again from head, salt and body",
        "現在の全登録: 履歴から再構成して一字一句比較、番号の検索形も / every entry: folded from its history and compared to the byte, its number key too",
        "根拠・一括・位置: 欠番・重複・迷子がないこと / bases, slices, positions: none missing, doubled or stray",
        "ハッシュ木の全タイルと根、全チェックポイント / every tile of the tree, its roots, every checkpoint",
        "検索キー: 登録から導き直して突合。閲覧記録: 登録別の一覧と突合 / search keys: derived again and compared; who looked: records and lists by entry compared",
    ]
    .iter()
    .map(own)
    .collect();
    let mut not_covered: Vec<String> = [
        "連絡先・アカウント・セッション・受付キー・取込みの進み・統計・閲覧記録の内容、取込み中の検索キー / the content of contacts, accounts, sessions, request keys, import jobs, statistics and disclosure records; the keys that a running import has staged",
        "チェックポイントの署名時刻（順序のみ確認） / the instant of a checkpoint's signature (only its order)",
    ]
    .iter()
    .map(own)
    .collect();
    if shared.reads_number_index() {
        covered.push("番号索引: 登録と突合 / the index of numbers: compared with the entries".to_owned());
    } else {
        not_covered.push(
            "番号索引（サーバー自身の検査に委ねる） / the index of numbers: left to the server's own check"
                .to_owned(),
        );
    }
    if options.verifier_keys.is_empty() {
        not_covered.push("チェックポイントの署名（鍵が示されていません） / the signatures of checkpoints: no key was given".to_owned());
    } else {
        covered.push("チェックポイントの署名 / the signatures of checkpoints".to_owned());
    }
    if options.from.is_some() {
        covered.push(
            "別に保管されたチェックポイントとの連続性 / the log continues the checkpoint kept elsewhere"
                .to_owned(),
        );
    } else {
        not_covered.push("台帳全体の書換え・末尾の切捨て: 別に保管したチェックポイント（--from）でのみ分かります / a log rewritten or cut short as a whole: only a checkpoint kept elsewhere (--from) shows it".to_owned());
    }
    match engine {
        Some(engine) => {
            covered.push(format!("データベース自身の検査（{engine}） / the engine's own check ({engine})"))
        }
        None => not_covered.push("データベース自身の検査 / the engine's own check".to_owned()),
    }
    if unknowable > 0 {
        not_covered.push(format!("消去された本文に基づく現在 {unknowable} 件 / the present of {unknowable} entries that rests on an erased body"));
    }
    (covered, not_covered)
}

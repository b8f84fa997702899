//! How fast the audit is: fills a database with invented entries and audits it.
//!
//! `cargo run --release -p app --example audit_speed -- [sqlite|postgres] [ENTRIES] [URL [filled]]`
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "an example says plainly what it needs")]

use std::sync::Arc;
use std::time::Instant;

use app::audit::{AuditOptions, audit};
use db::Db;
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, ItemLines};
use registry::log::SigningKey;
use registry::record::Basis;
use store::import::{ImportJob, SortedKeys, keys_of, write_chunk, write_keys};
use store::ledger::{Stamp, Transcriptions};
use store::log::{LogKey, LogTail, sign_checkpoint};

const CHUNK: u64 = 20_000;
const FAMILY: [&str; 8] = ["佐藤", "鈴木", "髙橋", "田中", "渡邊", "伊藤", "山本", "中村"];
const GIVEN: [&str; 6] = ["花子", "太郎", "美咲", "健一", "陽菜", "翔太"];
const KANA: [&str; 6] = [
    "サトウ ハナコ",
    "スズキ タロウ",
    "タカハシ ミサキ",
    "タナカ ケンイチ",
    "ワタナベ ヒナ",
    "イトウ ショウタ",
];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let word = |n: usize| args.get(n).map(String::as_str);
    let entries = word(1).and_then(|n| n.parse().ok()).unwrap_or(200_000);
    let scratch = match (word(2), word(0)) {
        (Some(_), _) => None,
        (None, Some("postgres")) => Some(testkit::fresh_postgres().expect("a server")),
        _ => Some(testkit::fresh_sqlite().expect("a folder")),
    };
    let url = word(2).map_or_else(|| scratch.as_ref().map_or("", |s| s.url()).to_owned(), str::to_owned);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(run(&url, entries, word(3) == Some("filled")));
}

async fn run(url: &str, entries: u64, is_filled: bool) {
    let key = LogKey(SigningKey::from_seed("example.invalid/ledger", &[7; 32]).expect("a key"));
    let db = Db::create(url).await.expect("a database");
    if !is_filled {
        let started = Instant::now();
        store::schema::init(&db, 1).await.expect("a schema");
        // As in a country: one register of two fifths, and smaller ones.
        for (name, share) in [("nurse", 8), ("certified-care-worker", 6), ("physician", 3), ("pharmacist", 3)]
        {
            fill(&db, name, entries * share / 20).await;
        }
        sign_checkpoint(&db, &key, 2).await.expect("a checkpoint");
        db.settle().await.expect("settled");
        println!(
            "filled {entries} in {:.1} s, {} MB",
            started.elapsed().as_secs_f64(),
            db.size_bytes().await.unwrap_or(0) >> 20
        );
    }
    for engine_check in [false, true] {
        let options = AuditOptions {
            from: None,
            verifier_keys: vec![key.0.verifier().clone()],
            origin: key.origin().to_owned(),
            engine_check,
        };
        let (started, cpu_before) = (Instant::now(), cpu_seconds());
        let report = audit(&db, options, &|_| {}).await.expect("a report");
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{{\"engine\":\"{}\",\"engine_check\":{engine_check},\"records\":{},\"entries\":{},\"seconds\":{seconds:.2},\"per_second\":{:.0},\"cpu_seconds\":{:.2},\"findings\":{},\"peak_rss_mb\":{}}}",
            db.engine().word(),
            report.records,
            report.entries,
            report.records as f64 / seconds,
            cpu_seconds() - cpu_before,
            report.findings.len() as u64 + report.further_findings,
            peak_rss_mb()
        );
        report.findings.iter().take(5).for_each(|finding| println!("{finding:?}"));
    }
}

async fn fill(db: &Db, qualification: &'static str, entries: u64) {
    let register = RegisterId::of(qualification, "JP");
    db.transact("register", move |tx| {
        Box::pin(async move { store::register::ensure(tx, qualification, "JP").await })
    })
    .await
    .expect("a register");
    let basis =
        Basis { actor: "example".into(), ground: "file".into(), citation: "".into(), rules_digest: [1; 32] };
    let mut job = ImportJob {
        register,
        file_digest: [1; 32],
        settings: String::new(),
        byte_offset: 0,
        line: 1,
        rows: 0,
        entries: 0,
        rejects: 0,
        rejects_offset: 0,
        first_entry: None,
        last_entry: None,
        keyed: None,
        started_at: 1,
        finished_at: None,
    };
    let (mut tail, mut after, mut keys, mut next) = (LogTail::default(), None, Vec::new(), 0);
    while next < entries {
        let stamp =
            Stamp { recorded_at: 1_700_000_000_000_000, random: [3; 10], salt_seed: [next as u8; 32] };
        let mut chunk = Transcriptions::new(register, basis.clone(), &stamp, after);
        for n in next..entries.min(next + CHUNK) {
            let text = present(n);
            let id = chunk.add(&(n + 1).to_string(), "1999-04-01", &text);
            keys_of(&text, |key| keys.push((key, id)));
        }
        next += chunk.len();
        after = chunk.span().map(|(_, last)| last);
        write_chunk(db, Arc::new(chunk), &job, &mut tail).await.expect("a chunk");
    }
    keys.sort_unstable();
    for run in keys.chunks(100_000) {
        let mut sorted = SortedKeys::new(register);
        run.iter().for_each(|(key, id): &(String, EntryId)| sorted.add(key, *id));
        write_keys(db, sorted, &mut job).await.expect("keys");
    }
}

fn present(n: u64) -> String {
    let pick = |list: &[&'static str], salt: u64| {
        list[(n.wrapping_mul(2_654_435_761).wrapping_add(salt) >> 7) as usize % list.len()]
    };
    let mut lines = ItemLines::new();
    let born = format!("19{:02}-{:02}-{:02}", 30 + n % 70, 1 + n / 7 % 12, 1 + n / 11 % 28);
    let name = format!("{}　{}", pick(&FAMILY, 1), pick(&GIVEN, 5));
    let items = [
        (EntryItem::Number, (n + 1).to_string()),
        (EntryItem::Born, born),
        (EntryItem::RegisteredOn, "1999-04-01".to_owned()),
        (EntryItem::ExamMonth, "1999-03".to_owned()),
        (EntryItem::Kana, pick(&KANA, 9).to_owned()),
        (EntryItem::Domicile, "東京都".to_owned()),
        (EntryItem::Name, name),
        (EntryItem::Sex, if n.is_multiple_of(2) { "女" } else { "男" }.to_owned()),
    ];
    items.iter().for_each(|(item, value)| lines.push(*item, value).expect("no control character"));
    lines.into_stored()
}

fn peak_rss_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0)
        / 1024
}

/// Of this process: what the machine's other work does not disturb. The server's own is not in it.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

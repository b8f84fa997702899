//! Groups of acts of which all stand or none does: a transfer between two registers, also through a kill -9.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use db::Db;
use jiff::civil::date;
use registry::act::Act;
use registry::hash::sha256;
use registry::ids::{EntryId, RegisterId};
use registry::item::EntryItem;
use registry::present::{Existence, Present, TRANSFERRED};
use store::ledger::{Appended, Idempotency, NewRecord, append, history};
use store::writer::{Writer, fresh_stamp};

use crate::agree::agree;
use crate::support::{
    Place, append_in, decided, fresh_entry, lines, make_register, on_both_engines, registration,
};

on_both_engines!(
    a_transfer_is_written_whole_and_once,
    where_one_half_cannot_stand_neither_does,
    killed_in_the_middle_no_half_is_left,
);

/// Where the child finds its orders: `half|whole round url`.
const ORDERS: &str = "SHIKAKU_TRANSFER_ORDERS";
const ROUNDS: u32 = 6;

async fn registers(db: &Db) -> (RegisterId, RegisterId) {
    (make_register(db, "care-manager", "JP-13").await, make_register(db, "care-manager", "JP-27").await)
}

fn keyed(mut record: NewRecord, key: &str) -> NewRecord {
    record.idempotency = Some(Idempotency { key: key.to_owned(), digest: sha256(&[key.as_bytes()]) });
    record
}

/// Both halves of the transfer of an entry that has one record.
fn halves(old: &NewRecord, to: RegisterId, number: &str, key: &str) -> Vec<NewRecord> {
    let arrived = fresh_entry();
    let history = [registry::record::Record {
        version: 1,
        act: old.act,
        effective_on: old.effective_on.clone(),
        recorded_at: 0,
        basis: old.basis.clone(),
        body: Some(old.body.clone()),
        position: None,
    }];
    let on = date(2026, 4, 1);
    let link = lines(&[(EntryItem::LinkedEntry, &arrived.to_string())]);
    let out = decided((old.register, old.entry), &history, (Act::TransferOut, on), &link);
    let body = lines(&[
        (EntryItem::Number, number),
        (EntryItem::Name, "渡辺 翔"),
        (EntryItem::Born, "1980-05-05"),
        (EntryItem::LinkedEntry, &old.entry.to_string()),
    ]);
    let into = decided((to, arrived), &[], (Act::TransferIn, on), &body);
    vec![keyed(out, key), keyed(into, key)]
}

async fn versions(db: &Db, halves: &[NewRecord]) -> Vec<usize> {
    let mut reader = db.reader().await.unwrap();
    let mut found = Vec::new();
    for half in halves {
        found.push(history(&mut reader, half.register, half.entry).await.unwrap().len());
    }
    found
}

async fn a_transfer_is_written_whole_and_once(place: Place) {
    let (from, to) = registers(&place.db).await;
    let writer = Writer::start(place.db.clone()).unwrap();
    let old = registration(from, "13000001", "渡辺 翔");
    place.write(old.clone()).await;
    let both = halves(&old, to, "27000001", "T-1");
    let outcome = writer.record_together(both.clone()).await.unwrap();
    assert!(outcome.iter().all(|o| matches!(o, Appended::Written { .. })), "{outcome:?}");
    let again = writer.record_together(both.clone()).await.unwrap();
    assert!(again.iter().all(|o| matches!(o, Appended::Repeated { .. })), "{again:?}");
    assert_eq!(versions(&place.db, &both).await, [2, 1]);
    let stamps = (
        place.history(from, old.entry).await[1].recorded_at,
        place.history(to, both[1].entry).await[0].recorded_at,
    );
    assert_eq!(stamps.0, stamps.1, "one commit");
    place.sequence().await;
    agree(&place.db, true).await;
}

async fn where_one_half_cannot_stand_neither_does(place: Place) {
    let (from, to) = registers(&place.db).await;
    let writer = Writer::start(place.db.clone()).unwrap();
    let olds: Vec<NewRecord> = (1..=3).map(|n| registration(from, &n.to_string(), "渡辺 翔")).collect();
    place.append(olds.clone()).await.unwrap();
    place.write(registration(to, "27", "先客")).await;
    // the number is taken over there; acts of others in the same commit stand
    let taken = halves(&olds[0], to, "27", "T-1");
    let free = halves(&olds[1], to, "28", "T-2");
    let alone = registration(from, "99", "佐藤 一");
    let (a, b, c) = tokio::join!(
        writer.record_together(taken.clone()),
        writer.record_together(free.clone()),
        writer.record(alone.clone())
    );
    assert_eq!(a.unwrap(), [Appended::Undone, Appended::NumberTaken]);
    assert!(b.unwrap().iter().all(|o| matches!(o, Appended::Written { .. })));
    assert!(matches!(c.unwrap(), Appended::Written { .. }));
    assert_eq!(versions(&place.db, &taken).await, [1, 0]);
    // the version is another than it was decided upon
    let late = halves(&olds[2], to, "29", "T-3");
    let note = [(EntryItem::Note, "甲")];
    let corrected =
        place.decide((from, olds[2].entry), Act::RegisterCorrection, date(2020, 1, 1), &note).await;
    place.write(corrected).await;
    assert_eq!(
        writer.record_together(late.clone()).await.unwrap(),
        [Appended::Conflict { found: Some(2) }, Appended::Undone]
    );
    assert_eq!(versions(&place.db, &late).await, [2, 0]);
    // what did not happen keeps no key: the same may be asked again with another number
    let again = writer.record_together(halves(&olds[0], to, "30", "T-1")).await.unwrap();
    assert!(again.iter().all(|o| matches!(o, Appended::Written { .. })), "{again:?}");
    // a key that was used for one half alone is no key of the whole
    let half = halves(&registration(from, "4", "鈴木 翔"), to, "31", "T-5");
    let single = keyed(registration(from, "98", "佐藤 二"), "T-5");
    place.write(single).await;
    let refused = writer.record_together(half.clone()).await.unwrap();
    assert_eq!((refused[0] == Appended::Undone, &refused[1]), (false, &Appended::Undone), "{refused:?}");
    place.sequence().await;
    agree(&place.db, true).await;
}

// --------------------------------------------------------------------------------------------------------- kill -9

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child of the test of kill -9: it runs by its orders only"]
async fn child() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let mut words = orders.splitn(3, ' ');
    let (kind, round) = (words.next().unwrap(), words.next().unwrap());
    let db = Db::open(words.next().unwrap()).await.unwrap();
    let (from, to) = registers(&db).await;
    let writer = Writer::start(db.clone()).unwrap();
    for number in 0.. {
        let name = format!("{round}-{number}");
        let old = registration(from, &name, "渡辺 翔");
        append_in(&db, vec![old.clone()]).await.unwrap();
        let both = halves(&old, to, &name, &name);
        println!("\ntransfer: asks {} {}", both[0].entry, both[1].entry);
        if kind == "half" {
            die_after_the_first(&db, &both).await;
        }
        let outcome = writer.record_together(both.clone()).await.unwrap();
        assert!(outcome.iter().all(|o| matches!(o, Appended::Written { .. })), "{outcome:?}");
        println!("\ntransfer: done {} {}", both[0].entry, both[1].entry);
    }
}

/// The old entry is closed in an open transaction, the new one is not begun.
async fn die_after_the_first(db: &Db, both: &[NewRecord]) {
    let (first, stamp) = (vec![both[0].clone()], fresh_stamp().unwrap());
    let outcome: Result<(), store::StoreError> = db
        .transact("die", |tx| {
            let (first, stamp) = (first.clone(), stamp.clone());
            Box::pin(async move {
                tx.begin_part().await?;
                append(tx, &first, &stamp).await?;
                Command::new("sh").args(["-c", "kill -9 $PPID"]).status().unwrap();
                unreachable!("nobody survives that")
            })
        })
        .await;
    outcome.unwrap();
}

type Pair = (EntryId, EntryId);

/// Runs the child until it dies, by its own hand or after so long; gives what it asked for and what it was told.
fn run(kind: &str, round: u32, url: &str, under_load: Duration) -> (Vec<Pair>, BTreeSet<Pair>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["together::child", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(ORDERS, format!("{kind} {round} {url}"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (say, hear) = std::sync::mpsc::channel();
    std::thread::spawn(move || out.split(b'\n').map_while(Result::ok).try_for_each(|line| say.send(line)));
    let (mut asked, mut done) = (Vec::new(), BTreeSet::new());
    let mut note = |line: Vec<u8>| {
        let line = String::from_utf8(line).unwrap();
        let mut words = line.strip_prefix("transfer: ").unwrap_or_default().split(' ');
        if let (Some(what), Some(a), Some(b)) = (words.next(), words.next(), words.next()) {
            let pair = (EntryId::parse(a).unwrap(), EntryId::parse(b).unwrap());
            if what == "done" { _ = done.insert(pair) } else { asked.push(pair) }
        }
        what_is_done(&line)
    };
    let mut until = Instant::now() + Duration::from_secs(60);
    let mut begun = false;
    while let Ok(line) = hear.recv_timeout(until.saturating_duration_since(Instant::now())) {
        if note(line) && !begun {
            begun = true;
            until = Instant::now() + under_load;
        }
    }
    if kind == "whole" {
        child.kill().unwrap();
    }
    let status = child.wait().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9), "{status:?}");
    hear.iter().for_each(|line| _ = note(line));
    (asked, done)
}

fn what_is_done(line: &str) -> bool {
    line.starts_with("transfer: done")
}

async fn killed_in_the_middle_no_half_is_left(place: Place) {
    let (from, to) = registers(&place.db).await;
    let seed = fresh_stamp().unwrap().random;
    let mut acknowledged = 0;
    for round in 0..=ROUNDS {
        let kind = if round == 0 { "half" } else { "whole" };
        let load = Duration::from_millis(10 + u64::from(seed[usize::try_from(round).unwrap()]) / 2);
        let (asked, done) = run(kind, round, &place.url, load);
        assert!(!asked.is_empty(), "{kind}: the child did nothing");
        acknowledged += done.len();
        the_last_commit_is_over(&place).await;
        for (old, new) in asked {
            let (left, come) = (place.history(from, old).await, place.history(to, new).await);
            let gone = Present::existence(&registry::step::fold(&left));
            let is_gone = matches!(&gone, Existence::Deleted { reason, .. } if reason == TRANSFERRED);
            assert_eq!(
                (left.len() == 2, is_gone),
                (come.len() == 1, come.len() == 1),
                "{kind}: half a transfer"
            );
            assert!(come.len() == 1 || !done.contains(&(old, new)), "{kind}: told and not there");
            assert!(kind == "whole" || come.is_empty());
        }
    }
    assert!(acknowledged > 10, "the rounds did something: {acknowledged}");
    place.sequence().await;
    agree(&place.db, true).await;
}

/// A server needs a moment to see that its client is dead; the commit it was at is over after it.
async fn the_last_commit_is_over(place: &Place) {
    if place.db.engine() == db::Engine::Sqlite {
        return;
    }
    let others = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
         AND application_name = 'shikaku' AND state <> 'idle' AND pid <> pg_backend_pid()";
    let started = Instant::now();
    while place.count(others).await > 0 {
        assert!(started.elapsed() < Duration::from_secs(30), "the dead client's work goes on");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

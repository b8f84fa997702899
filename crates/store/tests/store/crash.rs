//! kill -9 of the program in the middle of every kind of write, on both engines.
//!
//! The child is this test program again, told by the environment what to do. It says on its standard output what was
//! acknowledged to it; the parent kills it, opens the database, and holds what is there against what was said.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use db::{Db, Param};
use registry::ids::RegisterId;
use registry::log::TreeHead;
use store::StoreError;
use store::disclosure::{Disclosure, latest};
use store::import::{ImportJob, SortedKeys, keep, read, write_chunk, write_keys};
use store::ledger::{Appended, NewRecord, append};
use store::log::{LogTail, latest_checkpoint, place_slice, sequence};
use store::writer::{Writer, fresh_stamp, sequence_all};

use crate::agree::{Found, agree, continues, open};
use crate::import::{chunk, job, sorted_keys};
use crate::lanes::{all_are_there, ask_again};
use crate::script::{ACTS, life};
use crate::support::{Place, append_in, key, make_register, on_both_engines};

/// Where the child finds its orders: `moment round url`.
const ORDERS: &str = "SHIKAKU_CRASH_ORDERS";
const LANES: u32 = 4;
/// Rounds in which the kill comes at a random moment.
const RANDOM_ROUNDS: u32 = 8;
const ROWS: u64 = 60;
const KEYS: usize = 25;

/// Where in its work the child is when it dies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Moment {
    /// Anywhere: the parent kills it while everything is under way.
    Any,
    /// Acts are written and not committed.
    ActUncommitted,
    /// Acts are committed and nobody was told.
    ActUntold,
    /// Entries of a chunk are written, their place in the log is not.
    ChunkUnplaced,
    /// A chunk with its positions and tiles is written and not committed.
    ChunkUncommitted,
    /// Slices are placed, the checkpoint is not signed.
    Unsigned,
    /// Some keys of an import are merged, and a run is half written.
    KeysHalf,
}

impl Moment {
    const CHOSEN: [Self; 6] = [
        Self::ActUncommitted,
        Self::ActUntold,
        Self::ChunkUnplaced,
        Self::ChunkUncommitted,
        Self::Unsigned,
        Self::KeysHalf,
    ];

    fn of_name(name: &str) -> Self {
        Self::CHOSEN.into_iter().find(|moment| format!("{moment:?}") == name).unwrap_or(Self::Any)
    }
}

// ---------------------------------------------------------------------------------------------------------- the child

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child of the crash tests: it runs by their orders only"]
async fn child() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let mut words = orders.splitn(3, ' ');
    let moment = Moment::of_name(words.next().unwrap());
    let round: u32 = words.next().unwrap().parse().unwrap();
    let db = Db::open(words.next().unwrap()).await.unwrap();
    let nurses = make_register(&db, "nurse", "JP").await;
    match moment {
        Moment::Any => everything(&db, nurses, round).await,
        Moment::ActUncommitted | Moment::ActUntold => die_in_an_act(&db, nurses, round, moment).await,
        Moment::ChunkUnplaced | Moment::ChunkUncommitted => die_in_a_chunk(&db, round, moment).await,
        Moment::Unsigned => {
            append_in(&db, first_acts(nurses, round)).await.unwrap();
            tell_acts(&first_acts(nurses, round));
            sequence(&db, &mut LogTail::default()).await.unwrap();
            die();
        }
        Moment::KeysHalf => die_in_the_keys(&db, round).await,
    }
}

/// kill -9 of oneself.
fn die() -> ! {
    Command::new("sh").args(["-c", "kill -9 $PPID"]).status().unwrap();
    unreachable!("nobody survives that")
}

fn tell(what: &str) {
    // a line of its own: the test harness may have left one unfinished
    println!("\ncrash: {what}");
}

fn tell_acts(acts: &[NewRecord]) {
    for act in acts {
        tell(&format!("act {}", act.idempotency.as_ref().unwrap().key));
    }
}

fn first_acts(nurses: RegisterId, round: u32) -> Vec<NewRecord> {
    (0..LANES).map(|lane| life(nurses, round, lane, 0).remove(0)).collect()
}

async fn die_in_an_act(db: &Db, nurses: RegisterId, round: u32, moment: Moment) {
    let acts = first_acts(nurses, round);
    append_in(db, acts.clone()).await.unwrap();
    tell_acts(&acts);
    let seconds: Vec<_> = (0..LANES).map(|lane| life(nurses, round, lane, 0).remove(1)).collect();
    let stamp = fresh_stamp().unwrap();
    let outcome: Result<(), StoreError> = db
        .transact("die", |tx| {
            let (acts, stamp) = (seconds.clone(), stamp.clone());
            Box::pin(async move {
                let outcome = append(tx, &acts, &stamp).await?;
                assert!(outcome.iter().all(|o| matches!(o, Appended::Written { .. })));
                if moment == Moment::ActUncommitted {
                    die();
                }
                Ok(())
            })
        })
        .await;
    outcome.unwrap();
    die();
}

/// The register that a round imports into.
async fn imported(db: &Db, round: u32) -> RegisterId {
    make_register(db, "midwife", Box::leak(format!("round-{round}").into_boxed_str())).await
}

async fn die_in_a_chunk(db: &Db, round: u32, moment: Moment) {
    let register = imported(db, round).await;
    let (first, job) = chunk(&job(register), 0, ROWS);
    write_chunk(db, first, &job, &mut LogTail::default()).await.unwrap();
    tell(&format!("chunk {} {}", register.stored(), job.entries));
    let (second, _) = chunk(&job, ROWS, ROWS);
    let outcome: Result<(), StoreError> = db
        .transact("die", |tx| {
            let second = second.clone();
            Box::pin(async move {
                second.write(tx).await?;
                if moment == Moment::ChunkUncommitted {
                    let slice = (second.register(), second.slice());
                    place_slice(tx, &LogTail::default(), slice, second.leaves()).await?;
                }
                die()
            })
        })
        .await;
    outcome.unwrap();
}

async fn die_in_the_keys(db: &Db, round: u32) {
    let register = imported(db, round).await;
    let (rows, mut job) = chunk(&job(register), 0, ROWS);
    write_chunk(db, rows, &job, &mut LogTail::default()).await.unwrap();
    merge_keys(db, &mut job, 1).await;
    let outcome: Result<(), StoreError> = db
        .transact("die", |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO search_key (register_id, key, entry_id) VALUES ($1, $2, $3)";
                tx.execute(sql, &[Param::Int(register.stored()), Param::Text("n半"), Param::Bytes(&[0; 16])])
                    .await?;
                die()
            })
        })
        .await;
    outcome.unwrap();
}

/// Merges the keys of a job from where it is, at most so many runs.
async fn merge_keys(db: &Db, job: &mut ImportJob, runs: usize) {
    let keys = sorted_keys(db, job.register).await;
    let done = keys.iter().position(|key| Some(key) == job.keyed.as_ref()).map_or(0, |at| at + 1);
    for run in keys[done..].chunks(KEYS).take(runs) {
        let mut sorted = SortedKeys::new(job.register);
        run.iter().for_each(|(key, id)| sorted.add(key, *id));
        write_keys(db, sorted, job).await.unwrap();
        let at = keys.iter().position(|key| Some(key) == job.keyed.as_ref()).unwrap();
        tell(&format!("keys {} {}", job.register.stored(), at + 1));
    }
}

/// All kinds of writes at once, until killed.
async fn everything(db: &Db, nurses: RegisterId, round: u32) {
    let writer = Writer::start(db.clone()).unwrap();
    let lanes = (0..LANES).map(|lane| {
        let writer = writer.clone();
        tokio::spawn(async move {
            for number in 0.. {
                for act in life(nurses, round, lane, number) {
                    let outcome = writer.record(act.clone()).await.unwrap();
                    assert!(matches!(outcome, Appended::Written { .. }), "{outcome:?}");
                    tell_acts(&[act]);
                }
                let look = format!("{round}-{lane}-{number}");
                writer.look(look_of(&look)).await.unwrap();
                tell(&format!("look {look}"));
            }
        })
    });
    let lanes: Vec<_> = lanes.collect();
    tokio::join!(sequencer(db.clone()), importer(db.clone(), round));
    drop(lanes);
}

fn look_of(request: &str) -> Disclosure {
    Disclosure {
        at: 1,
        actor: "officer".to_owned(),
        purpose: "窓口".to_owned(),
        channel: "desk",
        request: request.to_owned(),
        entries: Vec::new(),
    }
}

async fn sequencer(db: Db) {
    let (mut tail, mut signed) = (LogTail::default(), 0);
    loop {
        match sequence_all(&db, &key(), &mut tail).await {
            Ok(_) | Err(StoreError::Outrun) => {}
            Err(error) => panic!("{error}"),
        }
        if let Some(last) = latest_checkpoint(&mut db.reader().await.unwrap()).await.unwrap()
            && last.size > signed
        {
            signed = last.size;
            tell(&format!("signed {}", last.note.replace('\n', "|")));
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

async fn importer(db: Db, round: u32) {
    for part in 0.. {
        let register = imported(&db, round * 1_000 + part).await;
        let mut job = job(register);
        let mut tail = LogTail::default();
        for n in 0..3 {
            let (rows, after) = chunk(&job, n * ROWS, ROWS);
            while let Err(error) = write_chunk(&db, rows.clone(), &after, &mut tail).await {
                assert!(matches!(error, StoreError::Outrun), "{error}");
            }
            job = after;
            tell(&format!("chunk {} {}", register.stored(), job.entries));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        merge_keys(&db, &mut job, usize::MAX).await;
        job.finished_at = Some(1);
        keep(&db, &job).await.unwrap();
        tell(&format!("finished {} 1", register.stored()));
    }
}

// --------------------------------------------------------------------------------------------------------- the parent

/// What the child said before it died.
#[derive(Default)]
struct Said {
    acts: Vec<String>,
    looks: Vec<String>,
    chunks: BTreeMap<i64, u64>,
    keys: BTreeMap<i64, usize>,
    finished: BTreeMap<i64, u64>,
    signed: Vec<TreeHead>,
}

impl Said {
    fn hear(&mut self, line: &str) {
        let Some((what, rest)) = line.strip_prefix("crash: ").and_then(|said| said.split_once(' ')) else {
            return;
        };
        let pair = || {
            let (register, count) = rest.split_once(' ').unwrap();
            (register.parse::<i64>().unwrap(), count.parse::<u64>().unwrap())
        };
        match what {
            "act" => self.acts.push(rest.to_owned()),
            "look" => self.looks.push(rest.to_owned()),
            "chunk" => _ = self.chunks.insert(pair().0, pair().1),
            "keys" => _ = self.keys.insert(pair().0, usize::try_from(pair().1).unwrap()),
            "finished" => _ = self.finished.insert(pair().0, pair().1),
            "signed" => self.signed.push(open(&rest.replace('|', "\n"))),
            other => panic!("{other}"),
        }
    }
}

fn start(moment: Moment, round: u32, url: &str) -> (Child, Receiver<String>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["crash::child", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(ORDERS, format!("{moment:?} {round} {url}"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (say, hear) = channel();
    // a line that was cut by the kill was not said
    std::thread::spawn(move || {
        out.split(b'\n').map_while(Result::ok).try_for_each(|line| say.send(String::from_utf8(line).unwrap()))
    });
    (child, hear)
}

/// Runs the child until it dies, by its own hand or after so long under load; gives what it said.
fn run(moment: Moment, round: u32, url: &str, under_load: Duration) -> Said {
    let (mut child, lines) = start(moment, round, url);
    let mut said = Said::default();
    let patience = Instant::now() + Duration::from_secs(30);
    let mut until = None;
    loop {
        let end = until.unwrap_or(patience);
        match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) => said.hear(&line),
            Err(_) => break,
        }
        if moment == Moment::Any && until.is_none() && !said.acts.is_empty() {
            until = Some(Instant::now() + under_load);
        }
    }
    assert!(Instant::now() < patience, "{moment:?}: the child neither worked nor died");
    if moment == Moment::Any {
        child.kill().unwrap();
    }
    let status = child.wait().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9), "{moment:?}: {status:?}");
    // what it said before it died is still in the pipe; the reader ends with the pipe
    let mut rest: Vec<String> = lines.iter().collect();
    rest.drain(..).for_each(|line| said.hear(&line));
    said
}

on_both_engines!(killed_anywhere_nothing_acknowledged_is_lost_and_nothing_is_half_done);

async fn killed_anywhere_nothing_acknowledged_is_lost_and_nothing_is_half_done(place: Place) {
    let Place { db, url, .. } = &place;
    let nurses = make_register(db, "nurse", "JP").await;
    let seed = fresh_stamp().unwrap().random;
    let mut told = (0, 0);
    let moments =
        std::iter::repeat_n(Moment::Any, usize::try_from(RANDOM_ROUNDS).unwrap()).chain(Moment::CHOSEN);
    for (round, moment) in (1..).zip(moments) {
        let under_load =
            Duration::from_millis(30 + u64::from(seed[usize::try_from(round).unwrap() % 10]) * 2);
        let said = run(moment, round, url, under_load);
        the_server_has_noticed(db).await;
        let found = agree(db, false).await;
        let next = acts_are_there(db, nurses, round, &said).await;
        looks_are_there(db, &said).await;
        imports_are_whole(db, &said).await;
        log_continues(db, &said, &found).await;
        match moment {
            Moment::ActUncommitted => assert!(!next.is_empty() && next.iter().all(|stored| !stored)),
            Moment::ActUntold => assert!(!next.is_empty() && next.iter().all(|stored| *stored)),
            Moment::ChunkUnplaced | Moment::ChunkUncommitted | Moment::KeysHalf => {
                let register = imported(db, round).await;
                let job = read(&mut db.reader().await.unwrap(), register, &[3; 32]).await.unwrap().unwrap();
                assert_eq!(job.entries, ROWS, "the first chunk and nothing of the second");
            }
            Moment::Any | Moment::Unsigned => {}
        }
        told = (told.0 + said.acts.len(), told.1 + said.chunks.len());
    }
    assert!(told.0 > 50 && told.1 > 5, "the rounds did something: {told:?}");
    sequence_all(db, &key(), &mut LogTail::default()).await.unwrap();
    let found = agree(db, false).await;
    assert_eq!(found.placed, found.records as u64);
    println!("{} acts and {} imports under fire, lost 0", told.0, told.1);
}

/// The server may still be at work for a program that is dead: its sessions end when it notices.
async fn the_server_has_noticed(db: &Db) {
    if db.engine() == db::Engine::Sqlite {
        return;
    }
    let others = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
                  AND state <> 'idle' AND pid <> pg_backend_pid()";
    for _ in 0..500 {
        if db.reader().await.unwrap().query(others, &[], |row| row.int(0)).await.unwrap() == [0] {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("sessions of a dead program");
}

/// Each act that was told is there once. The next of each lane is there or not, and asking makes it so; gives whether
/// it was.
async fn acts_are_there(db: &Db, nurses: RegisterId, round: u32, said: &Said) -> Vec<bool> {
    let (mut told, mut next) = (Vec::new(), Vec::new());
    for lane in 0..LANES {
        let prefix = format!("{round}-{lane}-");
        let count = said.acts.iter().filter(|key| key.starts_with(&prefix)).count();
        let lives = (0..).flat_map(|number| life(nurses, round, lane, number));
        let script: Vec<NewRecord> = lives.take(count + ACTS).collect();
        let keys = script[..count].iter().map(|act| act.idempotency.as_ref().unwrap().key.as_str());
        assert!(
            keys.eq(said.acts.iter().filter(|key| key.starts_with(&prefix))),
            "in the order of the script"
        );
        told.extend_from_slice(&script[..count]);
        if count > 0 {
            next.push(script[count].clone());
        }
    }
    all_are_there(db, &told).await;
    let mut stored = Vec::new();
    for (act, answer) in ask_again(db, &next).await {
        stored.push(answer == Appended::Repeated { entry: act.entry, version: act.version });
        assert!(stored.last() == Some(&true) || matches!(answer, Appended::Written { .. }), "{answer:?}");
    }
    all_are_there(db, &next).await;
    stored
}

async fn looks_are_there(db: &Db, said: &Said) {
    let kept = latest(&mut db.reader().await.unwrap(), u32::MAX).await.unwrap();
    for look in &said.looks {
        assert_eq!(kept.iter().filter(|row| row.request == *look).count(), 1, "the look {look}");
    }
}

/// Each import stands exactly where its job says, and that is not before what was told.
async fn imports_are_whole(db: &Db, said: &Said) {
    for (register, told) in &said.chunks {
        let register = RegisterId::from_stored(*register);
        let job = read(&mut db.reader().await.unwrap(), register, &[3; 32]).await.unwrap().unwrap();
        assert!(job.entries >= *told && job.rows == job.entries, "{job:?}, told {told}");
        let sql = "SELECT COUNT(*) FROM entry WHERE register_id = $1";
        let id = [Param::Int(register.stored())];
        let entries = db.reader().await.unwrap().query(sql, &id, |row| row.int(0)).await.unwrap()[0];
        assert_eq!(u64::try_from(entries).unwrap(), job.entries, "neither a gap nor a double");
        let keys = sorted_keys(db, register).await;
        let merged = keys.iter().position(|key| Some(key) == job.keyed.as_ref()).map_or(0, |at| at + 1);
        assert!(merged >= said.keys.get(&register.stored()).copied().unwrap_or(0));
        let sql = "SELECT key FROM search_key WHERE register_id = $1 ORDER BY key, entry_id";
        let stored =
            db.reader().await.unwrap().query(sql, &id, |row| Ok(row.text(0)?.to_owned())).await.unwrap();
        assert!(stored.iter().eq(keys[..merged].iter().map(|(key, _)| key)), "keys up to where the job says");
        assert!(job.finished_at.is_some() || !said.finished.contains_key(&register.stored()));
    }
}

async fn log_continues(db: &Db, said: &Said, found: &Found) {
    let mut reader = db.reader().await.unwrap();
    for head in &said.signed {
        assert!(head.size <= found.head.size, "what was signed is placed");
        continues(&mut reader, head, &found.head).await;
    }
}

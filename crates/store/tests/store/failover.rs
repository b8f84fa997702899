//! The nation's layout: a primary with a synchronous standby, killed under load; and one server that dies and returns.

use std::time::{Duration, Instant};

use db::Db;
use registry::log::TreeHead;
use store::ledger::NewRecord;
use store::log::LogTail;
use store::schema;
use store::writer::{now_micros, sequence_all};
use testkit::Cluster;

use crate::agree::{agree, continues};
use crate::lanes::{Acknowledged, Load, all_are_there};
use crate::support::{key, make_register};

/// Long enough for thousands of commits, some of which the kill meets half way.
const LOAD: Duration = Duration::from_millis(1_200);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_primary_dies_under_load_and_nothing_acknowledged_is_lost() {
    let primary = Cluster::start().unwrap();
    primary.create_database("register").unwrap();
    let standby = Cluster::standby_of(&primary).unwrap();
    // one address that names both: after the failover the program finds the new primary by itself
    let both = format!("@127.0.0.1:{},127.0.0.1:{}/", primary.port(), standby.port());
    let url = primary.url_of("register").unwrap();
    let url = url.replacen(&format!("@127.0.0.1:{}/", primary.port()), &both, 1)
        + "?target_session_attrs=read-write";
    let db = Db::open(&url).await.unwrap();
    schema::init(&db, now_micros()).await.unwrap();
    let nurses = make_register(&db, "nurse", "JP").await;
    let load = Load::start(&[db.clone(), Db::open(&url).await.unwrap()], nurses, 4);
    tokio::time::sleep(LOAD).await;
    let killed = Instant::now();
    primary.kill_9().unwrap();
    standby.promote().unwrap();
    let promoted = Instant::now();
    tokio::time::sleep(LOAD).await;
    let (acknowledged, signed) = load.stop().await;

    let (before, after): (Vec<_>, Vec<_>) = acknowledged.iter().partition(|a| a.at < killed);
    assert!(
        before.len() > 20 && after.len() > 20,
        "the program went on: {} and {}",
        before.len(),
        after.len()
    );
    let acts: Vec<NewRecord> = acknowledged.iter().map(|a| a.act.clone()).collect();
    all_are_there(&db, &acts).await;
    log_goes_on(&db, &signed).await;
    let found = agree(&db, true).await;
    assert_eq!(found.records, acts.len(), "every act that is there was acknowledged in the end");
    assert_eq!(found.placed, acts.len() as u64);
    report("failover", &acknowledged, killed, promoted);
}

/// Places and signs what is left, and holds every head that was signed before against the tree as it is now.
async fn log_goes_on(db: &Db, signed: &[TreeHead]) {
    assert!(!signed.is_empty(), "something was signed under load");
    sequence_all(db, &key(), &mut LogTail::default()).await.unwrap();
    let found = agree(db, true).await;
    let mut reader = db.reader().await.unwrap();
    for head in signed {
        continues(&mut reader, head, &found.head).await;
    }
}

fn report(what: &str, acknowledged: &[Acknowledged], killed: Instant, back: Instant) {
    let again = acknowledged.iter().filter(|a| a.again).count();
    let first = acknowledged.iter().filter(|a| a.at > back).map(|a| a.at).min().unwrap();
    println!(
        "{what}: {} acts acknowledged, lost 0, stored but not acknowledged at first {again}; \
         kill to promotion or restart {:?}, from there to the first write {:?}",
        acknowledged.len(),
        back - killed,
        first - back
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_under_load_comes_back_whole() {
    let cluster = Cluster::start().unwrap();
    let db = Db::open(&cluster.create_database("register").unwrap()).await.unwrap();
    schema::init(&db, now_micros()).await.unwrap();
    let nurses = make_register(&db, "nurse", "JP").await;
    let load = Load::start(std::slice::from_ref(&db), nurses, 6);
    let (mut killed, mut back) = (Instant::now(), Instant::now());
    for pause in [300, 450, 170] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        killed = Instant::now();
        cluster.kill_9().unwrap();
        cluster.start_again().unwrap();
        back = Instant::now();
    }
    tokio::time::sleep(Duration::from_millis(400)).await;
    let (acknowledged, signed) = load.stop().await;
    assert!(acknowledged.iter().any(|a| a.at > back), "the program went on");
    let acts: Vec<NewRecord> = acknowledged.iter().map(|a| a.act.clone()).collect();
    all_are_there(&db, &acts).await;
    log_goes_on(&db, &signed).await;
    let found = agree(&db, true).await;
    assert_eq!((found.records, found.placed), (acts.len(), acts.len() as u64));
    report("server killed", &acknowledged, killed, back);
}

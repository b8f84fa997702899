//! The clusters themselves: what crash and failover tests rely on.
#![cfg(test)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use testkit::{Cluster, fresh_postgres, fresh_sqlite};

#[test]
fn what_was_acknowledged_is_there_after_kill_9() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.url();
    cluster.sql("CREATE TABLE t (n INTEGER)").unwrap();
    cluster.sql("INSERT INTO t VALUES (7)").unwrap();
    cluster.kill_9().unwrap();
    assert!(cluster.sql("SELECT 1").is_err(), "nothing answers after the kill");
    cluster.start_again().unwrap();
    assert_eq!(cluster.url(), url, "the address stays");
    assert_eq!(cluster.sql("SELECT n FROM t").unwrap(), "7");
    assert_eq!(cluster.sql("SHOW data_checksums").unwrap(), "on");
    assert_eq!(cluster.sql("SHOW fsync").unwrap(), "on");
}

#[test]
fn a_promoted_standby_has_everything_and_takes_writes() {
    let primary = Cluster::start().unwrap();
    primary.sql("CREATE TABLE t (n INTEGER)").unwrap();
    let standby = Cluster::standby_of(&primary).unwrap();
    primary.sql("INSERT INTO t VALUES (1)").unwrap();
    assert!(standby.sql("INSERT INTO t VALUES (2)").is_err(), "a standby takes no writes");
    primary.kill_9().unwrap();
    standby.promote().unwrap();
    standby.sql("INSERT INTO t VALUES (3)").unwrap();
    assert_eq!(standby.sql("SELECT string_agg(n::text, ',' ORDER BY n) FROM t").unwrap(), "1,3");
}

#[test]
fn a_primary_acknowledges_nothing_without_its_standby() {
    let primary = Cluster::start().unwrap();
    primary.sql("CREATE TABLE t (n INTEGER)").unwrap();
    let standby = Cluster::standby_of(&primary).unwrap();
    standby.kill_9().unwrap();
    let mut commit = Command::new("psql")
        .args(["-X", "-q", "-d", &primary.url(), "-c", "INSERT INTO t VALUES (1)"])
        .spawn()
        .unwrap();
    sleep(Duration::from_secs(1));
    assert_eq!(commit.try_wait().unwrap(), None, "the commit waits for the standby");
    standby.start_again().unwrap();
    assert!(commit.wait().unwrap().success(), "and goes on with it");
}

#[test]
fn fresh_databases_are_empty_apart_and_gone_afterwards() {
    let (first, second) = (fresh_postgres().unwrap(), fresh_postgres().unwrap());
    assert_ne!(first.url(), second.url());
    let gone = first.url().to_owned();
    drop(first);
    assert!(!psql(&gone, "SELECT 1"), "a dropped database is gone");
    assert!(psql(second.url(), "SELECT 1"));

    let file = fresh_sqlite().unwrap();
    let path = PathBuf::from(file.url().strip_prefix("sqlite:").unwrap());
    assert!(!path.exists() && path.parent().unwrap().is_dir());
    drop(file);
    assert!(!path.parent().unwrap().exists());
}

#[test]
fn nothing_stays_behind_when_the_owner_is_killed() {
    let mut owner = Command::new(env!("CARGO_BIN_EXE_with-postgres"))
        .args(["sh", "-c", "echo $SHIKAKU_TEST_POSTGRES; exec cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(owner.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let url = url.trim();
    assert!(psql(url, "SELECT 1"), "it is up: {url}");
    let folder = folder_of(url);
    assert!(folder.is_dir());
    owner.kill().unwrap();
    owner.wait().unwrap();
    let start = Instant::now();
    while folder.exists() && start.elapsed() < Duration::from_secs(20) {
        sleep(Duration::from_millis(50));
    }
    assert!(!folder.exists(), "{} is still there", folder.display());
    assert!(!psql(url, "SELECT 1"), "the server is stopped");
}

#[test]
fn with_postgres_ends_as_its_command_does() {
    let status =
        Command::new(env!("CARGO_BIN_EXE_with-postgres")).args(["sh", "-c", "exit 7"]).status().unwrap();
    assert_eq!(status.code(), Some(7));
}

fn psql(url: &str, statement: &str) -> bool {
    ask(url, statement).is_some()
}

fn ask(url: &str, statement: &str) -> Option<String> {
    let output = Command::new("psql").args(["-X", "-A", "-t", "-d", url, "-c", statement]).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

fn folder_of(url: &str) -> PathBuf {
    let data = ask(url, "SHOW data_directory").unwrap();
    Path::new(&data).parent().unwrap().to_owned()
}

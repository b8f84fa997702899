//! New keys while everything runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::support::{Place, by, digits, number, on_both_engines};
use crate::number::MyNumber;
use crate::{Reason, SealedNumber, Vault, VaultError};

on_both_engines!(
    every_row_is_under_new_keys_and_the_old_ones_are_gone,
    a_new_key_opens_and_the_old_one_does_so_until_it_is_refused,
    reading_and_writing_go_on_meanwhile,
    a_stopped_one_goes_on_where_it_was,
    numbers_are_found_once_across_generations,
);

const ROWS: u64 = 1_300;

async fn filled(place: &Place, rows: u64) -> Vec<SealedNumber> {
    let numbers: Vec<MyNumber> = (0..rows).map(number).collect();
    place.vault.seal_many(&numbers, &by("run-1")).await.unwrap()
}

async fn all_open(vault: &Vault, handles: &[SealedNumber]) {
    let opened = vault.open_for_jlis_many::<MyNumber>(handles, &by("run-1")).await.unwrap();
    for (n, number) in (0..).zip(&opened) {
        assert_eq!(number.as_ref().unwrap().digits(), digits(n).as_bytes());
    }
    assert_eq!(opened.len(), handles.len());
}

async fn every_row_is_under_new_keys_and_the_old_ones_are_gone(place: Place) {
    let handles = filled(&place, ROWS).await;
    let mut heard = Vec::new();
    let done = place.vault.rekey(None, &by("operation"), |rows| heard.push(rows)).await.unwrap();
    assert_eq!((done.generation, done.rows, done.resumed, done.keys.len()), (2, ROWS, false, 1));
    assert_eq!(heard.last(), Some(&ROWS));
    all_open(&place.vault, &handles).await;
    all_open(&place.again().await, &handles).await;
    assert_eq!(place.count("SELECT COUNT(*) FROM number WHERE generation <> 2").await, 0);
    let old = "SELECT COUNT(*) FROM wrapped_key WHERE generation = 1 AND part <> 'intake'";
    assert_eq!(place.count(old).await, 0, "what was sealed by them can be read by nobody any more");
    let second = place.vault.rekey(None, &by("operation"), |_| {}).await.unwrap();
    assert_eq!(second.generation, 3);
    assert_eq!(place.count("SELECT COUNT(*) FROM wrapped_key WHERE generation = 1").await, 0);
    all_open(&place.vault, &handles).await;
    let report = place.vault.verify_log(None).await.unwrap();
    assert_eq!(report.findings, vec![]);
}

async fn a_new_key_opens_and_the_old_one_does_so_until_it_is_refused(place: Place) {
    let handles = filled(&place, 70).await;
    let running = place.again().await;
    let new = place.key("new.key");
    let done = place.vault.rekey(Some(&new), &by("operation"), |_| {}).await.unwrap();
    assert_eq!(done.keys.len(), 2, "both open it");
    // a program that has run all the time, one that starts with the old key, and one with the new
    all_open(&running, &handles).await;
    all_open(&place.again().await, &handles).await;
    let with_new = Vault::open(&place.url, &new).await.unwrap();
    all_open(&with_new, &handles).await;

    assert_eq!(with_new.refuse_old_keys(&by("operation")).await.unwrap().len(), 1);
    assert_eq!(
        with_new.refuse_old_keys(&by("operation")).await.unwrap().len(),
        1,
        "and again changes nothing"
    );
    let refused = Vault::open(&place.url, &place.key("vault.key")).await;
    assert!(matches!(refused, Err(VaultError::WrongKey)), "{refused:?}");
    all_open(&with_new, &handles).await;
    all_open(&Vault::open(&place.url, &new).await.unwrap(), &handles).await;
    // the program that still runs with the old one reads what it can, and writes nothing under keys it cannot know
    assert!(matches!(running.seal(&number(900), &by("case-1")).await, Err(VaultError::WrongKey)));
    assert_eq!(with_new.verify_log(None).await.unwrap().findings, vec![]);
}

async fn reading_and_writing_go_on_meanwhile(place: Place) {
    let handles = Arc::new(filled(&place, ROWS).await);
    let over = Arc::new(AtomicBool::new(false));
    let mut others = Vec::new();
    for lane in 0..3_u64 {
        let (vault, handles, over) = (place.again().await, Arc::clone(&handles), Arc::clone(&over));
        others.push(tokio::spawn(async move {
            let mut made = Vec::new();
            for round in 0.. {
                let n = 10_000 + lane * 1_000 + round;
                let sealed = vault.seal(&number(n), &by("case-1")).await.unwrap();
                let opened = vault.open_for_jlis(&sealed, &by("case-1")).await.unwrap().unwrap();
                assert_eq!(opened.digits(), digits(n).as_bytes());
                let old = handles[usize::try_from((round * 37 + lane) % ROWS).unwrap()];
                assert!(vault.open_for_jlis(&old, &by("case-1")).await.unwrap().is_some());
                if round % 5 == 4 {
                    vault.delete(&[sealed], &by("case-1"), &Reason::new("取下げ").unwrap()).await.unwrap();
                } else {
                    made.push((n, sealed));
                }
                if over.load(Ordering::Relaxed) {
                    break;
                }
            }
            made
        }));
    }
    for _ in 0..3 {
        place.vault.rekey(None, &by("operation"), |_| {}).await.unwrap();
    }
    over.store(true, Ordering::Relaxed);
    let mut written = 0;
    for other in others {
        for (n, sealed) in other.await.unwrap() {
            written += 1;
            let opened = place.vault.open_for_jlis(&sealed, &by("case-1")).await.unwrap().unwrap();
            assert_eq!(opened.digits(), digits(n).as_bytes());
        }
    }
    assert!(written > 3, "the others did something meanwhile: {written}");
    all_open(&place.vault, &handles).await;
    assert_eq!(place.count("SELECT COUNT(DISTINCT generation) FROM number").await, 1);
    assert_eq!(place.vault.verify_log(None).await.unwrap().findings, vec![]);
}

async fn a_stopped_one_goes_on_where_it_was(place: Place) {
    let handles = filled(&place, ROWS).await;
    let vault = place.vault.clone();
    let stopped = tokio::spawn(async move {
        let mut batches = 0;
        vault
            .rekey(None, &by("operation"), |_| {
                batches += 1;
                assert!(batches < 2, "stopped here");
            })
            .await
    });
    assert!(stopped.await.is_err());
    let left = place.count("SELECT COUNT(*) FROM number WHERE generation = 1").await;
    assert!(left > 0 && left < i64::try_from(ROWS).unwrap(), "{left}");
    all_open(&place.again().await, &handles).await;

    let done = place.again().await.rekey(None, &by("operation"), |_| {}).await.unwrap();
    assert_eq!((done.generation, done.resumed), (2, true));
    assert!(done.rows < ROWS, "only those that were left: {}", done.rows);
    all_open(&place.vault, &handles).await;
    assert_eq!(place.vault.verify_log(None).await.unwrap().findings, vec![]);
}

async fn numbers_are_found_once_across_generations(place: Place) {
    let handles = filled(&place, ROWS).await;
    let vault = place.vault.clone();
    let stopped =
        tokio::spawn(async move { vault.rekey(None, &by("operation"), |_| panic!("stopped")).await });
    assert!(stopped.await.is_err());
    // half of the rows stand under the new index, half under the old one
    assert_eq!(filled(&place, ROWS).await, handles);
    let one = place.vault.seal(&number(ROWS - 1), &by("run-1")).await.unwrap();
    assert_eq!(one, handles[usize::try_from(ROWS - 1).unwrap()]);
    for n in [0, 700, 1_299] {
        let same = place.vault.handles_of_same(&handles[n], &by("run-1")).await.unwrap();
        assert_eq!(same, vec![handles[n]]);
    }
    place.vault.rekey(None, &by("operation"), |_| {}).await.unwrap();
    assert_eq!(filled(&place, ROWS).await, handles);
    assert_eq!(place.count("SELECT COUNT(*) FROM number").await, i64::try_from(ROWS).unwrap());
}

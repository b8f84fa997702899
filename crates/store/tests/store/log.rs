//! Positions, tiles, checkpoints and proofs.

use std::collections::BTreeSet;
use std::time::Duration;

use db::Db;
use registry::log::TreeHead;
use store::StoreError;
use store::log::{LogTail, latest_checkpoint, prove, sequence, sign_checkpoint, waiting};
use store::writer::{now_micros, sequence_all};

use crate::agree::{agree, continues, open};
use crate::import::{chunk, job};
use crate::support::{Place, append_in, fresh_entry, key, make_register, on_both_engines, registration};

on_both_engines!(
    positions_have_no_gap_wherever_it_stops,
    two_sequencers_at_once_do_no_harm,
    every_record_is_proved_and_no_other,
    every_checkpoint_continues_the_one_before,
    a_damaged_tree_is_never_signed,
    a_slice_with_a_record_missing_is_not_placed,
);

async fn positions_have_no_gap_wherever_it_stops(place: Place) {
    let (nurses, midwives) = (place.nurses().await, place.register("midwife", "JP").await);
    let mut tail = LogTail::default();
    assert_eq!(sequence(&place.db, &mut tail).await.unwrap(), 0, "nothing waits");
    assert_eq!(sign_checkpoint(&place.db, &key(), 1).await.unwrap(), None, "nothing to sign");
    let mut number = 0;
    let mut expected = 0;
    // around the borders of tiles: 256 hashes each
    for (round, size) in [1, 3, 250, 1, 1, 2, 300, 511, 1].into_iter().enumerate() {
        for _ in 0..size {
            number += 1;
            let register = if number % 3 == 0 { midwives } else { nurses };
            if number % 50 == 0 || size < 5 {
                place.append(vec![registration(register, &number.to_string(), "佐藤 一")]).await.unwrap();
                expected += 1;
            }
        }
        let batch = (0..size).map(|n| registration(nurses, &format!("{round}-{n}"), "佐藤 一")).collect();
        place.append(batch).await.unwrap();
        expected += size;
        let mut reader = place.db.reader().await.unwrap();
        assert!(waiting(&mut reader).await.unwrap() >= size);
        drop(reader);
        // a tail in memory, a tail that is lost as after a restart, and a placement without a signature
        match round % 3 {
            0 => _ = sequence_all(&place.db, &key(), &mut tail).await.unwrap(),
            1 => _ = sequence_all(&place.db, &key(), &mut LogTail::default()).await.unwrap(),
            _ => _ = sequence(&place.db, &mut tail).await.unwrap(),
        }
        assert_eq!(waiting(&mut place.db.reader().await.unwrap()).await.unwrap(), 0);
        assert_eq!(agree(&place.db, true).await.placed, expected);
    }
    assert!(sign_checkpoint(&place.db, &key(), 2).await.unwrap().is_some());
    assert_eq!(
        sign_checkpoint(&place.db, &key(), 3).await.unwrap(),
        None,
        "the same tree is not signed twice"
    );
}

async fn place_until_done(db: Db, total: u64) -> u64 {
    let (mut tail, mut placed, mut outrun) = (LogTail::default(), 0, 0);
    for _ in 0..2_000 {
        match sequence_all(&db, &key(), &mut tail).await {
            Ok(count) => placed += count,
            Err(StoreError::Outrun) => outrun += 1,
            Err(other) => panic!("{other}"),
        }
        let end =
            latest_checkpoint(&mut db.reader().await.unwrap()).await.unwrap().map_or(0, |signed| signed.size);
        if end >= total {
            return placed;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("{placed} placed, {outrun} times outrun, not all of {total}");
}

async fn two_sequencers_at_once_do_no_harm(place: Place) {
    const WRITERS: u64 = 2;
    const COMMITS: u64 = 40;
    const CHUNKS: u64 = 4;
    const ROWS: u64 = 100;
    let total = WRITERS * COMMITS + CHUNKS * ROWS;
    // programs of their own, as far as the database can tell
    let (one, two) = (Db::open(&place.url).await.unwrap(), Db::open(&place.url).await.unwrap());
    let sequencers = [one, two].map(|db| tokio::spawn(place_until_done(db, total)));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let db = place.db.clone();
            tokio::spawn(async move {
                let authority = if writer == 0 { "JP-01" } else { "JP-02" };
                let register = make_register(&db, "nutritionist", authority).await;
                for n in 0..COMMITS {
                    append_in(&db, vec![registration(register, &n.to_string(), "佐藤 一")]).await.unwrap();
                }
            })
        })
        .collect();
    let db = place.db.clone();
    let importer = tokio::spawn(async move {
        let nurses = make_register(&db, "nurse", "JP").await;
        let (mut job, mut tail) = (job(nurses), LogTail::default());
        for n in 0..CHUNKS {
            let (rows, after) = chunk(&job, n * ROWS, ROWS);
            while let Err(error) = store::import::write_chunk(&db, rows.clone(), &after, &mut tail).await {
                assert!(matches!(error, StoreError::Outrun), "{error}");
            }
            job = after;
        }
    });
    for task in writers {
        task.await.unwrap();
    }
    importer.await.unwrap();
    let mut placed = 0;
    for task in sequencers {
        placed += task.await.unwrap();
    }
    // one that is outrun in the middle does not tell what it had placed until then
    assert!(placed <= WRITERS * COMMITS, "each slice by one of them; the import placed its own: {placed}");
    assert_eq!(agree(&place.db, false).await.placed, total);
}

async fn every_record_is_proved_and_no_other(place: Place) {
    let nurses = place.nurses().await;
    let batch: Vec<_> = (0..300).map(|n| registration(nurses, &n.to_string(), "佐藤 一")).collect();
    let ids: Vec<_> = batch.iter().map(|record| record.entry).collect();
    place.append(batch).await.unwrap();
    let key = key();
    let keys = [key.0.verifier().clone()];
    let mut reader = place.db.reader().await.unwrap();
    assert_eq!(prove(&mut reader, nurses, ids[0], 1).await.unwrap(), None, "not placed yet");
    place.sequence().await;
    let late = registration(nurses, "late", "鈴木 翔");
    let late_id = late.entry;
    place.append(vec![late]).await.unwrap();
    sequence(&place.db, &mut LogTail::default()).await.unwrap();
    assert_eq!(prove(&mut reader, nurses, late_id, 1).await.unwrap(), None, "placed, and not signed yet");
    let mut positions = BTreeSet::new();
    for id in &ids {
        let proof = prove(&mut reader, nurses, *id, 1).await.unwrap().unwrap();
        let checkpoint = proof.verify(key.origin(), &keys).unwrap();
        assert_eq!(checkpoint.head.size, 300);
        assert!(positions.insert(proof.index));
        let carried = registry::log::LedgerProof::parse(&proof.to_string()).unwrap();
        carried.verify(key.origin(), &keys).unwrap();
    }
    let mut forged = prove(&mut reader, nurses, ids[9], 1).await.unwrap().unwrap();
    forged.commitment[0] ^= 1;
    assert!(forged.verify(key.origin(), &keys).is_err());
    assert_eq!(prove(&mut reader, nurses, ids[9], 2).await.unwrap(), None, "there is no version 2");
    assert_eq!(prove(&mut reader, nurses, fresh_entry(), 1).await.unwrap(), None);
}

async fn every_checkpoint_continues_the_one_before(place: Place) {
    let nurses = place.nurses().await;
    let mut heads: Vec<TreeHead> = Vec::new();
    for (round, size) in [1_u64, 1, 5, 249, 1, 100, 400].into_iter().enumerate() {
        let batch = (0..size).map(|n| registration(nurses, &format!("{round}-{n}"), "佐藤 一")).collect();
        place.append(batch).await.unwrap();
        place.sequence().await;
        let signed = latest_checkpoint(&mut place.db.reader().await.unwrap()).await.unwrap().unwrap();
        assert!(signed.signed_at <= now_micros());
        let head = open(&signed.note);
        assert_eq!(head.size, signed.size);
        heads.push(head);
    }
    let mut reader = place.db.reader().await.unwrap();
    for (new, old) in
        heads.iter().enumerate().flat_map(|(at, new)| heads[..at].iter().map(move |old| (new, old)))
    {
        continues(&mut reader, old, new).await;
    }
    let forged = TreeHead { root: heads[0].root, ..heads[3] };
    let last = heads.last().unwrap();
    let tiles = registry::log::tiles_for_consistency(forged.size, last.size);
    let tiles = store::log::tiles(&mut reader, &tiles).await.unwrap();
    let read = |id| tiles.get(&id).cloned().ok_or(id);
    let path = registry::log::prove_consistency(forged.size, last.size, read).unwrap();
    assert!(
        registry::log::verify_consistency(&forged, last, &path).is_err(),
        "another history is told apart"
    );
}

async fn a_damaged_tree_is_never_signed(place: Place) {
    let nurses = place.nurses().await;
    place.append((0..5).map(|n| registration(nurses, &n.to_string(), "佐藤 一")).collect()).await.unwrap();
    place.sequence().await;
    let spoil = "UPDATE log_tile SET hashes = $1 WHERE level = 0";
    static OTHER: [u8; 160] = [1; 160];
    place.execute(spoil, vec![db::Param::Bytes(&OTHER)]).await.unwrap();
    place.append(vec![registration(nurses, "6", "佐藤 一")]).await.unwrap();
    let refused = sequence_all(&place.db, &key(), &mut LogTail::default()).await;
    assert!(matches!(refused, Err(StoreError::Log(_))), "{refused:?}");
    let signed = latest_checkpoint(&mut place.db.reader().await.unwrap()).await.unwrap().unwrap();
    assert_eq!(signed.size, 5, "nothing was signed over it");
}

async fn a_slice_with_a_record_missing_is_not_placed(place: Place) {
    let nurses = place.nurses().await;
    place
        .append(vec![registration(nurses, "1", "佐藤 一"), registration(nurses, "2", "佐藤 二")])
        .await
        .unwrap();
    // as if the row had been lost below the guards
    match place.db.engine() {
        db::Engine::Sqlite => _ = place.execute("DROP TRIGGER ledger_no_delete", vec![]).await.unwrap(),
        db::Engine::Postgres => {
            _ = place.execute("ALTER TABLE ledger DISABLE TRIGGER ledger_guard", vec![]).await.unwrap()
        }
    }
    let lost = "DELETE FROM ledger WHERE entry_id = (SELECT entry_id FROM entry ORDER BY entry_id LIMIT 1)";
    assert_eq!(place.execute(lost, vec![]).await.unwrap(), 1);
    let refused = sequence(&place.db, &mut LogTail::default()).await;
    assert!(matches!(refused, Err(StoreError::Log(_))), "{refused:?}");
    assert_eq!(place.count("SELECT COUNT(*) FROM log_slice").await, 0);
}

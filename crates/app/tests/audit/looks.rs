//! Who looked: a line that is missing under an entry, one that is too many, and a record that names another entry.

use db::Param;
use registry::ids::EntryId;
use store::disclosure::{Disclosure, of_entry};
use store::writer::Writer;

use crate::assert_found;
use crate::support::{World, both};

async fn look(world: &World, shown: &[EntryId]) {
    let writer = Writer::start(world.db.clone()).unwrap();
    for at in 0..30 {
        let look = Disclosure {
            at,
            actor: "officer-a".into(),
            purpose: "counter".into(),
            channel: "desk",
            request: "show".into(),
            entries: shown.iter().map(|id| (world.register, *id)).collect(),
        };
        writer.look(look).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_stands_under_each_entry_that_it_showed() {
    both(async |world| {
        look(&world, &[world.quiet, world.other]).await;
        look(&world, &[]).await;
        // an entry that was shown twice in one answer stands there once
        look(&world, &[world.corrected, world.corrected]).await;
        let clean = world.audit().await;
        assert!(clean.is_clean(), "{:#?}", clean.findings);
        store::disclosure::sort_in(&world.db).await.unwrap();
        let clean = world.audit().await;
        assert!(clean.is_clean(), "sorted in: {:#?}", clean.findings);
        assert!(clean.covered.iter().any(|words| words.contains("who looked")));
        let mut reader = world.db.reader().await.unwrap();
        let lines = store::disclosure::page_of_register(
            &mut reader,
            world.register,
            (EntryId::LEAST, EntryId::LEAST),
            99,
        );
        let lines = lines.await.unwrap();
        let (entry, seen) = *lines.iter().find(|(entry, _)| *entry == world.quiet).unwrap();
        let line =
            [Param::Int(world.register.stored()), Param::Bytes(entry.stored()), Param::Bytes(seen.stored())];
        let gone =
            "DELETE FROM disclosure_entry WHERE register_id = $1 AND entry_id = $2 AND disclosure_id = $3";
        world.unguarded(gone, &line).await;
        assert_found(&world, "look-missing", &world.quiet.to_string()).await;
        let come = "INSERT INTO disclosure_entry (register_id, entry_id, disclosure_id) VALUES ($1, $2, $3)";
        world.unguarded(come, &[line[0], Param::Bytes(world.corrected.stored()), line[2]]).await;
        assert_found(&world, "look-stray", &world.corrected.to_string()).await;
        let looks = of_entry(&mut reader, (world.register, world.other), 99).await;
        assert_eq!(looks.unwrap().len(), 30);
        let sql = "UPDATE disclosure SET entries = REPLACE(entries, '-', '+') WHERE disclosed_at = 3";
        world.unguarded(sql, &[]).await;
        assert_found(&world, "look-altered", "entries").await;
        assert_found(&world, "look-stray", &world.other.to_string()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_is_not_sorted_in_is_held_against_its_record_too() {
    both(async |world| {
        look(&world, &[world.quiet]).await;
        let lines = async || {
            let mut reader = world.db.reader().await.unwrap();
            let page = store::disclosure::pending_page(&mut reader, world.register, EntryId::LEAST).await;
            page.unwrap().unwrap().1
        };
        let (_, seen) = lines().await[0];
        let forged = [world.other.stored().as_slice(), seen.stored()].concat();
        let come = "INSERT INTO disclosure_pending (register_id, block_id, lines) VALUES ($1, $2, $3)";
        let block = [Param::Int(world.register.stored()), Param::Bytes(&[9; 16]), Param::Bytes(&forged)];
        world.unguarded(come, &block).await;
        assert_found(&world, "look-stray", &world.other.to_string()).await;
        world.unguarded("DELETE FROM disclosure_pending WHERE block_id <> $1", &block[1..2]).await;
        assert_found(&world, "look-missing", &world.quiet.to_string()).await;
        let short = [block[0], Param::Bytes(&[8; 16]), Param::Bytes(&[7; 31])];
        world.unguarded(come, &short).await;
        assert_found(&world, "unreadable", "disclosure_pending").await;
    })
    .await;
}

//! Registers of earlier versions are brought to this one, and then are as if made by it.

use db::{Engine, Param, clustered_ddl};
use registry::name::name_key;
use store::import::in_staged;
use store::migrate::migrate;
use store::search::KeyKind;
use store::{StoreError, schema};

use crate::import::{chunk, job};
use crate::support::{Place, fresh_entry, on_both_engines, registration};

on_both_engines!(a_register_of_this_version_stays_as_it_is, one_of_a_later_version_or_none_is_refused,);

const SCHEMA_1: &str = include_str!("old/schema.1.sql");
const GUARDS_1_SQLITE: &str = include_str!("old/guards.1.sqlite.sql");
const GUARDS_1_POSTGRES: &str = include_str!("old/guards.1.postgres.sql");

/// Makes what statements say.
async fn make(place: &Place, ddl: String) {
    let made: Result<(), StoreError> = place
        .db
        .transact("old", move |tx| {
            let ddl = ddl.clone();
            Box::pin(async move { Ok(tx.batch(&ddl).await?) })
        })
        .await;
    made.unwrap();
}

/// A register as version 1 made it.
async fn first_version(place: &Place) {
    let guards = match place.db.engine() {
        Engine::Sqlite => GUARDS_1_SQLITE,
        Engine::Postgres => GUARDS_1_POSTGRES,
    };
    let ddl = format!("{}\n{guards}", clustered_ddl(place.db.engine(), SCHEMA_1));
    make(place, ddl).await;
    place.execute("INSERT INTO schema_version (version, applied_at) VALUES (1, 1)", vec![]).await.unwrap();
}

/// What version 3 makes is there, its note is not: as after a kill.
async fn disclosures_half_taken_over(place: &Place) {
    let ddl = match place.db.engine() {
        Engine::Sqlite => include_str!("../../sql/migrate.3.sqlite.sql"),
        Engine::Postgres => include_str!("../../sql/migrate.3.postgres.sql"),
    };
    let ddl = clustered_ddl(place.db.engine(), ddl);
    make(place, ddl).await;
}

/// Everything that the catalog says of tables, columns, keys and guards, in words.
async fn catalog(place: &Place) -> Vec<String> {
    let sql = match place.db.engine() {
        Engine::Sqlite => "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_schema",
        Engine::Postgres => {
            "SELECT c.relname || '.' || a.attname || ' ' || a.attnum::text || ' ' || format_type(a.atttypid, a.atttypmod) \
             || ' ' || a.attnotnull::text || ' ' || a.attcollation::regcollation::text || ' ' || a.attstorage::text FROM pg_class c \
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 \
             WHERE c.relnamespace = current_schema()::regnamespace \
             UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
             WHERE c.relnamespace = current_schema()::regnamespace \
             UNION ALL SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal"
        }
    };
    let mut reader = place.db.reader().await.unwrap();
    let mut found = reader
        .query(sql, &[], |row| {
            let words: Vec<&str> =
                row.text(0)?.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
            Ok(words.join(" ").split_whitespace().collect::<Vec<_>>().join(" "))
        })
        .await
        .unwrap();
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_register_of_the_first_version_becomes_one_of_this() {
    for (old, new) in [
        (testkit::fresh_sqlite().unwrap(), Place::sqlite().await),
        (testkit::fresh_postgres().unwrap(), Place::postgres().await),
    ] {
        let old = Place::empty(old).await;
        first_version(&old).await;
        let refused = schema::check(&old.db).await;
        assert!(matches!(refused, Err(StoreError::Version { found: 1, .. })), "{refused:?}");
        // an import that stands half way, and one that is through
        let nurses = old.nurses().await;
        let open = "INSERT INTO import_job (register_id, file_digest, settings, byte_offset, line, row_count, entries, \
             rejects, rejects_offset, first_entry, last_entry, started_at, finished_at) \
             VALUES ($1, $2, '', 1, 1, 1, 1, 0, 0, $3, $3, 1, $4)";
        for (digest, finished) in [(&[3; 32], Param::Null), (&[4; 32], Param::Int(5))] {
            let params =
                vec![Param::Int(nurses.stored()), Param::Bytes(digest), Param::Bytes(&[9; 16]), finished];
            old.execute(open, params).await.unwrap();
        }
        // and looks, at several registers' entries, at nothing, at what is no more
        let midwives = old.register("midwife", "JP").await;
        let entries: Vec<_> =
            [nurses, midwives, nurses].into_iter().map(|register| (register, fresh_entry())).collect();
        for (n, (register, entry)) in entries[..2].iter().enumerate() {
            let sql = "INSERT INTO entry (register_id, entry_id, number_key, version, present) VALUES ($1, $2, $3, 1, '')";
            let id: &'static [u8; 16] = Box::leak(Box::new(*entry.stored()));
            let number: &'static str = Box::leak(format!("old {n}").into_boxed_str());
            old.execute(sql, vec![Param::Int(register.stored()), Param::Bytes(id), Param::Text(number)])
                .await
                .unwrap();
        }
        let all = entries.iter().map(|(_, id)| id.to_string()).collect::<Vec<_>>().join(" ");
        let first = entries[0].1.to_string();
        for n in 0..2_500_u32 {
            let shown: &'static str = Box::leak(
                [all.as_str(), "", &first][usize::try_from(n % 3).unwrap()].to_owned().into_boxed_str(),
            );
            let id: &'static [u8; 16] = Box::leak(Box::new((u128::from(n) + 1).to_be_bytes()));
            let sql = "INSERT INTO disclosure (disclosure_id, disclosed_at, actor, purpose, channel, request, entries) \
                 VALUES ($1, $2, 'officer', '窓口', 'desk', 'show', $3)";
            old.execute(sql, vec![Param::Bytes(id), Param::Int(i64::from(n)), Param::Text(shown)])
                .await
                .unwrap();
        }
        // killed half way, it may begin again
        disclosures_half_taken_over(&old).await;
        assert_eq!(migrate(&old.db).await.unwrap(), (1, schema::VERSION));
        let mut reader = old.db.reader().await.unwrap();
        let looks = async |reader: &mut db::Reader, who| {
            store::disclosure::of_entry(reader, who, 10_000)
                .await
                .unwrap()
                .iter()
                .map(|row| row.at)
                .collect::<Vec<_>>()
        };
        let (first, second) = (looks(&mut reader, entries[0]).await, looks(&mut reader, entries[1]).await);
        assert_eq!((first.len(), second.len(), first[0], second[0]), (1_667, 834, 2_499, 2_499));
        assert_eq!(looks(&mut reader, entries[2]).await, Vec::<i64>::new());
        drop(reader);
        schema::check(&old.db).await.unwrap();
        assert_eq!(catalog(&old).await, catalog(&new).await);
        assert_eq!(migrate(&old.db).await.unwrap(), (schema::VERSION, schema::VERSION), "and once more");
        // look-ups say that the half import's entries cannot be found by name yet
        let mut reader = old.db.reader().await.unwrap();
        let found = in_staged(&mut reader, &[nurses], KeyKind::Name, &name_key("佐藤"), 10).await.unwrap();
        assert!(!found.whole && found.hits.is_empty());
        assert_eq!(old.count("SELECT COUNT(*) FROM key_run").await, 1, "not of the one that is through");
        // and it works
        old.write(registration(nurses, "1", "髙橋 花子")).await;
        let (rows, after) = chunk(&job(nurses), 10, 10);
        store::import::write_chunk(&old.db, rows, &after, &mut store::log::LogTail::default()).await.unwrap();
    }
}

async fn a_register_of_this_version_stays_as_it_is(place: Place) {
    let before = catalog(&place).await;
    assert!(before.len() > 40, "{}", before.len());
    assert_eq!(migrate(&place.db).await.unwrap(), (schema::VERSION, schema::VERSION));
    assert_eq!(catalog(&place).await, before);
}

async fn one_of_a_later_version_or_none_is_refused(place: Place) {
    place.execute("INSERT INTO schema_version (version, applied_at) VALUES (999, 1)", vec![]).await.unwrap();
    assert!(matches!(migrate(&place.db).await, Err(StoreError::Version { found: 999, .. })));
    place.execute("DROP TABLE schema_version", vec![]).await.unwrap();
    assert!(matches!(migrate(&place.db).await, Err(StoreError::NoRegister)));
}

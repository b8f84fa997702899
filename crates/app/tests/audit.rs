//! The audit finds one changed byte wherever it is, says where, and cries no wolf.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says plainly what it needs")]

#[path = "audit/looks.rs"]
mod looks;
#[path = "audit/support.rs"]
mod support;

use db::{Engine, Param};
use registry::act::Act;
use support::{Kept, World, act_in, both, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_register_is_clean_and_says_what_was_covered() {
    both(async |world| {
        let report = world.audit_from(Some(world.checkpoint().await)).await;
        assert!(report.is_clean(), "{:?}", report.findings);
        assert_eq!((report.entries, report.records, report.tree_size), (601, 605, 605));
        assert_eq!(report.waiting, 0);
        assert!(world.checkpoint().await.contains(&report.root));
        assert!(report.covered.len() >= 7 && report.not_covered.len() >= 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_ends_with_a_full_tile_is_clean() {
    both(async |mut world| {
        for nth in world.audit().await.tree_size..768 {
            world.correct(world.quiet, &format!("山田　{nth}")).await;
        }
        world.sequence().await;
        let report = world.audit().await;
        assert_eq!(report.tree_size % 256, 0);
        assert!(report.is_clean(), "{:?}", report.findings);
    })
    .await;
}

/// The type of a column.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Int,
    Text,
    Bytes,
}

/// A column, rows of it, and what must be said when one byte there is changed.
struct Case {
    table: &'static str,
    column: &'static str,
    kind: Kind,
    rows: &'static str,
    what: &'static str,
    place: &'static [&'static str],
}

const fn case(
    (table, column, kind): (&'static str, &'static str, Kind),
    rows: &'static str,
    what: &'static str,
    place: &'static [&'static str],
) -> Case {
    Case { table, column, kind, rows, what, place }
}

/// `$1` is the register, `$2` the entry of the case: the quiet one, in places `{id}`. No condition names the column.
const QUIET: &str = "register_id = $1 AND entry_id = $2";
const FILE_SLICE: &str = "register_id = $1 AND refs IS NULL AND slice_id <= $2";
const ACT_SLICE: &str = "register_id = $1 AND refs IS NOT NULL AND slice_id > $2 AND records = 1 AND slice_id = \
    (SELECT slice_id FROM slice ORDER BY slice_id DESC LIMIT 1)";

const CASES: &[Case] = &[
    case(
        ("ledger", "act", Kind::Text),
        QUIET,
        "record-altered",
        &["nurse/JP", "{id}", "第400号", "version 1", "column act"],
    ),
    case(("ledger", "effective_on", Kind::Text), QUIET, "record-altered", &["{id}", "column effective_on"]),
    case(("ledger", "recorded_at", Kind::Int), QUIET, "record-altered", &["{id}", "column recorded_at"]),
    case(("ledger", "commitment", Kind::Bytes), QUIET, "record-altered", &["{id}", "column commitment"]),
    case(
        ("ledger", "commitment", Kind::Bytes),
        QUIET,
        "commitment-differs",
        &["tile/0/000", "position 39", "{id}"],
    ),
    case(("ledger", "basis_id", Kind::Bytes), QUIET, "basis-missing", &["nurse/JP basis"]),
    case(("ledger", "slice_id", Kind::Bytes), QUIET, "record-missing", &["{id}", "version 1", "position 39"]),
    case(("ledger", "slice_id", Kind::Bytes), QUIET, "slice-missing", &["nurse/JP slice"]),
    case(("ledger", "version", Kind::Int), QUIET, "record-missing", &["{id}", "version 1"]),
    case(
        ("ledger_body", "salt", Kind::Bytes),
        QUIET,
        "record-altered",
        &["{id}", "version 1", "column salt"],
    ),
    case(("ledger_body", "body", Kind::Text), QUIET, "record-altered", &["{id}", "version 1", "column body"]),
    case(("ledger_body", "version", Kind::Int), QUIET, "body-missing", &["{id}", "version 1"]),
    case(
        ("entry", "present", Kind::Text),
        QUIET,
        "present-differs",
        &["{id}", "第400号", "column present item"],
    ),
    case(("entry", "version", Kind::Int), QUIET, "version-differs", &["{id}", "column version"]),
    case(("entry", "number_key", Kind::Text), QUIET, "number-key-differs", &["{id}", "column number_key"]),
    case(
        ("basis", "actor", Kind::Text),
        "register_id = $1 AND ground <> 'x' AND ground = 'case'",
        "basis-altered",
        &["nurse/JP basis", "column actor"],
    ),
    case(
        ("basis", "ground", Kind::Text),
        "register_id = $1 AND ground LIKE 'fil%'",
        "basis-altered",
        &["column ground"],
    ),
    case(
        ("basis", "citation", Kind::Text),
        "register_id = $1 AND ground = 'file'",
        "basis-altered",
        &["column citation"],
    ),
    case(
        ("basis", "rules_digest", Kind::Bytes),
        "register_id = $1 AND ground = 'file'",
        "basis-altered",
        &["column rules_digest"],
    ),
    case(
        ("slice", "records", Kind::Int),
        FILE_SLICE,
        "slice-differs",
        &["nurse/JP slice", "column slice.records"],
    ),
    case(
        ("slice", "first_entry", Kind::Bytes),
        FILE_SLICE,
        "slice-differs",
        &["column first_entry, last_entry"],
    ),
    case(
        ("slice", "last_entry", Kind::Bytes),
        FILE_SLICE,
        "slice-differs",
        &["column first_entry, last_entry"],
    ),
    case(("slice", "last_entry", Kind::Bytes), ACT_SLICE, "slice-differs", &["column last_entry"]),
    case(("slice", "refs", Kind::Bytes), ACT_SLICE, "record-not-in-slice", &["column slice_id"]),
    case(("slice", "refs", Kind::Bytes), ACT_SLICE, "record-missing", &["at position"]),
    case(
        ("log_slice", "first_position", Kind::Int),
        "register_id = $1 AND records = 300 AND slice_id <= $2",
        "position-differs",
        &["column first_position"],
    ),
    case(
        ("log_slice", "records", Kind::Int),
        "register_id = $1 AND first_position = 300",
        "slice-differs",
        &["column log_slice.records"],
    ),
    case(
        ("log_slice", "slice_id", Kind::Bytes),
        "register_id = $1 AND first_position = 300",
        "slice-missing",
        &["nurse/JP slice"],
    ),
    case(("log_slice", "register_id", Kind::Int), "first_position = 300", "slice-missing", &["slice"]),
    case(
        ("log_tile", "hashes", Kind::Bytes),
        "level = 0 AND tile_index = 1",
        "tile-differs",
        &["tile/0/001", "position 256"],
    ),
    case(
        ("log_tile", "hashes", Kind::Bytes),
        "level = 0 AND tile_index = 2",
        "tile-differs",
        &["tile/0/002", "position 512"],
    ),
    case(
        ("log_tile", "hashes", Kind::Bytes),
        "level = 1 AND tile_index = 0",
        "tile-differs",
        &["tile/1/000", "node 0"],
    ),
    case(("log_tile", "tile_index", Kind::Int), "level = 1", "tile-missing", &["tile/1/000"]),
    case(("log_tile", "level", Kind::Int), "level >= 1", "tile-stray", &["level 3"]),
    case(
        ("log_checkpoint", "note", Kind::Text),
        "size = 605",
        "checkpoint-invalid",
        &["size 605", "column note"],
    ),
    case(("log_checkpoint", "size", Kind::Int), "signed_at > 5", "checkpoint-differs", &["column size"]),
    case(
        ("search_key", "key", Kind::Text),
        "register_id = $1 AND entry_id = $2 AND key LIKE 'b%'",
        "key-missing",
        &["{id}", "第400号", "search_key"],
    ),
    case(
        ("search_key", "key", Kind::Text),
        "register_id = $1 AND entry_id = $2 AND key LIKE 'b%'",
        "key-stray",
        &["{id}", "birth date key"],
    ),
    case(
        ("search_key", "entry_id", Kind::Bytes),
        "register_id = $1 AND key LIKE 'n高橋%'",
        "key-missing",
        &["{id}"],
    ),
    case(("register", "qualification", Kind::Text), "register_id = $1", "register-differs", &["nursd/JP"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn one_byte_is_found_wherever_it_is() {
    both(async |world| {
        let engine = world.db.engine().word();
        let id = world.quiet.to_string();
        for case in CASES {
            let Case { table, column, rows, .. } = case;
            let condition = [Param::Int(world.register.stored()), Param::Bytes(world.quiet.stored())];
            let used =
                condition.iter().take(if rows.contains("$2") { 2 } else { usize::from(rows.contains("$1")) });
            let used: Vec<Param<'_>> = used.copied().collect();
            let before = read(&world, case, &used).await;
            write(&world, case, &used, &before.flipped()).await;
            let report = world.audit().await;
            let wanted =
                |place: &str| case.place.iter().all(|part| place.contains(&part.replace("{id}", &id)));
            assert!(
                report.findings.iter().any(|finding| finding.what == case.what && wanted(&finding.place)),
                "{engine} {table}.{column} expected {} at {:?}: {:#?}",
                case.what,
                case.place,
                report.findings
            );
            assert!(
                report.findings.len() < 12,
                "{engine} {table}.{column}: one byte, told too often: {:#?}",
                report.findings
            );
            write(&world, case, &used, &before).await;
        }
        assert!(world.audit().await.is_clean());
    })
    .await;
}

async fn read(world: &World, case: &Case, used: &[Param<'_>]) -> Kept {
    let sql = format!("SELECT {} FROM {} WHERE {}", case.column, case.table, case.rows);
    let kind = case.kind;
    let mut reader = world.db.reader().await.unwrap();
    let found = reader.query(&sql, used, |row| {
        Ok(match kind {
            Kind::Int => Kept::Int(row.int(0)?),
            Kind::Text => Kept::Text(row.text(0)?.to_owned()),
            Kind::Bytes => Kept::Bytes(row.bytes(0)?.to_vec()),
        })
    });
    let found = found.await.unwrap();
    assert_eq!(found.len(), 1, "{}.{} where {}", case.table, case.column, case.rows);
    found.into_iter().next().unwrap()
}

async fn write(world: &World, case: &Case, used: &[Param<'_>], value: &Kept) {
    let place = used.len() + 1;
    let sql = format!("UPDATE {} SET {} = ${place} WHERE {}", case.table, case.column, case.rows);
    let params: Vec<Param<'_>> = used.iter().copied().chain([value.param()]).collect();
    world.unguarded(&sql, &params).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_taken_away_are_missed() {
    let gone = [
        ("ledger", "record-missing"),
        ("ledger_body", "body-missing"),
        ("entry", "entry-missing"),
        ("search_key", "key-missing"),
    ];
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for (table, what) in gone {
            let world = World::new(engine, "髙橋　葵").await;
            let params = [Param::Int(world.register.stored()), Param::Bytes(world.quiet.stored())];
            world.unguarded(&format!("DELETE FROM {table} WHERE {QUIET}"), &params).await;
            assert_found(&world, what, &world.quiet.to_string()).await;
        }
        let log = [
            ("slice", "refs IS NULL", "slice-missing"),
            ("log_slice", "first_position = 300", "slice-stray"),
            ("log_slice", "first_position = 300", "position-differs"),
            ("log_tile", "level = 0 AND tile_index = 1", "tile-missing"),
            ("basis", "ground = 'file'", "basis-missing"),
            ("register", "authority = 'JP'", "register-missing"),
        ];
        for (table, rows, what) in log {
            let world = World::new(engine, "髙橋　葵").await;
            world.unguarded(&format!("DELETE FROM {table} WHERE {rows}"), &[]).await;
            assert_found(&world, what, "").await;
        }
    }
}

async fn assert_found(world: &World, what: &str, place: &str) {
    let findings = world.audit().await.findings;
    let engine = world.db.engine().word();
    assert!(
        findings.iter().any(|f| f.what == what && f.place.contains(place)),
        "{engine} {what}: {findings:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_put_in_are_told() {
    both(async |world| {
        let stranger = registry::ids::EntryId::new(1_750_000_000_000, [1; 10]);
        let (register, id) = (Param::Int(world.register.stored()), Param::Bytes(stranger.stored()));
        let present = text(7_777, "新井　偽");
        let sql = "INSERT INTO entry (register_id, entry_id, number_key, version, present) VALUES ($1, $2, '7777', 1, $3)";
        world.unguarded(sql, &[register, id, Param::Text(&present)]).await;
        let sql = "INSERT INTO search_key (register_id, key, entry_id) VALUES ($1, 'n別名', $2)";
        world.unguarded(sql, &[register, Param::Bytes(world.other.stored())]).await;
        let sql = "INSERT INTO slice (register_id, slice_id, records, first_entry, last_entry, refs) \
                   VALUES ($1, $2, 1, $2, $2, NULL)";
        world.unguarded(sql, &[register, id]).await;
        let sql = "INSERT INTO ledger_body (register_id, entry_id, version, salt, body) VALUES ($1, $2, 2, NULL, NULL)";
        world.unguarded(sql, &[register, Param::Bytes(world.other.stored())]).await;
        assert_found(&world, "record-missing", &stranger.to_string()).await;
        assert_found(&world, "key-stray", &world.other.to_string()).await;
        assert_found(&world, "slice-stray", &stranger.to_string()).await;
        assert_found(&world, "body-stray", &world.other.to_string()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn exchanged_bodies_are_told_of_both() {
    both(async |world| {
        // By way of a third place: each statement stands alone.
        let moves = [(world.quiet, 1, 900), (world.other, 1, 901)];
        for (entry, from, to) in moves {
            let params = [Param::Int(from), Param::Int(to), Param::Bytes(entry.stored())];
            world
                .unguarded(
                    "UPDATE ledger_body SET version = $2 WHERE version = $1 AND entry_id = $3",
                    &params,
                )
                .await;
        }
        for (version, entry) in [(900, world.other), (901, world.quiet)] {
            let params = [Param::Int(version), Param::Bytes(entry.stored())];
            world
                .unguarded("UPDATE ledger_body SET version = 1, entry_id = $2 WHERE version = $1", &params)
                .await;
        }
        assert_found(&world, "record-altered", &world.quiet.to_string()).await;
        assert_found(&world, "record-altered", &world.other.to_string()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emptied_body_needs_its_erasure() {
    both(async |world| {
        let params = [Param::Int(world.register.stored()), Param::Bytes(world.corrected.stored())];
        let sql = "UPDATE ledger_body SET salt = NULL, body = NULL WHERE register_id = $1 AND entry_id = $2 AND version = 2";
        world.unguarded(sql, &params).await;
        assert_found(&world, "body-emptied", &world.corrected.to_string()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_written_anew_is_told_by_a_checkpoint_kept_elsewhere() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let kept = World::new(engine, "髙橋　葵").await.checkpoint().await;
        let rewritten = World::new(engine, "髙橋　蒼").await;
        assert!(rewritten.audit().await.is_clean(), "everything in it agrees");
        let report = rewritten.audit_from(Some(kept)).await;
        assert!(
            report.findings.iter().any(|f| f.what == "root-differs" && f.place.contains("kept elsewhere"))
        );

        let mut longer = World::new(engine, "髙橋　葵").await;
        longer.correct(longer.other, "山田　月").await;
        longer.sequence().await;
        let cut_short = World::new(engine, "髙橋　葵").await;
        let report = cut_short.audit_from(Some(longer.checkpoint().await)).await;
        assert!(report.findings.iter().any(|f| f.what == "log-shorter"), "{:?}", report.findings);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_that_the_key_did_not_sign_is_refused() {
    let world = World::new(Engine::Sqlite, "髙橋　葵").await;
    let verifier_keys = vec![world.key.0.verifier().clone()];
    let from = Some(world.checkpoint().await.replace("605", "604"));
    let options = app::audit::AuditOptions {
        from,
        verifier_keys,
        origin: world.key.origin().into(),
        engine_check: false,
    };
    let error = app::audit::audit(&world.db, options, &|_| {}).await.unwrap_err();
    assert_eq!(error.kind, app::ErrorKind::BadInput);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_wait_for_a_position_are_no_fault() {
    both(async |mut world| {
        world.correct(world.quiet, "髙橋　月").await;
        let report = world.audit().await;
        assert!(report.is_clean(), "{:?}", report.findings);
        assert_eq!((report.records, report.tree_size, report.waiting), (606, 605, 1));
        let params = [Param::Int(world.register.stored()), Param::Bytes(world.quiet.stored())];
        world.unguarded(&format!("DELETE FROM ledger WHERE {QUIET} AND version = 2"), &params).await;
        assert_found(&world, "record-missing", "waiting for a position").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_that_go_on_meanwhile_are_no_fault() {
    both(async |mut world| {
        let (db, register, busy) =
            (world.db.clone(), world.register, [world.quiet, world.other, world.corrected]);
        let stamps: Vec<_> = (0..60).map(|_| world.stamp()).collect();
        let acts = tokio::spawn(async move {
            let mut tail = store::log::LogTail::default();
            for (turn, stamp) in stamps.into_iter().enumerate() {
                let body = format!("N山田　{}\n", ["春", "夏", "秋", "冬"][turn % 4]);
                act_in(&db, (register, busy[turn % 3]), Act::RegisterCorrection, &body, stamp).await;
                if turn % 5 == 4 {
                    store::log::sequence(&db, &mut tail).await.unwrap();
                }
            }
        });
        let mut audits = 0;
        while !acts.is_finished() || audits == 0 {
            let report = world.audit().await;
            assert!(report.is_clean(), "{:#?}", report.findings);
            audits += 1;
        }
        acts.await.unwrap();
        assert!(world.audit().await.is_clean());
    })
    .await;
}

/// A byte changed in the file itself, under the engine: it is found wherever a row still reads it. (Space that the
/// engine has freed may hold old copies; changing those changes nothing.)
#[tokio::test(flavor = "multi_thread")]
async fn a_byte_changed_in_the_file_is_found() {
    const NAME: &str = "髙橋　葵";
    let mut found = 0;
    for nth in 0.. {
        let mut world = World::new(Engine::Sqlite, NAME).await;
        world.db.settle().await.unwrap();
        let path = world.url.strip_prefix("sqlite:").unwrap().to_owned();
        let mut bytes = std::fs::read(&path).unwrap();
        let places = bytes.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME.as_bytes());
        let Some(at) = places.map(|(at, _)| at).nth(nth) else { break };
        bytes[at + 2] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        // Opened again, as a command does: open connections still have the pages as they were.
        world.db = db::Db::open(&world.url).await.unwrap();
        let params = [Param::Bytes(world.quiet.stored())];
        let mut reader = world.db.reader().await.unwrap();
        let sql = "SELECT present FROM entry WHERE entry_id = $1 UNION ALL \
                   SELECT body FROM ledger_body WHERE entry_id = $1";
        let texts = reader.query(sql, &params, |row| Ok(row.text(0)?.contains(NAME))).await.unwrap();
        let findings = world.audit().await.findings;
        if texts.iter().all(|is_whole| *is_whole) {
            assert_eq!(findings, [], "an old copy was changed");
            continue;
        }
        let id = world.quiet.to_string();
        assert!(findings.iter().any(|finding| finding.place.contains(&id)), "{nth}: {findings:#?}");
        found += 1;
    }
    assert_eq!(found, 2, "once in the ledger's body, once in the present");
}

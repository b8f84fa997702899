//! The database itself refuses to change history (invariant 4).

use db::{DbError, Param};
use jiff::civil::date;
use registry::act::Act;
use registry::item::EntryItem;
use store::disclosure::Disclosure;
use store::writer::Writer;

use crate::support::{Place, on_both_engines, registration};

on_both_engines!(
    history_is_neither_changed_nor_deleted,
    a_body_is_emptied_only_by_the_erasure_that_names_it,
    rows_cannot_be_replaced,
);

/// Every table of history, with a column that somebody might want to change.
const HISTORY: [(&str, &str); 12] = [
    ("ledger", "effective_on"),
    ("basis", "ground"),
    ("slice", "records"),
    ("log_slice", "records"),
    ("log_checkpoint", "note"),
    ("disclosure", "actor"),
    ("disclosure_entry", "entry_id"),
    ("ledger_body", "body"),
    ("entry_holder_past", "way"),
    ("case_event", "body"),
    ("case_record", "said"),
    ("payment_event", "said"),
];

async fn filled(place: &Place) {
    let nurses = place.nurses().await;
    let new = registration(nurses, "1", "髙橋 花子");
    let who = (nurses, new.entry);
    place.write(new).await;
    let note = place.decide(who, Act::RegisterCorrection, date(2020, 1, 1), &[(EntryItem::Note, "甲")]).await;
    place.write(note).await;
    place.sequence().await;
    let look = Disclosure {
        at: 1,
        actor: "officer".to_owned(),
        purpose: "窓口".to_owned(),
        channel: "desk",
        request: "1".to_owned(),
        entries: vec![who],
    };
    let writer = Writer::start(place.db.clone()).unwrap();
    writer.look(look.clone()).await.unwrap();
    store::disclosure::sort_in(&place.db).await.unwrap();
    writer.look(look).await.unwrap();
    place.link_and_unlink(who).await;
    let mut first = crate::cases::first(nurses, 1);
    first.beside.push(store::case::Beside::Record("form", b"name".to_vec()));
    store::case::open(&place.db, first, None).await.unwrap();
    place.note_a_payment(nurses).await;
}

async fn refuses(place: &Place, sql: &str) {
    let refused = place.execute(sql, vec![]).await;
    assert!(matches!(refused, Err(DbError::Constraint(_))), "{sql}: {refused:?}");
}

async fn history_is_neither_changed_nor_deleted(place: Place) {
    filled(&place).await;
    for (table, column) in HISTORY {
        let before = place.count(&format!("SELECT COUNT(*) FROM {table}")).await;
        assert!(before > 0, "{table} has something to lose");
        refuses(&place, &format!("UPDATE {table} SET {column} = {column}")).await;
        refuses(&place, &format!("DELETE FROM {table}")).await;
        if place.db.engine() == db::Engine::Postgres {
            refuses(&place, &format!("TRUNCATE {table}")).await;
            refuses(&place, &format!("TRUNCATE {table} CASCADE")).await;
        }
        assert_eq!(place.count(&format!("SELECT COUNT(*) FROM {table}")).await, before);
    }
    // what waits to be sorted in goes there and is not changed
    refuses(&place, "UPDATE disclosure_pending SET lines = lines").await;
}

async fn a_body_is_emptied_only_by_the_erasure_that_names_it(place: Place) {
    filled(&place).await;
    let (register, entry) = place
        .db
        .reader()
        .await
        .unwrap()
        .query("SELECT register_id, entry_id FROM entry", &[], |row| {
            Ok((row.int(0)?, registry::ids::EntryId::from_stored(row.bytes(1)?).unwrap()))
        })
        .await
        .unwrap()[0];
    let who = (registry::ids::RegisterId::from_stored(register), entry);
    let empty = "UPDATE ledger_body SET body = NULL, salt = NULL WHERE version = 1";
    refuses(&place, empty).await;
    let erase = place
        .decide(
            who,
            Act::Erasure,
            date(2026, 1, 1),
            &[(EntryItem::Number, "1"), (EntryItem::ErasedVersion, "2")],
        )
        .await;
    place.write(erase).await;
    refuses(&place, empty).await;
    let other = [(EntryItem::Number, "1"), (EntryItem::ErasedVersion, "1")];
    let mut other = place.decide(who, Act::Erasure, date(2026, 1, 1), &other).await;
    other.erases = Some(11);
    other.body = "#1\nz11\n".to_owned();
    let refused = place.append(vec![other]).await;
    assert!(refused.is_err(), "version 11 is not there, and its name holds a 1: {refused:?}");
    refuses(&place, "UPDATE ledger_body SET body = 'x', salt = NULL WHERE version = 2").await;
    refuses(&place, "UPDATE ledger_body SET body = 'x' WHERE version = 2").await;
    refuses(&place, "UPDATE ledger_body SET version = 9 WHERE version = 2").await;
    refuses(&place, "UPDATE ledger_body SET register_id = 9 WHERE version = 2").await;
    refuses(&place, "UPDATE ledger_body SET body = NULL, salt = NULL WHERE version = 3").await;
    let again =
        place.execute("UPDATE ledger_body SET body = NULL, salt = NULL WHERE version = 2", vec![]).await;
    assert_eq!(again.unwrap(), 1, "what is erased may be erased");
}

async fn rows_cannot_be_replaced(place: Place) {
    filled(&place).await;
    for (table, column) in HISTORY {
        let sql = match place.db.engine() {
            db::Engine::Sqlite => format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"),
            db::Engine::Postgres => {
                let key = match table {
                    "ledger" | "ledger_body" => "register_id, entry_id, version",
                    "basis" => "register_id, basis_id",
                    "slice" => "register_id, slice_id",
                    "log_slice" => "first_position",
                    "disclosure_entry" => "register_id, entry_id, disclosure_id",
                    "entry_holder_past" => "register_id, entry_id, linked_at",
                    "log_checkpoint" => "size",
                    "case_event" => "register_id, case_id, version",
                    "case_record" => "register_id, case_id, version, kind",
                    "payment_event" => "register_id, case_id, wish_id, kind, event_key",
                    _ => "disclosure_id",
                };
                let set = format!("{column} = excluded.{column}");
                format!(
                    "INSERT INTO {table} SELECT * FROM {table} LIMIT 1 ON CONFLICT ({key}) DO UPDATE SET {set}"
                )
            }
        };
        let refused = place.execute(&sql, Vec::<Param<'static>>::new()).await;
        assert!(matches!(refused, Err(DbError::Constraint(_))), "{sql}: {refused:?}");
    }
}

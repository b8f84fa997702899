//! Making, opening, refusing; and what the database itself refuses.

use db::{Db, DbError, Param};

use super::support::{Place, by, number, on_both_engines};
use crate::{KeyFault, KeySource, Reason, SealedNumber, Vault, VaultError, init, statements};

on_both_engines!(
    every_statement_is_understood,
    a_second_vault_is_refused,
    a_register_is_no_place_for_a_vault,
    only_the_right_key_and_version_open_it,
    the_database_refuses_to_change_what_was_recorded,
);

async fn every_statement_is_understood(place: Place) {
    let mut reader = place.vault.0.db.reader().await.unwrap();
    assert!(statements::all().len() > 25);
    for statement in statements::all() {
        reader.prepares(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

async fn a_second_vault_is_refused(place: Place) {
    let other = place.key("other.key");
    let outcome = init(&place.url, &other, &by("setup")).await;
    assert!(matches!(outcome, Err(VaultError::AlreadyThere)), "{outcome:?}");
    assert!(!place.keys.path().join("other.key").exists(), "nothing was made");
}

async fn a_register_is_no_place_for_a_vault(place: Place) {
    let scratch = match place.vault.0.db.engine() {
        db::Engine::Sqlite => testkit::fresh_sqlite().unwrap(),
        db::Engine::Postgres => testkit::fresh_postgres().unwrap(),
    };
    let db = Db::create(scratch.url()).await.unwrap();
    let made: Result<(), DbError> = db
        .transact("register", |tx| Box::pin(tx.batch("CREATE TABLE schema_version (version BIGINT)")))
        .await;
    made.unwrap();
    let outcome = init(scratch.url(), &place.key("vault.key"), &by("setup")).await;
    assert!(matches!(outcome, Err(VaultError::AlreadyThere)), "{outcome:?}");
    let outcome = Vault::open(scratch.url(), &place.key("vault.key")).await;
    assert!(matches!(outcome, Err(VaultError::NotHere)), "{outcome:?}");
}

async fn only_the_right_key_and_version_open_it(place: Place) {
    let elsewhere = testkit::fresh_sqlite().unwrap();
    init(elsewhere.url(), &place.key("foreign.key"), &by("setup")).await.unwrap();
    let outcome = Vault::open(&place.url, &place.key("foreign.key")).await;
    assert!(matches!(outcome, Err(VaultError::WrongKey)), "{outcome:?}");
    let outcome = Vault::open(&place.url, &place.key("none.key")).await;
    assert!(matches!(outcome, Err(VaultError::Key(KeyFault::File { .. }))), "{outcome:?}");
    let text = std::fs::read_to_string(place.keys.path().join("vault.key")).unwrap();
    Vault::open(&place.url, &KeySource::Text(text.into())).await.unwrap();

    place.execute("UPDATE vault_schema SET version = 99", &[]).await.unwrap();
    let outcome = Vault::open(&place.url, &place.key("vault.key")).await;
    assert!(matches!(outcome, Err(VaultError::Version { found: 99, wanted: 1 })), "{outcome:?}");
}

async fn the_database_refuses_to_change_what_was_recorded(place: Place) {
    let vault = &place.vault;
    let kept = vault.seal(&number(1), &by("case-1")).await.unwrap();
    let gone = vault.seal(&number(2), &by("case-1")).await.unwrap();
    vault.delete(&[gone], &by("case-1"), &Reason::new("保存期間の満了").unwrap()).await.unwrap();
    let bytes = kept.to_bytes();
    let refused = [
        ("UPDATE log_line SET purpose = 'other' WHERE seq = 1", vec![]),
        ("DELETE FROM log_line WHERE seq = 2", vec![]),
        ("UPDATE deletion SET seq = 1", vec![]),
        ("DELETE FROM deletion", vec![]),
        ("DELETE FROM log_head", vec![]),
        ("UPDATE log_head SET seq = 0", vec![]),
        ("INSERT INTO deletion (handle, seq) VALUES ($1, 2)", vec![Param::Bytes(&bytes)]),
        ("DELETE FROM number WHERE handle = $1", vec![Param::Bytes(&bytes)]),
        ("UPDATE number SET case_id = 'case-2' WHERE handle = $1", vec![Param::Bytes(&bytes)]),
        ("UPDATE number SET source = 'given' WHERE handle = $1", vec![Param::Bytes(&bytes)]),
    ];
    for (sql, params) in refused {
        let outcome = place.execute(sql, &params).await;
        assert!(matches!(outcome, Err(DbError::Constraint(_))), "{sql}: {outcome:?}");
    }
    assert!(vault.verify_log(None).await.unwrap().findings.is_empty());
    assert_eq!(place.count("SELECT COUNT(*) FROM number").await, 1);
    assert_eq!(vault.held(None, 10).await.unwrap()[0].handle, SealedNumber::from_bytes(bytes));
}

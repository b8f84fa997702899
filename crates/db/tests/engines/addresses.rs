//! Where a database is, and what an error says of it.

use std::path::Path;
use std::time::Instant;

use db::{Db, DbError};
use testkit::{fresh_postgres, fresh_sqlite, shared_postgres};

const SECRET: &str = "ひみつ-hunter2";

#[tokio::test]
async fn opening_makes_nothing() {
    let scratch = fresh_sqlite().unwrap();
    let path = Path::new(scratch.url().strip_prefix("sqlite:").unwrap()).to_owned();
    let refused = Db::open(scratch.url()).await;
    assert!(matches!(refused, Err(DbError::Unreachable(_))));
    assert!(!path.exists());
    let deeper = format!("sqlite:{}", path.with_file_name("new").join("folder").join("r.db").display());
    assert!(matches!(Db::open(&deeper).await, Err(DbError::Unreachable(_))));
    drop(Db::create(&deeper).await.unwrap());
    drop(Db::open(&deeper).await.unwrap());
}

#[tokio::test]
async fn a_file_of_another_kind_is_not_opened() {
    let scratch = fresh_sqlite().unwrap();
    let path = scratch.url().strip_prefix("sqlite:").unwrap();
    std::fs::write(path, "登録番号,氏名\n1,山田\n".repeat(200)).unwrap();
    let refused = Db::open(scratch.url()).await;
    assert!(matches!(refused, Err(DbError::Unreachable(_))), "{refused:?}");
}

/// Every way to mistype an address that we could think of.
fn mistyped() -> Vec<String> {
    let forms = [
        "mysql://shikaku:{}@127.0.0.1/r",
        "postgres:/shikaku:{}@127.0.0.1/r",
        "postgres//shikaku:{}@127.0.0.1/r",
        "host=127.0.0.1 user=shikaku password={}",
        "shikaku:{}@127.0.0.1/r",
        "postgres://shikaku:{}@127.0.0.1:port/r",
        "postgres://shikaku:{}@[127.0.0.1/r",
        "postgres://shikaku:{}@127.0.0.1/r?no_such_option=1",
        "postgres://shikaku:{}@127.0.0.1/r?sslmode",
        "postgres://shikaku:a@{}@127.0.0.1:x/r",
        "postgres://shikaku:a/{}@127.0.0.1:x/r",
        "postgres://shikaku:a?{}@127.0.0.1:x/r",
        "postgres://127.0.0.1:x/r?user=shikaku&password={}",
        "postgres:///r?host=127.0.0.1&port=x&password=a@{}",
        "postgres://shikaku:{}",
    ];
    forms.iter().map(|form| form.replace("{}", SECRET)).collect()
}

#[tokio::test]
async fn a_password_is_in_no_error() {
    for url in mistyped() {
        let error = Db::open(&url).await.unwrap_err();
        assert!(matches!(error, DbError::Url(_) | DbError::Unreachable(_)), "{url}: {error:?}");
        let words = format!("{error} {error:?}");
        assert!(!words.contains("hunter2") && !words.contains("ひみつ"), "{words}");
    }
    let named = Db::open("mysql://shikaku:pw@db.example/r").await.unwrap_err().to_string();
    assert!(named.contains("mysql://shikaku@db.example/r"), "what is plain helps: {named}");
}

#[tokio::test]
async fn a_password_is_in_no_refusal_and_no_dump() {
    let admin = shared_postgres().unwrap();
    let (head, tail) = admin.split_once('@').unwrap();
    let user = head.rsplit_once(':').unwrap().0;
    let wrong = format!("{user}:{SECRET}@{tail}");
    let error = Db::open(&wrong).await.unwrap_err();
    assert!(matches!(error, DbError::Unreachable(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));

    let scratch = fresh_postgres().unwrap();
    let password = head.rsplit_once(':').unwrap().1;
    let db = Db::open(scratch.url()).await.unwrap();
    assert!(!format!("{db:?}").contains(password));
}

#[tokio::test]
async fn where_nobody_listens_is_said_soon() {
    let start = Instant::now();
    let error = Db::open("postgres://shikaku@127.0.0.1:1/r").await.unwrap_err();
    assert!(matches!(&error, DbError::Unreachable(why) if why.contains("refused")), "it says why: {error:?}");
    assert!(start.elapsed().as_secs() < 10);
    let scratch = fresh_postgres().unwrap();
    let nowhere = scratch.url().rsplit_once('/').unwrap().0.to_owned() + "/no_such_database";
    assert!(matches!(Db::open(&nowhere).await, Err(DbError::Unreachable(_))));
}

#[tokio::test]
async fn of_several_hosts_the_one_that_writes_is_taken() {
    let scratch = fresh_postgres().unwrap();
    let url = scratch.url().replacen('@', "@127.0.0.1:1,", 1) + "?target_session_attrs=read-write";
    let db = Db::open(&url).await.unwrap();
    let made: Result<(), DbError> =
        db.transact("make", |tx| Box::pin(async move { tx.batch("CREATE TABLE t (k BIGINT)").await })).await;
    made.unwrap();
}

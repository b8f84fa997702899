//! Making a register and telling what is there.

use db::Db;
use registry::ids::RegisterId;
use store::writer::now_micros;
use store::{StoreError, register, schema, statements};

use crate::support::{Place, on_both_engines};

on_both_engines!(
    a_register_is_made_once,
    every_statement_is_understood,
    registers_are_made_once_and_listed,
    two_programs_make_the_same_register_at_once,
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_database_is_no_register() {
    for scratch in [testkit::fresh_sqlite().unwrap(), testkit::fresh_postgres().unwrap()] {
        let place = Place::empty(scratch).await;
        assert!(!schema::is_there(&place.db).await.unwrap());
        assert!(matches!(schema::check(&place.db).await, Err(StoreError::NoRegister)));
        assert!(!schema::is_there(&place.db).await.unwrap(), "checking makes nothing");
    }
}

async fn a_register_is_made_once(place: Place) {
    schema::check(&place.db).await.unwrap();
    assert_eq!(schema::version(&place.db).await.unwrap(), schema::VERSION);
    let nurses = place.nurses().await;
    assert!(matches!(schema::init(&place.db, now_micros()).await, Err(StoreError::AlreadyThere)));
    let listed = register::list(&mut place.db.reader().await.unwrap()).await.unwrap();
    assert_eq!(listed.len(), 1, "what is there stays: {nurses:?}");
    let newer =
        format!("INSERT INTO schema_version (version, applied_at) VALUES ({}, 1)", schema::VERSION + 1);
    place.execute(&newer, vec![]).await.unwrap();
    let checked = schema::check(&place.db).await;
    assert!(
        matches!(checked, Err(StoreError::Version { found, wanted }) if found == wanted + 1),
        "a newer register is not touched: {checked:?}"
    );
}

async fn every_statement_is_understood(place: Place) {
    let mut reader = place.db.reader().await.unwrap();
    let all = statements::all();
    assert!(all.len() > 50, "the list is not empty");
    for sql in all {
        let prepared = reader.prepares(sql).await;
        assert!(prepared.is_ok(), "{sql}: {prepared:?}");
    }
}

async fn registers_are_made_once_and_listed(place: Place) {
    let nurses = place.nurses().await;
    let tokyo = place.register("assistant-nurse", "JP-13").await;
    assert_eq!(place.nurses().await, nurses);
    assert_eq!(nurses, RegisterId::of("nurse", "JP"), "the id follows from the names");
    let listed = register::list(&mut place.db.reader().await.unwrap()).await.unwrap();
    let listed: Vec<_> =
        listed.iter().map(|r| (r.id, r.qualification.as_str(), r.authority.as_str())).collect();
    assert_eq!(listed, [(tokyo, "assistant-nurse", "JP-13"), (nurses, "nurse", "JP")]);
    // two registers whose names hash to one id: the second is refused, never merged into the first
    let clash = format!("UPDATE register SET authority = 'JP-00' WHERE register_id = {}", nurses.stored());
    place.execute(&clash, vec![]).await.unwrap();
    let refused: Result<_, StoreError> =
        place.db.transact("ensure", |tx| Box::pin(register::ensure(tx, "nurse", "JP"))).await;
    assert!(matches!(refused, Err(StoreError::Db(db::DbError::Constraint(_)))), "{refused:?}");
}

/// Each round has a register that neither has seen: one of the two is slower, and hears of no constraint.
async fn two_programs_make_the_same_register_at_once(place: Place) {
    const ROUNDS: usize = 47;
    let other = Db::open(&place.url).await.unwrap();
    let ensure = async |db: &Db, authority: &str| {
        let authority = authority.to_owned();
        let made: Result<_, StoreError> = db
            .transact("ensure", move |tx| {
                let authority = authority.clone();
                Box::pin(async move { register::ensure(tx, "assistant-nurse", &authority).await })
            })
            .await;
        made
    };
    for round in 1..=ROUNDS {
        let authority = format!("JP-{round:02}");
        let (one, two) = tokio::join!(ensure(&place.db, &authority), ensure(&other, &authority));
        let expected = RegisterId::of("assistant-nurse", &authority);
        assert_eq!((one.unwrap(), two.unwrap()), (expected, expected));
    }
    let listed = register::list(&mut place.db.reader().await.unwrap()).await.unwrap();
    assert_eq!(listed.len(), ROUNDS, "each is there once");
}

/// A statement of the store that is not in the list would escape the test above.
#[test]
fn every_statement_is_in_the_list() {
    let listed: Vec<String> = statements::all().into_iter().map(one_line).collect();
    let mut found = 0;
    for path in sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = std::fs::read_to_string(&path).unwrap();
        for literal in literals(&text) {
            let sql = one_line(literal.replace("\\\n", ""));
            let verb = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "]
                .iter()
                .any(|verb| sql.starts_with(verb));
            // the two questions whether a schema is there are put to one engine each
            if verb && !sql.contains("sqlite_schema") && !sql.contains("information_schema") {
                found += 1;
                // the head of a statement of many rows stands for all its sizes
                let is_head = (sql.ends_with("VALUES") || sql.starts_with("INSERT") && sql.ends_with(')'))
                    && listed.iter().any(|known| known.starts_with(&format!("{sql} ")));
                assert!(
                    is_head || listed.contains(&sql),
                    "{}: not in statements::all(): {sql}",
                    path.display()
                );
            }
        }
    }
    assert!(found >= 50, "the scan finds statements at all: {found}");
}

fn one_line(sql: impl AsRef<str>) -> String {
    sql.as_ref().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sources(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// The string literals of a source text; the store's hold no quotation mark.
fn literals(source: &str) -> Vec<&str> {
    source.split('"').skip(1).step_by(2).collect()
}

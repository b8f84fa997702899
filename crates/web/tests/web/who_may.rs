//! Invariant 8: every route names its action, and the printed table is the committed one.

use std::fs;
use std::path::Path;

#[test]
fn the_committed_table_is_the_one_of_the_routes() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/generated/who-may.md");
    let table = web::who_may();
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        fs::write(&file, &table).expect("the table can be written");
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == table,
        "docs/generated/who-may.md is not up to date: run this test with UPDATE_GENERATED=1"
    );
}

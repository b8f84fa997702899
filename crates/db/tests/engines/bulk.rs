//! Many rows at once.

use std::sync::Arc;

use db::{BulkRows, Column, ColumnKind, DbError};

use crate::support::{Place, on_both_engines};

on_both_engines!(
    rows_come_back,
    nothing_stands_when_one_may_not,
    torn_rows_are_refused,
    what_is_missing_is_added,
);

const COLUMNS: &[Column] = &[Column::int("k"), Column::int("i"), Column::text("s"), Column::bytes("b")];

async fn write(place: &Place, rows: BulkRows) -> Result<(), DbError> {
    let rows = Arc::new(rows);
    place
        .db
        .transact("bulk", move |tx| {
            let rows = Arc::clone(&rows);
            Box::pin(async move { tx.bulk(&rows).await })
        })
        .await
}

async fn rows_come_back(place: Place) {
    let mut rows = BulkRows::new("t", COLUMNS);
    assert!(rows.is_empty() && COLUMNS[3].kind == ColumnKind::Bytes);
    write(&place, BulkRows::new("t", COLUMNS)).await.unwrap();
    // longer than one piece of the copy, so that a row is cut by the border between two
    let long = "渡邉".repeat(200);
    for key in 0..2_000 {
        rows.row().int(key).null().text(&long).bytes(&key.to_be_bytes());
    }
    rows.row().int(-1).int(i64::MIN).null().null();
    assert!(rows.len() == 2_001 && rows.packed_bytes() > 2 << 20);
    write(&place, rows).await.unwrap();
    let mut next = -1;
    let mut reader = place.db.reader().await.unwrap();
    reader
        .for_each("SELECT k, i, s, b FROM t ORDER BY k", &[], |row| {
            assert_eq!(row.int(0)?, next);
            if next == -1 {
                assert_eq!(
                    (row.opt_int(1)?, row.opt_text(2)?, row.opt_bytes(3)?),
                    (Some(i64::MIN), None, None)
                );
            } else {
                let bytes = next.to_be_bytes();
                assert_eq!((row.opt_int(1)?, row.opt_text(2)?), (None, Some(long.as_str())));
                assert_eq!(row.opt_bytes(3)?, Some(bytes.as_slice()));
            }
            next += 1;
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(next, 2_000);
}

async fn nothing_stands_when_one_may_not(place: Place) {
    let mut rows = BulkRows::new("t", COLUMNS);
    for key in [1, 2, 1] {
        rows.row().int(key).null().null().null();
    }
    let refused = write(&place, rows).await;
    assert!(matches!(refused, Err(DbError::Constraint(_))), "{refused:?}");
    assert!(place.keys().await.is_empty());
}

async fn torn_rows_are_refused(place: Place) {
    let mut rows = BulkRows::new("t", COLUMNS);
    rows.row().int(1).null().null().null();
    rows.row().int(2).null();
    assert!(write(&place, rows).await.is_err(), "the second row has two fields of four");
    assert!(place.keys().await.is_empty());
    let mut rows = BulkRows::new("t", COLUMNS);
    rows.row().bytes(&[1]).null().null().null();
    assert!(write(&place, rows).await.is_err(), "a number has eight bytes");
    assert!(place.keys().await.is_empty());
}

async fn what_is_missing_is_added(place: Place) {
    place.execute(crate::support::ADD, vec![7.into()]).await.unwrap();
    let mut rows = BulkRows::new("t", COLUMNS);
    for key in 0..1_500 {
        rows.row().int(key).null().text("雪").bytes(&[0, 1]);
    }
    let rows = Arc::new(rows);
    let written: Result<(), DbError> = place
        .db
        .transact("missing", move |tx| {
            let rows = Arc::clone(&rows);
            Box::pin(async move { tx.bulk_missing(&rows).await })
        })
        .await;
    written.unwrap();
    assert_eq!(place.keys().await.len(), 1_500);
    let mut reader = place.db.reader().await.unwrap();
    let sql = "SELECT k FROM t WHERE s IS NULL";
    assert_eq!(
        reader.query(sql, &[], |row| row.int(0)).await.unwrap(),
        [7],
        "what was there stays as it was"
    );
    let sql = "SELECT b FROM t WHERE k = 1499";
    assert_eq!(reader.query(sql, &[], |row| Ok(row.bytes(0)?.to_vec())).await.unwrap(), [[0, 1]]);
}

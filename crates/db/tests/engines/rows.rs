//! Parameters and rows.

use db::{DbError, Param};

use crate::support::{ADD, Place, on_both_engines};

on_both_engines!(
    values_come_back_to_the_character,
    a_value_of_another_type_names_its_column,
    parameters_go_by_their_number,
    many_in_one_flight_keep_their_order,
    what_cannot_be_prepared_is_an_error,
);

const INSERT: &str = "INSERT INTO t (k, i, s, b) VALUES ($1, $2, $3, $4)";
const SELECT: &str = "SELECT i, s, b FROM t WHERE k = $1";

async fn values_come_back_to_the_character(place: Place) {
    static ALL_BYTES: [u8; 256] = {
        let mut bytes = [0; 256];
        let mut value = 0;
        while value < 256 {
            bytes[value] = value.to_le_bytes()[0];
            value += 1;
        }
        bytes
    };
    let rows: [[Param<'static>; 3]; 4] = [
        [i64::MIN.into(), "葛\u{E0103}城 \u{E000}子 髙".into(), (&ALL_BYTES).into()],
        [i64::MAX.into(), "".into(), Param::Bytes(&[])],
        [Option::<i64>::None.into(), Option::<&str>::None.into(), Param::Null],
        [Some(0).into(), Some("a'; DROP TABLE t; --").into(), (&[0_u8; 2]).into()],
    ];
    for (key, [int, text, bytes]) in (0..).zip(rows) {
        let added = place.execute(INSERT, vec![Param::Int(key), int, text, bytes]).await;
        assert_eq!(added.unwrap(), 1);
    }
    let mut reader = place.db.reader().await.unwrap();
    for (key, expected) in (0..).zip(rows) {
        let found = reader
            .query(SELECT, &[Param::Int(key)], |row| {
                Ok((
                    row.opt_int(0)?,
                    row.opt_text(1)?.map(str::to_owned),
                    row.opt_bytes(2)?.map(<[u8]>::to_vec),
                ))
            })
            .await
            .unwrap();
        let (int, text, bytes) = found.into_iter().next().unwrap();
        assert_eq!(Param::from(int), expected[0]);
        assert_eq!(Param::from(text.as_deref()), expected[1]);
        assert_eq!(Param::from(bytes.as_deref()), expected[2]);
    }
}

async fn a_value_of_another_type_names_its_column(place: Place) {
    place.execute(INSERT, vec![1.into(), Param::Null, "甲".into(), Param::Null]).await.unwrap();
    let mut reader = place.db.reader().await.unwrap();
    let column = |outcome: Result<Vec<()>, DbError>| match outcome {
        Err(DbError::Column { column, .. }) => column,
        other => panic!("{other:?}"),
    };
    let key = [Param::Int(1)];
    assert_eq!(
        column(reader.query(SELECT, &key, |row| row.int(0).map(|_| ())).await),
        0,
        "NULL is no number"
    );
    assert_eq!(
        column(reader.query(SELECT, &key, |row| row.int(1).map(|_| ())).await),
        1,
        "text is no number"
    );
    assert_eq!(
        column(reader.query(SELECT, &key, |row| row.bytes(1).map(|_| ())).await),
        1,
        "text is no bytes"
    );
    assert_eq!(column(reader.query(SELECT, &key, |row| row.text(2).map(|_| ())).await), 2, "NULL is no text");
    let beyond = reader.query(SELECT, &key, |row| row.opt_int(7)).await;
    assert!(beyond.is_err(), "there is no such column");
}

async fn parameters_go_by_their_number(place: Place) {
    // $2 stands first, $1 twice: the embedded engine numbers them by first appearance if left to itself.
    place
        .execute("INSERT INTO t (i, k, s) VALUES ($2, $1, $3)", vec![1.into(), 20.into(), "x".into()])
        .await
        .unwrap();
    let mut reader = place.db.reader().await.unwrap();
    let sql = "SELECT i FROM t WHERE s = $2 AND (k = $1 OR i = $1)";
    for key in [1, 20] {
        let found = reader.query(sql, &[Param::Int(key), Param::Text("x")], |row| row.int(0)).await;
        assert_eq!(found.unwrap(), [20]);
    }
    assert!(reader.query(sql, &[Param::Int(1)], |row| row.int(0)).await.is_err(), "a value is missing");
}

async fn many_in_one_flight_keep_their_order(place: Place) {
    let counts: Result<(Vec<u64>, Vec<u64>), DbError> = place
        .db
        .transact("many", |tx| {
            Box::pin(async move {
                let rows: Vec<_> = (0..100).map(|key| vec![Param::Int(key)]).collect();
                tx.execute_many(ADD, &rows).await?;
                // every second one is there, so the counts must alternate in the order of the rows
                let mixed: Vec<_> =
                    (0..200).map(|n| vec![Param::Int(if n % 2 == 0 { n / 2 } else { 1_000 + n })]).collect();
                let removed = tx.execute_many("DELETE FROM t WHERE k = $1", &mixed).await?;
                tx.execute_many(ADD, &rows).await?;
                Ok((removed, tx.execute_many(ADD, &[]).await?))
            })
        })
        .await;
    let (removed, none) = counts.unwrap();
    assert!(removed.iter().enumerate().all(|(n, count)| *count == u64::from(n % 2 == 0)), "{removed:?}");
    assert!(none.is_empty());
    let sets: Vec<_> = [7, 500, 3].map(|key| vec![Param::Int(key)]).into();
    let mut reader = place.db.reader().await.unwrap();
    let found = reader
        .query_many("SELECT k FROM t WHERE k = $1", &sets, |index, row| Ok((index, row.int(0)?)))
        .await
        .unwrap();
    assert_eq!(found, [(0, 7), (2, 3)], "each row says which question it answers");
    let mut seen = 0;
    let stopped = reader
        .for_each("SELECT k FROM t ORDER BY k", &[], |row| {
            seen = row.int(0)?;
            if seen == 5 { Err(DbError::Broken("enough".to_owned())) } else { Ok(()) }
        })
        .await;
    assert!(
        matches!(stopped, Err(DbError::Broken(_))) && seen == 5,
        "an error of the reader's own ends the walk"
    );
}

async fn what_cannot_be_prepared_is_an_error(place: Place) {
    let mut reader = place.db.reader().await.unwrap();
    reader.prepares(SELECT).await.unwrap();
    assert!(reader.prepares("SELECT no_such_column FROM t").await.is_err());
    reader.prepares(SELECT).await.unwrap();
}

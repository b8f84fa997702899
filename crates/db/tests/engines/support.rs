//! A fresh database on either engine, and one table to play with.

use db::{Db, DbError, Param, Tx};
use testkit::Scratch;

/// Makes two tests of each function, one on each engine.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::support::Place::sqlite().await).await })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::support::Place::postgres().await).await })+
        }
    };
}
pub(crate) use on_both_engines;

pub(crate) struct Place {
    pub(crate) db: Db,
    pub(crate) url: String,
    _scratch: Scratch,
}

impl Place {
    pub(crate) async fn sqlite() -> Self {
        Self::of(testkit::fresh_sqlite().unwrap()).await
    }

    pub(crate) async fn postgres() -> Self {
        Self::of(testkit::fresh_postgres().unwrap()).await
    }

    async fn of(scratch: Scratch) -> Self {
        let url = scratch.url().to_owned();
        let db = Db::create(&url).await.unwrap();
        let place = Self { db, url, _scratch: scratch };
        place.batch("CREATE TABLE t (k BIGINT NOT NULL PRIMARY KEY, i BIGINT, s TEXT, b BYTEA)").await;
        place
    }

    pub(crate) async fn batch(&self, sql: &'static str) {
        let made: Result<(), DbError> =
            self.db.transact("batch", move |tx| Box::pin(async move { tx.batch(sql).await })).await;
        made.unwrap();
    }

    /// One statement in a transaction of its own.
    pub(crate) async fn execute(
        &self,
        sql: &'static str,
        params: Vec<Param<'static>>,
    ) -> Result<u64, DbError> {
        self.db
            .transact("execute", move |tx| {
                let params = params.clone();
                Box::pin(async move { tx.execute(sql, &params).await })
            })
            .await
    }

    /// The keys that stand.
    pub(crate) async fn keys(&self) -> Vec<i64> {
        self.db
            .reader()
            .await
            .unwrap()
            .query("SELECT k FROM t ORDER BY k", &[], |row| row.int(0))
            .await
            .unwrap()
    }
}

pub(crate) const ADD: &str = "INSERT INTO t (k) VALUES ($1)";

pub(crate) async fn add(tx: &mut Tx, key: i64) -> Result<u64, DbError> {
    tx.execute(ADD, &[Param::Int(key)]).await
}

//! A fresh vault on either engine, its key elsewhere, and numbers that are nobody's.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use db::{Db, DbError, Param};
use tempfile::TempDir;
use testkit::Scratch;

use crate::number::MyNumber;
use crate::{AcceptedProofs, Clock, KeySource, Proof, ProofOfIdentity, ProofOfNumber, Use, Vault, init};

/// Makes two tests of each function, one on each engine.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::tests::support::Place::sqlite().await).await })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::tests::support::Place::postgres().await).await })+
        }
    };
}
pub(crate) use on_both_engines;

/// 2026-11-23, noon in Japan; tests move it.
pub(crate) const NOON: i64 = 1_795_402_800_000_000;

/// A vault with its key in a folder of its own.
pub(crate) struct Place {
    pub(crate) url: String,
    pub(crate) vault: Vault,
    pub(crate) now: Arc<AtomicI64>,
    pub(crate) keys: TempDir,
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
        let keys = tempfile::tempdir().unwrap();
        let url = scratch.url().to_owned();
        let key = KeySource::File(keys.path().join("vault.key"));
        assert!(init(&url, &key, &by("setup")).await.unwrap(), "the key is made");
        let now = Arc::new(AtomicI64::new(NOON));
        let clock = Arc::clone(&now);
        let clock: Clock = Arc::new(move || clock.load(Ordering::Relaxed));
        let vault = Vault::open_with_clock(&url, &key, clock).await.unwrap();
        Self { url, vault, now, keys, _scratch: scratch }
    }

    /// The key in the file of this name.
    pub(crate) fn key(&self, name: &str) -> KeySource {
        KeySource::File(self.keys.path().join(name))
    }

    /// The same vault as another process has it.
    pub(crate) async fn again(&self) -> Vault {
        Vault::open(&self.url, &self.key("vault.key")).await.unwrap()
    }

    /// One statement in a transaction of its own, past the vault.
    pub(crate) async fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, DbError> {
        let db = Db::open(&self.url).await?;
        let sql = Arc::new(sql.to_owned());
        let texts: Arc<Vec<Owned>> = Arc::new(params.iter().map(Owned::of).collect());
        db.transact("execute", move |tx| {
            let (sql, texts) = (Arc::clone(&sql), Arc::clone(&texts));
            Box::pin(async move {
                let params: Vec<Param<'_>> = texts.iter().map(Owned::param).collect();
                tx.execute(&sql, &params).await
            })
        })
        .await
    }

    /// Statements of either engine by which somebody with the database's own rights takes the guards away.
    pub(crate) async fn without_guards(&self) {
        let drops: &[&str] = match self.vault.0.db.engine() {
            db::Engine::Sqlite => &[
                "DROP TRIGGER log_no_update",
                "DROP TRIGGER log_no_delete",
                "DROP TRIGGER head_forward",
                "DROP TRIGGER number_no_delete",
                "DROP TRIGGER number_only_rekeyed",
                "DROP TRIGGER deletion_no_delete",
            ],
            db::Engine::Postgres => &[
                "DROP TRIGGER log_guard ON log_line",
                "DROP TRIGGER head_forward ON log_head",
                "DROP TRIGGER number_guard ON number",
                "DROP TRIGGER deletion_guard ON deletion",
            ],
        };
        for drop in drops {
            self.execute(drop, &[]).await.unwrap();
        }
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        self.vault.0.db.reader().await.unwrap().query(sql, &[], |row| row.int(0)).await.unwrap()[0]
    }
}

/// A parameter that a transaction can keep.
enum Owned {
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Owned {
    fn of(param: &Param<'_>) -> Self {
        match param {
            Param::Null => Self::Bytes(Vec::new()),
            Param::Int(value) => Self::Int(*value),
            Param::Text(value) => Self::Text((*value).to_owned()),
            Param::Bytes(value) => Self::Bytes(value.to_vec()),
        }
    }

    fn param(&self) -> Param<'_> {
        match self {
            Self::Int(value) => Param::Int(*value),
            Self::Text(value) => Param::Text(value),
            Self::Bytes(value) => Param::Bytes(value),
        }
    }
}

/// A use in a case.
pub(crate) fn by(case: &str) -> Use {
    Use::new("氏名の変更の確認", case, "officer-1").unwrap()
}

/// The n-th number of a row of valid ones. They are nobody's: invented by counting.
pub(crate) fn number(n: u64) -> MyNumber {
    MyNumber::of_digits(digits(n).as_bytes()).ok().unwrap()
}

pub(crate) fn digits(n: u64) -> String {
    let leading = format!("{:011}", 70_000_000_000 + n * 7_919);
    (0..10)
        .map(|check| format!("{leading}{check}"))
        .find(|d| MyNumber::of_digits(d.as_bytes()).is_ok())
        .unwrap()
}

pub(crate) fn accepted() -> AcceptedProofs {
    AcceptedProofs::none().also("card-copy", ["same-card"]).also("card-online", ["card-signature"])
}

/// What an on-line sign-in proves.
pub(crate) fn online() -> Proof {
    accepted().accept(ProofOfNumber::CardOnline, ProofOfIdentity::CardSignature).unwrap()
}

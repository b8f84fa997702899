//! A fresh register on either engine, and acts to write into it.

use std::sync::Arc;

use db::{Db, DbError, Param};
use jiff::civil::{Date, date};
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, ItemLines};
use registry::log::SigningKey;
use registry::record::{Basis, Record};
use registry::step::step;
use store::ledger::{Appended, NewRecord, append, history};
use store::log::{LogKey, LogTail};
use store::writer::{fresh_stamp, now_micros, sequence_all};
use store::{StoreError, register, schema};
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

/// The day of recording in these tests.
pub(crate) const TODAY: Date = date(2026, 11, 23);
pub(crate) const BEGAN: Date = date(2012, 4, 1);

/// A database with an empty register in it, or nothing.
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
        let place = Self::empty(scratch).await;
        schema::init(&place.db, now_micros()).await.unwrap();
        place
    }

    pub(crate) async fn empty(scratch: Scratch) -> Self {
        let url = scratch.url().to_owned();
        let db = Db::create(&url).await.unwrap();
        Self { db, url, _scratch: scratch }
    }

    pub(crate) async fn register(&self, qualification: &'static str, authority: &'static str) -> RegisterId {
        make_register(&self.db, qualification, authority).await
    }

    pub(crate) async fn nurses(&self) -> RegisterId {
        self.register("nurse", "JP").await
    }

    /// One statement in a transaction of its own.
    pub(crate) async fn execute(&self, sql: &str, params: Vec<Param<'static>>) -> Result<u64, DbError> {
        let sql = Arc::new(sql.to_owned());
        self.db
            .transact("execute", move |tx| {
                let (sql, params) = (Arc::clone(&sql), params.clone());
                Box::pin(async move { tx.execute(&sql, &params).await })
            })
            .await
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        self.db.reader().await.unwrap().query(sql, &[], |row| row.int(0)).await.unwrap()[0]
    }

    /// Records in one commit.
    pub(crate) async fn append(&self, batch: Vec<NewRecord>) -> Result<Vec<Appended>, StoreError> {
        append_in(&self.db, batch).await
    }

    /// Records one act, which must be written; gives the entry's version.
    pub(crate) async fn write(&self, act: NewRecord) -> i64 {
        match self.append(vec![act]).await.unwrap().remove(0) {
            Appended::Written { version, .. } => version,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn history(&self, register: RegisterId, entry: EntryId) -> Vec<Record> {
        history(&mut self.db.reader().await.unwrap(), register, entry).await.unwrap()
    }

    /// Decides an act upon an entry as it stands, as the desk does.
    pub(crate) async fn decide(
        &self,
        (register, entry): (RegisterId, EntryId),
        act: Act,
        on: Date,
        body: &[(EntryItem, &str)],
    ) -> NewRecord {
        decided((register, entry), &self.history(register, entry).await, (act, on), &lines(body))
    }

    pub(crate) async fn sequence(&self) -> u64 {
        sequence_all(&self.db, &key(), &mut LogTail::default()).await.unwrap()
    }
}

pub(crate) async fn make_register(
    db: &Db,
    qualification: &'static str,
    authority: &'static str,
) -> RegisterId {
    let made: Result<_, StoreError> = db
        .transact("ensure-register", move |tx| Box::pin(register::ensure(tx, qualification, authority)))
        .await;
    made.unwrap()
}

pub(crate) async fn append_in(db: &Db, batch: Vec<NewRecord>) -> Result<Vec<Appended>, StoreError> {
    let stamp = fresh_stamp()?;
    let batch = Arc::new(batch);
    db.transact("append", move |tx| {
        let (batch, stamp) = (Arc::clone(&batch), stamp.clone());
        Box::pin(async move { append(tx, &batch, &stamp).await })
    })
    .await
}

pub(crate) fn key() -> LogKey {
    LogKey(SigningKey::from_seed("register.example/log", &[7; 32]).unwrap())
}

pub(crate) fn lines(items: &[(EntryItem, &str)]) -> ItemLines {
    let mut lines = ItemLines::new();
    for (item, value) in items {
        lines.set(*item, value).unwrap();
    }
    lines
}

pub(crate) fn basis() -> Basis {
    Basis {
        actor: "officer".to_owned(),
        ground: "case 1".to_owned(),
        citation: "保助看法施行令§3".to_owned(),
        rules_digest: [9; 32],
    }
}

pub(crate) fn fresh_entry() -> EntryId {
    let stamp = fresh_stamp().unwrap();
    EntryId::new(u64::try_from(stamp.recorded_at / 1_000).unwrap(), stamp.random)
}

/// What `step` makes of an act, as a record to append.
pub(crate) fn decided(
    (register, entry): (RegisterId, EntryId),
    history: &[Record],
    (act, on): (Act, Date),
    body: &ItemLines,
) -> NewRecord {
    let after = step(history, act, on, body, TODAY).unwrap();
    let before = (!history.is_empty()).then(|| registry::step::fold(history).stored().to_owned());
    NewRecord {
        register,
        entry,
        version: i64::try_from(history.len()).unwrap() + 1,
        act,
        effective_on: on.to_string(),
        basis: basis(),
        body: body.stored().to_owned(),
        before,
        after: after.stored().to_owned(),
        number_key: body.get(EntryItem::Number).unwrap_or_default().to_owned(),
        erases: body.get(EntryItem::ErasedVersion).map(|version| version.parse().unwrap()),
        idempotency: None,
    }
}

/// A new registration.
pub(crate) fn registration(register: RegisterId, number: &str, name: &str) -> NewRecord {
    let body = lines(&[
        (EntryItem::Number, number),
        (EntryItem::Name, name),
        (EntryItem::Kana, "タカハシ ハナコ"),
        (EntryItem::Born, "1990-02-03"),
    ]);
    decided((register, fresh_entry()), &[], (Act::NewRegistration, BEGAN), &body)
}

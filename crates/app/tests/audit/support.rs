//! A small register of invented people on either engine, and ways around the guards of the database.

use std::collections::BTreeSet;
use std::sync::Arc;

use app::audit::{AuditOptions, AuditReport, audit};
use db::{Db, Engine, Param, Tx};
use jiff::civil::date;
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::item::{EntryItem, ItemLines};
use registry::log::SigningKey;
use registry::record::Basis;
use registry::step::step;
use store::StoreError;
use store::import::{ImportJob, SortedKeys, keys_of, write_chunk, write_keys};
use store::ledger::{Appended, NewRecord, Stamp, Transcriptions, append, history};
use store::log::{LogKey, LogTail, latest_checkpoint, sequence, sign_checkpoint};

/// Entries of each of the two imported chunks: more than a tile together, so that the tree has two levels.
const CHUNK: u64 = 300;

pub(crate) struct World {
    _scratch: testkit::Scratch,
    pub(crate) url: String,
    pub(crate) db: Db,
    pub(crate) key: LogKey,
    pub(crate) register: RegisterId,
    /// Imported, and nothing else ever happened to it.
    pub(crate) quiet: EntryId,
    /// Its neighbour, likewise.
    pub(crate) other: EntryId,
    /// Imported and corrected.
    pub(crate) corrected: EntryId,
    /// Registered anew; the body of its second record is erased.
    pub(crate) erased: EntryId,
    clock: i64,
    pub(crate) tail: LogTail,
}

pub(crate) fn text(number: u64, name: &str) -> String {
    let mut lines = ItemLines::new();
    lines.push(EntryItem::Number, &format!("第{number}号")).unwrap();
    lines.push(EntryItem::Born, &format!("1980-01-{:02}", number % 28 + 1)).unwrap();
    lines.push(EntryItem::RegisteredOn, "2004-04-01").unwrap();
    lines.push(EntryItem::Kana, "ヤマダ ハナコ").unwrap();
    lines.push(EntryItem::Name, name).unwrap();
    lines.into_stored()
}

fn basis(ground: &str) -> Basis {
    Basis {
        actor: "officer-a".into(),
        ground: ground.into(),
        citation: "ordinance 3".into(),
        rules_digest: [5; 32],
    }
}

pub(crate) async fn both(test: impl AsyncFn(World)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        test(World::new(engine, "髙橋　葵").await).await;
    }
}

impl World {
    /// Two imported chunks, a few acts, everything placed and signed. `name` is that of the quiet entry.
    pub(crate) async fn new(engine: Engine, name: &str) -> Self {
        let scratch = match engine {
            Engine::Sqlite => testkit::fresh_sqlite().unwrap(),
            Engine::Postgres => testkit::fresh_postgres().unwrap(),
        };
        let url = scratch.url().to_owned();
        let db = Db::create(&url).await.unwrap();
        store::schema::init(&db, 1).await.unwrap();
        let register = db
            .transact("register", |tx| {
                Box::pin(async move { store::register::ensure(tx, "nurse", "JP").await })
            })
            .await
            .unwrap();
        let key = LogKey(SigningKey::from_seed("example.invalid/ledger", &[7; 32]).unwrap());
        let nobody = EntryId::from_stored(&[0; 16]).unwrap();
        let (quiet, other, corrected, erased) =
            (nobody, nobody, nobody, EntryId::new(1_800_000_000_000, [9; 10]));
        let (tail, clock) = (LogTail::default(), 1_700_000_000_000_000);
        let mut world =
            Self { _scratch: scratch, url, db, key, register, quiet, other, corrected, erased, clock, tail };
        world.import(name).await;
        world.correct(world.corrected, "渡邊　花子").await;
        world.act(world.erased, Act::NewRegistration, &text(9_001, "佐藤　一")).await;
        world.correct(world.erased, "佐藤　二").await;
        world.act(world.erased, Act::Erasure, "#9001\nz2\n").await;
        world.correct(world.erased, "佐藤　三").await;
        world.sequence().await;
        world
    }

    async fn import(&mut self, name: &str) {
        let mut job = ImportJob {
            register: self.register,
            file_digest: [1; 32],
            settings: String::new(),
            byte_offset: 0,
            line: 1,
            rows: 0,
            entries: 0,
            rejects: 0,
            rejects_offset: 0,
            first_entry: None,
            last_entry: None,
            keyed: None,
            started_at: 1,
            finished_at: None,
        };
        let (mut keys, mut after, mut ids) = (BTreeSet::new(), None, Vec::new());
        for start in [1, 1 + CHUNK] {
            let stamp = self.stamp();
            let mut chunk = Transcriptions::new(self.register, basis("file"), &stamp, after);
            for number in start..start + CHUNK {
                let text = text(number * 10, if number == 40 { name } else { "山田　花子" });
                let id = chunk.add(&(number * 10).to_string(), "2004-04-01", &text);
                keys_of(&text, |key| _ = keys.insert((key, id)));
                ids.push(id);
            }
            after = chunk.span().map(|(_, last)| last);
            write_chunk(&self.db, Arc::new(chunk), &job, &mut self.tail).await.unwrap();
        }
        let mut sorted = SortedKeys::new(self.register);
        keys.iter().for_each(|(key, id)| sorted.add(key, *id));
        write_keys(&self.db, sorted, &mut job).await.unwrap();
        (self.quiet, self.other, self.corrected) = (ids[39], ids[40], ids[400]);
    }

    /// A new instant with randomness that is the same in every run.
    pub(crate) fn stamp(&mut self) -> Stamp {
        self.clock += 1_000_000;
        let [.., a, b, c] = self.clock.to_be_bytes();
        Stamp { recorded_at: self.clock, random: [a, b, c, 1, 2, 3, 4, 5, 6, 7], salt_seed: [a ^ b ^ c; 32] }
    }

    pub(crate) async fn correct(&mut self, entry: EntryId, name: &str) {
        self.act(entry, Act::RegisterCorrection, &format!("N{name}\n")).await;
    }

    pub(crate) async fn act(&mut self, entry: EntryId, act: Act, body: &str) {
        let stamp = self.stamp();
        act_in(&self.db, (self.register, entry), act, body, stamp).await;
    }

    pub(crate) async fn sequence(&mut self) {
        while sequence(&self.db, &mut self.tail).await.unwrap() > 0 {}
        self.clock += 1;
        sign_checkpoint(&self.db, &self.key, self.clock).await.unwrap();
    }

    pub(crate) async fn checkpoint(&self) -> String {
        latest_checkpoint(&mut self.db.reader().await.unwrap()).await.unwrap().unwrap().note
    }

    pub(crate) async fn audit(&self) -> AuditReport {
        self.audit_from(None).await
    }

    pub(crate) async fn audit_from(&self, from: Option<String>) -> AuditReport {
        let verifier_keys = vec![self.key.0.verifier().clone()];
        let options =
            AuditOptions { from, verifier_keys, origin: self.key.origin().to_owned(), engine_check: true };
        audit(&self.db, options, &|_| {}).await.unwrap()
    }

    /// Runs statements as somebody who can pass the guards: the owner of the file, the superuser of the server.
    pub(crate) async fn unguarded(&self, sql: &str, params: &[Param<'_>]) {
        let lift = match self.db.engine() {
            Engine::Sqlite => {
                "DROP TRIGGER IF EXISTS ledger_no_update; DROP TRIGGER IF EXISTS ledger_no_delete; \
                 DROP TRIGGER IF EXISTS basis_no_update; DROP TRIGGER IF EXISTS basis_no_delete; \
                 DROP TRIGGER IF EXISTS slice_no_update; DROP TRIGGER IF EXISTS slice_no_delete; \
                 DROP TRIGGER IF EXISTS log_slice_no_update; DROP TRIGGER IF EXISTS log_slice_no_delete; \
                 DROP TRIGGER IF EXISTS log_checkpoint_no_update; DROP TRIGGER IF EXISTS log_checkpoint_no_delete; \
                 DROP TRIGGER IF EXISTS ledger_body_no_delete; DROP TRIGGER IF EXISTS ledger_body_only_erased; \
                 DROP TRIGGER IF EXISTS disclosure_no_update; DROP TRIGGER IF EXISTS disclosure_entry_no_delete"
            }
            Engine::Postgres => "SET LOCAL session_replication_role = replica",
        };
        let (sql, params) =
            (Arc::new(sql.to_owned()), Arc::new(params.iter().map(Kept::of).collect::<Vec<_>>()));
        self.db
            .transact("tamper", move |tx: &mut Tx| {
                let (sql, params) = (Arc::clone(&sql), Arc::clone(&params));
                Box::pin(async move {
                    tx.batch(lift).await?;
                    let params: Vec<Param<'_>> = params.iter().map(Kept::param).collect();
                    let count = tx.execute(&sql, &params).await?;
                    assert!(count > 0, "nothing was touched by {sql}");
                    Ok::<_, StoreError>(())
                })
            })
            .await
            .unwrap();
    }
}

/// Records an act as the program does.
pub(crate) async fn act_in(
    db: &Db,
    (register, entry): (RegisterId, EntryId),
    act: Act,
    body: &str,
    stamp: Stamp,
) {
    let records = history(&mut db.reader().await.unwrap(), register, entry).await.unwrap();
    let present =
        store::entry::by_ids(&mut db.reader().await.unwrap(), &[(register, entry)]).await.unwrap().pop();
    let before = present.map(|row| row.present);
    let lines = ItemLines::from_stored(body.to_owned());
    let after = step(&records, act, date(2025, 4, 1), &lines, date(2025, 4, 1)).unwrap();
    let record = NewRecord {
        register,
        entry,
        version: i64::try_from(records.len()).unwrap() + 1,
        act,
        effective_on: "2025-04-01".into(),
        basis: basis("case"),
        body: body.to_owned(),
        before,
        after: after.stored().to_owned(),
        number_key: "9001".into(),
        erases: (act == Act::Erasure).then_some(2),
        idempotency: None,
    };
    let outcome = db
        .transact("act", move |tx| {
            let (record, stamp) = (record.clone(), stamp.clone());
            Box::pin(async move { append(tx, &[record], &stamp).await })
        })
        .await
        .unwrap();
    assert!(matches!(outcome[..], [Appended::Written { .. }]), "{outcome:?}");
}

/// A parameter that is owned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kept {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Kept {
    pub(crate) fn of(param: &Param<'_>) -> Self {
        match param {
            Param::Null => Self::Null,
            Param::Int(value) => Self::Int(*value),
            Param::Text(value) => Self::Text((*value).to_owned()),
            Param::Bytes(value) => Self::Bytes(value.to_vec()),
        }
    }

    pub(crate) fn param(&self) -> Param<'_> {
        match self {
            Self::Null => Param::Null,
            Self::Int(value) => Param::Int(*value),
            Self::Text(value) => Param::Text(value),
            Self::Bytes(value) => Param::Bytes(value),
        }
    }

    /// One byte changed: of a text the last letter or digit, so that it stays a text.
    pub(crate) fn flipped(&self) -> Self {
        match self {
            Self::Null => Self::Null,
            Self::Int(value) => Self::Int(value ^ 2),
            Self::Text(value) => {
                let mut bytes = value.clone().into_bytes();
                let at = bytes.iter().rposition(u8::is_ascii_alphanumeric).unwrap();
                bytes[at] ^= 1;
                Self::Text(String::from_utf8(bytes).unwrap())
            }
            Self::Bytes(value) => {
                let mut bytes = value.clone();
                bytes[5] ^= 0x10;
                Self::Bytes(bytes)
            }
        }
    }
}

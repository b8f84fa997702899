//! Letters, and notices to the boxes of マイナポータル: what the carriers were handed, held against what was decided. Each has a number of its own, made
//! of what it is about, so whoever sends it again after a kill sends the same one; and nobody is told the same thing by both ways.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use db::Db;
use registry::hash::{hex, sha256};
use registry::ids::{EntryId, HolderId};
use serde_json::Value;

use super::world::{World, count};
use crate::pages::send;

/// Jobs that are due are sent within this time.
const SENT_WITHIN: Duration = Duration::from_secs(120);
const OPEN: &str = "SELECT COUNT(*) FROM outbox WHERE kind = 'tell-family' AND done_at IS NULL";
/// Of each reminder the step at which the way stands once it was sent.
const REMINDERS: [(&str, &str); 2] =
    [("first-reminder", "second-reminder"), ("second-reminder", "correction")];

/// What a holder is told of a change, and the ways: a box, a letter.
const TOLD: [&str; 3] = ["first-reminder", "second-reminder", "corrected"];
const BOX: &str = "p";
const LETTER: &str = "l";
/// Of a hundred holders without an account so many open one, at each of the moments when some do.
const OPENED: u64 = 15;

/// A change on its way, as the table has it.
struct Way {
    run: Vec<u8>,
    entry: Vec<u8>,
    step: String,
    notice: String,
}

impl Way {
    /// The number of what its holder is told by a way.
    fn number(&self, what: &str, way: &str) -> String {
        let parts: [&[u8]; 4] = [&self.run, &self.entry, what.as_bytes(), way.as_bytes()];
        format!("yc-{way}-{}", hex(&sha256(&parts)[..16]))
    }
}

/// A letter to a family that was decided.
struct ToFamily {
    job: Vec<u8>,
    body: Value,
    outcome: String,
}

impl World<'_> {
    /// The hour passes after which whatever was not answered is tried again, or whose worker was killed.
    pub(super) fn an_hour_passes(&self) {
        let later = [
            "UPDATE check_change SET taken_until = 0 WHERE outcome = ''",
            "UPDATE outbox SET due_at = 0 WHERE done_at IS NULL",
        ];
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let db = Db::open(&self.place.url).await.unwrap();
            for sql in later {
                let done = db.transact::<_, db::DbError, _>("an-hour", move |tx| Box::pin(tx.batch(sql)));
                done.await.unwrap();
            }
        });
    }

    /// What waits in the outbox is sent by whoever serves.
    pub(super) fn letters_go_out(&mut self) {
        self.heal();
        self.serve_again();
        self.an_hour_passes();
        let begun = Instant::now();
        while count(self.place, OPEN) > 0 {
            assert!(begun.elapsed() < SENT_WITHIN, "letters to families stay in the outbox");
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Some holders sign in for the first time: from now on they are told on-line, if they have a box.
    pub(super) fn accounts_are_opened(&mut self) {
        let sql = "SELECT DISTINCT h.holder_id FROM entry_holder h LEFT JOIN holder_account a \
             ON a.holder_id = h.holder_id WHERE a.holder_id IS NULL ORDER BY h.holder_id";
        let mut without = self.read(sql, |row| Ok(HolderId::from_stored(row.bytes(0)?).unwrap()));
        without.retain(|_| self.dice.happens(OPENED));
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let db = Db::open(&self.place.url).await.unwrap();
            let opened = db.transact("accounts", move |tx| {
                let holders = without.clone();
                Box::pin(async move {
                    for holder in holders {
                        assert!(store::portal::belong(tx, holder.stored(), holder).await?);
                    }
                    Ok::<_, store::StoreError>(())
                })
            });
            opened.await.unwrap();
        });
    }

    /// Each letter and each notice was decided, each that was decided was handed over once, and nobody is told twice.
    pub(super) fn letters_hold(&mut self) {
        let handed_over = self.handed_over();
        let mut decided: BTreeSet<String> = BTreeSet::new();
        let mut told = 0;
        for way in self.ways() {
            let went = |what: &str, by: &str| handed_over.contains_key(&way.number(what, by));
            for (what, then) in REMINDERS {
                let noted = way.step != then || went(what, BOX) || went(what, LETTER);
                assert!(noted, "{what} was noted and not sent");
            }
            assert!(way.notice.is_empty() || handed_over.contains_key(&way.notice), "{}", way.notice);
            for what in TOLD {
                if went(what, BOX) && (went(what, LETTER) || way.notice == way.number(what, BOX)) {
                    let reaches = self.reaches_a_box(&way.number(what, BOX));
                    assert!(!reaches || !went(what, LETTER), "{what} in the box, and by a letter");
                    assert!(
                        reaches || way.notice != way.number(what, BOX),
                        "{what} is noted, and there is no box"
                    );
                }
                told += u64::from(went(what, BOX));
                decided.extend([BOX, LETTER].map(|by| way.number(what, by)));
            }
        }
        let mut deletions = BTreeSet::new();
        for job in self.to_families() {
            let id = format!("yc-f-{}", hex(&sha256(&[&job.job])[..16]));
            let of = (job.body["entry"].to_string(), job.body["version"].to_string());
            assert!(deletions.insert(of), "two letters of one deletion: {}", job.body);
            let went = handed_over.contains_key(&id) || self.is_otherwise_now(&job.body);
            assert!(job.outcome != "done" || went, "noted as sent, and not sent: {}", job.body);
            decided.insert(id);
        }
        for (id, times) in &handed_over {
            assert_eq!(*times, 1, "{id} was handed over twice");
            assert!(decided.contains(id), "{id} was decided by nobody");
        }
        self.letters = handed_over.len() as u64 - told;
        self.notices = told;
    }

    /// Whether a notice came to a box: there is one, and its owner wants notices in it.
    fn reaches_a_box(&self, number: &str) -> bool {
        let file = std::fs::read_to_string(self.place.path("country").join("addresses.json")).unwrap();
        let file: Value = serde_json::from_str(&file).unwrap();
        let address = file["systems"]["notice"]["url"].as_str().unwrap().trim_start_matches("http://");
        let answer = send(address, ("GET", &format!("/notices/{number}")), "", "");
        let fate: Value = serde_json::from_str(&answer.body).unwrap();
        !["account-closed", "no-consent"].map(Value::from).contains(&fate["failure"])
    }

    /// Whether something was recorded upon the entry since: then its family is told nothing.
    fn is_otherwise_now(&self, job: &Value) -> bool {
        let entry = EntryId::parse(job["entry"].as_str().unwrap()).unwrap();
        let sql = "SELECT entry_id, version FROM entry";
        let versions = self.read(sql, |row| Ok((row.bytes(0)?.to_vec(), row.int(1)?)));
        versions.iter().any(|(id, version)| id == entry.stored() && Some(*version) > job["version"].as_i64())
    }

    /// How often the carrier has each letter.
    fn handed_over(&self) -> BTreeMap<String, u32> {
        let journal = self.place.path("country").join("notice").join("outbox");
        let text = std::fs::read_to_string(journal).unwrap_or_default();
        let mut all = BTreeMap::new();
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            if let Some(id) = line["notice"]["notice_id"].as_str() {
                *all.entry(id.to_owned()).or_default() += 1;
            }
        }
        all
    }

    fn ways(&self) -> Vec<Way> {
        let sql = "SELECT run_id, entry_id, step, notice FROM check_change";
        self.read(sql, |row| {
            Ok(Way {
                run: row.bytes(0)?.to_vec(),
                entry: row.bytes(1)?.to_vec(),
                step: row.text(2)?.to_owned(),
                notice: row.text(3)?.to_owned(),
            })
        })
    }

    fn to_families(&self) -> Vec<ToFamily> {
        let sql = "SELECT job_id, body, outcome FROM outbox WHERE kind = 'tell-family'";
        self.read(sql, |row| {
            Ok(ToFamily {
                job: row.bytes(0)?.to_vec(),
                body: serde_json::from_str(row.text(1)?).unwrap(),
                outcome: row.text(2)?.to_owned(),
            })
        })
    }

    /// The rows of a statement.
    pub(super) fn read<T: Send + 'static>(
        &self,
        sql: &str,
        map: impl FnMut(&db::RowRef<'_>) -> Result<T, db::DbError> + Send,
    ) -> Vec<T> {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let db = Db::open(&self.place.url).await.unwrap();
            db.reader().await.unwrap().query(sql, &[], map).await.unwrap()
        })
    }
}

//! A holder is told each thing by one way: killed between a letter and its noting, with an account opened meanwhile, and by carriers that fail.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use registry::hash::{hex, sha256};
use registry::ids::HolderId;

use crate::support::{Place, officer, on_both_engines};

on_both_engines!(with_systems:
    who_was_written_to_before_a_kill_is_not_told_on_line_as_well,
    carriers_that_fail_tell_nobody_twice_and_nobody_where_there_is_no_box,
);

/// Letters that are posted before the kill: some of those whom they reach have a box as well.
const POSTED: usize = 6;
/// A worker that was begun comes so far within this time, on a busy machine too.
const POSTED_WITHIN: Duration = Duration::from_secs(60);
/// Times that the carriers fail, each time another way.
const FAILURES: [&str; 6] = [
    "cut_after_bytes = 5",
    "share = 0.5\ncut_after_bytes = 5",
    "share = 0.6\noutage = {}",
    "share = 0.7\noutage = {}",
    "share = 0.8\noutage = {}",
    "share = 0.5\noutage = {}",
];
const REMINDER: &str = "first-reminder";

/// A change on its way.
struct Way {
    run: Vec<u8>,
    entry: Vec<u8>,
    notice: String,
}

impl Way {
    fn key(&self, by: &str) -> String {
        let parts: [&[u8]; 4] = [&self.run, &self.entry, REMINDER.as_bytes(), by.as_bytes()];
        format!("yc-{by}-{}", hex(&sha256(&parts)[..16]))
    }
}

impl Place {
    async fn ways(&self) -> Vec<Way> {
        let sql = "SELECT run_id, entry_id, notice FROM check_change";
        let map = |row: &db::RowRef<'_>| {
            let (run, entry) = (row.bytes(0)?.to_vec(), row.bytes(1)?.to_vec());
            Ok(Way { run, entry, notice: row.text(2)?.to_owned() })
        };
        self.app.db().reader().await.unwrap().query(sql, &[], map).await.unwrap()
    }

    /// Whoever was found to have changed something gets an account, one after the other.
    async fn accounts_are_opened(&self) -> u64 {
        let sql = "SELECT DISTINCT h.holder_id FROM check_change c JOIN entry_holder h \
                   ON h.register_id = c.register_id AND h.entry_id = c.entry_id";
        let map = |row: &db::RowRef<'_>| Ok(HolderId::from_stored(row.bytes(0)?).unwrap());
        let holders = self.app.db().reader().await.unwrap().query(sql, &[], map).await.unwrap();
        for holder in &holders {
            let (holder, account) = (*holder, *holder.stored());
            let belongs = self.app.db().transact("belong", move |tx| {
                Box::pin(async move { store::portal::belong(tx, &account, holder).await })
            });
            assert!(belongs.await.unwrap());
        }
        holders.len() as u64
    }

    /// What the carriers keep, line by line.
    fn journal(&self) -> String {
        let journal = self.folder.path().join("country").join("notice").join("outbox");
        std::fs::read_to_string(journal).unwrap_or_default()
    }

    /// What the carriers were handed: each key, and whether it reaches somebody.
    async fn handed_over(&self) -> BTreeMap<String, bool> {
        let mut all = BTreeMap::new();
        for line in self.journal().lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let Some(id) = line["notice"]["notice_id"].as_str() else { continue };
            let state: serde_json::Value =
                serde_json::from_str(&self.told("notice", &format!("notices/{id}")).await).unwrap();
            let reaches = state["failure"] != "account-closed" && state["failure"] != "no-consent";
            assert!(all.insert(id.to_owned(), reaches).is_none(), "{id} is there twice");
        }
        all
    }

    /// Of each change that went on one notice reaches its holder, and that one is noted.
    async fn each_is_told_once(&self) -> (u64, u64) {
        let handed_over = self.handed_over().await;
        let (mut on_line, mut letters) = (0, 0);
        for way in self.ways().await {
            let by: Vec<&str> = ["p", "l"]
                .into_iter()
                .filter(|by| handed_over.get(&way.key(by)).is_some_and(|reaches| *reaches))
                .collect();
            if way.notice.is_empty() {
                assert!(by.is_empty(), "{by:?} went and is not noted");
                continue;
            }
            assert_eq!(by.len(), 1, "{by:?} reach one holder");
            assert_eq!(way.notice, way.key(by[0]), "what reaches the holder is what is noted");
            if by[0] == "p" { on_line += 1 } else { letters += 1 }
        }
        (on_line, letters)
    }

    /// The hour passes after which it is tried again.
    async fn tried_again(&self) -> app::ChangesWorked {
        let again = "UPDATE check_change SET taken_until = 0 WHERE register_id = register_id";
        let done = self.app.db().transact::<_, db::DbError, _>("again", move |tx| Box::pin(tx.batch(again)));
        done.await.unwrap();
        self.app.work_changes(&officer("job"), &self.tools("changes")).await.unwrap()
    }
}

async fn who_was_written_to_before_a_kill_is_not_told_on_line_as_well(place: &Place) {
    place.run().await;
    place.app.follow_check(&officer("registrar"), None).await.unwrap();
    // Nobody has an account, so letters go; no answer comes back whole, so that none is noted when the worker dies.
    place.bend("[systems.notice]\ncut_after_bytes = 5\n");
    let begun = Instant::now();
    let mut worker = place.begin("changes");
    while place.journal().matches("yc-l-").count() < POSTED {
        assert!(begun.elapsed() < POSTED_WITHIN, "too few letters were posted");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    worker.kill().unwrap();
    worker.wait().unwrap();
    place.bend("");
    let before = place.handed_over().await.len() as u64;
    assert!(place.ways().await.iter().all(|way| way.notice.is_empty()), "nothing was noted");
    let opened = place.accounts_are_opened().await;
    place.nation.advance(1).unwrap();
    let worked = place.tried_again().await;
    assert!(worked.reminded > before && worked.later == 0, "{worked:?} of {opened}");
    let (on_line, letters) = place.each_is_told_once().await;
    assert!(
        on_line > 0 && letters >= before,
        "{on_line} on-line, {letters} letters, {before} before the kill"
    );
}

async fn carriers_that_fail_tell_nobody_twice_and_nobody_where_there_is_no_box(place: &Place) {
    place.run().await;
    place.app.follow_check(&officer("registrar"), None).await.unwrap();
    place.accounts_are_opened().await;
    let mut later = 0;
    for faults in FAILURES {
        place.bend(&format!("[systems.notice]\n{faults}\n"));
        later += place.tried_again().await.later;
    }
    assert!(later > 0, "nothing failed: this test is blind");
    place.bend("");
    assert_eq!(place.tried_again().await.later, 0);
    let (on_line, letters) = place.each_is_told_once().await;
    assert!(on_line > 0 && letters > 0, "{on_line} on-line, {letters} letters");
}

//! Proposed deletions as a run of the yearly check leaves them, without the country: a register of invented people, each linked by a number that
//! was given, all of them said to be dead.

use app::{Actor, App, Channel, Reach, Role, Settings};
use registry::check::{BatchState, Verdict};
use registry::ids::{DeletionBatchId, EntryId, HolderId, RegisterId};
use store::check::{FollowPage, RunId};
use store::deletion::{BatchEvent, BatchMove, NewEvent, NewProposal};
use store::holder::{KnownNumber, NewLink, NumberFact};
use tokio::runtime::Runtime;

use crate::support::Place;

/// Written in one transaction.
const AT_ONCE: usize = 2_000;
const AT: i64 = 1_764_000_000_000_000;

/// A register, and the run that found everybody of it dead.
pub(crate) struct Proposed {
    pub(crate) app: App,
    pub(crate) runtime: Runtime,
    entries: Vec<EntryId>,
}

pub(crate) fn officer(name: &str) -> Actor {
    Actor {
        name: name.to_owned(),
        purpose: "yearly-check".to_owned(),
        channel: Channel::Command,
        roles: Role::ALL.to_vec(),
        reach: Reach::All,
    }
}

fn register() -> RegisterId {
    RegisterId::of("nurse", "JP")
}

fn number(at: usize) -> [u8; 16] {
    let mut number = [7; 16];
    number[..8].copy_from_slice(&(at as u64).to_be_bytes());
    number
}

impl Proposed {
    /// So many people, linked, and a run that has just begun.
    pub(crate) fn begun(place: &Place, people: usize) -> Self {
        place.init();
        let row =
            |n: usize| format!("{n},1955-04-20,架空　花子,カクウ　ハナコ,,1931-02-28,女,東京都,1955-03\n");
        place.import_nurses(&(1..=people).map(row).collect::<String>());
        let runtime = Runtime::new().unwrap();
        let settings = Settings::new(place.url.clone(), place.rules.clone(), Some(place.path("log.key")));
        let app = runtime.block_on(App::open(&settings)).unwrap();
        let entries = runtime.block_on(entries(&app));
        assert_eq!(entries.len(), people);
        let world = Self { app, runtime, entries };
        world.link_all();
        world.runtime.block_on(world.app.start_check(&officer("test"), "2026")).unwrap();
        world
    }

    fn link_all(&self) {
        for (part, some) in self.entries.chunks(AT_ONCE).enumerate() {
            let links: Vec<NewLink> = some
                .iter()
                .enumerate()
                .map(|(at, entry)| {
                    let at = part * AT_ONCE + at;
                    let known = KnownNumber {
                        number: number(at),
                        fact: NumberFact::Given,
                        way: "test".to_owned(),
                        since: 1,
                    };
                    let tail = number(at);
                    NewLink {
                        register: register(),
                        entry: *entry,
                        holder: HolderId::new(1_700_000_000_000, tail[..10].try_into().unwrap()),
                        way: "in-bulk".to_owned(),
                        ground: "test".to_owned(),
                        by: "test".to_owned(),
                        at: 1,
                        number: Some(known),
                    }
                })
                .collect();
            let done = self.app.db().transact("link", move |tx| {
                let links = links.clone();
                Box::pin(async move { store::holder::link(tx, &links).await.map(|_| ()) })
            });
            self.runtime.block_on(done).unwrap();
        }
    }

    /// The run is done, and everybody is proposed: checked, with answers of the family register about the first two. The batch.
    pub(crate) fn proposed(&self) -> String {
        self.runtime.block_on(async {
            let run = self.run_ends().await;
            self.follow(&run).await;
            let batches = self.app.list_deletion_batches(&officer("test")).await.unwrap();
            let id = DeletionBatchId::parse(&batches[0].id).unwrap();
            self.is_checked((register(), id)).await;
            batches[0].id.clone()
        })
    }

    async fn run_ends(&self) -> RunId {
        let run = store::check::runs(&mut self.app.db().reader().await.unwrap()).await.unwrap().remove(0).id;
        let done = self.app.db().transact("end", move |tx| {
            Box::pin(async move {
                store::check::set_run_state(tx, &run, ("running", "done", ""), (AT, "test")).await
            })
        });
        assert!(done.await.unwrap());
        run
    }

    async fn follow(&self, run: &RunId) {
        let today = self.app.today().to_string();
        let mut from = EntryId::new(0, [0; 10]);
        let proposal = |(at, entry): (usize, &EntryId)| NewProposal {
            entry: *entry,
            version: 1,
            died_on: "2025-07-01".to_owned(),
            number: number(at),
            doubt: String::new(),
            citation: "架空の規定".to_owned(),
            one_by_one: false,
        };
        let all: Vec<NewProposal> = self.entries.iter().enumerate().map(proposal).collect();
        let mut pages: Vec<&[NewProposal]> = all.chunks(AT_ONCE).collect();
        // the last page is empty: everything was read
        pages.push(&[]);
        for proposals in pages {
            let to = proposals.last().map_or(from, |last| last.entry);
            let page = FollowPage {
                register: register(),
                run: *run,
                from,
                to,
                proposals: proposals.to_vec(),
                changes: Vec::new(),
                tasks: Vec::new(),
                days: (today.clone(), proposals.is_empty().then(|| today.clone())),
                at: (AT, "test".to_owned()),
            };
            assert!(store::check::follow(self.app.db(), page).await.unwrap().is_some());
            from = to;
        }
    }

    async fn is_checked(&self, key: (RegisterId, DeletionBatchId)) {
        let db = self.app.db();
        let some: Vec<EntryId> = self.entries.iter().take(2).copied().collect();
        let drawn = store::deletion::draw(db, key, (1, 2), some.clone()).await.unwrap();
        assert_eq!(drawn, Some(2));
        for entry in some {
            let said = store::deletion::note_said(db, (key, 1), (entry, Verdict::Agrees), None, AT).await;
            assert!(said.unwrap());
        }
        let mut reader = db.reader().await.unwrap();
        let batch = store::deletion::batch(&mut reader, &[key.0], key.1).await.unwrap().unwrap();
        drop(reader);
        let event = BatchEvent {
            at: AT,
            actor: "test".to_owned(),
            what: "checked".to_owned(),
            about: "agrees: 2".to_owned(),
        };
        let moved = BatchMove {
            from: BatchState::Waiting,
            round: 1,
            to: store::deletion::Batch {
                state: BatchState::Checked,
                checked_on: self.app.today().to_string(),
                ..batch
            },
            event: NewEvent { id: EntryId::new(1, [1; 10]), event },
        };
        assert!(store::deletion::move_batch(db, moved).await.unwrap());
    }

    /// An entry of the register, in the order of ids.
    pub(crate) fn entry(&self, at: usize) -> String {
        self.entries[at].to_string()
    }

    pub(crate) fn count(&self, sql: &'static str) -> i64 {
        self.runtime.block_on(async {
            let mut reader = self.app.db().reader().await.unwrap();
            reader.query(sql, &[], |row| row.int(0)).await.unwrap()[0]
        })
    }

    /// Two officers approve.
    pub(crate) fn approved(&self, batch: &str) {
        for by in ["aoki", "baba"] {
            self.runtime.block_on(self.app.approve_deletions(&officer(by), batch, "架空の決裁書")).unwrap();
        }
    }
}

async fn entries(app: &App) -> Vec<EntryId> {
    let sql = "SELECT entry_id FROM entry WHERE register_id = $1 ORDER BY entry_id";
    let mut reader = app.db().reader().await.unwrap();
    let of = [db::Param::Int(register().stored())];
    reader.query(sql, &of, |row| Ok(EntryId::from_stored(row.bytes(0)?).unwrap())).await.unwrap()
}

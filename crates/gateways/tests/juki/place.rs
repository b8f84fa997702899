//! A small nation with its simulator, a vault, and whom we ask for.

use std::io;
use std::path::PathBuf;

use country::systems::{Simulator, serve_one};
use country::{AS_OF, Country, Nation, RegisterPlan, Resident, Scenario, Tables, build_index};
use futures_util::future::BoxFuture;
use gateways::juki::{
    AskId, Asking, Batch, BatchState, Birth, Ground, Heading, Inquiry, Items, Juki, JukiClient, OwnFault,
    Sex, Source, Wanted,
};
use gateways::transport::Peer;
use gateways::{Outcome, juki};
use tempfile::TempDir;
use vault::{KeySource, Use, Vault};

pub(crate) struct Place {
    pub(crate) nation: Nation,
    pub(crate) simulator: Option<Simulator>,
    pub(crate) client: JukiClient,
    pub(crate) folder: TempDir,
}

/// The nation of so many people that lives in a folder; always the same one.
pub(crate) fn nation(people: u64, home: PathBuf) -> Nation {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, people, |_| vec!["JP".to_owned()]);
    let country = Country::new(tables, 7, plan);
    build_index(&country, &home, &|_, _, _| true).unwrap();
    Nation::new(country, AS_OF, home)
}

pub(crate) async fn vault(folder: &TempDir) -> Vault {
    std::fs::create_dir(folder.path().join("vault")).unwrap();
    let url = format!("sqlite:{}", folder.path().join("vault").join("vault.db").display());
    let key = KeySource::File(folder.path().join("key").join("vault.key"));
    std::fs::create_dir(folder.path().join("key")).unwrap();
    vault::init(&url, &key, &by()).await.unwrap();
    Vault::open(&url, &key).await.unwrap()
}

pub(crate) fn client(url: &str, vault: Vault) -> JukiClient {
    JukiClient::new(Peer::at(url.parse().unwrap()), vault).unwrap()
}

impl Place {
    pub(crate) async fn of(people: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let nation = nation(people, folder.path().join("country"));
        let simulator = serve_one(&nation, "juki").await.unwrap().unwrap();
        let client = client(&simulator.url, vault(&folder).await);
        Self { nation, simulator: Some(simulator), client, folder }
    }

    pub(crate) fn bend(&self, scenario: &str) {
        self.nation.set_scenario(Scenario::from_toml(scenario).unwrap());
    }

    /// A batch with a folder of its own.
    pub(crate) fn batch(&self, id: &str, count: usize, wanted: Wanted) -> Batch {
        batch(self.folder.path().join(id), id, count, wanted)
    }

    /// Sends a batch and waits until it can be fetched.
    pub(crate) async fn send(&self, batch: &Batch, people: &[Inquiry]) {
        let mut source = People(people.to_vec());
        let sent = self.client.send_batch(batch, &mut source).await.unwrap();
        assert!(matches!(sent, Outcome::Answered(_)), "{sent:?}");
        ready(&self.client, batch).await;
    }

    /// Whoever the resident register knows, at most so many.
    pub(crate) fn residents(&self, most: usize) -> Vec<Resident> {
        self.nation.people().filter_map(|person| self.nation.resident(person.id)).take(most).collect()
    }
}

pub(crate) async fn ready(client: &JukiClient, batch: &Batch) {
    for _ in 0..600 {
        match client.batch_state(&batch.heading.file_id).await {
            Outcome::Answered(BatchState::Ready { bytes }) => return assert!(bytes > 0),
            Outcome::Answered(BatchState::Working { .. }) => {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            other => panic!("{other:?}"),
        }
    }
    panic!("not answered within a minute");
}

pub(crate) fn batch(folder: PathBuf, id: &str, count: usize, wanted: Wanted) -> Batch {
    let heading = Heading {
        file_id: AskId::new(id).unwrap(),
        count: count as u64,
        period: "2026".to_owned(),
        made_at: "2026-04-01T09:00:00+09:00".to_owned(),
        ground: ground(),
        wanted,
    };
    Batch { heading, folder, by: by() }
}

pub(crate) fn by() -> Use {
    Use::new("年1回の確認", "run-2026", "job-check").unwrap()
}

pub(crate) fn ground() -> Ground {
    let word = str::to_owned;
    Ground {
        basis: word("住民基本台帳法別表第一"),
        purpose: word("yearly-check"),
        operator: word("job-check"),
    }
}

pub(crate) fn asking(request: &str, wanted: Wanted) -> Asking {
    Asking { request: AskId::new(request).unwrap(), ground: ground(), wanted, by: by() }
}

pub(crate) fn by_items(resident: &Resident) -> Inquiry {
    Inquiry::by_items(Items {
        name: resident.name.clone(),
        birth: Birth::parse(&resident.birth).unwrap(),
        sex: Sex::of_word(resident.sex),
        address: Some(resident.address.clone()),
    })
}

/// Everybody whom a batch asks for, from memory.
pub(crate) struct People(pub(crate) Vec<Inquiry>);

impl Source for People {
    fn inquiries(&mut self, first: u64, count: u64) -> BoxFuture<'_, io::Result<Vec<Inquiry>>> {
        let (first, count) = (usize::try_from(first).unwrap(), usize::try_from(count).unwrap());
        let some = self.0[first..first + count].to_vec();
        Box::pin(async move { Ok(some) })
    }
}

/// The same, but it fails once at a request.
pub(crate) struct FailsOnce(pub(crate) Vec<Inquiry>, pub(crate) Option<u64>);

impl Source for FailsOnce {
    fn inquiries(&mut self, first: u64, count: u64) -> BoxFuture<'_, io::Result<Vec<Inquiry>>> {
        if self.1 == Some(first) {
            self.1 = None;
            return Box::pin(async {
                // what was made before is on its way meanwhile
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                Err(io::Error::other("the disk"))
            });
        }
        let (first, count) = (usize::try_from(first).unwrap(), usize::try_from(count).unwrap());
        let some = self.0[first..first + count].to_vec();
        Box::pin(async move { Ok(some) })
    }
}

pub(crate) async fn told(client: &JukiClient, inquiry: &Inquiry, wanted: Wanted) -> Outcome<juki::Told> {
    let told: Result<_, OwnFault> = client.inquire(inquiry, &asking("case-1", wanted)).await;
    told.unwrap()
}

/// The answer; anything else fails the test and says what it is.
pub(crate) fn answered<T: std::fmt::Debug>(outcome: Outcome<T>) -> T {
    match outcome {
        Outcome::Answered(answer) => answer,
        other => panic!("{other:?}"),
    }
}

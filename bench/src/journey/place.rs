//! What the journey needs: a register with the people in it, the country's simulators, the server to which they push, the jobs.

use std::path::Path;

use anyhow::{Context, Result, bail};
use app::{ActOrder, App, Applying, DecidingOrder, Settings, Systems, init_register};
use country::pki::Cards;
use country::systems::{Simulator, serve_all};
use country::{AS_OF, Country, Nation, RegisterPlan, Tables};
use registry::act::Act;
use registry::hash::sha256;
use registry::ids::{EntryId, HolderId, RegisterId};
use registry::item::{EntryItem, get};
use store::holder::{KnownNumber, Link, NumberFact};
use tokio::net::TcpListener;
use vault::{AcceptedProofs, IntakeForm, KeySource, Taken, Use, Vault};

use super::people::{Traveller, find};
use super::send::send;
use super::walk::Walked;
use crate::Size;
use crate::place::{EngineWord, actor};

const QUALIFICATION: &str = "nurse";
const AUTHORITY: &str = "JP";
/// People of the country for each who fits: of ten thousand some three took a name within the month, and not all have a new card yet.
const PEOPLE_EACH: u64 = 12_000;
/// What proves a number that is given.
const PROOF: [&str; 2] = ["card-copy", "same-card"];

pub(super) struct Journey {
    pub(super) app: App,
    pub(super) cards: Cards,
    pub(super) people: Vec<Traveller>,
    entries: Vec<EntryId>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
    _simulators: Vec<Simulator>,
    _server: Option<testkit::Cluster>,
    _dir: tempfile::TempDir,
}

impl Journey {
    pub(super) async fn prepare(size: &Size, wanted: usize) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("shikaku-bench-").tempdir()?;
        let (url, server) = match size.engine {
            EngineWord::Sqlite => (format!("sqlite:{}", dir.path().join("register.db").display()), None),
            EngineWord::Postgres => {
                let server = testkit::Cluster::start_with(testkit::Durability::KeptAtSize)?;
                (server.create_database("bench")?, Some(server))
            }
        };
        let tables = Tables::load().map_err(|e| anyhow::anyhow!("{e}"))?;
        let count = u64::try_from(wanted)? * PEOPLE_EACH;
        let plan = RegisterPlan::new(&tables, count, |_| vec![AUTHORITY.to_owned()]);
        let nation = Nation::new(Country::new(tables, size.seed, plan), AS_OF, dir.path().join("country"));
        let cards = Cards::open(&nation)?;
        let people = find(&nation, &cards, wanted);
        eprintln!("{} of {count} people took a name within the month", people.len());
        let addresses = dir.path().join("addresses.json");
        let simulators = serve_all(&nation, &addresses).await?;
        let vault = vault(dir.path()).await?;
        let mut settings = Settings::new(url, app::default_rules_dir(), Some(dir.path().join("logkey")));
        settings.systems = Some(Systems::open(&addresses, Some(vault.clone()))?);
        init_register(&settings).await?;
        let app = App::open(&settings).await?;
        let mut journey = Self {
            app,
            cards,
            people,
            entries: Vec::new(),
            tasks: Vec::new(),
            _simulators: simulators,
            _server: server,
            _dir: dir,
        };
        journey.register_all(&nation, &vault).await?;
        journey.switch_on().await?;
        journey.serve().await?;
        Ok(journey)
    }

    /// Everybody is registered under the name before, and linked.
    async fn register_all(&mut self, nation: &Nation, vault: &Vault) -> Result<()> {
        for at in 0..self.people.len() {
            let person = self.people.get(at).context("nobody")?.clone();
            let items = [
                ("registration-number", format!("第{}号", at + 1)),
                ("name", person.before.clone()),
                ("birth-date", person.born.clone()),
                ("registration-date", "2015-04-10".to_owned()),
            ];
            let order = ActOrder {
                target: format!("{QUALIFICATION}/{AUTHORITY}"),
                act: Act::NewRegistration,
                effective_on: "2015-04-10".parse()?,
                ground: "bench".to_owned(),
                items: items.into_iter().map(|(code, value)| (code.to_owned(), value)).collect(),
                seen_version: None,
                key: None,
            };
            let entry = EntryId::parse(&self.app.record_act(&actor(), &order).await?.entry)
                .map_err(|error| anyhow::anyhow!("{error:?}"))?;
            self.entries.push(entry);
            let number = sealed(vault, &nation.my_number(person.id)).await?;
            self.link(at, entry, number).await?;
        }
        Ok(())
    }

    async fn link(&self, at: usize, entry: EntryId, number: [u8; 16]) -> Result<()> {
        let number = KnownNumber { number, fact: NumberFact::Given, way: "card-online".to_owned(), since: 1 };
        let link = Link {
            register: RegisterId::of(QUALIFICATION, AUTHORITY),
            entry,
            holder: holder(at),
            way: "by-holder".to_owned(),
            ground: "bench".to_owned(),
            by: "bench".to_owned(),
            at: 1,
            number: Some(number),
        };
        let linking = self.app.db().transact("link", move |tx| {
            let links = vec![link.clone()];
            Box::pin(async move { store::holder::link(tx, &links).await })
        });
        let _outcomes: Vec<_> = linking.await.map_err(|error: store::StoreError| error)?;
        Ok(())
    }

    async fn switch_on(&self) -> Result<()> {
        let order = DecidingOrder {
            authority: AUTHORITY.to_owned(),
            procedure: law::Procedure::Change,
            from: Some(self.app.today()),
            until: None,
            ground: "bench".to_owned(),
        };
        Ok(self.app.switch_deciding(&actor(), &order).await?)
    }

    /// The pages with the address for pushes, the jobs, and the collecting side told of it.
    async fn serve(&mut self) -> Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let app = self.app.clone();
        self.tasks.push(tokio::spawn(async move {
            let served = web::serve(app, web::Config::default(), listener, std::future::pending()).await;
            if let Err(error) = served {
                eprintln!("the server stopped: {error}");
            }
        }));
        self.tasks.push(self.app.start_jobs());
        let target = format!("{{\"target\":\"http://{address}{}\"}}", app::systems::PAYMENT_PUSH);
        let collector =
            self._simulators.iter().find(|one| one.system == "payment").context("no collector")?;
        let control = format!("{}/control/push", collector.url);
        send(("PUT", &control), ("application/json", &target)).await
    }

    pub(super) fn who(&self, at: usize) -> Option<(Applying, EntryId)> {
        let entry = *self.entries.get(at)?;
        Some((Applying { account: account(at), holder: Some(holder(at)) }, entry))
    }

    /// What a payer does on the bank's page.
    pub(super) async fn pay(&self, link: &str) -> Result<()> {
        send(("POST", link), ("application/x-www-form-urlencoded", "action=pay")).await
    }

    /// Granted, and the register has not the name that the person truly has: none, or the bench has found something.
    pub(super) async fn wrong(&self, walked: &[Walked]) -> Result<usize> {
        let register = RegisterId::of(QUALIFICATION, AUTHORITY);
        let mut reader = self.app.db().reader().await?;
        let mut wrong = 0;
        for one in walked {
            let (Some(entry), Some(person)) = (self.entries.get(one.at), self.people.get(one.at)) else {
                bail!("nobody")
            };
            let row = store::entry::by_id(&mut reader, &[register], *entry).await?.context("no entry")?;
            let name = get(&row.present, EntryItem::Name).unwrap_or_default();
            let truth = if one.by_rule { &person.now } else { &person.before };
            if name != truth {
                eprintln!("case {}: {name} and not {truth}", one.key.id);
                wrong += 1;
            }
        }
        Ok(wrong)
    }

    pub(super) fn stop(&self) {
        self.tasks.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

fn account(at: usize) -> [u8; 16] {
    let mut key = [0; 16];
    key.iter_mut().zip(sha256(&[b"account", &at.to_be_bytes()])).for_each(|(to, from)| *to = from);
    key
}

fn holder(at: usize) -> HolderId {
    let mut random = [0; 10];
    random.iter_mut().zip(sha256(&[b"holder", &at.to_be_bytes()])).for_each(|(to, from)| *to = from);
    HolderId::new(1, random)
}

async fn vault(folder: &Path) -> Result<Vault> {
    for name in ["vault", "key"] {
        std::fs::create_dir(folder.join(name))?;
    }
    let url = format!("sqlite:{}", folder.join("vault").join("vault.db").display());
    let key = KeySource::File(folder.join("key").join("vault.key"));
    vault::init(&url, &key, &Use::new("make", app::holders::NUMBER_CASE, "bench")?).await?;
    Ok(Vault::open(&url, &key).await?)
}

async fn sealed(vault: &Vault, number: &str) -> Result<[u8; 16]> {
    let [proof, identity] = PROOF;
    let accepted = AcceptedProofs::none().also(proof, [identity]);
    let body = format!(
        "{}={number}&{}={proof}&{}={identity}",
        IntakeForm::NUMBER,
        IntakeForm::NUMBER_PROOF,
        IntakeForm::IDENTITY_PROOF
    );
    let by = Use::new("bench", app::holders::NUMBER_CASE, "bench")?;
    match vault.take_form(body.into_bytes(), &accepted, &by).await? {
        Ok(Taken::Sealed(sealed)) => Ok(sealed.to_bytes()),
        Ok(Taken::Again(_)) => bail!("the vault wants the number again"),
        Err(fault) => bail!("{fault}"),
    }
}

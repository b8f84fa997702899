//! A small country, its register imported, every entry linked by what the country knows.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use app::{Actor, App, Channel, CheckTools, ImportOptions, Reach, Role, Settings, Systems, init_register};
use country::systems::{Simulator, serve_all, serve_one};
use country::{
    AS_OF, Country, LifeEventKind, Nation, PersonId, RegisterPlan, Resident, Scenario, Tables, build_index,
    truth,
};
use futures_util::future::BoxFuture;
use gateways::Outcome;
use gateways::juki::{
    AskId, Batch, BatchState, Birth, Ground, Heading, Inquiry, Items, Juki, JukiClient, Sex, Source, Told,
    Wanted,
};
use gateways::transport::{Client, Peer, Question};
use registry::ids::{EntryId, HolderId};
use registry::item::{EntryItem, get};
use store::holder::{KnownNumber, NewLink, NumberFact, link};
use tempfile::TempDir;
use testkit::Scratch;
use vault::{KeySource, Use, Vault};

/// Makes two tests of each function, one on each engine.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => { $crate::support::on_both_engines!(new: $($name),+); };
    ($place:ident: $($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::support::Place::$place(testkit::fresh_sqlite().unwrap()).await).await })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::support::Place::$place(testkit::fresh_postgres().unwrap()).await).await })+
        }
    };
}
pub(crate) use on_both_engines;

/// The register that is checked.
const QUALIFICATION: &str = "nurse";
/// The country.
const SEED: u64 = 7;
/// People of the country: some hundred nurses.
const PEOPLE: u64 = 30_000;

/// Proposals in a sample, by rules whose sample is small.
pub(crate) const SMALL_SAMPLE: usize = 2;

pub(crate) struct Place {
    pub(crate) app: App,
    pub(crate) nation: Nation,
    /// Entries by number, with whose they are.
    pub(crate) whose: BTreeMap<String, PersonId>,
    pub(crate) linked: u64,
    pub(crate) settings: Settings,
    client: JukiClient,
    pub(crate) folder: TempDir,
    simulators: Vec<Simulator>,
    _scratch: Scratch,
}

impl Place {
    /// With the resident register alone.
    pub(crate) async fn new(scratch: Scratch) -> Self {
        Self::of(scratch, &["juki"], |_| rules_as_they_are()).await
    }

    /// With everything that a finding leads to: the family register is asked, notices are sent.
    pub(crate) async fn with_systems(scratch: Scratch) -> Self {
        Self::of(scratch, &[], |_| rules_as_they_are()).await
    }

    /// By rules under which nobody of this register is deleted without a notice.
    pub(crate) async fn where_the_notice_stays(scratch: Scratch) -> Self {
        Self::of(scratch, &[], rules_that_keep_the_notice).await
    }

    /// By rules under which every family is told of a deletion, however old the death.
    pub(crate) async fn where_families_are_told(scratch: Scratch) -> Self {
        Self::of(scratch, &[], rules_that_tell_families).await
    }

    /// By rules under which a run pauses for a single death of whatever age.
    pub(crate) async fn where_any_death_pauses(scratch: Scratch) -> Self {
        Self::of(scratch, &["juki"], rules_that_pause).await
    }

    /// By rules whose sample is smaller than a batch of this register.
    pub(crate) async fn where_the_sample_is_small(scratch: Scratch) -> Self {
        Self::of(scratch, &[], rules_of_a_small_sample).await
    }

    /// By rules that let nothing go on that the family register does not confirm.
    pub(crate) async fn where_none_goes_on_unconfirmed(scratch: Scratch) -> Self {
        Self::of(scratch, &[], |folder| rules_with(folder, &[("unconfirmed-at-most", 0)])).await
    }

    async fn of(scratch: Scratch, only: &[&str], rules: fn(&Path) -> PathBuf) -> Self {
        let mut place = Self::bare(scratch, only, rules, (SEED, PEOPLE)).await;
        place.import().await;
        place.link_all().await;
        place
    }

    /// A country of a seed with its systems, and a register without entries.
    pub(crate) async fn bare(
        scratch: Scratch,
        only: &[&str],
        rules: fn(&Path) -> PathBuf,
        (seed, people): (u64, u64),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rules = rules(folder.path());
        let mut settings =
            Settings::new(scratch.url().to_owned(), rules, Some(folder.path().join("log.key")));
        init_register(&settings).await.unwrap();
        let nation = nation(folder.path(), (seed, people));
        make_vault(folder.path()).await;
        let (simulators, client) = match only {
            [] => {
                let simulators = serve_all(&nation, &folder.path().join(ADDRESSES)).await.unwrap();
                let systems = systems(folder.path()).await;
                let client = systems.juki().unwrap().clone();
                settings.systems = Some(systems);
                (simulators, client)
            }
            [one, ..] => {
                let simulator = serve_one(&nation, one).await.unwrap().unwrap();
                let peer = Peer::at(simulator.url.parse().unwrap());
                (vec![simulator], JukiClient::new(peer, open_vault(folder.path()).await).unwrap())
            }
        };
        let app = App::open(&settings).await.unwrap();
        Self {
            app,
            nation,
            whose: BTreeMap::new(),
            linked: 0,
            settings,
            client,
            folder,
            simulators,
            _scratch: scratch,
        }
    }

    /// Imports a register of the country as a file of it.
    pub(crate) async fn import_of(&self, qualification: &str) -> app::ImportReport {
        let country = self.nation.country();
        let planned = country.plan().registers().iter().find(|r| r.qualification == qualification).unwrap();
        let on = self.app.rules().on(app::today_in_japan());
        let register = on.qualification(qualification).unwrap().register().yes().unwrap();
        let items: Vec<&str> = register.value().items.iter().map(String::as_str).collect();
        let path = self.folder.path().join(format!("{qualification}.csv"));
        country.write_file(planned, &items, File::create(&path).unwrap()).unwrap();
        let options = ImportOptions {
            qualification: qualification.to_owned(),
            authority: Some("JP".to_owned()),
            mapping: None,
            encoding: None,
            dry_run: false,
            rejects: None,
            file: path,
        };
        self.app.import_register(&officer("import"), &options, &|_| true).await.unwrap()
    }

    async fn import(&mut self) {
        let report = self.import_of(QUALIFICATION).await;
        let country = self.nation.country();
        let planned = country.plan().registers().iter().find(|r| r.qualification == QUALIFICATION).unwrap();
        assert!(report.entries > 300, "{report:?}");
        for row in 0..planned.count {
            let number = country.register(planned).unwrap().number(row).to_string();
            self.whose.insert(number, country.holder_in(planned, row));
        }
    }

    /// Links what stands to its person, whose number is asked by the four items: given by every second, found for the others.
    async fn link_all(&mut self) {
        let register = registry::ids::RegisterId::of(QUALIFICATION, "JP");
        let mut entries = Vec::new();
        let mut reader = self.app.db().reader().await.unwrap();
        let see = |row: &db::RowRef<'_>| {
            entries.push((EntryId::from_stored(row.bytes(0)?).unwrap(), row.text(2)?.to_owned()));
            Ok(())
        };
        reader
            .for_each(
                "SELECT entry_id, version, present FROM entry WHERE register_id = $1 ORDER BY entry_id",
                &[db::Param::Int(register.stored())],
                see,
            )
            .await
            .unwrap();
        let person = |present: &str| {
            let digits: String =
                get(present, EntryItem::Number).unwrap().chars().filter(char::is_ascii_digit).collect();
            self.nation.resident(self.whose[&digits])
        };
        let known: Vec<(EntryId, Resident)> =
            entries.iter().filter_map(|(entry, present)| Some((*entry, person(present)?))).collect();
        let handles = self.handles(known.iter().map(|(_, resident)| by_items(resident)).collect()).await;
        let links: Vec<NewLink> = known
            .iter()
            .zip(handles)
            .enumerate()
            .filter_map(|(at, ((entry, _), handle))| {
                let fact = if at % 2 == 0 { NumberFact::Given } else { NumberFact::Found };
                let number = KnownNumber { number: handle?, fact, way: "test".to_owned(), since: 1 };
                Some(NewLink {
                    register,
                    entry: *entry,
                    holder: HolderId::new(1_700_000_000_000 + at as u64, [at as u8; 10]),
                    way: "in-bulk".to_owned(),
                    ground: "test".to_owned(),
                    by: "test".to_owned(),
                    at: 1,
                    number: Some(number),
                })
            })
            .collect();
        self.linked = links.len() as u64;
        self.app
            .db()
            .transact("link", move |tx| {
                let links = links.clone();
                Box::pin(async move { link(tx, &links).await.map(|_| ()) })
            })
            .await
            .unwrap();
    }

    async fn handles(&self, inquiries: Vec<Inquiry>) -> Vec<Option<[u8; 16]>> {
        let word = str::to_owned;
        let ground = Ground { basis: word("test"), purpose: word("test"), operator: word("test") };
        let heading = Heading {
            file_id: AskId::new("handles").unwrap(),
            count: inquiries.len() as u64,
            period: word("2026"),
            made_at: word("2026-04-01T09:00:00+09:00"),
            ground,
            wanted: Wanted { number: true, code: false },
        };
        let by = Use::new("link", "holder", "test").unwrap();
        let batch = Batch { heading, folder: self.folder.path().join("handles"), by };
        let sent = self.client.send_batch(&batch, &mut People(inquiries.clone())).await.unwrap();
        assert!(matches!(sent, Outcome::Answered(_)), "{sent:?}");
        while !matches!(
            self.client.batch_state(&batch.heading.file_id).await,
            Outcome::Answered(BatchState::Ready { .. })
        ) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let Outcome::Answered(answers) = self.client.fetch_batch(&batch).await.unwrap() else { panic!() };
        let slice = answers.slice(0, &inquiries).unwrap();
        let number = |told: &Option<Told>| match told {
            Some(Told::Found(record)) => record.number.map(vault::SealedNumber::to_bytes),
            _ => None,
        };
        slice.told.iter().map(number).collect()
    }

    pub(crate) fn tools(&self, worker: &str) -> CheckTools {
        let folder = self.folder.path().join("check");
        match self.app.systems() {
            Some(systems) => CheckTools::of(Some(systems), folder).unwrap(),
            None => CheckTools::new(self.client.clone(), folder, worker.to_owned()),
        }
    }

    /// The letters that were posted, as the carrier lists them.
    pub(crate) async fn post(&self) -> String {
        self.told("notice", "post").await
    }

    /// The paths that were asked of a system.
    pub(crate) async fn received(&self, system: &str) -> Vec<String> {
        let all: serde_json::Value =
            serde_json::from_str(&self.told(system, "control/received").await).unwrap();
        all.as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap().to_owned()).collect()
    }

    /// What a system tells at a path.
    pub(crate) async fn told(&self, system: &str, path: &str) -> String {
        let simulator = self.simulators.iter().find(|one| one.system == system).unwrap();
        let client = Client::new(Peer::at(simulator.url.parse().unwrap())).unwrap();
        match client.ask(&Question::get(path.to_owned())).await {
            Outcome::Answered(answer) => String::from_utf8(answer.body).unwrap(),
            other => unreachable!("{other:?}"),
        }
    }

    /// Lets the leases of workers that are no more end now.
    pub(crate) async fn expire_leases(&self) {
        let sql = "UPDATE check_slice SET lease_until = 0 WHERE register_id = register_id";
        let done = self.app.db().transact::<_, db::DbError, _>("expire", move |tx| Box::pin(tx.batch(sql)));
        done.await.unwrap();
    }

    /// Gives an entry a place in the status list, as when its holder shows it.
    pub(crate) async fn show(&self, entry: &str) -> store::credential::Place {
        let entry = EntryId::parse(entry).unwrap();
        let wanted = store::credential::Wanted {
            register: registry::ids::RegisterId::of(QUALIFICATION, "JP"),
            entry,
            version: 1,
            present: String::new(),
            draws: vec![5],
            at: 1,
        };
        store::credential::take(self.app.db(), wanted).await.unwrap().unwrap()
    }

    /// Takes the link of an entry back.
    pub(crate) async fn unlink(&self, entry: &str) {
        let register = registry::ids::RegisterId::of(QUALIFICATION, "JP");
        let entry = EntryId::parse(entry).unwrap();
        let done = self.app.db().transact("unlink", move |tx| {
            Box::pin(async move { store::holder::unlink(tx, (register, entry), (2, "test", "test")).await })
        });
        done.await.unwrap();
    }

    pub(crate) fn bend(&self, scenario: &str) {
        self.nation.set_scenario(Scenario::from_toml(scenario).unwrap());
    }

    /// Sixteen bytes that begin with these, as the engine writes them in a statement.
    pub(crate) fn bytes_of(&self, begin: &[u8]) -> String {
        let hex: String = (0..16).map(|at| format!("{:02x}", begin.get(at).unwrap_or(&0))).collect();
        if self.settings.database.starts_with("sqlite") {
            format!("x'{hex}'")
        } else {
            format!("'\\x{hex}'::bytea")
        }
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        self.app.db().reader().await.unwrap().query(sql, &[], |row| row.int(0)).await.unwrap()[0]
    }

    /// Each finding with the number of its entry.
    pub(crate) async fn findings(&self) -> BTreeMap<String, (String, String, String)> {
        let sql = "SELECT e.present, f.finding, f.lead, f.number_fact FROM check_finding f \
                   JOIN entry e ON e.register_id = f.register_id AND e.entry_id = f.entry_id";
        let mut reader = self.app.db().reader().await.unwrap();
        let rows = reader
            .query(sql, &[], |row| {
                let digits: String = get(row.text(0)?, EntryItem::Number)
                    .unwrap()
                    .chars()
                    .filter(char::is_ascii_digit)
                    .collect();
                Ok((digits, (row.text(1)?.to_owned(), row.text(2)?.to_owned(), row.text(3)?.to_owned())))
            })
            .await
            .unwrap();
        let count = rows.len();
        let found: BTreeMap<_, _> = rows.into_iter().collect();
        assert_eq!(found.len(), count, "nobody is found twice");
        found
    }

    /// Whether the holder of the entry with this number is truly dead.
    pub(crate) fn is_dead(&self, number: &str) -> bool {
        let person = self.nation.person(self.whose[number]).unwrap();
        person.events.iter().any(|event| event.kind == LifeEventKind::Death)
    }
}

fn nation(folder: &Path, (seed, people): (u64, u64)) -> Nation {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, people, |_| vec!["JP".to_owned()]);
    let country = Country::new(tables, seed, plan);
    let home = folder.join("country");
    build_index(&country, &home, &|_, _, _| true).unwrap();
    let nation = Nation::new(country, AS_OF, home);
    assert!(truth(&nation, (AS_OF, AS_OF), true).next().is_some(), "there are holders");
    nation
}

/// The file with the addresses of the systems.
const ADDRESSES: &str = "addresses.json";

/// The systems of a folder, as another process opens them as well.
pub(crate) async fn systems(folder: &Path) -> Systems {
    Systems::open(&folder.join(ADDRESSES), Some(open_vault(folder).await)).unwrap()
}

fn vault_place(folder: &Path) -> (String, KeySource) {
    let url = format!("sqlite:{}", folder.join("vault").join("vault.db").display());
    (url, KeySource::File(folder.join("key").join("vault.key")))
}

async fn make_vault(folder: &Path) {
    for name in ["vault", "key"] {
        std::fs::create_dir(folder.join(name)).unwrap();
    }
    let (url, key) = vault_place(folder);
    vault::init(&url, &key, &Use::new("make", "holder", "test").unwrap()).await.unwrap();
}

async fn open_vault(folder: &Path) -> Vault {
    let (url, key) = vault_place(folder);
    Vault::open(&url, &key).await.unwrap()
}

pub(crate) fn officer(name: &str) -> Actor {
    Actor {
        name: name.to_owned(),
        purpose: "yearly-check".to_owned(),
        channel: Channel::Job,
        roles: Role::ALL.to_vec(),
        reach: Reach::All,
    }
}

fn by_items(resident: &Resident) -> Inquiry {
    Inquiry::by_items(Items {
        name: resident.name.clone(),
        birth: Birth::parse(&resident.birth).unwrap(),
        sex: Sex::of_word(resident.sex),
        address: Some(resident.address.clone()),
    })
}

struct People(Vec<Inquiry>);

impl Source for People {
    fn inquiries(&mut self, first: u64, count: u64) -> BoxFuture<'_, std::io::Result<Vec<Inquiry>>> {
        let (first, count) = (first as usize, count as usize);
        let some = self.0[first..first + count].to_vec();
        Box::pin(async move { Ok(some) })
    }
}

pub(crate) fn rules_as_they_are() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")
}

fn rules_that_tell_families(folder: &Path) -> PathBuf {
    rules_with(folder, &[("family-told-days", 40_000)])
}

fn rules_that_pause(folder: &Path) -> PathBuf {
    let ages =
        ["under-40", "40-59", "60-79", "80-and-over"].map(|age| format!("pause-dead-{age}-in-a-hundred"));
    let mut numbers = vec![("pause-people-at-least", 1)];
    numbers.extend(ages.iter().map(|age| (age.as_str(), 0)));
    rules_with(folder, &numbers)
}

fn rules_of_a_small_sample(folder: &Path) -> PathBuf {
    rules_with(folder, &[("sample-size", SMALL_SAMPLE as u32)])
}

/// The rules with other numbers of the yearly check.
fn rules_with(folder: &Path, numbers: &[(&str, u32)]) -> PathBuf {
    let to = folder.join("rules");
    testkit::copy_folder(&rules_as_they_are(), &to).unwrap();
    let file = to.join("yearly-check.toml");
    let mut text = std::fs::read_to_string(&file).unwrap();
    for (what, number) in numbers {
        let at = text.find(&format!("what = \"{what}\"")).unwrap();
        let at = at + text[at..].find("number = ").unwrap();
        let end = at + text[at..].find('\n').unwrap();
        let new = format!("number = {number}");
        assert_ne!(text[at..end], new, "{what} is {number} as it is");
        text.replace_range(at..end, &new);
    }
    std::fs::write(file, text).unwrap();
    to
}

fn rules_that_keep_the_notice(folder: &Path) -> PathBuf {
    let to = folder.join("rules");
    testkit::copy_folder(&rules_as_they_are(), &to).unwrap();
    let file = to.join("qualifications").join(format!("{QUALIFICATION}.toml"));
    let text = std::fs::read_to_string(&file).unwrap();
    let changed = text.replacen("ex_officio_when = [\"my-number-given\"]\n", "", 1);
    assert_ne!(text, changed, "the rules as they are allow it");
    std::fs::write(file, changed).unwrap();
    to
}

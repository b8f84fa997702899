//! A register of nurses who are people of an invented country, whose resident register is asked, and a vault.

use std::path::{Path, PathBuf};

use app::{
    Actor, App, Channel, FirstLinkOrder, FirstLinkOutcome, ImportOptions, Reach, ReportsOrder, Role,
    Settings, init_register,
};
use country::systems::{Simulator, serve_one};
use country::{
    AS_OF, Country, Nation, RegisterPlan, Resident, ResidentStatus, Scenario, Tables, build_index,
};
use gateways::juki::JukiClient;
use gateways::transport::Peer;
use registry::ids::RegisterId;
use tempfile::TempDir;
use testkit::Scratch;
use vault::{KeySource, Use, Vault};

/// Makes two tests of each function, one on each engine.
macro_rules! on_both_engines {
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

pub(crate) const NURSE: &str = "nurse";

pub(crate) struct Place {
    pub(crate) app: App,
    pub(crate) nation: Nation,
    pub(crate) juki: JukiClient,
    pub(crate) vault: Vault,
    pub(crate) folder: TempDir,
    pub(crate) settings: Settings,
    simulator: Simulator,
    _scratch: Scratch,
}

/// A line of the register's file: what it says of whom.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) born: String,
    pub(crate) sex: String,
    pub(crate) address: String,
    /// Who it truly is.
    pub(crate) whose: Option<country::PersonId>,
}

impl Line {
    pub(crate) fn of(number: u64, resident: &Resident) -> Self {
        Self {
            number,
            name: resident.name.clone(),
            born: resident.birth.clone(),
            sex: resident.sex.to_owned(),
            address: resident.address.clone(),
            whose: Some(resident.person),
        }
    }
}

impl Place {
    /// With a register of nurses that holds addresses.
    pub(crate) async fn with_addresses(scratch: Scratch) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rules = rules_with_addresses(folder.path());
        Self::of(scratch, folder, rules).await
    }

    /// By the rules as they are: no address in the register.
    pub(crate) async fn as_it_is(scratch: Scratch) -> Self {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        Self::of(scratch, tempfile::tempdir().unwrap(), rules).await
    }

    async fn of(scratch: Scratch, folder: TempDir, rules: PathBuf) -> Self {
        let settings = Settings::new(scratch.url().to_owned(), rules, Some(folder.path().join("log.key")));
        init_register(&settings).await.unwrap();
        let app = App::open(&settings).await.unwrap();
        let nation = nation(folder.path());
        let simulator = serve_one(&nation, "juki").await.unwrap().unwrap();
        let vault = vault(folder.path()).await;
        let juki = JukiClient::new(Peer::at(simulator.url.parse().unwrap()), vault.clone()).unwrap();
        Self { app, nation, juki, vault, folder, settings, simulator, _scratch: scratch }
    }

    pub(crate) fn register() -> RegisterId {
        RegisterId::of(NURSE, "JP")
    }

    /// People who live and whom nobody else is like.
    pub(crate) fn residents(&self, count: usize) -> Vec<Resident> {
        let alone = |r: &Resident| {
            r.status == ResidentStatus::Current
                // grown up when they were registered
                && r.birth.as_str() < "1985"
                && self.nation.by_items(&r.name, &r.birth, Some(r.sex), Some(&r.address)).len() == 1
        };
        let all = self.nation.people().filter_map(|person| self.nation.resident(person.id));
        let some: Vec<_> = all.filter(alone).take(count).collect();
        assert_eq!(some.len(), count);
        some
    }

    pub(crate) async fn import(&self, lines: &[Line]) {
        let mut text = "登録番号,登録年月日,氏名,生年月日,性別,本籍,試験合格年月,住所\n".to_owned();
        for line in lines {
            let Line { number, name, born, sex, address, .. } = line;
            text.push_str(&format!("第{number}号,2010-04-01,{name},{born},{sex},東京都,2010-03,{address}\n"));
        }
        let file = self.folder.path().join("nurses.csv");
        std::fs::write(&file, text).unwrap();
        let options = ImportOptions {
            qualification: NURSE.to_owned(),
            authority: None,
            mapping: None,
            encoding: None,
            dry_run: false,
            rejects: None,
            file,
        };
        let report = self.app.import_register(&officer(), &options, &|_| true).await.unwrap();
        assert_eq!((report.rejects, report.entries), (0, lines.len() as u64));
    }

    /// One more entry, registered by an act.
    pub(crate) async fn add(&self, line: &Line) {
        let item = |code: &str, value: &str| (code.to_owned(), value.to_owned());
        let order = app::ActOrder {
            target: format!("{NURSE}/JP"),
            act: registry::act::Act::NewRegistration,
            effective_on: jiff::civil::date(2024, 6, 1),
            ground: "test".to_owned(),
            items: vec![
                item("registration-number", &format!("第{}号", line.number)),
                item("name", &line.name),
                item("birth-date", &line.born),
                item("sex", &line.sex),
                item("address", &line.address),
            ],
            seen_version: None,
            key: None,
        };
        self.app.record_act(&officer(), &order).await.unwrap();
    }

    /// Where the simulator is.
    pub(crate) fn url(&self) -> &str {
        &self.simulator.url
    }

    /// In no table of the register is any of these people's numbers.
    pub(crate) async fn no_number_is_in_the_register(&self, lines: &[Line]) {
        let mut text = String::new();
        let mut reader = self.app.db().reader().await.unwrap();
        for sql in [
            "SELECT report || items || number_way || ground FROM first_link_desk",
            "SELECT ground || number_way || way FROM entry_holder",
            "SELECT request FROM disclosure",
        ] {
            text.extend(reader.query(sql, &[], |row| Ok(row.text(0)?.to_owned())).await.unwrap());
        }
        assert!(text.contains("first-link nurse/JP"), "this looks at the right tables");
        for whose in lines.iter().filter_map(|line| line.whose) {
            assert!(!text.contains(&self.nation.my_number(whose)));
        }
    }

    pub(crate) fn order(&self) -> FirstLinkOrder {
        order(self.folder.path())
    }

    pub(crate) async fn link(&self) -> FirstLinkOutcome {
        let linked = self.app.first_link(&officer(), Some(&self.juki), &self.order(), &|_| true).await;
        let outcome = linked.unwrap();
        adds_up(&outcome);
        outcome
    }

    pub(crate) async fn reports(&self, lines: &[(Line, String)]) -> FirstLinkOutcome {
        let mut text = "登録番号,氏名,生年月日,性別,住所,個人番号,届出年月日\n".to_owned();
        for (line, given) in lines {
            let Line { number, name, born, sex, address, .. } = line;
            text.push_str(&format!("第{number}号,{name},{born},{sex},{address},{given},2026-01-31\n"));
        }
        let file = self.folder.path().join("reports.csv");
        std::fs::write(&file, text).unwrap();
        let order = ReportsOrder {
            first_link: self.order(),
            file,
            number_proof: "card-copy".to_owned(),
            identity_proof: "same-card".to_owned(),
        };
        let linked =
            self.app.first_link_reports(&officer(), (&self.juki, &self.vault), &order, &|_| true).await;
        let outcome = linked.unwrap();
        adds_up(&outcome);
        outcome
    }

    pub(crate) fn bend(&self, scenario: &str) {
        self.nation.set_scenario(Scenario::from_toml(scenario).unwrap());
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        self.app.db().reader().await.unwrap().query(sql, &[], |row| row.int(0)).await.unwrap()[0]
    }

    /// Every link that stands, by the number of its entry: `given` or `found`, and whether its holder's number is the true person's.
    pub(crate) async fn links(&self, lines: &[Line]) -> Vec<(u64, store::holder::NumberFact)> {
        let mut found = Vec::new();
        let mut reader = self.app.db().reader().await.unwrap();
        let (_, handles) = self.handles(lines).await;
        for (line, handle) in lines.iter().zip(handles) {
            let (register, key) = ([Self::register()], line.number.to_string());
            let rows = store::entry::by_number(&mut reader, &register, &key).await;
            let entry = rows.unwrap().pop().unwrap();
            let link = store::holder::of_entry(&mut reader, (entry.register, entry.id)).await.unwrap();
            if let Some(link) = link {
                let known = link.number.unwrap();
                assert_eq!(Some(known.number), handle, "entry {} is linked to somebody else", line.number);
                found.push((line.number, known.fact));
            }
        }
        found
    }

    /// The handles of the true persons' numbers, got as a file of reports gets them.
    async fn handles(&self, lines: &[Line]) -> (usize, Vec<Option<[u8; 16]>>) {
        let mut text = "登録番号,氏名,生年月日,性別,住所,個人番号,届出年月日\n".to_owned();
        for line in lines {
            let given = line.whose.map(|whose| self.nation.my_number(whose)).unwrap_or_default();
            text.push_str(&format!("{},x,,,,{given},\n", line.number));
        }
        let proofs = vault::AcceptedProofs::none().also("card-copy", ["same-card"]);
        let proof = proofs.accept(vault::ProofOfNumber::CardCopy, vault::ProofOfIdentity::SameCard).unwrap();
        let by = Use::new("test", app::holders::NUMBER_CASE, "test").unwrap();
        let mut file = vault::ReportFile::open(text.as_bytes()).unwrap();
        let rows = file.next(&self.vault, (proof, &by), 50_000).await.unwrap();
        (rows.len(), rows.into_iter().map(|row| row.given.ok().map(vault::SealedNumber::to_bytes)).collect())
    }
}

pub(crate) fn order(folder: &Path) -> FirstLinkOrder {
    FirstLinkOrder {
        qualification: NURSE.to_owned(),
        authority: None,
        folder: folder.join("first-link"),
        dry_run: false,
    }
}

/// The figures of a run are the entries, each once.
fn adds_up(outcome: &FirstLinkOutcome) {
    let of = |counts: &std::collections::BTreeMap<String, u64>| counts.values().sum::<u64>();
    let sum = outcome.linked_before
        + outcome.desk_before
        + of(&outcome.not_open)
        + outcome.open
        + outcome.linked
        + of(&outcome.desk)
        + outcome.no_answer
        + of(&outcome.unusable);
    assert_eq!(sum, outcome.entries, "{outcome:?}");
}

/// The rules, with a register of nurses that holds addresses: no register of today holds both sex and address.
fn rules_with_addresses(folder: &Path) -> PathBuf {
    let to = folder.join("rules");
    testkit::copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules"), &to).unwrap();
    let nurse = to.join("qualifications/nurse.toml");
    let text = std::fs::read_to_string(&nurse).unwrap();
    let changed = text.replacen("\"sex\"", "\"sex\", \"address\"", 1);
    assert_ne!(text, changed, "nurses have a sex among their items");
    std::fs::write(nurse, changed).unwrap();
    to
}

pub(crate) fn nation(folder: &Path) -> Nation {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, 6_000, |_| vec!["JP".to_owned()]);
    let country = Country::new(tables, 11, plan);
    let home = folder.join("country");
    build_index(&country, &home, &|_, _, _| true).unwrap();
    Nation::new(country, AS_OF, home)
}

pub(crate) fn vault_place(folder: &Path) -> (String, KeySource) {
    let url = format!("sqlite:{}", folder.join("vault").join("vault.db").display());
    (url, KeySource::File(folder.join("key").join("vault.key")))
}

async fn vault(folder: &Path) -> Vault {
    std::fs::create_dir(folder.join("vault")).unwrap();
    std::fs::create_dir(folder.join("key")).unwrap();
    let (url, key) = vault_place(folder);
    vault::init(&url, &key, &Use::new("test", "test", "test").unwrap()).await.unwrap();
    Vault::open(&url, &key).await.unwrap()
}

pub(crate) fn officer() -> Actor {
    Actor {
        name: "officer".to_owned(),
        purpose: "registration".to_owned(),
        channel: Channel::Command,
        roles: Role::ALL.to_vec(),
        reach: Reach::All,
    }
}

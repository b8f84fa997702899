//! An invented country with its systems, a register on either engine that holds some of its people, and their phones.

use std::path::Path;

use app::holders::NUMBER_CASE;
use app::linking::{LinkRequestView, LinkWish};
use app::portal::{Arrival, Departure};
use app::systems::{CARD_RETURN, NETWORK_PUSH, PAYMENT_PUSH, SIGN_IN_RETURN};
use app::{
    Actor, App, AppError, Channel, HolderActor, ImportOptions, PortalKeys, Reach, Role, Settings, Systems,
    init_register,
};
use country::systems::{Portal, Simulator, introduce, serve_all};
use country::{AS_OF, Country, Nation, PersonId, RegisterPlan, Resident, Scenario, Tables};
use registry::ids::{EntryId, HolderId, RegisterId};
use reqwest::Url;
use reqwest::header::LOCATION;
use serde_json::{Value, json};
use store::holder::{KnownNumber, Link, LinkOutcome, NumberFact};
use tempfile::TempDir;
use testkit::Scratch;
use url::form_urlencoded::Serializer;
use vault::{AcceptedProofs, IntakeForm, KeySource, Taken, Use, Vault};

/// Where browsers come back to. Nothing listens there: the test reads the address.
const PORTAL: &str = "http://127.0.0.1:9";

/// Makes two tests of each function, one on each engine.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::support::Town::new(testkit::fresh_sqlite().unwrap()).await).await })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::support::Town::new(testkit::fresh_postgres().unwrap()).await).await })+
        }
    };
}
pub(crate) use on_both_engines;

pub(crate) struct Town {
    pub(crate) app: App,
    nation: Nation,
    /// People whose card is good.
    people: Vec<PersonId>,
    simulators: Vec<Simulator>,
    pub(crate) vault: Vault,
    folder: TempDir,
    _scratch: Scratch,
}

/// A person at the portal: who acts, and the browser's secret.
pub(crate) struct AtPortal {
    pub(crate) person: PersonId,
    pub(crate) holder: HolderActor,
    pub(crate) browser: String,
    pub(crate) token: String,
}

impl Town {
    pub(crate) async fn new(scratch: Scratch) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tables = Tables::load().unwrap();
        let plan = RegisterPlan::new(&tables, 3_000, |_| vec!["JP".to_owned()]);
        let nation = Nation::new(Country::new(tables, 11, plan), AS_OF, folder.path().join("country"));
        let vault = vault(folder.path()).await;
        let (systems, simulators) = systems(&nation, folder.path(), &vault).await;
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        let mut settings =
            Settings::new(scratch.url().to_owned(), rules, Some(folder.path().join("log.key")));
        settings.systems = Some(systems);
        init_register(&settings).await.unwrap();
        let app = App::open(&settings).await.unwrap();
        let people = good_cards(&simulators).await;
        Self { app, nation, people, simulators, vault, folder, _scratch: scratch }
    }

    /// One of those whose card is good.
    pub(crate) fn resident(&self, n: usize) -> Resident {
        self.nation.resident(self.people[n]).unwrap()
    }

    /// Imports nurses: number, name, birth date, sex, domicile.
    pub(crate) async fn import(&self, nurses: &[[&str; 5]]) {
        let mut text = "登録番号,登録年月日,氏名,生年月日,性別,本籍,試験合格年月\n".to_owned();
        for [number, name, born, sex, domicile] in nurses {
            text.push_str(&format!("{number},2010-04-01,{name},{born},{sex},{domicile},2010-03\n"));
        }
        let file = self.folder.path().join("nurses.csv");
        std::fs::write(&file, text).unwrap();
        let options = ImportOptions {
            qualification: "nurse".to_owned(),
            authority: None,
            mapping: None,
            encoding: None,
            dry_run: false,
            rejects: None,
            file,
        };
        let report = self.app.import_register(&officer(), &options, &|_| true).await.unwrap();
        let rejects = report.reject_file.map(|file| std::fs::read_to_string(file).unwrap());
        assert_eq!((report.rejects, rejects), (0, None));
    }

    /// Imports the one nurse of number 101: resident `n`, as the card says.
    pub(crate) async fn import_resident(&self, n: usize) {
        let r = self.resident(n);
        self.import(&[["101", &r.name, &r.birth, r.sex, "東京都"]]).await;
    }

    pub(crate) fn wish(number: &str) -> LinkWish {
        LinkWish {
            qualification: "nurse".to_owned(),
            authority: String::new(),
            number: number.to_owned(),
            domicile: "東京都".to_owned(),
        }
    }

    /// The way to the sign-in and back with the card of resident `n`: the departure, and the query that comes back.
    pub(crate) async fn round_trip(&self, browser: Option<&str>, n: usize) -> (Departure, String) {
        let departure = self.app.leave_to_sign_in(browser, "/portal").await.unwrap();
        let page = Phone::new().sign_in(&departure.go_to, self.people[n]).await;
        (departure, page.query())
    }

    pub(crate) async fn sign_in(&self, n: usize) -> AtPortal {
        let (departure, query) = self.round_trip(None, n).await;
        let arrival = self.app.arrive(Some(&departure.browser), &query).await.unwrap();
        self.at_portal(n, departure.browser, arrival).await
    }

    pub(crate) async fn at_portal(&self, n: usize, browser: String, arrival: Arrival) -> AtPortal {
        let token = arrival.token.unwrap();
        let holder = self.app.portal_session(&token).await.unwrap().holder;
        AtPortal { person: self.people[n], holder, browser, token }
    }

    /// Signs a request with the card of whoever; the query that comes back.
    pub(crate) async fn signed(&self, at: &AtPortal, id: &str, card: PersonId) -> String {
        let leave = self.app.leave_to_sign_link(&at.holder, Some(&at.browser), id).await.unwrap();
        let (phone, digest) = (Phone::new(), self.app.my_link_request(&at.holder, id).await.unwrap().digest);
        let page = phone.sign_in(&leave.go_to, card).await;
        let signing = page.to.unwrap().to_string();
        let page = phone.get(&signing).await;
        assert!(page.text.contains(&digest), "what is signed is what was shown: {}", page.text);
        phone.post(&signing, &format!("pin={}", page.pin())).await.query()
    }

    /// Asks for a link, signs it with one's own card, and comes back.
    pub(crate) async fn try_to_link(&self, at: &AtPortal, wish: &LinkWish) -> LinkRequestView {
        let id = self.app.request_link(&at.holder, wish).await.unwrap();
        let query = self.signed(at, &id, at.person).await;
        let arrival = self.app.arrive(Some(&at.browser), &query).await.unwrap();
        assert_eq!(arrival.to, format!("/portal/link/{id}"));
        self.app.my_link_request(&at.holder, &id).await.unwrap()
    }

    /// The card of resident `n` is read for its number, and what its page posts is taken: the token of the reading.
    pub(crate) async fn number_read(&self, go_to: &str, n: usize) -> String {
        let phone = Phone::new();
        let reader = phone.get(go_to).await.to.unwrap();
        let card = format!("{reader}/card/{}", self.people[n].0);
        let page = phone.get(&card).await;
        let page = phone.post(&card, &format!("pin={}", page.pin())).await;
        let mut form = Serializer::new(String::new());
        for input in page.text.split("<input type=\"hidden\" ").skip(1) {
            form.append_pair(between(input, "name=\"", "\""), between(input, "value=\"", "\""));
        }
        self.app.take_reading(form.finish().as_bytes()).await.unwrap().0
    }

    /// Links an entry as a run in bulk does: to somebody without an account, by the number of resident `n`, which was found.
    pub(crate) async fn linked_in_bulk(&self, number: &str, n: usize) -> HolderId {
        let found = self.number_of(n).await;
        let known = self.holder_of_number(found).await;
        let holder = known.unwrap_or_else(|| HolderId::new(u64::try_from(n).unwrap(), [7; 10]));
        self.link_to(number, holder, Some(found)).await;
        holder
    }

    pub(crate) async fn link_to(&self, number: &str, holder: HolderId, found: Option<[u8; 16]>) {
        let entry = self.entry(number).await;
        let link = Link {
            register: Self::register(),
            entry,
            holder,
            way: "in-bulk".to_owned(),
            ground: "first-link nurse/JP".to_owned(),
            by: "run".to_owned(),
            at: 1,
            number: found.map(|number| KnownNumber {
                number,
                fact: NumberFact::Found,
                way: "in-bulk".to_owned(),
                since: 1,
            }),
        };
        let made: Result<_, store::StoreError> = self
            .app
            .db()
            .transact("link", move |tx| {
                let links = vec![link.clone()];
                Box::pin(async move { store::holder::link(tx, &links).await })
            })
            .await;
        assert_eq!(made.unwrap(), [LinkOutcome::Linked]);
    }

    pub(crate) fn register() -> RegisterId {
        RegisterId::of("nurse", "JP")
    }

    pub(crate) async fn entry(&self, number: &str) -> EntryId {
        let mut reader = self.app.db().reader().await.unwrap();
        store::entry::by_number(&mut reader, &[Self::register()], number).await.unwrap()[0].id
    }

    /// The link of an entry that stands.
    pub(crate) async fn link(&self, number: &str) -> Link {
        let key = (Self::register(), self.entry(number).await);
        let mut reader = self.app.db().reader().await.unwrap();
        store::holder::of_entry(&mut reader, key).await.unwrap().unwrap()
    }

    pub(crate) async fn holder_of_number(&self, number: [u8; 16]) -> Option<HolderId> {
        let mut reader = self.app.db().reader().await.unwrap();
        store::holder::by_number(&mut reader, &[number]).await.unwrap()[0]
    }

    /// The vault's handle of the number of resident `n`, as runs find it.
    pub(crate) async fn number_of(&self, n: usize) -> [u8; 16] {
        let accepted = AcceptedProofs::none().also("card-copy", ["same-card"]);
        let number = self.nation.my_number(self.people[n]);
        let body = format!(
            "{}={number}&{}=card-copy&{}=same-card",
            IntakeForm::NUMBER,
            IntakeForm::NUMBER_PROOF,
            IntakeForm::IDENTITY_PROOF
        );
        let by = Use::new("test", NUMBER_CASE, "test").unwrap();
        match self.vault.take_form(body.into_bytes(), &accepted, &by).await.unwrap().unwrap() {
            Taken::Sealed(sealed) => sealed.to_bytes(),
            other => unreachable!("{other:?}"),
        }
    }

    /// The same session again: whose account it is by now.
    pub(crate) async fn again(&self, at: &AtPortal) -> HolderActor {
        self.app.portal_session(&at.token).await.unwrap().holder
    }

    pub(crate) fn bend(&self, toml: &str) {
        self.nation.set_scenario(Scenario::from_toml(toml).unwrap());
    }

    pub(crate) async fn looks(&self) -> Vec<store::disclosure::DisclosureRow> {
        store::disclosure::latest(&mut self.app.db().reader().await.unwrap(), 100).await.unwrap()
    }

    pub(crate) async fn execute(&self, sql: &'static str) {
        let done = self.app.db().transact("test", move |tx| {
            Box::pin(async move { tx.execute(sql, &[]).await.map_err(store::StoreError::from) })
        });
        done.await.unwrap();
    }

    pub(crate) fn count_of_simulators(&self) -> usize {
        self.simulators.len()
    }
}

async fn vault(folder: &Path) -> Vault {
    for name in ["vault", "key"] {
        std::fs::create_dir(folder.join(name)).unwrap();
    }
    let url = format!("sqlite:{}", folder.join("vault").join("vault.db").display());
    let key = KeySource::File(folder.join("key").join("vault.key"));
    vault::init(&url, &key, &Use::new("make", NUMBER_CASE, "test").unwrap()).await.unwrap();
    Vault::open(&url, &key).await.unwrap()
}

/// What `shikaku demo` does.
async fn systems(nation: &Nation, folder: &Path, vault: &Vault) -> (Systems, Vec<Simulator>) {
    let file = folder.join("addresses.json");
    let simulators = serve_all(nation, &file).await.unwrap();
    let keys = PortalKeys::read_or_make(&folder.join("keys")).unwrap();
    let portal = Portal {
        client_id: "Portal1".to_owned(),
        name: "国家資格の窓口".to_owned(),
        returns: [SIGN_IN_RETURN, CARD_RETURN].map(|path| format!("{PORTAL}{path}")),
        pushes: [PAYMENT_PUSH, NETWORK_PUSH].map(|path| format!("{PORTAL}{path}")),
        vault_key: serde_json::to_value(vault.intake_key().await.unwrap()).unwrap(),
        keys: keys.public(),
    };
    introduce(&simulators, &portal).await.unwrap();
    let mut whole: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    whole["portal"] = json!({ "client_id": "Portal1", "url": PORTAL, "keys": "keys" });
    std::fs::write(&file, whole.to_string()).unwrap();
    (Systems::open(&file, Some(vault.clone())).unwrap(), simulators)
}

/// The people whose card the sign-in's start page calls good.
async fn good_cards(simulators: &[Simulator]) -> Vec<PersonId> {
    let sign_in = simulators.iter().find(|simulator| simulator.system == "digital-auth").unwrap();
    let page = Phone::new().get(&sign_in.url).await;
    let rows = page.text.split("<tr>").filter(|row| row.contains("利用可"));
    let people: Vec<PersonId> =
        rows.map(|row| PersonId(between(row, "<td>", "</td>").parse().unwrap())).collect();
    assert!(people.len() >= 2, "{}", page.text);
    people
}

/// A phone's browser that follows nothing by itself.
pub(crate) struct Phone(reqwest::Client);

pub(crate) struct Page {
    pub(crate) text: String,
    pub(crate) to: Option<Url>,
}

impl Page {
    fn pin(&self) -> &str {
        between(self.text.split("class=\"hint\"").nth(1).expect("a hint"), "<span class=\"mono\">", "</span>")
    }

    fn query(&self) -> String {
        let to = self.to.as_ref().unwrap_or_else(|| panic!("{}", self.text));
        assert!(to.as_str().starts_with(&format!("{PORTAL}{SIGN_IN_RETURN}?")), "{to}");
        to.query().unwrap().to_owned()
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.unwrap_or_else(|| panic!("{before} in {text}")).0
}

impl Phone {
    pub(crate) fn new() -> Self {
        let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        Self(builder.build().unwrap())
    }

    async fn page(&self, request: reqwest::RequestBuilder) -> Page {
        let answer = request.send().await.unwrap();
        let to = answer.headers().get(LOCATION).map(|to| answer.url().join(to.to_str().unwrap()).unwrap());
        Page { to, text: answer.text().await.unwrap() }
    }

    pub(crate) async fn get(&self, url: &str) -> Page {
        self.page(self.0.get(url)).await
    }

    pub(crate) async fn post(&self, url: &str, form: &str) -> Page {
        let request = self.0.post(url).header("content-type", "application/x-www-form-urlencoded");
        self.page(request.body(form.to_owned())).await
    }

    /// Takes a card and types its PIN as the page tells it.
    async fn sign_in(&self, url: &str, person: PersonId) -> Page {
        let page = self.get(url).await;
        let app = page.to.unwrap_or_else(|| panic!("{}", page.text));
        let card = format!("{app}/card/{}", person.0);
        let page = self.get(&card).await;
        self.post(&card, &format!("pin={}", page.pin())).await
    }
}

pub(crate) fn officer() -> Actor {
    Actor {
        name: "officer".to_owned(),
        purpose: "registration".to_owned(),
        channel: Channel::Desk,
        roles: Role::ALL.to_vec(),
        reach: Reach::All,
    }
}

pub(crate) fn words(error: &AppError) -> (&str, &str) {
    (&error.for_person, &error.for_person_en)
}

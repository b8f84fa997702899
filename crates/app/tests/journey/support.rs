//! A register with a nurse in it, an invented country around it, and her telephone.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use app::papers::Scanner;
use app::view::CaseView;
use app::{
    ActOrder, Actor, App, Application, Applying, CaseKey, Channel, DeskDecision, Reach, Role, Settings,
    SignedForm, Systems, init_register,
};
use country::pki::{CardKey, Cards, ToSign};
use country::systems::{Simulator, serve_all};
use country::{AS_OF, Country, Home, Nation, Person, RegisterPlan, Tables};
use gateways::Outcome;
use gateways::transport::{Client, Peer, Question};
use law::Procedure;
use registry::act::Act;
use registry::ids::{CaseId, EntryId, HolderId, RegisterId};
use registry::requirement::Need;
use store::draft::{self, Draft};
use store::holder::{KnownNumber, Link, NumberFact};
use tempfile::TempDir;
use testkit::Scratch;

/// Makes two tests of each function, one on each engine.
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::support::Place::new(testkit::fresh_sqlite().unwrap()).await).await })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::support::Place::new(testkit::fresh_postgres().unwrap()).await).await })+
        }
    };
}
pub(crate) use on_both_engines;

pub(crate) const APPLICANT: [u8; 16] = [3; 16];
pub(crate) const STRANGER: [u8; 16] = [4; 16];
/// Far enough ahead that every job is due.
const FAR: i64 = 4_000_000_000_000_000;

/// The country is made once: its people are the same in every test.
static COUNTRY: LazyLock<Country> = LazyLock::new(|| {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, 3_000, |_| vec!["JP".to_owned()]);
    Country::new(tables, 11, plan)
});

pub(crate) struct Place {
    pub(crate) app: App,
    pub(crate) settings: Settings,
    pub(crate) folder: TempDir,
    pub(crate) nation: Nation,
    pub(crate) cards: Cards,
    pub(crate) simulators: Vec<Simulator>,
    _scratch: Scratch,
}

pub(crate) fn officer() -> Actor {
    Actor {
        name: "officer".to_owned(),
        purpose: "case".to_owned(),
        channel: Channel::Desk,
        roles: vec![Role::Reader, Role::Registrar],
        reach: Reach::Authorities(vec!["JP".to_owned()]),
    }
}

pub(crate) fn nurse() -> Applying {
    Applying { account: APPLICANT, holder: Some(HolderId::new(3, [3; 10])) }
}

impl Place {
    pub(crate) async fn new(scratch: Scratch) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let nation = Nation::new(COUNTRY.clone(), AS_OF, folder.path().join("country"));
        let cards = Cards::open(&nation).unwrap();
        let addresses = folder.path().join("addresses.json");
        let simulators = serve_all(&nation, &addresses).await.unwrap();
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        let log_key = Some(folder.path().join("log.key"));
        let mut settings = Settings::new(scratch.url().to_owned(), rules, log_key);
        settings.systems = Some(Systems::open(&addresses, None).unwrap());
        init_register(&settings).await.unwrap();
        let app = App::open(&settings).await.unwrap();
        Self { app, settings, folder, nation, cards, simulators, _scratch: scratch }
    }

    /// The same register, opened anew with a scanner.
    pub(crate) async fn scanned_by(&self, script: &str) -> App {
        let path = self.folder.path().join("scanner");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let settings = Settings { scanner: Scanner::Command(path), ..self.settings.clone() };
        App::open(&settings).await.unwrap()
    }

    pub(crate) async fn draft(&self) -> CaseId {
        let id = CaseId::new(1, [1; 10]);
        let draft = Draft {
            account: APPLICANT,
            id,
            register: RegisterId::of("nurse", "JP"),
            entry: None,
            procedure: "change".to_owned(),
            fields: String::new(),
            version: 1,
            saved_at: 1,
        };
        draft::begin(self.app.db(), draft).await.unwrap();
        id
    }

    /// Somebody Japanese at home whose signing certificate stands today.
    pub(crate) fn somebody(&self) -> Person {
        let today = self.nation.today();
        let fits = |person: &Person| {
            let here = matches!(person.home_on(today), Some(Home::At(_))) && person.alive_on(today);
            let last = self.cards.history(person.id, CardKey::Signing).pop();
            here && self.nation.resident(person.id).is_some_and(|resident| resident.japanese)
                && last.is_some_and(|issue| issue.ended.is_none() && issue.last >= today)
        };
        self.nation.people().find(fits).unwrap()
    }

    /// A nurse, registered under another name than the one she has now, and linked to her account.
    pub(crate) async fn registered(&self, person: &Person) -> EntryId {
        let resident = self.nation.resident(person.id).unwrap();
        let items = [
            ("registration-number", "第1000001号"),
            ("name", "旧姓　花子"),
            ("birth-date", resident.birth.as_str()),
            ("registration-date", "2015-04-10"),
        ];
        let order = ActOrder {
            target: "nurse/JP".to_owned(),
            act: Act::NewRegistration,
            effective_on: "2015-04-10".parse().unwrap(),
            ground: "invented".to_owned(),
            items: items.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect(),
            seen_version: None,
            key: None,
        };
        let everywhere = Actor { reach: Reach::All, ..officer() };
        let made = self.app.record_act(&everywhere, &order).await.unwrap();
        let entry = EntryId::parse(&made.entry).unwrap();
        let number =
            KnownNumber { number: [3; 16], fact: NumberFact::Given, way: "card-online".to_owned(), since: 1 };
        let link = Link {
            register: RegisterId::of("nurse", "JP"),
            entry,
            holder: nurse().holder.unwrap(),
            way: "by-holder".to_owned(),
            ground: "invented".to_owned(),
            by: "portal".to_owned(),
            at: 1,
            number: Some(number),
        };
        let linked: Result<_, store::StoreError> = self
            .app
            .db()
            .transact("link", move |tx| {
                let links = vec![link.clone()];
                Box::pin(async move { store::holder::link(tx, &links).await })
            })
            .await;
        linked.unwrap();
        entry
    }

    /// The draft of a change of name, filled in as far as it can be.
    pub(crate) async fn filled(&self, person: &Person) -> (CaseId, i64) {
        let entry = self.registered(person).await;
        let id = self.app.start_case(&nurse(), entry, Procedure::Change).await.unwrap();
        let name = self.nation.resident(person.id).unwrap().name;
        let mut application = Application {
            changed: BTreeMap::from([("name".to_owned(), name)]),
            happened_on: "2026-03-20".to_owned(),
            person: "japanese-in-japan".to_owned(),
            ..Application::default()
        };
        let version = self.app.save_draft(&nurse(), id, (&application, 1)).await.unwrap();
        let asked = self.app.show_draft(&nurse(), id).await.unwrap().asked.unwrap();
        for item in &asked.items {
            if let Need::Needed { ways } = &item.need {
                let way = ways.iter().find(|way| !way.by_post).unwrap_or(&ways[0]);
                application.ways.insert(item.code.clone(), way.code.clone());
            }
        }
        let version = self.app.save_draft(&nurse(), id, (&application, version)).await.unwrap();
        (id, version)
    }

    /// What the card makes of the form.
    pub(crate) async fn signed(&self, person: &Person, draft: CaseId) -> SignedForm {
        let (form, _) = self.app.form_to_sign(&nurse(), draft).await.unwrap();
        let value = self.cards.sign(person.id, CardKey::Signing, ToSign::Message(form.as_bytes())).unwrap();
        SignedForm { value, certificate: self.cards.signing_certificate(person.id).unwrap() }
    }

    /// A case that was sent, and waits.
    pub(crate) async fn sent(&self, person: &Person) -> CaseKey {
        let (draft, version) = self.filled(person).await;
        let signed = self.signed(person, draft).await;
        self.app.submit_case(&nurse(), draft, (version, Some(signed))).await.unwrap()
    }

    /// A case for which numbers were issued.
    pub(crate) async fn payable(&self, person: &Person) -> (CaseKey, String) {
        let key = self.sent(person).await;
        self.work().await;
        let code = self.koseki_code(person).await;
        self.app.give_means(&nurse(), key, ("koseki-certificate-code", Some(&code))).await.unwrap();
        self.work_due().await;
        let (link, _) = self.own(key).await.pay.unwrap();
        (key, link)
    }

    pub(crate) async fn own(&self, key: CaseKey) -> CaseView {
        self.app.show_own_case(&nurse(), key).await.unwrap()
    }

    pub(crate) async fn stages(&self, key: CaseKey) -> Vec<&'static str> {
        self.own(key).await.tells.iter().map(|told| told.stage).collect()
    }

    pub(crate) async fn grant(&self, key: CaseKey) -> Result<(), app::AppError> {
        let seen = self.app.show_case(&officer(), key).await.unwrap().version;
        self.app.decide_case(&officer(), key, (DeskDecision::Grant, seen)).await
    }

    /// Works what is due now.
    pub(crate) async fn work_due(&self) {
        while self.app.work_outbox().await.unwrap() > 0 {}
    }

    /// Works everything that is open, due or not, once or twice round.
    pub(crate) async fn work(&self) {
        self.work_due().await;
        self.app.work_outbox_at(FAR).await.unwrap();
        self.work_due().await;
    }

    /// A worker takes everything that is due, and is killed.
    pub(crate) async fn worker_dies(&self) {
        let now = store::writer::now_micros();
        store::outbox::take(self.app.db(), now, 1_000).await.unwrap();
    }

    /// What every journey asks at its end: nothing is left to be sent.
    pub(crate) async fn no_job_is_left(&self) {
        let mut reader = self.app.db().reader().await.unwrap();
        let open = store::outbox::waiting(&mut reader).await.unwrap();
        assert!(open.is_empty(), "jobs left over: {open:?}");
    }

    pub(crate) async fn tasks(&self) -> Vec<String> {
        let mut reader = self.app.db().reader().await.unwrap();
        let tasks = store::task::open(&mut reader, &[RegisterId::of("nurse", "JP")], 50).await.unwrap();
        tasks.into_iter().map(|task| task.kind).collect()
    }

    fn url(&self, system: &str) -> &str {
        &self.simulators.iter().find(|simulator| simulator.system == system).unwrap().url
    }

    /// A form or JSON posted at a system, as somebody else than the register.
    async fn post(url: &str, (media, body): (&'static str, String)) -> (u16, Vec<u8>) {
        let (base, path) = url.split_at(url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at));
        let client = Client::new(Peer::at(base.parse().unwrap())).unwrap();
        match client
            .ask(&Question::post(path.trim_start_matches('/').to_owned(), media, body.into_bytes()))
            .await
        {
            Outcome::Answered(answer) => (answer.status, answer.body),
            other => unreachable!("{other:?}"),
        }
    }

    /// What the payer does on the bank's page.
    pub(crate) async fn pay(&self, link: &str, form: &str) -> u16 {
        Self::post(link, ("application/x-www-form-urlencoded", form.to_owned())).await.0
    }

    pub(crate) async fn koseki_code(&self, person: &Person) -> String {
        let url = format!("{}/counter/codes", self.url("koseki"));
        let body = format!("{{\"person\": {}}}", person.id.0);
        let (status, body) = Self::post(&url, ("application/json", body)).await;
        assert!(status < 300, "{status}");
        let body = String::from_utf8(body).unwrap();
        let digits = body.split("\"code\":").nth(1).unwrap();
        digits.chars().filter(char::is_ascii_digit).take(16).collect()
    }
}

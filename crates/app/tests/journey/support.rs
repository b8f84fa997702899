//! A register with a nurse in it, an invented country around it, and her telephone.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering};

use app::papers::Scanner;
use app::view::CaseView;
use app::{
    ActOrder, Actor, App, Application, Applying, CaseKey, Channel, DecidingOrder, DeskDecision, NewPaper,
    Reach, Role, Settings, SignedForm, Systems, init_register,
};
use country::pki::{CardKey, Cards, DocumentKind, Hpki, Signer, ToSign};
use country::systems::{Simulator, serve_all};
use country::{
    AS_OF, Country, Day, Home, LifeEventKind, Nation, Person, PersonId, RegisterPlan, Resident, Tables,
    build_index,
};
use gateways::Outcome;
use gateways::juki::{AskId, Asking, Birth, Ground, Inquiry, Items, Juki, Sex, Told, Wanted};
use gateways::transport::{Client, Peer, Question};
use law::Procedure;
use registry::act::Act;
use registry::ids::{CaseId, EntryId, HolderId, RegisterId};
use registry::requirement::Need;
use store::draft::{self, Draft};
use store::holder::{KnownNumber, Link, NumberFact};
use tempfile::TempDir;
use testkit::Scratch;
use vault::{KeySource, Use, Vault};

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
const DAY: i64 = 86_400 * 1_000_000;
static ROUND: AtomicI64 = AtomicI64::new(0);

/// The country is made once: its people are the same in every test.
static COUNTRY: LazyLock<Country> = LazyLock::new(|| {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, 20_000, |_| vec!["JP".to_owned()]);
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

/// An officer of every authority.
pub(crate) fn everywhere() -> Actor {
    Actor { reach: Reach::All, ..officer() }
}

pub(crate) fn nurse() -> Applying {
    Applying { account: APPLICANT, holder: Some(HolderId::new(3, [3; 10])) }
}

impl Place {
    pub(crate) async fn new(scratch: Scratch) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("country");
        build_index(&COUNTRY, &home, &|_, _, _| true).unwrap();
        let nation = Nation::new(COUNTRY.clone(), AS_OF, home);
        let cards = Cards::open(&nation).unwrap();
        let addresses = folder.path().join("addresses.json");
        let simulators = serve_all(&nation, &addresses).await.unwrap();
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        let log_key = Some(folder.path().join("log.key"));
        let mut settings = Settings::new(scratch.url().to_owned(), rules, log_key);
        settings.systems = Some(Systems::open(&addresses, Some(vault(folder.path()).await)).unwrap());
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

    /// Somebody Japanese at home whose signing certificate stands today, and of whom the family register tells nothing that changes a
    /// name: so the inquiry cannot tell.
    pub(crate) fn somebody(&self) -> Person {
        self.nation.people().find(|person| self.fits(person) && last_change(person).is_none()).unwrap()
    }

    /// Somebody who took a partner's name twenty days ago and has a new card that can show every character of it. Days pass until there is
    /// one.
    pub(crate) fn newlywed(&self) -> Person {
        let until = Day::of(2026, 10, 31);
        let wedding = |person: Person| {
            let later = self.nation.person_on(person.id, until)?;
            let (day, kind) = last_change(&later)?;
            let took = matches!(kind, LifeEventKind::Marriage { name, .. } if name.surname != later.birth_name.surname);
            (took && day >= AS_OF && changes(&later).count() == 1).then_some((day, person.id))
        };
        let mut weddings: Vec<_> = self.nation.people().filter_map(wedding).collect();
        weddings.sort();
        for (day, id) in weddings {
            let wait = day.0 + 20 - self.nation.today().0;
            let Ok(wait) = u32::try_from(wait) else { continue };
            self.nation.advance(wait).unwrap();
            let person = self.nation.person(id).unwrap();
            if self.fits(&person) && self.shows_every_character(&person) {
                return person;
            }
        }
        unreachable!("nobody married")
    }

    fn shows_every_character(&self, person: &Person) -> bool {
        let systems = self.app.systems().unwrap();
        let der = self.cards.signing_certificate(person.id).unwrap();
        let checked = systems.jpki().unwrap().signing.check_certificate(&der, systems.now()).unwrap();
        let items = checked.items().unwrap();
        !items.name.has_substitutes() && items.name.text() == self.nation.resident(person.id).unwrap().name
    }

    /// The first three people, beside whoever applies, who are old enough to sign for others.
    pub(crate) fn grown_ups(&self) -> [PersonId; 3] {
        let (today, applicant) = (self.nation.today(), self.somebody().id);
        let fit = |person: &Person| {
            person.id != applicant
                && person.alive_on(today)
                && person.born < Day::of(1990, 1, 1)
                && matches!(person.home_on(today), Some(Home::At(_)))
        };
        let found: Vec<PersonId> = self.nation.people().filter(fit).map(|person| person.id).take(3).collect();
        found.try_into().unwrap()
    }

    /// A physician who signs.
    pub(crate) fn physician(&self) -> PersonId {
        self.grown_ups()[0]
    }

    /// What a physician signs for the person of an application, sent where the application says that it comes so.
    pub(crate) async fn send_signed(&self, account: &[u8; 16], draft: CaseId, application: &Application) {
        let said = |code: &str| application.changed.get(code).map_or("", String::as_str);
        let fields = [("Name", said("name")), ("BirthDate", said("birth-date")), ("Finding", "異常なし")];
        for (document, way) in application.ways.iter().filter(|(_, way)| way.starts_with("hpki-")) {
            let signer = Signer::health(self.physician(), "Medical Doctor");
            let hpki = Hpki::open(&self.nation).unwrap();
            let xml = hpki.document(DocumentKind::MedicalCertificate, &fields, &[signer]).unwrap();
            let (document, file_name) = (document.clone(), format!("{way}.xml"));
            let paper = NewPaper { document, file_name, bytes: xml.into_bytes() };
            self.app.send_paper(account, draft, paper).await.unwrap();
        }
    }

    fn fits(&self, person: &Person) -> bool {
        let today = self.nation.today();
        let here = matches!(person.home_on(today), Some(Home::At(_))) && person.alive_on(today);
        let last = self.cards.history(person.id, CardKey::Signing).pop();
        here && self.nation.resident(person.id).is_some_and(|resident| resident.japanese)
            && last.is_some_and(|issue| issue.ended.is_none() && issue.last >= today)
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
        let made = self.app.record_act(&everywhere(), &order).await.unwrap();
        let entry = EntryId::parse(&made.entry).unwrap();
        let number = self.number_of(&resident).await;
        let number = KnownNumber { number, fact: NumberFact::Given, way: "card-online".to_owned(), since: 1 };
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

    /// The vault's handle of somebody's number.
    async fn number_of(&self, resident: &Resident) -> [u8; 16] {
        let systems = self.app.systems().unwrap();
        let inquiry = Inquiry::by_items(Items {
            name: resident.name.clone(),
            birth: Birth::parse(&resident.birth).unwrap(),
            sex: Sex::of_word(resident.sex),
            address: Some(resident.address.clone()),
        });
        let asking = Asking {
            request: AskId::new("number").unwrap(),
            ground: Ground {
                basis: "test".to_owned(),
                purpose: "test".to_owned(),
                operator: "test".to_owned(),
            },
            wanted: Wanted { number: true, code: false },
            by: Use::new("test", "holder", "test").unwrap(),
        };
        match systems.juki().unwrap().inquire(&inquiry, &asking).await.unwrap() {
            Outcome::Answered(Told::Found(record)) => record.number.unwrap().to_bytes(),
            other => unreachable!("{other:?}"),
        }
    }

    /// The draft of a change of name, filled in as far as it can be.
    pub(crate) async fn filled(&self, person: &Person) -> (CaseId, i64) {
        let day = last_change(person).map_or("2026-03-20".to_owned(), |(day, _)| day.to_string());
        self.filled_with(person, day).await
    }

    /// The same, with another day of the change.
    pub(crate) async fn filled_with(&self, person: &Person, happened_on: String) -> (CaseId, i64) {
        let entry = self.registered(person).await;
        let id = self.app.start_case(&nurse(), entry, Procedure::Change).await.unwrap();
        let name = self.nation.resident(person.id).unwrap().name;
        let mut application = Application {
            changed: BTreeMap::from([("name".to_owned(), name)]),
            happened_on,
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
        self.signed_by(&nurse(), person, draft).await
    }

    pub(crate) async fn signed_by(&self, who: &Applying, person: &Person, draft: CaseId) -> SignedForm {
        let (form, _) = self.app.form_to_sign(who, draft).await.unwrap();
        let value = self.cards.sign(person.id, CardKey::Signing, ToSign::Message(form.as_bytes())).unwrap();
        SignedForm { value, certificate: self.cards.signing_certificate(person.id).unwrap() }
    }

    /// A case that was sent, and waits.
    pub(crate) async fn sent(&self, person: &Person) -> CaseKey {
        let filled = self.filled(person).await;
        self.send(person, filled).await
    }

    pub(crate) async fn send(&self, person: &Person, (draft, version): (CaseId, i64)) -> CaseKey {
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
        self.grant_as(&officer(), key).await
    }

    pub(crate) async fn grant_as(&self, officer: &Actor, key: CaseKey) -> Result<(), app::AppError> {
        let seen = self.app.show_case(officer, key).await.unwrap().version;
        self.app.decide_case(officer, key, (DeskDecision::Grant, seen)).await
    }

    /// What the minister has decided by rule.
    pub(crate) async fn switch_on(&self) {
        let order = DecidingOrder {
            authority: "JP".to_owned(),
            procedure: Procedure::Change,
            from: Some(self.app.today()),
            until: None,
            ground: "test".to_owned(),
        };
        self.app.switch_deciding(&officer(), &order).await.unwrap();
    }

    /// Works what is due now.
    pub(crate) async fn work_due(&self) {
        while self.app.work_outbox().await.unwrap() > 0 {}
    }

    /// Works everything that is open, due or not, once or twice round.
    pub(crate) async fn work(&self) {
        self.work_due().await;
        // Further ahead each time: what failed there waits beyond it.
        let far = FAR + DAY.saturating_mul(ROUND.fetch_add(1, Ordering::Relaxed));
        self.app.work_outbox_at(far).await.unwrap();
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
    pub(crate) async fn post(url: &str, (media, body): (&'static str, String)) -> (u16, Vec<u8>) {
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

async fn vault(folder: &Path) -> Vault {
    for name in ["vault", "key"] {
        std::fs::create_dir(folder.join(name)).unwrap();
    }
    let url = format!("sqlite:{}", folder.join("vault").join("vault.db").display());
    let key = KeySource::File(folder.join("key").join("vault.key"));
    vault::init(&url, &key, &Use::new("make", "holder", "test").unwrap()).await.unwrap();
    Vault::open(&url, &key).await.unwrap()
}

/// The last event of which the family register tells that it may have changed the name.
pub(crate) fn last_change(person: &Person) -> Option<(Day, LifeEventKind)> {
    changes(person).last()
}

fn changes(person: &Person) -> impl Iterator<Item = (Day, LifeEventKind)> {
    use LifeEventKind::{Adoption, Divorce, Marriage, Naturalisation};
    let changes = |kind: &LifeEventKind| {
        matches!(kind, Marriage { .. } | Divorce { .. } | Adoption { .. } | Naturalisation { .. })
    };
    person.events.iter().map(|event| (event.date, event.kind)).filter(move |(_, kind)| changes(kind))
}

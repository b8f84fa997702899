//! A change of name while the program is killed (-9) again and again, before, in and after each of its steps: it goes on, and nothing is paid
//! or registered twice.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use app::{
    ActOrder, Actor, App, Application, Applying, CaseKey, Channel, DecidingOrder, Reach, Role, Settings,
    SignedForm, Systems,
};
use country::pki::{CardKey, Cards, ToSign};
use country::systems::{Simulator, serve_all};
use country::{AS_OF, Country, Day, Home, LifeEventKind, Nation, Person, RegisterPlan, Tables};
use db::Param;
use law::Procedure;
use registry::act::Act;
use registry::ids::{EntryId, HolderId, RegisterId};
use registry::requirement::Need;
use vault::{AcceptedProofs, IntakeForm, KeySource, Taken, Use, Vault};

use crate::support::{Place, on_both_engines, signal};

on_both_engines!(killed_after_each_step_it_goes_on);

/// The program lives so much longer each time it is started: first it is killed before it listens, later in the middle of a step or after
/// one.
const LONGER: Duration = Duration::from_millis(100);
/// It is started so often at most: the last lives are long enough for any step.
const LIVES: u32 = 60;
const ACCOUNT: [u8; 16] = [3; 16];

fn officer() -> Actor {
    Actor {
        name: "test".to_owned(),
        purpose: "test".to_owned(),
        channel: Channel::Command,
        roles: Role::ALL.to_vec(),
        reach: Reach::All,
    }
}

fn holder() -> HolderId {
    HolderId::new(3, [3; 10])
}

fn applicant() -> Applying {
    Applying { account: ACCOUNT, holder: Some(holder()) }
}

/// The country, its systems, and the register as the test itself sees it.
struct World {
    app: App,
    nation: Nation,
    cards: Cards,
    simulators: Vec<Simulator>,
    vault: Vault,
}

impl World {
    async fn new(place: &Place) -> Self {
        let tables = Tables::load().unwrap();
        let plan = RegisterPlan::new(&tables, 20_000, |_| vec!["JP".to_owned()]);
        let nation = Nation::new(Country::new(tables, 11, plan), AS_OF, place.path("country"));
        let cards = Cards::open(&nation).unwrap();
        let simulators = serve_all(&nation, &place.path("addresses.json")).await.unwrap();
        let vault = vault(place).await;
        let mut settings = Settings::new(place.url.clone(), place.rules.clone(), Some(place.path("log.key")));
        settings.systems = Some(Systems::open(&place.path("addresses.json"), Some(vault.clone())).unwrap());
        let app = App::open(&settings).await.unwrap();
        Self { app, nation, cards, simulators, vault }
    }

    /// Somebody who took a partner's name twenty days ago and has a new card.
    fn newlywed(&self) -> Person {
        let wedding = |person: Person| {
            let later = self.nation.person_on(person.id, Day::of(2026, 10, 31))?;
            let mut changes = later.events.iter().filter(|event| {
                use LifeEventKind::{Adoption, Divorce, Marriage, Naturalisation};
                matches!(
                    event.kind,
                    Marriage { .. } | Divorce { .. } | Adoption { .. } | Naturalisation { .. }
                )
            });
            let (event, None) = (changes.next()?, changes.next()) else { return None };
            let took = matches!(event.kind, LifeEventKind::Marriage { name, .. } if name.surname != later.birth_name.surname);
            (took && event.date >= AS_OF).then_some((event.date, person.id))
        };
        let mut weddings: Vec<_> = self.nation.people().filter_map(wedding).collect();
        weddings.sort();
        for (day, id) in weddings {
            let Ok(wait) = u32::try_from(day.0 + 20 - self.nation.today().0) else { continue };
            self.nation.advance(wait).unwrap();
            let person = self.nation.person(id).unwrap();
            if self.can_sign(&person) {
                return person;
            }
        }
        unreachable!("nobody married")
    }

    fn can_sign(&self, person: &Person) -> bool {
        let today = self.nation.today();
        let here = matches!(person.home_on(today), Some(Home::At(_))) && person.alive_on(today);
        let card = self.cards.history(person.id, CardKey::Signing).pop();
        let Some(resident) = self.nation.resident(person.id).filter(|resident| resident.japanese) else {
            return false;
        };
        if !here || card.is_none_or(|card| card.ended.is_some() || card.last < today) {
            return false;
        }
        let systems = self.app.systems().unwrap();
        let der = self.cards.signing_certificate(person.id).unwrap();
        let checked = systems.jpki().unwrap().signing.check_certificate(&der, systems.now()).unwrap();
        let name = &checked.items().unwrap().name;
        !name.has_substitutes() && name.text() == resident.name
    }

    /// Registered under another name, linked, and by rule.
    async fn registered(&self, person: &Person) -> EntryId {
        let items = [
            ("registration-number", "第1号".to_owned()),
            ("name", "旧姓　花子".to_owned()),
            ("birth-date", self.nation.resident(person.id).unwrap().birth),
            ("registration-date", "2015-04-10".to_owned()),
        ];
        let order = ActOrder {
            target: "nurse/JP".to_owned(),
            act: Act::NewRegistration,
            effective_on: "2015-04-10".parse().unwrap(),
            ground: "invented".to_owned(),
            items: items.into_iter().map(|(code, value)| (code.to_owned(), value)).collect(),
            seen_version: None,
            key: None,
        };
        let entry = EntryId::parse(&self.app.record_act(&officer(), &order).await.unwrap().entry).unwrap();
        self.link(entry, self.number_of(person).await).await;
        let order = DecidingOrder {
            authority: "JP".to_owned(),
            procedure: Procedure::Change,
            from: Some(self.app.today()),
            until: None,
            ground: "test".to_owned(),
        };
        self.app.switch_deciding(&officer(), &order).await.unwrap();
        entry
    }

    async fn number_of(&self, person: &Person) -> [u8; 16] {
        let accepted = AcceptedProofs::none().also("card-copy", ["same-card"]);
        let number = self.nation.my_number(person.id);
        let body = format!(
            "{}={number}&{}=card-copy&{}=same-card",
            IntakeForm::NUMBER,
            IntakeForm::NUMBER_PROOF,
            IntakeForm::IDENTITY_PROOF
        );
        let by = Use::new("test", app::holders::NUMBER_CASE, "test").unwrap();
        match self.vault.take_form(body.into_bytes(), &accepted, &by).await.unwrap().unwrap() {
            Taken::Sealed(sealed) => sealed.to_bytes(),
            other => unreachable!("{other:?}"),
        }
    }

    async fn link(&self, entry: EntryId, number: [u8; 16]) {
        let linked: Result<(), db::DbError> = self
            .app
            .db()
            .transact("link", move |tx| {
                Box::pin(async move {
                    let (register, person) = (RegisterId::of("nurse", "JP"), holder());
                    let (r, h) = (Param::Int(register.stored()), Param::Bytes(person.stored()));
                    let (e, n) = (Param::Bytes(entry.stored()), Param::Bytes(&number));
                    tx.execute("INSERT INTO holder (holder_id, created_at) VALUES ($1, 1)", &[h]).await?;
                    tx.execute("INSERT INTO number_holder (number_ref, holder_id) VALUES ($1, $2)", &[n, h])
                        .await?;
                    tx.execute(
                        "INSERT INTO entry_holder (register_id, entry_id, holder_id, way, ground, linked_by, \
                         linked_at, number_ref, number_fact, number_way, number_since) \
                         VALUES ($1, $2, $3, 'by-holder', 'test', 'test', 1, $4, 'given', 'card-online', 1)",
                        &[r, e, h, n],
                    )
                    .await?;
                    tx.execute(
                        "INSERT INTO holder_entry (holder_id, register_id, entry_id, linked_at) \
                         VALUES ($1, $2, $3, 1)",
                        &[h, r, e],
                    )
                    .await?;
                    Ok(())
                })
            })
            .await;
        linked.unwrap();
    }

    /// Filled in, signed and sent.
    async fn sent(&self, person: &Person, entry: EntryId) -> CaseKey {
        let who = applicant();
        let draft = self.app.start_case(&who, entry, Procedure::Change).await.unwrap();
        let married = person.events.iter().find(|e| matches!(e.kind, LifeEventKind::Marriage { .. }));
        let mut application = Application {
            changed: BTreeMap::from([("name".to_owned(), self.nation.resident(person.id).unwrap().name)]),
            happened_on: married.unwrap().date.to_string(),
            person: "japanese-in-japan".to_owned(),
            ..Application::default()
        };
        let version = self.app.save_draft(&who, draft, (&application, 1)).await.unwrap();
        let asked = self.app.show_draft(&who, draft).await.unwrap().asked.unwrap();
        for item in &asked.items {
            if let Need::Needed { ways } = &item.need {
                let way = ways.iter().find(|way| !way.by_post).unwrap_or(&ways[0]);
                application.ways.insert(item.code.clone(), way.code.clone());
            }
        }
        let version = self.app.save_draft(&who, draft, (&application, version)).await.unwrap();
        let (form, _) = self.app.form_to_sign(&who, draft).await.unwrap();
        let value = self.cards.sign(person.id, CardKey::Signing, ToSign::Message(form.as_bytes())).unwrap();
        let signed = SignedForm { value, certificate: self.cards.signing_certificate(person.id).unwrap() };
        self.app.submit_case(&who, draft, (version, Some(signed))).await.unwrap()
    }

    /// The time for which a worker has a job is over.
    async fn takings_lapse(&self) {
        let lapsed: Result<(), db::DbError> = self
            .app
            .db()
            .transact("lapse", |tx| {
                Box::pin(async move {
                    tx.execute("UPDATE outbox SET due_at = 1 WHERE done_at IS NULL AND attempts > 0", &[])
                        .await?;
                    Ok(())
                })
            })
            .await;
        lapsed.unwrap();
    }
}

async fn vault(place: &Place) -> Vault {
    for name in ["vault", "key"] {
        std::fs::create_dir(place.path(name)).unwrap();
    }
    let key = KeySource::File(place.path("key").join("vault.key"));
    let by = Use::new("make", app::holders::NUMBER_CASE, "test").unwrap();
    vault::init(&vault_url(place), &key, &by).await.unwrap();
    Vault::open(&vault_url(place), &key).await.unwrap()
}

fn vault_url(place: &Place) -> String {
    format!("sqlite:{}", place.path("vault").join("vault.db").display())
}

/// Sends something to a system of this machine.
fn send((method, url): (&str, &str), (media, body): (&str, &str)) {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {media}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 2"), "{url}: {answer}");
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn killed_after_each_step_it_goes_on(place: &Place) {
    place.init();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new(place));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let collector = world.simulators.iter().find(|simulator| simulator.system == "payment").unwrap();
    let target = format!("{{\"target\":\"http://{listen}{}\"}}", app::systems::PAYMENT_PUSH);
    send(("PUT", &format!("{}/control/push", collector.url)), ("application/json", &target));
    let person = world.newlywed();
    let entry = runtime.block_on(world.registered(&person));
    let key = runtime.block_on(world.sent(&person, entry));
    let (systems, vault_key) = (text(&place.path("addresses.json")), text(&place.path("key/vault.key")));
    let vault = vault_url(place);
    let serve =
        ["serve", "--listen", &listen, "--systems", &systems, "--vault", &vault, "--vault-key", &vault_key];
    let look = || runtime.block_on(world.app.show_own_case(&applicant(), key)).unwrap();
    let (mut paid, mut kills) = (false, 0);
    for life in 1..=LIVES {
        let before = look();
        if before.tells[0].stage == "granted" {
            break;
        }
        if let Some((link, _)) = before.pay.clone().filter(|_| !paid) {
            // Nobody listens now: the collecting side pushes until somebody does.
            send(("POST", &link), ("application/x-www-form-urlencoded", "action=pay"));
            paid = true;
        }
        let mut child = place.spawn(&serve);
        let started = Instant::now();
        while started.elapsed() < LONGER * life {
            let now = look();
            if now.version != before.version || now.pay != before.pay {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        signal(&child, "KILL");
        child.wait().unwrap();
        kills += 1;
        runtime.block_on(world.takings_lapse());
    }
    let end = look();
    assert_eq!(end.tells[0].stage, "granted", "{:?}", end.history);
    assert!(kills >= 3, "it was killed {kills} times");
    let count = |kind: &str| end.history.iter().filter(|happened| happened.kind == kind).count();
    assert_eq!((count("granted"), count("payment-confirmed"), count("refund-due")), (1, 1, 0));
    let shown = place.show(&entry.to_string(), &[]);
    assert_eq!(shown["history"].as_array().unwrap().len(), 2, "registered, and corrected once: {shown}");
    place.run(&["ledger", "checkpoint"]);
    assert_eq!(place.json(&["audit"])["findings"].as_array().unwrap().len(), 0);
}

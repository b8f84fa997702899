//! Making ready: everybody has a card, an account at the portal, and an entry under the name before that is linked to it.

use std::net::TcpListener;

use anyhow::{Result, ensure};
use app::PortalKeys;
use country::pki::{CardKey, Cards, ReadyKeys};
use registry::ids::{EntryId, RegisterId};
use serde_json::json;
use vault::{Use, Vault};

use super::count::Register;
use super::entries::Making;
use super::parts::{Part, Places, nation};
use super::people::{Traveller, find};
use crate::Size;
use crate::place::EngineWord;

pub(super) const QUALIFICATION: &str = "nurse";
pub(super) const AUTHORITY: &str = "JP";
/// People of the country for each who fits: of ten thousand some three took a name within the month, and not all have a new card yet.
const PEOPLE_EACH: u64 = 16_000;
/// RSA keys that the cards share: making one for each card would take longer than all else.
pub(super) const CARD_KEYS: usize = 16;

/// A server that can be reached, and whoever will.
pub(super) struct Ready {
    pub(super) host: String,
    pub(super) people: Vec<Traveller>,
    pub(super) server: Part,
    pub(super) country: Part,
    entries: Vec<EntryId>,
    places: Places,
    database: String,
    engine: Option<testkit::Cluster>,
    dir: tempfile::TempDir,
}

impl Ready {
    pub(super) async fn make(size: &Size, wanted: usize) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("shikaku-bench-").tempdir()?;
        let places = Places { folder: dir.path().to_owned() };
        let (database, engine) = match size.engine {
            EngineWord::Sqlite => (format!("sqlite:{}", dir.path().join("register.db").display()), None),
            EngineWord::Postgres => {
                let server = testkit::Cluster::start_with(testkit::Durability::KeptAtSize)?;
                (server.create_database("bench")?, Some(server))
            }
        };
        let count = u64::try_from(wanted)? * PEOPLE_EACH;
        let nation = nation(&places.country(), size.seed, count)?;
        let cards = Cards::open(&nation)?;
        let people = find(&nation, &cards, wanted);
        ensure!(people.len() > 1, "nobody took a name within the month");
        eprintln!("{} of {count} people took a name within the month", people.len());
        make_cards(&people, &cards)?;
        let host = free_address()?;
        let vault = make_vault(&places).await?;
        write_portal(&places, &host, &vault).await?;
        let folder = places.folder.display().to_string();
        let (seed, people_count) = (size.seed.to_string(), count.to_string());
        let simulators = ["journey-country", "--folder", &folder, "--seed", &seed, "--people", &people_count];
        let country = Part::start(simulators)?;
        let entries = Making { nation: &nation, people: &people, places: &places, vault: &vault }
            .register(&database)
            .await?;
        drop(vault);
        if let Some(engine) = &engine {
            engine.sql_in("bench", "VACUUM (ANALYZE)")?;
        }
        let server =
            Part::start(["journey-serve", "--folder", &folder, "--listen", &host, "--database", &database])?;
        Ok(Self { host, people, server, country, entries, places, database, engine, dir })
    }

    /// The processes of the engine, where it has its own.
    pub(super) fn engine_pids(&self) -> Result<Vec<u32>> {
        let Some(engine) = &self.engine else { return Ok(Vec::new()) };
        let pids = engine.sql("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")?;
        Ok(pids.split_whitespace().filter_map(|pid| pid.parse().ok()).collect())
    }

    /// Ends the server and the simulators; what they leave is the register.
    pub(super) fn stop(self) -> Result<Register> {
        let Self { server, country, entries, places, database, engine, dir, .. } = self;
        drop((server, country));
        let register = RegisterId::of(QUALIFICATION, AUTHORITY);
        Ok(Register { entries, register, settings: places.settings(&database), _engine: engine, _dir: dir })
    }
}

/// Certificates are issued before anybody goes, as they are in life.
fn make_cards(people: &[Traveller], cards: &Cards) -> Result<()> {
    let keys = ReadyKeys::make(CARD_KEYS)?;
    for person in people {
        cards.make_ready(person.id, CardKey::Signing, &keys)?;
    }
    Ok(())
}

/// An address that nobody has now.
fn free_address() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

async fn make_vault(places: &Places) -> Result<Vault> {
    for name in ["vault", "key"] {
        std::fs::create_dir(places.folder.join(name))?;
    }
    let (url, key) = places.vault();
    vault::init(&url, &key, &Use::new("make", app::holders::NUMBER_CASE, "bench")?).await?;
    Ok(Vault::open(&url, &key).await?)
}

async fn write_portal(places: &Places, host: &str, vault: &Vault) -> Result<()> {
    let portal = json!({
        "url": format!("http://{host}"),
        "keys": PortalKeys::read_or_make(&places.portal_keys())?.public(),
        "vault_key": serde_json::to_value(vault.intake_key().await?)?,
    });
    Ok(std::fs::write(places.portal(), portal.to_string())?)
}

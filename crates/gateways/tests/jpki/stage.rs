//! A small nation with its authority on a socket.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use country::pki::{CardKey, Cards};
use country::systems::{Simulator, serve_one};
use country::{Country, Day, Home, Nation, Person, PersonId, RegisterPlan, Tables};
use gateways::jpki::{self, Addresses, Http, Kind, Validator};
use gateways::pki::Anchors;
use gateways::transport::Peer;
use jiff::Timestamp;

pub(crate) struct Stage {
    pub(crate) nation: Nation,
    pub(crate) cards: Cards,
    pub(crate) folder: tempfile::TempDir,
    /// From this day on cards are of the next kind.
    next: Option<Day>,
}

/// Today by the clock, in Japan: `openssl` compares with the clock.
fn today() -> Day {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    Day(i32::try_from((seconds + 9 * 3600) / 86_400).unwrap())
}

impl Stage {
    pub(crate) fn new() -> Stage {
        Stage::with(None)
    }

    pub(crate) fn with(next: Option<Day>) -> Stage {
        let tables = Tables::load().unwrap();
        let plan = RegisterPlan::new(&tables, 3_000, |_| vec!["JP".to_owned()]);
        let folder = tempfile::tempdir().unwrap();
        let nation = Nation::new(Country::new(tables, 11, plan), today(), folder.path().to_owned());
        let cards = match next {
            Some(day) => Cards::with_next_from(&nation, day),
            None => Cards::open(&nation),
        };
        Stage { cards: cards.unwrap(), nation, folder, next }
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_second(self.nation.now_unix()).unwrap()
    }

    /// Somebody whose signing certificate stands today.
    pub(crate) fn somebody(&self) -> PersonId {
        self.people().next().expect("somebody with a card").id
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = Person> {
        let today = self.nation.today();
        self.nation.people().filter(move |person| {
            let here = matches!(person.home_on(today), Some(Home::At(_))) && person.alive_on(today);
            let last = self.cards.history(person.id, CardKey::Signing).pop();
            here && last
                .is_some_and(|issue| issue.ended.is_none() && issue.last > today && issue.first < today)
        })
    }

    pub(crate) fn anchors(&self, key: CardKey) -> Anchors {
        let all = self.cards.anchors(key);
        Anchors::new(all.iter().map(Vec::as_slice)).unwrap()
    }

    pub(crate) fn validator(&self) -> Validator {
        Validator::new(Kind::Signing, jpki::Cards::Test, self.anchors(CardKey::Signing))
    }

    pub(crate) async fn serve(&self) -> (Simulator, Http) {
        assert!(self.next.is_none(), "the simulator opens the cards as they usually are");
        let simulator = serve_one(&self.nation, "jpki").await.unwrap().expect("it is on the list");
        let http = http(&simulator.url);
        (simulator, http)
    }

    /// A file in the nation's folder.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The file with the key of a person's signing certificate: what no real card gives away.
    pub(crate) fn key_file(&self, person: PersonId) -> PathBuf {
        let index = self.cards.certificate(person, CardKey::Signing).unwrap().issue.index;
        self.folder.path().join(format!("pki/signing/{}-{index}.p8", person.0))
    }
}

pub(crate) fn http(url: &str) -> Http {
    let peer = |kind: &str| Peer::at(format!("{url}/{kind}/").parse().unwrap());
    Http::new(Addresses { signing: peer("signing"), authentication: peer("authentication") }).unwrap()
}

/// What `openssl` says, both streams, and whether it is content.
pub(crate) fn openssl<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> (bool, String) {
    let run = Command::new("openssl").args(arguments).output().expect("the program openssl");
    let said = [run.stdout, run.stderr].concat();
    (run.status.success(), String::from_utf8_lossy(&said).into_owned())
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

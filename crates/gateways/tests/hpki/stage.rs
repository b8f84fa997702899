//! A small nation with its health authority.

use std::ffi::OsStr;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use country::pki::{DocumentKind, Hpki, Signer, Stamper};
use country::systems::serve_one;
use country::{Country, Day, Home, Nation, PersonId, RegisterPlan, Tables};
use gateways::hpki::{Roles, Signers, Unconfirmed, Validator};
use gateways::pki::{Anchors, List};
use gateways::transport::{Client, Peer, Question};
use jiff::Timestamp;

pub(crate) const FIELDS: [(&str, &str); 4] = [
    ("Name", "架空　花子"),
    ("BirthDate", "1990-05-06"),
    ("ExaminedOn", "2026-04-01"),
    ("Finding", "異常なし <正常> & 良好"),
];

pub(crate) struct Stage {
    pub(crate) nation: Nation,
    pub(crate) hpki: Hpki,
    pub(crate) folder: tempfile::TempDir,
}

impl Stage {
    pub(crate) fn new() -> Stage {
        let tables = Tables::load().unwrap();
        let plan = RegisterPlan::new(&tables, 3_000, |_| vec!["JP".to_owned()]);
        let folder = tempfile::tempdir().unwrap();
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let today = Day(i32::try_from((seconds + 9 * 3600) / 86_400).unwrap());
        let nation = Nation::new(Country::new(tables, 11, plan), today, folder.path().to_owned());
        Stage { hpki: Hpki::open(&nation).unwrap(), nation, folder }
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_second(self.nation.now_unix()).unwrap()
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = PersonId> {
        let today = self.nation.today();
        let here = move |person: &country::Person| {
            person.alive_on(today)
                && person.born < Day::of(1995, 1, 1)
                && matches!(person.home_on(today), Some(Home::At(_)))
        };
        self.nation.people().filter(here).map(|person| person.id)
    }

    pub(crate) fn doctor(&self) -> Signer {
        Signer::health(self.people().next().unwrap(), "Medical Doctor")
    }

    /// For the roles whose words were seen, or for all.
    pub(crate) fn validator(&self, all: bool) -> Validator {
        let roles = Roles::listed().unwrap();
        let roles = if all { roles } else { roles.only_seen() };
        let anchors = Anchors::new([self.hpki.root().as_slice()]).unwrap();
        let validator = Validator::new(Signers::Health(roles), anchors, &[&self.hpki.issuing()]).unwrap();
        validator.with_stamps(self.stamp_anchors())
    }

    pub(crate) fn stamp_anchors(&self) -> Anchors {
        Anchors::new([self.hpki.time_stamps().root().as_slice()]).unwrap()
    }

    pub(crate) fn schools(&self) -> Validator {
        let anchors = Anchors::new([self.hpki.school_root().as_slice()]).unwrap();
        Validator::new(Signers::Schools, anchors, &[]).unwrap()
    }

    pub(crate) fn medical(&self, signers: &[Signer]) -> String {
        self.hpki.document(DocumentKind::MedicalCertificate, &FIELDS, signers).unwrap()
    }

    /// The same with a time-stamp of the nation's own authority.
    pub(crate) fn medical_stamped(&self, signers: &[Signer]) -> String {
        self.medical_stamped_by(signers, &|bytes| self.hpki.time_stamps().stamp(bytes))
    }

    /// The same with whatever stands for a token.
    pub(crate) fn medical_stamped_by(&self, signers: &[Signer], stamp: &Stamper<'_>) -> String {
        self.hpki.document_stamped(DocumentKind::MedicalCertificate, &FIELDS, signers, stamp).unwrap()
    }

    /// The lists of revocations that are needed, as the simulator tells them; none of authorities that it does not know.
    pub(crate) async fn lists(&self, unconfirmed: &Unconfirmed) -> Vec<List> {
        let simulator = serve_one(&self.nation, "hpki").await.unwrap().unwrap();
        let client = Client::new(Peer::at(simulator.url.parse().unwrap())).unwrap();
        let mut lists = Vec::new();
        for authority in unconfirmed.authorities() {
            let key: String =
                authority.key_identifier().unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
            let answer = client.ask(&Question::get(format!("crl/{key}"))).await.answered().unwrap();
            if answer.status == 200 {
                lists.push(List::read(&answer.body).unwrap());
            }
        }
        lists
    }
}

/// What `openssl` says, both streams, and whether it is content.
pub(crate) fn openssl<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> (bool, String) {
    let run = Command::new("openssl").args(arguments).output().expect("the program openssl");
    let said = [run.stdout, run.stderr].concat();
    (run.status.success(), String::from_utf8_lossy(&said).into_owned())
}

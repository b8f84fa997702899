//! A small nation with its health authority.

use std::time::{SystemTime, UNIX_EPOCH};

use country::pki::{DocumentKind, Hpki, Signer};
use country::{Country, Day, Home, Nation, PersonId, RegisterPlan, Tables};
use gateways::hpki::{Roles, Signers, Validator};
use gateways::pki::Anchors;
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
        Validator::new(Signers::Health(roles), anchors, &[&self.hpki.issuing()]).unwrap()
    }

    pub(crate) fn schools(&self) -> Validator {
        let anchors = Anchors::new([self.hpki.school_root().as_slice()]).unwrap();
        Validator::new(Signers::Schools, anchors, &[]).unwrap()
    }

    pub(crate) fn medical(&self, signers: &[Signer]) -> String {
        self.hpki.document(DocumentKind::MedicalCertificate, &FIELDS, signers).unwrap()
    }
}

//! The ways of proof that the rules name, and those that the vault knows, are the same.

use std::path::Path;

use law::{RuleFile, Rules};

use crate::{AcceptedProofs, ProofOfIdentity, ProofOfNumber};

fn accepted_on(day: &str) -> AcceptedProofs {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/number-proof.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let rules = Rules::parse(&[RuleFile { path: "number-proof.toml".to_owned(), text }]).unwrap();
    let on = rules.on(day.parse().unwrap());
    on.number_proofs().fold(AcceptedProofs::none(), |accepted, way| {
        let way = way.value();
        assert!(ProofOfNumber::of_code(&way.code).is_some(), "{} is unknown here", way.code);
        for identity in &way.identities {
            assert!(ProofOfIdentity::of_code(identity).is_some(), "{identity} is unknown here");
        }
        accepted.also(&way.code, way.identities.iter().map(String::as_str))
    })
}

/// The report's three paper ways and the on-line one, each with the proofs of identity that it needs, and no other.
#[test]
fn the_ways_are_those_of_the_report() {
    use ProofOfIdentity as Who;
    use ProofOfNumber as What;
    let accepted = accepted_on("2026-11-23");
    let fits = [
        (What::CardCopy, Who::SameCard),
        (What::NotificationCardCopy, Who::DrivingLicence),
        (What::NotificationCardCopy, Who::Passport),
        (What::ResidentRecord, Who::DrivingLicence),
        (What::ResidentRecord, Who::Passport),
        (What::CardOnline, Who::CardSignature),
    ];
    for what in What::ALL {
        for who in Who::ALL {
            assert_eq!(
                accepted.accept(what, who).is_some(),
                fits.contains(&(what, who)),
                "{what:?} with {who:?}"
            );
        }
    }
}

#[test]
fn on_line_it_is_accepted_from_the_reform_only() {
    let before = accepted_on("2024-05-26");
    assert!(before.accept(ProofOfNumber::CardOnline, ProofOfIdentity::CardSignature).is_none());
    assert!(before.accept(ProofOfNumber::CardCopy, ProofOfIdentity::SameCard).is_some());
}
